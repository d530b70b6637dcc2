package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import dev.depwatch.config.Secret;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.Http;
import dev.depwatch.http.LocalServer;
import dev.depwatch.http.RawServer;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Order(1)
class JamfTokenSourceTest extends JamfSourceContract {
    private static final Instance SCHOOL = new Instance("school");
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final String CLIENT_SECRET = "cl1ent&s3cret+/=";
    private static final String PASSWORD = "pässw0rd:1";
    private static final String BEARER = "b3arer";
    private static final StrictJamf.Access ACCESS =
            new StrictJamf.Access("1979ca82", CLIENT_SECRET, "reader", PASSWORD, Duration.ofMinutes(5));
    private static final JamfCredentials CLIENT =
            new JamfCredentials.ClientCredentials("1979ca82", new Secret(CLIENT_SECRET));
    private static final JamfCredentials USER = new JamfCredentials.UserPassword("reader", new Secret(PASSWORD));

    private static final String OAUTH = "POST /api/oauth/token";
    private static final String ENROLLMENTS = "GET /api/v1/device-enrollments";
    private static final String SYNCS = "GET /api/v1/device-enrollments/syncs";
    private static final String LOCATIONS = "GET /api/v1/volume-purchasing-locations";
    private static final String NOTIFICATIONS = "GET /api/v1/notifications";

    @TempDir
    Path folder;

    private final Instant begun = Instant.now();
    /** How far this host's clock is ahead of the server's. It moves by assignment alone. */
    private Duration ahead = Duration.ZERO;

    private final InstantSource clock = () -> begun.plus(ahead);

    // The contract.

    @Override
    protected TokenSource holding(List<Token> tokens) throws IOException {
        StrictJamf jamf = opened(new StrictJamf(tokens, ACCESS, clock));
        return source(jamf.url(tokens.get(0).instance()), CLIENT);
    }

    @Override
    protected Map<String, TokenSource> failing() throws Exception {
        Map<String, TokenSource> troubles = new LinkedHashMap<>();
        String echo = "{\"error\":\"invalid_client\",\"error_description\":\"" + secrets() + "\"}";
        for (int status : new int[] {301, 400, 401, 403, 404, 418, 429, 500, 503}) {
            troubles.put("no token: " + status, answering(OAUTH, status, echo, CLIENT));
            troubles.put("no user's token: " + status, answering("POST /api/v1/auth/token", status, echo, USER));
            troubles.put("no list: " + status, answering(ENROLLMENTS, status, echo, CLIENT));
        }
        for (String body : new String[] {
            "",
            "<html>" + secrets(),
            "{\"half\": \"" + secrets(),
            secrets().toString(),
            "1",
            "{}",
            "[]",
            "[".repeat(5_000),
            "{\"access_token\":\"a\\nb\"}",
            "{\"access_token\":\"\"}",
            "{\"results\":{}}"
        }) {
            String name = body.substring(0, Math.min(20, body.length()));
            troubles.put("a token that is " + name, answering(OAUTH, 200, body, CLIENT));
            troubles.put("a list that is " + name, answering(ENROLLMENTS, 200, body, CLIENT));
        }
        troubles.put("too large", answering(ENROLLMENTS, 200, " ".repeat(5 << 20), CLIENT));
        for (Map.Entry<String, BiConsumer<StrictJamf, Instance>> outage :
                outages().entrySet()) {
            StrictJamf jamf = simulated(1);
            outage.getValue().accept(jamf, SCHOOL);
            troubles.put(outage.getKey(), source(jamf.url(SCHOOL), CLIENT, Duration.ofMillis(300)));
        }
        troubles.put(
                "no HTTP", source(raw(RawServer.answering(secrets().toString())).uri(""), CLIENT));
        troubles.put("nobody there", source(URI.create("http://127.0.0.1:1/school"), CLIENT));
        return troubles;
    }

    private TokenSource answering(String endpoint, int status, String body, JamfCredentials credentials)
            throws IOException {
        return source(scripted().json(endpoint, status, body).url(), credentials);
    }

    private static Map<String, BiConsumer<StrictJamf, Instance>> outages() {
        Map<String, BiConsumer<StrictJamf, Instance>> outages = new LinkedHashMap<>();
        outages.put("an instance that hangs", StrictJamf::hang);
        outages.put("an instance that is too slow", (jamf, school) -> jamf.slowDown(school, Duration.ofMinutes(1)));
        outages.put("an instance that is down", StrictJamf::goDown);
        outages.put("an instance behind a sign-on page", StrictJamf::hideBehindSignOn);
        outages.put("an instance whose answers are cut", StrictJamf::cutAnswers);
        outages.put("an instance with an internal error", StrictJamf::fail);
        outages.put("an undeployed instance", StrictJamf::undeploy);
        return outages;
    }

    @Override
    protected Optional<TokenSource> hanging() throws IOException {
        return Optional.of(source(raw(RawServer.hanging()).uri(""), CLIENT));
    }

    @Override
    protected List<String> secrets() {
        return List.of(CLIENT_SECRET, PASSWORD, BEARER);
    }

    // Signing in.

    @Test
    void an_access_token_is_used_until_shortly_before_its_end() throws Exception {
        isUsedUntilShortlyBeforeItsEnd(simulated(1), CLIENT, OAUTH);
    }

    @Test
    void a_users_token_lasts_as_stated_despite_clock_differences() throws Exception {
        ahead = Duration.ofHours(1);
        isUsedUntilShortlyBeforeItsEnd(simulated(1, () -> begun), USER, "POST /api/v1/auth/token");
    }

    private void isUsedUntilShortlyBeforeItsEnd(StrictJamf jamf, JamfCredentials credentials, String signIn)
            throws Exception {
        Duration first = ahead;
        TokenSource source = source(jamf.url(SCHOOL), credentials);
        assertThat(source.read(clock.instant()).tokens()).hasSize(2);

        ahead = first.plusSeconds(250);
        source.read(clock.instant());
        assertThat(jamf.requests(SCHOOL, signIn)).isEqualTo(1);

        ahead = first.plusSeconds(285);
        source.read(clock.instant());
        assertThat(jamf.requests(SCHOOL, signIn)).isEqualTo(2);
    }

    @Test
    void after_an_early_end_a_new_token_is_fetched_once() throws Exception {
        StrictJamf jamf = simulated(1);
        TokenSource source = source(jamf.url(SCHOOL), CLIENT);
        source.read(clock.instant());

        jamf.forgetAccessTokens();

        assertThat(source.read(clock.instant()).tokens()).hasSize(2);
        assertThat(jamf.requests(SCHOOL, OAUTH)).isEqualTo(2);
    }

    @Test
    void a_401_between_pages_loses_no_row() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ScriptedJamf jamf = scripted()
                .script(
                        ENROLLMENTS,
                        query -> asked.incrementAndGet() == 2 ? new ScriptedJamf.Answer(401, "{}") : page(250, query));

        assertThat(read(jamf).tokens()).hasSize(250);
        assertThat(jamf.requests().stream().filter(OAUTH::equals)).hasSize(2);
    }

    @Test
    void the_newer_sign_in_path_replaces_a_missing_one() throws Exception {
        ScriptedJamf jamf = scripted()
                .without(OAUTH)
                .json("POST /api/v1/oauth/token", 200, "{\"access_token\":\"b3arer\",\"expires_in\":1}");
        TokenSource source = source(jamf.url(), CLIENT);
        source.read(clock.instant());

        ahead = Duration.ofMinutes(1);
        source.read(clock.instant());

        assertThat(jamf.requests().stream().filter(OAUTH::equals)).hasSize(2);
        assertThat(jamf.requests().stream().filter("POST /api/v1/oauth/token"::equals))
                .hasSize(2);
    }

    @Test
    void a_failing_sign_in_names_the_path_that_failed() throws Exception {
        ScriptedJamf jamf = scripted().without(OAUTH).json("POST /api/v1/oauth/token", 500, "{}");

        assertThatThrownBy(() -> source(jamf.url(), CLIENT).read(clock.instant()))
                .hasMessageContaining("an internal error at /api/v1/oauth/token (HTTP 500)");
    }

    // Errors and their sentences.

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a wrong client secret    | POST /api/oauth/token | 400 | {"error":"invalid_client"} | CREDENTIALS \
                | rejects the client id or client secret of API client "1979ca82" (HTTP 400): check the id, and \
                the secret in its file; check in Jamf Pro that the client is enabled
            another rejected request | POST /api/oauth/token | 400 | {"error":"unsupported_grant_type"} | ANSWER \
                | answers HTTP 400 to /api/oauth/token, which its API does not document: {url}
            an access token rejected | GET /api/v1/device-enrollments | 401 | {} | CREDENTIALS \
                | rejects at {path} the access token that it has just given to API client "1979ca82" (HTTP 401): \
                check in Jamf Pro that the client is enabled
            a missing privilege      | GET /api/v1/device-enrollments | 403 | {} | PRIVILEGE \
                | does not let API client "1979ca82" read {path} (HTTP 403): give its role the privilege \
                "Read Device Enrollment Program Instances"
            a proxy that refuses     | POST /api/oauth/token | 403 | <html> | CREDENTIALS \
                | rejects the client id or client secret of API client "1979ca82" (HTTP 403): check the id, and \
                the secret in its file; check in Jamf Pro that the client is enabled. The answer is a web page: a proxy in \
                front of Jamf Pro may have refused this host instead
            a missing path           | GET /api/v1/device-enrollments | 404 | {} | ANSWER \
                | has no {path} (HTTP 404): {url} and with its context
            an internal error        | GET /api/v1/device-enrollments | 500 | <html> | UNAVAILABLE \
                | reports an internal error at {path} (HTTP 500): see its JAMFSoftwareServer.log
            a balancer before it     | POST /api/oauth/token | 503 | <html> | UNAVAILABLE \
                | answers HTTP 503 to /api/oauth/token: if it lasts, look whether Jamf Pro runs, and \
                whether its proxy or load balancer reaches it
            a sign-on page           | GET /api/v1/device-enrollments | 200 | ' <!doctype html>' | ANSWER \
                | answered with incomplete or invalid JSON: {url}, and that no sign-on page or proxy stands in front of it
            half of a JSON document  | GET /api/v1/device-enrollments | 200 | {"totalCount":1,"resul | ANSWER \
                | answered with incomplete or invalid JSON: {url}, and that no sign-on page or proxy stands in front of it
            a proxy with a sign-in   | POST /api/oauth/token | 407 | '' | UNREACHABLE \
                | is behind a proxy that wants a sign-in (HTTP 407): let this host reach it directly
            a redirect               | GET /api/v1/device-enrollments | 302 | '' | ANSWER \
                | answers with a redirect (HTTP 302), which depwatch does not follow: set the url to Jamf Pro's own \
                address, with https
            another document         | GET /api/v1/device-enrollments | 200 | {"items":[]} | ANSWER \
                | does not answer {path} as its API documents: {url}
            """)
    void an_error_says_what_was_found_and_what_to_do(
            String rule, String endpoint, int status, String body, Reason kind, String sentence) throws Exception {
        ScriptedJamf jamf = scripted().json(endpoint, status, body);

        ReadException failure = failure(source(jamf.url(), CLIENT));

        assertThat(failure.reason()).as(rule).isEqualTo(kind);
        assertThat(failure).hasMessage(whole(jamf, sentence, "/api/v1/device-enrollments"));
    }

    private static String whole(ScriptedJamf jamf, String sentence, String path) {
        return jamf.url() + " "
                + sentence.replaceAll(" +", " ")
                        .replace("{path}", path)
                        .replace("{url}", "check that the url (https://host:8443/context) is Jamf Pro's, without /api");
    }

    @Test
    void a_wrong_context_path_is_named_alike_at_each_reading() throws Exception {
        URI school = simulated(1).url(SCHOOL);
        URI wrong = school.resolve("/elsewhere");

        TokenSource source = source(wrong, CLIENT);
        ReadException failure = failure(source);

        assertThat(failure.reason()).isEqualTo(Reason.ANSWER);
        assertThat(failure)
                .hasMessage(failure(source).getMessage())
                .hasMessage(wrong + " has no /api/oauth/token (HTTP 404): check that the url"
                        + " (https://host:8443/context) is Jamf Pro's, without /api and with its context");
    }

    @Test
    void an_unverified_certificate_is_no_connection() throws Exception {
        SSLContext ofNobody = new Certificates(folder).selfSigned("localhost").server();
        LocalServer https = opened(new LocalServer(Map.of(), Optional.of(new HttpsConfigurator(ofNobody))));

        ReadException failure = failure(source(https.uri("/school"), CLIENT));

        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessageContaining("put the authority's certificate (PEM) into caFile");
    }

    @Test
    void rejected_credentials_are_tried_once() throws Exception {
        StrictJamf jamf = simulated(1);
        JamfCredentials wrong = new JamfCredentials.UserPassword("reader", new Secret("wrong"));

        ReadException failure = failure(source(jamf.url(SCHOOL), wrong));

        assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS);
        assertThat(jamf.requests(SCHOOL, "POST /api/v1/auth/token")).isEqualTo(1);
    }

    // Parts that may be missing.

    @Test
    void without_the_content_privilege_enrolment_tokens_are_read() throws Exception {
        StrictJamf jamf = simulated(3);
        jamf.deny(SCHOOL, Privilege.READ_LOCATIONS);

        Reading reading = read(jamf);

        assertThat(reading.tokens()).hasSize(3);
        assertThat(reading.unreadParts())
                .containsExactly(Map.entry(
                        Part.CONTENT_TOKENS,
                        "content tokens cannot be read: " + jamf.url(SCHOOL)
                                + " does not let API client \"1979ca82\" read /api/v1/volume-purchasing-locations (HTTP"
                                + " 403): give its role the privilege \"Read Volume Purchasing Locations\""));
    }

    @Test
    void syncs_and_notifications_may_be_unread() throws Exception {
        ScriptedJamf jamf = scripted()
                .script(ENROLLMENTS, query -> page(1, query))
                .json(SYNCS, 500, "{}")
                .json(NOTIFICATIONS, 401, "{}");

        Reading reading = read(jamf);

        assertThat(reading.tokens()).hasSize(1);
        assertThat(reading.unreadParts()).containsOnlyKeys(Part.SYNCS, Part.TERMS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', emptyValue = "", textBlock = """
            terms name the token          | {'type':'DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED','id':'3','params':{'name':' School '}} | "terms_not_signed 3 School"
            terms at Apple School Manager | {'type':'APPLE_SCHOOL_MANAGER_T_C_NOT_SIGNED','id':1,'params':{}} | "terms_not_signed 1 "
            a revoked content token       | {'type':'VPP_TOKEN_REVOKED','id':'7','params':null}               | "content_token_invalid 7 "
            a name of another type        | {'type':'VPP_TOKEN_REVOKED','id':'7','params':{'name':['School']}} | "content_token_invalid 7 "
            parameters of another type    | {'type':'VPP_TOKEN_REVOKED','params':7}                           | "content_token_invalid  "
            an expiry has other fields    | {'type':'VPP_ACCOUNT_EXPIRED','id':'7'}                           | ""
            an unknown type is skipped    | {'type':'PATCH_UPDATE','id':'7'}                                  | ""
            so is a missing type          | {}                                                                | ""
            """)
    void what_a_notification_means(String rule, String row, String noticed) throws Exception {
        ScriptedJamf jamf = scripted().json(NOTIFICATIONS, 200, "[" + row.replace('\'', '"') + "]");

        Reading reading = read(jamf);

        assertThat(reading.unreadParts()).isEmpty();
        assertThat(reading.notices().stream()
                        .filter(notification -> notification.cause().isPresent())
                        .map(notification -> notification.cause().orElseThrow().key() + " " + notification.id() + " "
                                + notification.name())
                        .collect(Collectors.joining()))
                .as(rule)
                .isEqualTo(noticed);
    }

    @Test
    void at_most_a_thousand_notifications_are_kept() throws Exception {
        String flood = IntStream.range(0, 5_000)
                .mapToObj(id -> "{\"type\":\"VPP_TOKEN_REVOKED\",\"id\":\"" + id + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        ScriptedJamf jamf = scripted().json(NOTIFICATIONS, 200, flood);

        assertThat(read(jamf).notices())
                .hasSize(1_000)
                .startsWith(new JamfNotification(
                        Optional.of(Cause.CONTENT_TOKEN_INVALID), "VPP_TOKEN_REVOKED", "0", "", clock.instant()));
    }

    // Lists.

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a right total                                        | 250 | 250    | 250
            full pages with a right total cost no further page   | 200 | 200    | 200
            a total that is too large                            | 250 | 100000 | 250
            a total that is too small                            | 250 | 1      | 250
            a total that is missing                              | 250 | null   | 250
            a total that is not a number                         | 250 | "many" | 250
            an empty list                                        | 0   | 0      | 0
            """)
    void a_list_is_read_to_its_end_whatever_its_total(String rule, int rows, String total, int read) throws Exception {
        ScriptedJamf jamf = scripted().script(ENROLLMENTS, query -> page(rows, total, query));

        assertThat(read(jamf).tokens()).as(rule).hasSize(read);
        assertThat(pagesAsked(jamf)).isLessThanOrEqualTo(read / 100 + 2);
    }

    @Test
    void a_repeated_page_ends_the_list() throws Exception {
        ScriptedJamf jamf = scripted().script(ENROLLMENTS, query -> page(100, "1000000", "page=0"));

        assertThat(read(jamf).tokens()).hasSize(100);
        assertThat(pagesAsked(jamf)).isEqualTo(2);
    }

    @Test
    void too_many_tokens_are_rejected() throws Exception {
        ScriptedJamf jamf = scripted().script(ENROLLMENTS, query -> page(1_000_000, query));

        assertThat(failure(source(jamf.url(), CLIENT)))
                .hasMessageEndingWith(
                        "lists more than 1000 tokens at /api/v1/device-enrollments; depwatch reads no more: check that the"
                                + " url (https://host:8443/context) is Jamf Pro's, without /api, or report it");
    }

    @Test
    void of_a_row_with_an_id_nothing_is_kept_but_what_is_read() throws Exception {
        ScriptedJamf jamf = scripted().json(ENROLLMENTS, 200, """
                {"results": [{"id": 1, "unknown": "b", "name": "a", "adminId": {"unknown": [1]}, "nested": [[2]]},
                             {"id": {}}, {"id": true}, {"id": " "}]}""");
        JamfServer server = new JamfServer(jamf.url(), CLIENT, Map.of());
        Http http = new Http(Duration.ofSeconds(10), Optional.empty());

        assertThat(new JamfApi(new JamfHttpClient(server, http, clock)).list(JamfTokenSource.ENROLLMENTS))
                .extracting(row -> row.object().toString())
                .containsExactly("{\"id\":\"1\",\"name\":\"a\",\"adminId\":{}}");
    }

    @Test
    void a_reading_that_takes_too_long_fails() throws Exception {
        ScriptedJamf jamf = scripted().script(ENROLLMENTS, query -> {
            ahead = ahead.plusSeconds(9);
            return page(5_000, query);
        });

        ReadException failure = failure(source(jamf.url(), CLIENT));

        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessageContaining("did not answer all requests within 60 s");
    }

    // Devices.

    @Test
    void the_devices_of_a_token_are_counted() throws Exception {
        StrictJamf jamf = simulated(2);
        jamf.assignDevices(SCHOOL, "2", 1234);
        JamfTokenSource source = source(jamf.url(SCHOOL), CLIENT);

        assertThat(source.devices("1")).isZero();
        assertThat(source.devices("2")).isEqualTo(1234);
        assertThat(jamf.requests(SCHOOL, OAUTH)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a removed token           | 404 | {}              | has no {path} (HTTP 404): the token may have been \
                removed, or this Jamf Pro is too old to have the list
            a missing privilege       | 403 | {}              | does not let API client "1979ca82" read {path} \
                (HTTP 403): give its role the privilege "Read Device Enrollment Program Instances"
            a list without its number | 200 | {"results":[]}  | does not answer {path} as its API documents: {url}
            a sign-on page            | 200 | <!doctype html> | answered with incomplete or invalid JSON: \
                {url}, and that no sign-on page or proxy stands in front of it
            more than the limit       | 200 | huge            | sends more than 64 MiB for {path}; depwatch reads \
                no more
            """)
    void an_unknown_number_of_devices_has_a_reason(String rule, int status, String body, String sentence)
            throws Exception {
        String path = "/api/v1/device-enrollments/1/devices";
        String huge = "{\"results\":[" + " ".repeat(64 << 20) + "],\"totalCount\":1}";
        ScriptedJamf jamf = scripted().json("GET " + path, status, body.replace("huge", huge));
        JamfTokenSource source = source(jamf.url(), CLIENT, Duration.ofSeconds(20));

        ReadException failure = catchThrowableOfType(ReadException.class, () -> source.devices("1"));

        assertThat(failure).as(rule).hasMessage(whole(jamf, sentence, path));
    }

    @Test
    void an_odd_id_requests_no_other_path() throws Exception {
        ScriptedJamf jamf = scripted();
        JamfTokenSource source = source(jamf.url(), CLIENT);

        assertThatThrownBy(() -> source.devices("1/../../x?y=z#")).isInstanceOf(ReadException.class);

        assertThat(jamf.requests())
                .last()
                .isEqualTo("GET /api/v1/device-enrollments/1%2F..%2F..%2Fx%3Fy%3Dz%23/devices");
    }

    // Rows.

    @Test
    void a_row_counts_as_far_as_it_is_understood() throws Exception {
        ScriptedJamf jamf = scripted().json(ENROLLMENTS, 200, """
                        {"totalCount": 9, "results": [
                          {"id": 7, "adminId": " IT-Admin@Example.org ", "tokenExpirationDate": "soon", "novel": {"a": []}},
                          {"id": "8", "name": null, "serverName": "ASM", "adminId": "", "tokenExpirationDate": "",
                           "orgName": ["not a text"]},
                          {"id": "9", "name": "line\\nbreak\\u202Etxt\\u0000", "tokenExpirationDate": "+99999-01-01"},
                          {"name": "without an id"}, null, 5, "text", [],
                          {"id": "7", "adminId": "twice@example.org"}
                        ]}""");

        List<Token> tokens = tokens(read(jamf));

        assertThat(tokens)
                .containsExactly(
                        token("7", "7", Optional.of(ADMIN), ""),
                        token("8", "ASM", Optional.empty(), "ASM"),
                        token("9", "line break\uFFFDtxt\uFFFD", Optional.empty(), ""));
    }

    @Test
    void no_value_breaks_a_reading() throws Exception {
        Random random = new Random(14);
        ScriptedJamf jamf = scripted()
                .json(ENROLLMENTS, 200, "{\"results\":" + hostileRows(random) + "}")
                .json(SYNCS, 200, hostileRows(random))
                .json(LOCATIONS, 200, "{\"totalCount\":-1,\"results\":" + hostileRows(random) + "}")
                .json(NOTIFICATIONS, 200, hostileRows(random));

        Reading reading = read(jamf);

        assertThat(reading.tokens()).isNotEmpty();
        assertThat(reading.unreadParts())
                .doesNotContainKeys(Part.CONTENT_TOKENS, Part.TERMS)
                .allSatisfy((part, gap) -> assertThat(gap).contains("in an unknown form"));
    }

    /** Rows with every known field, each with any value. */
    private static String hostileRows(Random random) {
        List<String> fields = List.of(("id instanceId name adminId appleId orgName serverUuid type tokenExpirationDate"
                        + " tokenExpiration timestamp lastSyncTime syncState clientContextMismatch")
                .split(" ", -1));
        List<String> values = new ArrayList<>(
                """
                null true {} [[]] -0 1e308 "" "1" "İ" "\\ud800" "\\u0000\\n" "2027-01-02" "2027-02-30" "+999999999-12-31"
                "-999999999-01-01T00:00:00.000+1800" "2027-01-02T00:00:00.000+0000" "2027-01-02T00:00:00.000"
                "+999999999-12-31T23:59:59.999-1800" "2027-01-02T24:00:00Z"
                """.lines().flatMap(line -> Stream.of(line.split(" ", -1))).toList());
        values.add("9".repeat(300));
        values.add("\"" + "é".repeat(500) + "\"");
        return IntStream.range(0, 500)
                .mapToObj(row -> fields.stream()
                        .map(field -> "\"" + field + "\":" + values.get(random.nextInt(values.size())))
                        .collect(Collectors.joining(",", "{", "}")))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A name, an owner, a sync state: any text of Jamf Pro's may repeat what it got. */
    @ParameterizedTest
    @ValueSource(strings = {BEARER, CLIENT_SECRET, "cl1ent%26s3cret%2B%2F%3D", "Y2wxZW50JnMzY3JldCsvPQ=="})
    void no_text_repeats_a_credential(String repeated) throws Exception {
        ScriptedJamf jamf = scripted().json(ENROLLMENTS, 200, """
                {"results":[{"id":"1","name":"Devices %s","orgName":"%s"}]}""".formatted(repeated, repeated));

        assertThat(read(jamf).toString()).doesNotContain(repeated).contains("***");
    }

    @Test
    void a_long_text_is_cut() throws Exception {
        String name = "x".repeat(199) + "😀" + "y".repeat(50_000);
        ScriptedJamf jamf = scripted().json(ENROLLMENTS, 200, """
                {"results":[{"id":"1","name":"%s"}]}""".formatted(name));

        assertThat(tokens(read(jamf)).get(0).name()).isEqualTo("x".repeat(199) + "…");
    }

    @Test
    void the_newest_sync_counts_in_any_order() throws Exception {
        ScriptedJamf jamf =
                scripted().script(ENROLLMENTS, query -> page(2, query)).json(SYNCS, 200, """
                        [{"syncState": "OLD", "instanceId": "0", "timestamp": "2019-04-17T14:08:06.706+0000"},
                         {"syncState": "CONNECTION_ERROR", "instanceId": "0", "timestamp": "2019-04-17T16:10:06.706+0200"},
                         {"syncState": "OLDER", "instanceId": "0", "timestamp": "2019-04-16T14:08:06Z"},
                         {"syncState": "X", "instanceId": "0", "timestamp": "yesterday"},
                         {"syncState": "X", "instanceId": "0"}, 3, null,
                         {"syncState": "FUTURE", "instanceId": "1", "timestamp": "2199-01-01T00:00:00.000+0000"}]""");
        Instant before = clock.instant();

        Reading reading = readWithoutDate(jamf);

        assertThat(reading.tokens().get(0).sync())
                .contains(new Sync("CONNECTION_ERROR", Instant.parse("2019-04-17T14:10:06.706Z")));
        assertThat(reading.tokens().get(1).sync().orElseThrow().at())
                .as("a sync in the future would prove anything")
                .isEqualTo(before);
    }

    @Test
    void of_two_syncs_at_one_instant_the_failed_one_counts() throws Exception {
        String good = "{\"syncState\": \"OK\", \"instanceId\": \"0\", \"timestamp\": \"2199-01-01T00:00:00.000+0000\"}";
        String failed = good.replace("OK", "CONNECTION_ERROR");
        for (String syncs : new String[] {"[" + good + "," + failed + "]", "[" + failed + "," + good + "]"}) {
            ScriptedJamf jamf =
                    scripted().script(ENROLLMENTS, query -> page(1, query)).json(SYNCS, 200, syncs);

            assertThat(states(read(jamf))).containsExactly("CONNECTION_ERROR");
        }
    }

    /** The list of syncs, what each "latest" request answers, the states then, and how many requests that took. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            RULE                                            | LIST          | STATUS | LATEST | STATES              | ASKED | GAP
            a listed token is not requested                 | [good0, bad1] | 200    | -      | OK CONNECTION_ERROR | 0     | false
            an unlisted token is requested                  | [good0]       | 200    | bad1   | OK CONNECTION_ERROR | 1     | false
            an unlisted token may have no sync              | [good0]       | 404    | {}     | OK -                | 1     | false
            an answer about another token does not count    | [good0]       | 200    | good0  | OK -                | 1     | false
            nor does one without a time                     | [good0]       | 200    | never1 | OK -                | 1     | false
            a time that depwatch does not know is reported  | [good0]       | 200    | noon1  | OK -                | 1     | true
            nor does a list                                 | [good0]       | 200    | []     | OK -                | 1     | false
            an error there leaves the list complete         | [good0]       | 500    | {}     | OK -                | 1     | false
            without the list each token is requested        | <html>        | 200    | bad1   | - CONNECTION_ERROR  | 2     | false
            if neither can be read, the first error ends it | <html>        | 500    | {}     | - -                 | 1     | true
            if neither exists, the syncs are unread         | <html>        | 404    | {}     | - -                 | 2     | true
            """)
    void a_sync_missing_from_the_list_is_requested(
            String rule, String list, int status, String latest, String states, int asked, boolean gap)
            throws Exception {
        ScriptedJamf jamf = scripted()
                .script(ENROLLMENTS, query -> page(2, query))
                .json(SYNCS, 200, syncs(list))
                .json(ENROLLMENTS + "/0/syncs/latest", status, syncs(latest))
                .json(ENROLLMENTS + "/1/syncs/latest", status, syncs(latest));

        Reading reading = read(jamf);

        assertThat(String.join(" ", states(reading))).as(rule).isEqualTo(states);
        assertThat(latestAsked(jamf)).as(rule).isEqualTo(asked);
        assertThat(reading.unreadParts().containsKey(Part.SYNCS)).as(rule).isEqualTo(gap);
    }

    private static String syncs(String text) {
        String sync = "{\"syncState\": \"%s\", \"instanceId\": \"%d\", \"timestamp\": \"%s\"}";
        String time = "2026-01-01T00:00:00.000+0000";
        return text.replace("good0", sync.formatted("OK", 0, time))
                .replace("bad1", sync.formatted("CONNECTION_ERROR", 1, time))
                .replace("never1", sync.formatted("OK", 1, ""))
                .replace("noon1", sync.formatted("OK", 1, "noon"));
    }

    @Test
    void at_most_fifty_syncs_are_requested_one_by_one() throws Exception {
        ScriptedJamf jamf = scripted().script(ENROLLMENTS, query -> page(60, query));

        Reading reading = read(jamf);

        assertThat(reading.tokens()).hasSize(60);
        assertThat(latestAsked(jamf)).isEqualTo(50);
    }

    @Test
    void an_unsafe_id_is_not_requested() throws Exception {
        ScriptedJamf jamf = scripted().json(ENROLLMENTS, 200, """
                {"results":[{"id":".."},{"id":"1/../2"},{"id":"a?b"},{"id":"%2e"}]}""");

        assertThat(read(jamf).tokens()).hasSize(4);
        assertThat(jamf.requests()).noneMatch(request -> request.contains("latest"));
    }

    private static List<String> states(Reading reading) {
        return reading.tokens().stream()
                .map(state -> state.sync().map(Sync::state).orElse("-"))
                .toList();
    }

    private static long latestAsked(ScriptedJamf jamf) {
        return jamf.requests().stream()
                .filter(request -> request.endsWith("/syncs/latest"))
                .count();
    }

    @Test
    void a_sync_has_this_hosts_time() throws Exception {
        StrictJamf jamf = simulated(1, () -> begun);
        Instant synced = begun.minusSeconds(90);
        jamf.sync(synced);
        ahead = Duration.ofHours(2);

        Reading reading = read(jamf);

        for (TokenState state : reading.tokens()) {
            assertThat(Duration.between(synced, state.sync().orElseThrow().at()))
                    .isBetween(ahead.minusSeconds(60), ahead.plusSeconds(60));
        }
    }

    @Test
    void a_claimed_content_token_is_marked() throws Exception {
        ScriptedJamf jamf = scripted().json(LOCATIONS, 200, """
                {"totalCount":1,"results":[{"id":"1","clientContextMismatch":true,"lastSyncTime":"2022-09-25T21:09:31.661Z"}]}""");

        assertThat(readWithoutDate(jamf).tokens().get(0).sync())
                .contains(new Sync(Sync.CLAIMED_ELSEWHERE, Instant.parse("2022-09-25T21:09:31.661Z")));
    }

    // Fixtures.

    private static ReadException failure(TokenSource source) {
        return catchThrowableOfType(ReadException.class, () -> source.read(Instant.now()));
    }

    private Reading read(ScriptedJamf jamf) throws Exception {
        return source(jamf.url(), CLIENT).read(clock.instant());
    }

    private Reading readWithoutDate(ScriptedJamf jamf) throws Exception {
        return source(jamf.url(), CLIENT, jamf.withoutDate()).read(clock.instant());
    }

    private Reading read(StrictJamf jamf) throws Exception {
        return source(jamf.url(SCHOOL), CLIENT).read(clock.instant());
    }

    private static List<Token> tokens(Reading reading) {
        return reading.tokens().stream().map(TokenState::token).toList();
    }

    private static Token token(String id, String name, Optional<AppleId> owner, String serverName) {
        return new Token(new Token.Key(SCHOOL, TokenKind.ADE, id), name, owner, "", serverName, "", Optional.empty());
    }

    private static long pagesAsked(ScriptedJamf jamf) {
        return jamf.requests().stream()
                .filter(request -> request.startsWith(ENROLLMENTS + "?"))
                .count();
    }

    private static ScriptedJamf.Answer page(int rows, String query) {
        return page(rows, Integer.toString(rows), query);
    }

    private static ScriptedJamf.Answer page(int rows, String total, String query) {
        int first = 100 * Integer.parseInt(query.replaceFirst(".*page=(\\d+).*", "$1"));
        String results = IntStream.range(first, Math.max(first, Math.min(first + 100, rows)))
                .mapToObj(id -> "{\"id\":\"" + id + "\"}")
                .collect(Collectors.joining(","));
        return new ScriptedJamf.Answer(200, "{\"totalCount\":" + total + ",\"results\":[" + results + "]}");
    }

    private StrictJamf simulated(int enrollmentTokens) throws IOException {
        return simulated(enrollmentTokens, clock);
    }

    /** A school with enrolment tokens, and one content token. */
    private StrictJamf simulated(int enrollmentTokens, InstantSource serverClock) throws IOException {
        Stream<Token> enrollments =
                IntStream.rangeClosed(1, enrollmentTokens).mapToObj(id -> held(TokenKind.ADE, Integer.toString(id)));
        List<Token> tokens = Stream.concat(enrollments, Stream.of(held(TokenKind.CONTENT, "1")))
                .toList();
        return opened(new StrictJamf(tokens, ACCESS, serverClock));
    }

    private static Token held(TokenKind kind, String id) {
        return SampleToken.of(
                new Token.Key(SCHOOL, kind, id), "Example", ADMIN.value(), "Example School", "ASM", "UUID", "");
    }

    private ScriptedJamf scripted() throws IOException {
        return opened(new ScriptedJamf());
    }

    private RawServer raw(RawServer.Script script) throws IOException {
        return opened(new RawServer(script));
    }

    private JamfTokenSource source(URI url, JamfCredentials credentials) throws IOException {
        return source(url, credentials, Duration.ofSeconds(10));
    }

    private JamfTokenSource source(URI url, JamfCredentials credentials, Duration timeout) throws IOException {
        return source(url, credentials, new Http(timeout, Optional.empty()));
    }

    private JamfTokenSource source(URI url, JamfCredentials credentials, Http http) {
        return new JamfTokenSource(SCHOOL, new JamfServer(url, credentials, Map.of()), false, http, clock);
    }
}
