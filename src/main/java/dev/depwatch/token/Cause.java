package dev.depwatch.token;

import static dev.depwatch.token.Cause.Repeats.AT_EVERY_SYNC;
import static dev.depwatch.token.Cause.Repeats.AT_TIMES;
import static dev.depwatch.token.Remedy.ACCEPT_TERMS;
import static dev.depwatch.token.Remedy.INVESTIGATE;
import static dev.depwatch.token.Remedy.RECLAIM;
import static dev.depwatch.token.Remedy.REGENERATE;
import static dev.depwatch.token.Remedy.RELINK_SERVER;
import static dev.depwatch.token.Remedy.RENEW_CERTIFICATE;
import static dev.depwatch.token.Remedy.WAIT;
import static dev.depwatch.token.TokenKind.ADE;
import static dev.depwatch.token.TokenKind.CONTENT;
import static dev.depwatch.token.TokenKind.PUSH;

/**
 * What a failure reports about itself. The signatures ({@code src/main/resources/signatures}) have the words of Apple's
 * answers and their sources.
 */
public enum Cause implements Keyword {
    /** Apple answers {@code T_C_NOT_SIGNED}: new terms wait for acceptance. The token is good. */
    TERMS_NOT_SIGNED("terms not accepted", ADE, ACCEPT_TERMS, AT_EVERY_SYNC),
    /** The token's year has ended. */
    TOKEN_EXPIRED("token expired", ADE, REGENERATE, AT_EVERY_SYNC),
    /** Apple knows the token and refuses it: revoked, or replaced by a newer download. */
    TOKEN_REJECTED("token rejected", ADE, REGENERATE, AT_EVERY_SYNC),
    /** Apple answers {@code FORBIDDEN} or {@code ACCESS_DENIED}: password changed, account removed or role lost. */
    FORBIDDEN("access forbidden", ADE, REGENERATE, AT_EVERY_SYNC),
    /** The OAuth refresh failed, and the record does not name Apple's answer (Jamf Pro until about mid-2020). */
    OAUTH_REFRESH_FAILED("sign-in to Apple failed", ADE, REGENERATE, AT_EVERY_SYNC),
    /** The device management service was deleted at Apple. */
    SERVER_INACTIVE("server inactive", ADE, RELINK_SERVER, AT_TIMES),
    /**
     * Apple answers 400: perhaps a token was downloaded and not uploaded. Its key also stands for an answer that
     * depwatch does not know, and for a refresh that failed for a reason that depwatch does not know.
     */
    BAD_REQUEST("request refused", ADE, INVESTIGATE, AT_TIMES),
    /** Apple refuses the time of the request: the clock of the Jamf Pro host is wrong. A new token does not help. */
    CLOCK_REFUSED("clock refused", ADE, INVESTIGATE, AT_EVERY_SYNC),
    /** Apple refuses the form of the request, whatever the token. */
    REQUEST_INVALID("request invalid", ADE, INVESTIGATE, AT_TIMES),
    /** A page came in place of Apple's answer: something between Jamf Pro and Apple refuses. */
    PROXY_ANSWER("a proxy answered", ADE, INVESTIGATE, AT_TIMES),
    /** The fault is Apple's or the network's, not the token's. */
    SERVICE_ERROR("service error", ADE, WAIT, AT_EVERY_SYNC),
    /** A content token that Jamf Pro cannot parse or that Apple has revoked. */
    CONTENT_TOKEN_INVALID("content token invalid", CONTENT, REGENERATE, AT_TIMES),
    /** Another server claimed the content token. */
    CONTENT_TOKEN_CLAIMED_ELSEWHERE("content token claimed elsewhere", CONTENT, RECLAIM, AT_TIMES),
    /** The entry in Jamf Pro now holds the token of another server at Apple, so its own server has lost its token. */
    TOKEN_OF_ANOTHER_SERVER("token of another server", ADE, INVESTIGATE, AT_TIMES),
    /** The date of a certificate has passed or is near. */
    CERTIFICATE_EXPIRED("certificate expired", PUSH, RENEW_CERTIFICATE, AT_TIMES),
    /** Apple has revoked the push certificate. */
    CERTIFICATE_REVOKED("certificate revoked", PUSH, RENEW_CERTIFICATE, AT_TIMES),
    /** Only the sync state reports it, because there is no log with the reason. */
    SYNC_FAILED("sync failed", ADE, INVESTIGATE, AT_EVERY_SYNC);

    /**
     * When a failing token reports it again: at every sync, or when somebody or something uses the token, so that hours
     * of silence mean little.
     */
    enum Repeats {
        AT_EVERY_SYNC,
        AT_TIMES
    }

    private final String words;
    private final TokenKind kind;
    private final Remedy remedy;
    private final Repeats repeats;

    Cause(String words, TokenKind kind, Remedy remedy, Repeats repeats) {
        this.words = words;
        this.kind = kind;
        this.remedy = remedy;
        this.repeats = repeats;
    }

    /** The same for people, inside a sentence. */
    public String words() {
        return words;
    }

    /** The kind of token that fails in this way. */
    public TokenKind kind() {
        return kind;
    }

    /** The remedy if nothing else is known. */
    public Remedy remedy() {
        return remedy;
    }

    /** Whether a failing token reports it again at every sync. */
    public boolean repeatsEverySync() {
        return repeats == Repeats.AT_EVERY_SYNC;
    }

    /** Whether a log record can have this cause, and not readings of Jamf Pro's API alone. */
    public boolean isFoundInLogs() {
        return this != TOKEN_OF_ANOTHER_SERVER && this != CERTIFICATE_REVOKED && this != SYNC_FAILED;
    }

    /** Whether it says nothing of any token, and hides what Apple would answer to it. */
    public boolean hidesRefusals() {
        return this == SERVICE_ERROR || this == CLOCK_REFUSED || this == PROXY_ANSWER;
    }

    /** Whether Apple's own answer is known, and not only that the refresh failed. */
    public boolean isAnswered() {
        return this != OAUTH_REFRESH_FAILED && this != SERVICE_ERROR && this != SYNC_FAILED;
    }

    /**
     * Whether a changed password or a disabled account can look like this. Apple then refuses every ADE token of the
     * account, and says that the content tokens become invalid too.
     */
    public boolean canFollowPasswordChange() {
        return this == FORBIDDEN || this == OAUTH_REFRESH_FAILED;
    }
}
