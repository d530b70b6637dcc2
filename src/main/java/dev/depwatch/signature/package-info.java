/**
 * Decides whether a record is a {@link dev.depwatch.signature.Signatures.Sighting}. The signatures are data ({@code
 * src/main/resources/signatures}, a site's {@code signatures.d}), each with the examples that prove it.
 */
@NullMarked
package dev.depwatch.signature;

import org.jspecify.annotations.NullMarked;
