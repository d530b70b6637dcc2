package dev.depwatch.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.config.Secret;
import dev.depwatch.demo.StrictApple;
import dev.depwatch.demo.StrictApple.Access;
import dev.depwatch.demo.StrictApple.Permission;
import dev.depwatch.http.AnsweringHttp;
import dev.depwatch.http.AnsweringHttp.Answered;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.token.AppleId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppleApiTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final String ID = "1F97349736CF4614A94F624E705841AD";
    private static final String SERVERS = "GET /v1/mdmServers";
    private static final String SIGN_IN = "POST /auth/oauth2/token";
    private static final Access BUSINESS = new Access("BUSINESSAPI.1", "key-1", "business.api");

    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Duration ahead = Duration.ZERO;
    private final InstantSource ours = () -> now.plus(ahead);
    private StrictApple apple;

    @BeforeEach
    void start() throws IOException {
        apple = new StrictApple(BUSINESS, () -> now);
        apple.addServer(ID, "Production MDM", 128);
    }

    @AfterEach
    void stop() {
        assertThat(apple.misuses()).isEmpty();
        apple.close();
    }

    @Test
    void a_server_is_known_with_everything_that_apple_reports() throws Exception {
        apple.connected(ID, now.minusSeconds(61));

        assertThat(api().servers())
                .containsExactly(new MdmServer(
                        ID,
                        "Production MDM",
                        MdmServer.Status.ACTIVE,
                        Optional.of(128L),
                        Optional.of(now.minusSeconds(61)),
                        Optional.of(now),
                        Optional.of(now)));
        assertThat(apple.requests()).containsExactly(SIGN_IN, SERVERS);
    }

    @ParameterizedTest(name = "missing: {0}")
    @ValueSource(booleans = {true, false})
    void every_field_may_be_missing_or_of_another_type(boolean isMissing) throws Exception {
        Map.of(
                        "serverName", JSON.arrayNode().add("a"),
                        "serverType", JSON.textNode("MDM"),
                        "status", JSON.textNode("SLEEPING"),
                        "deviceCount", JSON.textNode("many"),
                        "lastConnectedDateTime", JSON.textNode("yesterday"),
                        "createdDateTime", JSON.textNode("-999999999-01-01T00:00:00+18:00"),
                        "updatedDateTime", JSON.numberNode(1))
                .forEach((field, other) -> apple.set(ID, field, isMissing ? JSON.nullNode() : other));

        assertThat(api().servers())
                .containsExactly(new MdmServer(
                        ID,
                        "",
                        MdmServer.Status.UNKNOWN,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void a_connection_that_lies_ahead_proves_nothing() throws Exception {
        apple.connected(ID, now.plusSeconds(3_600));

        assertThat(api().servers().get(0).lastConnected()).isEmpty();
    }

    @Test
    void times_are_by_this_hosts_clock() throws Exception {
        apple.connected(ID, now.minusSeconds(600));
        ahead = Duration.ofSeconds(50);

        // Java's server writes the true time into Date: a machine that stands still meanwhile adds to the difference.
        assertThat(api().servers().get(0).lastConnected().orElseThrow())
                .isCloseTo(ours.instant().minusSeconds(600), within(45, ChronoUnit.SECONDS));
    }

    @Test
    void an_apple_configurator_holds_no_token() throws Exception {
        apple.set(ID, "serverType", JSON.textNode("APPLE_CONFIGURATOR"));

        assertThat(api().servers()).isEmpty();
    }

    @Test
    void five_thousand_servers_are_read_page_by_page() throws Exception {
        for (int i = 0; i < 4_999; i++) {
            apple.addServer("%032X".formatted(i), "MDM " + i, 0);
        }

        assertThat(api().servers()).hasSize(5_000);
        assertThat(apple.requests()).hasSize(1 + 5);
    }

    private void giveSmallPages() {
        for (int i = 0; i < 20; i++) {
            apple.addServer("%032X".formatted(i), "MDM " + i, 0);
        }
        apple.giveSmallPages(1);
    }

    @Test
    void an_access_token_serves_until_it_ends_and_each_assertion_once() throws Exception {
        AppleApi api = api();
        api.servers();
        now = now.plus(Duration.ofMinutes(58));
        api.servers();
        now = now.plus(Duration.ofMinutes(2));
        api.servers();

        assertThat(apple.requests()).containsExactly(SIGN_IN, SERVERS, SERVERS, SIGN_IN, SERVERS);
    }

    @Test
    void an_access_token_that_apple_has_forgotten_is_asked_for_anew_once() throws Exception {
        AppleApi api = api();
        api.servers();
        apple.forgetAccessTokens();
        api.servers();

        assertThat(apple.requests()).containsExactly(SIGN_IN, SERVERS, SERVERS, SIGN_IN, SERVERS);
    }

    @Test
    void accounts_of_owners_are_known_and_others_are_not_kept() throws Exception {
        apple.account("it-admin@example.org", "LOCKED");
        apple.account("somebody@example.org", "ACTIVE");

        AppleApi.Answer reading = api().read(Set.of(ADMIN, new AppleId("gone@example.org")));

        assertThat(reading.accounts().known()).isEqualTo(Map.of(ADMIN, Status.LOCKED));
        assertThat(reading.accounts().isWhole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_former_account_with_the_address_of_the_present_one_is_not_that(boolean isListedFirst) throws Exception {
        if (!isListedFirst) {
            apple.account("it-admin@example.org", "ACTIVE");
        }
        apple.account("former@example.org", "DEACTIVATED");
        apple.email("former@example.org", "it-admin@example.org");
        apple.account("it-admin@example.org", "ACTIVE");

        assertThat(api().read(Set.of(ADMIN)).accounts().known()).isEqualTo(Map.of(ADMIN, Status.ACTIVE));
    }

    @Test
    void an_account_is_not_that_of_the_address_where_its_person_is_reached() throws Exception {
        apple.removeAccount("it-admin@example.org");
        apple.account("alice@appleid.example.org", "DEACTIVATED");
        apple.email("alice@appleid.example.org", "it-admin@example.org");

        assertThat(api().read(Set.of(ADMIN)).accounts().known()).isEmpty();
    }

    @Test
    void without_owners_and_in_a_school_no_account_is_asked_for() throws Exception {
        assertThat(api().read(Set.of()).accounts().isWhole()).isFalse();
        assertThat(apple.requests()).containsExactly(SIGN_IN, SERVERS);
    }

    @Test
    void accounts_that_may_not_be_read_are_a_gap() throws Exception {
        apple.deny(Permission.ACCOUNTS);

        AppleApi.Answer reading = api().read(Set.of(ADMIN));

        assertThat(reading.servers()).hasSize(1);
        assertThat(reading.accounts().gap().orElseThrow())
                .hasMessageEndingWith("to be warned of locked accounts, let it see the people of the organisation too");
    }

    private static final Duration BRIEF = Duration.ofSeconds(1);

    private String keyId = "key-1";
    private Scope scope = Scope.BUSINESS;
    private Duration patience = Http.TIMEOUT.multipliedBy(6);

    /** What is wrong, why the reading fails, and what the administrator reads of it. */
    static final String FAULTS = """
            a wrong key id | CREDENTIALS | URL refuses the key of API account "BUSINESSAPI.1" (HTTP 400, \
                invalid_client): check clientId, keyId and privateKeyFile, and at Apple that the account is there \
                and its key is not revoked
            a revoked key | CREDENTIALS | URL refuses the key of API account
            another scope | CREDENTIALS | URL refuses API account "BUSINESSAPI.1" the scope school.api (HTTP 400, \
                invalid_scope): set scope to the product that the account is of, business or school
            a clock five minutes ahead | CREDENTIALS | s ahead of Apple's: let this host follow a time server. If \
                Apple still refuses, check clientId, keyId and privateKeyFile,
            a clock a quarter of an hour behind | CREDENTIALS | \
                s behind Apple's: let this host follow a time server. If Apple still refuses, check clientId,
            a missing permission | PRIVILEGE | URL does not let API account "BUSINESSAPI.1" read /v1/mdmServers \
                (HTTP 403) (FORBIDDEN) "The API account lacks a permission.": give it the permission "View device \
                management services, manage default platform assignment, and add devices with Apple Configurator"; \
                if it has this permission, Apple does not yet offer this organisation the API that depwatch needs \
                (Apple Business API 2.1): remove the organisation from apple until then
            too many requests | UNAVAILABLE | URL asks for fewer requests (HTTP 429), and for none during 60 min: \
                check whether another program uses the same API account
            a proxy | ANSWER | URL answered HTML instead of JSON (HTTP 200): does a proxy or a sign-on page stand \
                before it? Let this host reach it directly
            a proxy with a sign-in | UNREACHABLE | \
                URL is behind a proxy that wants a sign-in (HTTP 407): let this host reach it directly
            a fault of Apple's | UNAVAILABLE | URL has a fault of its own (HTTP 500): if it lasts, see \
                https://www.apple.com/support/systemstatus/
            cut answers | UNREACHABLE | URL ended the connection in the middle
            no answer | UNREACHABLE | URL ended the connection
            an access token that is good for nothing | CREDENTIALS | URL refuses at /v1/mdmServers the access token \
                that Apple has just given to API account "BUSINESSAPI.1" (HTTP 401) (NOT_AUTHORIZED) "Authentication \
                credentials are missing or invalid.": check at Apple that the account is there, and that scope names \
                the product it is of
            a redirect | ANSWER | URL answers with a redirect (HTTP 302), which depwatch does not follow. A proxy or a \
                sign-on page may stand in front of it: let this host reach it directly
            text of a proxy | ANSWER | URL answered with incomplete or invalid JSON: check that no proxy in front of \
                it cuts or replaces answers
            an empty answer to the sign-in | ANSWER | URL gave no usable access token: report it
            a status that nobody expects | ANSWER | URL answers HTTP 404, which depwatch does not know: report it
            small pages without an end | ANSWER | URL lists more servers than depwatch reads (10 pages): \
                report it, and remove the organisation from apple
            no server | UNREACHABLE | URL refuses the connection or cannot be reached
            a slow answer | UNREACHABLE | URL has not answered in full within 1 s
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = FAULTS)
    void each_fault_has_a_sentence_and_no_secret_in_it(String fault, Reason reason, String sentence) throws Exception {
        begin(fault);

        ReadException e = failure(api());

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.getMessage().replace(apple.url().toString(), "URL")).contains(sentence.replaceAll(" +", " "));
        assertThat(e.retryAfter().isPresent()).isEqualTo(fault.equals("too many requests"));
        assertThat(e).hasNoCause();
        assertThat(e.getMessage()).doesNotContain("eyJ", "Bearer", "simulated.");
    }

    private void begin(String fault) {
        switch (fault) {
            case "a wrong key id" -> keyId = "another";
            case "a revoked key" -> apple.revokeKey();
            case "another scope" -> scope = Scope.SCHOOL;
            case "a clock five minutes ahead" -> ahead = Duration.ofMinutes(5);
            case "a clock a quarter of an hour behind" -> ahead = Duration.ofMinutes(-15);
            case "a missing permission" -> apple.deny(Permission.SERVERS);
            case "too many requests" -> apple.limitRequests(Duration.ofHours(1));
            case "a proxy" -> apple.hideBehindProxy();
            case "a proxy with a sign-in" -> apple.answerInstead(407, "");
            case "a fault of Apple's" -> apple.fail();
            case "cut answers" -> apple.cutAnswers();
            case "no answer" -> apple.goDown();
            case "an access token that is good for nothing" -> apple.acceptNoAccessToken();
            case "a redirect" -> apple.answerInstead(302, "");
            case "text of a proxy" -> apple.answerInstead(200, "Denied by policy");
            case "an empty answer to the sign-in" -> apple.answerInstead(200, "{}");
            case "a status that nobody expects" -> apple.answerInstead(404, "{}");
            case "small pages without an end" -> giveSmallPages();
            case "no server" -> apple.close();
            case "a slow answer" -> {
                patience = BRIEF;
                apple.slowDown(Duration.ofMinutes(1));
            }
            default -> throw new IllegalArgumentException(fault);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 404})
    void a_page_of_a_proxy_accuses_the_proxy_and_not_the_account(int status) throws Exception {
        AppleApi api = api();
        api.servers();
        apple.hideBehindProxy(status);

        ReadException e = failure(api);

        assertThat(e.reason()).isEqualTo(Reason.ANSWER);
        assertThat(e)
                .hasMessage(apple.url() + " answered HTML instead of JSON (HTTP " + status
                        + "): does a proxy or a sign-on page stand before it? Let this host reach it directly");
    }

    @Test
    void too_many_requests_are_no_proxy_although_the_answer_is_a_page() throws Exception {
        apple.hideBehindProxy(429);

        ReadException e = failure(api());

        assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(e).hasMessageContaining("asks for fewer requests (HTTP 429)");
    }

    @Test
    void hostile_names_are_cleaned_and_cut() throws Exception {
        apple.set(ID, "serverName", JSON.textNode("\u202Eevil\n" + "x".repeat(10_000)));

        assertThat(api().servers().get(0).name()).hasSizeLessThanOrEqualTo(200).doesNotContain("\u202E", "\n");
    }

    /** Less than the four megabytes of a page; a tree of them would need a hundred. */
    @Test
    void a_row_with_a_million_values_is_rejected() {
        String row = "{\"id\":\"1\",\"more\":[" + "{},".repeat(1_000_000) + "{}]}";
        Http million = AnsweringHttp.of((method, uri) -> new Answered(
                200,
                method.equals("POST")
                        ? "{\"access_token\":\"a\",\"expires_in\":3600}"
                        : "{\"data\":[" + row + "],\"meta\":{}}"));

        ReadException e = failure(new AppleApi(config(), million, ours));

        assertThat(e.reason()).isEqualTo(Reason.ANSWER);
        assertThat(e).hasMessageContaining("incomplete or invalid JSON");
    }

    /** Plain, percent-encoded and in base64: what was sent as a token or an assertion comes back in every text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c4nary-of-an-access-token",
                "c4nary%2Dof%2Dan%2Daccess%2Dtoken",
                "YzRuYXJ5LW9mLWFuLWFjY2Vzcy10b2tlbg==",
                "c4nary-of-an- access-token"
            })
    void no_text_repeats_the_access_token(String repeated) throws Exception {
        String row = "{\"id\":\"1\",\"attributes\":{\"serverName\":\"MDM " + repeated + "\"}}";
        AppleApi good = echoing(200, "{\"data\":[" + row + "],\"meta\":{}}");
        AppleApi bad = echoing(403, "{\"errors\":[{\"code\":\"c4nary.of.an\",\"detail\":\"bad " + repeated + "\"}]}");

        assertThat(good.servers().get(0).name()).isEqualTo("***");
        assertThat(failure(bad))
                .hasMessageContaining("does not let API account")
                .hasMessageNotContaining(repeated)
                .hasMessageContaining("\"***\"");
    }

    private AppleApi echoing(int status, String body) {
        return new AppleApi(
                config(),
                AnsweringHttp.of((method, uri) -> method.equals("POST")
                        ? new Answered(200, "{\"access_token\":\"c4nary-of-an-access-token\",\"expires_in\":3600}")
                        : new Answered(status, body)),
                ours);
    }

    private AppleApi api() throws IOException {
        return new AppleApi(config(), new Http(patience, Optional.empty()), ours);
    }

    private OrganizationConfig config() {
        URI url = apple.url();
        return new OrganizationConfig(
                "Example",
                scope,
                "BUSINESSAPI.1",
                keyId,
                new Secret(apple.privateKeyPem()),
                Optional.of(url),
                Optional.of(apple.tokenUrl()));
    }

    private static ReadException failure(AppleApi api) {
        return catchThrowableOfType(ReadException.class, api::servers);
    }
}
