package dev.depwatch.status;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether one thread owner's threads are alive and making progress.
 *
 * @param name whom the trouble is about, as the administrator knows it: the thread's name or what it follows
 * @param mendedByRestart whether a start anew helps; it does not where the surroundings are at fault, such as a full disk
 * @param check what is wrong at a time and what to do, as a sentence that holds no secret; empty if nothing is. Called
 *     by many threads at any time, so it answers at once and waits for no lock that is held during I/O.
 */
public record HealthCheck(String name, boolean mendedByRestart, Function<Instant, Optional<String>> check) {
    public HealthCheck(String name, Function<Instant, Optional<String>> check) {
        this(name, true, check);
    }

    Optional<String> trouble(Instant now) {
        return check.apply(now);
    }
}
