package dev.depwatch.state;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A value as after a restart: written in the saved form, and read again. */
public final class RoundTrip {
    private RoundTrip() {}

    public static <T> T of(T value, Class<T> type) {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            SavedForm.write(text, value);
            return SavedForm.bind(SavedForm.parse(text.toByteArray()), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
