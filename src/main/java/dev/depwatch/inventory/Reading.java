package dev.depwatch.inventory;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
 * @param gaps what could not be read, each with a sentence that says what to do and holds no secret. A token of a part
 *     that is a gap is not known to be gone.
 */
public record Reading(
        List<TokenState> tokens,
        Terms terms,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Notice> notices,
        Map<Part, String> gaps) {
    public Reading {
        tokens = List.copyOf(tokens);
        notices = List.copyOf(notices);
        gaps = Map.copyOf(gaps);
    }

    /** A reading without notices. */
    public Reading(List<TokenState> tokens, Terms terms, Map<Part, String> gaps) {
        this(tokens, terms, List.of(), gaps);
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
                        .filter(notice -> notice.cause() == cause)
                        .flatMap(notice -> saidOf(notice).stream())
                        .collect(toUnmodifiableSet());
            case TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    SERVER_INACTIVE,
                    BAD_REQUEST,
                    SERVICE_ERROR,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE -> Set.of();
        };
    }

    /** The Automated Device Enrollment tokens whose newest sync tells failure. */
    Stream<TokenState> failingSyncs() {
        return ofKind(TokenKind.ADE)
                .filter(state -> state.sync().filter(Sync::tellsFailure).isPresent());
    }

    /** The tokens that a notice is about, as far as it says. */
    Set<Token.Key> saidOf(Notice notice) {
        Set<Token.Key> named = namedBy(notice);
        return named.isEmpty() && notice.cause().kind() == TokenKind.ADE ? keys(failingSyncs()) : named;
    }

    /** The token whose name the notice has; empty where none is known by it, or two. */
    public Set<Token.Key> namedBy(Notice notice) {
        Set<Token.Key> named = notice.name().isEmpty()
                ? Set.of()
                : keys(ofKind(notice.cause().kind())
                        .filter(state -> state.token().name().equals(notice.name())));
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
        TERMS("notifications of unsigned terms and revoked tokens");

        private final String displayName;

        Part(String displayName) {
            this.displayName = displayName;
        }

        public String displayName() {
            return displayName;
        }
    }

    /** A token and how it last synced; no sync where the source does not know. */
    public record TokenState(Token token, Optional<Sync> sync) {}

    /**
     * How a token last synced with Apple.
     *
     * @param state Jamf Pro's word for it: an open set, of which only {@code CONNECTION_ERROR} is public; "" for a
     *     content token, for which Jamf Pro has no word, or {@link #CLAIMED_ELSEWHERE}
     * @param at when, by this host's clock
     */
    public record Sync(String state, Instant at) {
        /** The flag by which Jamf Pro says that another server has claimed a content token. */
        public static final String CLAIMED_ELSEWHERE = "clientContextMismatch";

        /** Any of these in a word gives it away. A word without one proves nothing by itself. */
        private static final List<String> TELL_FAILURE = List.of(
                "ERROR",
                "FAIL",
                "EXPIRED",
                "REJECT",
                "INVALID",
                "FORBIDDEN",
                "DENIED",
                "TIMEOUT",
                "NOT_SIGNED",
                "UNAUTHORIZED",
                "REVOKED");

        public boolean tellsClaimedElsewhere() {
            return state.equals(CLAIMED_ELSEWHERE);
        }

        /**
         * Whether the state has a word of failure in it. The words are an open set of which only {@code CONNECTION_ERROR} is
         * public (an example in the Jamf Pro API's own reference), so a state without one proves nothing by itself.
         */
        public boolean tellsFailure() {
            String word = state.toUpperCase(Locale.ROOT);
            return tellsClaimedElsewhere() || TELL_FAILURE.stream().anyMatch(word::contains);
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
     */
    public record Notice(Cause cause, String type, String id, String name, Instant since) {
        boolean isSameAs(Notice other) {
            return type.equals(other.type) && id.equals(other.id);
        }

        Notice since(Instant moment) {
            return new Notice(cause, type, id, name, moment);
        }
    }

    /** What the instance's notifications say of Apple's terms. "Cannot be read" is not "signed". */
    public enum Terms {
        SIGNED,
        NOT_SIGNED,
        UNKNOWN
    }
}
