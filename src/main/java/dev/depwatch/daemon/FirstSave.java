package dev.depwatch.daemon;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds "ready" back until the state has what the start read: a kill before the first save would lose it, in silence if
 * the log was followed from its end. A save that fails holds nothing back, since the health reports it.
 */
final class FirstSave {
    private final Supplier<Optional<String>> notReady;
    private final Supplier<BooleanSupplier> saveNow;
    private @Nullable BooleanSupplier over;

    /** @param saveNow asks for a save; its result is true once the save has ended */
    FirstSave(Supplier<Optional<String>> notReady, Supplier<BooleanSupplier> saveNow) {
        this.notReady = notReady;
        this.saveNow = saveNow;
    }

    synchronized Optional<String> whyNotReady() {
        Optional<String> waitsFor = notReady.get();
        if (waitsFor.isPresent()) {
            return waitsFor;
        }
        if (over == null) {
            over = saveNow.get();
        }
        return over.getAsBoolean() ? Optional.empty() : Optional.of("still saving the first state");
    }
}
