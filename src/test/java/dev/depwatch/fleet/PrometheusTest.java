package dev.depwatch.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfInstance;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class PrometheusTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:30:07.250Z");
    private static final HttpConfig OPEN = access(Optional.empty(), Optional.empty(), Optional.empty());

    /** As a depwatch exposes it. */
    private static final String PHYSICS = """
            depwatch_token_info{jamf_instance="physics",kind="ade",token_id="1",token_name="Devices",server_name="mdm-physics",server_uuid="BASD",organization="Example School",apple_id="it-admin@example.org"} 1
            depwatch_token_health{jamf_instance="physics",kind="ade",token_id="1",health="failing"} 1.0
            depwatch_token_action_required{jamf_instance="physics",kind="ade",token_id="1",remedy="regenerate",certainty="certain"} 1.0
            depwatch_token_expiry_timestamp_seconds{jamf_instance="physics",kind="ade",token_id="1"} 1.7989776E9
            depwatch_token_failing_since_timestamp_seconds{jamf_instance="physics",kind="ade",token_id="1"} 1.79553018E9
            depwatch_token_last_sync_timestamp_seconds{jamf_instance="physics",kind="ade",token_id="1"} 1.79553048025E9
            depwatch_token_silenced_until_timestamp_seconds{jamf_instance="physics",kind="ade",token_id="1"} 2.534022972E11
            depwatch_token_info{jamf_instance="physics",kind="content",token_id="7",token_name="Books",server_name="",server_uuid="",organization="",apple_id=""} 1
            depwatch_token_health{jamf_instance="physics",kind="content",token_id="7",health="unknown"} 1.0
            depwatch_token_expiry_timestamp_seconds{jamf_instance="physics",kind="content",token_id="7"} 1.808687371661E9
            depwatch_inventory_up{jamf_instance="physics"} 1.0
            depwatch_inventory_last_success_timestamp_seconds{jamf_instance="physics"} 1.79553056E9
            depwatch_log_up{jamf_instance="physics",log="/srv/physics.log"} 1.0
            depwatch_case_open{jamf_instance="physics",cause="forbidden"} 1.0
            """;

    @AutoClose
    private ScrapedPrometheus scraped;

    @BeforeEach
    void start() throws IOException {
        scraped = new ScrapedPrometheus(NOW);
    }

    private static HttpConfig access(Optional<String> username, Optional<String> password, Optional<Path> caFile) {
        return new HttpConfig(username, password.map(Secret::new), Optional.empty(), caFile, false);
    }

    private static AssessmentDocument ask(URI url, HttpConfig access) throws Exception {
        return new Prometheus(
                        new Server(new WebAddress(url), access, new Http(Duration.ofSeconds(20), access.caFile())))
                .assessment();
    }

    private AssessmentDocument ask() throws Exception {
        return ask(scraped.url(), OPEN);
    }

    @Test
    void a_token_is_restored_completely() throws Exception {
        scraped.scraped("jamf1:19137", PHYSICS);

        AssessmentDocument assessment = ask();

        Token.Key key = new Token.Key(new Instance("physics"), TokenKind.ADE, "1");
        OfToken row = assessment.tokens().get(0);
        assertThat(assessment.at()).isEqualTo(NOW);
        assertThat(row.token())
                .isEqualTo(SampleToken.of(
                        key, "Devices", "it-admin@example.org", "Example School", "mdm-physics", "BASD", "2027-01-02"));
        assertThat(row.health()).isEqualTo(Health.FAILING);
        assertThat(row.lastSyncAt()).contains(Instant.parse("2026-11-24T14:28:00.250Z"));
        assertThat(row.remedy()).contains(Remedy.REGENERATE);
        assertThat(row.certainty()).contains(Certainty.CERTAIN);
        assertThat(row.failingSince()).contains(Instant.parse("2026-11-24T14:23:00Z"));
        assertThat(row.silencedUntil()).contains(Instant.parse("9999-12-31T23:00:00Z"));
    }

    @ParameterizedTest
    @EnumSource(
            value = TokenKind.class,
            names = {"PUSH", "CONTENT"})
    void what_the_configuration_lists_without_syncs_keeps_the_day_of_its_end(TokenKind kind) throws Exception {
        scraped.scraped(
                "jamf1:19137",
                PHYSICS.replaceAll("(?m)^.*(last_sync|content).*\n", "").replace("\"ade\"", '"' + kind.key() + '"'));

        OfToken listed = ask().tokens().get(0);

        assertThat(listed.kind()).isEqualTo(kind);
        assertThat(listed.expires()).contains("2027-01-02");
        assertThat(listed.lastSyncAt()).isEmpty();
    }

    @Test
    void a_certificate_alone_makes_no_instance_whose_tokens_are_read() throws Exception {
        scraped.scraped("jamf1:19137", """
                depwatch_log_up{jamf_instance="blind",log="/blind.log"} 1.0
                depwatch_inventory_last_success_timestamp_seconds{jamf_instance="blind"} 1.79553056E9
                depwatch_token_info{jamf_instance="blind",kind="push",token_id="1",token_name="",server_name="",server_uuid="",organization="",apple_id="it-admin@example.org"} 1
                """);

        assertThat(ask().instances()).extracting(OfInstance::tokensFrom).containsExactly("none");
    }

    @Test
    void unknown_values_are_empty() throws Exception {
        scraped.scraped("jamf1:19137", PHYSICS);

        OfToken books = ask().tokens().get(1);

        assertThat(books.appleId()).isEmpty();
        assertThat(books.organization()).isEmpty();
        assertThat(books.expires()).contains("2027-04-25T21:09:31.661Z");
        assertThat(books.health()).isEqualTo(Health.UNKNOWN);
        assertThat(books.lastSyncAt()).isEmpty();
        assertThat(books.remedy()).isEmpty();
    }

    @Test
    void tokens_of_all_hosts_are_sorted_by_instance() throws Exception {
        scraped.scraped("jamf2:19137", PHYSICS).scraped("jamf1:19137", PHYSICS.replace("physics", "chemistry"));

        assertThat(ask().tokens())
                .extracting(row -> row.instance().name())
                .containsExactly("chemistry", "chemistry", "physics", "physics");
    }

    @Test
    void of_two_depwatches_the_newer_reading_counts() throws Exception {
        String renewed = PHYSICS.replace("failing", "healthy")
                .replaceAll("(?m)^depwatch_token_action_required.*\n", "")
                .replace("1.79553056E9", "1.79553059E9");

        for (List<String> order : List.of(List.of(PHYSICS, renewed), List.of(renewed, PHYSICS))) {
            try (ScrapedPrometheus both = new ScrapedPrometheus(NOW)) {
                both.scraped("a:19137", order.get(0)).scraped("b:19137", order.get(1));

                AssessmentDocument assessment = ask(both.url(), OPEN);

                assertThat(assessment.tokens()).hasSize(2);
                assertThat(assessment.tokens().get(0).health()).isEqualTo(Health.HEALTHY);
                assertThat(assessment.tokens().get(0).remedy()).isEmpty();
            }
        }
    }

    @Test
    void a_lost_instance_is_reported_unless_another_watches_it() throws Exception {
        scraped.scraped("jamf1:19137", PHYSICS).lost("jamf2:19137", "chemistry").lost("jamf2:19137", "physics");

        List<OfInstance> instances = ask().instances();

        assertThat(instances).extracting(row -> row.instance().name()).containsExactly("chemistry", "physics");
        assertThat(instances.get(0).tokensReadAt()).isEmpty();
        assertThat(instances.get(0).failure())
                .contains("depwatch on jamf2:19137 cannot be scraped, so nobody watches this instance");
        assertThat(instances.get(1).failure()).isEmpty();
    }

    @Test
    void unreadable_tokens_are_listed() throws Exception {
        scraped.scraped(
                "jamf1:19137",
                PHYSICS.replace(
                        "inventory_up{jamf_instance=\"physics\"} 1", "inventory_up{jamf_instance=\"physics\"} 0"));

        OfInstance physics = ask().instances().get(0);

        assertThat(physics.tokensReadAt()).isPresent();
        assertThat(physics.failure())
                .contains("depwatch on jamf1:19137 cannot read its tokens."
                        + " Run depwatch check --online there to find out why");
    }

    @Test
    void foreign_series_are_skipped() throws Exception {
        scraped.scraped("jamf1:19137", PHYSICS).scraped("other:9100", """
                        depwatch_token_info{kind="ade",token_id="1"} 1
                        depwatch_token_info{jamf_instance="odd",kind="none",token_id="1"} 1
                        depwatch_token_info{jamf_instance="plain",kind="ade",token_id=""} 1
                        depwatch_token_health{jamf_instance="plain",kind="ade",token_id="",health="fine"} 1
                        depwatch_token_action_required{jamf_instance="plain",kind="ade",token_id="",remedy="pray"} 1
                        """);

        assertThat(ask().tokens())
                .filteredOn(row -> !row.instance().name().equals("physics"))
                .singleElement()
                .satisfies(plain -> {
                    assertThat(plain.health()).isEqualTo(Health.UNKNOWN);
                    assertThat(plain.remedy()).isEmpty();
                });
    }

    static List<Arguments> noAnswers() {
        return List.of(
                Arguments.of(200, "{\"status\":\"success\",\"data\":{\"result\":[]}}", "has no series of a depwatch"),
                Arguments.of(200, "<html>Sign in</html>", "the answer is not from Prometheus"),
                Arguments.of(200, "null", "the answer is not from Prometheus"),
                Arguments.of(200, "{\"status\":\"error\"}", "the answer is not from Prometheus"),
                Arguments.of(
                        200, "{\"status\":\"success\",\"data\":{\"result\":[7]}}", "the answer is not from Prometheus"),
                Arguments.of(403, "", "answers HTTP 403: it rejects the credentials"),
                Arguments.of(302, "", "it redirects, or a sign-on page in front of it does; expected its own address"),
                Arguments.of(404, "", "check that this is the address of Prometheus, with its path and without /api"),
                Arguments.of(503, "", "it, or a proxy in front of it, reports an internal error"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("noAnswers")
    void a_bad_answer_gives_an_error_with_a_remedy(int status, String body, String sentence) {
        scraped.answering(status, body);

        assertThatThrownBy(this::ask)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http://127.0.0.1:")
                .hasMessageContaining(sentence);
    }

    @Test
    void it_signs_in_and_no_error_holds_the_password() throws Exception {
        HttpConfig access = access(Optional.of("depwatch"), Optional.of("s3cret"), Optional.empty());
        scraped.scraped("jamf1:19137", PHYSICS)
                .wanting("Basic " + Base64.getEncoder().encodeToString("depwatch:s3cret".getBytes(UTF_8)));

        assertThat(ask(scraped.url(), access).tokens()).hasSize(2);
        assertThatThrownBy(() ->
                        ask(scraped.url(), access(Optional.of("depwatch"), Optional.of("wr0ng"), Optional.empty())))
                .hasMessageContaining("HTTP 401: it rejects the credentials")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void its_certificate_must_be_trusted(@TempDir Path folder) throws Exception {
        Certificates.Identity identity = new Certificates(folder).selfSigned("localhost");
        try (ScrapedPrometheus encrypted = ScrapedPrometheus.encrypted(NOW, identity.server())) {
            encrypted.scraped("jamf1:19137", PHYSICS);

            assertThat(ask(encrypted.url(), access(Optional.empty(), Optional.empty(), Optional.of(identity.pem())))
                            .tokens())
                    .hasSize(2);
            assertThatThrownBy(() -> ask(encrypted.url(), OPEN)).hasMessageContaining("caFile");
        }
    }
}
