/**
 * Cases, inventory and the time become an {@link dev.depwatch.assess.Assessment}: which token fails or will, whose it is,
 * what a person must do, how sure that is. The {@code Assessor} is one pure function; {@code Assessments} owns the thread
 * {@code assess} that runs it once a second and on change, and does no I/O.
 *
 * <p>A class a question: {@code Run} when is it worth telling?
 * {@code Attribution} which token? {@code Candidates}, {@code SyncEvidence} and {@code Turn}: what do the tokens themselves tell of that?
 * {@code Diagnosis} what to do? {@code Together} and {@code NetworkEvidence} why?
 * {@code Conclusion} and {@code Findings} one remedy a token; {@code AtRisk}, {@code Healths}, {@code Ending},
 * {@code Expiring}, {@code SharedAccounts}, {@code Troubles}. {@code Timing} has every duration by name.
 */
@NullMarked
package dev.depwatch.assess;

import org.jspecify.annotations.NullMarked;
