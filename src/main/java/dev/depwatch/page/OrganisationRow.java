package dev.depwatch.page;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An organisation at Apple, and whether its terms are signed. */
record OrganisationRow(String name, String address, String tone, String terms, int tokens, int instances)
        implements Table.Row {
    /** The most urgent first. */
    enum State {
        TO_ACCEPT("bad", "to be accepted"),
        UNKNOWN("unknown", "not known"),
        SIGNED("good", "signed");

        private final String tone;
        private final String words;

        State(String tone, String words) {
            this.tone = tone;
            this.words = words;
        }
    }

    record Organisation(String name, State terms, int tokens, int instances) {}

    private static final Comparator<Organisation> BY_NAME = Comparator.comparing(Organisation::name);
    private static final Comparator<Organisation> ORDER =
            Comparator.comparing(Organisation::terms).thenComparing(BY_NAME);

    static final Listing<Organisation> LISTING = new Listing<>(
            "organisation",
            List.of(
                    Column.of("name", "Organisation", BY_NAME),
                    Column.of("terms", "Apple’s terms", ORDER),
                    Column.of(
                            "tokens",
                            "Tokens",
                            Comparator.comparing(Organisation::tokens).thenComparing(BY_NAME)),
                    Column.of(
                            "instances",
                            "Instances",
                            Comparator.comparing(Organisation::instances).thenComparing(BY_NAME))),
            Organisation::name);

    /**
     * The state of the terms comes from a failure that reports them, or from the absence of a notification by Jamf Pro.
     */
    static List<Organisation> organisations(Assessment assessment) {
        Map<Instance, Terms> terms = new HashMap<>();
        for (InstanceInventory inventory : assessment.instances()) {
            inventory.reading().map(Reading::terms).ifPresent(said -> terms.put(inventory.instance(), said));
        }
        Map<String, List<Token>> tokens = new TreeMap<>();
        Set<String> toAccept = new HashSet<>();
        for (TokenHealth state : assessment.tokens()) {
            String name = state.token().organization();
            if (!name.isBlank()) {
                tokens.computeIfAbsent(name, first -> new ArrayList<>()).add(state.token());
                if (state.finding()
                        .filter(finding -> finding.remedy() == Remedy.ACCEPT_TERMS)
                        .isPresent()) {
                    toAccept.add(name);
                }
            }
        }
        return tokens.entrySet().stream()
                .map(each -> new Organisation(
                        each.getKey(),
                        toAccept.contains(each.getKey())
                                ? State.TO_ACCEPT
                                : each.getValue().stream()
                                                .map(Token::instance)
                                                .anyMatch(instance -> terms.get(instance) == Terms.SIGNED)
                                        ? State.SIGNED
                                        : State.UNKNOWN,
                        each.getValue().size(),
                        Math.toIntExact(each.getValue().stream()
                                .map(Token::instance)
                                .distinct()
                                .count())))
                .sorted(ORDER)
                .toList();
    }

    static OrganisationRow of(Organisation organisation, Query query) {
        return new OrganisationRow(
                organisation.name(),
                query.filtered(organisation.name()),
                organisation.terms().tone,
                organisation.terms().words,
                organisation.tokens(),
                organisation.instances());
    }
}
