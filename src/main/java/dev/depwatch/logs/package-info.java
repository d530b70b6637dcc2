/**
 * A log, however it is rotated, as one endless run of records; old logs too.
 *
 * <p>{@code LogTail} owns the thread {@code tail-<instance>-<n>}, which never waits for the network or a disk write. It
 * passes each completed record to one listener, and reports its state in a {@link dev.depwatch.logs.LogStatus}. depwatch
 * reads every record that is still in a file, perhaps more than once, and counts what is lost.
 */
@NullMarked
package dev.depwatch.logs;

import org.jspecify.annotations.NullMarked;
