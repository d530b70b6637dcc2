package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.apple.Witness;
import dev.depwatch.assess.AssessmentInput.InstanceFacts;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Owners whose servers have all not connected to Apple for many syncs, while nothing else reports a failure.
 *
 * @param reported the tokens that a finding reports as failing
 */
record SilentOwners(AssessmentInput input, Set<Token.Key> reported) {
    /** One issue for each owner and instance. */
    Stream<MonitoringIssue> issues() {
        return input.tokens().stream()
                .filter(token -> token.token().owner().isPresent()
                        && input.witnesses().of(token.key()).isPresent()
                        && !token.hasPassed())
                .collect(groupingBy(token -> token.token().owner().orElseThrow(), TreeMap::new, toList()))
                .entrySet()
                .stream()
                .filter(each -> each.getValue().stream()
                        .noneMatch(token ->
                                reported.contains(token.key()) || factsOf(token).logReports(token)))
                // Last, since each token is compared with those of all other owners.
                .filter(each -> each.getValue().stream().allMatch(token -> isSilent(token, each.getKey())))
                .flatMap(each -> issues(each.getKey(), each.getValue()));
    }

    private InstanceFacts factsOf(TokenTimeline token) {
        return input.factsOf(token.token().instance());
    }

    private boolean isSilent(TokenTimeline token, AppleId owner) {
        Optional<Instant> connected = token.connected();
        if (connected.isEmpty() || !factsOf(token).isCaughtUp() || token.failsNow()) {
            return false;
        }
        // Before its renewal nobody could expect the new token to connect.
        Instant since = token.renewedAt().filter(connected.get()::isBefore).orElse(connected.get());
        // Jamf Pro's own word for a good sync is nearer than Apple's time, which then is only old.
        boolean isContradicted =
                token.syncs().wentWellAfter(since.plus(input.thresholds().missedSync()));
        return !isContradicted && !isReportedAsStopped(token) && isAlone(since, token, owner);
    }

    /**
     * Whether Apple has heard from others meanwhile: from half of the other owners' servers for half an hour, or from
     * any of them for a day. An absence that all share is Apple's or that of its statistics. If there is nobody to
     * compare with, a day is too long for both.
     */
    private boolean isAlone(Instant since, TokenTimeline silent, AppleId owner) {
        Witness witness = input.witnesses().of(silent.key()).orElseThrow();
        List<Instant> others = input.tokens().stream()
                .filter(token -> !token.token().owner().equals(Optional.of(owner)))
                .flatMap(token -> input.witnesses().of(token.key()).stream())
                .filter(other -> other.organization().equals(witness.organization()))
                .flatMap(other -> other.server().lastConnected().stream())
                .toList();
        Instant patience = since.plus(input.thresholds().patience());
        Instant stopped = since.plus(input.thresholds().stopped());
        return others.isEmpty()
                ? witness.readAt().isAfter(stopped)
                : others.stream().filter(patience::isBefore).count() * 2 >= others.size()
                        || others.stream().anyMatch(stopped::isBefore);
    }

    /** A new token that has not synced is one message: that its syncs have stopped. */
    private boolean isReportedAsStopped(TokenTimeline token) {
        return token.awaitsProof() && factsOf(token).readsSyncs();
    }

    private Stream<MonitoringIssue> issues(AppleId owner, List<TokenTimeline> silent) {
        return input.reportedTogether(silent.stream()).map(together -> {
            Instant last = together.stream()
                    .flatMap(token -> token.connected().stream())
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
            return new MonitoringIssue(
                    Kind.CONNECTIONS_STOPPED, owner.value(), sentence(owner, together, last), last, together);
        });
    }

    private String sentence(AppleId owner, List<TokenTimeline> silent, Instant last) {
        Optional<Sync> sync =
                silent.stream().flatMap(token -> token.sync().stream()).max(Comparator.comparing(Sync::at));
        return ("Apple last heard from the %s at %s. Jamf Pro reports %s. Ask whether the password of this account was"
                        + " changed, and look in Jamf Pro when the token last synced.")
                .formatted(
                        silent.size() == 1
                                ? "server of \"" + silent.get(0).token().name() + "\" of " + owner
                                : "servers of " + owner + " (" + silent.size() + " tokens)",
                        input.times().time(last),
                        sync.map(newest -> "the last sync at " + input.times().time(newest.at()))
                                .orElse("no sync"));
    }
}
