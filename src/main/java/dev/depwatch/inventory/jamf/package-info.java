/** Tokens, owners and sync states from the Jamf Pro API. */
@NullMarked
package dev.depwatch.inventory.jamf;

import org.jspecify.annotations.NullMarked;
