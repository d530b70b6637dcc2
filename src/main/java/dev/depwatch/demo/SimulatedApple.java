package dev.depwatch.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Apple's own API of one organisation: its device management services, and when each last connected. It lets everybody
 * in; the tests have a strict one around it.
 *
 * <p>Thread-safe.
 */
public final class SimulatedApple {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final InstantSource clock;
    private final KeyPair key;

    /** The attributes of each server by its id. Guarded by this. */
    private final Map<String, ObjectNode> servers = new LinkedHashMap<>();

    public SimulatedApple(InstantSource clock) {
        this.clock = clock;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.key = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has this curve", e);
        }
    }

    PublicKey publicKey() {
        return key.getPublic();
    }

    /** The private key of the API account, as Apple gives it. */
    public String privateKeyPem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** A device management service that has never connected. */
    public synchronized void addServer(String id, String name, int devices) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        servers.put(
                id,
                JSON.objectNode()
                        .put("serverName", name)
                        .put("serverType", "MDM")
                        .put("status", "ACTIVE")
                        .put("deviceCount", devices)
                        .putNull("lastConnectedDateTime")
                        .putNull("lastConnectedIp")
                        .put("createdDateTime", now.toString())
                        .put("updatedDateTime", now.toString()));
    }

    /** A good sync: a server that Apple lets in. */
    public void connected(String id, Instant at) {
        change(
                id,
                attributes -> attributes
                        .put(
                                "lastConnectedDateTime",
                                at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("lastConnectedIp", "203.0.113.5"));
    }

    synchronized void change(String id, Consumer<ObjectNode> change) {
        ObjectNode attributes = servers.get(id);
        if (attributes == null) {
            throw new IllegalArgumentException("no server " + id);
        }
        change.accept(attributes);
    }

    /** The attributes of each server by its id. */
    synchronized Map<String, ObjectNode> servers() {
        Map<String, ObjectNode> copies = new LinkedHashMap<>();
        servers.forEach((id, attributes) -> copies.put(id, attributes.deepCopy()));
        return copies;
    }

    /** The answer for a path; empty if there is none. */
    public Optional<JsonNode> answer(String path) {
        return switch (path) {
            case "/auth/oauth2/token" ->
                Optional.of(JSON.objectNode().put("access_token", "simulated").put("expires_in", 3600));
            case "/v1/mdmServers" -> Optional.of(list(servers()));
            case "/v1/users" -> Optional.of(list(Map.of()));
            default -> Optional.empty();
        };
    }

    private static ObjectNode list(Map<String, ObjectNode> rows) {
        ObjectNode list = JSON.objectNode();
        ArrayNode data = list.putArray("data");
        rows.forEach((id, attributes) -> data.addObject().put("id", id).set("attributes", attributes));
        return list;
    }
}
