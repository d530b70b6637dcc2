package dev.depwatch.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one followed log fares, at one moment.
 *
 * @param caughtUp whether everything that stood in the log when following began has been read; no alert comes before
 * @param failure why the log cannot be followed now, as a sentence that says what to do; empty while it can
 * @param records completed records since the start of following
 * @param unparsedRecords those of them whose layout was not understood, and text that belongs to no record
 * @param layoutUnknownSince since when the log has grown without one understood record; empty if its layout is known
 * @param lastRecordSeenAt when the last understood record was completed, by this host's clock
 * @param lastRecordLoggedAt the time that record carries
 * @param clockDifference by how much the time of the newest record followed live is ahead of this host's clock;
 *     empty before such a record
 * @param backlogBytes what stands in the log and is not read yet
 * @param gaps how often since the start something that was written was gone before it could be read, or may have been
 * @param lostBytes how much of what was written is known not to have been read
 */
public record LogStatus(
        LogName log,
        boolean caughtUp,
        Optional<FollowFailure> failure,
        long records,
        long unparsedRecords,
        Optional<Instant> layoutUnknownSince,
        Optional<Instant> lastRecordSeenAt,
        Optional<Instant> lastRecordLoggedAt,
        Optional<Duration> clockDifference,
        long backlogBytes,
        long gaps,
        long lostBytes) {

    /** A log of which nothing was lost. */
    public LogStatus(
            LogName log,
            boolean caughtUp,
            Optional<FollowFailure> failure,
            long records,
            long unparsedRecords,
            Optional<Instant> layoutUnknownSince,
            Optional<Instant> lastRecordSeenAt,
            Optional<Instant> lastRecordLoggedAt,
            Optional<Duration> clockDifference,
            long backlogBytes) {
        this(
                log,
                caughtUp,
                failure,
                records,
                unparsedRecords,
                layoutUnknownSince,
                lastRecordSeenAt,
                lastRecordLoggedAt,
                clockDifference,
                backlogBytes,
                0,
                0);
    }

    /** Why a log cannot be followed, and since when. */
    public record FollowFailure(String sentence, Instant since) {}

    /** What is known of a log before the first look at it. */
    static LogStatus notOpenedYet(LogName log) {
        return new LogStatus(
                log,
                false,
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** With what was completed at {@code now}; {@code live} if it was written since the log was caught up with. */
    LogStatus after(Optional<LogRecord> completed, Instant now, boolean live) {
        Optional<LogRecord> understood = completed.filter(LogRecord::understood);
        Optional<Instant> loggedAt = understood.map(LogRecord::loggedAt);
        return new LogStatus(
                log,
                caughtUp,
                failure,
                records + (completed.isPresent() ? 1 : 0),
                unparsedRecords + (understood.isPresent() ? 0 : 1),
                layoutUnknownSince,
                understood.isPresent() ? Optional.of(now) : lastRecordSeenAt,
                loggedAt.or(() -> lastRecordLoggedAt),
                live ? loggedAt.map(at -> Duration.between(now, at)).or(() -> clockDifference) : clockDifference,
                backlogBytes,
                gaps,
                lostBytes);
    }

    /** As a look at the log found it. */
    LogStatus at(boolean upToDate, Optional<FollowFailure> newTrouble, Optional<Instant> unknownSince, long backlog) {
        return new LogStatus(
                log,
                upToDate,
                newTrouble,
                records,
                unparsedRecords,
                unknownSince,
                lastRecordSeenAt,
                lastRecordLoggedAt,
                clockDifference,
                backlog,
                gaps,
                lostBytes);
    }

    LogStatus withGap() {
        return lacking(gaps + 1, lostBytes);
    }

    LogStatus withLost(long bytes) {
        return lacking(gaps, lostBytes + bytes);
    }

    private LogStatus lacking(long newGaps, long newLostBytes) {
        return new LogStatus(
                log,
                caughtUp,
                failure,
                records,
                unparsedRecords,
                layoutUnknownSince,
                lastRecordSeenAt,
                lastRecordLoggedAt,
                clockDifference,
                backlogBytes,
                newGaps,
                newLostBytes);
    }
}
