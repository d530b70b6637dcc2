package dev.depwatch.status;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A configuration reload on request.
 *
 * @param enabled whether HTTP requests may reload now
 * @param now reloads, and returns when the reload is complete; the problems of the new configuration, each a sentence
 *     without secrets, if depwatch rejects it; empty if the reload succeeded
 */
public record Reload(BooleanSupplier enabled, Supplier<List<String>> now) {}
