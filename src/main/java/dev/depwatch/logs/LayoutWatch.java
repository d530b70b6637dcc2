package dev.depwatch.logs;

import dev.depwatch.logs.RecordAssembler.Completed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a log grows without one record that is understood: its layout was edited beyond what is recognised, or it
 * is another file altogether. A few such records between good ones are nothing, and neither is a long stack trace.
 */
final class LayoutWatch {
    private static final int ENOUGH_RECORDS = 20;

    /** As many characters as are kept of one record: no stray end of one is longer by itself. */
    private static final long ENOUGH_TEXT = RecordAssembler.MAX_KEPT;

    /**
     * In a log that was never understood, lines without a date count like records, but those that come together are one:
     * the rest of a record that was begun before. Once a record was understood they may be a stack trace that came late.
     */
    private static final Duration TOGETHER = Duration.ofSeconds(1);

    private long records;
    private long text;
    private @Nullable Instant since;
    private boolean everUnderstood;
    private Instant lastPieceAt = Instant.EPOCH;

    /** Takes the next thing the log's assembler completed. */
    void observe(Completed completed, Instant now) {
        if (completed.record().filter(LogRecord::understood).isPresent()) {
            everUnderstood = true;
            records = 0;
            text = 0;
            since = null;
            return;
        }
        boolean piece = completed.record().isPresent()
                || (!everUnderstood && Duration.between(lastPieceAt, now).abs().compareTo(TOGETHER) > 0);
        records += piece ? 1 : 0;
        lastPieceAt = piece ? now : lastPieceAt;
        text += completed.length();
        since = since == null ? now : since;
    }

    /** Since when the log has grown without an understood record; empty while that may be chance. */
    Optional<Instant> unknownSince() {
        boolean enough = records >= ENOUGH_RECORDS || text >= ENOUGH_TEXT;
        return enough ? Optional.ofNullable(since) : Optional.empty();
    }
}
