/**
 * Alerts by email, over SMTP. A conversation with a server runs on the receiver's thread; it has a time limit, and an
 * interrupt ends it.
 */
@NullMarked
package dev.depwatch.notify.email;

import org.jspecify.annotations.NullMarked;
