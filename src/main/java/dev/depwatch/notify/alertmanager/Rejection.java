package dev.depwatch.notify.alertmanager;

import dev.depwatch.notify.NotificationRules;
import java.time.Duration;
import java.time.Instant;

/**
 * A refusal of a request by an Alertmanager, recorded for each alert in the request.
 *
 * @param isSentAlone whether the alert may be the refused one of several, which a request of its own shows
 * @param rest how long after {@code at} the alert is not sent
 */
record Rejection(boolean isSentAlone, Instant at, Duration rest) {
    /** For a refused single alert: a retry will fail as well, and small changes in its text matter little. */
    private static final Duration ALONE = Duration.ofHours(1);

    static final Rejection NONE = new Rejection(false, Instant.EPOCH, Duration.ZERO);

    /** For an alert that was sent together with {@code others}. */
    Rejection forContent(int others, Instant now) {
        return new Rejection(true, now, others == 0 ? ALONE : Duration.ZERO);
    }

    /** For a refusal that does not depend on the content. */
    Rejection forAll(Instant now) {
        return new Rejection(isSentAlone, now, LastAccepted.EVERY);
    }

    /** The endpoint accepts something again: an alert that it refused regardless of content is due at once. */
    Rejection sinceOneWasAccepted() {
        return rest.equals(LastAccepted.EVERY) ? new Rejection(isSentAlone, at, Duration.ZERO) : this;
    }

    boolean rests(Instant now) {
        return !NotificationRules.hasPassed(rest, at, now);
    }
}
