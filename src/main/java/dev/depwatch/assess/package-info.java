/**
 * Cases, inventory and the time become an {@link dev.depwatch.assess.Assessment}: which token fails or will fail, who
 * owns it, what a person must do, and how certain that is. {@code Assessor} is one pure function. {@code
 * AssessmentLoop} owns the thread {@code assess}, which runs it on change and from time to time, and does no I/O.
 *
 * <p>The path of a failure: an {@code Episode} is a case since it last began. Its {@code Candidates} are the tokens that it
 * can be about. They lead to an {@code Attribution}, which says which token it is; the {@code Diagnosis} of that to
 * {@code Advice}, which says what a person should do; and advice to a {@code Finding}.
 *
 * <p>Every rule asks the same objects: {@code TokenTimeline} about a token, its syncs ({@code SyncSeries}), its uploads
 * and when Apple heard from its server; {@code InstanceFacts} about an instance; {@code AssessmentInput} about all of them;
 * and {@code Candidate} whether a failure counts against a token.
 *
 * <p>One class answers one question. {@code Diagnosis}: which advice, and do competing cases ask for the same? {@code
 * CommonCause} and {@code TermsReports}: why? {@code Findings}: which advice wins? {@code TokenFindings}: what does a
 * token's own state ask for? {@code CaseEnd}: which cases are over? {@code HealthRules}: how is a token, and what has it
 * done since it failed? {@code Certificates}, {@code SharedAccounts} and {@code MonitoringIssues} answer what their names
 * say. {@code Thresholds} names most durations.
 */
@NullMarked
package dev.depwatch.assess;

import org.jspecify.annotations.NullMarked;
