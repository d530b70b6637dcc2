package dev.depwatch.logs;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * How far a log has been read: the end of the last completed record, as a physical place.
 *
 * @param generation which of the log's generations, by what is in it
 * @param offset bytes from the beginning of that generation's text, unpacked if it is packed
 * @param began the date that its first record carries, as in {@code 2026-11-24T22:32:43.697}; "" if none is known. What
 *     began later is newer, should the generation itself be gone
 * @param last the last record that was read; a file that begins earlier may hold it
 * @param left the generations left within the last minute, which are looked at once more, oldest first
 */
public record Checkpoint(
        Fingerprint generation, long offset, String began, Optional<LastRecord> last, List<Left> left) {
    /**
     * A generation that was read to its end and left for the next.
     *
     * @param offset how far it is read
     * @param at when it was left, or last looked at
     */
    public record Left(Fingerprint generation, long offset, Instant at) {}

    /**
     * What identifies the end of a record.
     *
     * @param date what it carries itself
     * @param length how many of its last bytes {@code hash} covers, at most 1024
     */
    public record LastRecord(LocalDateTime date, int length, String hash) {}

    public Checkpoint {
        left = List.copyOf(left);
    }

    /** The same place beside other generations that were left. */
    Checkpoint with(List<Left> others) {
        return new Checkpoint(generation, offset, began, last, others);
    }

    public Checkpoint(Fingerprint generation, long offset) {
        this(generation, offset, "", Optional.empty(), List.of());
    }
}
