package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A text that must never be printed. Trimmed, since files end in a newline. Whatever prints or serialises it gets a
 * mask; only {@link #reveal} gives the text, and every call of it is a place to review.
 */
public final class Secret {
    private static final String MASK = "********";

    private final String text;

    @JsonCreator
    public Secret(String text) {
        this.text = text.strip();
    }

    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && text.equals(secret.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return MASK;
    }
}
