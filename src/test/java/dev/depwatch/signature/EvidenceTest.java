package dev.depwatch.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            a consumer key~key CK_0123456789abcdef0123 of~key CK_*** of
            the other parts of a token~CS_0123456789ab AT_0123456789ab AS_0123456789ab~CS_*** AT_*** AS_***
            a password~login password=geheim, user=x~login password=*** user=x
            a quoted password~"password": "ge he im", x~"password": ***, x
            a quote that is not closed~password='ge he im~password=***
            a comma in a password~secret=p@ss,GEHEIM x~secret=*** x
            a quote in a quoted password~{"password":"a\\"bGEHEIM"} x~{"password":***} x
            a pass phrase~passphrase=geheim x~passphrase=*** x
            a short pass~pass=geheim x~pass=*** x
            a private key~privateKey=geheim access_key: geheim~privateKey=*** access_key: ***
            a slash in an address's password~at https://root:pa/ss@jamf.example.org x~at https://***@jamf.example.org x
            a client secret~client_secret=abc&grant_type=x~client_secret=***
            an access token~access_token: abc def~access_token: *** def
            a session~X-ADM-Auth-Session: abc~X-ADM-Auth-Session: ***
            an authorization header~Authorization: OAuth realm="ADM", oauth_signature="abc"~Authorization: ***
            a dash after a name is no secret~VppServiceTokenObject: - Error parsing~VppServiceTokenObject: - Error parsing
            a bearer token~got Bearer abcdefgh.ijk-l for~got Bearer *** for
            a web token~eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc x~*** x
            a user in an address~https://user:word@jamf.example.org/x~https://***@jamf.example.org/x
            long base64~sent MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA== x~sent *** x
            long hexadecimal~sha 0123456789abcdef0123456789abcdef01234567~sha ***
            """)
    void secrets_are_masked(String rule, String line, String expected) {
        assertThat(Evidence.of(line)).isEqualTo(expected);
    }

    /** A secret in each form that Java programs, proxies and configurations print. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password := geheim",
                "password:=geheim",
                "password => geheim",
                "clientSecret -> geheim",
                "clientSecret->geheim",
                "auth=geheim",
                "auth: geheim",
                "x-auth=geheim",
                "bearer=geheim",
                "Bearer: geheim",
                "jwt=geheim",
                "access_token%3Dgeheim",
                "access_token%3dgeheim",
                "%22password%22%3A%22geheim%22",
                "&quot;password&quot;:&quot;geheim&quot;",
                "&lt;password&gt;geheim&lt;/password&gt;",
                "params[password]=geheim",
                "{\\\"password\\\":\\\"sehr geheim\\\"}",
                "{'pwd':'geheim'}",
                "`secret`: geheim",
                "passwd=geheim",
                "apikey=geheim",
                "x-api-key: geheim",
                "token: geheim",
                "<password>geheim</password>",
                "<ns:password xsi:type=\"string\">sehr geheim</ns:password>",
                "<clientSecret> geheim </clientSecret>",
                "<password><![CDATA[geheim]]></password>",
                "<key>password</key> <string>sehr geheim</string>",
                "<property name=\"password\">geheim</property>",
                "<login password=\"geheim\"/>",
                "--password geheim",
                "--client-secret \"sehr geheim\"",
                "Authorization: Basic dXNlcjpnZWhlaW0= geheim",
                "Cookie: a=1; b=geheim",
                "Set-Cookie: JSESSIONID=geheim; Path=/",
                "https://user:geheim@jamf.example.org/",
                "https://hooks.slack.com/services/T0/B0/geheim",
                "https://example.webhook.office.com/webhookb2/geheim",
                "https://discord.com/api/webhooks/1/geheim",
                "xoxb-1234-5678-geheim",
            })
    void no_form_of_a_secret_is_shown(String secret) {
        String shown = Evidence.of("before " + secret);

        assertThat(shown).startsWith("before ").doesNotContain("geheim").contains("***");
    }

    static Stream<String> words() {
        return Stream.of(("pass=|passwd=|password=|passphrase=|pwd=|secret=|token=|session=|cookie=|credential=|"
                        + "apikey=|api-key=|api_key=|privatekey=|private-key=|accesskey=|access_key=|signature=|"
                        + "nonce=|authorization: |proxy-authorization: |bearer |basic |\u017Fecret=|"
                        + "pa\u017F\u017Fword=|api_\u212Aey=")
                .split("\\|", -1));
    }

    @ParameterizedTest
    @MethodSource("words")
    void each_word_of_a_secret_counts_in_any_case(String word) {
        assertThat(Evidence.of("x " + word + "geheimgeheim")).isEqualTo("x " + word + "***");
        String capitals = word.toUpperCase(Locale.ROOT);
        assertThat(Evidence.of("x " + capitals + "geheimgeheim")).isEqualTo("x " + capitals + "***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException: An error occurred during oauth token refresh",
                "2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - DeviceEnrollmentProgramException[responseCode=403, responseBody='token_rejectedForbidden', message='An error occurred during oauth token refresh']",
                "the token for the server was rejected, authentication failed: see the password policy",
                "<token/> and </token> are empty",
                "no author: none",
                "2026-11-24 22:32:44 ERROR DeviceEnrollmentInstanceSyncCommServiceWithALongerName: - 403: token_expiredForbidden",
            })
    void other_text_stays(String line) {
        assertThat(Evidence.of(line)).isEqualTo(line);
    }

    @Test
    void it_is_cleaned_before_masking_and_cutting() {
        assertThat(Evidence.of("a\u001b[31m pass\u2028=geheim \u202e\ud83d"))
                .isEqualTo("a\uFFFD[31m pass =*** \uFFFD\uFFFD");
        assertThat(Evidence.of("x ".repeat(149) + "\u0628\u200D\u0628 x"))
                .hasSize(300)
                .endsWith("x \u0628…");
    }

    @Test
    void it_is_cut_to_300_whole_characters() {
        assertThat(Evidence.of("x ".repeat(150))).hasSize(300).endsWith(" ");
        assertThat(Evidence.of("x ".repeat(151))).hasSize(300).endsWith("…");
        assertThat(Evidence.of("\ud83d\ude00".repeat(200))).hasSize(299).endsWith("\ud83d\ude00…");
    }

    @Test
    void a_secret_beyond_the_cut_is_masked_too() {
        assertThat(Evidence.of("x ".repeat(140) + "A1b2".repeat(500))).endsWith("***");
    }
}
