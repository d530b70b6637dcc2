/**
 * Alerts to any number of Alertmanagers, by their API v2: one alert a token, which groups, repeats and silences are then
 * Alertmanager's. Each of them is sent the whole set again every minute, and what has changed in it at once, so that it holds
 * what is true however often it or depwatch was restarted. Called by the receiver's thread alone.
 */
@NullMarked
package dev.depwatch.alert.alertmanager;

import org.jspecify.annotations.NullMarked;
