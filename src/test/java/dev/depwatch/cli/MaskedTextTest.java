package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.cli.MaskedText.StandIns;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTextTest {
    /** Published words of Jamf Pro and of Apple, from the samples' sources: a report of them must be of use. */
    static Stream<String> published() {
        return Stream.of(
                "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException: An error"
                        + " occurred during oauth token refresh",
                "DeviceEnrollmentProgramException[responseCode=403, responseBody='T_C_NOT_SIGNED', message='An error"
                        + " occurred during oauth token refresh']",
                "DeviceEnrollmentProgramException[responseCode=403, responseBody='token_rejectedForbidden', message='An"
                        + " error occurred during oauth token refresh']",
                "DeviceEnrollmentProgramException[message='Cannot create a connection for an expired token']",
                "403 The organization has not accepted latest Terms and Conditions of the program",
                "403: SERVER_INACTIVE",
                "400 response from Device Enrollment Program indicating one of the following:",
                "javax.net.ssl.SSLHandshakeException: Received fatal alert: decode_error",
                "Client context for admin account doesn't match",
                "Error parsing service token",
                "JAMFPushProxyConnection eEnrollmentProgramRequest OAuthToken",
                "APNs Certificate is expired.",
                "Caused by: java.io.IOException: Server returned HTTP response code: 403 for URL:"
                        + " https://mdmenrollment.apple.com/session",
                "<html><head><title>Service unavailable</title></head>",
                "{\"error\":\"token_rejected\", \"message\" : \"The token is not valid\"}");
    }

    /** Nobody has seen the further ones in a log: a new answer must be readable, or no signature can be written. */
    @ParameterizedTest
    @MethodSource("published")
    @ValueSource(
            strings = {
                "DeviceEnrollmentProgramException[responseCode=403, responseBody='ACCOUNT_LOCKED', message='New']",
                "403: token_suspendedForbidden",
                "invalid_grant",
                "additional_authorization_required",
                "ORGANIZATION_SUSPENDED",
                "FEDERATION_REQUIRED clock_skew MFA_REQUIRED LOCATION_CLAIMED",
                "no suitable HttpMessageConverter found for response type and content type text/html",
                "Remote host terminated the handshake: certificate_unknown, unexpected EOF",
                "Cannot refresh token: ACCOUNT_LOCKED",
                "The account of the token's creator has lost its role in Apple School Manager",
                "403 Forbidden: \"{\"error\":\"invalid_client\"}\"",
                "I/O error, message: \"The token is not valid\", reason: 'Too many requests'",
                "got HTTP/1.1 403 Forbidden",
                "Error parsing service token: Unexpected character",
                "{\"errorMessage\":\"The server has revoked the sToken.\",\"errorNumber\":9625,\"status\":-1}",
                "java.net.UnknownHostException: mdmenrollment.apple.com",
                "request for \"https://mdmenrollment.apple.com/session\": Connection reset",
                "org.springframework.web.client.ResourceAccessException: Too many requests"
            })
    void the_words_of_jamf_pro_and_of_apple_stay_and_those_of_an_answer_that_is_new(String text) {
        assertThat(masked(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Token 4711 of it-admin@example.org       | Token <number-1> of <email-1>
                    Token "School Zürich" failed             | Token "<text-1>" failed
                    refused by "token_rejected"              | refused by "token_rejected"
                    on jamf.example.org:8443 (10.1.2.3)      | on <host-1>:<number-1> (<host-2>)
                    on fileserver, on FILESERVER             | on <word-1>, on <word-2>
                    for Erika Mustermann, J. Doe and Łukasz  | for <word-1> <word-2>, <word-3>. <word-4> and <word-5>
                    Erika's token, Erika again               | <word-1> token, <word-2> again
                    iPad-of-Erika and Room-12                | <word-1> and <id-1>
                    at https://jamf.example.org/token?x=Erika | at <url-1>
                    at https://mdmenrollment.apple.com/Erika?cursor=Erika&x=1 | at https://mdmenrollment.apple.com/<word-1>?cursor=<value-1>&<word-2>=<value-2>
                    at https://apple.com.example.org/session | at <url-1>
                    at https://erika@apple.com/              | at <url-1>
                    User@6f7dd030 of C02XK1ABJG5J            | <email-1> of <id-1>
                    com.jamfsoftware.vpp.User@6f7dd030       | com.jamfsoftware.vpp.User@<id-1>
                    java.erika.example                       | <host-1>
                    status=FORBIDDEN, user=token, name="a b" | status=FORBIDDEN, user=<value-1>, name="<value-2>"
                    4C5D6E7F-0000-1111-2222-333344445555     | <id-1>
                    C:\\Users\\Erika and /home/erika         | <word-1>:\\Users\\<word-2> and /<word-3>/<word-4>
                    Bearer abcdefgh, password: swordfish     | Bearer ***, password: ***
                    Token → “Erika”                          | Token ? ?<word-1>?
                    T_C_NOT_SIGNED_BY_ERIKA                  | <word-1>
                    com.jamfsoftware.erika@ed.example.org    | <email-1>
                    2001:db8::200:403, ad:be:ca:db:aa:00     | <id-1>, <id-2>
                    since 2026-11-24T22:30:00,123 at 22:31:00 | since <id-1> at <id-2>
                    on jamf-server, mail-proxy.local         | on <word-1>, <host-1>
                    iPad 403, status 403 (error number: 9625) | iPad <number-1>, status 403 (error number: 9625)
                    errorCode=1045, code=1045, id=9625       | errorCode=1045, code=<number-1>, id=<value-1>
                    {\\"error\\":\\"denied\\",\\"name\\":\\"Server\\"} | {\\"error\\":\\"denied\\",\\"name\\":\\"<value-1>\\"}
                    User[id=7,name=Erika Read,owner=Max Server] | User[id=<value-1>,name=<value-2>,owner=<value-3>]
                    responseBody='<html                      | responseBody='<html
                    from "https://jamf.example.org/token"    | from "<url-1>"
                    ErikaException and SomeNewServiceError   | ErikaException and SomeNewServiceError
                    """)
    void everything_else_gets_a_stand_in(String text, String expected) {
        assertThat(masked(text)).isEqualTo(expected);
    }

    @Test
    void the_same_text_has_the_same_stand_in_in_all_of_a_report() {
        StandIns standIns = new StandIns();

        assertThat(Stream.of("for erika", "for max, for erika", "for max")
                        .map(line -> new MaskedText("", line).text(standIns)))
                .containsExactly("for <word-1>", "for <word-2>, for <word-1>", "for <word-2>");
    }

    @Test
    void two_lines_that_differ_in_what_is_replaced_have_one_form() {
        assertThat(Stream.of("a@example.org", "Erika", "Erika's Room-12", "J. Doe")
                        .map(name -> new MaskedText("", "Token of " + name + " expired").form()))
                .containsOnly("Token of <> expired");
    }

    /** What an administrator would not want to see in public, wherever it stands and whatever stands beside it. */
    @Test
    void no_canary_passes() {
        List<String> canaries =
                List.of(("canary Canary.Name canary@example.org canary.example.org CANARY-12 canaryToken token_canary "
                                + "Canary's cänary canary/secret canary+secret== C4N4RY")
                        .split(" ", -1));
        List<String> around = List.of(
                ("| |, |=| = |: |'|\"|\"message\":\"|message='|[|]|(|@|://|https://|.apple.com|java.|&|?|\\|/|_|"
                                + "$|-|\u200B|403 |::|ab:|\\\"|\"http|name=|, name=|]")
                        .split("\\|", -1));
        Random random = new Random(34);
        for (int i = 0; i < 4_000; i++) {
            String text = IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(part -> around.get(random.nextInt(around.size()))
                            + (random.nextBoolean() ? canaries.get(random.nextInt(canaries.size())) : "token")
                            + around.get(random.nextInt(around.size())))
                    .reduce("", String::concat);

            assertThat(masked(text)).as(text).doesNotContainIgnoringCase("canary", "c4n4ry", "cänary", "nary");
        }
    }

    private static String masked(String text) {
        return new MaskedText("", text).text(new StandIns());
    }
}
