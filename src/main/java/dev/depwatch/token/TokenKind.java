package dev.depwatch.token;

/** What a Jamf Pro holds that ends one day: Apple's two server tokens, and three certificates. */
public enum TokenKind implements Keyword {
    /** Automated Device Enrollment; Apple's name until 2018 was Device Enrollment Program. */
    ADE("ADE token", "Automated Device Enrollment (ADE, formerly DEP)"),
    /** Apps and Books; Apple's name until 2019 was Volume Purchase Program. */
    CONTENT("Apps and Books token", "Apps and Books (formerly VPP)"),
    /** The push certificate (APNs): without it no managed device can be reached. Bound to one Apple ID. */
    PUSH("push certificate", "Push certificate (APNs)"),
    /** The certificate for Apple's Global Service Exchange. */
    GSX("GSX certificate", "GSX certificate"),
    /** The certificate of Jamf Pro's built-in certificate authority, which signs each device's identity. */
    CA("built-in CA", "Built-in certificate authority (CA)");

    private final String noun;
    private final String displayName;

    TokenKind(String noun, String displayName) {
        this.noun = noun;
        this.displayName = displayName;
    }

    /** For a sentence about one. */
    public String noun() {
        return noun;
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
