/** Alerts as documented JSON to any server: for bridges to other services, and for scripts. */
@NullMarked
package dev.depwatch.notify.webhook;

import org.jspecify.annotations.NullMarked;
