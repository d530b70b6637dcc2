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
        String name = SafeText.name(text.toLowerCase(Locale.ROOT));
        // Around it, a mark that people copy along with a text is no more than white space.
        String blanked = name.replace('\uFFFD', ' ');
        int end = blanked.stripTrailing().length();
        return name.substring(
                Math.min(end, blanked.length() - blanked.stripLeading().length()), end);
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
