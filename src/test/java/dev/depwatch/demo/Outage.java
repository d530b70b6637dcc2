package dev.depwatch.demo;

import java.time.Duration;

/**
 * A failure of a whole web app.
 *
 * @param delay of each answer, if the web app is slow
 */
record Outage(Kind kind, Duration delay) {
    enum Kind {
        NONE,
        SLOW,
        HANGING,
        DOWN,
        SIGN_ON,
        CUT,
        FAILING,
        UNDEPLOYED,
        BUSY
    }

    Outage(Kind kind) {
        this(kind, Duration.ZERO);
    }
}
