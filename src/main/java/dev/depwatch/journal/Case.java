package dev.depwatch.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.signature.Sighting;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An unbroken run of sightings of one cause on one instance.
 *
 * <p>{@code logged} times are the records' own; {@code seen} times are this host's clock when they were read. The two
 * differ while an old log is caught up, and where the log's zone is set wrong.
 *
 * @param id the same for the same instance, cause and first sighting, whoever computes it; it stays when another log of
 *     the instance turns out to hold an earlier sighting
 * @param signature the newest sighting's
 * @param sightings how many records, each counted once
 * @param longestGap the longest time by which a sighting extended the run, that is, between two neighbours. Where the
 *     logs of two nodes are read one after the other it can be longer than the truth, never shorter.
 * @param resumed since when it goes on after it had been closed; empty if it never was
 * @param lastNetworkLoggedAt when a record of this case last named a fault of the network
 * @param statement what the API states of it; empty for what only a log tells. A statement is counted as a sighting when
 *     it is new, and not again for as long as it stands
 * @param evidence the newest record's header line, cut and cleaned, or what the API said; hostile text
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
        Optional<Resumed> resumed,
        Optional<Instant> lastNetworkLoggedAt,
        Optional<ApiCondition> statement,
        String evidence) {
    /** 64 bits: far more than the cases of a fleet's lifetime need, and short enough to read aloud. */
    private static final int ID_BYTES = 8;

    /** A server's clock is known to a second only, so that the same statement can come back as a little newer. */
    private static final Duration SAME_STATEMENT = Duration.ofSeconds(1);

    /** The first sighting after a case had been closed. */
    public record Resumed(Instant loggedAt, Instant seenAt) {}

    static Case opened(Instance instance, Sighting sighting, Instant seenAt) {
        return new Case(
                id(instance, sighting),
                instance,
                sighting.cause(),
                sighting.signature(),
                sighting.loggedAt(),
                sighting.loggedAt(),
                seenAt,
                seenAt,
                1,
                Duration.ZERO,
                Optional.empty(),
                networkTime(sighting),
                Optional.empty(),
                sighting.evidence());
    }

    /** This case with one more sighting, which may be older than those it has: nodes of a cluster log apart. */
    Case with(Sighting sighting, Instant seenAt) {
        Instant loggedAt = sighting.loggedAt();
        boolean newest = !loggedAt.isBefore(lastLoggedAt);
        return new Case(
                id,
                instance,
                cause,
                newest ? sighting.signature() : signature,
                earlier(firstLoggedAt, loggedAt),
                later(lastLoggedAt, loggedAt),
                earlier(firstSeenAt, seenAt),
                later(lastSeenAt, seenAt),
                sightings + 1,
                longer(longestGap, gapTo(loggedAt)),
                resumed,
                networkTime(sighting)
                        .map(at -> later(at, lastNetworkLoggedAt.orElse(at)))
                        .or(() -> lastNetworkLoggedAt),
                statement,
                newest ? sighting.evidence() : evidence);
    }

    /** This case with one more sighting whose time is wrong. */
    Case counting(Instant seenAt) {
        return with(firstLoggedAt, later(lastSeenAt, seenAt), sightings + 1);
    }

    /** This case as it goes on, without a break, from another run. */
    Case goingOnFrom(Instant first, long more) {
        return with(earlier(firstLoggedAt, first), lastSeenAt, sightings + more);
    }

    /** This case without a sighting that was another one. */
    Case withoutOne() {
        return with(firstLoggedAt, lastSeenAt, Math.max(1, sightings - 1));
    }

    private Case with(Instant newFirstLoggedAt, Instant newLastSeenAt, long newSightings) {
        return new Case(
                id,
                instance,
                cause,
                signature,
                newFirstLoggedAt,
                lastLoggedAt,
                firstSeenAt,
                newLastSeenAt,
                newSightings,
                longestGap,
                resumed,
                lastNetworkLoggedAt,
                statement,
                evidence);
    }

    /** This case, which had been closed, as it goes on with a sighting that is folded next. */
    Case resumed(Sighting sighting, Instant seenAt) {
        return new Case(
                id,
                instance,
                cause,
                signature,
                firstLoggedAt,
                lastLoggedAt,
                firstSeenAt,
                lastSeenAt,
                sightings,
                longestGap,
                // A node's log that is read late can tell of what was before the end.
                Optional.of(new Resumed(later(lastKnownAt(), sighting.loggedAt()), seenAt)),
                lastNetworkLoggedAt,
                statement,
                evidence);
    }

    /** This case as the API states it, which is another sighting if it says something newer. */
    Case stated(Sighting sighting, ApiCondition newer) {
        boolean isNews = sighting.loggedAt().isAfter(lastLoggedAt.plus(SAME_STATEMENT));
        Case known = isNews ? with(sighting, newer.until()) : this;
        return new Case(
                id,
                instance,
                cause,
                known.signature,
                known.firstLoggedAt,
                known.lastLoggedAt,
                known.firstSeenAt,
                later(known.lastSeenAt, newer.until()),
                known.sightings,
                known.longestGap,
                known.resumed,
                known.lastNetworkLoggedAt,
                Optional.of(statement.map(before -> before.and(newer)).orElse(newer)),
                known.evidence);
    }

    /** When it was last known to go on: by a record's own time, or by the reading that stated it. */
    public Instant lastKnownAt() {
        return statement.map(stated -> later(stated.until(), lastLoggedAt)).orElse(lastLoggedAt);
    }

    /** By how much a sighting at that time would extend the run; zero inside it. */
    private Duration gapTo(Instant loggedAt) {
        if (loggedAt.isAfter(lastKnownAt())) {
            return Duration.between(lastKnownAt(), loggedAt);
        }
        return loggedAt.isBefore(firstLoggedAt) ? Duration.between(loggedAt, firstLoggedAt) : Duration.ZERO;
    }

    private static Optional<Instant> networkTime(Sighting sighting) {
        return sighting.network() ? Optional.of(sighting.loggedAt()) : Optional.empty();
    }

    private static String id(Instance instance, Sighting first) {
        String identity = String.join(
                "\n", instance.name(), first.cause().key(), first.loggedAt().toString(), first.signature());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
