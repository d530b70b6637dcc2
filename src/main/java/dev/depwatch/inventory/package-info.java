/**
 * Which tokens exist, who owns them and how they sync. {@code .jamf} asks the Jamf Pro API, {@code .fixed} reads the
 * configuration; both are a {@link dev.depwatch.inventory.TokenSource}. {@code Inventory} owns the threads
 * {@code inventory-<n>}, which ask without holding a lock, and keeps the last good answer for as long as none is newer.
 */
@NullMarked
package dev.depwatch.inventory;

import org.jspecify.annotations.NullMarked;
