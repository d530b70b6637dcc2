/** Which certificates are shown and trusted, and in plain words why one was not. */
@NullMarked
package dev.depwatch.tls;

import org.jspecify.annotations.NullMarked;
