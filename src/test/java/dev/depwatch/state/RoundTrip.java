package dev.depwatch.state;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A value as a restart finds it: written as it is saved, and read again. */
public final class RoundTrip {
    private RoundTrip() {}

    public static <T> T of(T value, Class<T> type) {
        try {
            return SavedForm.bind(SavedForm.parse(SavedForm.text(SavedForm.of(value))), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
