package dev.depwatch.assess;

import dev.depwatch.token.Instance;
import java.time.Instant;

/**
 * Something that keeps depwatch from monitoring an instance completely.
 *
 * @param sentence what is wrong and what to do, for the administrator; holds no secret
 */
public record MonitoringIssue(Instance instance, Kind kind, String sentence, Instant since) {
    /** What depwatch cannot see. */
    public enum Kind {
        LOG_NOT_FOLLOWED,
        LAYOUT_NOT_UNDERSTOOD,
        CLOCK_DIFFERS,
        TOKENS_NOT_READ,
        /** Jamf Pro answers, but its newest sync of a token is a day old, or older than the current token. */
        SYNCS_STOPPED,
        /** Jamf Pro reports failing syncs, and the followed log has no record of them. */
        FAILURE_NOT_LOGGED,
        /** Apple has heard from no server of an owner for many syncs, and depwatch knows no reason. */
        CONNECTIONS_STOPPED,
        /** The API is the only source for the instance, and depwatch cannot read it. */
        NOTHING_SEEN
    }
}
