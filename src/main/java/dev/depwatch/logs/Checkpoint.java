package dev.depwatch.logs;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * How far depwatch has read a log: the end of the last completed record, as a physical position.
 *
 * @param generation identifies one of the log's generations by its content
 * @param offset bytes from the beginning of that generation's text, unpacked if it is packed
 * @param began the date of its first record, as in {@code 2026-11-24T22:32:43.697}, in UTC if the log prints its zone;
 *     "" if none is known. If the generation itself is gone, a file that began later is newer
 * @param last the last record that was read; a file that begins earlier may hold it
 * @param left the generations that the stream left lately, oldest first, and has not checked for late writers since
 */
public record Checkpoint(
        Fingerprint generation, long offset, String began, Optional<LastRecord> last, List<Left> left) {
    /**
     * A generation that was read to its end and left for the next.
     *
     * @param offset how far it was read
     * @param at when the stream left it, or last checked it
     */
    public record Left(Fingerprint generation, long offset, Instant at) {}

    /**
     * Identifies the end of a record.
     *
     * @param date the record's own date, in UTC if the log prints its zone
     * @param length how many of the record's last bytes {@code hash} covers, at most 1024
     */
    public record LastRecord(LocalDateTime date, int length, String hash) {}

    public Checkpoint {
        left = List.copyOf(left);
    }

    /** The same position with other generations in {@code left}. */
    Checkpoint with(List<Left> others) {
        return new Checkpoint(generation, offset, began, last, others);
    }

    public Checkpoint(Fingerprint generation, long offset) {
        this(generation, offset, "", Optional.empty(), List.of());
    }
}
