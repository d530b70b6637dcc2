package dev.depwatch.page;

import dev.depwatch.logs.LogStatus;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Times.Moment;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One followed log as a table row.
 *
 * @param behind how much of it is not read yet
 * @param gaps what was lost; "none" if nothing was
 * @param problem why it is not followed; "" if it is
 */
record LogRow(
        String instance,
        String path,
        String tone,
        String state,
        Optional<Moment> last,
        String behind,
        String gaps,
        String problem)
        implements Table.Row {
    private static final Comparator<LogStatus> BY_NAME = Comparator.comparing(LogStatus::log);

    static final Comparator<LogStatus> ORDER =
            Comparator.comparing(LogRow::rank).thenComparing(BY_NAME);

    static final Listing<LogStatus> LISTING = new Listing<>(
            "log",
            List.of(
                    Column.of("instance", "Instance", BY_NAME),
                    Column.of(
                            "path",
                            "Log",
                            Comparator.comparing((LogStatus log) -> log.log().path())
                                    .thenComparing(BY_NAME)),
                    Column.of("state", "State", ORDER),
                    Column.of(
                            "last",
                            "Last record",
                            Comparator.comparing((LogStatus log) ->
                                            log.records().lastSeenAt().orElse(Instant.MIN))
                                    .thenComparing(BY_NAME)),
                    Column.of(
                            "behind",
                            "Behind",
                            Comparator.comparing(LogStatus::backlogBytes).thenComparing(BY_NAME)),
                    Column.of(
                            "gaps",
                            "Gaps",
                            Comparator.comparing((LogStatus log) -> log.lost().gaps())
                                    .thenComparing(BY_NAME))),
            log -> log.log().instance().name() + " " + log.log().path() + " " + state(log));

    static LogRow of(LogStatus log, Times times) {
        return new LogRow(
                log.log().instance().name(),
                log.log().path(),
                switch (rank(log)) {
                    case 0, 1 -> "watch";
                    case 2 -> "unknown";
                    default -> "good";
                },
                state(log),
                log.records().lastSeenAt().map(times::moment),
                bytes(log.backlogBytes()),
                log.lost().gaps() == 0 && log.lost().bytes() == 0
                        ? "none"
                        : Words.counted(log.lost().gaps(), "gap")
                                + (log.lost().bytes() == 0
                                        ? ""
                                        : ", " + bytes(log.lost().bytes()) + " lost"),
                log.failure().map(LogStatus.FollowFailure::sentence).orElse(""));
    }

    private static int rank(LogStatus log) {
        if (log.failure().isPresent()) {
            return 0;
        }
        if (log.records().layoutUnknownSince().isPresent()) {
            return 1;
        }
        return log.caughtUp() ? 3 : 2;
    }

    private static String state(LogStatus log) {
        return switch (rank(log)) {
            case 0 -> "not followed";
            case 1 -> "layout not understood";
            case 2 -> "being read";
            default -> "followed";
        };
    }

    private static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        if (bytes < 1 << 20) {
            return bytes / 1024 + " KiB";
        }
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
