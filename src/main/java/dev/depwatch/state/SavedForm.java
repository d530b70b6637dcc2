package dev.depwatch.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
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
     * @throws IllegalArgumentException if it is null or does not fit the type
     */
    public static <T> T bind(JsonNode json, Class<T> type) throws IOException {
        return Optional.ofNullable(MAPPER.treeToValue(json, type))
                .orElseThrow(() -> new IllegalArgumentException("null"));
    }

    /**
     * Writes a value piece by piece: a large one as a whole would need many times its size in memory. By way of a
     * {@link Writer}: written as bytes, half a surrogate pair, which a log may well hold, would be an error.
     *
     * @throws IllegalArgumentException if the value has no saved form
     */
    static void write(OutputStream out, Object value) throws IOException {
        JsonGenerator json = MAPPER.createGenerator(new OutputStreamWriter(out, UTF_8));
        try {
            MAPPER.writeValue(json, value);
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
}
