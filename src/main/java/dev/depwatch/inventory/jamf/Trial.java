package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing that depwatch needs from an instance, tried once.
 *
 * @param subject what was tried, in a word or two
 * @param sentence the result, and what to do unless it is good; holds no secret
 */
public record Trial(@JsonProperty("check") String subject, Result result, String sentence) {
    /** The result. */
    public enum Result {
        OK,
        /** depwatch works, but somebody should look at it. */
        WARNING,
        /** A part of depwatch does not work. */
        PROBLEM;

        /** The word for it in a table and in JSON. */
        @JsonValue
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
