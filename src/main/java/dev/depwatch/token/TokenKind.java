package dev.depwatch.token;

/** What a Jamf Pro holds that ends one day: Apple's two server tokens, and three certificates. */
public enum TokenKind implements Keyword {
    /** Automated Device Enrollment; Apple's name until 2018 was Device Enrollment Program. */
    ADE("Automated Device Enrollment (ADE, formerly DEP)"),
    /** Apps and Books; Apple's name until 2019 was Volume Purchase Program. */
    CONTENT("Apps and Books (formerly VPP)"),
    /** The push certificate (APNs): without it no managed device can be reached. Bound to one Apple ID. */
    PUSH("Push certificate (APNs)"),
    /** The certificate for Apple's Global Service Exchange. */
    GSX("GSX certificate"),
    /** The certificate of Jamf Pro's built-in certificate authority, which signs each device's identity. */
    CA("Built-in certificate authority (CA)");

    private final String displayName;

    TokenKind(String displayName) {
        this.displayName = displayName;
    }

    /** "content token", "push certificate": for a sentence about one. */
    public String noun() {
        return key() + (isCertificate() ? " certificate" : " token");
    }

    /** The present name with the former one. */
    public String displayName() {
        return displayName;
    }

    /**
     * Whether it is a certificate: a person renews it, Jamf Pro reports no syncs of it, and no download ends the one in
     * use.
     */
    public boolean isCertificate() {
        return this == PUSH || this == GSX || this == CA;
    }
}
