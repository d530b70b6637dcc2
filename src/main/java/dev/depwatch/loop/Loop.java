package dev.depwatch.loop;

import dev.depwatch.text.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that repeats one step. Between two steps it waits as long as the step says, or until it is woken. It belongs
 * to one owner, who starts it, reports in health if it has ended or is stuck, and ends it within a bound.
 *
 * <p>A step that throws ends the thread, with an ERROR in the log. A step that may fail by a fault of depwatch and should
 * be repeated catches that itself.
 */
public final class Loop {
    private final InstantSource clock;
    private final Step step;
    private final Thread thread;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean stopped;
    private volatile @Nullable Step last;
    private volatile @Nullable Instant lastSignOfLife;

    /** What the thread repeats. */
    @FunctionalInterface
    public interface Step {
        /** Returns how long to wait before the next step, if nothing wakes the thread. */
        Duration take(Instant now) throws InterruptedException;
    }

    /** @param name the thread's name */
    public Loop(String name, InstantSource clock, Step step) {
        this.clock = clock;
        this.step = step;
        this.thread = new Thread(this::run, name);
    }

    public String name() {
        return thread.getName();
    }

    public void start() {
        lastSignOfLife = clock.instant();
        thread.start();
    }

    /** Ends the present wait, or the next one if a step is under way. Never waits. */
    public void wake() {
        wakeUps.release();
    }

    /**
     * Why its owner is not at work, as a sentence for the administrator; empty while it is.
     *
     * @param bound as of {@link #stuck}
     * @param effect what follows from that
     */
    public Optional<String> trouble(Duration bound, String effect, Instant now) {
        return ended(effect)
                .or(() -> stuck(bound, now)
                        .map(silent -> "The thread \"" + name() + "\" has been stuck for " + TimeFormat.period(silent)
                                + ": " + effect + ". Restart depwatch, and report it with a thread dump (jstack)."));
    }

    /** The same of a thread that does not run. */
    public Optional<String> ended(String effect) {
        return isRunning()
                ? Optional.empty()
                : Optional.of("The thread \"" + name() + "\" does not run: " + effect
                        + ". Restart depwatch, and report the last ERROR in its log.");
    }

    /** False before the start, and when the thread has ended for whatever reason. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** A step that takes long is not stuck: it has just finished a part of its work. */
    public void progress(Instant now) {
        lastSignOfLife = now;
    }

    /**
     * For how long the thread has begun no step and reported no {@link #progress}, if that is longer than the bound.
     *
     * @param bound longer than every wait between two steps
     */
    public Optional<Duration> stuck(Duration bound, Instant now) {
        return Optional.ofNullable(lastSignOfLife)
                .map(life -> Duration.between(life, now))
                .filter(silent -> silent.compareTo(bound) > 0);
    }

    /** Interrupts the step or the wait, after which the thread ends. Never waits, so an owner can stop several at once. */
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    /**
     * Lets the present step end and takes the last one in place of the next, after which the thread ends. Never waits.
     *
     * @param last what it returns does not matter
     */
    public void finish(Step last) {
        this.last = last;
        wake();
    }

    /**
     * Waits until the thread has ended.
     *
     * @return whether it has; false also if the waiting thread is interrupted first, which keeps its interrupt
     */
    public boolean awaitEnd(Duration atMost) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, atMost.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        try {
            while (!stopped) {
                Step finish = last;
                Instant now = clock.instant();
                progress(now);
                if (finish != null) {
                    finish.take(now);
                    return;
                }
                if (wakeUps.tryAcquire(step.take(now).toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
