package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.depwatch.http.ServerJson;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads an answer without a tree of it: keeps only the fields that depwatch knows, and passes on each row, an object of
 * an array, by itself. So a server cannot fill the memory.
 */
final class JamfAnswer {
    /** Every field that depwatch reads in any answer. */
    private static final Set<String> FIELDS = Set.of(
            "adminId",
            "appleId",
            "clientContextMismatch",
            "enabled",
            "errorMessage",
            "expirationEpoch",
            "id",
            "instanceId",
            "lastSyncTime",
            "locationName",
            "name",
            "notAfter",
            "orgName",
            "organizationName",
            "serverName",
            "serverUuid",
            "subjectX500Principal",
            "syncState",
            "timestamp",
            "tokenExpiration",
            "tokenExpirationDate",
            "totalCount",
            "type",
            "username",
            "version");

    private static final Set<String> TRUTH_VALUES = Set.of("clientContextMismatch", "enabled");

    /** The rows of a page. */
    private static final String RESULTS = "results";

    /** The further fields of a notification, and the certificate of the GSX connection. */
    private static final Set<String> OBJECTS = Set.of("params", "gsxKeystore");

    private static final JsonFactory JSON = JsonFactory.builder()
            // The server chooses the names of fields, so there is no limit to them.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ServerJson.MAX_DEPTH)
                    .build())
            .build();

    /** The form of an answer. */
    enum Form {
        OBJECT,
        ARRAY,
        /** Incomplete or invalid JSON. */
        NONE,
        /** A page for a browser. */
        HTML
    }

    private final Consumer<JsonFields> rows;
    private final UnaryOperator<String> cleanse;
    private final Form form;
    private JsonFields object = JsonFields.EMPTY;
    private boolean hasResults;
    private int size;

    /**
     * @param rows gets each object of the answer's array, or of its {@code results}; also those before an error
     * @param cleanse takes credentials out of a text
     */
    JamfAnswer(byte[] body, Consumer<JsonFields> rows, UnaryOperator<String> cleanse) {
        this.rows = rows;
        this.cleanse = cleanse;
        this.form = ServerJson.isWebPage(body) ? Form.HTML : read(body);
    }

    Form form() {
        return form;
    }

    /** The answer's own fields; none for an array. */
    JsonFields object() {
        return object;
    }

    /** Whether it is a page. */
    boolean hasResults() {
        return hasResults;
    }

    /** The number of elements in the array, or in {@code results}. */
    int size() {
        return size;
    }

    private Form read(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                rows(parser);
            } else if (first == JsonToken.START_OBJECT) {
                object = fields(parser, true);
            }
            if (first == null || !first.isStructStart() || parser.nextToken() != null) {
                return Form.NONE;
            }
            return first == JsonToken.START_ARRAY ? Form.ARRAY : Form.OBJECT;
        } catch (IOException notJson) {
            return Form.NONE;
        }
    }

    private void rows(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            size++;
            if (parser.hasToken(JsonToken.START_OBJECT)) {
                rows.accept(fields(parser, false));
            } else {
                parser.skipChildren();
            }
        }
    }

    /** A known field with an unexpected value is there without a text, so that it does not look missing. */
    private JsonFields fields(JsonParser parser, boolean isRoot) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, JsonFields> objects = new HashMap<>();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && OBJECTS.contains(field)) {
                objects.put(field, fields(parser, false));
            } else if (value == JsonToken.START_ARRAY && field.equals(RESULTS) && isRoot) {
                hasResults = true;
                rows(parser);
            } else if (FIELDS.contains(field) && value != JsonToken.VALUE_NULL) {
                if (value.isStructStart() || (value.isBoolean() && !TRUTH_VALUES.contains(field))) {
                    objects.put(field, JsonFields.EMPTY);
                } else {
                    texts.put(field, SafeText.line(cleanse.apply(parser.getText()), JsonFields.MAX_TEXT));
                }
            }
            parser.skipChildren();
        }
        return new JsonFields(texts, objects);
    }
}
