package dev.depwatch.status;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether one thread owner's threads are alive and make progress.
 *
 * @param name what the problem is about, in the administrator's words: the thread's name or what it follows
 * @param mendedByRestart whether a restart helps; it does not if the cause lies outside, such as a full disk
 * @param check what is wrong at a time and what to do, as a sentence without secrets; empty if nothing is. Many threads
 *     call it at any time, so it answers at once and waits for no lock that is held during I/O.
 */
public record HealthCheck(String name, boolean mendedByRestart, Function<Instant, Optional<String>> check) {
    public HealthCheck(String name, Function<Instant, Optional<String>> check) {
        this(name, true, check);
    }

    Optional<String> trouble(Instant now) {
        return check.apply(now);
    }
}
