package dev.depwatch.alert;

import dev.depwatch.token.Keyword;

/** The urgency of an alert, in rising order. */
public enum Severity implements Keyword {
    /** For information. */
    INFO,
    /** It may become critical, or somebody must look. */
    WARNING,
    /** Device enrolment fails until a person acts. */
    CRITICAL
}
