/**
 * Alerts by email, over SMTP. Owns the threads {@code smtp-<host>}, one while a message is sent, so that the whole
 * conversation with a server has a time limit and an interrupt ends it.
 */
@NullMarked
package dev.depwatch.notify.email;

import org.jspecify.annotations.NullMarked;
