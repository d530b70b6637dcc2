package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;

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
        Links links = new Links(assessment);
        OtherServerPlan otherServers = new OtherServerPlan(links, assessment);
        return new Wording(
                format,
                assessment,
                links,
                new AppleText(format, assessment),
                otherServers,
                new RenewalSteps(links, assessment, otherServers));
    }
}
