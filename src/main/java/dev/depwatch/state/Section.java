package dev.depwatch.state;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One part of the state: the value from the start, until a supplier provides the current value. It lives as long as the
 * state, so that a reload can replace what follows from the configuration and the replacement resumes.
 */
public final class Section<T> {
    private final Class<T> type;
    private volatile @Nullable T read;
    private volatile @Nullable Supplier<T> supplier;

    Section(Class<T> type, Optional<T> read) {
        this.type = type;
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

    /**
     * Reads the section that was just saved. For a process that had nothing to read: the archive of classes that Java
     * makes when the process ends then also contains the classes with which the next start reads its state.
     */
    void readBack(byte[] saved) {
        try {
            SavedForm.bind(saved, type);
        } catch (IOException | RuntimeException ignored) {
            // The next start reports it.
        }
    }
}
