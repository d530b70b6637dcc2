package dev.depwatch.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How values are written and read: records by the names of their components, times in ISO 8601. Unknown keys are
 * ignored, so that depwatch reads the file of a later release with the same version; a missing key is an error unless
 * the component is optional.
 */
public final class SavedForm {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SavedForm() {}

    /**
     * A document as it was read.
     *
     * @param version 0 if it has none
     * @param savedAt "" if it has none
     * @param sections the JSON of each; empty if the document has no sections
     */
    record Document(int version, String savedAt, Optional<Map<String, byte[]>> sections) {}

    public static JsonNode of(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads any JSON.
     *
     * @throws IOException if the text is not JSON
     */
    public static JsonNode parse(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    /**
     * Binds JSON to a value.
     *
     * @throws IOException if the JSON does not fit the type
     */
    public static <T> T bind(JsonNode json, Class<T> type) throws IOException {
        return MAPPER.treeToValue(json, type);
    }

    /**
     * Binds the JSON of a section to a value.
     *
     * @throws IOException if the JSON does not fit the type
     */
    static <T> T bind(byte[] json, Class<T> type) throws IOException {
        T value = MAPPER.readValue(json, type);
        if (value == null) {
            throw new IOException("null");
        }
        return value;
    }

    /**
     * Writes a document piece by piece: a large one as a whole would need many times its size in memory. By way of a
     * {@link Writer}: written as bytes, half a surrogate pair, which a log may well hold, would be an error.
     *
     * @param sections values, and the JSON of those that stay as they were read
     * @throws IllegalArgumentException if a value has no saved form
     */
    static void write(OutputStream out, int version, String savedAt, Map<String, Object> sections) throws IOException {
        Writer text = new OutputStreamWriter(out, UTF_8);
        JsonGenerator json = MAPPER.createGenerator(text);
        try {
            json.writeStartObject();
            json.writeNumberField("version", version);
            json.writeStringField("savedAt", savedAt);
            json.writeObjectFieldStart("sections");
            for (Map.Entry<String, Object> section : sections.entrySet()) {
                json.writeFieldName(section.getKey());
                if (section.getValue() instanceof byte[] asRead) {
                    json.writeRawValue(new String(asRead, UTF_8));
                } else {
                    MAPPER.writeValue(json, section.getValue());
                }
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value without a saved form", e);
        }
        json.writeRaw('\n');
        json.flush();
    }

    /**
     * The sections of a document, each as its own JSON, so that a large one needs little memory. The last of two with
     * one name counts.
     *
     * @throws IOException if the text is not JSON
     */
    static Document document(byte[] text) throws IOException {
        int version = 0;
        String savedAt = "";
        Optional<Map<String, byte[]>> sections = Optional.empty();
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Document(version, savedAt, sections);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("version") && value == JsonToken.VALUE_NUMBER_INT) {
                    version = parser.getIntValue();
                } else if (field.equals("savedAt") && value == JsonToken.VALUE_STRING) {
                    savedAt = parser.getText();
                } else if (field.equals("sections") && value == JsonToken.START_OBJECT) {
                    sections = Optional.of(sections(parser, text));
                } else {
                    parser.skipChildren();
                }
            }
            expect(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        }
        return new Document(version, savedAt, sections);
    }

    private static Map<String, byte[]> sections(JsonParser parser, byte[] text) throws IOException {
        Map<String, byte[]> sections = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            parser.skipChildren();
            parser.finishToken();
            int to = Math.toIntExact(parser.currentLocation().getByteOffset());
            expect(0 <= from && from < to);
            sections.put(name, Arrays.copyOfRange(text, from, to));
        }
        return sections;
    }

    private static void expect(boolean isRight) throws IOException {
        if (!isRight) {
            throw new JsonParseException("not one JSON object");
        }
    }

    /**
     * A value as its saved form is after a change.
     *
     * @param change may change the tree that it is given
     * @throws IllegalArgumentException if the result is no saved form of such a value
     */
    public static <T> T changed(T value, Class<T> type, UnaryOperator<JsonNode> change) {
        try {
            return bind(change.apply(of(value)), type);
        } catch (IOException e) {
            throw new IllegalArgumentException("changed to what is no " + type.getSimpleName(), e);
        }
    }

    /** By way of a string: written as bytes, half a surrogate pair, which a log may well hold, would be an error. */
    static byte[] text(JsonNode json) throws JsonProcessingException {
        return MAPPER.writeValueAsString(json).concat("\n").getBytes(UTF_8);
    }
}
