package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import dev.depwatch.http.Pieces;
import dev.depwatch.http.ServerJson;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Parses an answer while its bytes arrive. It keeps only the fields that depwatch knows, so that a server cannot fill
 * the memory. It passes on each row, an object of an array, by itself.
 */
final class JamfAnswer implements Pieces {
    /** Every field that depwatch reads in any answer. */
    private static final Set<String> FIELDS = Set.of(
            "adminId",
            "appleId",
            "clientContextMismatch",
            "id",
            "instanceId",
            "lastSyncTime",
            "locationName",
            "name",
            "orgName",
            "organizationName",
            "serverName",
            "serverUuid",
            "syncState",
            "timestamp",
            "tokenExpiration",
            "tokenExpirationDate",
            "totalCount",
            "type",
            "version");

    /** The only boolean field. */
    private static final String TRUTH_VALUE = "clientContextMismatch";

    /** The rows of a page. */
    private static final String RESULTS = "results";

    /** The further fields of a notification. */
    private static final String PARAMS = "params";

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

    /** An object or array that is being parsed. */
    private static final class Container {
        final boolean isArray;
        final boolean isKept;
        final Map<String, String> texts = new HashMap<>();
        final Map<String, JsonFields> objects = new HashMap<>();
        String field = "";

        Container(boolean isArray, boolean isKept) {
            this.isArray = isArray;
            this.isKept = isKept;
        }

        JsonFields row() {
            return new JsonFields(texts, objects);
        }
    }

    private final Consumer<JsonFields> rows;
    private final UnaryOperator<String> cleanse;
    private final JsonParser parser;
    private final Deque<Container> open = new ArrayDeque<>();
    private Form form = Form.NONE;
    private @Nullable JsonFields object;
    private boolean hasResults;
    private boolean isBroken;
    private boolean hasBegun;
    private int size;

    /**
     * @param rows gets each object of the answer's array, or of its {@code results}, on the thread that reads
     * @param cleanse takes credentials out of a text
     */
    JamfAnswer(Consumer<JsonFields> rows, UnaryOperator<String> cleanse) {
        this.rows = rows;
        this.cleanse = cleanse;
        try {
            this.parser = JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser without input cannot fail to read", e);
        }
    }

    @Override
    public boolean take(byte[] bytes) {
        try {
            if (isHtml(bytes)) {
                return true;
            }
            ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(bytes, 0, bytes.length);
            read();
            return false;
        } catch (IOException e) {
            isBroken = true;
            return true;
        }
    }

    /** Whether the first character begins a tag, after the white space that JSON allows. */
    private boolean isHtml(byte[] bytes) {
        for (int i = 0; i < bytes.length && !hasBegun; i++) {
            if (" \t\r\n".indexOf(bytes[i]) < 0) {
                hasBegun = true;
                if (bytes[i] == '<') {
                    form = Form.HTML;
                    isBroken = true;
                }
            }
        }
        return form == Form.HTML;
    }

    /** The form; call it after the last byte. */
    Form form() {
        if (form == Form.HTML) {
            return form;
        }
        try {
            if (!isBroken) {
                ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).endOfInput();
                read();
            }
        } catch (IOException e) {
            isBroken = true;
        }
        return isBroken || !open.isEmpty() ? Form.NONE : form;
    }

    /** The answer's own fields; none for an array. */
    JsonFields object() {
        return object == null ? JsonFields.EMPTY : object;
    }

    /** Whether it is a page. */
    boolean hasResults() {
        return hasResults;
    }

    /** The number of elements in the array, or in {@code results}. */
    int size() {
        return size;
    }

    private void read() throws IOException {
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.NOT_AVAILABLE;
                token = parser.nextToken()) {
            Container in = open.peek();
            switch (token) {
                case FIELD_NAME -> {
                    if (in != null) {
                        in.field = parser.currentName();
                    }
                }
                case START_OBJECT -> open(in, false);
                case START_ARRAY -> open(in, true);
                case END_OBJECT, END_ARRAY -> close(open.pop());
                default -> scalar(in, token);
            }
        }
    }

    private void open(@Nullable Container in, boolean isArray) throws IOException {
        if (in == null) {
            if (form != Form.NONE) {
                throw new IOException("more than one object or array");
            }
            form = isArray ? Form.ARRAY : Form.OBJECT;
            open.push(new Container(isArray, true));
            return;
        }
        boolean isKept = in.isKept
                && (isArray
                        ? isRoot(in) && in.field.equals(RESULTS)
                        : isRows(in) || (!in.isArray && in.field.equals(PARAMS)));
        hasResults |= isKept && isArray;
        keepUnexpected(in);
        if (isRows(in)) {
            size++;
        }
        open.push(new Container(isArray, isKept));
    }

    /** Marks a known field with an unexpected value, so that it does not look missing. */
    private static void keepUnexpected(Container in) {
        if (in.isKept && !in.isArray && FIELDS.contains(in.field)) {
            in.objects.put(in.field, JsonFields.EMPTY);
        }
    }

    private boolean isRoot(Container container) {
        return open.size() == 1 && !container.isArray;
    }

    /** Whether its elements are rows. */
    private static boolean isRows(Container container) {
        return container.isArray && container.isKept;
    }

    private void close(Container closed) {
        Container in = open.peek();
        if (closed.isArray || !closed.isKept) {
            return;
        }
        if (in == null) {
            object = closed.row();
        } else if (in.isArray) {
            rows.accept(closed.row());
        } else {
            in.objects.put(in.field, closed.row());
        }
    }

    private void scalar(@Nullable Container in, JsonToken token) throws IOException {
        if (in == null) {
            throw new IOException("neither an object nor an array");
        }
        if (isRows(in)) {
            size++;
        } else if (in.isKept && !in.isArray && FIELDS.contains(in.field) && token != JsonToken.VALUE_NULL) {
            if (token.isBoolean() && !in.field.equals(TRUTH_VALUE)) {
                keepUnexpected(in);
            } else {
                in.texts.put(in.field, SafeText.line(cleanse.apply(parser.getText()), JsonFields.MAX_TEXT));
            }
        }
    }
}
