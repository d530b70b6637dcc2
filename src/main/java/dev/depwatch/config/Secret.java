package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A text that must never be printed, such as a password or a private key. Trimmed, since files end in a newline.
 * Printing and serializing it give a mask; only {@link #reveal} returns the text, and every call of it needs a review.
 */
public final class Secret {
    private static final String MASK = "********";

    private final String text;
    private final Optional<Path> file;
    private final boolean isFileShown;
    private final Optional<String> fault;

    public Secret(String text) {
        this(text, Optional.empty(), false, Optional.empty());
    }

    private Secret(String text, Optional<Path> file, boolean isFileShown, Optional<String> fault) {
        this.text = text.strip();
        this.file = file;
        this.isFileShown = isFileShown;
        this.fault = fault;
    }

    /** One that was read from a file. */
    static Secret of(String text, Path file) {
        return new Secret(text, Optional.of(file), true, Optional.empty());
    }

    /**
     * One whose file cannot be used; empty until it can.
     *
     * @param file where it is expected; empty if the configuration has no name of a file there
     * @param isFileShown whether the name is certainly not the secret itself
     * @param fault a sentence for the administrator
     */
    static Secret unusable(Optional<Path> file, boolean isFileShown, String fault) {
        return new Secret("", file, isFileShown, Optional.of(fault));
    }

    /** The file that it was read from or is expected in; empty if there is none. */
    public Optional<Path> file() {
        return file;
    }

    /** Whether the name of the file may be printed. Some write the secret itself in its place. */
    public boolean isFileShown() {
        return isFileShown;
    }

    /** Why it cannot be used, as a sentence for the administrator; empty if it can. */
    public Optional<String> fault() {
        return fault;
    }

    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && text.equals(secret.text) && fault.equals(secret.fault);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, fault);
    }

    @JsonValue
    @Override
    public String toString() {
        return MASK;
    }
}
