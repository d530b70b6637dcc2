package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.http.Pieces;
import dev.depwatch.inventory.jamf.JamfAnswer.Form;
import dev.depwatch.text.SafeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The first byte decides how the rest of the input, an answer, is cut into pieces. Input that is invalid JSON as a
 * whole may be accepted in pieces: Jackson does not check what ends a number at the end of a piece.
 */
class JamfAnswerFuzz {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2201-01-01T00:00:00Z");

    private record Read(Form form, JsonFields object, List<JsonFields> rows, boolean hasResults, int size) {}

    @FuzzTest
    void an_answer_does_not_depend_on_its_pieces(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Read whole = read(input, input.length);
        Read inPieces = read(input, 1 + (input[0] & 31));

        if (whole.form() != Form.NONE) {
            assertThat(inPieces).isEqualTo(whole);
        }
        isSound(whole.object());
        whole.rows().forEach(JamfAnswerFuzz::isSound);
    }

    private static Read read(byte[] input, int most) {
        List<JsonFields> rows = new ArrayList<>();
        JamfAnswer answer = new JamfAnswer(rows::add, text -> text);
        take(answer, input, most);
        return new Read(answer.form(), answer.object(), rows, answer.hasResults(), answer.size());
    }

    private static void take(Pieces pieces, byte[] input, int most) {
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
