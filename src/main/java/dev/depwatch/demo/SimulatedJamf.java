package dev.depwatch.demo;

import dev.depwatch.demo.SyncOutcome.Failure;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One or several Jamf Pro instances on one server, each under its name as context path, and Apple behind them. Methods
 * change what happens to a token, {@link #sync} makes every instance sync its tokens, and the API reports the result.
 *
 * <p>Thread-safe. Owns the threads {@code simulated-jamf-<n>}.
 */
public final class SimulatedJamf implements AutoCloseable {
    /** Jamf Pro's word for a good sync is not public; depwatch must accept any. */
    public static final String SYNCED_WELL = "SUCCESSFUL";
    /** The only public word for a sync state. */
    public static final String CONNECTION_ERROR = "CONNECTION_ERROR";

    /** The API client whose role may update, with the secret of the other one. */
    public static final String RENEWER = "renewer";

    private final InstantSource clock;
    private final SimulatedServer server = new SimulatedServer("simulated-jamf");
    private final Map<Instance, SimulatedWebApp> webApps = new HashMap<>();
    // Guarded by this.
    private final Map<Token.Key, Held> tokens = new LinkedHashMap<>();
    private final Set<String> unsigned = new HashSet<>();
    private final Map<Instance, Set<Privilege>> privileges = new LinkedHashMap<>();
    private final Map<Token.Key, Integer> devices = new HashMap<>();
    private final Set<Token.Key> claimedElsewhere = new HashSet<>();
    private final Set<Instance> withoutSyncs = new HashSet<>();
    private final Map<Instance, String> publicKeys = new HashMap<>();
    /** By the hash of the file. */
    private final Map<String, Held.Download> downloads = new HashMap<>();

    private boolean appleFails;

    /**
     * How to sign in; the same for every instance.
     *
     * @param accessTokenLife of a bearer token
     */
    public record Access(
            String clientId, String clientSecret, String username, String password, Duration accessTokenLife) {}

    /** Privileges that a role may lack, in Jamf Pro's words. */
    public enum Privilege {
        READ_ENROLLMENTS("Read Device Enrollment Program Instances"),
        READ_LOCATIONS("Read Volume Purchasing Locations"),
        /** Only the role of {@link SimulatedJamf#RENEWER} has it. */
        UPDATE_ENROLLMENTS("Update Device Enrollment Program Instances"),
        /** Only the role of {@link SimulatedJamf#RENEWER} has it. */
        UPDATE_LOCATIONS("Update Volume Purchasing Locations");

        private final String displayName;

        Privilege(String displayName) {
            this.displayName = displayName;
        }

        public String displayName() {
            return displayName;
        }
    }

    /** @param tokens on the instances that they name; there is no other instance */
    public SimulatedJamf(List<Token> tokens, Access access, InstantSource clock) throws IOException {
        this.clock = clock;
        for (Token token : tokens) {
            this.tokens.put(token.key(), new Held(token, Optional.empty(), List.of()));
            this.privileges.put(token.instance(), EnumSet.allOf(Privilege.class));
        }
        server.serve("/", SimulatedWebApp.NOWHERE);
        for (Instance instance : privileges.keySet()) {
            SimulatedWebApp webApp = new SimulatedWebApp(instance, this, access, clock);
            webApps.put(instance, webApp);
            server.serve("/" + webApp.context() + "/", webApp);
        }
        server.start();
    }

    /** The {@code jamf.url} for a configuration. */
    public URI url(Instance instance) {
        return server.url().resolve("/" + webApp(instance).context());
    }

    /** From now on, Apple rejects every enrolment token that this Apple ID downloaded. */
    public synchronized void changePassword(AppleId owner) {
        tokens.replaceAll((key, held) ->
                key.kind() == TokenKind.ADE && held.token().owner().equals(Optional.of(owner))
                        ? held.rejected(Failure.PASSWORD_CHANGED)
                        : held);
    }

    public synchronized void leaveTermsUnsigned(String organization) {
        unsigned.add(organization);
    }

    public synchronized void acceptTerms(String organization) {
        unsigned.remove(organization);
    }

    /** From now on, Apple's service rejects every session of everyone. */
    public synchronized void beginOutageAtApple() {
        appleFails = true;
    }

    public synchronized void endOutageAtApple() {
        appleFails = false;
    }

    /** Apple revokes a content token: Jamf Pro notifies about it until the token is renewed. */
    public void revokeContentToken(Instance instance, String tokenId) {
        change(new Token.Key(instance, TokenKind.CONTENT, tokenId), held -> held.rejected(Failure.PASSWORD_CHANGED));
    }

    /** Uploads a new token that this Apple ID downloaded just now: it expires in a year, and its syncs succeed. */
    public void renewToken(Instance instance, String tokenId, AppleId owner) {
        LocalDate expires = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusYears(1);
        renew(new Token.Key(instance, TokenKind.ADE, tokenId), owner, Expiry.ofDate(expires));
    }

    /** The same for a content token. */
    public void renewContentToken(Instance instance, String tokenId, AppleId owner) {
        Instant expires = clock.instant().plus(Duration.ofDays(365));
        renew(new Token.Key(instance, TokenKind.CONTENT, tokenId), owner, Expiry.ofInstant(expires));
    }

    private void renew(Token.Key token, AppleId owner, Expiry expiry) {
        change(token, held -> held.holding(new Held.Download(held.token(), owner, clock.instant(), false), expiry));
    }

    /** Somebody changes what an entry holds. */
    public void edit(Token.Key token, UnaryOperator<Token> edit) {
        change(token, held -> new Held(edit.apply(held.token()), held.rejected(), held.syncs()));
    }

    /** Somebody deletes an entry. */
    public synchronized void remove(Token.Key token) {
        tokens.remove(token);
    }

    /** The certificate of its public key as PEM, which Apple has as well; without it the API answers 404. */
    public synchronized void publicKey(Instance instance, String pem) {
        privilegesOf(instance);
        publicKeys.put(instance, pem);
    }

    /**
     * Downloads a new token as this Apple ID. For an enrolment token, Apple ends the token in use of the same server,
     * wherever it is uploaded.
     *
     * @param file what Apple gives out
     */
    public synchronized void download(Token.Key token, AppleId owner, byte[] file) {
        Held held = tokens.get(token);
        if (held == null) {
            throw new IllegalArgumentException("no token " + token);
        }
        if (token.kind() == TokenKind.ADE) {
            Object server = held.token().server();
            tokens.replaceAll((key, other) ->
                    other.token().server().equals(server) ? other.rejected(Failure.TOKEN_REPLACED) : other);
            downloads.replaceAll((hash, other) -> other.server().server().equals(server)
                    ? new Held.Download(other.server(), other.owner(), other.at(), true)
                    : other);
        }
        downloads.put(hash(file), new Held.Download(held.token(), owner, clock.instant(), false));
    }

    /**
     * A file is uploaded. Jamf Pro takes what it can decrypt, also the token of another server with its key, and one
     * that Apple has ended: that shows at the next sync.
     *
     * @return empty if it cannot read the file: no token of this kind, or one that is encrypted for another's public
     *     key
     */
    synchronized Optional<Held> upload(Token.Key token, byte[] file) {
        Held.Download download = downloads.get(hash(file));
        if (download == null || download.server().kind() != token.kind() || !canRead(token, download.server())) {
            return Optional.empty();
        }
        Instant ends = download.at().plus(Duration.ofDays(365));
        Expiry expiry = token.kind() == TokenKind.ADE
                ? Expiry.ofDate(LocalDate.ofInstant(ends, ZoneOffset.UTC))
                : Expiry.ofInstant(ends);
        return Optional.ofNullable(tokens.computeIfPresent(token, (key, held) -> held.holding(download, expiry)));
    }

    /**
     * Whether the entry's instance can decrypt a file of the addressee's server. Apple encrypts enrolment tokens for
     * the key of the server alone, and each instance has a key of its own unless a test gives two the same.
     */
    private boolean canRead(Token.Key reader, Token addressee) {
        if (reader.kind() == TokenKind.CONTENT || reader.instance().equals(addressee.instance())) {
            return true;
        }
        String key = publicKeys.getOrDefault(reader.instance(), "");
        String itsKey = publicKeys.getOrDefault(addressee.instance(), "");
        Held held = tokens.get(reader);
        boolean isOneServer = held != null && held.token().server().equals(addressee.server());
        return (key.isEmpty() && itsKey.isEmpty()) ? isOneServer : key.equals(itsKey);
    }

    private static String hash(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    synchronized Optional<String> publicKey(Instance instance) {
        return Optional.ofNullable(publicKeys.get(instance));
    }

    private synchronized void change(Token.Key token, UnaryOperator<Held> change) {
        if (tokens.computeIfPresent(token, (key, held) -> change.apply(held)) == null) {
            throw new IllegalArgumentException(
                    "no " + token.kind().key() + " token " + token.id() + " on " + token.instance());
        }
    }

    /** The role loses a privilege. */
    public synchronized void deny(Instance instance, Privilege privilege) {
        privilegesOf(instance).remove(privilege);
    }

    /** Gives the privilege back. */
    public synchronized void grant(Instance instance, Privilege privilege) {
        privilegesOf(instance).add(privilege);
    }

    /** Assigns this many devices at Apple to the server of this enrolment token; before the first call, it has none. */
    public synchronized void assignDevices(Instance instance, String tokenId, int count) {
        devices.put(new Token.Key(instance, TokenKind.ADE, tokenId), count);
    }

    /** Another server takes over the content token; Jamf Pro's flag reports it until this server takes it back. */
    public synchronized void claimElsewhere(Instance instance, String tokenId) {
        claimedElsewhere.add(new Token.Key(instance, TokenKind.CONTENT, tokenId));
    }

    /** From now on the instance reports no syncs, as for tokens that have not synced yet. */
    public synchronized void tellNoSyncs(Instance instance) {
        withoutSyncs.add(instance);
    }

    /** As after a restart of the web app: rejects every bearer token issued so far. */
    public void forgetAccessTokens() {
        webApps.values().forEach(SimulatedWebApp::forgetAccessTokens);
    }

    // Failures of a whole web app, one at a time, until it recovers.

    /** Delays every answer. */
    public void slowDown(Instance instance, Duration each) {
        webApp(instance).suffer(new Outage(Outage.Kind.SLOW, each));
    }

    /** Answers nothing. */
    public void hang(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.HANGING));
    }

    /** Drops every connection without an answer. */
    public void goDown(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.DOWN));
    }

    /** Shows a sign-on page instead of the API: HTML with the status 200. */
    public void hideBehindSignOn(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.SIGN_ON));
    }

    /** Ends every answer in the middle of its body. */
    public void cutAnswers(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.CUT));
    }

    /** Answers 500 to everything. */
    public void fail(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.FAILING));
    }

    /** Removes the web app: Tomcat answers 404. */
    public void undeploy(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.UNDEPLOYED));
    }

    /** Takes no request: the proxy before it answers 503, as while Jamf Pro restarts. */
    public void refuseRequests(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.BUSY));
    }

    /** Ends the failure. */
    public void recover(Instance instance) {
        webApp(instance).suffer(new Outage(Outage.Kind.NONE));
    }

    /**
     * Requests that differ from the documentation, rejected or not: an undocumented method, path or parameter, no
     * {@code Accept}, no {@code Authorization}. A correct client causes none.
     */
    public List<String> misuses() {
        return webApps.values().stream()
                .flatMap(webApp -> webApp.misuses().stream())
                .toList();
    }

    /** The number of requests to an endpoint, rejected ones included; for example {@code GET /api/v1/notifications}. */
    public int requests(Instance instance, String endpoint) {
        return webApp(instance).requests(endpoint);
    }

    /** Every instance syncs every token once; returns the results, whose failures Jamf Pro would log. */
    public synchronized List<SyncOutcome> sync(Instant now) {
        List<SyncOutcome> outcomes = new ArrayList<>();
        tokens.replaceAll((key, held) -> {
            if (key.kind() == TokenKind.CONTENT) {
                return held.synced(new Held.Sync("", now));
            }
            Optional<Failure> failure = failure(held, now);
            outcomes.add(new SyncOutcome(key, failure));
            return held.synced(new Held.Sync(failure.isPresent() ? CONNECTION_ERROR : SYNCED_WELL, now));
        });
        return outcomes;
    }

    private Optional<Failure> failure(Held held, Instant now) {
        if (appleFails) {
            return Optional.of(Failure.SERVICE_ERROR);
        }
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

    synchronized boolean allows(Instance instance, Privilege privilege) {
        return privilegesOf(instance).contains(privilege);
    }

    synchronized List<Held> tokens(Instance instance, TokenKind kind) {
        return tokens.values().stream()
                .filter(held ->
                        held.token().instance().equals(instance) && held.token().kind() == kind)
                .toList();
    }

    /** Empty if the enrolment token does not exist. */
    synchronized Optional<Integer> devices(Instance instance, String tokenId) {
        Token.Key key = new Token.Key(instance, TokenKind.ADE, tokenId);
        return tokens.containsKey(key) ? Optional.of(devices.getOrDefault(key, 0)) : Optional.empty();
    }

    synchronized boolean tellsSyncs(Instance instance) {
        return !withoutSyncs.contains(instance);
    }

    synchronized boolean isClaimedElsewhere(Token.Key token) {
        return claimedElsewhere.contains(token);
    }

    /** The enrolment tokens whose organisation has unsigned terms. */
    synchronized List<Token> tokensWithUnsignedTerms(Instance instance) {
        return tokens(instance, TokenKind.ADE).stream()
                .map(Held::token)
                .filter(token -> unsigned.contains(token.organization()))
                .toList();
    }

    private Set<Privilege> privilegesOf(Instance instance) {
        return of(instance, privileges);
    }

    private SimulatedWebApp webApp(Instance instance) {
        return of(instance, webApps);
    }

    private static <T> T of(Instance instance, Map<Instance, T> all) {
        T its = all.get(instance);
        if (its == null) {
            throw new IllegalArgumentException("no instance " + instance);
        }
        return its;
    }

    @Override
    public void close() {
        server.close();
    }
}
