package dev.depwatch.signature;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.depwatch.config.Problem;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.table.Table;
import dev.depwatch.text.JarText;
import dev.depwatch.token.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignaturesTest {
    private static final String OAUTH = "message='An error occurred during oauth token refresh']";
    private static final String SYNC = "ntInstanceSyncCommService";

    private static final Signatures SIGNATURES = Signatures.builtIn();

    /** A fragment gets what it lacks before the class field; see Example. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("publishedLines")
    void every_published_line_leads_to_its_cause(String expected, String text) {
        assertThat(outcome(text)).isEqualTo(expected);
    }

    @Test
    void published_examples_are_published() throws IOException {
        List<String> published =
                publishedLines().map(row -> (String) row.get()[1]).toList();
        List<String> stated = new ArrayList<>();
        for (String name : Signatures.BUILT_IN) {
            new YAMLMapper()
                    .readTree(JarText.of("/signatures/" + name))
                    .findValues("published")
                    .forEach(texts -> texts.forEach(text -> stated.add(text.textValue())));
        }

        assertThat(stated).isSubsetOf(published);
        assertThat(published.stream().filter(text -> signatureOf(text).isPresent()))
                .isSubsetOf(stated);
    }

    @Test
    void every_built_in_example_holds() {
        List<Problem> problems = new ArrayList<>();

        Signatures.builtInFiles(problems).forEach(file -> SIGNATURES.prove(file, problems));

        assertThat(problems).isEmpty();
        for (Signature signature : SIGNATURES.all()) {
            assertThat(signature.mustMatch())
                    .allSatisfy(example -> assertThat(signature.example(example).flatMap(SIGNATURES::signatureOf))
                            .contains(signature));
        }
        assertThat(SIGNATURES.all()).hasSizeGreaterThan(15);
        assertThat(SIGNATURES.all()).extracting(Signature::id).doesNotHaveDuplicates();
    }

    /** Jamf Pro's exception prints what it has; the longer messages have names here. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            rule                                | CODE | BODY                      | MESSAGE   | CAUSE
            the body decides before the code    | 500  | T_C_NOT_SIGNED            | X         | terms_not_signed
            the body decides before the message | 403  | token_rejectedForbidden   | SERVICE   | token_rejected
            a body without code or message      |      | FORBIDDEN                 |           | forbidden
            a body glued to another reason      | 401  | token_expiredUnauthorized |           | token_expired
            a word in quotes is the word        | 403  | "token_rejected"          | OAUTH     | token_rejected
            also FORBIDDEN                      | 403  | "FORBIDDEN"               | OAUTH     | forbidden
            also terms, never regenerate        | 403  | "T_C_NOT_SIGNED"          | OAUTH     | terms_not_signed
            a revoked token is a rejected one   | 401  | token_revokedUnauthorized | OAUTH     | token_rejected
            an unknown key: likely the token    | 401  | consumer_key_unknown      | OAUTH     | token_rejected
            the account may not                 | 403  | permission_denied         | OAUTH     | forbidden
            a refused clock is no token         | 401  | timestamp_refused         | OAUTH     | clock_refused
            a request seen before: the clock    | 401  | "nonce_used"              | OAUTH     | clock_refused
            the request, not the token          | 400  | USER_AGENT_INVALID        | OAUTH     | request_invalid
            a page of the list has ended        | 400  | EXPIRED_CURSOR            | SERVICE   | request_invalid
            the list has no more pages          | 400  | EXHAUSTED_CURSOR          | SERVICE   | request_invalid
            FORBIDDEN is exactly that           | 403  | FORBIDDENForbidden        | OAUTH     | bad_request
            a proxy's page is no answer         | 403  | <html>FORBIDDEN</html>    | OAUTH     | proxy_answer
            a new word: investigate             | 403  | NEW                       | OAUTH     | bad_request
            a bad gateway: wait                 | 502  | NEW                       | OAUTH     | service_error
            too many requests: wait             | 429  |                           | OAUTH     | service_error
            403 without a body names no answer  | 403  |                           | OAUTH     | oauth_refresh_failed
            401 with an empty body is no answer | 401  | ''                        | OAUTH     | oauth_refresh_failed
            the message alone names no answer   |      |                           | OAUTH     | oauth_refresh_failed
            400 without a body: investigate     | 400  |                           | OAUTH     | bad_request
            a service's error alone: wait       |      |                           | SERVICE   | service_error
            with a code that is not its own     | 403  |                           | SERVICE   | bad_request
            invalid options are no failure      | 400  | X                         | OPTIONS   | none
            another request is none             | 404  | NOT_FOUND                 | Not found | none
            """)
    void the_answer_decides_first_then_the_code_then_the_message(
            String rule, @Nullable String code, @Nullable String body, @Nullable String message, String expected) {
        String text = Map.of(
                        "OAUTH", "An error occurred during oauth token refresh",
                        "SERVICE", "The DEP service reported an error.",
                        "OPTIONS", "The DEP service reported that invalid options were submitted.")
                .getOrDefault(String.valueOf(message), String.valueOf(message));
        String exception = Stream.of(
                        code == null ? "" : "responseCode=" + code,
                        body == null ? "" : "responseBody='" + body + "'",
                        message == null ? "" : "message='" + text + "'")
                .filter(part -> !part.isEmpty())
                .collect(joining(", ", "DeviceEnrollmentProgramException[", "]"));

        for (String prefix : List.of("", "com.jamfsoftware.jss.objects.streamlinedenrollment.service.")) {
            assertThat(outcome(prefix + exception)).as(rule).isEqualTo(expected);
        }
    }

    /**
     * Below an outcome the exceptions that lead to it. "code", "tunnel", "DEP" and "OAUTH" stand for words of Java and
     * of Jamf Pro, and "/" parts one cause from the next.
     */
    static Stream<Arguments> exceptions() {
        Stream<Table.Row> rows = Table.rows("""
            given: service_error network
            an untrusted TLS certificate   | javax.net.ssl.SSLHandshakeException: PKIX path building failed
            a TLS connection that breaks   | javax.net.ssl.SSLException: Connection reset
            no DNS                         | java.net.UnknownHostException: apple.com
            a closed port                  | java.net.ConnectException: refused
            no route                       | java.net.NoRouteToHostException: No route to host
            a connection that breaks       | java.net.SocketException: Connection reset
            a time-out                     | java.net.SocketTimeoutException: Read timed out
            a time-out of the JDK's client | java.net.http.HttpConnectTimeoutException: HTTP connect timed out
            a proxy that does not answer   | org.apache.http.conn.HttpHostConnectException: failed
            a cause without a text         | java.net.SocketTimeoutException
            closed before its end          | org.apache.http.ConnectionClosedException: Premature end of chunk coded message body
            closed without an answer       | org.apache.http.NoHttpResponseException: failed
            a proxy that wants a password  | tunnel "HTTP/1.1 407 Proxy Authentication Required"
            a proxy that forbids           | tunnel "HTTP/1.1 403 Forbidden"
            407 is a proxy's code          | code 407 for URL: https://apple.com/session
            a TLS connection cut off       | java.io.EOFException: SSL peer shut down incorrectly
            a rejected certificate         | java.security.cert.CertificateException: No subject
            an untrusted certificate       | sun.security.validator.ValidatorException: PKIX path building failed
            a certificate without a path   | sun.security.provider.certpath.SunCertPathBuilderException: no path
            a time-out by interruption     | java.io.InterruptedIOException: timeout
            an answer that is not HTTP     | org.apache.http.client.ClientProtocolException
            of several the network decides | java.lang.RuntimeException / code 403 / java.net.ConnectException: refused
            even on one line               | RuntimeException: x; Caused by: java.net.ConnectException: refused
            given: service_error
            500 comes from the service     | code 503 for URL: https://apple.com/session
            so do too many requests        | code 429
            Jamf Pro's exception names it  | DEP[responseCode=503, message='x']
            of several the service decides | java.lang.RuntimeException: x / code 500
            given: bad_request
            nothing at that address        | java.io.FileNotFoundException: https://apple.com/session
            wherever that is               | java.io.FileNotFoundException: https://proxy.example/session
            400: investigate               | code 400
            an error in Jamf Pro           | java.lang.NullPointerException
            an end of data may be a file's | java.io.EOFException
            a name that resembles one      | com.example.ReconnectExceptional: x
            a code that begins like one    | code 4030
            every cause must fit           | java.lang.IllegalStateException / code 403
            an empty cause                 |
            given: terms_not_signed
            an answer further down         | DEP[responseCode=403, responseBody='T_C_NOT_SIGNED']
            given: oauth_refresh_failed
            403 fits                       | code 403 for URL: https://apple.com/session
            403 fits whatever the address  | code 403 for URL: https://ssl.proxy.example/session
            401 fits                       | code 401
            Jamf Pro's exception fits      | com.jamfsoftware.jss.DEP: OAUTH
            in any package and form        | DEP[responseCode=403, responseBody='', message='OAUTH']
            both fit                       | DEP / code 403
            a wrapper repeats its cause    | java.util.concurrent.ExecutionException: com.jamf.DEP: OAUTH / com.jamf.DEP: OAUTH
            """);
        return rows.map(row -> Arguments.of((Object[]) (row.text().strip() + " | " + row.why()).split(" \\| ?", -1)));
    }

    private static String written(String cause) {
        return cause.replace("code ", "java.io.IOException: Server returned HTTP response code: ")
                .replace("tunnel ", "java.io.IOException: Unable to tunnel through proxy. Proxy returns ")
                .replace("DEP", "DeviceEnrollmentProgramException")
                .replace("OAUTH", "An error occurred during oauth token refresh");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("exceptions")
    void a_fault_of_the_network_may_be_the_message_itself_or_the_line_below(
            String expected, String rule, String cause) {
        assumeTrue(expected.endsWith("network") && !cause.matches("code.*|.*(?: / |; ).*"));

        for (String message : List.of("", "Sync failed\n", "DEP: OAUTH\n")) {
            assertThat(outcome(written(message + cause))).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("exceptions")
    void an_exception_must_fit_the_message(String ofMessageAlone, String rule, String causes) {
        String ofStatedAnswer = ofMessageAlone.endsWith("network") ? ofMessageAlone : "token_rejected";
        for (String indent : List.of("", "\t\t")) {
            String below = "\n\tat some.Frame"
                    + Stream.of(causes.split(" / ", -1))
                            .map(cause -> "\n" + indent + "Caused by: " + written(cause))
                            .collect(joining())
                    + "\n\t... 2 more";

            assertThat(outcome(
                            "DeviceEnrollmentProgramException: An error occurred during oauth token refresh" + below))
                    .as(rule)
                    .isEqualTo(ofMessageAlone);
            assertThat(outcome("DeviceEnrollmentProgramException[responseBody='token_rejectedForbidden', " + OAUTH
                            + below))
                    .as(rule)
                    .isEqualTo(ofStatedAnswer);
        }
    }

    @Test
    void a_frame_is_no_cause() {
        assertThat(outcome("DeviceEnrollmentProgramException: An error occurred during oauth token refresh\n"
                        + "\tat java.net.SocketTimeoutException.frame(Some.java:1)"))
                .isEqualTo("oauth_refresh_failed");
    }

    @Test
    void a_sighting_has_the_records_time_and_first_line() {
        String line = "2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                + "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException: "
                + "An error occurred during oauth token refresh";

        Sighting sighting = recognise(line + "\n\tat some.Frame").orElseThrow();

        assertThat(sighting)
                .isEqualTo(new Sighting(
                        Cause.OAUTH_REFRESH_FAILED,
                        false,
                        "ade-oauth-refresh-failed",
                        Instant.parse("2026-11-24T22:32:43.697Z"),
                        line));
    }

    @Test
    void every_layout_gives_the_same_sighting() {
        for (Signature signature : withAClass()) {
            for (String example : signature.mustMatch()) {
                LogRecord record = signature.example(example).orElseThrow();
                ClassField field = record.classFields().stream()
                        .filter(candidate -> signature.classes().stream()
                                .map(ClassField::printed)
                                .anyMatch(ClassField.printed(candidate.name())::equals))
                        .findFirst()
                        .orElseThrow();
                String message = record.messageAfter(field)
                        + (record.continuation().isEmpty() ? "" : "\n" + record.continuation());
                for (String layout : layouts(field.name())) {
                    assertThat(signatureOf(layout + message))
                            .as(layout + message)
                            .contains(signature.id());
                }
            }
        }
    }

    @Test
    void a_record_that_merely_contains_a_signature_is_none() {
        for (Signature signature : withAClass()) {
            for (String example : signature.mustMatch()) {
                String text = example.lines().findFirst().orElseThrow();
                for (String layout : layouts("PolicyHelper")) {
                    assertThat(signatureOf(layout + text)).as(layout + text).isEmpty();
                    assertThat(signatureOf(layout + "Policy " + text + " saved"))
                            .as(text)
                            .isEmpty();
                    assertThat(signatureOf(layout + "Policy saved\n" + text.replaceFirst("^\\d{4}-", "x")))
                            .as(text)
                            .isEmpty();
                }
                for (String layout : layouts(SYNC)) {
                    assertThat(signatureOf(layout + "Computer " + text + " added"))
                            .as(text)
                            .isEmpty();
                }
            }
        }
    }

    /** Without its further lines a record may report less, never something else. */
    @Test
    void a_cut_example_never_reports_something_else() {
        for (Signature signature : SIGNATURES.all()) {
            for (String example : signature.mustMatch()) {
                for (int length = 0; length < example.length(); length++) {
                    String cut = example.substring(0, length);
                    assertThat(signature
                                    .example(cut)
                                    .flatMap(SIGNATURES::signatureOf)
                                    .flatMap(Signature::cause))
                            .as(cut)
                            .isIn(
                                    Optional.empty(),
                                    signature.cause(),
                                    statesNoAnswer(cut) ? Optional.of(Cause.OAUTH_REFRESH_FAILED) : Optional.empty(),
                                    // That is: a person must read it.
                                    Optional.of(Cause.BAD_REQUEST));
                }
            }
        }
    }

    /** The assessment depends on two ids: Jamf Pro's own check, and Apple's 400. */
    @Test
    void the_ids_that_the_assessment_uses_exist() {
        assertThat(SIGNATURES.all()).extracting(Signature::id).contains("ade-expired-token", "ade-bad-request");
    }

    private static boolean statesNoAnswer(String cut) {
        return cut.contains("\n") || cut.matches(".*Exception: An error occurred during oauth token refresh?");
    }

    @Test
    void random_text_is_never_a_sighting() {
        long seed = 4711;
        Random random = new Random(seed);
        List<String> words =
                List.of(("DeviceEnrollmentProgramException|responseBody=|'|[|]| - |403: |Forbidden|token|_|expired|"
                                + "message=|responseCode=|\n|Caused by: |\u0000|\ud83d|İ|: |com.jamf.|x")
                        .split("\\|", -1));
        for (int run = 0; run < 5_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(words.get(random.nextInt(words.size())));
            }
            List<String> layouts = layouts(SYNC);
            String line = layouts.get(random.nextInt(layouts.size())) + text;
            assertThat(signatureOf(line))
                    .as("seed %d, run %d: %s", seed, run, line)
                    .isEmpty();
        }
    }

    private static List<String> layouts(String className) {
        String printed = String.format(Locale.ROOT, "%-25.25s", ClassField.printed(className));
        return List.of(
                "2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [" + printed + "] - ",
                "2026-11-24T22:32:43,697 [WARN ] [duledPool-8] [" + printed + "] - ",
                "2026-11-24 22:32:43 ERROR " + className + ": - ",
                "2026-11-24 22:32:43 ERROR " + className + ":123 - ",
                "2026-11-24 22:32:43,697 +0100 [ERROR] [duledPool-8] [" + className + "] - ",
                "12:01:10 [" + printed + "] - ");
    }

    @Test
    void an_expired_push_certificate_is_a_reason_for_a_network_fault() {
        assertThat(outcome("2026-11-24 09:02:11,004 [ERROR] [Thread-42] [PushService] - APNs Certificate is expired.\n"
                        + "Caused by: javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_expired"))
                .isEqualTo("certificate_expired");
    }

    private Optional<Sighting> recognise(String text) {
        return Example.record(text, SYNC).flatMap(SIGNATURES::recognise);
    }

    private Optional<String> signatureOf(String text) {
        return Example.record(text, SYNC).flatMap(SIGNATURES::signatureOf).map(Signature::id);
    }

    private String outcome(String text) {
        return recognise(text)
                .map(sighting -> sighting.cause().key() + (sighting.network() ? " network" : ""))
                .orElse("none");
    }

    private static Stream<Arguments> publishedLines() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SignaturesTest.class.getResourceAsStream("/signatures/published-lines.tsv")),
                StandardCharsets.UTF_8))) {
            return reader
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(columns -> Arguments.of(columns[0], columns[3]))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Signature> withAClass() {
        return SIGNATURES.all().stream()
                .filter(signature -> !signature.classes().equals(List.of("*")))
                .toList();
    }
}
