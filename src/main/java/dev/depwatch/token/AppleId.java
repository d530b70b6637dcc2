package dev.depwatch.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.depwatch.text.SafeText;
import java.util.Locale;
import java.util.Optional;

/**
 * The Apple ID (Managed Apple Account) that downloaded a token and so owns it: Jamf Pro's {@code adminId} and {@code
 * appleId}. In the {@linkplain SafeText#name normal form} of a name, trimmed and lower-cased: Apple ignores case, and
 * Jamf Pro shows what somebody typed.
 */
public record AppleId(@JsonValue String value) implements Comparable<AppleId> {
    /**
     * @throws IllegalArgumentException if the value is blank; see {@link #of}
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AppleId {
        value = normal(value);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("not an Apple ID: blank");
        }
    }

    /** The owner in the text; empty for a blank text, which means that the owner is unknown. */
    public static Optional<AppleId> of(String text) {
        String normal = normal(text);
        return normal.isEmpty() ? Optional.empty() : Optional.of(new AppleId(normal));
    }

    private static String normal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String name = SafeText.name(lower);
        int start = 0;
        int end = name.length();
        while (start < end && isAround(name.charAt(start))) {
            start++;
        }
        while (start < end && isAround(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    /** White space, and marks that people copy along with a text. */
    private static boolean isAround(char unit) {
        return unit == ' ' || unit == '\uFFFD';
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
