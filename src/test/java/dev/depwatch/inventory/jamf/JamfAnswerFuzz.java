package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.jamf.JamfAnswer.Form;
import dev.depwatch.text.SafeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The first byte says in which pieces the rest of the input, an answer, comes. What is no JSON as a whole may be taken in
 * pieces: Jackson does not look at what ends a number at which a piece ends.
 */
class JamfAnswerFuzz {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2201-01-01T00:00:00Z");

    private record Read(Form form, JsonFields object, List<JsonFields> fieldses, boolean hasResults, int size) {}

    @FuzzTest
    void an_answer_is_the_same_in_whatever_pieces_it_comes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Read whole = read(input, input.length);
        Read inPieces = read(input, 1 + (input[0] & 31));

        if (whole.form() != Form.NONE) {
            assertThat(inPieces).isEqualTo(whole);
        }
        isSound(whole.object());
        whole.fieldses().forEach(JamfAnswerFuzz::isSound);
    }

    @FuzzTest
    void a_count_is_the_same_in_whatever_pieces_it_comes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        TotalCount whole = new TotalCount();
        take(whole, input, input.length);
        TotalCount inPieces = new TotalCount();
        take(inPieces, input, 1 + (input[0] & 31));

        if (whole.found().isPresent()) {
            assertThat(inPieces.found()).isEqualTo(whole.found());
            assertThat(whole.found().getAsLong()).isNotNegative();
        }
    }

    private static Read read(byte[] input, int most) {
        List<JsonFields> fieldses = new ArrayList<>();
        JamfAnswer answer = new JamfAnswer(fieldses::add);
        take(answer, input, most);
        return new Read(answer.form(), answer.object(), fieldses, answer.hasResults(), answer.size());
    }

    private static void take(Http.Pieces pieces, byte[] input, int most) {
        for (int at = 1; at < input.length; at += most) {
            if (pieces.take(Arrays.copyOfRange(input, at, Math.min(input.length, at + most)))) {
                return;
            }
        }
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
