/**
 * Notifies receivers of alerts: compares the newest alerts with what each receiver last accepted, and sends what is
 * due. There is no queue: a failed delivery stays due. A receiver's own thread {@code notify-<receiver>} sends, and
 * never holds a lock while sending.
 *
 * <p>In reading order. {@code Receiver} owns the thread and asks its {@code Outbox} what is due. {@code MessageOutbox}
 * holds the state of each alert, and decides whether a message is due and for which {@code NotifyReason}. A
 * {@code Notifier} sends one {@code Notification}; {@code Receiver} knows when to try again after a {@code
 * DeliveryException}. {@code DeliveryLog} is what the state file keeps. Each protocol is a package below this one.
 */
@NullMarked
package dev.depwatch.notify;

import org.jspecify.annotations.NullMarked;
