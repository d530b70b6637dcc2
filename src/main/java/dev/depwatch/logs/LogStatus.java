package dev.depwatch.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of one followed log at one moment.
 *
 * @param caughtUp whether everything that stood in the log when following began has been read; no alert comes before
 * @param failure why the log cannot be followed now, as a sentence that says what to do; empty while it can
 * @param backlogBytes what stands in the log and is not read yet
 */
public record LogStatus(
        LogName log, boolean caughtUp, Optional<FollowFailure> failure, long backlogBytes, Records records, Lost lost) {

    /** Why a log cannot be followed, and since when. */
    public record FollowFailure(String sentence, Instant since) {}

    /**
     * The records that were read since following began.
     *
     * @param completed how many
     * @param unparsed how many of them have a layout that was not understood, and stretches of text that belong to no record
     * @param layoutUnknownSince since when the log has grown without one understood record; empty if its layout is known
     * @param lastSeenAt when the last understood record was completed, by this host's clock
     * @param lastLoggedAt the time that record carries
     * @param clockDifference by how much the time of the newest record followed live is ahead of this host's clock; empty
     *     before such a record
     */
    public record Records(
            long completed,
            long unparsed,
            Optional<Instant> layoutUnknownSince,
            Optional<Instant> lastSeenAt,
            Optional<Instant> lastLoggedAt,
            Optional<Duration> clockDifference) {
        static final Records NONE =
                new Records(0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        private Records and(Optional<LogRecord> record, Instant now, boolean live) {
            Optional<LogRecord> understood = record.filter(LogRecord::understood);
            Optional<Instant> loggedAt = understood.map(LogRecord::loggedAt);
            return new Records(
                    completed + (record.isPresent() ? 1 : 0),
                    unparsed + (understood.isPresent() ? 0 : 1),
                    layoutUnknownSince,
                    understood.isPresent() ? Optional.of(now) : lastSeenAt,
                    loggedAt.or(() -> lastLoggedAt),
                    live ? loggedAt.map(at -> Duration.between(now, at)).or(() -> clockDifference) : clockDifference);
        }

        private Records with(Optional<Instant> unknownSince) {
            return new Records(completed, unparsed, unknownSince, lastSeenAt, lastLoggedAt, clockDifference);
        }
    }

    /**
     * What was written and never read.
     *
     * @param gaps how often something that was written was gone before it could be read, or may have been
     * @param bytes how much of it, where that is known
     */
    public record Lost(long gaps, long bytes) {
        public static final Lost NOTHING = new Lost(0, 0);
    }

    /** What is known of a log before the first look at it. */
    static LogStatus notOpenedYet(LogName log) {
        return new LogStatus(log, false, Optional.empty(), 0, Records.NONE, Lost.NOTHING);
    }

    /** With what was completed at {@code now}; {@code live} if it was written since the log was caught up with. */
    LogStatus after(Optional<LogRecord> completed, Instant now, boolean live) {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records.and(completed, now, live), lost);
    }

    /** As a look at the log found it. */
    LogStatus at(boolean upToDate, Optional<FollowFailure> newFailure, Optional<Instant> unknownSince, long backlog) {
        return new LogStatus(log, upToDate, newFailure, backlog, records.with(unknownSince), lost);
    }

    LogStatus withGap() {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records, new Lost(lost.gaps + 1, lost.bytes));
    }

    LogStatus withLost(long bytes) {
        return new LogStatus(log, caughtUp, failure, backlogBytes, records, new Lost(lost.gaps, lost.bytes + bytes));
    }
}
