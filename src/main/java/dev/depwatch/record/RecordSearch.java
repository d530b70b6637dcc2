package dev.depwatch.record;

import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds only the records of a log that may fit a clue, to save time. The {@link RecordAssembler} builds each
 * record from its lines; the search only decides which lines it gets, so in the hour that comes twice in autumn it may
 * take a record for one of the first. Immutable and thread-safe.
 */
public final class RecordSearch {
    /** How many characters of a class Jamf Pro prints. A longer text would not make the search faster. */
    private static final int LONG_ENOUGH = 25;

    private final Needles needles;

    /**
     * What a record must contain: one of the names in its first line, and the text anywhere.
     *
     * @param names classes as they are {@linkplain LogRecord.ClassField#printed printed}
     */
    public record Clue(List<String> names, String text) {}

    public RecordSearch(Collection<Clue> clues) {
        this.needles = new Needles(clues.stream().flatMap(RecordSearch::rarest).toList());
    }

    /**
     * A record must contain one of the names and the text, so it searches for the longer of the two: that is faster.
     */
    private static Stream<String> rarest(Clue clue) {
        int shortestName = clue.names().stream().mapToInt(Needles::length).min().orElse(0);
        boolean byName = shortestName >= Math.min(LONG_ENOUGH, Needles.length(clue.text()));
        return byName ? clue.names().stream() : Stream.of(clue.text());
    }

    /**
     * Reads to the log's end.
     *
     * @param zone the zone of the log's times
     * @param records takes every record that fits a clue, in order, and some more
     */
    public void read(LineReader lines, ZoneId zone, Consumer<LogRecord> records) {
        new OneLog(needles, lines, new RecordAssembler(zone, Accept.DATED_OR_SHORT), records).read();
    }

    /** The search of one log. Every place is an index in the window. */
    private record OneLog(Needles needles, LineReader lines, RecordAssembler assembler, Consumer<LogRecord> records) {
        /**
         * Searches what is in the window. It reads line by line what comes before the first dated record, each
         * record with a hit, and a record that is longer than the window.
         */
        void read() {
            readToRecord();
            while (lines.fill()) {
                int start = lines.start();
                int hit = needles.find(lines.bytes(), start, lines.limit());
                boolean isLast = hit < 0 && lines.ended();
                int end = isLast ? lines.limit() : recordBefore(hit < 0 ? lines.limit() : hit, start);
                lines.skipTo(end);
                if (hit >= 0 || end == start) {
                    lines.next();
                    take(assembler.line(lines.line(), lines.end()));
                    readToRecord();
                }
            }
        }

        private void readToRecord() {
            while (!lines.atRecord() && lines.next()) {
                take(assembler.line(lines.line(), lines.end()));
            }
            take(assembler.finish());
        }

        /** The beginning of the record that holds this place, but not before {@code first}. */
        private int recordBefore(int place, int first) {
            ByteBuffer bytes = lines.bytes();
            int at = place;
            while (at > first && !(bytes.get(at - 1) == '\n' && LineReader.opensRecord(bytes, at, lines.limit()))) {
                at--;
            }
            return Math.max(at, first);
        }

        private void take(Optional<Completed> completed) {
            completed.flatMap(Completed::record).ifPresent(records);
        }
    }
}
