package dev.depwatch.inventory;

import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one source says of an instance's tokens, at one moment. The Automated Device Enrollment tokens are always
 * complete; what else could not be read is a gap.
 *
 * @param tokens every token, each with its newest sync
 * @param terms whether the instance's own notifications name unsigned terms
 * @param gaps what could not be read, each with a sentence that says what to do and holds no secret. A token of a part
 *     that is a gap is not known to be gone.
 */
public record Reading(List<TokenState> tokens, Terms terms, Map<Part, String> gaps) {
    public Reading {
        tokens = List.copyOf(tokens);
        gaps = Map.copyOf(gaps);
    }

    /** A reading without gaps. */
    public Reading(List<TokenState> tokens, Terms terms) {
        this(tokens, terms, Map.of());
    }

    /** What a reading can lack and still be of use. */
    public enum Part {
        /** How the Automated Device Enrollment tokens synced. */
        SYNCS("how tokens sync"),
        /** Which Apps and Books tokens there are. */
        CONTENT_TOKENS("content tokens"),
        /** The notifications, which tell of unsigned terms. */
        TERMS("notifications of unsigned terms");

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

        public boolean claimedElsewhere() {
            return state.equals(CLAIMED_ELSEWHERE);
        }

        /** Whether the word says that the sync failed. Why it did, no word confirms. */
        public boolean tellsFailure() {
            return tellsFailure(state);
        }

        static boolean tellsFailure(String state) {
            String word = state.toUpperCase(Locale.ROOT);
            return state.equals(CLAIMED_ELSEWHERE) || TELL_FAILURE.stream().anyMatch(word::contains);
        }
    }

    /** What the instance's notifications say of Apple's terms. "Cannot be read" is not "signed". */
    public enum Terms {
        SIGNED,
        NOT_SIGNED,
        UNKNOWN
    }
}
