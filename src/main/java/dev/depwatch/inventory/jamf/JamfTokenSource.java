package dev.depwatch.inventory.jamf;

import dev.depwatch.http.Http;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.jamf.JamfApi.Endpoint;
import dev.depwatch.inventory.jamf.JamfApi.Request;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tokens of one instance from its Jamf Pro API. A reading needs the list of Automated Device Enrollment tokens.
 * Their syncs, the content tokens and the notifications may be unread.
 *
 * <p>Keeps its access token between readings. Not thread-safe.
 */
public final class JamfTokenSource implements TokenSource {
    static final List<Privilege> READ_ENROLLMENTS = List.of(Privilege.READ_ENROLLMENTS);
    static final Endpoint ENROLLMENTS = new Endpoint("/v1/device-enrollments", READ_ENROLLMENTS);
    static final Endpoint SYNCS = new Endpoint("/v1/device-enrollments/syncs", READ_ENROLLMENTS);
    static final Endpoint LOCATIONS =
            new Endpoint("/v1/volume-purchasing-locations", List.of(Privilege.READ_LOCATIONS));
    /** "Read Push Certificates" is documented for it, although it says nothing of the push certificate. */
    static final Endpoint GSX =
            new Endpoint("/v1/gsx-connection", List.of(Privilege.READ_GSX, Privilege.READ_PUSH_CERTIFICATES));
    /** The documentation lists no privilege for it. */
    static final Endpoint CA = new Endpoint("/v1/pki/certificate-authority/active", List.of());
    /** The documentation lists no privilege for it. */
    static final Endpoint NOTIFICATIONS = new Endpoint("/v1/notifications", List.of());

    /** Far more tokens than an instance usually has, and few requests. */
    static final int MAX_SINGLE_REQUESTS = 50;

    /** What can stand in a path without encoding. Jamf Pro's ids are numbers. */
    static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private static final Map<String, Cause> FAILURE_NOTIFICATIONS = Map.of(
            "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", Cause.TERMS_NOT_SIGNED,
            "APPLE_SCHOOL_MANAGER_T_C_NOT_SIGNED", Cause.TERMS_NOT_SIGNED,
            "VPP_TOKEN_REVOKED", Cause.CONTENT_TOKEN_INVALID);

    /** Far more than anybody would read; the other requests report the tokens themselves. */
    private static final int MAX_NOTIFICATIONS = 1_000;

    /**
     * The newest finished sync counts. Of two at the same instant the failed one counts, because the other could prove
     * an end.
     */
    private static final Comparator<Sync> OLDER_FIRST = Comparator.comparing(
                    (Sync sync) -> sync.outcome() != Outcome.UNDER_WAY)
            .thenComparing(Sync::at)
            .thenComparing(Sync::reportsFailure)
            .thenComparing(Sync::state);

    /** Certificates change once a year. */
    private static final Duration CERTIFICATES_EVERY = Duration.ofDays(1);

    private static final Duration CERTIFICATES_AFTER_FAULT = Duration.ofHours(1);

    /** So long before its end somebody may renew a certificate at any time: each reading reads it. */
    private static final Duration RENEWED_WITHIN = Duration.ofDays(60);

    private final Instance instance;
    private final JamfHttpClient jamf;
    private final JamfApi api;
    private final boolean readsGsx;

    /** What was last read of the certificates. */
    private List<TokenState> certificates = List.of();

    private Map<Part, String> unreadCertificates = Map.of();
    private Instant certificatesDue = Instant.MIN;

    /**
     * @param readsGsx whether the account has the privileges for the GSX connection
     * @param http used, not owned
     */
    public JamfTokenSource(Instance instance, JamfServer server, boolean readsGsx, Http http, InstantSource clock) {
        this.instance = instance;
        this.readsGsx = readsGsx;
        this.jamf = new JamfHttpClient(server, http, clock);
        this.api = new JamfApi(jamf);
    }

    @Override
    public Reading read(Instant now) throws ReadException, InterruptedException {
        jamf.beginReading();
        Map<Part, String> unreadParts = new EnumMap<>(Part.class);
        List<JsonFields> enrollments = api.list(ENROLLMENTS);
        Map<String, Sync> syncs = syncs(enrollments, unreadParts);
        List<JsonFields> locations = orUnread(unreadParts, Part.CONTENT_TOKENS, List.of(), () -> api.list(LOCATIONS));
        List<JamfNotification> notifications = orUnread(unreadParts, Part.TERMS, List.of(), () -> notifications(now));

        List<TokenState> tokens = new ArrayList<>();
        enrollments.forEach(fields -> tokens.add(
                new TokenState(enrollmentToken(instance, fields), Optional.ofNullable(syncs.get(fields.text("id"))))));
        locations.forEach(fields -> tokens.add(new TokenState(contentToken(instance, fields), contentSync(fields))));
        recordUnreadable(Part.EXPIRY, enrollments, "tokenExpirationDate", JsonFields::expiry, unreadParts);
        recordUnreadable(Part.EXPIRY, locations, "tokenExpiration", JsonFields::expiry, unreadParts);
        if (!now.isBefore(certificatesDue)) {
            readCertificates(now);
        }
        tokens.addAll(certificates);
        unreadCertificates.forEach(unreadParts::putIfAbsent);
        return new Reading(tokens, notifications, unreadParts);
    }

    private void readCertificates(Instant now) throws ReadException, InterruptedException {
        Map<Part, String> unread = new EnumMap<>(Part.class);
        List<TokenState> read = new ArrayList<>();
        orUnread(unread, Part.CA, Optional.<JsonFields>empty(), () -> api.find(CA))
                .filter(fields -> fields.has("notAfter"))
                .ifPresent(fields -> {
                    read.add(certificate(
                            TokenKind.CA, fields.text("subjectX500Principal"), "", fields.epoch("notAfter")));
                    recordUnreadable(Part.EXPIRY, List.of(fields), "notAfter", JsonFields::epoch, unread);
                });
        if (readsGsx) {
            orUnread(unread, Part.GSX, Optional.<JsonFields>empty(), () -> api.find(GSX))
                    .filter(fields -> fields.isTrue("enabled"))
                    .ifPresent(fields -> {
                        JsonFields keystore = fields.below("gsxKeystore");
                        Optional<Instant> end = keystore.epoch("expirationEpoch");
                        read.add(certificate(TokenKind.GSX, keystore.text("name"), fields.text("username"), end));
                        gsxFault(jamf, keystore)
                                .ifPresent(fault -> unread.merge(Part.EXPIRY, fault, (ca, gsx) -> ca + ". " + gsx));
                    });
        }
        certificates = read;
        boolean isFirstFault = !unreadCertificates.keySet().containsAll(unread.keySet());
        unreadCertificates = unread;
        boolean isRenewedSoon = read.stream()
                .flatMap(state -> state.token().expiry().stream())
                .anyMatch(expiry -> expiry.at().isBefore(now.plus(RENEWED_WITHIN)));
        certificatesDue = now.plus(
                isRenewedSoon || isFirstFault
                        ? Duration.ZERO
                        : unread.isEmpty() ? CERTIFICATES_EVERY : CERTIFICATES_AFTER_FAULT);
    }

    /** What keeps the end of its certificate from being known. */
    static Optional<String> gsxFault(JamfHttpClient jamf, JsonFields keystore) {
        String error = keystore.text("errorMessage");
        return error.isEmpty()
                ? jamf.unreadable(List.of(keystore), "expirationEpoch", JsonFields::epoch)
                : Optional.of(jamf.name() + " says of its GSX connection: \"" + error + "\"; look at it there, under "
                        + "Settings > Global > GSX Connection");
    }

    private TokenState certificate(TokenKind kind, String name, String owner, Optional<Instant> end) {
        Token.Key key = new Token.Key(instance, kind, Token.Key.ONLY);
        String shown = name.isBlank() ? kind.displayName() : name;
        Token token = new Token(key, shown, AppleId.of(owner), "", "", "", end.map(Expiry::ofInstant));
        return new TokenState(token, Optional.empty());
    }

    /**
     * How many devices depend on an Automated Device Enrollment token. The server must send its whole list of devices,
     * so call it for a person, not in the daemon. Takes bounded time.
     *
     * @param id the token's
     * @throws ReadException with a sentence for the administrator, if the number is unknown
     */
    public long devices(String id) throws ReadException, InterruptedException {
        String path = ENROLLMENTS.path() + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/devices";
        return api.total(new Endpoint(path, READ_ENROLLMENTS));
    }

    /** A value that depwatch does not understand must not look missing. */
    private void recordUnreadable(
            Part part,
            List<JsonFields> rows,
            String field,
            BiFunction<JsonFields, String, Optional<?>> reading,
            Map<Part, String> unreadParts) {
        jamf.unreadable(rows, field, reading)
                .ifPresent(why -> unreadParts.putIfAbsent(part, part.displayName() + " cannot be read: " + why));
    }

    private static <T> T orUnread(Map<Part, String> unreadParts, Part part, T otherwise, Request<T> request)
            throws ReadException, InterruptedException {
        try {
            return request.send();
        } catch (ReadException e) {
            // Rejected credentials concern the whole reading, except where the privilege is not documented: there they
            // may be good for the rest.
            if (e.reason() == Reason.CREDENTIALS && (part == Part.SYNCS || part == Part.CONTENT_TOKENS)) {
                throw e;
            }
            unreadParts.put(part, part.displayName() + " cannot be read: " + e.getMessage());
            return otherwise;
        }
    }

    /**
     * Each token's last sync, by its id. The list of all syncs may be too long, or lack a token. Then depwatch requests
     * the syncs of a bounded number of tokens one by one.
     */
    private Map<String, Sync> syncs(List<JsonFields> enrollments, Map<Part, String> unreadParts)
            throws ReadException, InterruptedException {
        Map<String, Sync> syncs = new HashMap<>(orUnread(unreadParts, Part.SYNCS, Map.of(), this::listedSyncs));
        List<String> missing = enrollments.stream()
                .map(fields -> fields.text("id"))
                .filter(id -> !syncs.containsKey(id) && ID.matcher(id).matches())
                .toList();
        try {
            List<JsonFields> unread = new ArrayList<>();
            for (String id : missing.subList(0, Math.min(MAX_SINGLE_REQUESTS, missing.size()))) {
                Optional<JsonFields> latest = latestSync(id);
                latest.flatMap(JamfTokenSource::sync)
                        .ifPresentOrElse(sync -> syncs.put(id, here(sync)), () -> latest.ifPresent(unread::add));
            }
            if (!syncs.isEmpty() && missing.size() <= MAX_SINGLE_REQUESTS) {
                unreadParts.remove(Part.SYNCS);
            }
            recordUnreadable(Part.SYNCS, unread, "timestamp", JsonFields::time, unreadParts);
        } catch (ReadException e) {
            // A sync that is missing from the list may not exist. Either the list could not be read, or nothing is
            // missing.
            if (e.reason() == Reason.CREDENTIALS) {
                throw e;
            }
        }
        return syncs;
    }

    /** The order of the list is not documented and can change. */
    private Map<String, Sync> listedSyncs() throws ReadException, InterruptedException {
        Map<String, Sync> newest = new HashMap<>();
        for (JsonFields fields : api.array(SYNCS)) {
            String id = fields.text("instanceId");
            sync(fields).ifPresent(sync -> newest.merge(id, sync, BinaryOperator.maxBy(OLDER_FIRST)));
        }
        newest.replaceAll((id, sync) -> here(sync));
        return newest;
    }

    /** Empty for a token that has not synced yet: Jamf Pro answers HTTP 404. */
    private Optional<JsonFields> latestSync(String id) throws ReadException, InterruptedException {
        return api.find(new Endpoint(ENROLLMENTS.path() + "/" + id + "/syncs/latest", READ_ENROLLMENTS))
                .filter(fields -> List.of("", id).contains(fields.text("instanceId")));
    }

    /** By the server's clock. */
    private static Optional<Sync> sync(JsonFields fields) {
        return fields.time("timestamp").map(time -> new Sync(fields.text("syncState"), time));
    }

    private Sync here(Sync there) {
        return new Sync(there.state(), jamf.here(there.at()));
    }

    private List<JamfNotification> notifications(Instant now) throws ReadException, InterruptedException {
        return api.array(NOTIFICATIONS).stream()
                .map(fields -> notification(fields, now))
                .distinct()
                .limit(MAX_NOTIFICATIONS)
                .toList();
    }

    private static JamfNotification notification(JsonFields fields, Instant now) {
        String type = fields.text("type");
        Optional<Cause> cause = Optional.ofNullable(FAILURE_NOTIFICATIONS.get(type));
        String name = fields.below("params").text("name");
        return new JamfNotification(cause, type, fields.text("id"), name, now);
    }

    static Token enrollmentToken(Instance instance, JsonFields fields) {
        return new Token(
                new Token.Key(instance, TokenKind.ADE, fields.text("id")),
                firstNonEmpty(fields.text("name"), fields.text("serverName"), fields.text("id")),
                AppleId.of(fields.text("adminId")),
                fields.text("orgName"),
                fields.text("serverName"),
                fields.text("serverUuid"),
                fields.expiry("tokenExpirationDate"));
    }

    static Token contentToken(Instance instance, JsonFields fields) {
        return new Token(
                new Token.Key(instance, TokenKind.CONTENT, fields.text("id")),
                firstNonEmpty(fields.text("name"), fields.text("locationName"), fields.text("id")),
                AppleId.of(fields.text("appleId")),
                fields.text("organizationName"),
                "",
                "",
                fields.time("tokenExpiration").map(Expiry::ofInstant).or(() -> fields.expiry("tokenExpiration")));
    }

    private Optional<Sync> contentSync(JsonFields fields) {
        Optional<Instant> at = fields.time("lastSyncTime").map(jamf::here);
        return fields.isTrue("clientContextMismatch")
                ? Optional.of(new Sync(Sync.CLAIMED_ELSEWHERE, at.orElseGet(jamf::now)))
                : at.map(time -> new Sync("", time));
    }

    private static String firstNonEmpty(String... texts) {
        return Stream.of(texts).filter(text -> !text.isEmpty()).findFirst().orElse("");
    }
}
