/**
 * Cases, inventory and the time become an {@link dev.depwatch.assess.Assessment}: which token fails or will, whose it is,
 * what a person must do, how sure that is. The {@code Assessor} is one pure function; {@code Assessments} owns the thread
 * {@code assess} that runs it once a second and on change, and does no I/O.
 *
 * <p>A class a question. {@code Run}: when is it worth reporting? {@code Attribution}: which token? {@code Candidates},
 * {@code SyncEvidence} and {@code Turn}: what do the tokens themselves say about that? {@code Verdicts} and
 * {@code SyncSeries}: do the token's own syncs bear the failure out? {@code Diagnosis}: what should a person do?
 * {@code Together}, {@code NetworkEvidence} and {@code UnsignedTerms}: why? {@code Conclusion} and {@code Findings}: one
 * remedy a token. {@code Ending}: which cases are over? {@code Recovery}: what has a token done since it failed?
 * {@code MovedServers}: which token of another server was uploaded? {@code AtRisk}, {@code Healths}, {@code Expiring},
 * {@code SharedAccounts} and {@code Troubles} have their names. {@code Timing} has every duration by name.
 */
@NullMarked
package dev.depwatch.assess;

import org.jspecify.annotations.NullMarked;
