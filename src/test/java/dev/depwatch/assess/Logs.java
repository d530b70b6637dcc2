package dev.depwatch.assess;

import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Logs as they fare. */
final class Logs {
    private Logs() {}

    /** Followed, caught up, and just heard of, with a clock that is right. */
    static LogStatus heard(LogName log, Instant now) {
        return new LogStatus(
                log,
                true,
                Optional.empty(),
                1000,
                0,
                Optional.empty(),
                Optional.of(now),
                Optional.of(now),
                Optional.of(Duration.ZERO),
                0);
    }

    static LogStatus with(
            LogStatus log,
            boolean caughtUp,
            Optional<LogStatus.FollowFailure> failure,
            Optional<Instant> lastRecordSeenAt) {
        return new LogStatus(
                log.log(),
                caughtUp,
                failure,
                log.records(),
                log.unparsedRecords(),
                log.layoutUnknownSince(),
                lastRecordSeenAt,
                lastRecordSeenAt,
                log.clockDifference(),
                log.backlogBytes());
    }

    static LogStatus clockAhead(LogStatus log, Duration difference) {
        return new LogStatus(
                log.log(),
                log.caughtUp(),
                log.failure(),
                log.records(),
                log.unparsedRecords(),
                log.layoutUnknownSince(),
                log.lastRecordSeenAt(),
                log.lastRecordLoggedAt().map(at -> at.plus(difference)),
                Optional.of(difference),
                log.backlogBytes());
    }

    static LogStatus notUnderstood(LogStatus log, Instant since) {
        return new LogStatus(
                log.log(),
                log.caughtUp(),
                log.failure(),
                log.records(),
                log.records(),
                Optional.of(since),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                log.backlogBytes());
    }
}
