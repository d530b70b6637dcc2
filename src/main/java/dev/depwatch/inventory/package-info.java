/**
 * Which tokens exist, who owns them and how they sync. {@code .jamf} asks the Jamf Pro API, {@code .fixed} reads the
 * configuration; both are a {@link dev.depwatch.inventory.TokenSource}. {@code Inventory} owns the threads
 * {@code inventory-<n>}, which ask without holding a lock, keeps the last good answer for as long as none is newer, and
 * hands on every {@link dev.depwatch.inventory.FailureSignal} of failure that an answer gives.
 */
@NullMarked
package dev.depwatch.inventory;

import org.jspecify.annotations.NullMarked;
