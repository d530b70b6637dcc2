package dev.depwatch.assess;

import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Since when and until when an instance's records name faults of the network or of Apple's service, among its open and
 * just closed cases. Both make a refresh fail that a new token would not mend.
 */
final class NetworkEvidence {
    private final Timing timing;
    private final Map<Instance, Span> spans = new HashMap<>();

    NetworkEvidence(Facts facts) {
        this.timing = facts.timing();
        // A case does not know its first network record, but none is older than the case.
        facts.openOrJustClosed()
                .forEach(run -> lastEvidence(run)
                        .ifPresent(last -> spans.merge(run.instance(), new Span(run.began(), last), Span::and)));
    }

    private static Optional<Instant> lastEvidence(Run run) {
        return run.cause() == Cause.SERVICE_ERROR ? Optional.of(run.last()) : run.lastNetwork();
    }

    private record Span(Instant first, Instant last) {
        Span and(Span other) {
            return new Span(
                    first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
        }
    }

    /** Whether the run has lasted long enough without such evidence, before that came or since. */
    boolean leavesFirm(Run run) {
        if (!run.lastedAtLeast(timing.firm())) {
            return false;
        }
        Span network = spans.get(run.instance());
        return network == null
                || Duration.between(run.began(), network.first()).compareTo(timing.firm()) >= 0
                || Duration.between(network.last(), run.last()).compareTo(timing.firm()) >= 0;
    }

    /** Whether the newest that is known of the instance is such a fault, or was until just before. */
    boolean vetoes(Run run) {
        Span network = spans.get(run.instance());
        return network != null && Duration.between(network.last(), run.last()).compareTo(timing.networkVeto()) <= 0;
    }
}
