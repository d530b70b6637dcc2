package dev.depwatch.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.depwatch.demo.FaultyServer.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Issues bearer tokens to an API client or a user, and accepts them until they expire. */
final class SimulatedSignIn {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final String clientId;
    private final String renewer;
    private final String clientSecret;
    private final String basic;
    private final Duration accessTokenLife;
    private final InstantSource clock;
    // Guarded by this.
    private final Map<String, Session> accessTokens = new HashMap<>();

    /** What a bearer token is good for, and until when. */
    private record Session(Instant ends, boolean mayChange) {}

    /**
     * @param clientId of the API client that reads
     * @param renewer of the API client whose role may update, with the same secret
     * @param user a name and a password, with a colon between them
     */
    SimulatedSignIn(
            String clientId,
            String renewer,
            String clientSecret,
            String user,
            Duration accessTokenLife,
            InstantSource clock) {
        this.clientId = clientId;
        this.renewer = renewer;
        this.clientSecret = clientSecret;
        this.basic = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        this.accessTokenLife = accessTokenLife;
        this.clock = clock;
    }

    synchronized void forget() {
        accessTokens.clear();
    }

    boolean accepts(SimulatedRequest request) {
        return session(request).isPresent();
    }

    /** Whether its role has privileges to update; that of the reading client has none. */
    boolean mayChange(SimulatedRequest request) {
        return session(request).stream().anyMatch(Session::mayChange);
    }

    private synchronized Optional<Session> session(SimulatedRequest request) {
        String header = request.header("Authorization");
        if (!header.startsWith("Bearer ")) {
            return Optional.empty();
        }
        return Optional.ofNullable(accessTokens.get(header.substring("Bearer ".length())))
                .filter(session -> clock.instant().isBefore(session.ends()));
    }

    Answer oauth(SimulatedRequest request) {
        if (!request.method().equals("POST")) {
            return StrictWebApp.error(405, "POST only");
        }
        if (!request.header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
            return StrictWebApp.error(415, "application/x-www-form-urlencoded only");
        }
        Map<String, String> form = SimulatedRequest.parameters(request.body());
        if (!"client_credentials".equals(form.get("grant_type"))) {
            return Answer.json(400, JSON.objectNode().put("error", "unsupported_grant_type"));
        }
        boolean mayChange = renewer.equals(form.get("client_id"));
        if (!(mayChange || clientId.equals(form.get("client_id"))) || !clientSecret.equals(form.get("client_secret"))) {
            return Answer.json(
                    400,
                    JSON.objectNode()
                            .put("error", "invalid_client")
                            .put("error_description", "client authentication failed")
                            .put("error_uri", "https://www.rfc-editor.org/rfc/rfc6749#section-5.2"));
        }
        return Answer.json(
                200,
                JSON.objectNode()
                        .put("access_token", newAccessToken(mayChange))
                        .put("token_type", "Bearer")
                        .put("scope", "api-role:1")
                        .put("expires_in", accessTokenLife.toSeconds()));
    }

    Answer basic(SimulatedRequest request) {
        if (!request.method().equals("POST")) {
            return StrictWebApp.error(405, "POST only");
        }
        if (!basic.equals(request.header("Authorization"))) {
            return StrictWebApp.error(401, "user name or password are wrong");
        }
        return Answer.json(
                200,
                JSON.objectNode()
                        .put("token", newAccessToken(false))
                        .put("expires", TIME.format(clock.instant().plus(accessTokenLife))));
    }

    private synchronized String newAccessToken(boolean mayChange) {
        String token = "simulated." + UUID.randomUUID();
        Instant now = clock.instant();
        accessTokens.values().removeIf(session -> !now.isBefore(session.ends()));
        accessTokens.put(token, new Session(now.plus(accessTokenLife), mayChange));
        return token;
    }
}
