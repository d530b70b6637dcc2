package dev.depwatch.journal;

import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An unbroken run of sightings of one cause on one instance.
 *
 * <p>{@code logged} times are the records' own; {@code seen} times are this host's clock when they were read. The two
 * differ while an old log is caught up, and where the log's zone is set wrong.
 *
 * @param id the same for the same instance, cause and first sighting, whoever computes it
 * @param sightings how many records, each counted once
 * @param longestGap the longest time between two neighbouring sightings
 * @param lastNetworkLoggedAt when a record of this case last named a fault of the network
 * @param evidence the newest record's header line, cut and cleaned; hostile text
 */
public record Case(
        String id,
        Instance instance,
        Cause cause,
        String signature,
        Instant firstLoggedAt,
        Instant lastLoggedAt,
        Instant firstSeenAt,
        Instant lastSeenAt,
        long sightings,
        Duration longestGap,
        Optional<Instant> lastNetworkLoggedAt,
        String evidence) {}
