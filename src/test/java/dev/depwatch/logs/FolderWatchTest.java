package dev.depwatch.logs;

import static dev.depwatch.logs.FolderWatchTest.Woken.ANYTHING;
import static dev.depwatch.logs.FolderWatchTest.Woken.NOTHING;
import static dev.depwatch.logs.FolderWatchTest.Woken.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The slow poll never comes in these tests: whatever wakes a tail is an event, or the poll that replaces events. */
class FolderWatchTest {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration NEVER = Duration.ofDays(1);
    /** Only a test that fails waits so long. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Why a tail wakes: its time is over, somebody wrote to the log, or it must look at all files. */
    enum Woken {
        NOTHING,
        WRITTEN,
        ANYTHING
    }

    @TempDir
    private Path temp;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final FolderWatch watch = new FolderWatch(
            POLL, NEVER, Duration.ofMillis(1), () -> FileSystems.getDefault().newWatchService());

    private Path log = Path.of("");

    @BeforeEach
    void write() throws IOException {
        log = Files.writeString(Files.createDirectory(temp.resolve("logs")).resolve("app.log"), "one line\n");
        opened.add(watch);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** A log, what happens to which file beside it, and what its tail looks at. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            somebody writes to the log                          | logs/app.log | write logs/app.log              | WRITTEN
            it is renamed                                       | logs/app.log | rename logs/app.log             | ANYTHING
            somebody writes to a rotated file                   | logs/app.log | write logs/app.log.1            | ANYTHING
            a file of others wakes nobody before the log does   | logs/app.log | write logs/other, logs/app.log  | WRITTEN
            somebody writes to the file that the log links to   | current.log  | write logs/app.log              | WRITTEN
            the file appears that the log links to              | coming.log   | create logs/app.later           | ANYTHING
            """)
    void a_tail_wakes(String what, String followed, String event, Woken woken) throws Exception {
        Files.writeString(temp.resolve("logs/app.log.1"), "one line\n");
        Files.createFile(temp.resolve("logs/other"));
        Files.createSymbolicLink(temp.resolve("current.log"), Path.of("logs/app.log"));
        Files.createSymbolicLink(temp.resolve("coming.log"), Path.of("logs/app.later"));
        FolderWatch.Wakeup tail = watched(temp.resolve(followed));

        for (String file : event.substring(event.indexOf(' ') + 1).split(", ", -1)) {
            Path path = temp.resolve(file);
            switch (event.substring(0, event.indexOf(' '))) {
                case "write" -> append(path);
                case "rename" -> Files.move(path, path.resolveSibling("app.log.2"));
                default -> Files.createFile(path);
            }
        }

        assertThat(woken(tail, PATIENCE)).isEqualTo(woken);
    }

    @Test
    void an_event_while_the_tail_reads_ends_its_next_wait() throws Exception {
        FolderWatch.Wakeup tail = watched(log);
        append(log);
        tail.await(PATIENCE);

        append(log);

        assertThat(woken(tail, PATIENCE)).isEqualTo(WRITTEN);
    }

    @Test
    void a_log_that_is_written_to_all_the_time_is_polled_until_it_is_quiet() throws Exception {
        FolderWatch.Wakeup tail = watched(log);
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            append(log);
            tail.await(PATIENCE);
            return tail.polls();
        });
        tail.found();

        assertThat(woken(tail, PATIENCE))
                .as("no event, and the slow poll never comes")
                .isEqualTo(WRITTEN);
        assertThat(woken(tail, PATIENCE)).as("nothing found").isEqualTo(ANYTHING);

        tail.watch();
        assertThat(tail.polls()).isFalse();
        append(log);
        assertThat(woken(tail, PATIENCE)).isEqualTo(WRITTEN);
    }

    @Test
    void a_tail_looks_at_everything_from_time_to_time_even_if_no_event_says_so() throws Exception {
        FolderWatch seldom = opened(new FolderWatch(
                NEVER,
                Duration.ofMillis(1),
                POLL,
                () -> FileSystems.getDefault().newWatchService()));
        seldom.start();
        FolderWatch.Wakeup tail = tail(seldom, log);

        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);
    }

    @Test
    void a_tail_polls_until_its_folder_appears() throws Exception {
        watch.start();
        Path later = temp.resolve("later/app.log");
        FolderWatch.Wakeup tail = tail(watch, later);
        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);

        Files.writeString(Files.createDirectory(later.getParent()).resolve("app.log"), "one line\n");
        tail.watch();
        append(later);

        assertThat(tail.polls()).isFalse();
        assertThat(woken(tail, PATIENCE)).isEqualTo(WRITTEN);
    }

    @Test
    void a_tail_wakes_when_its_folder_is_deleted_and_finds_the_next_one() throws Exception {
        FolderWatch.Wakeup tail = watched(log);
        Files.delete(log);
        Files.delete(log.getParent());
        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);
        await().until(tail::polls);

        Files.writeString(Files.createDirectory(log.getParent()).resolve("app.log"), "one line\n");
        tail.watch();

        await().until(() -> {
            append(log);
            return woken(tail, PATIENCE) == WRITTEN;
        });
    }

    @Test
    void a_tail_watches_the_folder_that_replaced_its_own() throws Exception {
        FolderWatch.Wakeup tail = watched(log);
        Files.move(log.getParent(), temp.resolve("moved"));
        Files.writeString(Files.createDirectory(log.getParent()).resolve("app.log"), "one line\n");

        tail.watch();
        append(log);

        assertThat(woken(tail, PATIENCE)).isEqualTo(WRITTEN);
    }

    @Test
    void tails_of_one_folder_wake_for_their_own_logs_and_end_one_by_one() throws Exception {
        Path neighbour = Files.createFile(log.resolveSibling("other.log"));
        FolderWatch.Wakeup tail = watched(log);
        FolderWatch.Wakeup other = opened(watch.wakeup(neighbour, name -> false));
        other.watch();

        tail.close();
        append(log);
        append(neighbour);

        assertThat(woken(other, PATIENCE)).isEqualTo(WRITTEN);
    }

    @Test
    void a_folder_that_its_last_tail_left_can_be_watched_again() throws Exception {
        watched(log).close();
        FolderWatch.Wakeup tail = tail(watch, log);

        append(log);

        assertThat(woken(tail, PATIENCE)).isEqualTo(WRITTEN);
    }

    @Test
    void a_tail_looks_at_everything_if_the_kernel_lost_events() throws Exception {
        FolderWatch.Wakeup tail = watched(log);

        tail.happened(new Overflow());

        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);
    }

    @Test
    void a_tail_whose_log_changed_without_an_event_polls_until_one_comes() throws Exception {
        Path elsewhere = Files.createLink(temp.resolve("same-file"), log);
        FolderWatch often = opened(new FolderWatch(
                POLL, Duration.ofMillis(1), POLL, () -> FileSystems.getDefault().newWatchService()));
        often.start();
        FolderWatch.Wakeup tail = tail(often, log);
        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);

        append(elsewhere);
        tail.found();

        assertThat(tail.polls()).isTrue();
        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);

        append(log);

        await().until(() -> {
            tail.await(PATIENCE);
            return !tail.polls();
        });
    }

    @Test
    void a_tail_that_waits_for_the_rest_of_a_record_can_be_quicker_than_the_event() throws Exception {
        FolderWatch.Wakeup tail = watched(log);
        assertThat(woken(tail, Duration.ofMillis(1))).isEqualTo(NOTHING);

        tail.found();

        assertThat(tail.polls()).isFalse();
    }

    @Test
    void what_a_tail_finds_after_an_event_or_a_new_watch_was_announced() throws Exception {
        FolderWatch.Wakeup tail = watched(log);
        tail.found();
        assertThat(tail.polls()).isFalse();

        append(log);
        tail.await(PATIENCE);
        tail.found();
        assertThat(tail.polls()).isFalse();
    }

    @Test
    void a_tail_polls_while_the_kernel_gives_no_events_and_until_it_does() throws Exception {
        AtomicBoolean limit = new AtomicBoolean(true);
        FolderWatch limited = opened(new FolderWatch(POLL, POLL, POLL, () -> {
            if (limit.get()) {
                throw new IOException("User limit of inotify instances reached or too many open files");
            }
            return FileSystems.getDefault().newWatchService();
        }));
        limited.start();
        FolderWatch.Wakeup tail = tail(limited, log);
        assertThat(tail.polls()).isTrue();
        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);

        limit.set(false);

        await().until(() -> {
            tail.watch();
            return !tail.polls();
        });
    }

    @Test
    void a_tail_that_waits_when_the_watch_ends_wakes_and_polls_from_then_on() throws Exception {
        FolderWatch.Wakeup tail = watched(log);
        FutureTask<Woken> waiting = new FutureTask<>(() -> woken(tail, PATIENCE));
        new Thread(waiting, "tail").start();

        watch.close();

        assertThat(waiting.get()).isEqualTo(ANYTHING);
        assertThat(woken(tail, PATIENCE)).isEqualTo(ANYTHING);
        assertThat(watch.trouble(Instant.EPOCH)).isPresent();
    }

    @Test
    void a_watch_that_runs_is_no_trouble_and_one_that_does_not_is() {
        assertThat(watch.trouble(Instant.EPOCH)).isPresent();

        watch.start();

        assertThat(watch.trouble(Instant.EPOCH)).isEmpty();
    }

    private record Overflow() implements WatchEvent<Object> {
        @Override
        public Kind<Object> kind() {
            return StandardWatchEventKinds.OVERFLOW;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public @Nullable Object context() {
            return null;
        }
    }

    /** A tail that has just looked at everything. */
    private FolderWatch.Wakeup watched(Path followed) {
        watch.start();
        FolderWatch.Wakeup tail = tail(watch, followed);
        assertThat(tail.polls()).isFalse();
        return tail;
    }

    private FolderWatch.Wakeup tail(FolderWatch by, Path followed) {
        FolderWatch.Wakeup tail =
                opened(by.wakeup(followed, name -> name.toString().startsWith("app")));
        tail.watch();
        return tail;
    }

    private static Woken woken(FolderWatch.Wakeup tail, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        return tail.await(atMost) ? ANYTHING : System.nanoTime() < end ? WRITTEN : NOTHING;
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(one);
        return one;
    }

    private static void append(Path file) throws IOException {
        Files.writeString(file, "another\n", StandardOpenOption.APPEND);
    }
}
