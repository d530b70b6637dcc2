package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.record.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The steps of logrotate and of log4j2, one by one, with a poll, or a restart, after any of them. The dates are whole
 * seconds, as on the standard output of Jamf Pro's container, so that equal records come one after another and files
 * begin with a record of the file before. Each write also has a line of its own, which shows a loss.
 */
class LoggerStepsTest {
    private static final String LOG = "JAMFSoftwareServer.log";
    private static final int ROTATIONS = 3;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE_IS_OVER = ReadTable.PATIENCE.plusSeconds(1);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,000").withZone(ZoneOffset.UTC);

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path place;

    @SuppressWarnings("NullAway.Init")
    private Instant now;

    @SuppressWarnings("NullAway.Init")
    private Duration betweenPolls;

    @SuppressWarnings("NullAway.Init")
    private FollowedLog reader;

    /** What the next life begins with, and what is counted up to there. */
    @SuppressWarnings("NullAway.Init")
    private Optional<Checkpoint> saved;

    @SuppressWarnings("NullAway.Init")
    private Set<WrittenRecord> counted;

    private int writes;
    private int gaps;

    private enum Mode {
        LOGROTATE_CREATE(log -> log.shifted("", log::rename, log::writeToTheOldFile, log::create)),
        LOGROTATE_DATEEXT(log -> List.of(log::renameByDate, log::create, log::write)),
        LOGROTATE_COPYTRUNCATE(
                log -> log.shifted("", () -> log.copy(false), () -> log.copy(true), log::truncate, log::write)),
        LOGROTATE_COMPRESS(log -> log.shifted(
                ".gz",
                log::rename,
                log::create,
                () -> log.pack(1, false),
                () -> log.pack(1, true),
                () -> log.remove(1))),
        LOGROTATE_DELAYCOMPRESS(log -> log.shifted(
                ".gz",
                () -> log.pack(1, true),
                () -> log.remove(1),
                () -> log.shift(".gz", 1),
                log::rename,
                log::create)),
        LOG4J2_MIN_PACKED(log -> log.shifted(
                ".gz",
                log::rename,
                log::write,
                () -> log.pack(1, false),
                () -> log.pack(1, true),
                () -> log.remove(1))),
        LOG4J2_MAX_PACKED(LoggerStepsTest::upwards);

        @SuppressWarnings("ImmutableEnumChecker")
        final Function<LoggerStepsTest, List<Runnable>> rotation;

        Mode(Function<LoggerStepsTest, List<Runnable>> rotation) {
            this.rotation = rotation;
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_record_counts_once_and_no_gap_is_counted(Mode mode) throws IOException {
        int steps = mode.rotation.apply(this).size();
        for (Duration pause : List.of(POLL, PATIENCE_IS_OVER)) {
            for (boolean restarts : new boolean[] {false, true}) {
                for (int polls = 0; polls < 1 << steps; polls++) {
                    String what = "polls %s apart after these steps: %s, restarts: %s"
                            .formatted(pause, Integer.toBinaryString(polls), restarts);
                    beginIn(Files.createDirectory(folder.resolve(mode + "-" + pause + "-" + restarts + "-" + polls)));
                    betweenPolls = pause;

                    play(mode, polls, restarts);

                    Set<WrittenRecord> written = WrittenRecord.in(place);
                    assertThat(written).as(what).anyMatch(record -> record.place() > 0);
                    assertThat(counted).as(what).containsExactlyInAnyOrderElementsOf(written);
                    assertThat(gaps).as(what).isZero();
                }
            }
        }
    }

    /** As threads that log at once do: each dates its record before it waits for the other's to be written. */
    @Test
    void equal_records_count_although_the_record_between_them_is_younger() throws IOException {
        String failure = DATE.format(now) + " [ERROR] [x] [y] - failure\n";
        append(place.resolve(LOG), failure + failure.replace(",000", ",001").replace("[x]", "[z]") + failure);

        poll(4);
        restart();
        poll(4);

        assertThat(counted).isEqualTo(WrittenRecord.in(place)).hasSize(3);
    }

    private void play(Mode mode, int polls, boolean restarts) {
        create();
        write();
        poll(4);
        for (int rotation = 0; rotation < ROTATIONS; rotation++) {
            // A file that begins in the same second with the same line is taken for the one before.
            now = now.plusSeconds(1);
            write();
            int step = 0;
            for (Runnable next : mode.rotation.apply(this)) {
                next.run();
                if ((polls & 1 << step++) != 0) {
                    poll(1);
                    if (restarts) {
                        restart();
                        poll(1);
                    }
                }
            }
        }
        write();
        poll(20);
        betweenPolls = PATIENCE_IS_OVER;
        poll(2);
        close();
    }

    @BeforeEach
    void begin() {
        beginIn(folder);
    }

    private void beginIn(Path newPlace) {
        place = newPlace;
        now = Instant.parse("2026-11-23T23:59:58Z");
        betweenPolls = POLL;
        saved = Optional.empty();
        counted = new HashSet<>();
        gaps = 0;
        follow();
    }

    private void follow() {
        reader = new FollowedLog(place.resolve(LOG), saved, this::take, () -> now);
    }

    private void take(Optional<LogRecord> record, int among, Supplier<Checkpoint> end) {
        record.ifPresent(whole -> counted.add(new WrittenRecord(whole.header(), among)));
        saved = Optional.of(end.get());
    }

    private void close() {
        gaps += reader.gaps();
        reader.close();
    }

    private void restart() {
        close();
        follow();
    }

    private void poll(int times) {
        for (int poll = 0; poll < times; poll++) {
            now = now.plus(betweenPolls);
            reader.poll();
        }
    }

    // What the writer does.

    private void create() {
        append(place.resolve(LOG), "");
        write();
    }

    private void write() {
        writeTo(place.resolve(LOG));
    }

    private void writeToTheOldFile() {
        writeTo(place.resolve(LOG + ".1"));
    }

    private void writeTo(Path file) {
        now = now.plusMillis(50);
        String date = DATE.format(now);
        for (String text : List.of("failure", "failure", "write " + ++writes)) {
            append(file, date + " [ERROR] [x] [y] - " + text + "\n");
        }
    }

    // What the rotation does.

    private List<Runnable> shifted(String suffix, Runnable... steps) {
        return Stream.concat(Stream.of(() -> shift(suffix, ROTATIONS)), Arrays.stream(steps))
                .toList();
    }

    /** Renames the numbered files, from the oldest. */
    private void shift(String suffix, int from) {
        for (int number = from; number > 0; number--) {
            move(LOG + "." + number + suffix, LOG + "." + (number + 1) + suffix);
        }
    }

    private List<Runnable> upwards() {
        int[] number = {1};
        return List.of(
                () -> {
                    while (Files.exists(place.resolve("JAMFSoftwareServer-" + number[0] + ".log.gz"))) {
                        number[0]++;
                    }
                    move(LOG, "JAMFSoftwareServer-" + number[0] + ".log");
                },
                this::write,
                () -> pack("JAMFSoftwareServer-" + number[0] + ".log", false),
                () -> pack("JAMFSoftwareServer-" + number[0] + ".log", true),
                () -> remove("JAMFSoftwareServer-" + number[0] + ".log"));
    }

    private void rename() {
        move(LOG, LOG + ".1");
    }

    private void renameByDate() {
        now = now.plusSeconds(1);
        move(
                LOG,
                LOG
                        + DateTimeFormatter.ofPattern("-yyyyMMdd-")
                                .withZone(ZoneOffset.UTC)
                                .format(now)
                        + now.getEpochSecond());
    }

    private void copy(boolean whole) {
        run(() -> {
            byte[] bytes = Files.readAllBytes(place.resolve(LOG));
            Files.write(place.resolve(LOG + ".1"), whole ? bytes : Arrays.copyOf(bytes, bytes.length / 2));
        });
    }

    private void truncate() {
        run(() -> Files.write(place.resolve(LOG), new byte[0], StandardOpenOption.TRUNCATE_EXISTING));
    }

    private void pack(int number, boolean whole) {
        pack(LOG + "." + number, whole);
    }

    private void pack(String name, boolean whole) {
        Path file = place.resolve(name);
        run(() -> {
            if (Files.exists(file)) {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (OutputStream out = new GZIPOutputStream(packed)) {
                    Files.copy(file, out);
                }
                byte[] bytes = packed.toByteArray();
                Files.write(place.resolve(name + ".gz"), whole ? bytes : Arrays.copyOf(bytes, bytes.length / 2));
            }
        });
    }

    private void remove(int number) {
        remove(LOG + "." + number);
    }

    private void remove(String name) {
        run(() -> Files.deleteIfExists(place.resolve(name)));
    }

    private void move(String from, String to) {
        run(() -> {
            if (Files.exists(place.resolve(from))) {
                Files.move(place.resolve(from), place.resolve(to));
            }
        });
    }

    private static void append(Path file, String text) {
        run(() -> Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private interface FileAction {
        void run() throws IOException;
    }

    private static void run(FileAction action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
