package dev.depwatch.alert;

import com.fasterxml.jackson.annotation.JsonValue;

/** The urgency of an alert, in rising order. */
public enum Severity {
    /** For information. */
    INFO("info"),
    /** It may become critical, or somebody must look. */
    WARNING("warning"),
    /** Device enrolment fails until a person acts. */
    CRITICAL("critical");

    private final String key;

    Severity(String key) {
        this.key = key;
    }

    /** The value in configuration, labels and messages. */
    @JsonValue
    public String key() {
        return key;
    }
}
