package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.logs.LogStatus.Pause;
import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thread over real files, for what the follower's own test cannot show. */
class LogTailTest {
    private static final String FIRST =
            "2026-11-24 10:00:00,000 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - one\n";
    private static final String SECOND =
            "2026-11-24 10:00:01,000 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - two\n";
    private static final String THIRD =
            "2026-11-24 10:00:02,000 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - three\n";
    private static final Duration POLL = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final List<String> firstLines = new CopyOnWriteArrayList<>();
    private final AtomicReference<Position> newest = new AtomicReference<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    private LogFolder files;

    @AutoClose
    private LogTail tail;

    @AutoClose
    private final FolderWatch watch = new FolderWatch(POLL, POLL, POLL, FileSystems.getDefault()::newWatchService);

    @BeforeEach
    void begin() {
        files = new LogFolder(folder);
        watch.start();
        start();
    }

    private void start() {
        tail = tail((record, place, end) -> {
            newest.set(end.get());
            firstLines.add(record.firstLine());
        });
        tail.start();
    }

    private LogTail tail(LogTail.Listener listener) {
        return tail(() -> Optional.ofNullable(newest.get()), listener);
    }

    private LogTail tail(Supplier<Optional<Position>> resume, LogTail.Listener listener) {
        LogTail.Plan plan = new LogTail.Plan(
                new LogName(new Instance("school"), files.log().toString()),
                files.log(),
                new Neighbours(List.of()),
                ZoneId.of("Europe/Zurich"),
                StartAt.BEGINNING,
                "tail-school-1");
        return new LogTail(
                plan,
                resume,
                listener,
                newest::set,
                watch,
                () -> Instant.now().plus(ahead.get()),
                meters,
                meters.counter("restarts"));
    }

    @Test
    void a_record_is_complete_when_the_next_one_begins_and_the_last_one_when_the_log_is_quiet() {
        files.append(FIRST + "\tat a.stack.trace\n" + SECOND);

        await().untilAsserted(() -> assertThat(firstLines).containsExactly(FIRST.strip(), SECOND.strip()));
        assertThat(newest().files()).extracting(ReadFile::end).endsWith((long)
                (FIRST + "\tat a.stack.trace\n" + SECOND).length());
    }

    @Test
    void a_line_without_an_end_is_progress_and_does_not_delay_the_stop() throws IOException {
        // A tail that has seen no log would report that until the line ends.
        tail.close();
        try (RandomAccessFile line = new RandomAccessFile(files.log().toFile(), "rw")) {
            line.write('x');
            line.setLength(1L << 40);
        }
        start();
        await().until(() -> meters.get("depwatch.log.read").counter().count() > 1 << 20);
        ahead.set(Duration.ofMinutes(10));

        await().until(() -> tail.status().failure().isEmpty());
        tail.close();

        assertThat(tail.ended()).hasValueSatisfying(ended -> assertThat(ended).contains("does not run"));
    }

    @Test
    void a_log_that_was_half_read_at_the_stop_is_not_caught_up() {
        tail.close();
        tail = tail((record, place, end) -> {
            firstLines.add(record.firstLine());
            // Nothing has come for long: at the end of the log its last record would be complete.
            ahead.set(Duration.ofMinutes(1));
            tail.stop();
        });
        files.append(FIRST + SECOND + "\tat a.stack.trace\n");
        tail.start();
        await().until(() -> tail.ended().isPresent());

        assertThat(tail.status().isHeard()).isFalse();
        assertThat(firstLines).containsExactly(FIRST.strip());
        assertThat(newest().files()).extracting(ReadFile::end).containsExactly((long) FIRST.length());
    }

    @Test
    void a_log_whose_file_system_hangs_is_not_followed() throws InterruptedException {
        tail.close();
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        tail = tail((record, place, end) -> {
            hangs.countDown();
            await().until(() -> over.getCount() == 0);
        });
        tail.start();
        files.append(FIRST + SECOND);
        hangs.await();

        // Only a step of the clock, which a silent log survives: the failure has just begun.
        ahead.set(Duration.ofMinutes(20));
        Instant noticed = Instant.now().plus(ahead.get());

        assertThat(tail.status().failure()).hasValueSatisfying(failure -> {
            assertThat(failure.sentence()).contains("its file system has not answered for 1 min");
            assertThat(failure.since()).isAfter(noticed.minus(Duration.ofMinutes(2)));
        });
        Instant since = tail.status().failure().orElseThrow().since();
        ahead.set(Duration.ofMinutes(30));
        assertThat(tail.status().failure()).map(LogStatus.FollowFailure::since).contains(since);
        assertThat(tail.ended()).isEmpty();
        over.countDown();
    }

    @Test
    void the_status_reports_a_missing_log_and_recovers() {
        await().until(() -> tail.status().failure().isPresent());
        LogStatus missing = tail.status();
        await().until(() -> tail.status() != missing);
        assertThat(tail.status().failure()).as("since the first look").isEqualTo(missing.failure());
        files.append(FIRST);

        await().until(() -> tail.status().records().completed() == 1);
        await().until(() -> tail.status().failure().isEmpty() && tail.status().caughtUp());
    }

    @Test
    void the_status_reports_a_loss_once_though_nothing_is_written_since() {
        files.append(FIRST);
        await().until(() -> firstLines.size() == 1);
        tail.close();
        files.delete();
        files.append(SECOND);
        start();
        await().until(() -> firstLines.size() == 2);
        assertThat(tail.status().gaps()).isZero();

        ahead.set(ReadTable.PATIENCE);

        await().until(() -> tail.status().gaps() == 1);
        assertThat(meters.get("depwatch.log.gaps").counter().count()).isEqualTo(1);
        await().until(() ->
                newest().files().stream().noneMatch(file -> file.first().date().getSecond() == 0));
        tail.close();
        start();
        ahead.set(ReadTable.PATIENCE.multipliedBy(2));
        files.append(THIRD);
        await().until(() -> firstLines.contains(THIRD.strip()));
        assertThat(tail.status().gaps()).isZero();
    }

    @Test
    void a_record_that_was_there_before_came_when_the_log_was_last_written() throws IOException {
        files.append(FIRST.replace("2026", "2016"));
        await().until(() -> firstLines.size() == 1);
        tail.close();
        Instant written = Instant.parse("2016-11-24T10:00:00Z");
        Files.setLastModifiedTime(files.log(), FileTime.from(written));
        start();
        await().until(() -> tail.status().records().completed() == 1);
        assertThat(tail.status().records().clockDifference()).hasValue(Duration.ofHours(-1));
        assertThat(tail.status().records().lastSeenAt()).hasValue(written);
        files.append(SECOND.replace("2026", "2016"));
        await().until(() -> tail.status().records().pause().isPresent());
        assertThat(tail.status().records().pause())
                .hasValue(
                        new Pause(written, tail.status().records().lastSeenAt().orElseThrow()));
    }

    @Test
    void what_is_read_again_because_somebody_saved_the_log_shows_no_clock() throws IOException {
        files.append(FIRST + SECOND);
        await().until(() -> firstLines.size() == 2);
        tail.close();
        Files.setLastModifiedTime(files.log(), FileTime.from(Instant.parse("2026-11-24T10:00:01Z")));
        ahead.set(Duration.between(Instant.now(), Instant.parse("2026-11-24T12:00:00Z")));
        start();
        await().until(() -> tail.status().records().clockDifference().isPresent());
        firstLines.clear();
        Path saved = Files.writeString(folder.resolve("4913"), FIRST + THIRD.replace(" 10:", " 09:") + SECOND);
        Files.move(saved, files.log(), StandardCopyOption.ATOMIC_MOVE);
        await().until(() -> firstLines.contains(SECOND.strip()));
        assertThat(tail.status().records().clockDifference()).hasValue(Duration.ofHours(-1));
        files.append(THIRD);
        await().until(() -> firstLines.contains(THIRD.strip()));
        assertThat(tail.status().records().clockDifference().orElseThrow()).isLessThan(Duration.ofHours(-2));
    }

    @Test
    void a_pause_while_nobody_read_the_log_is_that_of_its_own_clock() throws IOException {
        files.append(FIRST + SECOND);
        await().until(() -> firstLines.size() == 2);
        tail.close();
        files.append(FIRST.replace(" 10:", " 11:") + SECOND.replace(" 10:", " 11:"));
        Instant written = Instant.parse("2016-11-24T10:00:01Z");
        Files.setLastModifiedTime(files.log(), FileTime.from(written));
        start();
        await().until(() -> tail.status().records().completed() == 3);
        assertThat(tail.status().records().pause()).hasValue(new Pause(written.minusSeconds(3599), written));
    }

    @Test
    void a_listener_that_fails_on_one_record_gets_the_next() {
        tail.close();
        newest.set(null);
        tail = tail((record, place, end) -> {
            if (firstLines.isEmpty()) {
                firstLines.add("failed");
                throw new IllegalStateException("a fault of the listener's");
            }
            firstLines.add(record.firstLine());
        });
        tail.start();

        files.append(FIRST + SECOND);

        await().untilAsserted(() -> assertThat(firstLines).containsExactly("failed", SECOND.strip()));
    }

    @Test
    void a_start_that_fails_is_reported_and_tried_again() {
        tail.close();
        AtomicBoolean fails = new AtomicBoolean(true);
        files.append(FIRST);
        tail = tail(
                () -> {
                    if (fails.get()) {
                        throw new IllegalStateException("a fault");
                    }
                    return Optional.empty();
                },
                (record, place, end) -> firstLines.add(record.firstLine()));
        tail.start();
        await().untilAsserted(() -> assertThat(tail.status().failure())
                .hasValueSatisfying(failure -> assertThat(failure.sentence()).contains("retries")));
        assertThat(tail.ended()).isEmpty();

        fails.set(false);

        await().untilAsserted(() -> assertThat(firstLines).containsExactly(FIRST.strip()));
        await().until(() -> tail.status().failure().isEmpty());
    }

    @Test
    void binary_rubbish_is_counted_as_not_understood_and_the_next_record_is_seen() {
        files.append("\u0000\u0001\ufffd[[[\n{}{}\u001b[31m\n" + FIRST + SECOND);

        await().untilAsserted(() -> assertThat(firstLines).containsExactly(FIRST.strip(), SECOND.strip()));
        assertThat(tail.status().records().unparsed()).isEqualTo(2);
    }

    @Test
    void the_counters_go_with_the_log() {
        tail.close();

        assertThat(meters.find("depwatch.log.records").counter()).isNull();
    }

    private Position newest() {
        return Objects.requireNonNull(newest.get());
    }
}
