package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.log4j.DailyRollingFileAppender;
import org.apache.log4j.FileAppender;
import org.apache.log4j.Hierarchy;
import org.apache.log4j.Level;
import org.apache.log4j.RollingFileAppender;
import org.apache.log4j.spi.RootLogger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The two libraries that Jamf Pro has written its log with, at work with Jamf's own layout while the log is followed:
 * several threads, files of a few KiB, so that several rotations fall between two polls, and a stop meanwhile.
 */
class RealWritersTest {
    /** As shipped, in log4j.properties of JSS 9.96. */
    private static final String LAYOUT = "%d{ISO8601} [%-5p] [%-11.11t] [%-25.25c{1}] - %m%n";

    private static final String LOGGER =
            "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentInstanceSyncCommService";
    private static final int FILE_SIZE = 8 * 1024;
    /** More than are ever made here: what the chain deletes nobody can read. */
    private static final int BACKUPS = 400;

    private static final int THREADS = 3;
    private static final int RECORDS_A_THREAD = 150;
    private static final Pattern ID = Pattern.compile(" - record <(\\d+)>");

    /** What the daemon saves as one value: how far the log is read, and how much was learned up to there. */
    private record Save(Checkpoint checkpoint, int read) {}

    /** Something that writes a log and rotates it. */
    private interface Writer extends AutoCloseable {
        void error(String message, Throwable cause);

        @Override
        void close();
    }

    private enum Rotation {
        LOG4J_ROLLING {
            @Override
            Writer on(Path log) throws IOException {
                RollingFileAppender appender =
                        new RollingFileAppender(new org.apache.log4j.PatternLayout(LAYOUT), log.toString());
                appender.setMaximumFileSize(FILE_SIZE);
                appender.setMaxBackupIndex(BACKUPS);
                return new Log4j(appender);
            }
        },
        LOG4J2_NEWEST_IS_FIRST {
            @Override
            Writer on(Path log) {
                return new Log4j2(log, "min", ".%i");
            }
        },
        LOG4J2_NEWEST_IS_LAST {
            @Override
            Writer on(Path log) {
                return new Log4j2(log, "max", ".%i");
            }
        },
        LOG4J2_NEWEST_IS_FIRST_GZIPPED {
            @Override
            Writer on(Path log) {
                return new Log4j2(log, "min", ".%i.gz");
            }
        },
        LOG4J2_NEWEST_IS_LAST_GZIPPED {
            @Override
            Writer on(Path log) {
                return new Log4j2(log, "max", ".%d{yyyy-MM-dd}.%i.gz");
            }
        };

        abstract Writer on(Path log) throws IOException;
    }

    /** Log4j 1 in a hierarchy of its own, so that nothing else in the process logs through it. */
    private static final class Log4j implements Writer {
        private final Hierarchy hierarchy = new Hierarchy(new RootLogger(Level.INFO));

        Log4j(FileAppender appender) {
            hierarchy.getRootLogger().addAppender(appender);
        }

        @Override
        public void error(String message, Throwable cause) {
            hierarchy.getLogger(LOGGER).error(message, cause);
        }

        @Override
        public void close() {
            hierarchy.shutdown();
        }
    }

    /** Log4j 2 in a context of its own, unknown to its LogManager. */
    private static final class Log4j2 implements Writer {
        private final LoggerContext context = new LoggerContext("writer");

        Log4j2(Path log, String fileIndex, String suffix) {
            ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
            builder.setShutdownHook("disable");
            builder.add(builder.newAppender("JAMF", "RollingFile")
                    .addAttribute("fileName", log.toString())
                    .addAttribute("filePattern", log + suffix)
                    .add(builder.newLayout("PatternLayout").addAttribute("pattern", LAYOUT))
                    .addComponent(builder.newComponent("Policies")
                            .addComponent(builder.newComponent("SizeBasedTriggeringPolicy")
                                    .addAttribute("size", FILE_SIZE)))
                    .addComponent(builder.newComponent("DefaultRolloverStrategy")
                            .addAttribute("fileIndex", fileIndex)
                            .addAttribute("max", BACKUPS)));
            builder.add(
                    builder.newRootLogger(org.apache.logging.log4j.Level.INFO).add(builder.newAppenderRef("JAMF")));
            context.start(builder.build(false));
        }

        @Override
        public void error(String message, Throwable cause) {
            context.getLogger(LOGGER).error(message, cause);
        }

        @Override
        public void close() {
            context.stop();
        }
    }

    @TempDir
    Path folder;

    private final List<Integer> read = new ArrayList<>();
    private final List<Save> saves = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final IdlePoller poller = new IdlePoller(Duration.ofMillis(20));
    private final AtomicInteger written = new AtomicInteger();
    /** The counter of one life goes with it. */
    private final AtomicInteger gaps = new AtomicInteger();

    @BeforeEach
    void lookOut() {
        poller.start();
    }

    @AfterEach
    void lookAway() {
        poller.close();
    }

    @ParameterizedTest
    @EnumSource(Rotation.class)
    void every_record_is_read_once_although_the_log_is_rotated_meanwhile_and_while_nobody_reads(Rotation rotation)
            throws Exception {
        try (Writer writer = rotation.on(log())) {
            LogTail tail = follow();
            write(writer);
            awaitRead(1);
            List<Future<?>> writing = writeFromSeveralThreads(writer);
            awaitRead(THREADS * RECORDS_A_THREAD / 3);
            stop(tail);
            forget(20);
            for (Future<?> future : writing) {
                future.get();
            }
            for (Future<?> future : writeFromSeveralThreads(writer)) {
                future.get();
            }

            tail = follow();
            writing = writeFromSeveralThreads(writer);
            for (Future<?> future : writing) {
                future.get();
            }
            write(writer);
            awaitRead(written.get());
            stop(tail);
        }

        assertThat(read).doesNotHaveDuplicates().hasSize(written.get());
        assertThat(gaps).hasValue(0);
        assertThat(rotatedFiles()).as("rotated files").isGreaterThan(10);
    }

    @Test
    void a_log_that_is_dated_daily_is_read_day_by_day() throws Exception {
        LogTail tail = follow();
        for (int day = 1; day <= 5; day++) {
            if (day == 3) {
                stop(tail);
            }
            try (Writer writer = daily()) {
                for (int i = 0; i < 20; i++) {
                    write(writer);
                }
            }
            if (day == 1) {
                awaitRead(20);
            }
            if (day == 4) {
                tail = follow();
            }
            // The appender dates the file by its last change, and puts it away at its first record on another day.
            Files.setLastModifiedTime(log(), FileTime.from(Instant.now().minus(Duration.ofDays(10 - day))));
        }

        awaitRead(written.get());
        stop(tail);
        assertThat(read)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, written.get()).boxed().toList());
        assertThat(rotatedFiles()).isEqualTo(4);
    }

    private Writer daily() throws IOException {
        return new Log4j(new DailyRollingFileAppender(
                new org.apache.log4j.PatternLayout(LAYOUT), log().toString(), "'.'yyyy-MM-dd"));
    }

    private Path log() {
        return folder.resolve("JAMFSoftwareServer.log");
    }

    private long rotatedFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.equals(log())).count();
        }
    }

    private List<Future<?>> writeFromSeveralThreads(Writer writer) {
        List<Future<?>> writing = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            writing.add(threads.submit(() -> {
                for (int i = 0; i < RECORDS_A_THREAD; i++) {
                    write(writer);
                }
            }));
        }
        threads.shutdown();
        return writing;
    }

    private void write(Writer writer) {
        IOException cause = new IOException("Server returned HTTP response code: 403");
        cause.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("com.jamfsoftware.jss.Service", "mk", "Service.java", 3),
            new StackTraceElement("com.jamfsoftware.jss.Service", "run", "Service.java", 5)
        });
        writer.error("record <" + written.incrementAndGet() + ">", cause);
    }

    private LogTail follow() {
        LogTail.Plan plan = new LogTail.Plan(
                new LogName(new Instance("school"), log().toString()),
                log(),
                List.of(),
                ZoneId.systemDefault(),
                StartAt.BEGINNING,
                "tail-school-1");
        LogTail tail = new LogTail(
                plan, this::newest, this::take, poller, InstantSource.system(), meters, meters.counter("restarts"));
        tail.start();
        return tail;
    }

    private void stop(LogTail tail) {
        gaps.addAndGet((int) meters.get("depwatch.log.gaps").counter().count());
        tail.close();
    }

    private Optional<Checkpoint> newest() {
        synchronized (read) {
            return saves.isEmpty()
                    ? Optional.empty()
                    : Optional.of(saves.get(saves.size() - 1).checkpoint());
        }
    }

    private void take(Optional<LogRecord> record, Optional<LogRecord> before, Checkpoint end) {
        synchronized (read) {
            record.map(RealWritersTest::id).ifPresent(read::add);
            saves.add(new Save(end, read.size()));
        }
    }

    private static int id(LogRecord record) {
        Matcher id = ID.matcher(record.header());
        assertThat(id.find()).as(record.header()).isTrue();
        return Integer.parseInt(id.group(1));
    }

    /** As a kill -9 does that comes before the newest positions are saved. */
    private void forget(int count) {
        synchronized (read) {
            saves.subList(Math.max(1, saves.size() - count), saves.size()).clear();
            read.subList(saves.get(saves.size() - 1).read(), read.size()).clear();
        }
    }

    private void awaitRead(int count) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            synchronized (read) {
                assertThat(read)
                        .as(() -> "of %s written, these are not read: %s".formatted(written, notRead()))
                        .hasSizeGreaterThanOrEqualTo(count);
            }
        });
    }

    private List<Integer> notRead() {
        Set<Integer> known = Set.copyOf(read);
        return IntStream.rangeClosed(1, written.get())
                .filter(id -> !known.contains(id))
                .boxed()
                .toList();
    }
}
