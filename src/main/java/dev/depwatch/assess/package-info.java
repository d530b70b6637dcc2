/**
 * Cases, inventory and the time become an {@link dev.depwatch.assess.Assessment}: which token fails or will fail, who
 * owns it, what a person must do, and how certain that is. {@code Assessor} is one pure function. {@code
 * AssessmentLoop} owns the thread {@code assess}, which runs it once a second and on change, and does no I/O.
 *
 * <p>One class answers one question. {@code Episode}: when is a case worth reporting? {@code Attribution}: which token?
 * {@code Candidates}, {@code SyncCorrelation} and {@code SyncFailure}: what do the tokens' own states show? {@code
 * Verdicts} and {@code SyncSeries}: do the token's own syncs confirm the failure? {@code Diagnosis}: what should a
 * person do? {@code CommonCause}, {@code NetworkEvidence} and {@code TermsEvidence}: why? {@code Agreement}: do
 * competing cases ask for the same remedy? {@code Conclusion} and {@code Findings}: one remedy for each token. {@code
 * Recovery}: which cases are over? {@code TokenRecovery}: what has a token done since it failed? {@code MovedServers}:
 * did somebody upload the token of another server? {@code AtRisk}, {@code HealthRules}, {@code TokenDates}, {@code
 * SharedAccounts} and {@code MonitoringIssues} answer what their names say. {@code Thresholds} names every duration.
 */
@NullMarked
package dev.depwatch.assess;

import org.jspecify.annotations.NullMarked;
