package dev.depwatch.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * The Apple ID (Managed Apple Account) that downloaded a token and so owns it: Jamf Pro's {@code adminId} and
 * {@code appleId}. Trimmed and lower-cased, since Apple does not tell the two spellings apart and Jamf Pro shows what
 * was typed.
 */
public record AppleId(@JsonValue String value) implements Comparable<AppleId> {
    /** @throws IllegalArgumentException if the value is blank or not in its normal form; see {@link #of} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AppleId {
        if (value.isBlank() || !value.equals(normal(value))) {
            throw new IllegalArgumentException("not a normalised Apple ID: \"" + value + "\"");
        }
    }

    /** The owner that the text names; empty for a blank text, which means the owner is unknown. */
    public static Optional<AppleId> of(String text) {
        String normal = normal(text);
        return normal.isEmpty() ? Optional.empty() : Optional.of(new AppleId(normal));
    }

    private static String normal(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(AppleId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
