/** Pings to a service that raises the alarm when they stop, as a dead depwatch raises none. */
@NullMarked
package dev.depwatch.notify.heartbeat;

import org.jspecify.annotations.NullMarked;
