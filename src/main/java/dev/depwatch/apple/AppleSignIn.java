package dev.depwatch.apple;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.http.Bearer;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The access token that requests carry: asked for with an assertion that the API account's key signs, used until a
 * little before it ends. Each assertion is made for one request, and lives for minutes.
 */
final class AppleSignIn {
    /** Whom an assertion is for, whatever the address that it is sent to. */
    private static final String AUDIENCE = "https://account.apple.com/auth/oauth2/v2/token";

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** Apple allows 180 days. Long enough for clocks that differ by a few minutes. */
    private static final Duration ASSERTION_LIFE = Duration.ofMinutes(10);

    private final OrganizationConfig config;
    private final SigningKey key;
    private final AppleServer server;
    private Optional<Bearer> current = Optional.empty();

    AppleSignIn(OrganizationConfig config, AppleServer server) {
        this.config = config;
        this.key = SigningKey.of(config.privateKey());
        this.server = server;
    }

    /** The value of the header {@code Authorization}. */
    String authorization() throws ReadException, InterruptedException {
        if (current.filter(known -> known.isUsable(server.now())).isEmpty()) {
            current = Optional.of(fetch());
        }
        return current.get().header();
    }

    /** Apple no longer takes the token, whatever its life was to be. */
    void forget() {
        current = Optional.empty();
    }

    private Bearer fetch() throws ReadException, InterruptedException {
        Instant asked = server.now();
        Http.Response response = server.post("grant_type=client_credentials&client_id=" + encoded(config.clientId())
                + "&client_assertion_type=" + encoded(ASSERTION_TYPE)
                + "&client_assertion=" + encoded(assertion(asked))
                + "&scope=" + encoded(config.scope().word()));
        int status = response.status();
        if (status == 400 || status == 401 || status == 403) {
            throw refused(response);
        }
        if (status != 200) {
            throw server.unexpected(response);
        }
        return Bearer.of(server.object(response), asked)
                .orElseThrow(() -> server.answer("gave no usable access token: report it"));
    }

    /** The answer may say why by one word; the rest of it may repeat what was sent. */
    private ReadException refused(Http.Response response) throws ReadException {
        String error = server.object(response).path("error").asText("");
        String refuses = server.name() + " refuses ";
        if (error.equals("invalid_scope")) {
            return new ReadException(
                    Reason.CREDENTIALS,
                    refuses + config.account() + " the scope " + config.scope().word() + " (HTTP " + response.status()
                            + ", invalid_scope): set scope to the product that the account is of, business or school");
        }
        if (Bearer.rejectsClient(error)) {
            return new ReadException(
                    Reason.CREDENTIALS,
                    refuses + "the key of " + config.account() + " (HTTP " + response.status() + ", " + error
                            + ")"
                            + server.remedy("clientId, keyId and privateKeyFile, and at Apple that the account is there"
                                    + " and its key is not revoked"));
        }
        return server.answer("refuses to sign in " + config.account() + " (HTTP " + response.status() + ")"
                + server.said(response) + server.remedy("clientId and scope"));
    }

    /** A JWT (RFC 7523) that says who asks; used once. */
    private String assertion(Instant now) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put("alg", "ES256").put("kid", config.keyId()).put("typ", "JWT");
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("iss", config.clientId()).put("sub", config.clientId()).put("aud", AUDIENCE);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond())
                .put("exp", now.plus(ASSERTION_LIFE).getEpochSecond());
        String signed = base64(header.toString().getBytes(UTF_8)) + "."
                + base64(claims.toString().getBytes(UTF_8));
        return signed + "." + base64(key.sign(signed));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
