package dev.depwatch.status;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Taking the configuration anew, on request.
 *
 * @param enabled whether it may be asked for over HTTP now
 * @param now does it, and waits until it is done; what is wrong with the new configuration, which then is not taken, each
 *     a sentence without a secret; empty if it is taken
 */
public record Reload(BooleanSupplier enabled, Supplier<List<String>> now) {}
