package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.record.LogRecord;
import dev.depwatch.token.Instance;
import dev.depwatch.writer.Log4j1Log;
import dev.depwatch.writer.Log4j2Log;
import dev.depwatch.writer.RotatingLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.log4j.DailyRollingFileAppender;
import org.apache.log4j.Hierarchy;
import org.apache.log4j.Level;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.spi.RootLogger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The two libraries that Jamf Pro has written its log with, at work with Jamf's own layout while the log is followed:
 * several threads, files of a few KiB, so that several rotations fall between two looks, and a stop meanwhile. Some
 * equal records fall into one millisecond.
 */
@Order(1)
class RealWritersTest {
    private static final String LOGGER =
            "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentInstanceSyncCommService";
    private static final int FILE_SIZE = 8 * 1024;
    /** More than are ever made here: what the chain deletes nobody can read. */
    private static final int BACKUPS = 400;

    private static final Pattern ID = Pattern.compile(" - record <(\\d+)>");
    private static final int THREADS = 3;
    private static final int RECORDS_A_THREAD = 50;
    /** A writer stops in the middle of a line where this is full. Log4j 1 has another one, of 8 KiB, behind it. */
    private static final int BUFFER = 1000;

    private static final int BUFFERED_FILE_SIZE = 24 * 1024;
    /** The end of each record. */
    private static final String LAST_LINE = "\tat com.jamfsoftware.jss.Service.last(";

    private static final int PAUSES = 5;
    /** Less than the time for which half a line waits for its end, and than a tail may take for a poll. */
    private static final Duration PAUSE = Duration.ofSeconds(15);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration STUCK = Duration.ofSeconds(60);
    private static final Duration PATIENCE_IS_OVER = ReadTable.PATIENCE.plusSeconds(1);

    /** What the daemon saves as one value: how far the log is read, and how much was counted up to there. */
    private record Save(Position position, int counted) {}

    private enum Rotation {
        LOG4J_ROLLING(log -> new Log4j1Log(log, FILE_SIZE, BACKUPS, 0)),
        LOG4J_ROLLING_BUFFERED(log -> new Log4j1Log(log, BUFFERED_FILE_SIZE, BACKUPS, BUFFER)),
        LOG4J2_NEWEST_IS_FIRST(log -> log4j2(log, 0, "min", ".%i")),
        LOG4J2_NEWEST_IS_LAST(log -> log4j2(log, 0, "max", ".%i")),
        LOG4J2_NEWEST_IS_FIRST_GZIPPED(log -> log4j2(log, 0, "min", ".%i.gz")),
        LOG4J2_NEWEST_IS_LAST_GZIPPED(log -> log4j2(log, 0, "max", ".%d{yyyy-MM-dd}.%i.gz")),
        LOG4J2_BUFFERED(log -> log4j2(log, BUFFER, "min", ".%i")),
        LOG4J2_BUFFERED_GZIPPED(log -> log4j2(log, BUFFER, "max", ".%i.gz"));

        private final Function<Path, RotatingLog> opening;

        Rotation(Function<Path, RotatingLog> opening) {
            this.opening = opening;
        }

        RotatingLog on(Path log) {
            return opening.apply(log);
        }

        private static RotatingLog log4j2(Path log, int buffer, String fileIndex, String suffix) {
            return new Log4j2Log(
                    log,
                    buffer == 0 ? FILE_SIZE : BUFFERED_FILE_SIZE,
                    BACKUPS,
                    buffer,
                    fileIndex,
                    log.getFileName() + suffix);
        }
    }

    @TempDir
    Path folder;

    /** In the order in which they were counted, each once. */
    private final Set<WrittenRecord> counted = new LinkedHashSet<>();

    private final List<String> notWhole = new ArrayList<>();
    private final List<Save> saves = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AutoClose
    private final FolderWatch watch = new FolderWatch(POLL);

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final AtomicInteger written = new AtomicInteger();
    /** The counter of one life goes with it. */
    private int gaps;

    @BeforeEach
    void lookOut() {
        watch.start();
    }

    @ParameterizedTest
    @EnumSource
    void every_record_counts_once_although_the_log_is_rotated_meanwhile_and_while_nobody_reads(Rotation rotation)
            throws Exception {
        LogTail tail;
        try (RotatingLog writer = rotation.on(log())) {
            tail = follow();
            write(writer);
            await().until(() -> newest().isPresent());
            List<Future<?>> writing = writeFromSeveralThreads(writer);
            await().until(() -> countedSoFar().size() > THREADS * RECORDS_A_THREAD / 3);
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
        }
        awaitAllCounted();
        lookWhenPatienceIsOver();
        stop(tail);

        assertThat(counted).isEqualTo(WrittenRecord.in(folder)).anyMatch(record -> record.ordinal() > 0);
        assertThat(notWhole).isEmpty();
        assertThat(gaps).isZero();
        assertThat(rotatedFiles()).as("rotated files").isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"LOG4J_ROLLING", "LOG4J_ROLLING_BUFFERED", "LOG4J2_NEWEST_IS_FIRST", "LOG4J2_BUFFERED_GZIPPED"})
    void a_record_waits_for_its_cause_while_the_writer_pauses(Rotation rotation) throws Exception {
        try (FolderWatch often = new FolderWatch(POLL, POLL, POLL, FileSystems.getDefault()::newWatchService)) {
            often.start();
            LogTail tail = follow(often);
            try (RotatingLog writer = rotation.on(log())) {
                for (int pause = 0; pause < PAUSES; pause++) {
                    writeUntilAPause(writer);
                    // By then it has polled, read all that there is, and found no more.
                    for (int polls = 0; polls < 3; polls++) {
                        ahead.updateAndGet(before -> before.plus(PAUSE));
                        await().until(() ->
                                tail.stuck(now().plus(STUCK).minus(PAUSE)).isEmpty());
                    }
                }
            }
            awaitAllCounted();
            stop(tail);
        }

        assertThat(notWhole).isEmpty();
        assertThat(gaps).isZero();
    }

    /** Until its file has grown, and ends with a whole record or in the middle of a line. */
    private void writeUntilAPause(RotatingLog writer) throws IOException {
        String before = text();
        String text = before;
        while (text.equals(before) || (text.endsWith("\n") && !lastLine(text).startsWith(LAST_LINE))) {
            write(writer);
            text = text();
        }
    }

    private String text() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    private static String lastLine(String text) {
        return text.isEmpty() ? LAST_LINE : text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    }

    @Test
    void a_log_that_is_dated_daily_is_read_day_by_day() throws Exception {
        LogTail tail = follow();
        for (int day = 1; day <= 5; day++) {
            if (day == 3) {
                stop(tail);
            }
            writeADay();
            if (day == 1) {
                awaitAllCounted();
            }
            if (day == 4) {
                tail = follow();
            }
            // The appender dates the file by its last change, and puts it away at its first record on another day.
            Files.setLastModifiedTime(log(), FileTime.from(Instant.now().minus(Duration.ofDays(10 - day))));
        }

        awaitAllCounted();
        stop(tail);
        assertThat(counted).extracting(RealWritersTest::id).isSorted();
        assertThat(rotatedFiles()).isEqualTo(4);
    }

    private void writeADay() throws IOException {
        Hierarchy loggers = new Hierarchy(new RootLogger(Level.INFO));
        loggers.getRootLogger()
                .addAppender(new DailyRollingFileAppender(
                        new PatternLayout(Log4j1Log.SHIPPED_PATTERN), log().toString(), "'.'yyyy-MM-dd"));
        for (int i = 0; i < 20; i++) {
            write((message, thrown) -> loggers.getLogger(LOGGER).error(message, thrown));
        }
        loggers.shutdown();
    }

    private Path log() {
        return folder.resolve("JAMFSoftwareServer.log");
    }

    private long rotatedFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.equals(log())).count();
        }
    }

    private List<Future<?>> writeFromSeveralThreads(RotatingLog writer) {
        List<Future<?>> writing = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            writing.add(threads.submit(() -> {
                for (int i = 0; i < RECORDS_A_THREAD; i++) {
                    write(writer);
                }
                return true;
            }));
        }
        threads.shutdown();
        return writing;
    }

    private interface Writing {
        void error(String message, Exception thrown) throws IOException;
    }

    private void write(RotatingLog log) throws IOException {
        write((message, thrown) -> log.write("ERROR", LOGGER, message, Optional.of(thrown)));
    }

    /** Twice: most of these pairs fall into one millisecond. */
    private void write(Writing log) throws IOException {
        IOException cause = new IOException("Server returned HTTP response code: 403");
        cause.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("com.jamfsoftware.jss.Service", "mk", "Service.java", 3),
            new StackTraceElement("com.jamfsoftware.jss.Service", "last", "Service.java", 5)
        });
        IllegalStateException thrown = new IllegalStateException("no token", cause);
        thrown.setStackTrace(new StackTraceElement[0]);
        String message = "record <" + written.incrementAndGet() + ">";
        log.error(message, thrown);
        log.error(message, thrown);
    }

    private Instant now() {
        return Instant.now().plus(ahead.get());
    }

    private LogTail follow() {
        return follow(watch);
    }

    private LogTail follow(FolderWatch by) {
        LogTail.Plan plan = new LogTail.Plan(
                new LogName(new Instance("school"), log().toString()),
                log(),
                new Neighbours(List.of()),
                ZoneId.systemDefault(),
                StartAt.BEGINNING,
                "tail-school-1");
        LogTail tail = new LogTail(
                plan, this::newest, this::take, this::save, by, this::now, meters, meters.counter("restarts"));
        tail.start();
        return tail;
    }

    private void stop(LogTail tail) {
        gaps += (int) meters.get("depwatch.log.gaps").counter().count();
        tail.close();
    }

    private Optional<Position> newest() {
        synchronized (counted) {
            return saves.isEmpty()
                    ? Optional.empty()
                    : Optional.of(saves.get(saves.size() - 1).position());
        }
    }

    private void take(LogRecord read, int ordinal, Supplier<Position> end) {
        synchronized (counted) {
            counted.add(new WrittenRecord(read.firstLine(), ordinal));
            if (ID.matcher(read.firstLine()).find() && !read.continuation().contains(LAST_LINE)) {
                notWhole.add(read.firstLine() + "\n" + read.continuation());
            }
            save(end.get());
        }
    }

    private void save(Position end) {
        synchronized (counted) {
            saves.add(new Save(end, counted.size()));
        }
    }

    private static int id(WrittenRecord record) {
        Matcher id = ID.matcher(record.firstLine());
        assertThat(id.find()).as(record.firstLine()).isTrue();
        return Integer.parseInt(id.group(1));
    }

    /** As a kill -9 does that comes before the newest positions are saved. */
    private void forget(int count) {
        synchronized (counted) {
            saves.subList(Math.max(1, saves.size() - count), saves.size()).clear();
            int kept = saves.get(saves.size() - 1).counted();
            List.copyOf(counted).stream().skip(kept).forEach(counted::remove);
        }
    }

    private Set<WrittenRecord> countedSoFar() {
        synchronized (counted) {
            return new LinkedHashSet<>(counted);
        }
    }

    /** Everything is in the files by now. */
    private void awaitAllCounted() throws IOException {
        Set<WrittenRecord> all = WrittenRecord.in(folder);
        assertThat(all.stream().map(RealWritersTest::id).distinct()).hasSize(written.get());
        await().untilAsserted(() -> {
            Set<WrittenRecord> missing = new LinkedHashSet<>(all);
            missing.removeAll(countedSoFar());
            assertThat(missing).as("not counted").isEmpty();
        });
    }

    /** A file that is missing at one look is counted at one after its patience; a new file shows that it looked. */
    private void lookWhenPatienceIsOver() throws IOException {
        // A look after the last rotation finds every file; only the log itself may hold more.
        await().until(() -> newest().orElseThrow().files().stream()
                        .filter(ReadFile::mayGrow)
                        .count()
                <= 1);
        for (int look = 0; look < 2; look++) {
            WrittenRecord extract =
                    new WrittenRecord("2020-01-01 00:00:00,00" + look + " [INFO ] [x] [y] - extract", 0);
            Files.writeString(
                    folder.resolve("JAMFSoftwareServer.extract-" + look + ".log"), extract.firstLine() + "\n");
            await().until(() -> countedSoFar().contains(extract));
            ahead.updateAndGet(before -> before.plus(PATIENCE_IS_OVER));
        }
    }
}
