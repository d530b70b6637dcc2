package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The text of a PEM file that must never be printed, such as that of a private key: a {@link Secret} of several lines.
 * Whatever prints or serialises it gets a mask; only {@link #reveal} gives the text, and every call of it is a place to
 * review.
 */
public final class SecretPem {
    private static final String MASK = "********";

    private final String text;

    @JsonCreator
    public SecretPem(String text) {
        this.text = text;
    }

    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretPem pem && text.equals(pem.text);
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
