package dev.depwatch.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
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
     * The file as it was read.
     *
     * @param sections the JSON of each, until its owner asks for the value
     */
    record Document(
            Optional<String> savedAt,

            @JsonDeserialize(contentUsing = SectionReader.class)
            Map<String, ByteBuffer> sections) {}

    /** Leaves a section as its part of the text: a copy, its tokens or a tree of it would need more memory. */
    private static final class SectionReader extends JsonDeserializer<ByteBuffer> {
        @Override
        public ByteBuffer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            parser.skipChildren();
            parser.finishToken();
            int to = Math.toIntExact(parser.currentLocation().getByteOffset());
            return ByteBuffer.wrap((byte[]) context.getAttribute(SectionReader.class), from, to - from);
        }

        @Override
        public ByteBuffer getNullValue(DeserializationContext context) {
            return UTF_8.encode("null");
        }
    }

    private record Versioned(Optional<Integer> version) {}

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
     * Binds a section to a value.
     *
     * @throws IOException if it is null or does not fit the type
     */
    static <T> T bind(ByteBuffer section, Class<T> type) throws IOException {
        return Optional.ofNullable(MAPPER.readValue(new ByteBufferBackedInputStream(section.duplicate()), type))
                .orElseThrow(() -> new IOException("null"));
    }

    /**
     * The version of a document, whatever else it holds; 0 if it has none.
     *
     * @throws IOException if the text is no JSON object
     */
    static int version(byte[] text) throws IOException {
        return Optional.ofNullable(MAPPER.readValue(text, Versioned.class))
                .flatMap(Versioned::version)
                .orElse(0);
    }

    /**
     * Reads a document.
     *
     * @throws IOException if the text is no document in JSON
     */
    static Document document(byte[] text) throws IOException {
        return MAPPER.readerFor(Document.class)
                .withAttribute(SectionReader.class, text)
                .readValue(text);
    }

    /**
     * Writes a document piece by piece: a large one as a whole would need many times its size in memory. By way of a
     * {@link Writer}: written as bytes, half a surrogate pair, which a log may well hold, would be an error.
     *
     * @param sections values, and the JSON of those that stay as they were read
     * @throws IllegalArgumentException if a value has no saved form
     */
    static void write(OutputStream out, int version, String savedAt, Map<String, Object> sections) throws IOException {
        JsonGenerator json = MAPPER.createGenerator(new OutputStreamWriter(out, UTF_8));
        try {
            json.writeStartObject();
            json.writeNumberField("version", version);
            json.writeStringField("savedAt", savedAt);
            json.writeObjectFieldStart("sections");
            for (Map.Entry<String, Object> section : sections.entrySet()) {
                json.writeFieldName(section.getKey());
                if (section.getValue() instanceof ByteBuffer asRead) {
                    json.writeRawValue(UTF_8.decode(asRead.duplicate()).toString());
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
