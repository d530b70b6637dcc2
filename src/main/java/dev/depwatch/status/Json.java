package dev.depwatch.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.depwatch.text.SafeText;
import java.io.IOException;

/** Records as JSON, the same on pages and on the terminal: indented, for people read it too, with times in ISO 8601. */
public final class Json {
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addSerializer(String.class, new SafeTexts()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final ObjectWriter WRITER =
            MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT));

    private Json() {}

    /** The document, without a newline at its end. */
    public static String of(Record document) {
        return written(document);
    }

    /** The same of a tree, whatever its texts hold. */
    public static String of(JsonNode tree) {
        // A tree's texts would be written as they are.
        return written(MAPPER.convertValue(tree, Object.class));
    }

    /** What {@link #of(Record)} prints, to take something out of it. */
    public static ObjectNode tree(Record document) {
        return MAPPER.valueToTree(document);
    }

    private static String written(Object document) {
        try {
            return WRITER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts, numbers and times are always JSON", e);
        }
    }

    /** No text of a document is longer than anybody reads, and none makes Jackson throw, as half a surrogate pair does. */
    private static final class SafeTexts extends StdSerializer<String> {
        /** More than any sentence or record's header that an assessment holds. */
        private static final int LIMIT = 4000;

        SafeTexts() {
            super(String.class);
        }

        @Override
        public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(SafeText.of(text, LIMIT));
        }
    }
}
