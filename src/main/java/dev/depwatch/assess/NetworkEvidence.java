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
        facts.openOrJustClosed().forEach(run -> lastEvidence(run).ifPresent(last -> add(run, Span.of(run, last))));
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
                .filter(span -> !(span.records() == 1
                        && span.first().isAfter(run.began().plus(timing.threeSyncs()))))
                .reduce(Span::and);
    }

    private static Optional<Instant> lastEvidence(Run run) {
        return run.cause() == Cause.SERVICE_ERROR ? Optional.of(run.last()) : run.lastNetwork();
    }

    /**
     * From the first record to the last.
     *
     * @param records how many name such a fault; 0 where a run that has other records does not know
     */
    private record Span(Instant first, Instant last, long records) {
        static Span of(Run run, Instant last) {
            return new Span(
                    run.began(),
                    last,
                    run.cause() == Cause.SERVICE_ERROR ? run.found().sightings() : 0);
        }

        Span and(Span other) {
            return new Span(
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last,
                    records + other.records);
        }
    }

    /**
     * Whether the newest that is known is such a fault, or was until just before.
     *
     * @param isExplained whether more than this run says why it fails, so that other instances tell nothing of it
     */
    boolean vetoes(Run run, boolean isExplained) {
        return about(run, isExplained)
                .filter(network -> Duration.between(network.last(), run.last()).compareTo(near(run, network)) <= 0)
                .isPresent();
    }

    /** What has gone on for long without such faults is not explained by one. */
    private Duration near(Run run, Span network) {
        return network.records() < 2 && run.lastedAtLeast(timing.patience())
                ? timing.syncInterval()
                : timing.networkVeto();
    }
}
