package dev.depwatch.inventory;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
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
 * What one source says of an instance's tokens, at one moment. The Automated Device Enrollment tokens are always
 * complete; what else could not be read is a gap.
 *
 * @param tokens every token, each with its newest sync
 * @param terms whether the instance's own notifications name unsigned terms
 * @param notices those of the instance's notifications that tell of a failing token
 * @param unreadParts what could not be read, each with a sentence that says what to do and holds no secret. A token of a part
 *     that is a gap is not known to be gone.
 */
public record Reading(
        List<TokenState> tokens,
        Terms terms,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<JamfNotification> notices,
        @JsonAlias("gaps") Map<Part, String> unreadParts) {
    public Reading {
        tokens = List.copyOf(tokens);
        notices = List.copyOf(notices);
        unreadParts = Map.copyOf(unreadParts);
    }

    /** A reading without notices. */
    public Reading(List<TokenState> tokens, Terms terms, Map<Part, String> unreadParts) {
        this(tokens, terms, List.of(), unreadParts);
    }

    /** A reading without notices and gaps. */
    public Reading(List<TokenState> tokens, Terms terms) {
        this(tokens, terms, Map.of());
    }

    /**
     * The tokens of which Jamf Pro itself says that they fail in this way: by the state of their newest sync, or by a
     * notice. Empty where it names none; a notice that names no token of ours speaks of those whose sync fails.
     */
    public Set<Token.Key> tokensSaidToFail(Cause cause) {
        return switch (cause) {
            case SYNC_FAILED -> keys(failingSyncs());
            case TERMS_NOT_SIGNED, CONTENT_TOKEN_INVALID ->
                notices.stream()
                        .filter(notification -> notification.cause() == cause)
                        .flatMap(notification -> saidOf(notification).stream())
                        .collect(toUnmodifiableSet());
            case TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    SERVER_INACTIVE,
                    BAD_REQUEST,
                    SERVICE_ERROR,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    TOKEN_OF_ANOTHER_SERVER -> Set.of();
        };
    }

    /** The Automated Device Enrollment tokens whose newest sync tells failure. */
    Stream<TokenState> failingSyncs() {
        return ofKind(TokenKind.ADE)
                .filter(state -> state.sync().filter(Sync::isFailure).isPresent());
    }

    /** The tokens that a notice is about, as far as it says. */
    Set<Token.Key> saidOf(JamfNotification notification) {
        Set<Token.Key> named = named(notification.cause().kind(), notification.name());
        return named.isEmpty() && notification.cause().kind() == TokenKind.ADE ? keys(failingSyncs()) : named;
    }

    /** The token of that name, which a notification has; empty where none is known by it, or two. */
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

    /** What a reading can lack and still be of use. */
    public enum Part {
        /** How the Automated Device Enrollment tokens synced. */
        SYNCS("how tokens sync"),
        /** Which Apps and Books tokens there are. */
        CONTENT_TOKENS("content tokens"),
        /** The notifications, which tell of unsigned terms and of revoked content tokens. */
        TERMS("notifications of unsigned terms and revoked tokens"),
        /** When tokens end, where Jamf Pro gives a date in a form that is not known. */
        EXPIRY("the expiry of tokens");

        private final String displayName;

        Part(String displayName) {
            this.displayName = displayName;
        }

        public String displayName() {
            return displayName;
        }
    }

    /** A token and how it last synced; no sync where the source does not know. */
    public record TokenState(Token token, Optional<Sync> sync) {
        /** How the newest sync went; of a content token, for which there is no word, that there was one is all that is known. */
        public Outcome outcome() {
            return sync.map(last ->
                            token.kind() == TokenKind.CONTENT && last.state().isEmpty() ? Outcome.GOOD : last.outcome())
                    .orElse(Outcome.UNKNOWN);
        }
    }

    /**
     * How a token last synced with Apple.
     *
     * @param state Jamf Pro's word for it; "" for a content token, for which Jamf Pro has no word, or
     *     {@link #CLAIMED_ELSEWHERE}
     * @param at when, by this host's clock
     */
    public record Sync(String state, Instant at) {
        /** The flag by which Jamf Pro says that another server has claimed a content token. */
        public static final String CLAIMED_ELSEWHERE = "clientContextMismatch";

        public boolean isClaimedElsewhere() {
            return state.equals(CLAIMED_ELSEWHERE);
        }

        public Outcome outcome() {
            return isClaimedElsewhere() ? Outcome.FAILED : Outcome.of(state);
        }

        /** Whether the state has a word of failure in it. */
        public boolean isFailure() {
            return outcome() == Outcome.FAILED;
        }
    }

    /**
     * One of the instance's notifications, as it stands until it is dismissed or no longer true: which of the two ends it is
     * not documented.
     *
     * @param cause what it tells
     * @param type Jamf Pro's word for that
     * @param id its own; unique within the type
     * @param name the name in it, which clients of Jamf Pro's show as that of the token; "" if there is none
     * @param since when it was first read, by this host's clock
     * @param notBefore the reading before that, which did not have it; empty if there was none, so that nobody knows how old
     *     the notification is
     */
    public record JamfNotification(
            Cause cause, String type, String id, String name, Instant since, Optional<Instant> notBefore) {
        /** One that was just read for the first time. */
        public JamfNotification(Cause cause, String type, String id, String name, Instant since) {
            this(cause, type, id, name, since, Optional.empty());
        }

        boolean isSameAs(JamfNotification other) {
            return type.equals(other.type) && id.equals(other.id);
        }

        JamfNotification datedAs(JamfNotification known) {
            return new JamfNotification(cause, type, id, name, known.since, known.notBefore);
        }

        JamfNotification notBefore(Optional<Instant> reading) {
            return new JamfNotification(cause, type, id, name, since, reading);
        }
    }

    /** What the instance's notifications say of Apple's terms. "Cannot be read" is not "signed". */
    public enum Terms {
        SIGNED,
        NOT_SIGNED,
        UNKNOWN
    }
}
