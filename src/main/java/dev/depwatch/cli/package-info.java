/**
 * One class a command. A command prints to the writers of picocli's {@code CommandLine}, returns its exit code and
 * never ends the process.
 */
@NullMarked
package dev.depwatch.cli;

import org.jspecify.annotations.NullMarked;
