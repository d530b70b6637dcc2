/**
 * What each receiver was last told against what is true now. An assessment becomes alerts, one per remedy and subject;
 * {@code AlertEnds} decides how each alert that is gone ended. A receiver's own thread {@code notify-<receiver>} sends what
 * is due and never holds a lock while sending. Nothing is queued: a delivery that failed is simply still due.
 */
@NullMarked
package dev.depwatch.alert;

import org.jspecify.annotations.NullMarked;
