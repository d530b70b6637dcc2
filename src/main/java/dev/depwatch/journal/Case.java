package dev.depwatch.journal;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.text.Sha256;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An unbroken series of sightings of one cause on one instance.
 *
 * <p>{@code logged} times are the records' own; {@code seen} times are this host's clock at the time of reading. The
 * two differ while depwatch catches up with an old log, and if the log's zone is wrong.
 *
 * @param id computed from the instance, the cause and the first sighting; it stays the same when another log of the
 *     instance holds an earlier sighting
 * @param signature the newest sighting's
 * @param sightings how many records, each counted once
 * @param longestGap the longest time by which a sighting extended the case, that is, between two neighbours. If
 *     depwatch reads the logs of two nodes one after the other, it can exceed the true gap, but never fall below it.
 * @param reopened when it reopened after it had been over; empty if it never did
 * @param lastNetworkLoggedAt when a record of this case last reported a network fault
 * @param condition what the API reports; empty if only a log reports the case. A condition counts as a
 *     sighting when it is new, and not again while it lasts
 * @param evidence the newest record's first line, cut and cleaned, or what the API said; hostile text
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
        @JsonProperty("resumed") Optional<Reopened> reopened,
        Optional<Instant> lastNetworkLoggedAt,
        @JsonProperty("statement") Optional<ApiCondition> condition,
        String evidence) {
    /** A case that is seen again within an hour reopens: flapping is one case and not twenty. */
    public static final Duration REOPENS_WITHIN = Duration.ofHours(1);

    /** Two hosts' clocks may be apart by so much, and a record's time from its writing, without being wrong. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    /** How long a cause that does not repeat at every sync may be silent before a case in an old log counts as over. */
    private static final Duration EVENTS_APART = Duration.ofHours(24);

    /** Sightings that are read within this time may be of one reading of a log, whatever their own times. */
    private static final Duration READ_AT_ONCE = Duration.ofSeconds(90);

    /** A server's clock is known to the second only, so the same condition can return with a slightly newer time. */
    private static final Duration SAME_CONDITION = Duration.ofSeconds(1);

    /** The first sighting after a case had been over. */
    public record Reopened(Instant loggedAt, Instant seenAt) {}

    /**
     * A failure that Jamf Pro's API reports. A log reports an event once; the API reports a condition at every reading.
     *
     * @param notBefore the newest reading before the case without the condition; empty if there was none, so that the
     *     beginning is unknown
     * @param until the newest reading with the condition
     * @param tokens the tokens it concerned so far, at most a thousand; empty if the API names none
     */
    public record ApiCondition(Optional<Instant> notBefore, Instant until, Set<Token.Key> tokens) {
        /** As many as are read of one instance. */
        private static final int MOST_TOKENS = 1_000;

        public ApiCondition {
            tokens = Set.copyOf(tokens);
        }

        /** This condition, extended by the newer one's tokens and time. A Jamf Pro may name others at every reading. */
        ApiCondition and(ApiCondition newer) {
            return new ApiCondition(
                    notBefore,
                    newer.until,
                    Stream.concat(newer.tokens.stream(), tokens.stream())
                            .distinct()
                            .limit(MOST_TOKENS)
                            .collect(toUnmodifiableSet()));
        }
    }

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

    /**
     * This open case after another sighting; empty if it was over before that.
     *
     * @param newest when the newest counted sighting of the same log was logged
     */
    Optional<Case> continuedBy(Sighting sighting, Optional<Instant> newest, Instant seenAt) {
        Instant loggedAt = sighting.loggedAt();
        // If the case was first seen in the future, this host's clock was wrong then and is right now.
        if (beganLongAfter(loggedAt) && !firstSeenAt.isAfter(seenAt)) {
            // Last month in another log, which says nothing about the case; or a log that reached the case before its
            // clock was set back.
            boolean hasReachedIt = newest.filter(at -> !beganLongAfter(at)).isPresent();
            return Optional.of(hasReachedIt ? counting(seenAt) : this);
        }
        if (!isOverBefore(loggedAt, seenAt)) {
            return Optional.of(with(sighting, seenAt));
        }
        // It was silent for no longer than it was watched: the clock of its log was corrected, or its zone.
        boolean isCorrected = Duration.between(loggedAt, seenAt).compareTo(CLOCK_TOLERANCE) <= 0
                && !lastSeenAt.plus(READ_AT_ONCE).isAfter(seenAt);
        return isCorrected ? Optional.of(asSeen().with(sighting, seenAt)) : Optional.empty();
    }

    /**
     * Whether this was logged too long before the case to be its beginning: last month in another log, or on a host
     * whose clock was not set yet.
     */
    boolean beganLongAfter(Instant loggedAt) {
        return loggedAt.plus(apart()).isBefore(firstLoggedAt);
    }

    private Duration apart() {
        return cause.repeatsEverySync() ? REOPENS_WITHIN : EVENTS_APART;
    }

    /**
     * Whether it was over before a sighting, by the times in an old log that is read in one go. While depwatch follows a
     * log live, the assessment decides this, because it knows more than the silence.
     */
    private boolean isOverBefore(Instant loggedAt, Instant seenAt) {
        Duration silence = Duration.between(lastKnownAt(), loggedAt);
        Duration watched = Duration.between(lastSeenAt, seenAt);
        return silence.compareTo(apart()) > 0 && !goesOnAt(loggedAt) && silence.compareTo(watched.multipliedBy(2)) > 0;
    }

    /** This case with another sighting, which may be older than the others: the nodes of a cluster log separately. */
    Case with(Sighting sighting, Instant seenAt) {
        Instant loggedAt = sighting.loggedAt();
        boolean newest = !loggedAt.isBefore(lastLoggedAt);
        return new Case(
                id,
                instance,
                cause,
                newest ? sighting.signature() : signature,
                Collections.min(List.of(firstLoggedAt, loggedAt)),
                Collections.max(List.of(lastLoggedAt, loggedAt)),
                Collections.min(List.of(firstSeenAt, seenAt)),
                seenAt,
                sightings + 1,
                Collections.max(List.of(longestGap, gapTo(loggedAt))),
                reopened,
                networkTime(sighting)
                        .map(at -> Collections.max(List.of(at, lastNetworkLoggedAt.orElse(at))))
                        .or(() -> lastNetworkLoggedAt),
                condition,
                newest ? sighting.evidence() : evidence);
    }

    /** This case with another sighting, whose time is wrong: the clock of its log was set back. */
    private Case counting(Instant seenAt) {
        return with(firstLoggedAt, lastLoggedAt, seenAt, sightings + 1, reopened, condition);
    }

    /** This case by the clock of this host, because that of its log has moved. */
    private Case asSeen() {
        return with(
                firstSeenAt,
                lastSeenAt,
                lastSeenAt,
                sightings,
                reopened.map(again -> new Reopened(again.seenAt(), again.seenAt())),
                condition);
    }

    /** This closed case, reopened by a sighting that the caller adds next. */
    Case reopenedBy(Sighting sighting, Instant seenAt) {
        // A node's log that is read late can report what happened before the end.
        Reopened now = new Reopened(Collections.max(List.of(lastKnownAt(), sighting.loggedAt())), seenAt);
        return with(firstLoggedAt, lastLoggedAt, lastSeenAt, sightings, Optional.of(now), condition);
    }

    /** This closed case, which nobody watched for a time: its token may be another one by now. */
    Case watchedAgain(Instant seenAt) {
        Reopened now = new Reopened(reopened.map(Reopened::loggedAt).orElse(firstLoggedAt), seenAt);
        return with(firstLoggedAt, lastLoggedAt, lastSeenAt, sightings, Optional.of(now), condition);
    }

    /** This case with the API's newest condition, which counts as another sighting if it is newer. */
    Case with(Sighting sighting, ApiCondition newer) {
        boolean isNewer = sighting.loggedAt().isAfter(lastLoggedAt.plus(SAME_CONDITION));
        Case known = isNewer ? with(sighting, newer.until()) : this;
        return known.with(
                known.firstLoggedAt,
                known.lastLoggedAt,
                newer.until(),
                known.sightings,
                reopened,
                Optional.of(condition.map(before -> before.and(newer)).orElse(newer)));
    }

    private Case with(
            Instant nextFirstLoggedAt,
            Instant nextLastLoggedAt,
            Instant nextLastSeenAt,
            long nextSightings,
            Optional<Reopened> nextReopened,
            Optional<ApiCondition> nextCondition) {
        return new Case(
                id,
                instance,
                cause,
                signature,
                nextFirstLoggedAt,
                nextLastLoggedAt,
                firstSeenAt,
                nextLastSeenAt,
                nextSightings,
                longestGap,
                nextReopened,
                lastNetworkLoggedAt,
                nextCondition,
                evidence);
    }

    /** When it was last known to continue: by a record's own time, or by the API reading that reported it. */
    public Instant lastKnownAt() {
        return condition
                .map(condition -> Collections.max(List.of(condition.until(), lastLoggedAt)))
                .orElse(lastLoggedAt);
    }

    /** Whether a sighting at that time comes after no more than three times its longest gap. */
    boolean goesOnAt(Instant loggedAt) {
        return gapTo(loggedAt).compareTo(longestGap.multipliedBy(3)) <= 0;
    }

    /** By how much a sighting at that time would extend the case; negative within it. */
    private Duration gapTo(Instant loggedAt) {
        return Collections.max(
                List.of(Duration.between(lastKnownAt(), loggedAt), Duration.between(loggedAt, firstLoggedAt)));
    }

    private static Optional<Instant> networkTime(Sighting sighting) {
        return sighting.network() ? Optional.of(sighting.loggedAt()) : Optional.empty();
    }

    private static String id(Instance instance, Sighting first) {
        return HexFormat.of()
                .toHexDigits(Sha256.brief(String.join(
                        "\n",
                        instance.name(),
                        first.cause().key(),
                        first.loggedAt().toString(),
                        first.signature())));
    }
}
