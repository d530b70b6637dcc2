package dev.depwatch.token;

import com.fasterxml.jackson.annotation.JsonValue;

/** The two kinds of server token that Apple issues and Jamf Pro holds. */
public enum TokenKind {
    /** Automated Device Enrollment; Apple's name until 2018 was Device Enrollment Program. */
    ADE("ade", "Automated Device Enrollment (ADE, formerly DEP)"),
    /** Apps and Books; Apple's name until 2019 was Volume Purchase Program. */
    CONTENT("content", "Apps and Books (formerly VPP)");

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

    /** The present name with the former one. */
    public String displayName() {
        return displayName;
    }
}
