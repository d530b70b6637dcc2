package dev.depwatch.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether depwatch itself works, which says nothing about the tokens.
 *
 * @param checks one for every thread owner that lives now; read for each request, since a reload replaces some
 * @param notReady why the daemon does not see everything yet, as a sentence; empty once it has started and has opened
 *     and caught up on every log
 */
public record Health(Supplier<List<Check>> checks, Supplier<Optional<String>> notReady) {
    /**
     * Whether one thread owner's threads are alive and make progress.
     *
     * @param name what the problem is about, in the administrator's words: the thread's name or what it follows
     * @param mendedByRestart whether a restart helps; it does not if the cause lies outside, such as a full disk
     * @param check what is wrong at a time and what to do, as a sentence without secrets; empty if nothing is. Many threads
     *     call it at any time, so it answers at once and waits for no lock that is held during I/O.
     */
    public record Check(String name, boolean mendedByRestart, Function<Instant, Optional<String>> check) {
        public Check(String name, Function<Instant, Optional<String>> check) {
            this(name, true, check);
        }
    }

    /** One line for each problem; none if all is well. */
    public List<String> troubles(Instant now) {
        return troubles(checks.get(), now);
    }

    /** The problems that a restart repairs: threads that have ended or make no progress. */
    public List<String> mendedByRestart(Instant now) {
        return troubles(checks.get().stream().filter(Check::mendedByRestart).toList(), now);
    }

    private static List<String> troubles(List<Check> checks, Instant now) {
        return checks.stream()
                .flatMap(check -> trouble(check, now).stream().map(sentence -> check.name() + ": " + sentence))
                .toList();
    }

    private static Optional<String> trouble(Check check, Instant now) {
        try {
            return check.check().apply(now);
        } catch (RuntimeException e) {
            // A check that fails must not hide the other checks, and does not count as healthy.
            return Optional.of("the health check itself failed (" + e.getClass().getSimpleName() + ")");
        }
    }
}
