package dev.depwatch.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether depwatch itself works, which is not whether the tokens do.
 *
 * @param checks one for every thread owner that lives now; asked anew each time, since a reload replaces some
 * @param notReady why the daemon does not see everything yet, as a sentence; empty once it is started and every log was
 *     opened and caught up
 */
public record Health(Supplier<List<HealthCheck>> checks, Supplier<Optional<String>> notReady) {
    /** One line for everything that is wrong at the time; none if all is well. */
    public List<String> troubles(Instant now) {
        return troubles(checks.get(), now);
    }

    /** The same of what a restart would mend: threads that have ended or make no progress. */
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
            // A check that cannot answer must not hide what the others say, and is no sign of health.
            return Optional.of("the health check itself failed (" + e.getClass().getSimpleName() + ")");
        }
    }
}
