package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.text.SafeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class JamfAnswerFuzz {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2201-01-01T00:00:00Z");

    @FuzzTest
    void an_answer_has_a_form_and_clean_texts(byte[] input) {
        List<JsonFields> rows = new ArrayList<>();
        JamfAnswer answer = new JamfAnswer(input, rows::add, text -> text);

        assertThat(answer.form()).isNotNull();
        isSound(answer.object());
        rows.forEach(JamfAnswerFuzz::isSound);
    }

    private static void isSound(JsonFields fields) {
        for (Map.Entry<String, String> entry : fields.texts().entrySet()) {
            String text = entry.getValue();
            assertThat(text.length()).isLessThanOrEqualTo(JsonFields.MAX_TEXT);
            assertThat(text).isEqualTo(SafeText.of(text));
            assertThat(text.chars()).noneMatch(Character::isISOControl);
            fields.number(entry.getKey());
            fields.time(entry.getKey()).ifPresent(time -> assertThat(time).isBetween(EARLIEST, LATEST));
            fields.expiry(entry.getKey())
                    .ifPresent(expiry -> assertThat(expiry.at()).isBetween(EARLIEST, LATEST));
        }
        fields.objects().values().forEach(JamfAnswerFuzz::isSound);
    }
}
