package dev.depwatch.record;

import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Builds only the records of a log that hold one of some texts: to look for these in a line takes a small part of the
 * time that a record takes. The {@link RecordAssembler} builds each record from its lines; the search only decides
 * which lines it gets. Immutable and thread-safe.
 */
public final class RecordSearch {
    private final Set<String> texts;

    /** @param texts each record that is wanted has one of them in a line */
    public RecordSearch(Set<String> texts) {
        this.texts = Set.copyOf(texts);
    }

    /**
     * Reads to the log's end.
     *
     * @param zone the zone of the log's times
     * @param records takes every record that holds one of the texts, in order, and some more
     */
    public void read(LineReader lines, ZoneId zone, Consumer<LogRecord> records) {
        Reading reading = new Reading(zone, records);
        while (lines.next()) {
            reading.take(lines.line());
        }
        reading.finish();
    }

    /** The reading of one log. */
    private final class Reading {
        private static final int MINUTE_LENGTH = "2026-11-24 22:32:".length();

        private final RecordClock clock;
        private final RecordAssembler assembler;
        private final Consumer<LogRecord> records;

        /** The lines of a record that has none of the texts so far. */
        private final List<String> held = new ArrayList<>();

        private int heldLength;
        /** Whether the present record is built. What stands before the first dated record always is. */
        private boolean building = true;

        /** How the newest date begins, and whether it comes twice. Most records have the minute of the one before. */
        private String minute = "no minute";

        private boolean isRepeated;

        Reading(ZoneId zone, Consumer<LogRecord> records) {
            this.clock = new RecordClock(zone);
            this.assembler = new RecordAssembler(Accept.DATED_OR_SHORT, clock);
            this.records = records;
        }

        void take(String line) {
            if (beginsRecord(line)) {
                finish();
                if (isRepeated && !held.isEmpty()) {
                    // It is not built, and yet tells which of two hours is meant.
                    Timestamp.of(held.get(0)).ifPresent(clock::at);
                }
                held.clear();
                heldLength = 0;
                building = isRepeated;
            }
            held.add(line);
            heldLength += line.length();
            building |= heldLength > RecordAssembler.MAX_KEPT || texts.stream().anyMatch(line::contains);
            if (building) {
                held.forEach(each -> pass(assembler.line(each, 0)));
                held.clear();
            }
        }

        void finish() {
            pass(assembler.finish());
        }

        private void pass(Optional<Completed> completed) {
            completed.flatMap(Completed::record).ifPresent(records);
        }

        private boolean beginsRecord(String line) {
            if (line.startsWith(minute)
                    && isDigit(line, MINUTE_LENGTH, '5')
                    && isDigit(line, MINUTE_LENGTH + 1, '9')
                    && !isDigit(line, MINUTE_LENGTH + 2, '9')) {
                return true;
            }
            Optional<Timestamp> timestamp = Timestamp.of(line);
            if (timestamp.isPresent()) {
                minute = line.substring(0, MINUTE_LENGTH);
                isRepeated = clock.isRepeated(timestamp.get());
            }
            return timestamp.isPresent();
        }

        private static boolean isDigit(String line, int at, char greatest) {
            return at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= greatest;
        }
    }
}
