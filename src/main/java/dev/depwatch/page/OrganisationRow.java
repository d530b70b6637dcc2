package dev.depwatch.page;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Mark.Tone;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An organisation at Apple as a table row.
 *
 * @param mark whether its terms are signed
 */
record OrganisationRow(String name, Mark mark, int tokens, int instances) implements Listing.Row {
    static final List<Column<OrganisationRow>> COLUMNS = List.of(
            Column.by("name", "Organisation", OrganisationRow::name),
            Column.ofState("Apple’s terms"),
            Column.by("tokens", "Tokens", OrganisationRow::tokens),
            Column.by("instances", "Instances", OrganisationRow::instances));

    static Stream<OrganisationRow> all(Assessment assessment) {
        Set<Instance> signed = assessment.instances().stream()
                .filter(inventory -> inventory.knowsTerms() && !inventory.reportsUnsignedTerms())
                .map(inventory -> inventory.instance())
                .collect(toSet());
        return assessment.tokens().stream()
                .filter(state -> !state.token().organization().isBlank())
                .collect(groupingBy(state -> state.token().organization(), TreeMap::new, toList()))
                .entrySet()
                .stream()
                .map(each -> of(each.getKey(), each.getValue(), assessment.findings(), signed));
    }

    private static OrganisationRow of(
            String name, List<TokenHealth> tokens, List<Finding> findings, Set<Instance> signed) {
        Set<Instance> instances =
                tokens.stream().map(state -> state.token().instance()).collect(toSet());
        boolean isSigned = instances.stream().anyMatch(signed::contains);
        return new OrganisationRow(name, terms(name, findings, isSigned), tokens.size(), instances.size());
    }

    /**
     * The state of the terms comes from a failure that reports them, or from the absence of a notification by Jamf Pro.
     */
    private static Mark terms(String name, List<Finding> findings, boolean isSigned) {
        List<Finding> unsigned = findings.stream()
                .filter(finding -> finding.remedy() == Remedy.ACCEPT_TERMS
                        && finding.tokens().stream()
                                .anyMatch(token -> token.organization().equals(name)))
                .toList();
        // One of several tokens accuses no organisation unless they have the same.
        if (unsigned.stream()
                .anyMatch(finding -> finding.certainty() != Certainty.ONE_OF
                        || finding.organization().equals(name))) {
            return new Mark(Tone.BAD, "to be accepted");
        }
        return unsigned.isEmpty() && isSigned ? new Mark(Tone.GOOD, "signed") : new Mark(Tone.UNKNOWN, "not known");
    }

    @Override
    public String text() {
        return name;
    }
}
