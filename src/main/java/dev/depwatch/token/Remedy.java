package dev.depwatch.token;

/** What a person must do. A token has one at any time; there is one alert for each remedy and subject. */
public enum Remedy implements Keyword {
    /** Download a new token from Apple with a valid Apple ID and upload it to Jamf Pro. */
    REGENERATE("regenerate"),
    /** Sign in at Apple as an Administrator and accept the terms; a new token does not help. */
    ACCEPT_TERMS("accept the terms"),
    /** The device management service was deleted at Apple: remove the PreStage that uses it or link another. */
    RELINK_SERVER("link another server"),
    /** Reclaim the content token from the other server. */
    RECLAIM("reclaim the token"),
    /** One of several tokens fails: find out in Jamf Pro which. */
    IDENTIFY("find out which token"),
    /** Something is wrong and no remedy is known: investigate. */
    INVESTIGATE("investigate"),
    /** Nothing to do: Apple's service or the network fails. */
    WAIT("wait"),
    /** Renew the token before it ends. */
    RENEW("renew in time"),
    /** Renew a certificate; a push certificate with the same Apple ID, before or after its end. */
    RENEW_CERTIFICATE("renew the certificate");

    private final String words;

    Remedy(String words) {
        this.words = words;
    }

    /** Whether somebody changes each failing token, which does harm if it is another one or no longer fails. */
    public boolean changesAFailingToken() {
        return this == REGENERATE || this == RELINK_SERVER || this == RECLAIM;
    }

    /** Whether a date or the owner's account asks for it, and no failure. */
    public boolean isRenewal() {
        return this == RENEW || this == RENEW_CERTIFICATE;
    }

    /** The same for people, inside a sentence. */
    public String words() {
        return words;
    }
}
