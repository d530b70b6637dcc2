package dev.depwatch.token;

import java.time.Duration;

/**
 * How often a Jamf Pro syncs with Apple. The durations of depwatch's rules suit Jamf Pro's own interval of two minutes,
 * and scale with the configured one.
 */
public record SyncInterval(Duration length) {
    /**
     * docs.jamf.com, "Primary and Secondary Web Application Responsibilities": "two minute intervals between each
     * sync".
     */
    private static final Duration JAMF_PROS_OWN = Duration.ofMinutes(2);

    /** Integer arithmetic: Duration's own scaling uses decimal fractions, and every rule calls this every second. */
    public Duration scaled(Duration forTwoMinutes) {
        return Duration.ofMillis(forTwoMinutes.toMillis() * length.toMillis() / JAMF_PROS_OWN.toMillis());
    }
}
