package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.http.Bearer;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import dev.depwatch.inventory.jamf.JamfCredentials.UserPassword;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bearer token that signs requests: fetched when needed, renewed shortly before it ends. */
final class AccessTokens {
    private static final String BASIC_PATH = "/api/v1/auth/token";

    private final JamfHttpClient jamf;
    private Optional<Bearer> current = Optional.empty();

    AccessTokens(JamfHttpClient jamf) {
        this.jamf = jamf;
    }

    /** The value of the header {@code Authorization}. */
    String authorization() throws ReadException, InterruptedException {
        if (current.filter(known -> known.isUsable(jamf.now())).isEmpty()) {
            current = fetched();
        }
        return current.orElseThrow(() -> jamf.answer(
                        "gave no usable access token: " + jamf.server().checkAddress()))
                .header();
    }

    /** Forgets the token, because the server rejects it before its end. */
    void forget() {
        current = Optional.empty();
    }

    /** Empty for an answer without a usable one. */
    private Optional<Bearer> fetched() throws ReadException, InterruptedException {
        JamfCredentials credentials = jamf.server().credentials();
        return credentials instanceof ClientCredentials client ? fetched(client) : fetched((UserPassword) credentials);
    }

    private Optional<Bearer> fetched(ClientCredentials client) throws ReadException, InterruptedException {
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", JamfApi.JSON);
        String form = "grant_type=client_credentials&client_id=" + encoded(client.clientId()) + "&client_secret="
                + encoded(client.clientSecret().reveal());
        Instant asked = jamf.now();
        List<String> paths = jamf.server().signInPaths();
        String path = paths.get(0);
        Http.Response response = jamf.signIn(path, headers, form);
        if (response.status() == 404 && paths.size() > 1) {
            path = paths.get(1);
            response = jamf.signIn(path, headers, form);
        }
        int status = response.status();
        if (status == 401
                || status == 403
                || (status == 400
                        && Bearer.rejectsClient(
                                jamf.json(response).path("error").asText("")))) {
            throw rejected("client id or client secret", response);
        }
        if (status != 200) {
            // Where both are missing, a failure that lasts has one sentence.
            throw jamf.unexpected(status, status == 404 ? paths.get(0) : path);
        }
        return Bearer.of(jamf.json(response), asked);
    }

    private Optional<Bearer> fetched(UserPassword user) throws ReadException, InterruptedException {
        Instant asked = jamf.now();
        byte[] pair = (user.username() + ":" + user.password().reveal()).getBytes(StandardCharsets.UTF_8);
        String basic = "Basic " + Base64.getEncoder().encodeToString(pair);
        Http.Response response = jamf.signIn(BASIC_PATH, Map.of("Authorization", basic, "Accept", JamfApi.JSON), "");
        int status = response.status();
        if (status == 401 || status == 403) {
            throw rejected("user name or password", response);
        }
        if (status != 200) {
            throw jamf.unexpected(status, BASIC_PATH);
        }
        JsonNode answer = jamf.json(response);
        Duration life = ServerClock.time(answer.path("expires").asText(""))
                .map(expires -> Duration.between(asked, jamf.serverClock().here(expires)))
                .orElse(Duration.ZERO);
        return Bearer.of(answer.path("token").asText(""), asked, life);
    }

    private ReadException rejected(String what, Http.Response response) {
        return new ReadException(
                Reason.CREDENTIALS,
                jamf.name() + " rejects the " + what + " of " + jamf.account() + " (" + response + "): "
                        + jamf.server().checkCredentials() + JamfHttpClient.orByProxy(response));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
