/**
 * Cases, inventory and the time become an {@link dev.depwatch.assess.Assessment}: which token fails or will, whose it is,
 * what a person must do, how sure that is. The {@code Assessor} is one pure function; {@code Assessments} owns the thread
 * {@code assess} that runs it once a second and on change, and does no I/O.
 */
@NullMarked
package dev.depwatch.assess;

import org.jspecify.annotations.NullMarked;
