package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.http.ServerJson;
import dev.depwatch.text.SafeText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

class JsonFieldsFuzz {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2201-01-01T00:00:00Z");

    @FuzzTest
    void an_answer_has_clean_texts(byte[] input) {
        ServerJson.tree(new String(input, StandardCharsets.UTF_8)).ifPresent(JsonFieldsFuzz::isSound);
    }

    private static void isSound(JsonNode node) {
        JsonFields fields = new JsonFields(node, text -> text);
        node.fieldNames().forEachRemaining(name -> {
            String text = fields.text(name);
            assertThat(text.length()).isLessThanOrEqualTo(JsonFields.MAX_TEXT);
            assertThat(text).isEqualTo(SafeText.of(text));
            assertThat(text.chars()).noneMatch(Character::isISOControl);
            fields.time(name).ifPresent(time -> assertThat(time).isBetween(EARLIEST, LATEST));
            fields.expiry(name).ifPresent(expiry -> assertThat(expiry.at()).isBetween(EARLIEST, LATEST));
        });
        node.forEach(JsonFieldsFuzz::isSound);
    }
}
