package dev.depwatch.cli;

import dev.depwatch.token.Cause;

/**
 * What a cause in an old log means and what to do next, in the words of docs/advice.md; a test compares them.
 *
 * @param meaning one sentence or several
 * @param nextStep what to do if it still fails
 */
record CauseAdvice(String meaning, String nextStep) {
    static CauseAdvice of(Cause cause) {
        return switch (cause) {
            case TERMS_NOT_SIGNED ->
                new CauseAdvice(
                        "Apple's new terms wait to be accepted. The token is good.",
                        "Accept the terms at Apple, once for the organisation. A new token does not help.");
            case TOKEN_EXPIRED -> new CauseAdvice("The token's year is over.", "Regenerate the token.");
            case TOKEN_REJECTED ->
                new CauseAdvice(
                        "Apple knows the token and refuses it. Somebody has downloaded a newer one, or has revoked it.",
                        "Upload the newer file, if somebody has it. Else regenerate.");
            case FORBIDDEN ->
                new CauseAdvice(
                        "Apple refuses the account: its password was changed, it is disabled, or it has lost its role."
                                + " Unsigned terms can look the same.",
                        "Regenerate, if no terms wait.");
            case OAUTH_REFRESH_FAILED ->
                new CauseAdvice(
                        "Jamf Pro (before 10.31) does not log Apple's answer. Most often Apple refused the token. Terms, an"
                                + " outage or the network can also be the cause.",
                        "Most likely regenerate. First check for a password change and for waiting terms.");
            case SERVER_INACTIVE ->
                new CauseAdvice(
                        "Somebody deleted the server (device management service) at Apple.",
                        "Link the server again. A new token for the deleted server does not exist.");
            case BAD_REQUEST ->
                new CauseAdvice(
                        "Apple, or another party that the record names, refuses the request.",
                        "Look into it. If somebody has just downloaded a token, upload that file.");
            case CLOCK_REFUSED ->
                new CauseAdvice(
                        "Apple refuses the time of the requests: the clock of the Jamf Pro host is wrong. The token is good.",
                        "Look into it: set the clock of the Jamf Pro host. A new token does not help.");
            case REQUEST_INVALID ->
                new CauseAdvice(
                        "Apple refuses the form of Jamf Pro's request, whatever the token.",
                        "Look into it. There is nothing to renew.");
            case PROXY_ANSWER ->
                new CauseAdvice(
                        "A web page came in place of Apple's answer: a proxy refuses. The token is good.",
                        "Look into it, at the proxy. A new token does not help.");
            case CERTIFICATE_EXPIRED ->
                new CauseAdvice(
                        "The date of a certificate has passed or is near. In a log: the push certificate has expired.",
                        "Renew the certificate, a push certificate with the same Apple ID.");
            case CERTIFICATE_REVOKED ->
                new CauseAdvice(
                        "Jamf Pro notifies that Apple has revoked the push certificate.",
                        "Renew the certificate, with the same Apple ID.");
            case SERVICE_ERROR ->
                new CauseAdvice(
                        "Apple's service or the network fails. The token is good.",
                        "Wait. After 30 minutes depwatch asks somebody to look into it.");
            case SYNC_FAILED ->
                new CauseAdvice(
                        "The Jamf Pro API reports a failing sync, and no log says why.",
                        "Look into it, in Jamf Pro. On the token's last day, anywhere on Earth, renew it.");
            case TOKEN_OF_ANOTHER_SERVER ->
                new CauseAdvice(
                        "Somebody uploaded another server's token to this entry. The token works, but for the other server's"
                                + " devices; the entry's own devices have no token.",
                        "Look into it: upload a token of the entry's own server.");
            case CONTENT_TOKEN_INVALID ->
                new CauseAdvice(
                        "The Apps and Books token is revoked or expired, or somebody uploaded an ADE token in its place.",
                        "Regenerate it. If it synced lately and ends later, look into it, unless the newest record is Apple's revocation.");
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                new CauseAdvice(
                        "Another server uses the same content token.",
                        "Take it back, or leave it to the other server.");
        };
    }
}
