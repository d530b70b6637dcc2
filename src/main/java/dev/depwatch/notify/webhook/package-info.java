/** Alerts as documented JSON to any server: for Teams and PagerDuty bridges, and for scripts. */
@NullMarked
package dev.depwatch.notify.webhook;

import org.jspecify.annotations.NullMarked;
