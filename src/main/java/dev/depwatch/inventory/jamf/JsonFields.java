package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Expiry;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One object of an answer. Any field may be missing or of another type: then it has no value, and the rest of the row
 * still counts.
 *
 * @param object the answer or a part of it, as the server sent it
 * @param cleanse takes credentials out of a text
 */
record JsonFields(JsonNode object, UnaryOperator<String> cleanse) {
    /** Longer than any readable name that Jamf Pro or Apple accepts. */
    static final int MAX_TEXT = 200;

    private static final Instant EPOCH_FROM = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant EPOCH_TO = Instant.parse("2101-01-01T00:00:00Z");

    /** A cleaned line of at most {@link #MAX_TEXT} characters; "" if there is none. */
    String text(String field) {
        JsonNode value = object.path(field);
        return value.isTextual() || value.isNumber() ? SafeText.line(cleanse.apply(value.asText()), MAX_TEXT) : "";
    }

    /** An object in this one; without any field if there is none. */
    JsonFields below(String field) {
        return new JsonFields(object.path(field), cleanse);
    }

    /** A copy with the texts and truth values of these fields; of a list or an object it holds that there is one. */
    JsonFields only(List<String> fields) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (String field : fields) {
            JsonNode value = object.path(field);
            String text = text(field);
            if (value.isContainerNode()) {
                copy.putObject(field);
            } else if (value.isBoolean()) {
                copy.set(field, value);
            } else if (!text.isEmpty()) {
                copy.put(field, text);
            }
        }
        return new JsonFields(copy, UnaryOperator.identity());
    }

    boolean isTrue(String field) {
        return object.path(field).booleanValue();
    }

    Optional<Instant> time(String field) {
        return ServerClock.time(text(field));
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
            return ServerClock.isSane(date.getYear()) ? Optional.of(Expiry.ofDate(date)) : Optional.empty();
        } catch (DateTimeException isNoDate) {
            return time(field)
                    .map(time -> time.equals(time.truncatedTo(ChronoUnit.DAYS))
                            ? Expiry.ofDate(LocalDate.ofInstant(time, ZoneOffset.UTC))
                            : Expiry.ofInstant(time));
        }
    }

    /** Whether the field has any value. A field with a value that cannot be read is not understood. */
    boolean has(String field) {
        JsonNode value = object.path(field);
        return value.isContainerNode() || value.isBoolean() || !text(field).isEmpty();
    }
}
