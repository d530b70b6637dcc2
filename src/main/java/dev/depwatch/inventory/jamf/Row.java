package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.token.Expiry;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * One object of an answer. Any field may be missing or of another type: then there is no value, and the rest of the row
 * still counts.
 */
record Row(JsonNode object) {
    /** Longer than any name Jamf Pro or Apple lets one type that a person would read. */
    static final int MAX_TEXT = 200;

    /**
     * Sync states have {@code +0000} in the API's reference and no offset in a fixture of Jamf's own client, which takes them
     * for UTC (Jamf-Concepts/jamf-cli, pro_overview.go); other times have {@code Z}.
     */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT);

    /** A year outside these is rubbish, and could overflow what is computed from it. */
    private static final int FIRST_YEAR = 2000;

    private static final int LAST_YEAR = 2200;

    /** At most {@link #MAX_TEXT} characters without control characters, trimmed; "" if there is none. */
    String text(String field) {
        JsonNode value = object.path(field);
        return value.isTextual() || value.isNumber() ? cleaned(value.asText()) : "";
    }

    /** An object in this one; without any field if there is none. */
    Row below(String field) {
        return new Row(object.path(field));
    }

    boolean isTrue(String field) {
        return object.path(field).asBoolean(false);
    }

    Optional<Instant> time(String field) {
        try {
            Instant time = Instant.from(TIME.parse(text(field)));
            return isSane(time.atZone(ZoneOffset.UTC).getYear()) ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException ignored) {
            // As good as none: the rest of the row still counts.
            return Optional.empty();
        }
    }

    /** A date or a time; the first moment of a day in UTC is that day. */
    Optional<Expiry> expiry(String field) {
        try {
            LocalDate date = LocalDate.parse(text(field));
            return isSane(date.getYear()) ? Optional.of(Expiry.ofDate(date)) : Optional.empty();
        } catch (DateTimeException isNoDate) {
            return time(field)
                    .map(time -> time.equals(time.truncatedTo(ChronoUnit.DAYS))
                            ? Expiry.ofDate(LocalDate.ofInstant(time, ZoneOffset.UTC))
                            : Expiry.ofInstant(time));
        }
    }

    /** Whether the field holds anything: one that does and of which no value can be made is not understood. */
    boolean has(String field) {
        JsonNode value = object.path(field);
        return !value.isNull()
                && !value.isMissingNode()
                && !(value.isTextual() && value.asText().isBlank());
    }

    private static boolean isSane(int year) {
        return FIRST_YEAR <= year && year <= LAST_YEAR;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder();
        String stripped = text.strip();
        for (int at = 0; at < stripped.length(); ) {
            int codePoint = stripped.codePointAt(at);
            at += Character.charCount(codePoint);
            if (clean.length() + Character.charCount(codePoint) > MAX_TEXT) {
                break;
            }
            clean.appendCodePoint(isDisturbing(codePoint) ? ' ' : codePoint);
        }
        return clean.toString().strip();
    }

    /** Characters that end a line, turn the direction of writing or are no characters at all. */
    private static boolean isDisturbing(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            case Character.FORMAT -> !isJoiner(codePoint);
            default -> false;
        };
    }

    /** Needed to write some languages, and harmless. */
    private static boolean isJoiner(int codePoint) {
        return codePoint == 0x200C || codePoint == 0x200D;
    }
}
