/**
 * Turns an assessment into alerts, one for each remedy and subject, and compares them with what each receiver last
 * accepted. {@code AlertEnds} decides how each absent alert ended. A receiver's own thread {@code notify-<receiver>}
 * sends what is due and never holds a lock while sending. There is no queue: a failed delivery is simply still due.
 */
@NullMarked
package dev.depwatch.alert;

import org.jspecify.annotations.NullMarked;
