package dev.depwatch.token;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;

/**
 * A constant with the same word in the configuration, in labels, in JSON and in saved state: its name in lower case. So
 * a constant with another name is another word there.
 */
public interface Keyword {
    /** The name of the constant. */
    String name();

    @JsonValue
    default String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this word; empty if there is none. */
    static <K extends Enum<K> & Keyword> Optional<K> of(Class<K> type, String word) {
        return EnumSet.allOf(type).stream()
                .filter(each -> each.key().equals(word))
                .findFirst();
    }
}
