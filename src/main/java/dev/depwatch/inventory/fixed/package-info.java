/** Tokens as the configuration names them, for an instance whose API cannot be asked. */
@NullMarked
package dev.depwatch.inventory.fixed;

import org.jspecify.annotations.NullMarked;
