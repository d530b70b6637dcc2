package dev.depwatch.inventory;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One source's answer about an instance's tokens at one moment. The Automated Device Enrollment tokens are always
 * complete; other parts may be unread.
 *
 * @param tokens every token, each with its newest sync
 * @param notices the instance's notifications about failing tokens
 * @param unreadParts the parts that could not be read, each with a sentence that says what to do and holds no secret. A
 *     token of an unread part does not count as removed.
 */
public record Reading(List<TokenState> tokens, List<JamfNotification> notices, Map<Part, String> unreadParts) {
    public Reading {
        tokens = List.copyOf(tokens);
        notices = List.copyOf(notices);
        unreadParts = Map.copyOf(unreadParts);
    }

    /** A complete reading without notifications. */
    public Reading(List<TokenState> tokens) {
        this(tokens, List.of(), Map.of());
    }

    /** Whether the tokens of this kind could not be read: then a token that is not listed may still exist. */
    public boolean isUnread(TokenKind kind) {
        return switch (kind) {
            case CONTENT -> unreadParts.containsKey(Part.CONTENT_TOKENS);
            case GSX -> unreadParts.containsKey(Part.GSX);
            case CA -> unreadParts.containsKey(Part.CA);
            case ADE, PUSH -> false;
        };
    }

    /**
     * Whether the token fails in this way according to Jamf Pro: by the state of its newest sync, or by a notification.
     * A notification of unsigned terms without a known token applies to the tokens whose sync fails.
     */
    public boolean reportsFailing(Token token, Cause cause) {
        Set<Token.Key> failing = tokensWithFailingSync();
        return cause == Cause.SYNC_FAILED
                ? failing.contains(token.key())
                : notices.stream()
                        .filter(notice -> notice.reports(cause))
                        // First: each of many content tokens can have its notification.
                        .filter(notice ->
                                cause.kind() == TokenKind.ADE || notice.name().equals(token.name()))
                        .anyMatch(notice -> tokensOf(notice, failing).contains(token.key()));
    }

    /** The Automated Device Enrollment tokens whose newest sync failed. */
    Stream<TokenState> failingSyncs() {
        return ofKind(TokenKind.ADE)
                .filter(state -> state.sync().filter(Sync::reportsFailure).isPresent());
    }

    /** The keys of {@link #failingSyncs}. */
    Set<Token.Key> tokensWithFailingSync() {
        return keys(failingSyncs());
    }

    /**
     * The tokens that a notification of a failure is about, if it names them.
     *
     * @param failing {@link #tokensWithFailingSync}, made once: a set for each notification could fill the memory
     */
    Set<Token.Key> tokensOf(JamfNotification notification, Set<Token.Key> failing) {
        TokenKind kind = notification.cause().orElseThrow().kind();
        Set<Token.Key> named = named(kind, notification.name());
        return named.isEmpty() && kind == TokenKind.ADE ? failing : named;
    }

    /** The token with that name from a notification; empty if no token or two have it. */
    public Set<Token.Key> named(TokenKind kind, String name) {
        Set<Token.Key> named = name.isEmpty()
                ? Set.of()
                : keys(ofKind(kind).filter(state -> state.token().name().equals(name)));
        return named.size() == 1 ? named : Set.of();
    }

    Stream<TokenState> ofKind(TokenKind kind) {
        return tokens.stream().filter(state -> state.token().kind() == kind);
    }

    private static Set<Token.Key> keys(Stream<TokenState> states) {
        return states.map(state -> state.token().key()).collect(toUnmodifiableSet());
    }

    /** The parts that a reading can lack and still be useful. */
    public enum Part {
        /** The syncs of the Automated Device Enrollment tokens. */
        SYNCS("sync states"),
        /** The list of Apps and Books tokens. */
        CONTENT_TOKENS("content tokens"),
        /** The notifications, which report unsigned terms and revoked content tokens. */
        TERMS("notifications of unsigned terms and revoked tokens"),
        /** The GSX connection. */
        GSX("the GSX connection"),
        /** The certificate of the active certificate authority. */
        CA("the built-in CA"),
        /** The dates of tokens, if Jamf Pro gives one in an unknown form, or an error of the GSX certificate. */
        EXPIRY("the expiry of tokens");

        private final String displayName;

        Part(String displayName) {
            this.displayName = displayName;
        }

        public String displayName() {
            return displayName;
        }
    }

    /** A token and its last sync; no sync if the source does not know it. */
    public record TokenState(Token token, Optional<Sync> sync) {
        /** The result of the newest sync. */
        public Outcome outcome() {
            return sync.map(this::outcomeOf).orElse(Outcome.UNKNOWN);
        }

        /** Jamf Pro has no word for a content token: any sync counts as good. */
        public Outcome outcomeOf(Sync one) {
            return token.kind() == TokenKind.CONTENT && one.state().isEmpty() ? Outcome.GOOD : one.outcome();
        }
    }

    /**
     * A token's last sync with Apple.
     *
     * @param state Jamf Pro's word for it; "" for a content token, which has none, or {@link #CLAIMED_ELSEWHERE}
     * @param at when, by this host's clock
     */
    public record Sync(String state, Instant at) {
        /** The flag by which Jamf Pro says that another server has claimed a content token. */
        public static final String CLAIMED_ELSEWHERE = "clientContextMismatch";

        public boolean reportsClaimedElsewhere() {
            return state.equals(CLAIMED_ELSEWHERE);
        }

        public Outcome outcome() {
            return reportsClaimedElsewhere() ? Outcome.FAILED : Outcome.of(state);
        }

        /** Whether the state contains a word of failure. */
        public boolean reportsFailure() {
            return outcome() == Outcome.FAILED;
        }
    }

    /**
     * One of the instance's notifications. It stands until somebody dismisses it or it is no longer true: which of the
     * two is not documented.
     *
     * @param cause which failure of a token it reports; empty for all others, which the page shows as they are
     * @param type Jamf Pro's word for that
     * @param id its own; unique within the type
     * @param name the name in it, which Jamf Pro's clients show as the token's; "" if there is none
     * @param since when it was first read, by this host's clock
     * @param notBefore the previous reading, without it; empty if there was none, so that the age of the notification
     *     is unknown
     */
    public record JamfNotification(
            Optional<Cause> cause, String type, String id, String name, Instant since, Optional<Instant> notBefore) {
        /** A notification that was just read for the first time. */
        public JamfNotification(Optional<Cause> cause, String type, String id, String name, Instant since) {
            this(cause, type, id, name, since, Optional.empty());
        }

        public boolean reports(Cause failure) {
            return cause.filter(failure::equals).isPresent();
        }

        boolean isSameAs(JamfNotification other) {
            return type.equals(other.type) && id.equals(other.id);
        }

        JamfNotification dated(Instant firstRead, Optional<Instant> readBefore) {
            return new JamfNotification(cause, type, id, name, firstRead, readBefore);
        }
    }
}
