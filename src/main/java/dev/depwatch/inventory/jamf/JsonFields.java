package dev.depwatch.inventory.jamf;

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
import java.util.Map;
import java.util.Optional;

/**
 * One object of an answer. Any field may be missing or of another type: then there is no value, and the rest of the row
 * still counts.
 *
 * @param texts of the fields that hold a text, a number or a truth value, each a line of at most {@link #MAX_TEXT}
 * @param objects of the fields that hold an object; an empty one of those that hold what nobody expects there
 */
record JsonFields(Map<String, String> texts, Map<String, JsonFields> objects) {
    static final JsonFields EMPTY = new JsonFields(Map.of(), Map.of());

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

    JsonFields {
        texts = Map.copyOf(texts);
        objects = Map.copyOf(objects);
    }

    /** A cleaned line of at most {@link #MAX_TEXT} characters; "" if there is none. */
    String text(String field) {
        return texts.getOrDefault(field, "");
    }

    /** An object in this one; without any field if there is none. */
    JsonFields below(String field) {
        return objects.getOrDefault(field, EMPTY);
    }

    boolean isTrue(String field) {
        return text(field).equals("true");
    }

    /** 0 if there is none. */
    int number(String field) {
        try {
            return Integer.parseInt(text(field));
        } catch (NumberFormatException isNone) {
            return 0;
        }
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
        return !text(field).isEmpty() || objects.containsKey(field);
    }

    private static boolean isSane(int year) {
        return FIRST_YEAR <= year && year <= LAST_YEAR;
    }

    /** How many characters it takes, about: an object without any is as large as a hundred. */
    int size() {
        return 100
                + texts.values().stream().mapToInt(String::length).sum()
                + objects.values().stream().mapToInt(JsonFields::size).sum();
    }
}
