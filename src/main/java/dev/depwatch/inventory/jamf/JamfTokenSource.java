package dev.depwatch.inventory.jamf;

import dev.depwatch.http.Http;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.TokenSourceException.Kind;
import dev.depwatch.inventory.jamf.JamfApi.Endpoint;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of one instance as its Jamf Pro API tells them. The list of Automated Device Enrollment tokens is what a
 * reading cannot do without; their syncs, the content tokens and the notifications are a gap where they cannot be read.
 *
 * <p>Keeps its access token from one reading to the next. Not safe for two readings at a time.
 */
public final class JamfTokenSource implements TokenSource {
    private static final Optional<String> READ_ENROLLMENTS = Optional.of("Read Device Enrollment Program Instances");
    static final Endpoint ENROLLMENTS = new Endpoint("/api/v1/device-enrollments", READ_ENROLLMENTS);
    static final Endpoint SYNCS = new Endpoint("/api/v1/device-enrollments/syncs", READ_ENROLLMENTS);
    static final Endpoint LOCATIONS =
            new Endpoint("/api/v1/volume-purchasing-locations", Optional.of("Read Volume Purchasing Locations"));
    /** The documentation lists no privilege for it. */
    static final Endpoint NOTIFICATIONS = new Endpoint("/api/v1/notifications", Optional.empty());

    private static final Set<String> TERMS_NOT_SIGNED =
            Set.of("DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "APPLE_SCHOOL_MANAGER_T_C_NOT_SIGNED");

    private final Instance instance;
    private final JamfServer server;
    private final JamfApi api;

    /**
     * @param url the web app with its context path and without {@code /api}
     * @param http used, not owned
     */
    public JamfTokenSource(Instance instance, URI url, JamfCredentials credentials, Http http, InstantSource clock) {
        this.instance = instance;
        this.server = new JamfServer(url, http, clock);
        this.api = new JamfApi(server, credentials);
    }

    @Override
    public Reading read(Instant now) throws TokenSourceException, InterruptedException {
        server.beginReading();
        Map<Part, String> gaps = new EnumMap<>(Part.class);
        List<Row> enrollments = api.list(ENROLLMENTS);
        Map<String, Sync> syncs = unlessGap(gaps, Part.SYNCS, Map.of(), this::newestSyncs);
        List<Row> locations = unlessGap(gaps, Part.CONTENT_TOKENS, List.of(), () -> api.list(LOCATIONS));
        Terms terms = unlessGap(gaps, Part.TERMS, Terms.UNKNOWN, this::terms);

        List<TokenState> tokens = new ArrayList<>();
        enrollments.forEach(row ->
                tokens.add(new TokenState(enrollmentToken(row), Optional.ofNullable(syncs.get(row.text("id"))))));
        locations.forEach(row -> tokens.add(new TokenState(contentToken(row), contentSync(row))));
        return new Reading(tokens, terms, gaps);
    }

    /**
     * How many devices hang on an Automated Device Enrollment token. Costs the server its whole list of them: for a
     * person who asks, not for a daemon. In bounded time.
     *
     * @param id the token's
     * @throws TokenSourceException with a sentence for the administrator, if the number is not known
     */
    public long devices(String id) throws TokenSourceException, InterruptedException {
        server.beginReading();
        String path = ENROLLMENTS.path() + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/devices";
        return api.total(new Endpoint(path, READ_ENROLLMENTS));
    }

    private interface Request<T> {
        T send() throws TokenSourceException, InterruptedException;
    }

    private static <T> T unlessGap(Map<Part, String> gaps, Part part, T otherwise, Request<T> request)
            throws TokenSourceException, InterruptedException {
        try {
            return request.send();
        } catch (TokenSourceException e) {
            // Refused credentials concern the whole reading. Not so at the notifications: which privilege they want is
            // not documented, so they may refuse what is good for the rest.
            if (e.kind() == Kind.CREDENTIALS && part != Part.TERMS) {
                throw e;
            }
            gaps.put(part, part.displayName() + " cannot be read: " + e.getMessage());
            return otherwise;
        }
    }

    /** By id of the token. The order of the array is not documented. */
    private Map<String, Sync> newestSyncs() throws TokenSourceException, InterruptedException {
        Map<String, Sync> newest = new HashMap<>();
        for (Row row : api.array(SYNCS)) {
            row.time("timestamp")
                    .ifPresent(time -> newest.merge(
                            row.text("instanceId"),
                            new Sync(row.text("syncState"), server.here(time)),
                            (one, other) -> other.at().isAfter(one.at()) ? other : one));
        }
        return newest;
    }

    private Terms terms() throws TokenSourceException, InterruptedException {
        return api.array(NOTIFICATIONS).stream().anyMatch(row -> TERMS_NOT_SIGNED.contains(row.text("type")))
                ? Terms.NOT_SIGNED
                : Terms.SIGNED;
    }

    private Token enrollmentToken(Row row) {
        return new Token(
                new Token.Key(instance, TokenKind.ADE, row.text("id")),
                firstNonEmpty(row.text("name"), row.text("serverName"), row.text("id")),
                AppleId.of(row.text("adminId")),
                row.text("orgName"),
                row.text("serverName"),
                row.text("serverUuid"),
                row.date("tokenExpirationDate").map(Expiry::ofDate));
    }

    private Token contentToken(Row row) {
        return new Token(
                new Token.Key(instance, TokenKind.CONTENT, row.text("id")),
                firstNonEmpty(row.text("name"), row.text("locationName"), row.text("id")),
                AppleId.of(row.text("appleId")),
                row.text("organizationName"),
                "",
                "",
                row.time("tokenExpiration").map(Expiry::ofInstant));
    }

    private Optional<Sync> contentSync(Row row) {
        Optional<Instant> at = row.time("lastSyncTime").map(server::here);
        return row.isTrue("clientContextMismatch")
                ? Optional.of(new Sync(Sync.CLAIMED_ELSEWHERE, at.orElseGet(server::now)))
                : at.map(time -> new Sync("", time));
    }

    private static String firstNonEmpty(String first, String second, String last) {
        if (!first.isEmpty()) {
            return first;
        }
        return second.isEmpty() ? last : second;
    }
}
