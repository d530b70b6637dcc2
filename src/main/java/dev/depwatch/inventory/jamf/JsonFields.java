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
import java.util.stream.Stream;

/**
 * One object of an answer. Any field may be missing or of another type: then it has no value, and the rest of the row
 * still counts.
 *
 * @param texts the fields with a text, a number or a boolean, each a line of at most {@link #MAX_TEXT}
 * @param objects the fields with an object; empty for a field with an unexpected value
 */
record JsonFields(Map<String, String> texts, Map<String, JsonFields> objects) {
    static final JsonFields EMPTY = new JsonFields(Map.of(), Map.of());

    /** Longer than any readable name that Jamf Pro or Apple accepts. */
    static final int MAX_TEXT = 200;

    /**
     * Sync times have {@code +0000} in the API's reference. They have no offset in a fixture of Jamf's own client,
     * which treats them as UTC (Jamf-Concepts/jamf-cli, pro_overview.go). Other times have {@code Z}.
     */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT);

    /** A year outside these is wrong and could overflow computations. */
    private static final int FIRST_YEAR = 2000;

    private static final int LAST_YEAR = 2200;

    private static final Instant EPOCH_FROM = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant EPOCH_TO = Instant.parse("2101-01-01T00:00:00Z");

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
            // Counts as no time: the rest of the row still counts.
            return Optional.empty();
        }
    }

    /** Seconds or milliseconds since 1970: Jamf's own example is plausible as neither, so a sane year decides. */
    Optional<Instant> epoch(String field) {
        try {
            long number = Long.parseLong(text(field));
            return Stream.of(Instant.ofEpochSecond(number), Instant.ofEpochMilli(number))
                    .filter(time -> !time.isBefore(EPOCH_FROM) && time.isBefore(EPOCH_TO))
                    .findFirst();
        } catch (NumberFormatException | DateTimeException isNone) {
            return Optional.empty();
        }
    }

    /** A date or a time; the first moment of a day in UTC counts as that day. */
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

    /** Whether the field has any value. A field with a value that cannot be read is not understood. */
    boolean has(String field) {
        return !text(field).isEmpty() || objects.containsKey(field);
    }

    private static boolean isSane(int year) {
        return FIRST_YEAR <= year && year <= LAST_YEAR;
    }
}
