package dev.depwatch.record;

import dev.depwatch.record.RecordAssembler.Completed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a log grows without one understood record: somebody edited its layout beyond recognition, or the path
 * names another file. A few such records between good ones do not count, and neither does a long stack trace.
 */
public final class LayoutWatch {
    private static final int ENOUGH_RECORDS = 20;

    /** A line without a date counts like a record. Those that come together count once: they may be a late stack trace. */
    private static final Duration TOGETHER = Duration.ofSeconds(1);

    private long records;
    private @Nullable Instant since;
    private Instant lastPieceAt = Instant.EPOCH;

    /** Takes what the log's assembler completed next. */
    public void observe(Completed completed, Instant now) {
        if (completed.isUnderstood()) {
            records = 0;
            since = null;
            return;
        }
        boolean piece = completed.record().isPresent()
                || Duration.between(lastPieceAt, now).abs().compareTo(TOGETHER) > 0;
        records += piece ? 1 : 0;
        lastPieceAt = piece ? now : lastPieceAt;
        since = since == null ? now : since;
    }

    /** Since when the log grows without an understood record; empty while that may be chance. */
    public Optional<Instant> unknownSince() {
        return records >= ENOUGH_RECORDS ? Optional.ofNullable(since) : Optional.empty();
    }
}
