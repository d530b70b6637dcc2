package dev.depwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentSecretsTest {
    private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJkZXB3YXRjaCJ9.c2lnbmF0dXJlLW9mLWEtdG9rZW4";
    private static final String SECRET = "x9/K+ein Geheimnis";
    private static final String PASSWORD = "pässword:7";

    private final SentSecrets sent = new SentSecrets();

    static Stream<Arguments> forms() {
        return Stream.of(
                form("as it is", text -> text),
                form("in capitals", text -> text.toUpperCase(java.util.Locale.ROOT)),
                form("spread", text -> String.join(" ", text.split(""))),
                form("between characters that are not shown", text -> String.join("\u200B\uFE0F", text.split(""))),
                form("after many that are left out", text -> "\u2605" + "\uFE0F".repeat(5_000) + text),
                form("over two lines", text -> text.substring(0, 5) + "\n\t" + text.substring(5)),
                form(
                        "percent-encoded",
                        text -> URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20")),
                form(
                        "each character percent-encoded",
                        text -> HexFormat.of().withPrefix("%").formatHex(text.getBytes(StandardCharsets.UTF_8))),
                form("escaped in JSON", text -> text.replace("e", "\\u0065").replace("/", "\\/")),
                form("in base64", SentSecretsTest::base64),
                form("in base64 with what stands before", text -> base64("user:" + text)),
                form("in base64 without padding", text -> base64("u:" + text).replace("=", "")));
    }

    private static Arguments form(String name, UnaryOperator<String> form) {
        return Arguments.of(name, form);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void a_text_with_a_credential_that_was_sent_is_masked(String name, UnaryOperator<String> form) {
        sent.note(Map.of("Authorization", "Bearer " + TOKEN), "");
        sent.note(
                Map.of(),
                "grant_type=client_credentials&client_secret=" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8));
        sent.note(Map.of("Authorization", "Basic " + base64("user:" + PASSWORD)), "");

        for (String secret : new String[] {TOKEN, SECRET, PASSWORD}) {
            assertThat(sent.cleanse("what came was \"" + form.apply(secret) + "\", which is refused"))
                    .isEqualTo("***");
        }
    }

    @Test
    void a_part_of_a_token_is_masked_too() {
        sent.note(Map.of("Authorization", "Bearer " + TOKEN), "");

        assertThat(sent.cleanse("refused: " + TOKEN.substring(0, 20) + "...")).isEqualTo("***");
        assertThat(sent.cleanse("refused: ..." + TOKEN.substring(TOKEN.length() - 40)))
                .isEqualTo("***");
    }

    @Test
    void an_assertion_is_masked() {
        sent.note(Map.of(), "client_id=BUSINESSAPI.1&client_assertion=" + TOKEN + "&scope=business.api");

        assertThat(sent.cleanse("bad assertion " + TOKEN)).isEqualTo("***");
        assertThat(sent.cleanse("the client BUSINESSAPI.1 has no scope business.api"))
                .isEqualTo("the client BUSINESSAPI.1 has no scope business.api");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Jamf Pro — Gebäude 7",
                "token_rejected: the token for the server is no longer valid",
                "it-admin@example.org",
                "677cab70-fe18-11e2-b778-0800200c9a66",
                "100 %",
                "a%zzb",
                "C:\\users"
            })
    void other_text_stays(String text) {
        assertThat(sent.cleanse(text)).isEqualTo(text);

        sent.note(Map.of("Authorization", "Bearer " + TOKEN), "client_secret=short");

        assertThat(sent.cleanse(text)).isEqualTo(text);
    }
}
