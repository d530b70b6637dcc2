/** Which certificates depwatch shows and trusts, and plain sentences for TLS failures. */
@NullMarked
package dev.depwatch.tls;

import org.jspecify.annotations.NullMarked;
