/**
 * What systemd is told of this service: that it is ready, how it stands, that it is alive, that it stops. By the protocol of
 * {@code sd_notify(3)}, through the program {@code systemd-notify}: Java 17 has no datagram sockets of the kind that it takes.
 */
@NullMarked
package dev.depwatch.systemd;

import org.jspecify.annotations.NullMarked;
