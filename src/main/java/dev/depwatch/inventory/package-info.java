/**
 * Which tokens exist, who owns them and how they sync. {@code .jamf} reads the Jamf Pro API, {@code .fixed} the
 * configuration; both are a {@link dev.depwatch.inventory.TokenSource}. {@code Inventory} owns the threads {@code
 * inventory-<n>}, which send requests without holding a lock. It keeps the last good answer until a newer one arrives,
 * and passes on every {@link dev.depwatch.inventory.FailureSignal} of an answer.
 */
@NullMarked
package dev.depwatch.inventory;

import org.jspecify.annotations.NullMarked;
