package dev.depwatch.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.demo.SimulatedLog.Failure;
import dev.depwatch.text.Sha256;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
import java.util.stream.Stream;

/**
 * One or several Jamf Pro instances on one server, each under its name as context path, and Apple behind them. The
 * whole API that depwatch uses, as strict as the real one: privileges, uploads, and failures of a web app.
 *
 * <p>Thread-safe. Owns the threads {@code simulated-jamf-<n>}.
 */
public final class StrictJamf implements AutoCloseable {
    /** The API client whose role may update, with the secret of the other one. */
    public static final String RENEWER = "renewer";

    private final SimulatedJamf jamf;
    private final InstantSource clock;
    private final FaultyServer server = new FaultyServer("simulated-jamf");
    private final Map<Instance, StrictWebApp> webApps = new HashMap<>();
    private final StrictGateway gateway;
    // Guarded by this.
    private final Map<Instance, Set<Privilege>> privileges = new LinkedHashMap<>();
    private final Set<Token.Key> claimedElsewhere = new HashSet<>();
    private final Map<Instance, String> publicKeys = new HashMap<>();
    /** By the hash of the file. */
    private final Map<String, Download> downloads = new HashMap<>();

    private boolean appleFails;

    /**
     * What Apple put into a file.
     *
     * @param server the token whose server it is for
     * @param isEnded whether a newer file of the same server was downloaded
     */
    private record Download(Token server, AppleId owner, Instant at, boolean isEnded) {}

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
        /** Only the role of {@link StrictJamf#RENEWER} has it. */
        UPDATE_ENROLLMENTS("Update Device Enrollment Program Instances"),
        /** Only the role of {@link StrictJamf#RENEWER} has it. */
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
    public StrictJamf(List<Token> tokens, Access access, InstantSource clock) throws IOException {
        this.jamf = new SimulatedJamf(tokens, clock);
        this.clock = clock;
        tokens.forEach(token -> privileges.put(token.instance(), EnumSet.allOf(Privilege.class)));
        server.serve("/", StrictWebApp.NOWHERE);
        for (Instance instance : privileges.keySet()) {
            StrictWebApp webApp = new StrictWebApp(instance, this, access, clock);
            webApps.put(instance, webApp);
            server.serve("/" + webApp.context() + "/", webApp);
        }
        gateway = new StrictGateway(privileges.keySet(), this, access, clock);
        server.serve("/gateway/", gateway);
        server.start();
    }

    /** The {@code jamf.url} for a configuration. */
    public URI url(Instance instance) {
        return server.url().resolve("/" + webApp(instance).context());
    }

    /** The gateway to all instances. */
    public URI gateway() {
        return server.url().resolve("/gateway");
    }

    /** How the gateway calls an instance. */
    public static String environment(Instance instance) {
        return StrictGateway.environment(instance);
    }

    /** The gateway answers its next request by 429, with this value of {@code x-ratelimit-reset}. */
    public void limitNextRequest(String reset) {
        gateway.limit(reset);
    }

    /** The number of requests to the gateway. */
    public int gatewayRequests() {
        return gateway.requests();
    }

    /** From now on, Apple's service rejects every session of everyone. */
    public synchronized void beginOutageAtApple() {
        appleFails = true;
    }

    public synchronized void endOutageAtApple() {
        appleFails = false;
    }

    /** Every instance syncs every token once; returns the enrolment tokens that failed, which Jamf Pro would log. */
    public synchronized Map<Token.Key, Failure> sync(Instant now) {
        return appleFails ? jamf.sync(now, held -> Optional.of(Failure.SERVICE_ERROR)) : jamf.sync(now);
    }

    /** The instances and their tokens, without the API around them. */
    public SimulatedJamf simulated() {
        return jamf;
    }

    /** From now on, Apple rejects every enrolment token that this Apple ID downloaded. */
    public void changePassword(AppleId owner) {
        jamf.changePassword(owner);
    }

    public void leaveTermsUnsigned(String organization) {
        jamf.leaveTermsUnsigned(organization);
    }

    public void acceptTerms(String organization) {
        jamf.acceptTerms(organization);
    }

    /** Uploads a new token that this Apple ID downloaded just now: it expires in a year, and its syncs succeed. */
    public void renewToken(Instance instance, String tokenId, AppleId owner) {
        jamf.renewToken(instance, tokenId, owner);
    }

    /** Assigns this many devices at Apple to the server of this enrolment token; before the first call, it has none. */
    public void assignDevices(Instance instance, String tokenId, int count) {
        jamf.assignDevices(instance, tokenId, count);
    }

    /** Somebody changes what an entry holds. */
    public void edit(Token.Key token, UnaryOperator<Token> edit) {
        jamf.change(token, held -> new Held(edit.apply(held.token()), held.rejected(), held.syncs()));
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
        Held held = jamf.held(token).orElseThrow(() -> new IllegalArgumentException("no token " + token));
        if (token.kind() == TokenKind.ADE) {
            Object server = held.token().server();
            jamf.changeAll(
                    other -> other.token().server().equals(server) ? other.rejected(Failure.TOKEN_REPLACED) : other);
            downloads.replaceAll((hash, other) -> other.server().server().equals(server)
                    ? new Download(other.server(), other.owner(), other.at(), true)
                    : other);
        }
        downloads.put(hash(file), new Download(held.token(), owner, clock.instant(), false));
    }

    /**
     * A file is uploaded. Jamf Pro takes what it can decrypt, also the token of another server with its key, and one
     * that Apple has ended: that shows at the next sync.
     *
     * @return empty if it cannot read the file: no token of this kind, or one that is encrypted for another's public
     *     key
     */
    synchronized Optional<Held> upload(Token.Key token, byte[] file) {
        Download download = downloads.get(hash(file));
        if (download == null || download.server().kind() != token.kind() || !canRead(token, download.server())) {
            return Optional.empty();
        }
        Instant ends = download.at().plus(Duration.ofDays(365));
        Expiry expiry = token.kind() == TokenKind.ADE
                ? Expiry.ofDate(LocalDate.ofInstant(ends, ZoneOffset.UTC))
                : Expiry.ofInstant(ends);
        jamf.change(token, held -> {
            Held uploaded = held.holding(download.server(), download.owner(), expiry);
            return download.isEnded() ? uploaded.rejected(Failure.TOKEN_REPLACED) : uploaded;
        });
        return jamf.held(token);
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
        boolean isOneServer = jamf.held(reader).stream()
                .anyMatch(held -> held.token().server().equals(addressee.server()));
        return (key.isEmpty() && itsKey.isEmpty()) ? isOneServer : key.equals(itsKey);
    }

    private static String hash(byte[] file) {
        return HexFormat.of().formatHex(Sha256.of(file));
    }

    synchronized Optional<String> publicKey(Instance instance) {
        return Optional.ofNullable(publicKeys.get(instance));
    }

    /** The role loses a privilege. */
    public synchronized void deny(Instance instance, Privilege privilege) {
        privilegesOf(instance).remove(privilege);
    }

    /** Gives the privilege back. */
    public synchronized void grant(Instance instance, Privilege privilege) {
        privilegesOf(instance).add(privilege);
    }

    /** Another server takes over the content token; Jamf Pro's flag reports it until this server takes it back. */
    public synchronized void claimElsewhere(Instance instance, String tokenId) {
        claimedElsewhere.add(new Token.Key(instance, TokenKind.CONTENT, tokenId));
    }

    /** As after a restart of the web app: rejects every bearer token issued so far. */
    public void forgetAccessTokens() {
        webApps.values().forEach(StrictWebApp::forgetAccessTokens);
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
        return Stream.concat(
                        webApps.values().stream().flatMap(webApp -> webApp.misuses().stream()),
                        gateway.misuses().stream())
                .toList();
    }

    /** The number of requests to an endpoint, rejected ones included; for example {@code GET /api/v1/notifications}. */
    public int requests(Instance instance, String endpoint) {
        return webApp(instance).requests(endpoint);
    }

    synchronized boolean allows(Instance instance, Privilege privilege) {
        return privilegesOf(instance).contains(privilege);
    }

    /** With the rest of the documented fields. */
    synchronized ObjectNode location(Held held) {
        return SimulatedJamf.location(held)
                .put("totalPurchasedLicenses", 1)
                .put("totalUsedLicenses", 1)
                .put("email", "")
                .put("countryCode", "US")
                .put("locationName", held.token().name())
                .put(
                        "clientContextMismatch",
                        claimedElsewhere.contains(held.token().key()))
                .put("automaticallyPopulatePurchasedContent", false)
                .put("sendNotificationWhenNoLongerAssigned", false)
                .put("autoRegisterManagedUsers", false)
                .put("siteId", "-1")
                .put("siteName", "None");
    }

    private Set<Privilege> privilegesOf(Instance instance) {
        return of(instance, privileges);
    }

    private StrictWebApp webApp(Instance instance) {
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
