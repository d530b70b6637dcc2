/** Tokens that the configuration names, for instances whose API depwatch may not ask. */
@NullMarked
package dev.depwatch.inventory.fixed;

import org.jspecify.annotations.NullMarked;
