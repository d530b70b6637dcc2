/** Tokens from the configuration, for an instance without an API. */
@NullMarked
package dev.depwatch.inventory.fixed;

import org.jspecify.annotations.NullMarked;
