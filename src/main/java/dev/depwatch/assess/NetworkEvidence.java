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
 * When records report faults of the network or of Apple's service, in open and recently closed cases. Both make a
 * refresh fail, and a new token would not help. Each instance has its own network, but all share Apple's service: its
 * answer to one instance also counts for failures that began on another within five minutes.
 */
final class NetworkEvidence {
    private final Thresholds thresholds;
    private final Map<Instance, Span> spans = new HashMap<>();
    private final List<Span> ofAppleService = new ArrayList<>();

    NetworkEvidence(AssessmentInput input) {
        this.thresholds = input.thresholds();
        // A record that reports a fault of the network opens a case of this cause, and no other.
        input.episodes()
                .filter(episode -> episode.cause() == Cause.SERVICE_ERROR)
                .forEach(this::add);
    }

    private void add(Episode episode) {
        Span span = new Span(
                episode.beganByHost(), episode.lastByHost(), episode.found().sightings());
        spans.merge(episode.instance(), span, Span::and);
        if (episode.found().lastNetworkLoggedAt().isEmpty()) {
            ofAppleService.add(span);
        }
    }

    private Optional<Span> about(Episode episode, boolean isExplained) {
        Stream<Span> elsewhere = (isExplained ? Stream.<Span>of() : ofAppleService.stream())
                .filter(span -> Duration.between(span.first(), episode.beganByHost())
                                .abs()
                                .compareTo(thresholds.outageSpread())
                        <= 0);
        return Stream.concat(Optional.ofNullable(spans.get(episode.instance())).stream(), elsewhere)
                .filter(span -> !(span.records() == 1
                        && span.first().isAfter(episode.beganByHost().plus(thresholds.threeSyncs()))))
                .reduce(Span::and);
    }

    /** From the first of so many records to the last. */
    private record Span(Instant first, Instant last, long records) {
        Span and(Span other) {
            return new Span(
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last,
                    records + other.records);
        }
    }

    /**
     * Whether the newest evidence is such a fault, or was until just before.
     *
     * @param isExplained whether other evidence explains the failure, so that other instances do not count
     */
    boolean vetoes(Episode episode, boolean isExplained) {
        return about(episode, isExplained).stream()
                .anyMatch(network ->
                        Duration.between(network.last(), episode.lastByHost()).compareTo(near(episode, network)) <= 0);
    }

    /** A network fault does not explain a failure that lasted long without one. */
    private Duration near(Episode episode, Span network) {
        return network.records() < 2 && episode.lastedAtLeast(thresholds.patience())
                ? thresholds.syncInterval()
                : thresholds.networkVeto();
    }
}
