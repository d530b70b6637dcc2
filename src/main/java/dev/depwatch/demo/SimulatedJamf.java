package dev.depwatch.demo;

import dev.depwatch.demo.SyncOutcome.Failure;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One or several Jamf Pro instances on one server, each under its name as context path, with Apple behind them: what
 * happens to a token is said with a verb, {@link #sync} lets every instance try its tokens, and the API tells the rest.
 *
 * <p>Safe for use by many threads. Owns the threads {@code simulated-jamf-<n>}.
 */
public final class SimulatedJamf implements AutoCloseable {
    /** Jamf Pro's word for a good sync is not public; depwatch must do with any. */
    public static final String SYNCED_WELL = "SUCCESSFUL";
    /** The one public word. */
    public static final String CONNECTION_ERROR = "CONNECTION_ERROR";

    private final InstantSource clock;
    private final SimulatedApi api;
    private final Object lock = new Object();
    // Guarded by lock.
    private final Map<Token.Key, Held> tokens = new LinkedHashMap<>();
    private final Set<String> unsigned = new HashSet<>();
    private final Map<Instance, Set<Privilege>> privileges = new LinkedHashMap<>();
    private final Map<Token.Key, Integer> devices = new HashMap<>();
    private final Set<Token.Key> claimedElsewhere = new HashSet<>();
    private boolean appleFails;

    /**
     * How to sign in, the same on every instance.
     *
     * @param accessTokenLife of a bearer token
     */
    public record Access(
            String clientId, String clientSecret, String username, String password, Duration accessTokenLife) {}

    /** What a role can be denied, in Jamf Pro's words. */
    public enum Privilege {
        READ_ENROLLMENTS("Read Device Enrollment Program Instances"),
        READ_LOCATIONS("Read Volume Purchasing Locations");

        private final String displayName;

        Privilege(String displayName) {
            this.displayName = displayName;
        }

        public String displayName() {
            return displayName;
        }
    }

    /** How a token synced, once. */
    record SyncStatus(String state, Instant at) {}

    /**
     * A token in an instance.
     *
     * @param rejected whether Apple refuses it since its owner's password changed, or has revoked it
     * @param syncs the newest two, oldest first
     */
    record Held(Token token, boolean rejected, List<SyncStatus> syncs) {
        Held {
            syncs = List.copyOf(syncs.subList(Math.max(0, syncs.size() - 2), syncs.size()));
        }

        Held synced(SyncStatus status) {
            List<SyncStatus> more = new ArrayList<>(syncs);
            more.add(status);
            return new Held(token, rejected, more);
        }
    }

    /** @param tokens on the instances they name; there is no other instance */
    public SimulatedJamf(List<Token> tokens, Access access, InstantSource clock) throws IOException {
        this.clock = clock;
        for (Token token : tokens) {
            this.tokens.put(token.key(), new Held(token, false, List.of()));
            this.privileges.put(token.instance(), EnumSet.allOf(Privilege.class));
        }
        this.api = new SimulatedApi(this, access, clock);
    }

    /** What a configuration names as {@code jamf.url}. */
    public URI url(Instance instance) {
        return api.url(instance);
    }

    /** From now on Apple refuses every enrolment token that this Apple ID downloaded. */
    public void changePassword(AppleId owner) {
        synchronized (lock) {
            tokens.replaceAll((key, held) ->
                    key.kind() == TokenKind.ADE && held.token().owner().equals(Optional.of(owner))
                            ? new Held(held.token(), true, held.syncs())
                            : held);
        }
    }

    public void leaveTermsUnsigned(String organization) {
        synchronized (lock) {
            unsigned.add(organization);
        }
    }

    public void acceptTerms(String organization) {
        synchronized (lock) {
            unsigned.remove(organization);
        }
    }

    /** From now on Apple's service refuses every session, whoever asks. */
    public void beginOutageAtApple() {
        synchronized (lock) {
            appleFails = true;
        }
    }

    public void endOutageAtApple() {
        synchronized (lock) {
            appleFails = false;
        }
    }

    /** Apple revokes a content token: Jamf Pro notifies of it until there is a new one. */
    public void revokeContentToken(Instance instance, String tokenId) {
        change(new Token.Key(instance, TokenKind.CONTENT, tokenId), held -> new Held(held.token(), true, held.syncs()));
    }

    /** Uploads a new token that this Apple ID downloaded just now: it ends in a year, and syncs well. */
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
        change(
                token,
                held -> new Held(
                        new Token(
                                token,
                                held.token().name(),
                                Optional.of(owner),
                                held.token().organization(),
                                held.token().serverName(),
                                held.token().serverUuid(),
                                Optional.of(expiry)),
                        false,
                        held.syncs()));
    }

    private void change(Token.Key token, UnaryOperator<Held> change) {
        synchronized (lock) {
            if (tokens.computeIfPresent(token, (key, held) -> change.apply(held)) == null) {
                throw new IllegalArgumentException(
                        "no " + token.kind().key() + " token " + token.id() + " on " + token.instance());
            }
        }
    }

    /** The role loses a privilege. */
    public void deny(Instance instance, Privilege privilege) {
        synchronized (lock) {
            privilegesOf(instance).remove(privilege);
        }
    }

    /** At Apple, so many devices are assigned to the server that this enrolment token is of; none before. */
    public void assignDevices(Instance instance, String tokenId, int count) {
        synchronized (lock) {
            devices.put(new Token.Key(instance, TokenKind.ADE, tokenId), count);
        }
    }

    /** Another server takes over the content token; Jamf Pro's flag says so until it is taken back. */
    public void claimElsewhere(Instance instance, String tokenId) {
        synchronized (lock) {
            claimedElsewhere.add(new Token.Key(instance, TokenKind.CONTENT, tokenId));
        }
    }

    /** As after a restart of the web app: every bearer token given out so far is refused. */
    public void forgetAccessTokens() {
        api.forgetAccessTokens();
    }

    // What can be wrong with a web app as a whole, one at a time, until it recovers.

    /** Every answer takes so long. */
    public void slowDown(Instance instance, Duration each) {
        api.trouble(instance, new Outage(Outage.Kind.SLOW, each));
    }

    /** No answer comes. */
    public void hang(Instance instance) {
        api.trouble(instance, new Outage(Outage.Kind.HANGING));
    }

    /** Every connection is dropped without an answer. */
    public void goDown(Instance instance) {
        api.trouble(instance, new Outage(Outage.Kind.DOWN));
    }

    /** A sign-on page stands before it: HTML, with the status 200. */
    public void hideBehindSignOn(Instance instance) {
        api.trouble(instance, new Outage(Outage.Kind.SIGN_ON));
    }

    /** Every answer is cut off in the middle of its body. */
    public void cutAnswers(Instance instance) {
        api.trouble(instance, new Outage(Outage.Kind.CUT));
    }

    /** Every answer is 500. */
    public void fail(Instance instance) {
        api.trouble(instance, new Outage(Outage.Kind.FAILING));
    }

    /** The web app is gone: Tomcat's own 404. */
    public void undeploy(Instance instance) {
        api.trouble(instance, new Outage(Outage.Kind.UNDEPLOYED));
    }

    /** Nothing is wrong any more. */
    public void recover(Instance instance) {
        api.trouble(instance, new Outage(Outage.Kind.NONE));
    }

    /**
     * What was asked otherwise than the documentation has it, refused or not: a method, path or parameter that is not
     * documented, no {@code Accept}, no {@code Authorization}. A good client leaves it empty.
     */
    public List<String> misuses() {
        return api.misuses();
    }

    /** How often an endpoint was asked, refused requests included; for example {@code GET /api/v1/notifications}. */
    public int requests(Instance instance, String endpoint) {
        return api.requests(instance, endpoint);
    }

    /** Every instance tries every token once; what failed is what Jamf Pro would log. */
    public List<SyncOutcome> sync(Instant now) {
        List<SyncOutcome> outcomes = new ArrayList<>();
        synchronized (lock) {
            tokens.replaceAll((key, held) -> {
                if (key.kind() == TokenKind.CONTENT) {
                    return held.synced(new SyncStatus("", now));
                }
                Optional<Failure> failure = failure(held, now);
                outcomes.add(new SyncOutcome(key, failure));
                return held.synced(new SyncStatus(failure.isPresent() ? CONNECTION_ERROR : SYNCED_WELL, now));
            });
        }
        return outcomes;
    }

    private Optional<Failure> failure(Held held, Instant now) {
        if (appleFails) {
            return Optional.of(Failure.SERVICE_ERROR);
        }
        if (held.token().expiry().filter(expiry -> expiry.isOver(now)).isPresent()) {
            return Optional.of(Failure.TOKEN_EXPIRED);
        }
        if (held.rejected()) {
            return Optional.of(Failure.PASSWORD_CHANGED);
        }
        return unsigned.contains(held.token().organization())
                ? Optional.of(Failure.TERMS_NOT_SIGNED)
                : Optional.empty();
    }

    Set<Instance> instances() {
        synchronized (lock) {
            return Set.copyOf(privileges.keySet());
        }
    }

    boolean allows(Instance instance, Privilege privilege) {
        synchronized (lock) {
            return privilegesOf(instance).contains(privilege);
        }
    }

    List<Held> tokens(Instance instance, TokenKind kind) {
        synchronized (lock) {
            return tokens.values().stream()
                    .filter(held -> held.token().instance().equals(instance)
                            && held.token().kind() == kind)
                    .toList();
        }
    }

    /** Empty if there is no such enrolment token. */
    Optional<Integer> devices(Instance instance, String tokenId) {
        Token.Key key = new Token.Key(instance, TokenKind.ADE, tokenId);
        synchronized (lock) {
            return tokens.containsKey(key) ? Optional.of(devices.getOrDefault(key, 0)) : Optional.empty();
        }
    }

    boolean isClaimedElsewhere(Token.Key token) {
        synchronized (lock) {
            return claimedElsewhere.contains(token);
        }
    }

    /** The enrolment tokens whose organisation has terms to accept. */
    List<Token> tokensWithUnsignedTerms(Instance instance) {
        synchronized (lock) {
            return tokens(instance, TokenKind.ADE).stream()
                    .map(Held::token)
                    .filter(token -> unsigned.contains(token.organization()))
                    .toList();
        }
    }

    private Set<Privilege> privilegesOf(Instance instance) {
        Set<Privilege> held = privileges.get(instance);
        if (held == null) {
            throw new IllegalArgumentException("no instance " + instance);
        }
        return held;
    }

    @Override
    public void close() {
        api.close();
    }
}
