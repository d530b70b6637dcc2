package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A text that must never be printed, such as a password or a private key. Trimmed, since files end in a newline.
 * Printing and serializing it give a mask; only {@link #reveal} returns the text, and every call of it needs a review.
 *
 * @param reveal the text; empty until its file can be used
 * @param file the file that it was read from or is expected in; empty if there is none
 * @param isFileShown whether the name of the file may be printed. Some write the secret itself in its place.
 * @param fault why it cannot be used, as a sentence for the administrator; empty if it can
 */
public record Secret(String reveal, Optional<Path> file, boolean isFileShown, Optional<String> fault) {
    private static final String MASK = "********";

    public Secret {
        reveal = reveal.strip();
    }

    public Secret(String text) {
        this(text, Optional.empty(), false, Optional.empty());
    }

    /** The same secret may be in another file. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && reveal.equals(secret.reveal) && fault.equals(secret.fault);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reveal, fault);
    }

    @JsonValue
    @Override
    public String toString() {
        return MASK;
    }
}
