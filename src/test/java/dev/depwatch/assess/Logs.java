package dev.depwatch.assess;

import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.LogStatus.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Logs in different states. */
final class Logs {
    private Logs() {}

    /** Followed, caught up, with a record just now and a right clock. */
    static LogStatus heard(LogName log, Instant now) {
        return heard(log, now, Optional.empty());
    }

    static LogStatus heard(LogName log, Instant now, Optional<Pause> pause) {
        return new LogStatus(
                log,
                true,
                Optional.empty(),
                0,
                new LogStatus.Records(
                        1000,
                        0,
                        Optional.empty(),
                        Optional.of(now),
                        pause,
                        Optional.of(now),
                        Optional.of(Duration.ZERO)),
                0);
    }

    static LogStatus with(
            LogStatus log,
            boolean caughtUp,
            Optional<LogStatus.FollowFailure> failure,
            Optional<Instant> lastRecordSeenAt) {
        LogStatus.Records records = log.records();
        return new LogStatus(
                log.log(),
                caughtUp,
                failure,
                log.backlogBytes(),
                new LogStatus.Records(
                        records.completed(),
                        records.unparsed(),
                        records.layoutUnknownSince(),
                        lastRecordSeenAt,
                        records.pause(),
                        lastRecordSeenAt,
                        records.clockDifference()),
                0);
    }

    static LogStatus clockAhead(LogStatus log, Duration difference) {
        LogStatus.Records records = log.records();
        return with(
                log,
                new LogStatus.Records(
                        records.completed(),
                        records.unparsed(),
                        records.layoutUnknownSince(),
                        records.lastSeenAt(),
                        records.pause(),
                        records.lastLoggedAt().map(at -> at.plus(difference)),
                        Optional.of(difference)));
    }

    static LogStatus notUnderstood(LogStatus log, Instant since) {
        long all = log.records().completed();
        return with(
                log,
                new LogStatus.Records(
                        all,
                        all,
                        Optional.of(since),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static LogStatus with(LogStatus log, LogStatus.Records records) {
        return new LogStatus(log.log(), log.caughtUp(), log.failure(), log.backlogBytes(), records, 0);
    }
}
