package dev.depwatch.token;

/**
 * What a failure reports about itself. The signatures ({@code src/main/resources/signatures}) have the words of Apple's
 * answers and their sources.
 */
public enum Cause implements Keyword {
    /** Apple answers {@code T_C_NOT_SIGNED}: new terms wait for acceptance. The token is good. */
    TERMS_NOT_SIGNED("terms not accepted", TokenKind.ADE, Remedy.ACCEPT_TERMS),
    /** The token's year has ended. */
    TOKEN_EXPIRED("token expired", TokenKind.ADE, Remedy.REGENERATE),
    /** Apple knows the token and refuses it: revoked, or replaced by a newer download. */
    TOKEN_REJECTED("token rejected", TokenKind.ADE, Remedy.REGENERATE),
    /** Apple answers {@code FORBIDDEN} or {@code ACCESS_DENIED}: password changed, account removed or role lost. */
    FORBIDDEN("access forbidden", TokenKind.ADE, Remedy.REGENERATE),
    /** The OAuth refresh failed, and the record does not name Apple's answer (Jamf Pro until about mid-2020). */
    OAUTH_REFRESH_FAILED("sign-in to Apple failed", TokenKind.ADE, Remedy.REGENERATE),
    /** The device management service was deleted at Apple. */
    SERVER_INACTIVE("server inactive", TokenKind.ADE, Remedy.RELINK_SERVER),
    /**
     * Apple answers 400: perhaps a token was downloaded and not uploaded. Its key also stands for an answer that
     * depwatch does not know, and for a refresh that failed for a reason that depwatch does not know.
     */
    BAD_REQUEST("request refused", TokenKind.ADE, Remedy.INVESTIGATE),
    /** Apple refuses the time of the request: the clock of the Jamf Pro host is wrong. A new token does not help. */
    CLOCK_REFUSED("clock refused", TokenKind.ADE, Remedy.INVESTIGATE),
    /** Apple refuses the form of the request, whatever the token. */
    REQUEST_INVALID("request invalid", TokenKind.ADE, Remedy.INVESTIGATE),
    /** A page came in place of Apple's answer: something between Jamf Pro and Apple refuses. */
    PROXY_ANSWER("a proxy answered", TokenKind.ADE, Remedy.INVESTIGATE),
    /** The fault is Apple's or the network's, not the token's. */
    SERVICE_ERROR("service error", TokenKind.ADE, Remedy.WAIT),
    /** A content token that Jamf Pro cannot parse or that Apple has revoked. */
    CONTENT_TOKEN_INVALID("content token invalid", TokenKind.CONTENT, Remedy.REGENERATE),
    /** Another server claimed the content token. */
    CONTENT_TOKEN_CLAIMED_ELSEWHERE("content token claimed elsewhere", TokenKind.CONTENT, Remedy.RECLAIM),
    /** The entry in Jamf Pro now holds the token of another server at Apple, so its own server has lost its token. */
    TOKEN_OF_ANOTHER_SERVER("token of another server", TokenKind.ADE, Remedy.INVESTIGATE),
    /** The date of a certificate has passed or is near. */
    CERTIFICATE_EXPIRED("certificate expired", TokenKind.PUSH, Remedy.RENEW_CERTIFICATE),
    /** Apple has revoked the push certificate. */
    CERTIFICATE_REVOKED("certificate revoked", TokenKind.PUSH, Remedy.RENEW_CERTIFICATE),
    /** Only the sync state reports it, because there is no log with the reason. */
    SYNC_FAILED("sync failed", TokenKind.ADE, Remedy.INVESTIGATE);

    private final String words;
    private final TokenKind kind;
    private final Remedy remedy;

    Cause(String words, TokenKind kind, Remedy remedy) {
        this.words = words;
        this.kind = kind;
        this.remedy = remedy;
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

    /**
     * Whether a failing token reports it again at every sync. The other causes appear when somebody or something uses
     * the token, so hours of silence mean little.
     */
    public boolean repeatsEverySync() {
        return switch (this) {
            case TERMS_NOT_SIGNED,
                    TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    CLOCK_REFUSED,
                    SERVICE_ERROR,
                    SYNC_FAILED -> true;
            case SERVER_INACTIVE,
                    BAD_REQUEST,
                    REQUEST_INVALID,
                    PROXY_ANSWER,
                    CONTENT_TOKEN_INVALID,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    TOKEN_OF_ANOTHER_SERVER,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_REVOKED -> false;
        };
    }

    /** Whether a log record can have this cause. Others follow from readings of Jamf Pro's API alone. */
    public boolean isFoundInLogs() {
        return switch (this) {
            case TERMS_NOT_SIGNED,
                    TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    SERVER_INACTIVE,
                    BAD_REQUEST,
                    CLOCK_REFUSED,
                    REQUEST_INVALID,
                    PROXY_ANSWER,
                    SERVICE_ERROR,
                    CONTENT_TOKEN_INVALID,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    CERTIFICATE_EXPIRED -> true;
            case TOKEN_OF_ANOTHER_SERVER, CERTIFICATE_REVOKED, SYNC_FAILED -> false;
        };
    }

    /**
     * Whether a changed password or a disabled account can look like this. Apple then refuses every ADE token of the
     * account, and says that the content tokens become invalid too.
     */
    public boolean canFollowPasswordChange() {
        return this == FORBIDDEN || this == OAUTH_REFRESH_FAILED || this == TOKEN_REJECTED;
    }
}
