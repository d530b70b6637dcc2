package dev.depwatch.assess;

import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A conclusion about one instance: what fails or will, and what a person should do.
 *
 * @param certainty how sure it is that these tokens are the ones
 * @param tokens the failing token or tokens if certain; all candidates if one of them; empty if unknown
 * @param account the owner; empty if unknown or if the candidates have several
 * @param organization the organisation at Apple; "" if unknown or if the candidates have several
 * @param likely true if the remedy follows from experience and not from a stated answer of Apple's
 * @param since when it began
 * @param lastSeen the newest sighting; equal to {@code since} for what comes without sightings, such as an expiry
 * @param sightings how many records, failed syncs or notifications say so; 0 for what comes without sightings
 * @param othersThatWork how many other servers' tokens of the same owner have synced well since; 0 if none has, or nobody knows
 * @param syncs how the newest syncs went, where they go well and fail in turn
 * @param formerServer where the entry holds the token of another server than before, the one that has lost its token
 * @param hints what else is known of the why, and what the text must add
 * @param caseIds the cases it rests on
 * @param evidence a record's header line, cut and cleaned, or what Jamf Pro's API said; "" if there is none. Hostile text:
 *     escape it.
 */
public record Finding(
        Remedy remedy,
        Certainty certainty,
        boolean likely,
        Cause cause,
        Instance instance,
        TokenKind kind,
        List<Token> tokens,
        Optional<AppleId> account,
        String organization,
        Instant since,
        Instant lastSeen,
        long sightings,
        int othersThatWork,
        Optional<SyncCount> syncs,
        Optional<Server> formerServer,
        Set<Hint> hints,
        List<String> caseIds,
        String evidence) {
    /**
     * A device management service at Apple.
     *
     * @param uuid "" if unknown
     */
    public record Server(String name, String uuid) {
        static Server of(Token token) {
            return new Server(token.serverName(), token.serverUuid());
        }

        boolean isThatOf(Token token) {
            return (uuid.isBlank() || token.serverUuid().isBlank())
                    ? name.equals(token.serverName())
                    : uuid.equals(token.serverUuid());
        }
    }

    /** For how long the token of another server is reported: by then somebody has noticed, or it was meant so. */
    public static final Duration OTHER_SERVER_REPORTED_FOR = Duration.ofDays(7);

    /** How many of the syncs of the last hour failed. */
    public record SyncCount(int failed, int all) {}

    public Finding {
        tokens = List.copyOf(tokens);
        hints = Set.copyOf(hints);
        caseIds = List.copyOf(caseIds);
    }

    /** What is known of one token without a sighting. */
    public static Finding withoutCase(
            Remedy remedy, Certainty certainty, Cause cause, Token token, Instant since, Set<Hint> hints) {
        return new Finding(
                remedy,
                certainty,
                false,
                cause,
                token.instance(),
                token.kind(),
                List.of(token),
                token.owner(),
                token.organization(),
                since,
                since,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                hints,
                List.of(),
                "");
    }

    /** The same where the entry holds the token of another server than before, with the cases that it explains. */
    Finding insteadOf(Server former, List<String> explained) {
        return new Finding(
                remedy,
                certainty,
                likely,
                cause,
                instance,
                kind,
                tokens,
                account,
                organization,
                since,
                lastSeen,
                sightings,
                othersThatWork,
                syncs,
                Optional.of(former),
                hints,
                explained,
                evidence);
    }

    /** What it says of one of its tokens. Only where it is certain that each of them is meant. */
    public Finding about(Token token) {
        return with(List.of(token));
    }

    /** The same where no stated answer of Apple's is behind it. */
    public Finding asLikely() {
        return with(true, tokens, hints);
    }

    Finding with(Hint hint) {
        Set<Hint> more = EnumSet.of(hint);
        more.addAll(hints);
        return with(likely, tokens, more);
    }

    Finding with(List<Token> fewer) {
        return with(likely, fewer, hints);
    }

    private Finding with(boolean nowLikely, List<Token> otherTokens, Set<Hint> otherReasons) {
        return new Finding(
                remedy,
                certainty,
                nowLikely,
                cause,
                instance,
                kind,
                otherTokens,
                account,
                organization,
                since,
                lastSeen,
                sightings,
                othersThatWork,
                syncs,
                formerServer,
                otherReasons,
                caseIds,
                evidence);
    }

    /** How sure it is which token fails. */
    public enum Certainty {
        /** There is one token of the kind, or each one's own state tells. */
        CERTAIN("certain"),
        /** One of those named; nothing tells which. */
        ONE_OF("one_of"),
        /** No inventory: nothing names a token. */
        UNKNOWN("unknown");

        private final String key;

        Certainty(String key) {
            this.key = key;
        }

        /** The word in labels and JSON. */
        public String key() {
            return key;
        }
    }

    /** What is known of the why, or what must be said with the remedy. */
    public enum Hint {
        /** All of one owner's tokens on several instances began together. */
        PASSWORD_CHANGED_OR_ACCOUNT_DISABLED,
        /** Tokens of many owners began together without a stated answer. */
        APPLE_OR_NETWORK,
        /** If somebody just downloaded a token, upload that file instead of downloading again. */
        UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST,
        /** The instance's notifications cannot be read, or are old ones: look for unsigned terms before regenerating. */
        CHECK_TERMS_FIRST,
        /** The clock of Jamf Pro's host, or of this one, is wrong: a request signed with a wrong time may be refused for that. */
        CHECK_CLOCK_FIRST,
        /** Some of the owner's other tokens have synced well since: its password was not changed. */
        OTHER_TOKENS_WORK,
        /** Syncs go well and fail in turn: a token that is refused does not come back. */
        SYNCS_FLAP,
        /** Terms were signed so lately that Apple may still refuse. */
        TERMS_SIGNED_LATELY,
        /** Jamf Pro cannot be asked since before this began: the token is the only one that it told of then. */
        TOKENS_NOT_READ_SINCE,
        /** Apple itself says that the content token is revoked. */
        REVOKED_BY_APPLE,
        /** Several of these tokens fail, not all for the same reason, and nothing tells which has which. */
        SEVERAL_CAUSES,
        /** Jamf Pro's own notification says so, which may still stand where it is true no more. */
        AS_NOTIFIED,
        /** The tokens are known from the configuration only. */
        AS_CONFIGURED,
        /** Tokens are unknown until the API or fixed tokens are configured. */
        OWNER_NOT_CONFIGURED,
        /** Tokens are unknown because the API has not answered yet. */
        OWNER_NOT_READ_YET,
        /** The owner also has content tokens, which Apple says become invalid with a password change. */
        CONTENT_TOKENS_AT_RISK,
        /** The owner is none of the shared accounts: renew with one of those. */
        PERSONAL_OWNER
    }
}
