package dev.depwatch.record;

import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds only the records of a log that hold one of some texts, to save time. The {@link RecordAssembler} builds each
 * record from its lines; the search only decides which lines it gets. Immutable and thread-safe.
 */
public final class RecordSearch {
    private final Needles needles;

    /** @param texts each record that is wanted holds one of them */
    public RecordSearch(Collection<String> texts) {
        this.needles = new Needles(texts);
    }

    /**
     * Reads to the log's end.
     *
     * @param zone the zone of the log's times
     * @param records takes every record that holds one of the texts, in order, and some more
     */
    public void read(LineReader lines, ZoneId zone, Consumer<LogRecord> records) {
        new Reading(lines, zone, records).read();
    }

    /** The reading of one log. Every place is an index in the window. */
    private final class Reading {
        private final LineReader lines;
        private final ByteBuffer bytes;
        private final RecordClock clock;
        private final RecordAssembler assembler;
        private final Consumer<LogRecord> records;
        /** How far in the window the clock has seen records. */
        private int clockAt;

        Reading(LineReader lines, ZoneId zone, Consumer<LogRecord> records) {
            this.lines = lines;
            this.bytes = lines.bytes();
            this.clock = new RecordClock(zone);
            this.assembler = new RecordAssembler(Accept.DATED_OR_SHORT, clock);
            this.records = records;
        }

        /**
         * Searches a window of whole records at a time. It reads line by line what comes before the first dated record,
         * and a record that is longer than the window.
         */
        void read() {
            readToRecord();
            while (lines.fill()) {
                int start = lines.start();
                int end = lines.ended() ? lines.limit() : recordBefore(lines.limit(), start);
                if (end > start) {
                    search(start, end);
                    lines.skipTo(end);
                } else {
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

        private void search(int from, int to) {
            clockAt = from;
            int at = from;
            for (int hit = needles.find(bytes, at, to); hit >= 0; hit = needles.find(bytes, at, to)) {
                int start = recordBefore(hit, at);
                at = recordAfter(hit, to);
                setClock(start);
                make(start, at);
                clockAt = at;
            }
            if (to < lines.limit()) {
                setClock(to);
            }
        }

        private void make(int from, int to) {
            int at = LineReader.textStart(bytes, from, to);
            while (at < to) {
                int next = lineAfter(at, to);
                take(assembler.line(line(at, next), 0));
                at = LineReader.textStart(bytes, next, to);
            }
            take(assembler.finish());
        }

        /** Shows the clock the records before this one, if they can matter to its time. */
        private void setClock(int record) {
            if (clock.isRepeated(timestamp(record))) {
                for (int at = clockAt; at < record; at = recordAfter(at, record)) {
                    clock.at(timestamp(at));
                }
                clockAt = record;
            }
        }

        private Timestamp timestamp(int record) {
            int start = LineReader.textStart(bytes, record, lines.limit());
            return Timestamp.of(line(start, lineAfter(start, lines.limit()))).orElseThrow();
        }

        /** The line from one place to the beginning of the next. */
        private String line(int from, int next) {
            return LineReader.text(bytes, from, bytes.get(next - 1) == '\n' ? next - 1 : next);
        }

        /** The beginning of the record that holds this place, but not before {@code first}. */
        private int recordBefore(int place, int first) {
            int at = place;
            while (at > first && !(bytes.get(at - 1) == '\n' && LineReader.opensRecord(bytes, at, lines.limit()))) {
                at--;
            }
            return Math.max(at, first);
        }

        private int recordAfter(int place, int to) {
            int at = lineAfter(place, to);
            while (at < to && !LineReader.opensRecord(bytes, at, to)) {
                at = lineAfter(at, to);
            }
            return at;
        }

        private int lineAfter(int place, int to) {
            int at = place;
            while (at < to && bytes.get(at) != '\n') {
                at++;
            }
            return Math.min(at + 1, to);
        }

        private void take(Optional<Completed> completed) {
            completed.flatMap(Completed::record).ifPresent(records);
        }
    }
}
