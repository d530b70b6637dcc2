package dev.depwatch.logs;

import dev.depwatch.record.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of one followed log at one moment.
 *
 * @param caughtUp whether depwatch has read everything that was in the log when it began to follow it; depwatch sends
 *     no alert before
 * @param failure why depwatch cannot follow the log now; empty while it can
 * @param backlogBytes the unread bytes of the log
 */
public record LogStatus(
        LogName log, boolean caughtUp, Optional<FollowFailure> failure, long backlogBytes, Records records, Lost lost) {

    /**
     * Why depwatch cannot follow a log, and since when.
     *
     * @param sentence names the log and says what to do
     */
    public record FollowFailure(String sentence, Instant since) {}

    /**
     * The records that depwatch read since it began to follow the log.
     *
     * @param completed how many records it completed
     * @param unparsed how many of them have an unknown layout, and how many pieces of text belong to no record
     * @param layoutUnknownSince since when the log grows without one understood record; empty if its layout is known
     * @param lastSeenAt when depwatch completed the last understood record, by this host's clock; one that was there
     *     before, such as the one that a restart reads again, counts as seen when it was logged
     * @param resumedAt when the first one came after a pause; empty if there was none
     * @param lastLoggedAt the time of that record
     * @param clockDifference how far the time of the newest record followed live is ahead of this host's clock; empty
     *     before the first such record
     */
    public record Records(
            long completed,
            long unparsed,
            Optional<Instant> layoutUnknownSince,
            Optional<Instant> lastSeenAt,
            Optional<Instant> resumedAt,
            Optional<Instant> lastLoggedAt,
            Optional<Duration> clockDifference) {
        /** Jamf Pro was down, or this host asleep. */
        private static final Duration PAUSE = Duration.ofMinutes(10);

        static final Records NONE = new Records(
                0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        private Records and(Optional<LogRecord> record, Instant now, boolean live) {
            Optional<LogRecord> understood = record.filter(LogRecord::understood);
            Optional<Instant> loggedAt = understood.map(LogRecord::loggedAt);
            Optional<Instant> seenAt = loggedAt.map(at -> live || at.isAfter(now) ? now : at);
            return new Records(
                    completed + (record.isPresent() ? 1 : 0),
                    unparsed + (understood.isPresent() ? 0 : 1),
                    layoutUnknownSince,
                    seenAt.or(() -> lastSeenAt),
                    seenAt.filter(at ->
                                    lastSeenAt.filter(at.minus(PAUSE)::isAfter).isPresent())
                            .or(() -> resumedAt),
                    loggedAt.or(() -> lastLoggedAt),
                    live ? loggedAt.map(at -> Duration.between(now, at)).or(() -> clockDifference) : clockDifference);
        }

        private Records with(Optional<Instant> unknownSince) {
            return new Records(completed, unparsed, unknownSince, lastSeenAt, resumedAt, lastLoggedAt, clockDifference);
        }

        /**
         * Whether silence about a failure means something, because no pause has just ended. A log with longer pauses
         * always comes to that before its next record.
         */
        public boolean haveSettled(Instant now) {
            return resumedAt.filter(at -> now.isBefore(at.plus(PAUSE))).isEmpty();
        }
    }

    /**
     * What Jamf Pro wrote and depwatch never read.
     *
     * @param gaps how often records were lost, or may have been lost, before depwatch read them
     * @param bytes the number of bytes of lines beyond 64 KiB, which depwatch skips
     */
    public record Lost(long gaps, long bytes) {
        public static final Lost NOTHING = new Lost(0, 0);
    }

    /** Whether it is followed to its end. */
    public boolean isFollowed() {
        return caughtUp && failure.isEmpty();
    }

    /** The status of a log before its first poll. */
    static LogStatus notOpenedYet(LogName log) {
        return new LogStatus(log, false, Optional.empty(), 0, Records.NONE, Lost.NOTHING);
    }

    /** Adds what was completed at {@code now}; {@code live} if Jamf Pro wrote it while depwatch followed the log. */
    LogStatus after(Optional<LogRecord> completed, Instant now, boolean live) {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records.and(completed, now, live), lost);
    }

    /** Replaces what each poll finds anew. */
    LogStatus at(boolean upToDate, Optional<FollowFailure> newFailure, Optional<Instant> unknownSince, long backlog) {
        return new LogStatus(log, upToDate, newFailure, backlog, records.with(unknownSince), lost);
    }

    LogStatus failed(String sentence, Instant now) {
        Instant since = failure.map(FollowFailure::since).orElse(now);
        return new LogStatus(
                log, caughtUp, Optional.of(new FollowFailure(sentence, since)), backlogBytes, records, lost);
    }

    LogStatus withGap() {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records, new Lost(lost.gaps + 1, lost.bytes));
    }

    LogStatus withLost(long bytes) {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records, new Lost(lost.gaps, lost.bytes + bytes));
    }
}
