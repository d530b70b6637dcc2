package dev.depwatch.fleet;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.ClassUtil;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link AssessmentDocument} that another process sent. A field that has another form than documented counts
 * as missing, and a row without a valid instance or token is left out.
 */
final class AssessmentReader {
    private static final JsonMapper JSON = mapper();

    private AssessmentReader() {}

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new SimpleModule().addDeserializer(Instant.class, new Times()))
                .addHandler(new Missing())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.SKIP));
        for (Class<?> type : List.of(String.class, List.class, Map.class)) {
            builder.withConfigOverride(
                    type, empty -> empty.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
        }
        return builder.build();
    }

    /** Empty if it is no assessment of the version that this depwatch has. */
    static Optional<AssessmentDocument> read(String json) throws JsonProcessingException {
        return Optional.ofNullable(JSON.readValue(json, AssessmentDocument.class))
                .filter(document -> document.version() == AssessmentDocument.VERSION && isThere(document.at()))
                .map(AssessmentReader::valid);
    }

    private static AssessmentDocument valid(AssessmentDocument document) {
        return document.withTokens(document.tokens().stream()
                        .filter(token -> isThere(token.instance()) && isThere(token.kind()))
                        .toList())
                .withInstances(document.instances().stream()
                        .filter(row -> Instance.isName(row.instance()))
                        .toList());
    }

    /** Jackson gives null to a component that is not declared to have it. */
    private static boolean isThere(@Nullable Object value) {
        return value != null;
    }

    private static final class Missing extends DeserializationProblemHandler {
        @Override
        public @Nullable Object handleUnexpectedToken(
                DeserializationContext context, JavaType type, JsonToken token, JsonParser parser, String message)
                throws IOException {
            parser.skipChildren();
            return nothing(type.getRawClass());
        }

        @Override
        public @Nullable Object handleMissingInstantiator(
                DeserializationContext context,
                Class<?> type,
                ValueInstantiator instantiator,
                JsonParser parser,
                String message)
                throws IOException {
            parser.skipChildren();
            return nothing(type);
        }

        @Override
        public @Nullable Object handleWeirdStringValue(
                DeserializationContext context, Class<?> type, String value, String message) {
            return nothing(type);
        }

        @Override
        public @Nullable Object handleInstantiationProblem(
                DeserializationContext context, Class<?> type, Object argument, Throwable problem) {
            return nothing(type);
        }

        private static @Nullable Object nothing(Class<?> type) {
            return type.isPrimitive() ? ClassUtil.defaultValue(type) : null;
        }
    }

    /** A time outside these is wrong and could overflow computations. */
    private static final class Times extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;
        private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
        private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

        Times() {
            super(Instant.class);
        }

        @Override
        public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString("");
            parser.skipChildren();
            try {
                Instant time = Instant.parse(text);
                return time.isAfter(EARLIEST) && time.isBefore(LATEST) ? time : null;
            } catch (DateTimeParseException isNone) {
                return null;
            }
        }
    }
}
