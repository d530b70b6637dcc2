/** Alerts on the terminal. */
@NullMarked
package dev.depwatch.notify.console;

import org.jspecify.annotations.NullMarked;
