package dev.depwatch.page;

import dev.depwatch.logs.LogStatus;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Mark.Tone;
import dev.depwatch.text.Phrase;
import java.time.Instant;
import java.util.List;
import org.apache.commons.io.FileUtils;

/** One followed log as a table row. */
record LogRow(LogStatus status) implements Listing.Row {
    static final List<Column<LogRow>> COLUMNS = List.of(
            Column.by("instance", "Instance", row -> row.status().log()),
            Column.by("path", "Log", row -> row.status().log().path()),
            Column.ofState("State"),
            Column.byTime("last", "Last record", row -> row.status().records().lastSeenAt(), Instant.MIN),
            Column.by("behind", "Behind", row -> row.status().backlogBytes()),
            Column.by("gaps", "Gaps", row -> row.status().gaps()));

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
        return Listing.Row.super.isGood() && status.gaps() == 0;
    }

    /** How much of it is not read yet. */
    String behind() {
        return FileUtils.byteCountToDisplaySize(status.backlogBytes());
    }

    /** What was lost. */
    String gaps() {
        return status.gaps() == 0 ? "none" : Phrase.counted(status.gaps(), "gap");
    }
}
