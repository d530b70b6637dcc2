package dev.depwatch.state;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A value as after a restart: written in the saved form, and read again. */
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
