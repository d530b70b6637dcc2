package dev.depwatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Terms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonAnswerTest {
    @ParameterizedTest
    @CsvSource({"law, terms_not_signed, NOT_SIGNED", "arts, terms_not_signed, UNKNOWN", "law, forbidden, UNKNOWN"})
    void a_finding_of_unsigned_terms_is_news_of_its_instance(String instance, String cause, Terms terms)
            throws Exception {
        ObjectNode document = (ObjectNode) new ObjectMapper().readTree("""
                {
                  "version": 1,
                  "at": "2026-11-24T12:00:00Z",
                  "instances": [{"instance": "law", "tokensFrom": "jamf", "tokensReadAt": "2026-11-24T11:59:00Z"}],
                  "tokens": [],
                  "findings": [{"instance": "%s", "kind": "ade", "tokenIds": [], "cause": "%s"}]
                }
                """.formatted(instance, cause));

        assertThat(DaemonAnswer.of(document).orElseThrow().assessment().instances())
                .singleElement()
                .extracting(inventory -> inventory.reading().map(Reading::terms).orElseThrow())
                .isEqualTo(terms);
    }
}
