package dev.depwatch.page;

import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.LogStatus.Lost;
import dev.depwatch.page.Listing.Columns;
import dev.depwatch.text.Phrase;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/** One followed log as a table row. */
record LogRow(LogStatus status) implements Listing.Row {
    private static final Comparator<LogRow> BY_NAME =
            Comparator.comparing(row -> row.status().log());

    private static final Comparator<LogRow> ORDER =
            Comparator.comparing(LogRow::condition).thenComparing(BY_NAME);

    static final Columns<LogRow> COLUMNS = new Columns<>("log", BY_NAME, ORDER)
            .ordered("instance", "Instance", BY_NAME)
            .by("path", "Log", row -> row.status().log().path())
            .ordered("state", "State", ORDER)
            .by(
                    "last",
                    "Last record",
                    row -> row.status().records().lastSeenAt().orElse(Instant.MIN))
            .by("behind", "Behind", row -> row.status().backlogBytes())
            .by("gaps", "Gaps", row -> row.status().lost().gaps());

    /** The most urgent first. */
    private enum Condition {
        FAILS,
        LAYOUT_UNKNOWN,
        BEHIND,
        FOLLOWED
    }

    private Condition condition() {
        if (status.failure().isPresent()) {
            return Condition.FAILS;
        }
        if (status.records().layoutUnknownSince().isPresent()) {
            return Condition.LAYOUT_UNKNOWN;
        }
        return status.caughtUp() ? Condition.FOLLOWED : Condition.BEHIND;
    }

    @Override
    public String text() {
        return status.log().instance() + " " + status.log().path() + " " + mark().words();
    }

    @Override
    public Mark mark() {
        return switch (condition()) {
            case FAILS -> new Mark("watch", "not followed");
            case LAYOUT_UNKNOWN -> new Mark("watch", "layout not understood");
            case BEHIND -> new Mark("unknown", "being read");
            case FOLLOWED -> new Mark("good", "followed");
        };
    }

    @Override
    public boolean isGood() {
        return Listing.Row.super.isGood() && status.lost().equals(Lost.NOTHING);
    }

    /** How much of it is not read yet. */
    String behind() {
        return bytes(status.backlogBytes());
    }

    /** What was lost. */
    String gaps() {
        long bytes = status.lost().bytes();
        if (status.lost().equals(Lost.NOTHING)) {
            return "none";
        }
        return Phrase.counted(status.lost().gaps(), "gap") + (bytes == 0 ? "" : ", " + bytes(bytes) + " lost");
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
