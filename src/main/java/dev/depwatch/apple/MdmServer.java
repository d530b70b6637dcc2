package dev.depwatch.apple;

import java.time.Instant;
import java.util.Optional;

/**
 * A device management service as Apple's API reports it. Every field but the id may be missing.
 *
 * @param id Apple's, seen as 32 hexadecimal digits
 * @param name "" if Apple gives none
 * @param devices how many devices are assigned to it
 * @param lastConnected when it last connected, by this host's clock; empty too where Apple gives no such field
 * @param updated when somebody last changed it at Apple; how far a connection counts as a change is not documented
 */
public record MdmServer(
        String id,
        String name,
        Status status,
        Optional<Long> devices,
        Optional<Instant> lastConnected,
        Optional<Instant> created,
        Optional<Instant> updated) {
    /** Apple's word for it (mdmserverstatus). */
    public enum Status {
        ACTIVE,
        INACTIVE,
        DELETED,
        /** Apple gives none, or one that depwatch does not know. */
        UNKNOWN;

        /** Whether no device can enrol through it. */
        public boolean isGone() {
            return this == INACTIVE || this == DELETED;
        }
    }

    /** What a sentence calls it: its name in quotes, or its id if Apple gives none. */
    public String label() {
        return name.isBlank() ? id : "\"" + name + "\"";
    }
}
