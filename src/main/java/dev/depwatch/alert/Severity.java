package dev.depwatch.alert;

import com.fasterxml.jackson.annotation.JsonValue;

/** How urgent an alert is, in rising order. */
public enum Severity {
    /** Good to know. */
    INFO("info"),
    /** It may become critical, or somebody must look. */
    WARNING("warning"),
    /** Device enrolment fails until a person acts. */
    CRITICAL("critical");

    private final String key;

    Severity(String key) {
        this.key = key;
    }

    /** The word in configuration, labels and messages. */
    @JsonValue
    public String key() {
        return key;
    }
}
