/**
 * Notifies systemd of this service's condition: ready, status, alive, stopping. Uses the protocol of {@code
 * sd_notify(3)} through the program {@code systemd-notify}, since Java 17 has no datagram sockets of the required kind.
 */
@NullMarked
package dev.depwatch.systemd;

import org.jspecify.annotations.NullMarked;
