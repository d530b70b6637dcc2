package dev.depwatch.page;

import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.LogStatus.Lost;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Mark.Tone;
import dev.depwatch.text.Phrase;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** One followed log as a table row. */
record LogRow(LogStatus status) implements Listing.Row {
    static final List<Column<LogRow>> COLUMNS = List.of(
            Column.by("instance", "Instance", row -> row.status().log()),
            Column.by("path", "Log", row -> row.status().log().path()),
            Column.ofState("State"),
            Column.by(
                    "last",
                    "Last record",
                    row -> row.status().records().lastSeenAt().orElse(Instant.MIN)),
            Column.by("behind", "Behind", row -> row.status().backlogBytes()),
            Column.by("gaps", "Gaps", row -> row.status().lost().gaps()));

    @Override
    public String text() {
        return status.log().instance() + " " + status.log().path() + " " + mark().words();
    }

    @Override
    public Mark mark() {
        if (status.failure().isPresent()) {
            return new Mark(Tone.WATCH, "not followed");
        }
        if (status.records().layoutUnknownSince().isPresent()) {
            return new Mark(Tone.WATCH, "layout not understood");
        }
        return status.caughtUp() ? new Mark(Tone.GOOD, "followed") : new Mark(Tone.UNKNOWN, "being read");
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
