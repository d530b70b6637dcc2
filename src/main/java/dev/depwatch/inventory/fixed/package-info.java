/** Tokens from the configuration: those of an instance without an API, and the push certificate of any. */
@NullMarked
package dev.depwatch.inventory.fixed;

import org.jspecify.annotations.NullMarked;
