package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the texts of one assessment share; made once for all of its alerts.
 *
 * @param otherServers what to do where an entry holds the token of another server
 */
record Wording(
        Format format,
        Assessment assessment,
        Links links,
        AppleText apple,
        OtherServerPlan otherServers,
        RenewalSteps renewal) {
    static Wording of(Format format, Assessment assessment) {
        Links links = Links.of(assessment);
        OtherServerPlan otherServers = new OtherServerPlan(links, assessment.findings(), assessment.tokens());
        return new Wording(
                format,
                assessment,
                links,
                new AppleText(format, assessment),
                otherServers,
                RenewalSteps.of(assessment, links, otherServers));
    }

    /** Since when it fails, the reasons, and what that stops. */
    String failure(AlertGroup group, Stream<String> reasons) {
        return SharedText.sentences(SharedText.failingSince(group, format), reasons, SharedText.effects(group.kinds()));
    }

    /** The page that lists the tokens of the kind on the group's first instance. */
    Optional<URI> page(AlertGroup group, TokenKind kind) {
        return links.tokens(group.instances().get(0), kind);
    }

    /** "in 7 days (2026-12-01)". */
    String until(Expiry expiry) {
        return format.daysUntil(expiry, assessment.at()) + " (" + format.expiry(expiry) + ")";
    }

    boolean isOver(Token token) {
        return token.expiry().filter(end -> end.isOver(assessment.at())).isPresent();
    }

    /** What it rests on: the records, and the source of tokens and Apple IDs if that is not Jamf Pro just now. */
    Stream<String> source(AlertGroup group) {
        Map<Instance, Instant> outdated = outdated(group);
        Stream<String> configured = group.says(Hint.AS_CONFIGURED)
                ? Stream.of("Tokens and Apple IDs are those of depwatch's configuration; Jamf Pro has not been asked.")
                : Stream.of();
        Stream<String> old = outdated.values().stream()
                .min(Comparator.naturalOrder())
                .map(oldest -> "The Jamf Pro API of " + Format.names(outdated.keySet())
                        + " cannot be read now: tokens and Apple IDs are named as "
                        + (outdated.size() == 1 ? "it" : "each") + " last reported them, "
                        + (outdated.size() == 1 ? "at " : "the oldest at ")
                        + format.time(oldest) + ".")
                .stream();
        Stream<String> records = Stream.of(SharedText.records(group))
                .filter(count -> count > 0)
                .map(count -> "The log has " + Phrase.counted(count, "record") + " of it.");
        return Stream.of(records, configured, old).flatMap(part -> part);
    }

    /** When depwatch last read the tokens of each instance that it cannot read now. */
    private Map<Instance, Instant> outdated(AlertGroup group) {
        return assessment.instances().stream()
                .filter(inventory ->
                        inventory.failure().isPresent() && inventory.readAt().isPresent())
                .filter(inventory -> group.instances().contains(inventory.instance()))
                .collect(Collectors.toMap(
                        InstanceInventory::instance,
                        inventory -> inventory.readAt().orElseThrow()));
    }
}
