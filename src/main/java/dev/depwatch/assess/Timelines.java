package dev.depwatch.assess;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witness;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes the time line of each token from the readings of Jamf Pro's API and Apple's. */
final class Timelines {
    private final Witnesses witnesses;
    private final Thresholds thresholds;
    private final Instant now;
    /** When any server of the organisation at Apple connected last. */
    private final Map<String, Instant> newestConnections = new HashMap<>();

    private final AppleConnections unknown;
    /** Keeps its answers: a word comes again in every stretch of syncs. */
    private final Function<String, Outcome> outcomeOf;

    Timelines(List<Organization> apple, Witnesses witnesses, Thresholds thresholds, Instant now) {
        this.witnesses = witnesses;
        this.thresholds = thresholds;
        this.now = now;
        this.unknown = AppleConnections.unknown(thresholds);
        Map<String, Outcome> outcomes = new HashMap<>();
        this.outcomeOf = word -> outcomes.computeIfAbsent(word, Outcome::of);
        apple.forEach(organization -> newestConnections.putIfAbsent(
                organization.name(),
                organization.servers().stream()
                        .flatMap(server -> server.lastConnected().stream())
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN)));
    }

    TokenTimeline of(TokenState state, InstanceInventory inventory) {
        AppleConnections connections = newestConnections.isEmpty()
                ? unknown
                : witnesses
                        .of(state.token().key())
                        .map(witness -> connections(state.token().key(), witness))
                        .orElse(unknown);
        return new TokenTimeline(state, inventory, connections, outcomeOf, thresholds, now);
    }

    private AppleConnections connections(Token.Key token, Witness witness) {
        return new AppleConnections(
                witness.server().lastConnected(),
                newestConnections.getOrDefault(witness.organization(), Instant.MIN),
                witnesses.isOfSeveral(token),
                thresholds);
    }
}
