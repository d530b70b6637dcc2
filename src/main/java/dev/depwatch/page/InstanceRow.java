package dev.depwatch.page;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Mark.Tone;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Instance;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One instance of Jamf Pro as a table row.
 *
 * @param states of its tokens
 */
record InstanceRow(InstanceInventory inventory, List<TokenHealth> states) implements Listing.Row {
    private static final int MAX_NOTIFICATIONS = 20;

    static final List<Column<InstanceRow>> COLUMNS = List.of(
            Column.by("name", "Instance", InstanceRow::instance),
            Column.ofState("State"),
            Column.by("tokens", "Tokens", InstanceRow::tokens),
            Column.byTime("read", "Tokens read", row -> row.inventory().readAt(), Instant.MIN));

    static Stream<InstanceRow> all(Assessment assessment) {
        Map<Instance, List<TokenHealth>> tokens = assessment.tokens().stream()
                .collect(Collectors.groupingBy(state -> state.token().instance()));
        return assessment.instances().stream()
                .map(inventory -> new InstanceRow(inventory, tokens.getOrDefault(inventory.instance(), List.of())));
    }

    Instance instance() {
        return inventory.instance();
    }

    @Override
    public String text() {
        Optional<String> failure = inventory.failure().map(InstanceInventory.ReadFailure::sentence);
        return instance() + " " + inventory.jamf().map(URI::toString).orElse("") + " " + failure.orElse("")
                + inventory.notices().stream()
                        .map(notification -> " " + notification.type() + " " + notification.name())
                        .collect(Collectors.joining());
    }

    /** What Jamf Pro itself notifies, in its own words. */
    List<JamfNotification> notifications() {
        return inventory.notices().stream().limit(MAX_NOTIFICATIONS).toList();
    }

    /** How many more there are; "" if all are shown. */
    String moreNotifications() {
        int more = inventory.notices().size() - MAX_NOTIFICATIONS;
        return more > 0 ? "and " + Phrase.counted(more, "more notification") : "";
    }

    @Override
    public Mark mark() {
        return inventory.failure().isPresent() || inventory.lacksTokens()
                ? new Mark(Tone.WATCH, "not read")
                : Mark.ofWorst(states);
    }

    @Override
    public boolean isGood() {
        return Listing.Row.super.isGood()
                && isReadInFull(inventory)
                && inventory.notices().isEmpty();
    }

    /** Nobody may be able to grant what reading the CA needs. */
    static boolean isReadInFull(InstanceInventory inventory) {
        return Set.of(Part.CA).containsAll(inventory.unreadParts().keySet());
    }

    int tokens() {
        return states.size();
    }

    String from() {
        return switch (inventory.source()) {
            case JAMF -> "";
            case CONFIGURED -> "from the configuration";
            case NONE -> "from nowhere: configure jamf or tokens";
        };
    }

    /** What of its tokens is not read, and why. */
    List<String> gaps() {
        return new TreeMap<>(inventory.unreadParts())
                .entrySet().stream()
                        .map(part -> "Without " + part.getKey().displayName() + ": " + part.getValue())
                        .toList();
    }
}
