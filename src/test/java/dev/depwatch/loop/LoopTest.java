package dev.depwatch.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LoopTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final AtomicInteger steps = new AtomicInteger();
    private final List<Loop> loops = Collections.synchronizedList(new ArrayList<>());
    private volatile Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @AfterEach
    void stop() {
        loops.forEach(Loop::stop);
    }

    private Loop loop(Loop.Step step) {
        Loop loop = new Loop("of-the-test", () -> now, step);
        loops.add(loop);
        return loop;
    }

    private Loop started(Loop.Step step) {
        Loop loop = loop(step);
        loop.start();
        return loop;
    }

    @Test
    void it_repeats_the_step_on_a_thread_of_its_name() {
        List<String> threads = new CopyOnWriteArrayList<>();

        started(at -> {
            threads.add(Thread.currentThread().getName() + " " + at);
            return SHORT;
        });

        await().until(() -> threads.size() >= 3);
        assertThat(threads).containsOnly("of-the-test 2026-11-24T12:00:00Z");
    }

    @Test
    void waking_ends_the_wait_and_many_times_at_once_are_one() {
        CountDownLatch woken = new CountDownLatch(1);
        Loop loop = started(at -> {
            if (steps.incrementAndGet() == 1) {
                woken.await();
            }
            return LONG;
        });

        loop.wake();
        loop.wake();
        loop.wake();
        woken.countDown();

        await().until(() -> steps.get() == 2);
        loop.wake();
        await().until(() -> steps.get() == 3);
    }

    @Test
    void stopping_interrupts_a_wait() {
        Loop loop = started(at -> LONG);

        loop.stop();

        assertThat(loop.awaitEnd(BOUND)).isTrue();
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void stopping_interrupts_a_step_and_no_other_follows_even_if_it_ignores_that() {
        CountDownLatch begun = new CountDownLatch(1);
        Loop loop = started(at -> {
            steps.incrementAndGet();
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ignored) {
                // As a library does.
            }
            return SHORT;
        });
        await().until(() -> begun.getCount() == 0);

        loop.stop();

        assertThat(loop.awaitEnd(BOUND)).isTrue();
        assertThat(steps).hasValue(1);
    }

    @Test
    void finishing_lets_the_step_end_and_takes_the_last_one() {
        List<String> taken = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finishing = new CountDownLatch(1);
        Loop loop = started(at -> {
            begun.countDown();
            finishing.await();
            taken.add("step");
            return LONG;
        });
        await().until(() -> begun.getCount() == 0);

        loop.finish(at -> {
            taken.add("last");
            return SHORT;
        });
        finishing.countDown();

        assertThat(loop.awaitEnd(BOUND)).isTrue();
        assertThat(taken).containsExactly("step", "last");
    }

    @Test
    void the_wait_for_the_end_is_bounded() {
        CountDownLatch never = new CountDownLatch(1);
        Loop loop = started(at -> LONG);

        loop.finish(at -> {
            never.await();
            return SHORT;
        });
        assertThat(loop.awaitEnd(SHORT)).isFalse();
        assertThat(loop.awaitEnd(SHORT.negated())).isFalse();

        loop.stop();
        assertThat(loop.awaitEnd(BOUND)).isTrue();
    }

    @Test
    void an_interrupt_ends_the_wait_for_the_end_and_stays() {
        Loop loop = started(at -> LONG);

        Thread.currentThread().interrupt();

        assertThat(loop.awaitEnd(BOUND)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void one_that_never_started_has_ended_and_can_be_stopped() {
        Loop loop = loop(at -> LONG);

        loop.stop();

        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.awaitEnd(BOUND)).isTrue();
        assertThat(loop.stuck(Duration.ZERO, now)).isEmpty();
    }

    @Test
    void a_step_that_throws_ends_the_thread() {
        Loop loop = loop(at -> {
            throw new IllegalStateException("on purpose");
        });

        loop.start();

        await().dontCatchUncaughtExceptions().until(() -> !loop.isRunning());
    }

    @Test
    void one_without_a_sign_of_life_for_longer_than_the_bound_is_stuck() {
        CountDownLatch never = new CountDownLatch(1);
        Loop loop = started(at -> {
            steps.incrementAndGet();
            never.await();
            return LONG;
        });
        await().until(() -> steps.get() == 1);

        assertThat(loop.stuck(BOUND, now.plus(BOUND))).isEmpty();
        assertThat(loop.stuck(BOUND, now.plusSeconds(31))).contains(Duration.ofSeconds(31));

        loop.progress(now.plusSeconds(10));
        assertThat(loop.stuck(BOUND, now.plusSeconds(31))).isEmpty();
    }

    @Test
    void each_step_is_a_sign_of_life() {
        Loop loop = started(at -> {
            steps.incrementAndGet();
            return LONG;
        });
        await().until(() -> steps.get() == 1);
        now = now.plusSeconds(60);
        assertThat(loop.stuck(BOUND, now)).isPresent();

        loop.wake();
        await().until(() -> steps.get() == 2);

        assertThat(loop.stuck(BOUND, now)).isEmpty();
    }
}
