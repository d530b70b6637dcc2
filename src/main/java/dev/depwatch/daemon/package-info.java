/**
 * The whole configuration file ({@link dev.depwatch.daemon.Settings}, used only here), the wiring of the parts, and
 * start and stop in order.
 *
 * <p>{@code Pipeline} is the path of a record and its order. {@code Daemon} replaces one by another, at a reload and when
 * {@code Discovery} finds an instance; {@code Resources} reads what the settings name; {@code SettingsFile} has the
 * rules between instances; {@code Renaming} serves {@code formerName}, {@code TestAlerts} and {@code SampleFleet} the
 * command {@code test-alert}.
 */
@NullMarked
package dev.depwatch.daemon;

import org.jspecify.annotations.NullMarked;
