package dev.depwatch.page;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.config.WebAddress;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Times.Moment;
import dev.depwatch.token.Instance;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One instance of Jamf Pro as a table row.
 *
 * @param jamf its address; "" if none is configured
 * @param problems why its tokens, or some of them, are not read
 */
record InstanceRow(
        String name,
        String address,
        String jamf,
        String tone,
        String state,
        int tokens,
        String from,
        Optional<Moment> read,
        List<String> problems)
        implements Table.Row {

    record Watched(InstanceInventory inventory, List<TokenHealth> tokens) {
        private String name() {
            return inventory.instance().name();
        }

        private Health worst() {
            return tokens.stream()
                    .map(TokenHealth::health)
                    .min(Comparator.naturalOrder())
                    .orElse(Health.UNKNOWN);
        }

        private boolean fails() {
            return inventory.failure().isPresent();
        }
    }

    private static final Comparator<Watched> BY_NAME = Comparator.comparing(Watched::name);

    /** Unread instances first: their tokens may be worse than anything known. */
    private static final Comparator<Watched> ORDER = Comparator.comparing(Watched::fails)
            .reversed()
            .thenComparing(Watched::worst)
            .thenComparing(BY_NAME);

    static final Listing<Watched> LISTING = new Listing<>(
            "instance",
            List.of(
                    Column.of("name", "Instance", BY_NAME),
                    Column.of("state", "State", ORDER),
                    Column.of(
                            "tokens",
                            "Tokens",
                            Comparator.comparing((Watched each) -> each.tokens().size())
                                    .thenComparing(BY_NAME)),
                    Column.of(
                            "read",
                            "Tokens read",
                            Comparator.comparing((Watched each) ->
                                            each.inventory().readAt().orElse(Instant.MIN))
                                    .thenComparing(BY_NAME))),
            each -> each.name() + " "
                    + each.inventory().jamf().map(URI::toString).orElse("") + " "
                    + each.inventory()
                            .failure()
                            .map(InstanceInventory.ReadFailure::sentence)
                            .orElse(""));

    static List<Watched> watched(Assessment assessment) {
        Map<Instance, List<TokenHealth>> tokens = new HashMap<>();
        for (TokenHealth state : assessment.tokens()) {
            tokens.computeIfAbsent(state.token().instance(), first -> new ArrayList<>())
                    .add(state);
        }
        return assessment.instances().stream()
                .map(inventory -> new Watched(inventory, tokens.getOrDefault(inventory.instance(), List.of())))
                .sorted(ORDER)
                .toList();
    }

    static InstanceRow of(Watched watched, Query query, Times times) {
        InstanceInventory inventory = watched.inventory();
        List<String> problems = new ArrayList<>();
        inventory
                .failure()
                .ifPresent(failure -> problems.add(
                        "Not read since " + times.moment(failure.since()).shown() + ": " + failure.sentence()));
        inventory
                .reading()
                .ifPresent(reading -> new TreeMap<>(reading.unreadParts())
                        .forEach((part, why) -> problems.add("Without " + part.displayName() + ": " + why)));
        return new InstanceRow(
                watched.name(),
                query.filtered(watched.name()),
                inventory
                        .jamf()
                        .filter(WebAddress::isWeb)
                        .map(URI::toASCIIString)
                        .orElse(""),
                watched.fails() ? "watch" : Words.tone(watched.worst()),
                watched.fails() ? "not read" : Words.of(watched.worst().key()),
                watched.tokens().size(),
                from(inventory.source()),
                inventory.readAt().map(times::moment),
                problems);
    }

    private static String from(Source source) {
        return switch (source) {
            case JAMF -> "";
            case CONFIGURED -> "from the configuration";
            case NONE -> "from nowhere: configure jamf or tokens";
        };
    }
}
