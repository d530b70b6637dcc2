package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.logs.LogStatus;
import java.time.Instant;
import java.util.List;

/**
 * Everything that is concluded at one moment. What is right of it (metrics, page, alerts) reads the newest one and
 * nothing else, so that all of it is consistent.
 *
 * @param tokens every known token, with its health
 * @param findings what a person should know or do; nothing is in here before its opening rule is met
 * @param troubles what keeps depwatch itself from seeing
 * @param cases the open cases, whether or not they have become a finding yet
 * @param ended cases that this assessment found to be over, to be closed in the journal
 * @param recentlyEnded cases closed within the last hour, so that a receiver can say how an alert ended
 */
public record Assessment(
        Instant at,
        List<InstanceInventory> instances,
        List<LogStatus> logs,
        List<TokenHealth> tokens,
        List<Finding> findings,
        List<Trouble> troubles,
        List<Case> cases,
        List<ClosedCase> ended,
        List<ClosedCase> recentlyEnded) {
    public Assessment {
        instances = List.copyOf(instances);
        logs = List.copyOf(logs);
        tokens = List.copyOf(tokens);
        findings = List.copyOf(findings);
        troubles = List.copyOf(troubles);
        cases = List.copyOf(cases);
        ended = List.copyOf(ended);
        recentlyEnded = List.copyOf(recentlyEnded);
    }
}
