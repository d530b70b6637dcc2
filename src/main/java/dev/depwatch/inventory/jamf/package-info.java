/**
 * Reads one instance's tokens from its Jamf Pro API. Everything in an answer is hostile: its size, its time, its texts;
 * every field may be missing. Errors say what to do and hold nothing that was sent or received.
 */
@NullMarked
package dev.depwatch.inventory.jamf;

import org.jspecify.annotations.NullMarked;
