package dev.depwatch.demo;

import java.time.Duration;

/**
 * What is wrong with a web app as a whole.
 *
 * @param delay of each answer, where it is slow
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
        UNDEPLOYED
    }

    Outage(Kind kind) {
        this(kind, Duration.ZERO);
    }
}
