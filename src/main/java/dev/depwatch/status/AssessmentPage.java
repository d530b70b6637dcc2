package dev.depwatch.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.depwatch.assess.Assessment;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /api/v1/assessment}: the newest assessment as an {@link AssessmentDocument}, indented, for people use it too. */
final class AssessmentPage {
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

    private final Supplier<Optional<Assessment>> newest;
    private final ObjectWriter writer = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addSerializer(String.class, new PrintableText()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build()
            .writer(new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT));

    AssessmentPage(Supplier<Optional<Assessment>> newest) {
        this.newest = newest;
    }

    Answer answer() throws IOException {
        Optional<Assessment> assessment = newest.get();
        if (assessment.isEmpty()) {
            return json(
                    Answer.UNAVAILABLE,
                    new NotYet(AssessmentDocument.VERSION, "nothing is assessed yet; ask again in a second"));
        }
        return json(Answer.OK, AssessmentDocument.of(assessment.get()));
    }

    private Answer json(int status, Object document) throws IOException {
        return new Answer(status, "application/json", writer.writeValueAsString(document) + "\n");
    }

    /** The answer before the first assessment. */
    private record NotYet(int version, String error) {}

    /** Jackson throws at half a surrogate pair, which a log or an API may well hold. */
    private static final class PrintableText extends StdSerializer<String> {
        /** More than any sentence or record's header that an assessment holds. */
        private static final int LIMIT = 4000;

        PrintableText() {
            super(String.class);
        }

        @Override
        public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(Printable.of(text, LIMIT));
        }
    }
}
