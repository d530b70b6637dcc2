package dev.depwatch.notify.alertmanager;

import dev.depwatch.notify.NotificationRules;
import java.time.Duration;
import java.time.Instant;

/**
 * A refusal of a request by an Alertmanager, recorded for each alert in the request.
 *
 * @param halvings how often to halve the alert's request, to find the refused alert
 * @param rest how long after {@code at} the alert is not sent
 */
record Rejection(int halvings, Instant at, Duration rest) {
    /** For a refused single alert: a retry will fail as well, and small changes in its text matter little. */
    private static final Duration ALONE = Duration.ofHours(1);

    static final Rejection NONE = new Rejection(0, Instant.EPOCH, Duration.ZERO);

    /** For an alert that was sent together with {@code others}. */
    Rejection forContent(int others, Instant now) {
        return others == 0 ? new Rejection(halvings, now, ALONE) : new Rejection(halvings + 1, now, Duration.ZERO);
    }

    /** For a refusal that does not depend on the content. */
    Rejection forAll(Instant now) {
        return new Rejection(halvings, now, LastAccepted.EVERY);
    }

    /** The endpoint accepts something again: an alert that it refused regardless of content is due at once. */
    Rejection sinceOneWasAccepted() {
        return rest.equals(LastAccepted.EVERY) ? new Rejection(halvings, at, Duration.ZERO) : this;
    }

    boolean rests(Instant now) {
        return !NotificationRules.hasPassed(rest, at, now);
    }
}
