/**
 * A log, however it is rotated, as one endless run of records; old logs too.
 *
 * <p>{@code LogTail} owns the thread {@code tail-<instance>-<n>}, which never waits for the network or a disk write.
 * It hands each completed record with the position it ends at to one listener, and says how it fares in a
 * {@link dev.depwatch.logs.LogStatus}. Every record that is still in a file is read once; what is gone is counted.
 */
@NullMarked
package dev.depwatch.logs;

import org.jspecify.annotations.NullMarked;
