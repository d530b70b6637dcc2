/**
 * Alerts to any number of Alertmanagers, by their API v2: one alert for each token; Alertmanager groups, repeats and
 * silences them. Every minute each Alertmanager gets the whole set again, and every change at once, so that it is up to
 * date however often it or depwatch restarts. Called by the receiver's thread alone.
 */
@NullMarked
package dev.depwatch.notify.alertmanager;

import org.jspecify.annotations.NullMarked;
