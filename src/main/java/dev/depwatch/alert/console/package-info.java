/** Alerts on the terminal. */
@NullMarked
package dev.depwatch.alert.console;

import org.jspecify.annotations.NullMarked;
