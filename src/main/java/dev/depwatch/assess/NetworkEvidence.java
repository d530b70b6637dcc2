package dev.depwatch.assess;

import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Since when and until when an instance's records name faults of the network, among its open and just closed cases. */
final class NetworkEvidence {
    private final Timing timing;
    private final Map<Instance, Span> spans = new HashMap<>();

    NetworkEvidence(Facts facts) {
        this.timing = facts.timing();
        // A case does not know its first network record, but none is older than the case.
        facts.openOrJustClosed()
                .forEach(run -> run.lastNetwork()
                        .ifPresent(last -> spans.merge(run.instance(), new Span(run.began(), last), Span::and)));
    }

    private record Span(Instant first, Instant last) {
        Span and(Span other) {
            return new Span(
                    first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
        }
    }

    /** Whether the run has lasted long enough without evidence of the network, before that came or since. */
    boolean leavesFirm(Run run) {
        if (!run.lastedAtLeast(timing.firm())) {
            return false;
        }
        Span network = spans.get(run.instance());
        return network == null
                || Duration.between(run.began(), network.first()).compareTo(timing.firm()) >= 0
                || Duration.between(network.last(), run.last()).compareTo(timing.firm()) >= 0;
    }

    /** Whether the newest that is known of the instance is a fault of the network, or was until just before. */
    boolean vetoes(Run run) {
        Span network = spans.get(run.instance());
        return network != null && Duration.between(network.last(), run.last()).compareTo(timing.networkVeto()) <= 0;
    }
}
