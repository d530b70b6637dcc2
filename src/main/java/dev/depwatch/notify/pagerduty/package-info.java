/** Alerts as incidents of a PagerDuty service, by its Events API v2. */
@NullMarked
package dev.depwatch.notify.pagerduty;

import org.jspecify.annotations.NullMarked;
