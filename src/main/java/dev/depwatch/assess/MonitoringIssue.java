package dev.depwatch.assess;

import dev.depwatch.token.Instance;
import java.time.Instant;

/**
 * Something that keeps depwatch from seeing an instance whole.
 *
 * @param sentence what is wrong and what to do, for the administrator; holds no secret
 */
public record MonitoringIssue(Instance instance, Kind kind, String sentence, Instant since) {
    /** What is not seen. */
    public enum Kind {
        LOG_NOT_FOLLOWED,
        LAYOUT_NOT_UNDERSTOOD,
        CLOCK_DIFFERS,
        TOKENS_NOT_READ,
        /** Jamf Pro answers, and its newest sync of a token is a day old, or older than the token that is in place. */
        SYNCS_STOPPED,
        /** Jamf Pro says that syncs fail, and nothing of it stands in the log that is followed. */
        FAILURE_NOT_LOGGED,
        /** The API is all there is of the instance, and it cannot be read. */
        NOTHING_SEEN
    }
}
