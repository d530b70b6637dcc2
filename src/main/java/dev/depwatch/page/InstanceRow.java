package dev.depwatch.page;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.config.WebAddress;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.page.Listing.Columns;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Instance;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One instance of Jamf Pro as a table row.
 *
 * @param states of its tokens
 */
record InstanceRow(InstanceInventory inventory, List<TokenHealth> states) implements Listing.Row {
    private static final int MAX_NOTIFICATIONS = 20;

    private static final Comparator<InstanceRow> BY_NAME = Comparator.comparing(InstanceRow::instance);

    /** Unread instances first: their tokens may be worse than anything known. */
    private static final Comparator<InstanceRow> ORDER = Comparator.comparing(InstanceRow::fails)
            .reversed()
            .thenComparing(row -> TokenRow.worst(row.states()))
            .thenComparing(BY_NAME);

    static final Columns<InstanceRow> COLUMNS = new Columns<>("instance", BY_NAME, ORDER)
            .ordered("name", "Instance", BY_NAME)
            .ordered("state", "State", ORDER)
            .by("tokens", "Tokens", InstanceRow::tokens)
            .by("read", "Tokens read", row -> row.inventory().readAt().orElse(Instant.MIN));

    static List<InstanceRow> all(Assessment assessment) {
        Map<Instance, List<TokenHealth>> tokens = assessment.tokens().stream()
                .collect(Collectors.groupingBy(state -> state.token().instance()));
        return assessment.instances().stream()
                .map(inventory -> new InstanceRow(inventory, tokens.getOrDefault(inventory.instance(), List.of())))
                .toList();
    }

    Instance instance() {
        return inventory.instance();
    }

    @Override
    public String text() {
        return instance() + " " + inventory.jamf().map(URI::toString).orElse("") + " "
                + inventory
                        .failure()
                        .map(InstanceInventory.ReadFailure::sentence)
                        .orElse("")
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

    private boolean fails() {
        return inventory.failure().isPresent();
    }

    @Override
    public Mark mark() {
        return fails() ? new Mark("watch", "not read") : Mark.of(TokenRow.worst(states));
    }

    /** Nobody may be able to grant what reading the CA needs. */
    @Override
    public boolean isGood() {
        return Listing.Row.super.isGood()
                && Set.of(Part.CA).containsAll(inventory.unreadParts().keySet())
                && inventory.notices().isEmpty();
    }

    /** Its address for a browser. */
    Optional<URI> jamf() {
        return inventory.jamf().filter(WebAddress::isWeb);
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
