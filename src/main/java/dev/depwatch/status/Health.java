package dev.depwatch.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether depwatch itself works, which says nothing about the tokens.
 *
 * @param checks one for every thread owner that lives now; read for each request, since a reload replaces some
 * @param notReady why the daemon does not see everything yet, as a sentence; empty once it has started and has opened
 *     and caught up on every log
 */
public record Health(Supplier<List<HealthCheck>> checks, Supplier<Optional<String>> notReady) {
    /** One line for each problem; none if all is well. */
    public List<String> troubles(Instant now) {
        return troubles(checks.get(), now);
    }

    /** The problems that a restart repairs: threads that have ended or make no progress. */
    public List<String> mendedByRestart(Instant now) {
        return troubles(
                checks.get().stream().filter(HealthCheck::mendedByRestart).toList(), now);
    }

    private static List<String> troubles(List<HealthCheck> checks, Instant now) {
        return checks.stream()
                .flatMap(check -> trouble(check, now).stream().map(sentence -> check.name() + ": " + sentence))
                .toList();
    }

    private static Optional<String> trouble(HealthCheck check, Instant now) {
        try {
            return check.trouble(now);
        } catch (RuntimeException e) {
            // A check that fails must not hide the other checks, and does not count as healthy.
            return Optional.of("the health check itself failed (" + e.getClass().getSimpleName() + ")");
        }
    }
}
