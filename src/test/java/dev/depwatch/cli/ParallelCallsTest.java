package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ParallelCallsTest {
    private static final ProgressLine HIDDEN = new ProgressLine(new PrintWriter(new StringWriter()), false);

    @Test
    void results_keep_the_order_of_the_things() throws Exception {
        CountDownLatch last = new CountDownLatch(1);

        List<String> results = new ParallelCalls("test", 2, HIDDEN)
                .each(
                        List.of("first", "last"),
                        thing -> {
                            if (thing.equals("last")) {
                                last.countDown();
                            } else {
                                last.await();
                            }
                            return thing + " done";
                        },
                        (done, elapsed) -> "");

        assertThat(results).containsExactly("first done", "last done");
    }

    @Test
    void the_caller_gets_the_elapsed_time_while_waiting() throws Exception {
        CountDownLatch reported = new CountDownLatch(2);
        List<Duration> times = new ArrayList<>();

        new ParallelCalls("test", 1, HIDDEN)
                .each(
                        List.of("slow"),
                        thing -> {
                            reported.await();
                            return thing;
                        },
                        (done, elapsed) -> {
                            times.add(elapsed);
                            reported.countDown();
                            return "";
                        });

        assertThat(times).hasSizeGreaterThanOrEqualTo(2).isSorted();
    }

    @Test
    void a_fault_is_not_swallowed() {
        assertThatThrownBy(() -> new ParallelCalls("test", 1, HIDDEN)
                        .each(
                                List.of(1),
                                thing -> {
                                    throw new IllegalArgumentException("a fault");
                                },
                                (done, elapsed) -> ""))
                .hasMessage("one of the threads test failed")
                .hasRootCauseMessage("a fault");
    }

    @Test
    void an_interrupt_gives_up_what_is_being_done() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        FutureTask<List<Integer>> work = new FutureTask<>(() -> new ParallelCalls("test", 1, HIDDEN)
                .each(
                        List.of(1),
                        thing -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                givenUp.countDown();
                            }
                            return thing;
                        },
                        (done, elapsed) -> ""));
        Thread waiting = new Thread(work, "waiting");
        waiting.start();
        begun.await();

        waiting.interrupt();

        givenUp.await();
        assertThatThrownBy(work::get).hasCauseInstanceOf(InterruptedException.class);
    }
}
