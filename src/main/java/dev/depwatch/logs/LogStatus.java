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
 * @param gaps how often records were lost, or may have been lost, before depwatch read them
 */
public record LogStatus(
        LogName log, boolean caughtUp, Optional<FollowFailure> failure, long backlogBytes, Records records, long gaps) {

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
     * @param lastSeenAt when the last understood record came, by this host's clock
     * @param pause the newest time without a record before it, if that was long
     * @param lastLoggedAt the time of that record
     * @param clockDifference how far the time of the newest record followed live is ahead of this host's clock; empty
     *     before the first such record
     */
    public record Records(
            long completed,
            long unparsed,
            Optional<Instant> layoutUnknownSince,
            Optional<Instant> lastSeenAt,
            Optional<Pause> pause,
            Optional<Instant> lastLoggedAt,
            Optional<Duration> clockDifference) {
        static final Records NONE = new Records(
                0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        private Records and(Optional<LogRecord> record, Instant now, boolean live) {
            Optional<Instant> loggedAt = record.filter(LogRecord::understood).map(LogRecord::loggedAt);
            return new Records(
                    completed + (record.isPresent() ? 1 : 0),
                    unparsed + (loggedAt.isPresent() ? 0 : 1),
                    layoutUnknownSince,
                    loggedAt.isPresent() ? Optional.of(now) : lastSeenAt,
                    loggedAt.flatMap(at -> pauseBefore(at, now)).or(() -> pause),
                    loggedAt.or(() -> lastLoggedAt),
                    live ? loggedAt.map(at -> Duration.between(now, at)).or(() -> clockDifference) : clockDifference);
        }

        /**
         * Whether the clock of the log is known, and a record as new was seen.
         *
         * @param came when it was written at the latest: what was seen with a later time had a wrong one
         */
        boolean isSeen(LogRecord record, Instant came) {
            return clockDifference.isPresent()
                    && lastLoggedAt
                            .filter(last ->
                                    !last.isAfter(came) && !record.loggedAt().isAfter(last))
                            .isPresent();
        }

        /** By this host's clock, or by that of the log: text that was there before has one time by this host's. */
        private Optional<Pause> pauseBefore(Instant loggedAt, Instant now) {
            return lastLoggedAt
                    .map(at -> now.minus(Duration.between(at, loggedAt)))
                    .map(from -> lastSeenAt.filter(from::isAfter).orElse(from))
                    .map(from -> new Pause(from, now))
                    .filter(Pause::isLong);
        }

        private Records with(Optional<Instant> unknownSince) {
            return new Records(completed, unparsed, unknownSince, lastSeenAt, pause, lastLoggedAt, clockDifference);
        }
    }

    /** A time without a record: Jamf Pro was down, this host asleep, or there was nothing to log. */
    public record Pause(Instant from, Instant until) {
        private static final Duration LONG = Duration.ofMinutes(10);

        private boolean isLong() {
            return Duration.between(from, until).compareTo(LONG) >= 0;
        }

        /** Whether a record came just after it: what Jamf Pro logs at every sync may come again at the next one. */
        public boolean hasJustEnded(Instant record) {
            return Duration.between(until, record).abs().compareTo(LONG) < 0;
        }
    }

    /** Whether nothing more is to come of it now: it is caught up, or cannot be followed, which is an issue of its own. */
    public boolean isHeard() {
        return caughtUp || failure.isPresent();
    }

    /** Whether it is followed to its end. */
    public boolean isFollowed() {
        return caughtUp && failure.isEmpty();
    }

    /** The status of a log before its first poll. */
    public static LogStatus notOpenedYet(LogName log) {
        return new LogStatus(log, false, Optional.empty(), 0, Records.NONE, 0);
    }

    /** Adds what came at {@code now}; {@code live} if Jamf Pro wrote it after depwatch had caught up. */
    public LogStatus after(Optional<LogRecord> completed, Instant now, boolean live) {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records.and(completed, now, live), gaps);
    }

    /**
     * Replaces what each poll finds anew.
     *
     * @param trouble why it cannot be followed
     */
    public LogStatus at(
            boolean upToDate, Optional<String> trouble, Optional<Instant> unknownSince, long backlog, Instant now) {
        return new LogStatus(
                log, upToDate, trouble.map(why -> failure(why, now)), backlog, records.with(unknownSince), gaps);
    }

    LogStatus failed(String why, Instant now) {
        return new LogStatus(log, caughtUp, Optional.of(failure(why, now)), backlogBytes, records, gaps);
    }

    private FollowFailure failure(String why, Instant now) {
        return new FollowFailure(why, failure.map(FollowFailure::since).orElse(now));
    }

    LogStatus withGap() {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records, gaps + 1);
    }
}
