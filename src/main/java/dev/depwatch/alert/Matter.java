package dev.depwatch.alert;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.TokenKind;

/** The kinds of failure to investigate: each has its words and its subject. */
enum Matter {
    /** Apple's service or the network has failed for a long time. */
    SERVICE,
    /** The entry holds the token of another server than before. */
    OTHER_SERVER,
    /** Syncs succeed and fail in turn. */
    FLAPPING,
    /** A location syncs while the log reports a content token. */
    CONTENT_SYNCS,
    /** Apple refuses although somebody accepted its terms lately. */
    TERMS_SIGNED_LATELY,
    /** Jamf Pro's API says that syncs fail, and no log says why. */
    SYNC_FAILED,
    /** A notification of a revoked content token may be older than its last sync. */
    OLD_NOTIFICATION,
    /** Apple refuses the time of the requests. */
    CLOCK_REFUSED,
    /** Something between Jamf Pro and Apple answers. */
    PROXY,
    /** Apple refuses the form of the request. */
    REQUEST,
    /** An answer that depwatch does not recognise, or that Jamf Pro reports a token as expired that ends later. */
    UNKNOWN_ANSWER,
    /** Apple's 400. */
    BAD_REQUEST,
    /** The records name no answer, and the network fails at the same time. */
    NETWORK;

    static Matter of(Finding finding) {
        if (finding.says(Hint.SYNCS_FLAP) && finding.kind() == TokenKind.ADE) {
            return FLAPPING;
        }
        if (finding.says(Hint.TERMS_SIGNED_LATELY)) {
            return TERMS_SIGNED_LATELY;
        }
        if (finding.says(Hint.APPLE_OR_NETWORK)) {
            return SERVICE;
        }
        return switch (finding.cause()) {
            case SERVICE_ERROR -> SERVICE;
            case TOKEN_OF_ANOTHER_SERVER -> OTHER_SERVER;
            case SYNC_FAILED -> SYNC_FAILED;
            case CONTENT_TOKEN_INVALID, CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                finding.says(Hint.AS_NOTIFIED) ? OLD_NOTIFICATION : CONTENT_SYNCS;
            case CLOCK_REFUSED -> CLOCK_REFUSED;
            case PROXY_ANSWER -> PROXY;
            case REQUEST_INVALID -> REQUEST;
            case BAD_REQUEST -> finding.says(Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST) ? BAD_REQUEST : UNKNOWN_ANSWER;
            case TERMS_NOT_SIGNED, TOKEN_REJECTED, FORBIDDEN, OAUTH_REFRESH_FAILED, SERVER_INACTIVE -> NETWORK;
            case TOKEN_EXPIRED, CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED -> UNKNOWN_ANSWER;
        };
    }
}
