package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.http.Bearer;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.TokenSourceException.Reason;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import dev.depwatch.inventory.jamf.JamfCredentials.UserPassword;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The bearer token that signs requests: fetched when needed, renewed shortly before it ends. */
final class AccessTokens {
    private static final String BASIC_PATH = "/api/v1/auth/token";
    /** Since Jamf Pro 10.49. */
    private static final String OAUTH_PATH = "/api/oauth/token";
    /** Specified from 11.23.2 on; it may outlast the other path. */
    private static final String NEWER_OAUTH_PATH = "/api/v1/oauth/token";

    private final JamfHttpClient jamf;
    private final JamfCredentials credentials;
    private String oauthPath = OAUTH_PATH;
    private Optional<Bearer> current = Optional.empty();

    AccessTokens(JamfHttpClient jamf, JamfCredentials credentials) {
        this.jamf = jamf;
        this.credentials = credentials;
    }

    /** The value of the header {@code Authorization}. */
    String authorization() throws TokenSourceException, InterruptedException {
        if (current.filter(known -> known.isUsable(jamf.now())).isEmpty()) {
            current = Optional.of(fetch());
        }
        return current.get().header();
    }

    /** Forgets the token, because the server rejects it before its end. */
    void forget() {
        current = Optional.empty();
    }

    private Bearer fetch() throws TokenSourceException, InterruptedException {
        if (credentials instanceof ClientCredentials client) {
            return fetch(client);
        }
        if (credentials instanceof UserPassword user) {
            return fetch(user);
        }
        throw new AssertionError("unknown kind of credentials");
    }

    private Bearer fetch(ClientCredentials client) throws TokenSourceException, InterruptedException {
        Instant asked = jamf.now();
        Http.Response response = requestToken(client);
        if (response.status() == 404) {
            oauthPath = oauthPath.equals(OAUTH_PATH) ? NEWER_OAUTH_PATH : OAUTH_PATH;
            response = requestToken(client);
        }
        int status = response.status();
        if (status == 401 || status == 403 || (status == 400 && rejectsClient(response))) {
            throw rejected("client id or client secret", status);
        }
        if (status == 404) {
            throw jamf.answer("has neither " + OAUTH_PATH + " nor " + NEWER_OAUTH_PATH
                    + " (HTTP 404): check that the url (https://host:8443/context) is Jamf Pro's, with its context and without"
                    + " /api. Jamf Pro before 10.49 needs a user name and a password");
        }
        if (status != 200) {
            throw jamf.unexpected(status, oauthPath);
        }
        JsonNode answer = jamf.json(response);
        return Bearer.of(
                        answer.path("access_token").asText(""),
                        asked,
                        answer.path("expires_in").asLong(0))
                .orElseThrow(this::unusable);
    }

    private Http.Response requestToken(ClientCredentials client) throws TokenSourceException, InterruptedException {
        String form = "grant_type=client_credentials&client_id=" + encoded(client.clientId()) + "&client_secret="
                + encoded(client.clientSecret().reveal());
        return jamf.send(
                "POST",
                oauthPath,
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                form);
    }

    private boolean rejectsClient(Http.Response response) throws TokenSourceException {
        return Bearer.rejectsClient(jamf.json(response).path("error").asText(""));
    }

    private Bearer fetch(UserPassword user) throws TokenSourceException, InterruptedException {
        Instant asked = jamf.now();
        byte[] pair = (user.username() + ":" + user.password().reveal()).getBytes(StandardCharsets.UTF_8);
        Http.Response response = jamf.send(
                "POST",
                BASIC_PATH,
                Map.of(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair),
                        "Accept",
                        "application/json"),
                "");
        int status = response.status();
        if (status == 401 || status == 403) {
            throw rejected("user name or password", status);
        }
        if (status != 200) {
            throw jamf.unexpected(status, BASIC_PATH);
        }
        JsonNode answer = jamf.json(response);
        Duration life = new JsonFields(Map.of("expires", answer.path("expires").asText("")), Map.of())
                .time("expires")
                .map(expires -> Duration.between(asked, jamf.endsHere(expires)))
                .orElse(Duration.ZERO);
        return Bearer.of(answer.path("token").asText(""), asked, life).orElseThrow(this::unusable);
    }

    private TokenSourceException unusable() {
        return jamf.answer("gave no usable access token: check that the url (https://host:8443/context) is Jamf Pro's");
    }

    private TokenSourceException rejected(String what, int status) {
        return new TokenSourceException(
                Reason.CREDENTIALS,
                jamf.name() + " rejects the " + what + " of " + credentials.account() + " (HTTP " + status
                        + "): check both in the configuration, and check in Jamf Pro that the account is enabled and its"
                        + " password has not expired");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
