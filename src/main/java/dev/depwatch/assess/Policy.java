package dev.depwatch.assess;

import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * An administrator's settings for assessing and notifying.
 *
 * @param syncInterval how often this Jamf Pro syncs; every duration of the rules scales with it
 * @param warnAt how long before its expiry depwatch warns about a token; empty: never
 * @param silences all, including expired ones
 * @param owners whose tokens there should be
 * @param notifications types of Jamf Pro's notifications to report as they are
 * @param timeZone of the times in sentences
 */
public record Policy(
        Duration syncInterval,
        List<Duration> warnAt,
        List<Silence> silences,
        SharedAccounts owners,
        List<String> notifications,
        ZoneId timeZone) {
    /** A policy without silences and without shared accounts, with times in UTC. */
    public Policy(Duration syncInterval, List<Duration> warnAt) {
        this(syncInterval, warnAt, List.of(), SharedAccounts.NONE, List.of(), ZoneOffset.UTC);
    }

    public Policy {
        warnAt = List.copyOf(warnAt);
        silences = List.copyOf(silences);
        notifications = List.copyOf(notifications);
    }

    /** Since when depwatch warns that the token ends; empty if it does not. */
    Optional<Instant> warnsSince(Token token, Instant now) {
        return token.expiry().flatMap(expiry -> expiry.warnsSince(warnAt, now));
    }
}
