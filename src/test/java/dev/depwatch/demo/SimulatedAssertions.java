package dev.depwatch.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.depwatch.demo.FaultyServer.Answer;
import dev.depwatch.demo.StrictApple.Access;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes an API account's assertions, each once and with every claim as it must be, and gives out access tokens. */
final class SimulatedAssertions {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String AUDIENCE = "https://account.apple.com/auth/oauth2/v2/token";
    private static final Duration LONGEST_ASSERTION = Duration.ofDays(180);
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    private final Access access;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();
    private final PublicKey key;
    // Guarded by this.
    private final Set<String> used = new HashSet<>();
    private final Map<String, Instant> accessTokens = new HashMap<>();
    private boolean isRevoked;

    /** @param key the API account's */
    SimulatedAssertions(Access access, PublicKey key, InstantSource clock) {
        this.access = access;
        this.key = key;
        this.clock = clock;
    }

    boolean isSchool() {
        return access.scope().equals("school.api");
    }

    synchronized void revokeKey() {
        isRevoked = true;
        accessTokens.clear();
    }

    synchronized void forgetAccessTokens() {
        accessTokens.clear();
    }

    synchronized boolean accepts(String authorization) {
        Instant ends = accessTokens.get(authorization);
        return ends != null && clock.instant().isBefore(ends);
    }

    synchronized Answer signIn(Map<String, String> form) {
        if (!"client_credentials".equals(form.get("grant_type"))) {
            return error("unsupported_grant_type");
        }
        if (!"urn:ietf:params:oauth:client-assertion-type:jwt-bearer".equals(form.get("client_assertion_type"))) {
            return error("invalid_request");
        }
        if (!access.scope().equals(form.get("scope"))) {
            return error("invalid_scope");
        }
        if (isRevoked
                || !access.clientId().equals(form.get("client_id"))
                || !isGood(form.getOrDefault("client_assertion", ""))) {
            return error("invalid_client");
        }
        String token = "simulated." + UUID.randomUUID();
        accessTokens.put("Bearer " + token, clock.instant().plus(TOKEN_LIFE));
        return Answer.json(
                200,
                JSON.objectNode()
                        .put("access_token", token)
                        .put("token_type", "Bearer")
                        .put("expires_in", TOKEN_LIFE.toSeconds())
                        .put("scope", access.scope()));
    }

    private static Answer error(String word) {
        return Answer.json(400, JSON.objectNode().put("error", word).put("error_description", "refused"));
    }

    private boolean isGood(String assertion) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            JsonNode header = json.readTree(Base64.getUrlDecoder().decode(parts[0]));
            JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            Instant issued = Instant.ofEpochSecond(claims.path("iat").asLong());
            Instant ends = Instant.ofEpochSecond(claims.path("exp").asLong());
            return header.path("alg").asText().equals("ES256")
                    && header.path("kid").asText().equals(access.keyId())
                    && claims.path("iss").asText().equals(access.clientId())
                    && claims.path("sub").asText().equals(access.clientId())
                    && claims.path("aud").asText().equals(AUDIENCE)
                    && !issued.isAfter(clock.instant().plusSeconds(60))
                    && clock.instant().isBefore(ends)
                    && !ends.isAfter(issued.plus(LONGEST_ASSERTION))
                    && signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && !claims.path("jti").asText().isEmpty()
                    && used.add(claims.path("jti").asText());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
