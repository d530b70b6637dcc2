package dev.depwatch.state;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One part of the state: the value from the start, until a supplier provides the current value. It lives as long as the
 * state, so that a reload can replace what follows from the configuration and the replacement resumes.
 */
public final class Section<T> {
    private volatile @Nullable T read;
    private volatile @Nullable Supplier<T> supplier;

    Section(Optional<T> read) {
        this.read = read.orElse(null);
    }

    /** The newest value; empty if there never was one. */
    public Optional<T> latest() {
        T asRead = read;
        Supplier<T> current = supplier;
        return Optional.ofNullable(current == null ? asRead : current.get());
    }

    /**
     * Uses this supplier from now on; it replaces the former supplier.
     *
     * @param newSupplier returns an immutable value; called on the thread {@code state}, where it may write to the
     *     disk, and by {@link #latest}
     */
    public void suppliedBy(Supplier<T> newSupplier) {
        supplier = newSupplier;
        // A copy of what the supplier gives from now on, and just as large.
        read = null;
    }
}
