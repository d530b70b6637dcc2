package dev.depwatch.assess;

import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Since when and until when records name faults of the network or of Apple's service, among open and just closed cases.
 * Both make a refresh fail that a new token would not mend. A network is its instance's own; Apple's service is one for
 * all, so that what it answers to one instance also tells of what began on another within five minutes.
 */
final class NetworkEvidence {
    private final Timing timing;
    private final Map<Instance, Span> spans = new HashMap<>();
    private final List<Span> ofAppleService = new ArrayList<>();

    NetworkEvidence(Facts facts) {
        this.timing = facts.timing();
        // A case does not know its first network record, but none is older than the case.
        facts.openOrJustClosed()
                .forEach(run -> lastEvidence(run).ifPresent(last -> add(run, new Span(run.began(), last))));
    }

    private void add(Run run, Span span) {
        spans.merge(run.instance(), span, Span::and);
        if (run.cause() == Cause.SERVICE_ERROR && run.lastNetwork().isEmpty()) {
            ofAppleService.add(span);
        }
    }

    private Optional<Span> about(Run run, boolean isExplained) {
        Stream<Span> elsewhere = (isExplained ? Stream.<Span>of() : ofAppleService.stream())
                .filter(span ->
                        Duration.between(span.first(), run.began()).abs().compareTo(timing.outageSpread()) <= 0);
        return Stream.concat(Optional.ofNullable(spans.get(run.instance())).stream(), elsewhere)
                .reduce(Span::and);
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

    /**
     * Whether the newest that is known is such a fault, or was until just before.
     *
     * @param isExplained whether more than this run says why it fails, so that other instances tell nothing of it
     */
    boolean vetoes(Run run, boolean isExplained) {
        return about(run, isExplained)
                .filter(network -> Duration.between(network.last(), run.last()).compareTo(timing.networkVeto()) <= 0)
                .isPresent();
    }
}
