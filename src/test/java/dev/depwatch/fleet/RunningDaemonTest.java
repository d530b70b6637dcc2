package dev.depwatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.depwatch.apple.Account;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.AnsweringHttp;
import dev.depwatch.http.AnsweringHttp.Answered;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfOrganization.OwnersAccount;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningDaemonTest {
    private static final String TOKEN = """
            {"instance": "a", "kind": "ade", "id": "1", "name": "", "organization": "", "serverName": "",
             "serverUuid": "", "health": "healthy", "lastSyncAt": "2026-11-24T11:59:00Z"}""";

    private static AssessmentDocument answer(String tokens) throws Exception {
        return answer(tokens, "");
    }

    private static AssessmentDocument answer(String tokens, String instances) throws Exception {
        String body = """
                {"version": 1, "at": "2026-11-24T12:00:00Z", "aNewField": {"of": ["a", "later", "version"]},
                 "accounts": [], "tokens": [%s], "findings": [], "cases": [], "instances": [%s], "logs": [],
                 "sharedServers": [], "troubles": [], "silences": [], "apple": [
                   {"organization": "", "scope": "", "servers": 0, "serversOfTokens": 0, "unwatched": [], "accounts": [
                     {"appleId": "a@example.org", "status": "A_NEW_WORD", "since": "2026-11-24T11:59:00Z"}]}]}
                """.formatted(tokens, instances);
        Server server = new Server(
                WebAddress.of("http://127.0.0.1:19137"),
                new HttpConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false),
                AnsweringHttp.of((method, uri) -> new Answered(200, body)));
        return new RunningDaemon(server).askIfAny().orElseThrow();
    }

    @Test
    void fields_and_states_of_a_later_version_are_no_problem() throws Exception {
        assertThat(answer(TOKEN.replace("\"id\"", "\"aNewField\": 7, \"id\"").replace("healthy", "great"))
                        .tokens())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.token().key().toString()).contains("a", "1");
                    assertThat(row.health()).isEqualTo(Health.UNKNOWN);
                    assertThat(row.appleId()).isEmpty();
                });
        assertThat(answer("").apple().get(0).accounts())
                .extracting(OwnersAccount::status)
                .containsExactly(Account.Status.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            "instance": "a"                       | "instance": ""
            "instance": "a"                       | "instance": null
            "instance": "a"                       | "instance": ["a"]
            "kind": "ade"                         | "kind": "none"
            "id": "1"                             | "id": {}
            "id": "1",                            | ''
            "lastSyncAt": "2026-11-24T11:59:00Z"  | "lastSyncAt": "yesterday"
            """)
    void an_answer_of_another_form_than_documented_is_refused(String field, String other) {
        assertThat(TOKEN).contains(field);
        assertThatThrownBy(() -> answer(TOKEN.replace(field, other)))
                .isInstanceOf(IOException.class)
                .hasMessage("http://127.0.0.1:19137 answers HTTP 200: the answer is no assessment of version 1; check"
                        + " that this is the address of a depwatch of the same version as this command");
    }

    @Test
    void a_time_beyond_all_calendars_is_the_last_one() throws Exception {
        assertThat(answer(TOKEN.replace("2026-11-24T11:59:00Z", "+1000000000-12-31T00:00:00Z"))
                        .tokens()
                        .get(0)
                        .lastSyncAt())
                .contains(Instant.parse("9999-12-31T00:00:00Z"));
    }

    @Test
    void a_row_that_is_none_is_refused() {
        assertThatThrownBy(() -> answer("null")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> answer("1")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> answer("", "{\"instance\": \" \", \"tokensFrom\": \"jamf\", \"gaps\": {}}"))
                .isInstanceOf(IOException.class);
    }
}
