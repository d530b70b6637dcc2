package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.util.Map;
import org.apache.commons.io.output.ByteArrayOutputStream;

/** Records as JSON, the same on pages and on the terminal: indented, since people read it too; times are ISO 8601. */
public final class Json {
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule().addSerializer(String.class, new SafeTexts()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final ObjectWriter WRITER =
            MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT));

    private Json() {}

    /** The document, without a newline at its end. */
    public static String of(Record document) {
        return new String(bytes(document), UTF_8).stripTrailing();
    }

    /** The fields of a row as its JSON has them: a text, a number or null by each name. */
    public static Map<String, Object> fields(Record row) {
        return MAPPER.convertValue(row, new TypeReference<>() {});
    }

    /** The document and a newline, in UTF-8. */
    static byte[] bytes(Record document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            WRITER.writeValue(bytes, document);
        } catch (IOException e) {
            throw new IllegalStateException("records of texts, numbers and times are always JSON", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** Bounds the length of texts, and replaces what makes Jackson throw, such as half a surrogate pair. */
    private static final class SafeTexts extends StdSerializer<String> {
        /** Longer than any sentence or record header in an assessment. */
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
