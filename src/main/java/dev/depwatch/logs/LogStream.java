package dev.depwatch.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One path as one endless stream of whole lines, whatever happens to the file under it.
 *
 * <p>Reads one generation to its end, then asks the {@link RotationTracker} for the next. It leaves a generation once
 * the new file holds a byte and one further poll finds the old one unchanged; {@link RotatedHandles} then keeps it for
 * a late writer. An idle log costs one look at its path in each poll. Nothing here throws.
 *
 * <p>Used by the tail's thread only, but for {@link #trouble}, {@link #caughtUp} and {@link #backlog}.
 */
final class LogStream implements AutoCloseable {
    /** Receives what was read of one generation, before the next one begins. */
    interface Events {
        /** The open record is complete, because another file follows. {@link #completed} is still about the old one. */
        void generationEnded();

        /**
         * The open record is complete, unless further lines of it come.
         *
         * @return whether there was one
         */
        boolean recordPaused();

        /**
         * Reading continues at the end of a completed record, here or in another generation. What was read of the open
         * record comes again from its beginning: forget it.
         */
        void recordInterrupted();

        void bytesRead(long count);

        void rotated();

        /** Text is gone unread, or may be: no file shows which. */
        void gap();

        /** The number of bytes that are gone unread, if it is known; called before their gap. */
        void lost(long bytes);
    }

    /** A generation that is still written to beside the new one is left after this many polls. */
    private static final int MOST_POLLS_BESIDE = 8;

    private final Path path;
    private final Events events;
    private final InstantSource clock;
    private final FollowError trouble;
    private final LogPath log;
    private final RotatedFiles rotatedFiles;
    private final RotationTracker tracker;
    private final RotatedHandles late =
            new RotatedHandles(() -> FileDescriptors.trouble().isPresent());
    private final LineBuffer buffer = new LineBuffer();

    private StartAt startAt;
    /** Where to continue; null once a file is open, or if nothing was read before. */
    private @Nullable Checkpoint resume;
    /** The files that existed while the log itself did not. */
    private @Nullable Set<Object> before;

    private @Nullable OpenLogFile current;
    private boolean currentWasLive;
    /** The end of the last complete record; the open one begins there. */
    private long completedEnd;
    /** The last completed record, without those of late writers. */
    private Optional<Checkpoint.LastRecord> last;
    /**
     * The key of the log while it is empty and nothing but what is empty follows the generation being read, which is
     * not
     * left for that.
     */
    private @Nullable Object emptyLive;
    /**
     * Whether the log held too little at the last look to identify it later: before depwatch reads more of it, it looks
     * at the folder.
     */
    private boolean foundUndistinctive;

    /** The next file, as it was while it waited for the end of the older generation. */
    private @Nullable RotatedFile next;
    /** Whether a listing lacked it. Files may have been renamed meanwhile, so the next listing decides. */
    private boolean missed;

    private int pollsBeside;
    private int unchangedPolls;

    private volatile boolean caughtUp;
    private volatile long backlog;

    /**
     * @param neighbours other logs that are followed, whose rotated files may lie beside this one's
     * @param zone the zone of the log's times
     */
    LogStream(
            Path path,
            List<Path> neighbours,
            ZoneId zone,
            StartAt startAt,
            Optional<Checkpoint> resume,
            Events events,
            InstantSource clock) {
        this.path = path;
        this.startAt = startAt;
        this.resume = resume.orElse(null);
        this.last = resume.flatMap(Checkpoint::last);
        this.events = events;
        this.clock = clock;
        this.trouble = new FollowError(path, clock);
        this.log = new LogPath(path, trouble, clock);
        RotationOrder order = new RotationOrder(zone);
        this.rotatedFiles = new RotatedFiles(path, neighbours, order);
        this.tracker = new RotationTracker(rotatedFiles, order, clock);
    }

    Optional<LogStatus.FollowFailure> trouble() {
        return trouble.current();
    }

    /** Whether the last poll read all of the log. */
    boolean caughtUp() {
        return caughtUp;
    }

    long backlog() {
        return backlog;
    }

    /** Whether the file that is read now is in UTF-16, in which depwatch understands no record. */
    boolean isUtf16() {
        return current != null && current.isUtf16();
    }

    /** The log as the last look found it, if it is read to its end and idle. */
    Optional<BasicFileAttributes> atRest() {
        return log.atRest();
    }

    /** Whether the log ends at present in the middle of a line. */
    boolean hasPartialLine() {
        return buffer.hasPartialLine();
    }

    /** The line last moved to. */
    String line() {
        return buffer.line();
    }

    /** The physical end of that line. */
    long lineEnd() {
        return buffer.lineEndOffset();
    }

    /** Whether that line is the rest of one that was taken as it was before. */
    boolean isRestOfLine() {
        return buffer.isRestOfLine();
    }

    /** The lines before the end of the last completed record, the last one perhaps without its rest; bounded. */
    List<String> linesBefore() {
        OpenLogFile generation = reading();
        if (generation == null) {
            return List.of();
        }
        try {
            List<String> lines = LineBuffer.linesBefore(generation.file(), completedEnd);
            long end = buffer.endOffset();
            // A truncation may have replaced them by other text.
            return generation.stillHolds(end, buffer.before(end)) ? lines : List.of();
        } catch (IOException ignored) {
            // The next read fails as well, and reports why.
            return List.of();
        }
    }

    /** The position to save, if all is complete up to this place of the current generation. */
    Checkpoint completed(RecordAssembler.Completed completed) {
        if (late.lookedAt() == null && completed.date().isPresent()) {
            // Of a record that further lines joined, only a part lies behind the last position.
            long length = completed.before().isPresent() ? completed.length() : completed.end() - completedEnd;
            Checksum end = buffer.before(completed.end(), (int) Math.min(Checksum.MOST, length));
            last = Optional.of(new Checkpoint.LastRecord(completed.date().get(), end.length(), end.hash()));
        }
        completedEnd = completed.end();
        return position();
    }

    /** The position up to which all records are complete; empty while no file is open. */
    Optional<Checkpoint> place() {
        return reading() == null ? Optional.empty() : Optional.of(position());
    }

    private Checkpoint position() {
        OpenLogFile generation = reading();
        if (generation == null) {
            throw new IllegalStateException("no record ends while nothing is open");
        }
        return generation == current ? readUpTo(completedEnd, generation) : late.position(readOf(generation));
    }

    private Checkpoint.Left readOf(OpenLogFile generation) {
        Fingerprint identity = generation.identity(completedEnd, buffer.before(completedEnd));
        return new Checkpoint.Left(identity, completedEnd, clock.instant());
    }

    private Checkpoint readUpTo(long end, OpenLogFile generation) {
        Fingerprint identity = generation.identity(end, buffer.before(end));
        return new Checkpoint(identity, end, generation.beganText(), last, late.places());
    }

    private @Nullable OpenLogFile reading() {
        OpenLogFile lookedAt = late.lookedAt();
        return lookedAt == null ? current : lookedAt;
    }

    /** Moves to the next whole line; false if there is none yet. */
    boolean next() {
        try {
            if (log.isStillAtRest() && !isLateDue() && !hasMore()) {
                return false;
            }
            while (!buffer.handOut()) {
                if (Thread.currentThread().isInterrupted()) {
                    // A file without a newline must not delay the end.
                    return false;
                }
                boolean lineTaken = buffer.takeLine();
                countSkipped();
                if (!lineTaken && !fill() && !turn()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // Keeps the open file: the look at the path or its folder failed, and the next poll looks again.
            trouble.cannotRead(e);
            return false;
        }
    }

    private boolean isLateDue() {
        Instant now = clock.instant();
        return late.isAnyDue(now) || tracker.isSearchDue(now);
    }

    /** Whether the current file has grown; the path does not show it after a renaming. */
    private boolean hasMore() throws IOException {
        return current != null && current.file().length() > buffer.endOffset();
    }

    private void countSkipped() {
        long skipped = buffer.takeSkipped();
        if (skipped > 0) {
            events.lost(skipped);
        }
    }

    private boolean fill() {
        OpenLogFile generation = reading();
        if (generation == null || (foundUndistinctive && generation == current)) {
            return false;
        }
        try {
            long offset = buffer.endOffset();
            Checksum before = buffer.before(offset);
            int count = buffer.readFrom(generation.file());
            if (count == 0) {
                return false;
            }
            if (!generation.stillHolds(offset, before)) {
                // These bytes belong to another text.
                buffer.unread(count);
                return false;
            }
            buffer.checksumNewest(generation, count);
            backlog = Math.max(0, backlog - count);
            unchangedPolls = 0;
            events.bytesRead(count);
            return true;
        } catch (IOException e) {
            trouble.cannotRead(e);
            if (generation == current) {
                startAgain(position());
            } else {
                events.generationEnded();
                startAgain(late.comeBackTo());
            }
            return false;
        }
    }

    /** After a failed read: opens the file again at the beginning of the open record. */
    private void startAgain(Checkpoint place) {
        events.recordInterrupted();
        if (late.lookedAt() != null) {
            late.giveUp();
            events.gap();
        }
        // The generations that were left are still open.
        resume = place.with(List.of());
        if (current != null) {
            current.close();
        }
        current = null;
    }

    /** The generation is read to its end: looks at the path, and changes to another generation if it is time. */
    private boolean turn() throws IOException {
        if (late.lookedAt() != null) {
            return isOver() && comeBack();
        }
        OpenLogFile generation = current;
        BasicFileAttributes live = log.look();
        if (live == null) {
            noteWhatIsThere(null);
            caughtUp = true;
            return false;
        }
        if (generation == null) {
            return open(live);
        }
        if (foundUndistinctive
                && (live.size() != buffer.endOffset() || !live.fileKey().equals(generation.fileKey()))) {
            return goOnFromNextToNothing(generation, live);
        }
        boolean isLive = live.fileKey().equals(generation.fileKey());
        boolean intact = generation.stillHolds(buffer.endOffset(), buffer.before(buffer.endOffset()));
        if (isLive && intact) {
            return rest(generation, live);
        }
        backlog = live.size();
        if (intact && live.size() == 0 && live.fileKey().equals(emptyLive)) {
            log.read(live, true);
            return false;
        }
        if (intact && currentWasLive && !isOver()) {
            noteWaiting(live);
            return false;
        }
        if (intact && late.isAnyDue(clock.instant())) {
            // Now, while what was read still identifies the file to return to.
            noteWaiting(live);
            if (lookLate(generation)) {
                return true;
            }
        }
        Checkpoint read = readUpTo(buffer.endOffset(), generation);
        Optional<RotationTracker.NextFile> step = tracker.after(generation, read, intact, late.fileKeys());
        if (step.isEmpty()) {
            return false;
        }
        if (next != null && !tracker.has(next) && !missed) {
            missed = true;
            step.get().generation().close();
            return false;
        }
        boolean isLookedAtLater = intact
                && generation.file().canGrow()
                && isLeftOpen()
                && !step.get().isTrimmed();
        if (!step.get().continues() && !isLookedAtLater && events.recordPaused()) {
            // A trimmed log may begin with it, so the next search looks for it.
            step.get().generation().close();
            return true;
        }
        Object after = step.get().generation().fileKey();
        if (intact && live.size() == 0 && tracker.isEmptyFrom(after)) {
            step.get().generation().close();
            emptyLive = live.fileKey();
            pollsBeside = 0;
            caughtUp = true;
            return false;
        }
        return go(generation, intact, step.get(), live);
    }

    private boolean goOnFromNextToNothing(OpenLogFile generation, BasicFileAttributes live) throws IOException {
        Optional<RotationTracker.NextFile> step =
                tracker.afterNextToNothing(generation, buffer.endOffset(), late.fileKeys());
        if (step.isEmpty()) {
            return false;
        }
        foundUndistinctive = false;
        OpenLogFile after = step.get().generation();
        if (after != generation && step.get().continues()) {
            return goOnIn(step.get(), generation, live);
        }
        if (step.get().gap()) {
            events.gap();
        }
        events.recordInterrupted();
        if (after != generation) {
            // The log's present text follows its copy, from the beginning.
            events.rotated();
            generation.close();
            begin(after, 0, live);
            next = tracker.sibling(generation.fileKey()).orElse(null);
        } else if (generation.file().length() >= buffer.endOffset()) {
            // It may be another text with the same beginning. So little text holds no record, so none comes twice.
            generation.beginAt(0);
            completedEnd = 0;
            return goTo(generation, position().generation(), 0, position());
        }
        return true;
    }

    /**
     * A writer may still add to the former log. The waiting file may go before it is begun: then nobody has read it.
     */
    private void noteWaiting(BasicFileAttributes live) throws IOException {
        if (live.size() == 0) {
            return;
        }
        RotatedFile known = next;
        RotatedFile waiting =
                RotatedFile.at(path).map(RotatedFile::withBeginning).orElse(known);
        if (known == null || (waiting != null && known.mayBecome(waiting))) {
            next = waiting;
        }
    }

    /** No file can be opened yet. Whatever is written from now on is new, under any name. */
    private void noteWhatIsThere(@Nullable Object liveKey) {
        if (current != null || resume != null || before != null) {
            return;
        }
        startAt = StartAt.BEGINNING;
        try {
            Set<Object> keys = rotatedFiles.keys();
            keys.remove(liveKey);
            before = keys;
        } catch (IOException ignored) {
            // The folder cannot be listed either, so nothing will show which of its files are new.
        }
    }

    private boolean open(BasicFileAttributes live) throws IOException {
        return resume == null ? openFirst(live) : openAgain(resume, live);
    }

    private boolean openFirst(BasicFileAttributes live) throws IOException {
        try {
            Optional<RotationTracker.NextFile> first = before == null ? tracker.live(path) : tracker.since(before);
            if (first.isEmpty()) {
                return false;
            }
            // A link may point elsewhere since the look at it: takes the size of the opened file.
            OpenLogFile opened = first.get().generation();
            begin(opened, startAt == StartAt.END ? opened.largestSize() : 0, live);
            return true;
        } catch (IOException e) {
            noteWhatIsThere(live.fileKey());
            throw e;
        }
    }

    private boolean openAgain(Checkpoint checkpoint, BasicFileAttributes live) throws IOException {
        Optional<RotationTracker.Resumption> resumption = tracker.from(checkpoint);
        if (resumption.isEmpty()) {
            return false;
        }
        RotationTracker.NextFile step = resumption.get().step();
        try {
            begin(step.generation(), step.offset(), live);
        } catch (IOException e) {
            resumption.get().close();
            throw e;
        }
        events.recordInterrupted();
        resumption.get().left().forEach(late::keep);
        late.forgetArchivesOf(checkpoint);
        if (late.forgetArchivesOf(checkpoint.last()) || step.gap()) {
            events.gap();
        }
        return true;
    }

    /** Begins to read a generation at a place. At the beginning it reads nothing yet, so nothing can fail. */
    private void begin(OpenLogFile generation, long offset, BasicFileAttributes live) throws IOException {
        generation.beginAt(offset);
        try {
            buffer.restart(generation.file(), offset);
        } catch (IOException e) {
            generation.close();
            throw e;
        }
        boolean isLive = live.fileKey().equals(generation.fileKey());
        backlog = Math.max(0, generation.largestSize() - offset) + (isLive ? 0 : live.size());
        if (current == null) {
            caughtUp = false;
        }
        resume = null;
        before = null;
        startAt = StartAt.BEGINNING;
        completedEnd = offset;
        next = null;
        missed = false;
        readFrom(generation, isLive);
    }

    private void readFrom(OpenLogFile generation, boolean isLive) {
        late.forget(generation.fileKey());
        tracker.begun(generation.fileKey());
        emptyLive = null;
        current = generation;
        currentWasLive = isLive;
        pollsBeside = 0;
        unchangedPolls = 0;
        foundUndistinctive = false;
        log.forget();
        trouble.over();
    }

    /** The log is read to its end and is still the same file; true if there is text to read elsewhere. */
    private boolean rest(OpenLogFile generation, BasicFileAttributes live) {
        currentWasLive = true;
        pollsBeside = 0;
        unchangedPolls = 0;
        backlog = Math.max(0, live.size() - buffer.endOffset());
        foundUndistinctive = !generation.isDistinctive();
        caughtUp = true;
        trouble.over();
        if (lookLate(generation)) {
            return true;
        }
        rotatedFiles.forget();
        buffer.rest();
        log.read(live, backlog == 0);
        return false;
    }

    /**
     * Whether a further poll found nothing new in a generation before it is left. Also true for one that a writer never
     * stops adding to; the record that is being written is then left out.
     */
    private boolean isOver() {
        pollsBeside++;
        unchangedPolls++;
        return unchangedPolls > 1 || isLeftOpen();
    }

    private boolean isLeftOpen() {
        return pollsBeside > MOST_POLLS_BESIDE && unchangedPolls <= 1;
    }

    private boolean go(OpenLogFile from, boolean intact, RotationTracker.NextFile step, BasicFileAttributes live)
            throws IOException {
        if (step.continues()) {
            return goOnIn(step, from, live);
        }
        boolean mayGrow = intact && from.file().canGrow();
        if (step.isTrimmed()) {
            // The rest of the last record, if any, is in the new file.
            completedEnd = buffer.endOffset();
        } else if (!end(mayGrow && isLeftOpen())) {
            step.generation().close();
            return true;
        }
        events.rotated();
        countGone(from, intact, step);
        late.forgetCopiesOf(from);
        if (late.forgetArchivesOf(last)) {
            events.gap();
        }
        if (mayGrow) {
            late.keep(new RotatedHandles.Late(from, readOf(from)));
        } else {
            from.close();
        }
        begin(step.generation(), step.offset(), live);
        return true;
    }

    /**
     * Ends the reading of a generation. False if there is a partial line, which comes first: it is the last of its
     * text, and its newline will never come.
     *
     * @param goesOn whether a writer still adds to the open record, so that a late look reads it
     */
    private boolean end(boolean goesOn) {
        if (goesOn) {
            events.recordInterrupted();
            return true;
        }
        if (buffer.takeRest()) {
            return false;
        }
        events.generationEnded();
        return true;
    }

    private void countGone(OpenLogFile from, boolean intact, RotationTracker.NextFile step) {
        RotatedFile waiting = next;
        long unbegun = waiting == null || tracker.has(waiting) ? 0 : waiting.size();
        // The trimmed text had been read, and what follows it is in the new file.
        boolean hadMore = !intact && !step.isTrimmed();
        long unread = (hadMore ? Math.max(0, from.largestSize() - buffer.endOffset()) : 0) + unbegun;
        if (unread > 0) {
            events.lost(unread);
        }
        if (step.gap() || unread > 0 || !from.file().isWhole()) {
            events.gap();
        }
        if (step.gap()) {
            if (!intact) {
                tracker.lost(readOf(from));
            }
            tracker.lostBetween(last, step.generation());
        }
    }

    /** Another file has the text by now, and what follows it: the current line continues there. */
    private boolean goOnIn(RotationTracker.NextFile step, OpenLogFile from, BasicFileAttributes live)
            throws IOException {
        OpenLogFile holder = step.generation();
        holder.beginAt(step.offset());
        from.close();
        readFrom(holder, live.fileKey().equals(holder.fileKey()));
        return true;
    }

    /** Changes to an earlier generation if a late writer has added to it; false if there is none. */
    private boolean lookLate(OpenLogFile main) {
        if (!isLateDue()) {
            return false;
        }
        if (tracker.isSearchDue(clock.instant())) {
            late.keepFirst(tracker.foundAgain(main, late.fileKeys()));
        }
        late.forgetCopiesOf(main);
        Checkpoint place = position();
        RotatedHandles.Late found = late.begin(clock.instant(), place, rotatedFiles::has);
        if (found == null) {
            return false;
        }
        log.forget();
        return goTo(
                found.generation(), found.place().generation(), found.place().offset(), place);
    }

    private boolean comeBack() {
        OpenLogFile main = current;
        OpenLogFile lookedAt = late.lookedAt();
        if (main == null || lookedAt == null) {
            return false;
        }
        // The next check reads a record that a writer still adds to.
        if (!isLeftOpen() && !end(false)) {
            return true;
        }
        Checkpoint place = late.end(readOf(lookedAt));
        return goTo(main, place.generation(), place.offset(), place);
    }

    /**
     * Continues in an open file.
     *
     * @param expected what was read of it; the file may have been truncated meanwhile, while a copy holds that text
     * @param otherwise where to start again if that text is gone or unreadable
     */
    private boolean goTo(OpenLogFile generation, Fingerprint expected, long offset, Checkpoint otherwise) {
        completedEnd = offset;
        pollsBeside = 0;
        unchangedPolls = 0;
        try {
            if (expected.isHeldBy(generation.file(), offset)) {
                buffer.restart(generation.file(), offset);
                events.recordInterrupted();
                return true;
            }
        } catch (IOException e) {
            trouble.cannotRead(e);
        }
        startAgain(otherwise);
        return false;
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
        current = null;
        late.close();
    }
}
