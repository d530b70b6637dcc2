package dev.depwatch.logs;

import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.logs.Position.RecordMark;
import dev.depwatch.record.LineReader;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import dev.depwatch.record.RecordClock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One file of a log, held open: its lines, its records, and how far it is read. Belongs to the tail's thread. */
final class OpenFile implements Closeable {
    /** Receives what is read. */
    interface Events {
        /**
         * A record is complete, or text that belongs to no record.
         *
         * @param ordinal how many records with the same first line come before it in this file, within a second
         * @param writtenBefore when the file was last written, if all this text was there when it was opened
         */
        void completed(Completed completed, int ordinal, Optional<Instant> writtenBefore);

        void bytesRead(long count);
    }

    /** After this long without a byte a record is complete: Jamf Pro writes a record at once. */
    static final Duration QUIET = Duration.ofMillis(200);

    /** A writer with a buffer stops in the middle of a line until the buffer is full again. */
    private static final Duration HALF_A_LINE = Duration.ofSeconds(60);

    /** In a renamed file a line stays half if its writer ended. */
    private static final Duration HALF_A_LAST_LINE = Duration.ofSeconds(2);

    /** Beyond this many different first lines in one second, every record has ordinal 0. */
    private static final int MOST_OF_ONE_SECOND = 10_000;

    /** As many bytes as the characters that a {@link RecordMark} covers can have. */
    private static final int MARK_BYTES = 4096;

    private final LogFile file;
    private final ByteBuffer bytes = ByteBuffer.allocate(MARK_BYTES);
    private final ReadableByteChannel text;
    private final LineReader lines;
    private final RecordAssembler assembler;
    private final Events events;
    /** How often each first line of the newest second has come, by its hash: a line may be long. */
    private final Map<Integer, Integer> ofOneSecond = new HashMap<>();

    /** Whether the file may still get more text. False for a packed file that was read to its end. */
    private final boolean mayGrow;

    private Optional<RecordMark> first;
    /** The first record of the newest second: reading resumes there. */
    private Optional<RecordMark> resumeMark;
    /** Where that record begins. */
    private long resumeAt;
    /** The end of the newest complete record. */
    private long end;
    /** The newest complete record, and where it begins. */
    private Optional<RecordMark> newest;

    private long newestAt;
    /** Where the open record begins. */
    private long openAt;

    /** Whether the file was once read to its end, so that what comes now is new. */
    private boolean wasAtEnd;

    /** Whether the current line was read when the file was opened, and not taken yet. */
    private boolean isPeeked;

    private boolean hasFetched;
    private boolean isReplaced;
    private Instant lastByteAt;
    /** When the file was last written before it was opened; empty once more has come. */
    private Optional<Instant> writtenBefore;

    private OpenFile(LogFile file, Optional<ReadFile> from, long at, RecordClock times, Events events, Instant now)
            throws IOException {
        this.file = file;
        this.mayGrow = from.isEmpty() || from.get().mayGrow();
        this.first = file.first().or(() -> from.map(ReadFile::first));
        this.resumeAt = at;
        this.resumeMark = from.flatMap(ReadFile::resumeMark);
        this.newest = resumeMark;
        this.newestAt = at;
        this.end = at;
        this.assembler = new RecordAssembler(Accept.DATED, times);
        this.events = events;
        this.lastByteAt = now;
        this.writtenBefore = Optional.of(file.modified());
        this.text = file.textFrom(at);
        this.lines = LineReader.small(new MeteredChannel(text, this::fetched), at);
    }

    /** Begins to read a file at a place that nothing identifies. */
    static OpenFile begun(LogFile file, long at, RecordClock times, Events events, Instant now) throws IOException {
        return new OpenFile(file, Optional.empty(), at, times, events, now);
    }

    /** Opens a file where an earlier reading of it ended, or at its beginning if the text before is another. */
    static OpenFile resumed(LogFile file, ReadFile from, RecordClock times, Events events, Instant now)
            throws IOException {
        OpenFile reading = new OpenFile(file, Optional.of(from), from.resumeAt(), times, events, now);
        if (from.resumeMark().isPresent()) {
            reading.isPeeked = reading.lines.nextWhole();
            if (!reading.isPeeked || !RecordMark.of(reading.lines.line()).equals(from.resumeMark())) {
                reading.close();
                ReadFile nothing = ReadFile.skipped(from.first(), 0, from.mayGrow());
                return new OpenFile(file, Optional.of(nothing), 0, times, events, now);
            }
        }
        return reading;
    }

    private void fetched(long count) {
        hasFetched |= count > 0;
        events.bytesRead(count);
    }

    /**
     * Moves to the next whole line; false if there is none yet, or if the file now holds another text.
     *
     * @throws IOException if the file cannot be read any further
     */
    boolean next(InstantSource clock) throws IOException {
        if (isPeeked) {
            return true;
        }
        lines.again();
        hasFetched = false;
        boolean isLine = lines.nextWhole();
        if (hasFetched) {
            lastByteAt = file.live() ? clock.instant() : file.modified();
            writtenBefore = writtenBefore.filter(at -> !wasAtEnd);
            isReplaced |= !isIntact();
        } else if (!isLine && text instanceof FileChannel plain) {
            isReplaced |= plain.size() < offset();
        }
        wasAtEnd |= !isLine;
        if (!isLine && lines.failure().isPresent()) {
            throw lines.failure().get();
        }
        isReplaced |= isLine && lines.lineStart() == 0 && isOtherFirst(lines.line());
        return isLine && !isReplaced;
    }

    /** Whether the newest record still stands where it was read. */
    private boolean isIntact() throws IOException {
        if (newest.isEmpty() || !(text instanceof FileChannel plain)) {
            return true;
        }
        plain.read(bytes.clear(), newestAt);
        bytes.flip();
        int newline = 0;
        while (newline < bytes.limit() && bytes.get(newline) != '\n') {
            newline++;
        }
        return RecordMark.of(LineReader.text(bytes, 0, newline)).equals(newest);
    }

    /**
     * Whether the first line begins another record than the first one that a look found. The log was rotated between
     * the look and the opening, and the new log has the number of a file that was packed and deleted: nothing else
     * differs.
     */
    private boolean isOtherFirst(String line) {
        Optional<RecordMark> begun = RecordMark.of(line);
        return begun.isPresent()
                && first.filter(known -> !known.equals(begun.get())).isPresent();
    }

    /** Takes the line that it last moved to. */
    void take() {
        isPeeked = false;
        boolean wasOpen = assembler.isOpen();
        Optional<Completed> completed = assembler.line(lines.line(), lines.end());
        completed.ifPresent(this::complete);
        if (assembler.isOpen() && (!wasOpen || completed.isPresent())) {
            // Until here it was that of the record before.
            openAt = lines.lineStart();
            first = first.or(() -> RecordMark.of(lines.line()));
        }
    }

    private void complete(Completed completed) {
        end = completed.end();
        completed.record().ifPresent(this::moveResumeMark);
        events.completed(completed, completed.record().map(this::ordinal).orElse(0), writtenBefore);
    }

    /** Moves the place where reading resumes: it is the first record of the newest second. */
    private void moveResumeMark(LogRecord record) {
        newest = Optional.of(RecordMark.of(record));
        newestAt = openAt;
        if (resumeMark.filter(mark -> isOfOneSecond(mark.date(), record.date())).isEmpty()) {
            resumeAt = openAt;
            resumeMark = newest;
            ofOneSecond.clear();
        }
    }

    /** How many records of the newest second with the same first line came before. */
    private int ordinal(LogRecord record) {
        return ofOneSecond.size() < MOST_OF_ONE_SECOND
                ? ofOneSecond.merge(record.firstLine().hashCode(), 1, Integer::sum) - 1
                : 0;
    }

    /** Threads that log at once may write their records in another order than that of their dates. */
    private static boolean isOfOneSecond(LocalDateTime one, LocalDateTime other) {
        return one.until(other, ChronoUnit.SECONDS) == 0;
    }

    /** Completes the open record, because it has been quiet for long enough, or the file has another one after it. */
    void finish() {
        assembler.finish().ifPresent(this::complete);
    }

    /** Completes the open record at the end of a file that is no longer the log. Half a line waits for its rest. */
    void finishAll() {
        finish();
        end = lines.end();
    }

    /** Whether nothing has come for so long that the open record is complete; {@code isOver} if the file is no longer the log. */
    boolean isQuiet(boolean isOver, Instant now) {
        Duration enough = !lines.hasRest() ? QUIET : isOver ? HALF_A_LAST_LINE : HALF_A_LINE;
        // In absolute terms: a clock that is set back must not keep the newest record waiting.
        return Duration.between(lastByteAt, now).abs().compareTo(enough) >= 0;
    }

    /** Whether anything waits for more: a record for further lines, or a line for its end. */
    boolean isPending() {
        return assembler.isOpen() || lines.hasRest();
    }

    boolean isRecordOpen() {
        return assembler.isOpen();
    }

    LogFile file() {
        return file;
    }

    /** Whether the text before the end is no longer what was read. */
    boolean isReplaced() {
        return isReplaced;
    }

    /** Whether a file begins with the same record. */
    private boolean beginsLike(LogFile found) {
        return first.filter(found::beginsWith).isPresent();
    }

    /** Takes over what a look found of this file. */
    void found(LogFile found) {
        first = first.or(found::first);
    }

    boolean isFile(LogFile found) {
        return found.key().equals(file.key());
    }

    /** Whether a file is this one, or a copy of it. */
    boolean isIn(LogFile found) {
        return isFile(found) || (!found.live() && beginsLike(found));
    }

    /** Whether another file holds the record that is not complete. */
    boolean isOpenRecordIn(LogFile found) {
        return !found.live() && beginsLike(found) && found.length() >= lines.end();
    }

    /** Whether the log holds another text now, or less of this one. */
    boolean isAnother(LogFile shown) {
        boolean isOther = shown.first().isPresent() && (first.isPresent() ? !beginsLike(shown) : offset() > 0);
        return isOther || shown.length() < offset();
    }

    /** How far the file is read: the records that are complete. Empty as long as it has none. */
    Optional<ReadFile> progress() {
        return first.map(known -> new ReadFile(known, resumeAt, resumeMark, end, mayGrow));
    }

    /** The end of the last complete record. */
    long end() {
        return end;
    }

    /** How far bytes were read. */
    long offset() {
        return lines.position();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
