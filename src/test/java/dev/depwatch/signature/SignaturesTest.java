package dev.depwatch.signature;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
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
        Optional<Sighting> sighting = recognise(text);

        assertThat(sighting.map(SignaturesTest::outcome).orElse("none")).isEqualTo(expected);
    }

    @Test
    void published_examples_are_published() {
        List<String> published =
                publishedLines().map(row -> (String) row.get()[1]).toList();

        assertThat(entries().flatMap(entry -> entry.published().stream())).isSubsetOf(published);
        assertThat(published.stream().filter(text -> signatureOf(text).isPresent()))
                .allSatisfy(text -> assertThat(entries())
                        .anyMatch(entry -> entry.published().contains(text)));
    }

    @Test
    void every_built_in_example_holds() {
        List<String> problems = new ArrayList<>();

        Signatures.builtInFiles(problems).forEach(file -> SIGNATURES.prove(file, problems));

        assertThat(problems).isEmpty();
        assertThat(SIGNATURES.all()).hasSizeGreaterThan(15);
        assertThat(SIGNATURES.all()).extracting(Signature::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "the body decides before the code~[responseCode=500, responseBody='T_C_NOT_SIGNED', message='X']~terms_not_signed",
                "the body decides before the message~[responseCode=403, responseBody='token_rejectedForbidden', message='The DEP service reported an error.']~token_rejected",
                "a body without code or message~[responseBody='FORBIDDEN']~forbidden",
                "a body glued to another reason~[responseCode=401, responseBody='token_expiredUnauthorized']~token_expired",
                "FORBIDDEN is exactly that~[responseCode=403, responseBody='FORBIDDENForbidden', message='An error occurred during oauth token refresh']~bad_request",
                "a proxy's page is no answer of Apple's~[responseCode=403, responseBody='<html>FORBIDDEN</html>', message='An error occurred during oauth token refresh']~bad_request",
                "a new word: investigate~[responseCode=403, responseBody='NEW', message='An error occurred during oauth token refresh']~bad_request",
                "a bad gateway: wait~[responseCode=502, responseBody='NEW', message='An error occurred during oauth token refresh']~service_error",
                "too many requests: wait~[responseCode=429, message='An error occurred during oauth token refresh']~service_error",
                "403 without a body names no answer~[responseCode=403, message='An error occurred during oauth token refresh']~oauth_refresh_failed",
                "401 with an empty body names no answer~[responseCode=401, responseBody='', message='An error occurred during oauth token refresh']~oauth_refresh_failed",
                "the message alone names no answer~[message='An error occurred during oauth token refresh']~oauth_refresh_failed",
                "400 without a body: investigate~[responseCode=400, message='An error occurred during oauth token refresh']~bad_request",
                "the service's error without a body: wait~[responseCode=403, message='The DEP service reported an error.']~service_error",
                "invalid options are no token's problem~[responseCode=400, responseBody='X', message='The DEP service reported that invalid options were submitted.']~none",
                "an answer to another request is none~[responseCode=404, responseBody='NOT_FOUND', message='Device not found']~none",
            })
    void the_answer_decides_first_then_the_code_then_the_message(String rule, String exception, String expected) {
        for (String prefix : List.of("", "com.jamfsoftware.jss.objects.streamlinedenrollment.service.")) {
            Optional<Sighting> sighting = recognise(prefix + "DeviceEnrollmentProgramException" + exception);

            assertThat(sighting.map(SignaturesTest::outcome).orElse("none")).isEqualTo(expected);
        }
    }

    /** In the table, "code" stands for the JDK's sentence, and "/" parts one cause from the next. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            service_error network | an untrusted TLS certificate          | javax.net.ssl.SSLHandshakeException: PKIX path building failed
            service_error network | a TLS connection that breaks          | javax.net.ssl.SSLException: Connection reset
            service_error network | no DNS                                | java.net.UnknownHostException: mdmenrollment.apple.com
            service_error network | a closed port                         | java.net.ConnectException: Connection refused
            service_error network | no route                              | java.net.NoRouteToHostException: No route to host
            service_error network | a connection that breaks              | java.net.SocketException: Connection reset
            service_error network | a time-out                            | java.net.SocketTimeoutException: Read timed out
            service_error network | a time-out of the JDK's client        | java.net.http.HttpConnectTimeoutException: HTTP connect timed out
            service_error network | a proxy that does not answer          | org.apache.http.conn.HttpHostConnectException: Connect to proxy failed
            service_error network | a cause without a text                | java.net.SocketTimeoutException
            service_error network | a connection closed without an answer | org.apache.http.NoHttpResponseException: mdmenrollment.apple.com:443 failed to respond
            service_error network | a proxy that requires a password      | java.io.IOException: Unable to tunnel through proxy. Proxy returns "HTTP/1.1 407 Proxy Authentication Required"
            service_error network | a proxy that forbids                  | java.io.IOException: Unable to tunnel through proxy. Proxy returns "HTTP/1.1 403 Forbidden"
            service_error network | 407 is a proxy's code                 | code 407 for URL: https://mdmenrollment.apple.com/session
            service_error network | a TLS connection cut off              | java.io.EOFException: SSL peer shut down incorrectly
            service_error network | a rejected certificate                | java.security.cert.CertificateException: No subject alternative names present
            service_error network | an untrusted certificate              | sun.security.validator.ValidatorException: PKIX path building failed
            service_error network | a certificate without a path          | sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target
            service_error network | a time-out by interruption            | java.io.InterruptedIOException: timeout
            service_error network | an answer that is not HTTP            | org.apache.http.client.ClientProtocolException
            service_error network | of several causes the network decides | java.lang.RuntimeException: x / code 403 / java.net.ConnectException: Connection refused
            service_error network | even on one line                      | java.lang.RuntimeException: x; Caused by: java.net.ConnectException: Connection refused
            service_error         | 500 comes from the service            | code 503 for URL: https://mdmenrollment.apple.com/session
            service_error         | so do too many requests               | code 429
            service_error         | Jamf Pro's exception may name it      | DeviceEnrollmentProgramException[responseCode=503, message='x']
            service_error         | of several causes the service decides | java.lang.RuntimeException: x / code 500
            bad_request           | nothing at that address               | java.io.FileNotFoundException: https://mdmenrollment.apple.com/session
            bad_request           | wherever that is                      | java.io.FileNotFoundException: https://proxy.example/session
            bad_request           | 400: investigate                      | code 400
            bad_request           | an error in Jamf Pro                  | java.lang.NullPointerException
            bad_request           | an end of data that may be a file's   | java.io.EOFException
            bad_request           | a name that merely resembles one      | com.example.ReconnectExceptional: x
            bad_request           | a code that merely begins like one    | code 4030
            bad_request           | every cause must fit                  | java.lang.IllegalStateException / code 403
            bad_request           | an empty cause                        | ''
            terms_not_signed      | an answer further down                | DeviceEnrollmentProgramException[responseCode=403, responseBody='T_C_NOT_SIGNED', message='x']
            oauth_refresh_failed  | 403 fits                              | code 403 for URL: https://mdmenrollment.apple.com/session
            oauth_refresh_failed  | 403 fits whatever the address         | code 403 for URL: https://ssl.proxy.example/session
            oauth_refresh_failed  | 401 fits                              | code 401
            oauth_refresh_failed  | Jamf Pro's exception fits             | com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException: An error occurred during oauth token refresh
            oauth_refresh_failed  | in any package and form               | DeviceEnrollmentProgramException[responseCode=403, responseBody='', message='An error occurred during oauth token refresh']
            oauth_refresh_failed  | both fit                              | DeviceEnrollmentProgramException / code 403
            """)
    void an_exception_must_fit_the_message(String ofMessageAlone, String rule, String causes) {
        String ofStatedAnswer = ofMessageAlone.endsWith("network") ? ofMessageAlone : "token_rejected";
        for (String indent : List.of("", "\t\t")) {
            String below = "\n\tat some.Frame"
                    + Stream.of(causes.split(" / ", -1))
                            .map(cause -> "\n" + indent + "Caused by: "
                                    + cause.replace(
                                            "code ", "java.io.IOException: Server returned HTTP response code: "))
                            .collect(joining())
                    + "\n\t... 2 more";

            assertThat(recognise("DeviceEnrollmentProgramException: An error occurred during oauth token refresh"
                                    + below)
                            .map(SignaturesTest::outcome))
                    .as(rule)
                    .contains(ofMessageAlone);
            assertThat(recognise("DeviceEnrollmentProgramException[responseBody='token_rejectedForbidden', " + OAUTH
                                    + below)
                            .map(SignaturesTest::outcome))
                    .as(rule)
                    .contains(ofStatedAnswer);
        }
    }

    @Test
    void a_frame_is_no_cause() {
        assertThat(recognise("DeviceEnrollmentProgramException: An error occurred during oauth token refresh\n"
                                + "\tat java.net.SocketTimeoutException.frame(Some.java:1)")
                        .map(SignaturesTest::outcome))
                .contains("oauth_refresh_failed");
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
        for (SignatureEntry entry : entries().toList()) {
            for (String example : examples(entry)) {
                LogRecord record = entry.example(example).orElseThrow();
                ClassField field = record.classFields().stream()
                        .filter(candidate -> entry.signature().classes().stream()
                                .map(ClassField::printed)
                                .anyMatch(ClassField.printed(candidate.name())::equals))
                        .findFirst()
                        .orElseThrow();
                String message = record.messageAfter(field)
                        + (record.continuation().isEmpty() ? "" : "\n" + record.continuation());
                for (String layout : layouts(field.name())) {
                    assertThat(signatureOf(layout + message))
                            .as(layout + message)
                            .contains(entry.signature().id());
                }
            }
        }
    }

    @Test
    void a_record_that_merely_contains_a_signature_is_none() {
        for (SignatureEntry entry : entries().toList()) {
            for (String example : examples(entry)) {
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
        for (SignatureEntry entry : entries().toList()) {
            for (String example : examples(entry)) {
                for (int length = 0; length < example.length(); length++) {
                    String cut = example.substring(0, length);
                    assertThat(entry.example(cut)
                                    .flatMap(SIGNATURES::signatureOf)
                                    .flatMap(Signature::cause))
                            .as(cut)
                            .isIn(
                                    Optional.empty(),
                                    entry.signature().cause(),
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
        assertThat(entries().map(entry -> entry.signature().id())).contains("ade-expired-token", "ade-bad-request");
    }

    private static boolean statesNoAnswer(String cut) {
        return cut.contains("\n") || cut.matches(".*Exception: An error occurred during oauth token refresh?");
    }

    @Test
    void random_text_is_never_a_sighting() {
        long seed = 4711;
        Random random = new Random(seed);
        List<String> words = List.of(
                "DeviceEnrollmentProgramException",
                "responseBody=",
                "'",
                "[",
                "]",
                " - ",
                "403: ",
                "Forbidden",
                "token",
                "_",
                "expired",
                "message=",
                "responseCode=",
                "\n",
                "Caused by: ",
                "\u0000",
                "\ud83d",
                "İ",
                ": ",
                "com.jamf.",
                "x");
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

    private static Stream<SignatureEntry> entries() {
        List<String> problems = new ArrayList<>();
        List<SignatureFile> files = Signatures.builtInFiles(problems);
        assertThat(problems).isEmpty();
        return files.stream().flatMap(file -> file.entries().stream());
    }

    private static List<String> examples(SignatureEntry entry) {
        return Stream.concat(entry.published().stream(), entry.matches().stream())
                .toList();
    }

    private Optional<Sighting> recognise(String text) {
        return Example.record(text, SYNC).flatMap(SIGNATURES::recognise);
    }

    private Optional<String> signatureOf(String text) {
        return Example.record(text, SYNC).flatMap(SIGNATURES::signatureOf).map(Signature::id);
    }

    private static String outcome(Sighting sighting) {
        return sighting.cause().key() + (sighting.network() ? " network" : "");
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
}
