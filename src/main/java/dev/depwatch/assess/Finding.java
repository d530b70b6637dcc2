package dev.depwatch.assess;

import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Keyword;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A conclusion about one instance: what fails or will fail, and what a person should do.
 *
 * @param certainty how certain it is that these are the failing tokens
 * @param tokens the failing token or tokens if certain; all candidates if one of several; empty if unknown
 * @param likely true if the remedy follows from experience and not from an answer of Apple's
 * @param hints what else is known about the reason, and what the text must add
 */
public record Finding(
        Remedy remedy,
        Certainty certainty,
        boolean likely,
        Cause cause,
        Set<Hint> hints,
        Instance instance,
        TokenKind kind,
        List<Token> tokens,
        Seen seen,
        Detail detail) {
    /**
     * What was seen of it.
     *
     * @param since when it began
     * @param last the newest sighting by its own time; equal to {@code since} for findings without sightings, such as
     *     an expiry
     * @param sightings how many records, failed syncs or notifications report it; 0 for findings without sightings
     * @param caseIds the cases it rests on
     * @param evidence a record's first line, cut and cleaned, or what an API said; "" if there is none. Hostile text:
     *     escape it.
     */
    public record Seen(Instant since, Instant last, long sightings, List<String> caseIds, String evidence) {
        public Seen {
            caseIds = List.copyOf(caseIds);
        }
    }

    /**
     * What single remedies add.
     *
     * @param othersThatWork how many of the owner's other servers have a token that synced well since; 0 if none or
     *     unknown
     * @param syncs how the newest syncs went, if they alternate between good and failed
     * @param former if the entry now holds the token of another server: the token of the server that lost it
     */
    public record Detail(int othersThatWork, Optional<SyncCount> syncs, Optional<Token> former) {
        public static final Detail NONE = new Detail(0, Optional.empty(), Optional.empty());

        /** For a receiver of a part of the fleet: one other is enough for the conclusion, and it may not know of more. */
        Detail withoutNumbers() {
            return new Detail(Math.min(1, othersThatWork), syncs, former);
        }
    }

    /** Longer before an end Jamf Pro does not warn. */
    static final Duration WARNED_WITHIN = Duration.ofDays(100);

    /** How long depwatch reports the token of another server: by then somebody has noticed, or it was intended. */
    public static final Duration OTHER_SERVER_REPORTED_FOR = Duration.ofDays(7);

    /** How many of the last hour's syncs failed. */
    public record SyncCount(int failed, int all) {
        public SyncCount plus(SyncCount other) {
            return new SyncCount(failed + other.failed, all + other.all);
        }
    }

    public Finding {
        hints = Set.copyOf(hints);
        tokens = List.copyOf(tokens);
    }

    /** A finding about one token without a sighting. */
    static Finding withoutCase(Remedy remedy, Cause cause, Token token, Instant since, Set<Hint> hints) {
        return new Finding(
                remedy,
                Certainty.CERTAIN,
                false,
                cause,
                hints,
                token.instance(),
                token.kind(),
                List.of(token),
                new Seen(since, since, 0, List.of(), ""),
                Detail.NONE);
    }

    /** This finding with other evidence, and with the cases that it explains. */
    Finding saying(String evidence, List<String> explained) {
        Seen other = new Seen(seen.since, seen.last, seen.sightings, explained, evidence);
        return new Finding(remedy, certainty, likely, cause, hints, instance, kind, tokens, other, detail);
    }

    Finding with(Detail other) {
        return new Finding(remedy, certainty, likely, cause, hints, instance, kind, tokens, seen, other);
    }

    Finding with(Hint hint) {
        Set<Hint> more = EnumSet.of(hint);
        more.addAll(hints);
        return new Finding(remedy, certainty, likely, cause, more, instance, kind, tokens, seen, detail);
    }

    /** This finding for some of its tokens. Call it only if each token is certain. */
    public Finding with(List<Token> fewer) {
        return new Finding(remedy, certainty, likely, cause, hints, instance, kind, fewer, seen, detail);
    }

    /**
     * Whether the owner's content tokens may end too, as Apple says of a password change. They appear within this finding
     * and never alone. Expiry after a year puts no other token at risk.
     */
    boolean endangersContentTokens() {
        return remedy == Remedy.REGENERATE
                && kind == TokenKind.ADE
                && detail.othersThatWork == 0
                && cause.canFollowPasswordChange();
    }

    /** When its tokens end, as far as that is known. */
    public Stream<Expiry> expiries() {
        return tokens.stream().flatMap(token -> token.expiry().stream());
    }

    public boolean says(Hint hint) {
        return hints.contains(hint);
    }

    /** Whether no log does: the API gives the state and not its beginning, and its sightings are no log records. */
    public boolean isReportedByTheApi() {
        return !cause.isFoundInLogs() || says(Hint.AS_NOTIFIED) || says(Hint.AS_APPLE_REPORTS);
    }

    /** Whether a date has passed that nobody could read again since: it may have been renewed. */
    public boolean mayBeRenewed(Instant now) {
        return remedy.isRenewal()
                && !says(Hint.CERTIFICATE_IS_OVER)
                && expiries().anyMatch(end -> end.isOver(now));
    }

    /** Whether the configuration alone gives the date of a push certificate: Jamf Pro may have another. */
    public boolean isOfConfiguredDate() {
        return kind == TokenKind.PUSH
                && cause == Cause.CERTIFICATE_EXPIRED
                && seen.sightings == 0
                && expiries().findAny().isPresent();
    }

    /** Whether Jamf Pro reports that it ends soon, and its date is far ahead; or that it has ended, and its date lies ahead. */
    public boolean isContradicted(Instant now) {
        Instant latest = says(Hint.CERTIFICATE_IS_OVER) ? now : now.plus(WARNED_WITHIN);
        return cause == Cause.CERTIFICATE_EXPIRED
                && (says(Hint.AS_NOTIFIED) || seen.sightings > 0)
                && expiries().anyMatch(end -> end.earliest().isAfter(latest));
    }

    /** The owner; empty if unknown or if the tokens have several. */
    public Optional<AppleId> account() {
        return commonOwner(tokens);
    }

    /** Empty if it is unknown, or there are several. */
    public static Optional<AppleId> commonOwner(List<Token> tokens) {
        return common(tokens.stream().map(Token::owner)).flatMap(owner -> owner);
    }

    /** The organisation at Apple; "" if unknown or if the tokens have several. */
    public String organization() {
        return commonOrganization(tokens);
    }

    static String commonOrganization(List<Token> tokens) {
        return common(tokens.stream().map(Token::organization)).orElse("");
    }

    /** The value that all have; empty if there are several or none. */
    public static <T> Optional<T> common(Stream<T> values) {
        List<T> different = values.distinct().toList();
        return different.size() == 1 ? Optional.of(different.get(0)) : Optional.empty();
    }

    public Instant since() {
        return seen.since;
    }

    public Instant lastSeen() {
        return seen.last;
    }

    public long sightings() {
        return seen.sightings;
    }

    public List<String> caseIds() {
        return seen.caseIds;
    }

    public String evidence() {
        return seen.evidence;
    }

    /** How certain it is which token fails. */
    public enum Certainty implements Keyword {
        /** There is one token of the kind, or each token's own state shows it. */
        CERTAIN,
        /** One of the listed tokens; it is not known which. */
        ONE_OF,
        /** No token of the kind is known. */
        UNKNOWN
    }

    /** What is known about the reason, or what the text must add to the remedy. */
    public enum Hint {
        /** All of one owner's tokens on several instances began to fail together. */
        PASSWORD_CHANGED_OR_ACCOUNT_DISABLED,
        /** Tokens of many owners began to fail together without a known answer from Apple. */
        APPLE_OR_NETWORK,
        /** Apple began to refuse tokens of many owners together: terms or an outage explain that too. */
        MANY_OWNERS_REFUSED,
        /** If somebody just downloaded a token, upload that file instead of downloading again. */
        UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST,
        /** Nothing rules out unsigned terms: look for them before regenerating. */
        CHECK_TERMS_FIRST,
        /**
         * The clock of Jamf Pro's host or of this host is wrong: Apple may refuse a request signed with a wrong time.
         */
        CHECK_CLOCK_FIRST,
        /** Apple does not know the key of the server: see first whether the server exists. */
        CHECK_SERVER_FIRST,
        /** Some of the owner's other tokens have synced well since: the password was not changed. */
        OTHER_TOKENS_WORK,
        /** Syncs alternate between good and failed: a refused token would not recover. */
        SYNCS_FLAP,
        /** Terms were signed so recently that Apple may still refuse. */
        TERMS_SIGNED_LATELY,
        /** Jamf Pro's API fails since before this began: the token is the only one in its last answer. */
        TOKENS_NOT_READ_SINCE,
        /** Apple itself says that the content token is revoked. */
        REVOKED_BY_APPLE,
        /** Several of these tokens fail for different reasons, and it is not known which has which. */
        SEVERAL_CAUSES,
        /** The certificate is expired or revoked, and not only about to end. */
        CERTIFICATE_IS_OVER,
        /** Jamf Pro's own notification says so; it may still stand after the reason is gone. */
        AS_NOTIFIED,
        /** Apple's own API identifies it: its server stopped connecting as this began, and others went on. */
        APPLE_CONNECTIONS,
        /** Apple's own API excludes other tokens of the instance: their servers connected after this began. */
        APPLE_EXCLUDES,
        /** Apple's own API says so, and no record of a log. */
        AS_APPLE_REPORTS,
        /** Apple says that the owner's account is locked, deactivated or gone. */
        OWNER_ACCOUNT_OUT,
        /** The tokens are known from the configuration only. */
        AS_CONFIGURED,
        /** Tokens are unknown until the API or fixed tokens are configured. */
        OWNER_NOT_CONFIGURED,
        /** Tokens are unknown because the API has not answered yet. */
        OWNER_NOT_READ_YET,
        /** The owner also has content tokens, which Apple says become invalid with a password change. */
        CONTENT_TOKENS_AT_RISK,
        /** The owner is not a shared account: renew with a shared one. */
        PERSONAL_OWNER
    }
}
