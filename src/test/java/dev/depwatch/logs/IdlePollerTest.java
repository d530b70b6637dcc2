package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdlePollerTest {
    /** Long after the next poll, and before the longest rest is over. */
    private static final Duration SOON = Duration.ofSeconds(4);

    @TempDir
    private Path folder;

    private final IdlePoller poller = new IdlePoller(Duration.ofMillis(10));
    private Path log = Path.of("");

    @BeforeEach
    void write() throws IOException {
        log = Files.writeString(folder.resolve("log"), "one line\n");
    }

    @AfterEach
    void close() {
        poller.close();
    }

    @Test
    void a_tail_whose_log_is_at_rest_wakes_when_somebody_writes_to_it() throws IOException {
        poller.start();
        CompletableFuture<Void> resting = rest();

        Files.writeString(log, "another\n", StandardOpenOption.APPEND);

        await().atMost(SOON).until(resting::isDone);
    }

    @Test
    void a_tail_whose_log_is_at_rest_wakes_when_it_is_gone() throws IOException {
        poller.start();
        CompletableFuture<Void> resting = rest();

        Files.delete(log);

        await().atMost(SOON).until(resting::isDone);
    }

    @Test
    void a_tail_polls_for_itself_while_the_poller_does_not_run() throws IOException {
        CompletableFuture<Void> resting = rest();

        await().atMost(SOON).until(resting::isDone);
    }

    @Test
    void a_tail_that_waits_for_other_things_waits_for_one_poll() throws IOException {
        poller.start();
        CompletableFuture<Void> pausing = pause(Optional.empty());

        await().atMost(SOON).until(pausing::isDone);
    }

    @Test
    void a_poller_that_does_not_run_is_reported() {
        assertThat(poller.trouble(Instant.EPOCH)).isPresent();
    }

    private CompletableFuture<Void> rest() throws IOException {
        return pause(Optional.of(Files.readAttributes(log, BasicFileAttributes.class)));
    }

    private CompletableFuture<Void> pause(Optional<BasicFileAttributes> atRest) {
        return CompletableFuture.runAsync(() -> {
            try {
                poller.pause(log, atRest);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
