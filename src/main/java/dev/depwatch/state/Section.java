package dev.depwatch.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One part of the state: what was read at the start, until somebody supplies what is known now. It lives as long as the
 * state, so that what follows from a configuration can be replaced and still goes on where its forerunner was.
 */
public final class Section<T> {
    private final Class<T> type;
    private final @Nullable T read;
    private volatile @Nullable Supplier<T> supplier;

    Section(Class<T> type, Optional<T> read) {
        this.type = type;
        this.read = read.orElse(null);
    }

    /** The newest that is known; empty if nothing ever was. */
    public Optional<T> latest() {
        Supplier<T> current = supplier;
        return Optional.ofNullable(current == null ? read : current.get());
    }

    /**
     * From now on the supplier knows. Replaces the one before.
     *
     * @param newSupplier gives an immutable value; called on the thread {@code state}, where it may write to the disk, and
     *     by {@link #latest}
     */
    public void suppliedBy(Supplier<T> newSupplier) {
        supplier = newSupplier;
    }

    Optional<JsonNode> saved() {
        return latest().map(SavedForm::of);
    }

    /**
     * Reads what was just saved of it. For the process that has had nothing to read: the archive that Java makes of its
     * classes as it ends has those, too, by which the next start reads its state.
     */
    void readBack(@Nullable JsonNode saved) {
        try {
            if (saved != null) {
                SavedForm.bind(saved, type);
            }
        } catch (IOException | RuntimeException ignored) {
            // The next start tells it.
        }
    }
}
