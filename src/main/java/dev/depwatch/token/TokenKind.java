package dev.depwatch.token;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a Jamf Pro holds that ends one day: Apple's two server tokens, and three certificates. */
public enum TokenKind {
    /** Automated Device Enrollment; Apple's name until 2018 was Device Enrollment Program. */
    ADE("ade", "Automated Device Enrollment (ADE, formerly DEP)"),
    /** Apps and Books; Apple's name until 2019 was Volume Purchase Program. */
    CONTENT("content", "Apps and Books (formerly VPP)"),
    /** The push certificate (APNs): without it no managed device can be reached. Bound to one Apple ID. */
    PUSH("push", "Push certificate (APNs)"),
    /** The certificate for Apple's Global Service Exchange. */
    GSX("gsx", "GSX certificate"),
    /** The certificate of Jamf Pro's built-in certificate authority, which signs each device's identity. */
    CA("ca", "Built-in certificate authority (CA)");

    private final String key;
    private final String displayName;

    TokenKind(String key, String displayName) {
        this.key = key;
        this.displayName = displayName;
    }

    /** The word in configuration, labels and JSON. */
    @JsonValue
    public String key() {
        return key;
    }

    /** "content token", "push certificate": for a sentence about one. */
    public String noun() {
        return key + (isCertificate() ? " certificate" : " token");
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
