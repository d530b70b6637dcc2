package dev.depwatch.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.demo.SimulatedLog.Failure;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Instances of Jamf Pro, and Apple behind them. Methods change what happens to a token, {@link #sync} makes every
 * instance sync its tokens, and {@link #answer} reports the result as the API documents it. It lets everybody in; the
 * tests have a strict one around it.
 *
 * <p>Thread-safe.
 */
public final class SimulatedJamf {
    /** Jamf Pro's word for a good sync is not public; depwatch must accept any. */
    public static final String SYNCED_WELL = "SUCCESSFUL";
    /** The only public word for a sync state. */
    public static final String CONNECTION_ERROR = "CONNECTION_ERROR";

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Sync states have a UTC offset without a colon. */
    private static final DateTimeFormatter SYNC_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    // Guarded by this.
    private final Map<Token.Key, Held> tokens = new LinkedHashMap<>();
    private final Set<String> unsigned = new HashSet<>();
    private final Map<Token.Key, Integer> devices = new HashMap<>();
    private final Set<Instance> withoutSyncs = new HashSet<>();

    /** @param tokens on the instances that they name; there is no other instance */
    public SimulatedJamf(List<Token> tokens, InstantSource clock) {
        this.clock = clock;
        tokens.forEach(token -> this.tokens.put(token.key(), new Held(token, Optional.empty(), List.of())));
    }

    /** Every token that it began with and that nobody deleted. */
    public synchronized List<Token> tokens() {
        return tokens.values().stream().map(Held::token).toList();
    }

    /** From now on, Apple rejects every enrolment token that this Apple ID downloaded. */
    public void changePassword(AppleId owner) {
        changeAll(held ->
                held.token().kind() == TokenKind.ADE && held.token().owner().equals(Optional.of(owner))
                        ? held.rejected(Failure.PASSWORD_CHANGED)
                        : held);
    }

    public synchronized void leaveTermsUnsigned(String organization) {
        unsigned.add(organization);
    }

    public synchronized void acceptTerms(String organization) {
        unsigned.remove(organization);
    }

    /** Uploads a new token that this Apple ID downloaded just now: it expires in a year, and its syncs succeed. */
    public void renewToken(Instance instance, String tokenId, AppleId owner) {
        LocalDate expires = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusYears(1);
        change(
                new Token.Key(instance, TokenKind.ADE, tokenId),
                held -> held.holding(held.token(), owner, Expiry.ofDate(expires)));
    }

    synchronized void change(Token.Key token, UnaryOperator<Held> change) {
        if (tokens.computeIfPresent(token, (key, held) -> change.apply(held)) == null) {
            throw new IllegalArgumentException(
                    "no " + token.kind().key() + " token " + token.id() + " on " + token.instance());
        }
    }

    synchronized void changeAll(UnaryOperator<Held> change) {
        tokens.replaceAll((key, held) -> change.apply(held));
    }

    synchronized void remove(Token.Key token) {
        tokens.remove(token);
    }

    /** Assigns this many devices at Apple to the server of this enrolment token; before the first call, it has none. */
    public synchronized void assignDevices(Instance instance, String tokenId, int count) {
        devices.put(new Token.Key(instance, TokenKind.ADE, tokenId), count);
    }

    /** From now on the instance reports no syncs, as for tokens that have not synced yet. */
    public synchronized void tellNoSyncs(Instance instance) {
        withoutSyncs.add(instance);
    }

    /** Every instance syncs every token once; returns the enrolment tokens that failed, which Jamf Pro would log. */
    public Map<Token.Key, Failure> sync(Instant now) {
        return sync(now, held -> failure(held, now));
    }

    synchronized Map<Token.Key, Failure> sync(Instant now, Function<Held, Optional<Failure>> apple) {
        Map<Token.Key, Failure> failures = new LinkedHashMap<>();
        tokens.replaceAll((key, held) -> {
            if (key.kind() == TokenKind.CONTENT) {
                return held.synced(new Held.Sync("", now));
            }
            Optional<Failure> failure = apple.apply(held);
            failure.ifPresent(why -> failures.put(key, why));
            return held.synced(new Held.Sync(failure.isPresent() ? CONNECTION_ERROR : SYNCED_WELL, now));
        });
        return failures;
    }

    private Optional<Failure> failure(Held held, Instant now) {
        if (held.token().expiry().stream().anyMatch(expiry -> expiry.isOver(now))) {
            return Optional.of(Failure.TOKEN_EXPIRED);
        }
        if (held.rejected().isPresent()) {
            return held.rejected();
        }
        return unsigned.contains(held.token().organization())
                ? Optional.of(Failure.TERMS_NOT_SIGNED)
                : Optional.empty();
    }

    // What the API answers.

    /**
     * The answer for a path, which begins with the name of the instance.
     *
     * @return empty if there is none
     */
    public Optional<JsonNode> answer(String path) {
        int context = path.indexOf("/api/");
        if (context < 2) {
            return Optional.empty();
        }
        Instance instance = new Instance(path.substring(1, context));
        String endpoint = path.substring(context);
        return switch (endpoint) {
            case "/api/oauth/token" ->
                Optional.of(JSON.objectNode().put("access_token", "simulated").put("expires_in", 60));
            case "/api/v1/jamf-pro-version" -> Optional.of(JSON.objectNode().put("version", "11.32.0"));
            case "/api/v1/notifications" -> Optional.of(array(notifications(instance)));
            case "/api/v1/device-enrollments" -> Optional.of(list(enrollments(instance)));
            case "/api/v1/device-enrollments/syncs" -> Optional.of(array(syncs(instance)));
            case "/api/v1/volume-purchasing-locations" -> Optional.of(list(locations(instance)));
            default ->
                endpoint.endsWith("/devices")
                        ? devices(instance, endpoint.split("/", -1)[4])
                                .map(count -> JSON.objectNode().put("totalCount", count))
                        : Optional.empty();
        };
    }

    /** The whole of a list in one page. */
    private static ObjectNode list(List<ObjectNode> rows) {
        return JSON.objectNode().put("totalCount", rows.size()).set("results", array(rows));
    }

    static ArrayNode array(List<ObjectNode> rows) {
        return JSON.arrayNode().addAll(rows);
    }

    synchronized Optional<Held> held(Token.Key token) {
        return Optional.ofNullable(tokens.get(token));
    }

    synchronized List<Held> held(Instance instance, TokenKind kind) {
        return tokens.values().stream()
                .filter(held ->
                        held.token().instance().equals(instance) && held.token().kind() == kind)
                .toList();
    }

    List<ObjectNode> enrollments(Instance instance) {
        return held(instance, TokenKind.ADE).stream()
                .map(held -> enrollment(held.token()))
                .toList();
    }

    static ObjectNode enrollment(Token token) {
        return JSON.objectNode()
                .put("id", token.id())
                .put("name", token.name())
                .put("serverName", token.serverName())
                .put("serverUuid", token.serverUuid())
                .put("adminId", owner(token))
                .put("orgName", token.organization())
                .put("tokenExpirationDate", token.expiry().map(Expiry::shown).orElse(""));
    }

    /** Older before newer: the documentation gives no order, so a client that uses the first element is wrong here. */
    synchronized List<ObjectNode> syncs(Instance instance) {
        List<ObjectNode> syncs = new ArrayList<>();
        if (!withoutSyncs.contains(instance)) {
            held(instance, TokenKind.ADE)
                    .forEach(held -> held.syncs()
                            .forEach(sync -> syncs.add(JSON.objectNode()
                                    .put("syncState", sync.state())
                                    .put("instanceId", held.token().id())
                                    .put("timestamp", SYNC_TIME.format(sync.at())))));
        }
        return syncs;
    }

    List<ObjectNode> locations(Instance instance) {
        return held(instance, TokenKind.CONTENT).stream()
                .map(SimulatedJamf::location)
                .toList();
    }

    static ObjectNode location(Held held) {
        Token token = held.token();
        ObjectNode location = JSON.objectNode()
                .put("id", token.id())
                .put("name", token.name())
                .put("appleId", owner(token))
                .put("organizationName", token.organization());
        token.expiry().ifPresent(expiry -> location.put("tokenExpiration", TIME.format(expiry.at())));
        held.lastSync().ifPresent(sync -> location.put("lastSyncTime", TIME.format(sync.at())));
        return location;
    }

    private static String owner(Token token) {
        return token.owner().map(AppleId::value).orElse("");
    }

    /** One for each enrolment token whose organisation has unsigned terms. */
    synchronized List<ObjectNode> notifications(Instance instance) {
        return held(instance, TokenKind.ADE).stream()
                .map(Held::token)
                .filter(token -> unsigned.contains(token.organization()))
                .map(token -> notification("DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", token)
                        .<ObjectNode>set("params", JSON.objectNode().put("name", token.name())))
                .toList();
    }

    static ObjectNode notification(String type, Token token) {
        return JSON.objectNode().put("type", type).put("id", token.id());
    }

    /** Empty if the enrolment token does not exist. */
    synchronized Optional<Integer> devices(Instance instance, String tokenId) {
        Token.Key key = new Token.Key(instance, TokenKind.ADE, tokenId);
        return tokens.containsKey(key) ? Optional.of(devices.getOrDefault(key, 0)) : Optional.empty();
    }
}
