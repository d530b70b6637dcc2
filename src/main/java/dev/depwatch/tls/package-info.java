/** Whose certificates are trusted, and in plain words why one was not. */
@NullMarked
package dev.depwatch.tls;

import org.jspecify.annotations.NullMarked;
