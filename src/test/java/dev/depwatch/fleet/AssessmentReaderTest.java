package dev.depwatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfInstance;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AssessmentReaderTest {
    private static AssessmentDocument read(String rows) throws Exception {
        return AssessmentReader.read("""
                {"version": 1, "at": "2026-11-24T12:00:00Z", "aNewField": {"of": ["a", "later", "version"]}, %s}
                """.formatted(rows)).orElseThrow();
    }

    @Test
    void a_row_without_a_valid_instance_or_token_is_left_out() throws Exception {
        AssessmentDocument document = read("""
                "tokens": [null, 1, "x", [[]], {}, {"instance": "", "kind": "ade"}, {"instance": "a", "kind": "none"},
                           {"instance": "a", "kind": "ade", "id": "1"}],
                "instances": [null, [], {}, {"instance": "a"}]""");

        assertThat(document.tokens()).singleElement().satisfies(row -> {
            assertThat(row.token().key().toString()).contains("a", "1");
            assertThat(row.health()).isEqualTo(Health.UNKNOWN);
        });
        assertThat(document.instances()).extracting(OfInstance::instance).containsExactly("a");
    }

    @Test
    void a_field_of_another_form_counts_as_missing() throws Exception {
        AssessmentDocument document = read("""
                "accounts": 7, "silences": {}, "troubles": [{"since": 3, "sentence": []}],
                "tokens": [{"instance": "a", "kind": "ade", "id": {}, "name": ["x"], "appleId": " ", "health": "great",
                            "expiresAt": "+1000000000-12-31T00:00:00Z", "lastSyncAt": [1], "remedy": "pray"}],
                "apple": [{"servers": [], "accounts": [{"status": 1, "since": "yesterday"}]}],
                "instances": [{"instance": "a", "gaps": [1], "tokensReadAt": "2026-11-24T11:59:00Z"}]""");

        assertThat(document.accounts()).isEmpty();
        assertThat(document.silences()).isEmpty();
        assertThat(document.tokens()).singleElement().satisfies(row -> {
            assertThat(row.id()).isEmpty();
            assertThat(row.name()).isEmpty();
            assertThat(row.appleId()).isEmpty();
            assertThat(row.health()).isEqualTo(Health.UNKNOWN);
            assertThat(row.expiresAt()).isEmpty();
            assertThat(row.lastSyncAt()).isEmpty();
            assertThat(row.remedy()).isEmpty();
        });
        assertThat(document.apple().get(0).servers()).isZero();
        assertThat(document.apple().get(0).accounts().get(0).since()).isEmpty();
        assertThat(document.instances().get(0).gaps()).isEmpty();
        assertThat(document.instances().get(0).tokensReadAt()).contains(Instant.parse("2026-11-24T11:59:00Z"));
    }
}
