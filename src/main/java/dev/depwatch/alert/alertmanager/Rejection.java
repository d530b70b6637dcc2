package dev.depwatch.alert.alertmanager;

import dev.depwatch.alert.NotificationRules;
import java.time.Duration;
import java.time.Instant;

/**
 * That an Alertmanager refused a request, held against each alert that was in it.
 *
 * @param halvings how often what it was sent with is to be halved, to find out which alert it was for
 * @param rest how long after {@code at} it is not tried again
 */
record Rejection(int halvings, Instant at, Duration rest) {
    /** For the alert itself: it will not be taken as it is, and what it says changes little. */
    private static final Duration ALONE = Duration.ofHours(1);

    static final Rejection NONE = new Rejection(0, Instant.EPOCH, Duration.ZERO);

    /** For what was sent together with {@code others}. */
    Rejection forContent(int others, Instant now) {
        return others == 0 ? new Rejection(halvings, now, ALONE) : new Rejection(halvings + 1, now, Duration.ZERO);
    }

    /** Whatever was in it: none would have been taken. */
    Rejection forAll(Instant now) {
        return new Rejection(halvings, now, LastAccepted.EVERY);
    }

    /** It accepts something: what it refused without a look at it rests no longer. */
    Rejection sinceOneWasAccepted() {
        return rest.equals(LastAccepted.EVERY) ? new Rejection(halvings, at, Duration.ZERO) : this;
    }

    boolean rests(Instant now) {
        return !NotificationRules.hasPassed(rest, at, now);
    }
}
