package dev.depwatch.page;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.page.Listing.Columns;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An organisation at Apple as a table row, and whether its terms are signed. */
record OrganisationRow(String name, State terms, int tokens, int instances) implements Listing.Row {
    /** The most urgent first. */
    enum State {
        TO_ACCEPT,
        UNKNOWN,
        SIGNED
    }

    private static final Comparator<OrganisationRow> BY_NAME = Comparator.comparing(OrganisationRow::name);
    private static final Comparator<OrganisationRow> ORDER =
            Comparator.comparing(OrganisationRow::terms).thenComparing(BY_NAME);

    static final Columns<OrganisationRow> COLUMNS = new Columns<>("organisation", BY_NAME, ORDER)
            .ordered("name", "Organisation", BY_NAME)
            .ordered("terms", "Apple’s terms", ORDER)
            .by("tokens", "Tokens", OrganisationRow::tokens)
            .by("instances", "Instances", OrganisationRow::instances);

    /**
     * The state of the terms comes from a failure that reports them, or from the absence of a notification by Jamf Pro.
     */
    static List<OrganisationRow> all(Assessment assessment) {
        Set<Instance> signed = assessment.instances().stream()
                .filter(inventory ->
                        inventory.reading().map(Reading::terms).stream().anyMatch(Terms.SIGNED::equals))
                .map(InstanceInventory::instance)
                .collect(Collectors.toSet());
        return assessment.tokens().stream()
                .filter(state -> !state.token().organization().isBlank())
                .collect(Collectors.groupingBy(state -> state.token().organization()))
                .entrySet()
                .stream()
                .map(each -> of(each.getKey(), each.getValue(), assessment.findings(), signed))
                .toList();
    }

    private static OrganisationRow of(
            String name, List<TokenHealth> tokens, List<Finding> findings, Set<Instance> signed) {
        Set<Instance> instances =
                tokens.stream().map(state -> state.token().instance()).collect(Collectors.toSet());
        List<Finding> unsigned = findings.stream()
                .filter(finding -> finding.remedy() == Remedy.ACCEPT_TERMS
                        && finding.tokens().stream()
                                .anyMatch(token -> token.organization().equals(name)))
                .toList();
        // One of several tokens accuses no organisation unless they have the same.
        boolean isToAccept = unsigned.stream()
                .anyMatch(finding -> finding.certainty() != Certainty.ONE_OF
                        || finding.organization().equals(name));
        return new OrganisationRow(
                name,
                isToAccept
                        ? State.TO_ACCEPT
                        : unsigned.isEmpty() && instances.stream().anyMatch(signed::contains)
                                ? State.SIGNED
                                : State.UNKNOWN,
                tokens.size(),
                instances.size());
    }

    @Override
    public String text() {
        return name;
    }

    @Override
    public Mark mark() {
        return switch (terms) {
            case TO_ACCEPT -> new Mark("bad", "to be accepted");
            case UNKNOWN -> new Mark("unknown", "not known");
            case SIGNED -> new Mark("good", "signed");
        };
    }
}
