package dev.depwatch.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.input.Tailer;
import org.jspecify.annotations.Nullable;

/**
 * One path as one endless stream of whole lines, whatever happens to the file under it.
 *
 * <p>This is what Commons IO's {@link Tailer} is given in place of a file, because Tailer judges rotation by size alone
 * and ends for good when a file is missing. {@link #size()} is always more than Tailer has read, so that it never takes
 * its rotation branch and reads on every poll; {@link #read} hands out one line's end at a time, so that nothing is ever
 * read again, and the {@link #line} itself is taken from here: Tailer would copy it byte by byte. Nothing here throws. Places in the stream exist in memory only; {@link #position} is physical.
 *
 * <p>Reads one generation to its end, then asks the {@link Trail} for the next. A generation is left once the new file
 * holds a byte and one further poll found the old one unchanged; {@link LateLooks} then keeps it for a writer that is
 * late. A log in which nothing happens costs one look at its path a poll.
 *
 * <p>Used by the tail's thread only, but for {@link #trouble}, {@link #caughtUp} and {@link #backlog}.
 */
final class LogStream implements Tailer.Tailable, Tailer.RandomAccessResourceBridge {
    /** What is read of one generation before the next is begun, told as it happens. */
    interface Events {
        /** The open record is complete: what follows is another file. {@link #position} still speaks of the old one. */
        void generationEnded();

        void bytesRead(long count);

        void rotated();

        /** Something that was written is gone unread, or may be: nobody can tell. */
        void gap();

        /** Bytes that were written and cannot be read any more, where the number is known; told before their gap. */
        void lost(long bytes);
    }

    /** After this time every change shows in a file's time, however coarsely a file system counts it. */
    private static final Duration COARSEST_FILE_TIME = Duration.ofSeconds(2);
    /** A generation that is still written to beside the new one is left after this many polls. */
    private static final int MOST_POLLS_BESIDE = 8;

    private final Path path;
    private final Events events;
    private final InstantSource clock;
    private final Siblings siblings;
    private final Trail trail;
    private final LateLooks late = new LateLooks();
    private final LineBuffer buffer = new LineBuffer();
    private final FollowTrouble trouble;

    private StartAt startAt;
    /** Where to go on; null once something is open, and where nothing was read before. */
    private @Nullable Position resume;
    /** The files that were there when the log itself was not. */
    private @Nullable Set<Object> before;

    private @Nullable OpenGeneration current;
    private boolean currentWasLive;
    /** The key of the log while it is empty and nothing but what is empty follows the generation being read. */
    private @Nullable Object emptyLive;
    /**
     * Whether the log held too little at the last look to be told from what it becomes: before more of it is read, the
     * folder is looked at.
     */
    private boolean foundUntold;

    /** The log as it was seen while it waited for the older generation to be left. */
    private @Nullable Sibling next;

    private int pollsBeside;
    private int unchangedPolls;

    /** The generation left earlier that is read now, and the place in the current one to come back to. */
    private LateLooks.@Nullable Late looking;

    private @Nullable Position comeBackTo;

    /** The log as the last look found it, and since when it is unchanged. */
    private @Nullable BasicFileAttributes seen;

    private Instant unchangedSince = Instant.MAX;
    private boolean atRest;

    private volatile boolean caughtUp;
    private volatile long backlog;

    /** @param neighbours other logs that are followed, whose rotated files may lie beside this one's */
    LogStream(
            Path path,
            List<Path> neighbours,
            StartAt startAt,
            Optional<Position> resume,
            Events events,
            InstantSource clock) {
        this.path = path;
        this.startAt = startAt;
        this.resume = resume.orElse(null);
        this.events = events;
        this.clock = clock;
        this.siblings = new Siblings(path, neighbours);
        this.trail = new Trail(siblings, clock);
        this.trouble = new FollowTrouble(path, clock);
    }

    Optional<LogStatus.Trouble> trouble() {
        return trouble.current();
    }

    /** Whether all that stood in the log was read at the last poll, since it could last be opened. */
    boolean caughtUp() {
        return caughtUp;
    }

    long backlog() {
        return backlog;
    }

    /** The log as the last look found it, if it is read to its end and nothing happens in it. */
    Optional<BasicFileAttributes> atRest() {
        return atRest ? Optional.ofNullable(seen) : Optional.empty();
    }

    /** Whether the log ends, for now, in the middle of a line. */
    boolean hasPartialLine() {
        return buffer.hasPartialLine();
    }

    /** The line that was last handed out. */
    String line() {
        return buffer.line();
    }

    /** The physical end of the line that was last handed out. */
    long lineEnd() {
        return buffer.lineEndOffset();
    }

    /** The position up to which whole lines are read; empty while nothing is open. */
    Optional<Position> place() {
        return reading() == null ? Optional.empty() : Optional.of(position(buffer.lineEndOffset()));
    }

    /** The position to save for a record that ends at this place of the generation being read. */
    Position position(long end) {
        OpenGeneration generation = reading();
        if (generation == null) {
            throw new IllegalStateException("no record ends while nothing is open");
        }
        Generation identity = generation.identity(buffer.before(end));
        Position main = comeBackTo;
        return main == null
                ? new Position(identity, end, generation.beganText(), late.places())
                : new Position(
                        main.generation(),
                        main.offset(),
                        main.began(),
                        late.placesWith(new Position.Left(identity, end, clock.instant())));
    }

    private @Nullable OpenGeneration reading() {
        return looking == null ? current : looking.generation();
    }

    @Override
    public int read(byte[] target) {
        try {
            if (nothingHappened()) {
                return -1;
            }
            while (true) {
                if (buffer.handOut()) {
                    target[0] = '\n';
                    return 1;
                }
                boolean lineTaken = buffer.takeLine();
                countSkipped();
                if (!lineTaken && !fill() && !turn()) {
                    return -1;
                }
            }
        } catch (IOException e) {
            // What is open stays open: the look at the path or its folder failed, and the next poll looks again.
            trouble.cannotRead(e);
            return -1;
        }
    }

    /** Whether one look at a log at rest finds it as it was. */
    private boolean nothingHappened() throws IOException {
        BasicFileAttributes known = seen;
        if (!atRest || known == null) {
            return false;
        }
        atRest = false;
        atRest = !late.isAnyDue(clock.instant()) && isUnchanged(known, attributes());
        return atRest;
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    static boolean isUnchanged(BasicFileAttributes known, BasicFileAttributes now) {
        return now.size() == known.size()
                && now.lastModifiedTime().equals(known.lastModifiedTime())
                && known.fileKey().equals(now.fileKey());
    }

    private void countSkipped() {
        long skipped = buffer.takeSkipped();
        if (skipped > 0) {
            events.lost(skipped);
        }
    }

    private boolean fill() {
        OpenGeneration generation = reading();
        if (generation == null || (foundUntold && looking == null)) {
            return false;
        }
        try {
            long offset = buffer.endOffset();
            Sample before = buffer.before(offset);
            int count = buffer.readFrom(generation.file());
            if (count == 0) {
                return false;
            }
            if (!generation.stillHolds(offset, before)) {
                // These are another text's bytes.
                buffer.unread(count);
                return false;
            }
            buffer.tellNewest(generation, count);
            backlog = Math.max(0, backlog - count);
            unchangedPolls = 0;
            events.bytesRead(count);
            return true;
        } catch (IOException e) {
            trouble.cannotRead(e);
            startAgain();
            return false;
        }
    }

    /** After a read that failed: the file is opened again, where its last whole line ends. */
    private void startAgain() {
        OpenGeneration generation = current;
        if (generation == null) {
            return;
        }
        events.generationEnded();
        LateLooks.Late lookedAt = looking;
        Position place = comeBackTo == null ? position(buffer.lineEndOffset()) : comeBackTo;
        resume = new Position(place.generation(), place.offset(), place.began(), List.of());
        if (lookedAt != null) {
            lookedAt.generation().close();
            events.gap();
        }
        generation.close();
        looking = null;
        comeBackTo = null;
        current = null;
    }

    /** All of the generation is read: looks at the path, and turns to another generation if it is time. */
    private boolean turn() throws IOException {
        if (looking != null) {
            return buffer.takeRest() || comeBack();
        }
        OpenGeneration generation = current;
        BasicFileAttributes live = look();
        if (live == null) {
            noteWhatIsThere(null);
            caughtUp = true;
            return false;
        }
        if (generation == null) {
            return open(live);
        }
        if (foundUntold && (live.size() > buffer.endOffset() || !live.fileKey().equals(generation.fileKey()))) {
            foundUntold = false;
            Optional<Trail.Step> missed = trail.copyOf(generation, buffer.endOffset(), late.fileKeys());
            return missed.isEmpty() || go(generation, true, missed.get(), live);
        }
        boolean isLive = live.fileKey().equals(generation.fileKey());
        boolean intact = generation.stillHolds(buffer.endOffset(), buffer.before(buffer.endOffset()));
        if (isLive && intact) {
            return rest(generation, live);
        }
        backlog = live.size();
        if (intact && isWaitedFor(live)) {
            noteWaiting();
            return false;
        }
        Position read = position(buffer.endOffset());
        Optional<Trail.Step> step = trail.after(generation, read, intact, late.fileKeys());
        if (step.isEmpty()) {
            return false;
        }
        OpenGeneration after = step.get().generation();
        if (intact && live.size() == 0 && after.file().length() == 0) {
            after.close();
            emptyLive = live.fileKey();
            caughtUp = true;
            return false;
        }
        return go(generation, intact, step.get(), live);
    }

    /**
     * Whether the generation being read is not left yet: nothing but a log without a byte comes after it, or what was the
     * log until now may still be written to.
     */
    private boolean isWaitedFor(BasicFileAttributes live) {
        boolean nothingElseFollows = live.size() == 0 && live.fileKey().equals(emptyLive);
        return nothingElseFollows || (currentWasLive && !isOver());
    }

    /** What waits may be gone before it is begun: then nobody has read it. */
    private void noteWaiting() throws IOException {
        Sibling known = next;
        Sibling waiting = Sibling.at(path).map(Sibling::withBeginning).orElse(known);
        if (known == null || (waiting != null && known.mayBecome(waiting))) {
            next = waiting;
        }
    }

    private @Nullable BasicFileAttributes look() {
        try {
            BasicFileAttributes attributes = attributes();
            if (trouble.permits(attributes)) {
                return attributes;
            }
        } catch (IOException e) {
            trouble.cannotRead(e);
        }
        return null;
    }

    /** Nothing can be opened yet: what is written from now on is new, whatever it is called when it can be. */
    private void noteWhatIsThere(@Nullable Object liveKey) {
        if (current != null || resume != null || before != null) {
            return;
        }
        startAt = StartAt.BEGINNING;
        try {
            Set<Object> keys = siblings.keys();
            keys.remove(liveKey);
            before = keys;
        } catch (IOException ignored) {
            // Nor can the folder be listed: what is in it when it can is not known to be new.
        }
    }

    private boolean open(BasicFileAttributes live) throws IOException {
        return resume == null ? openFirst(live) : openAgain(resume, live);
    }

    private boolean openFirst(BasicFileAttributes live) throws IOException {
        try {
            Optional<Trail.Step> first = before == null ? trail.live(path) : trail.since(before);
            return first.isPresent() && begin(first.get(), startAt == StartAt.END ? live.size() : 0, live);
        } catch (IOException e) {
            noteWhatIsThere(live.fileKey());
            throw e;
        }
    }

    private boolean openAgain(Position position, BasicFileAttributes live) throws IOException {
        Optional<Trail.Step> step = trail.from(position);
        if (step.isEmpty() || !begin(step.get(), step.get().offset(), live)) {
            return false;
        }
        if (step.get().gap()) {
            events.gap();
        }
        position.left().forEach(this::keepLeft);
        return true;
    }

    /** A file that was left before a restart and is gone by now, or cannot be read, may have had more in it. */
    private void keepLeft(Position.Left left) {
        try {
            trail.holder(left).ifPresentOrElse(generation -> late.keep(generation, left), events::gap);
        } catch (IOException e) {
            events.gap();
        }
    }

    private boolean begin(Trail.Step step, long offset, BasicFileAttributes live) throws IOException {
        OpenGeneration next = step.generation();
        boolean isLive = live.fileKey().equals(next.fileKey());
        try {
            next.beginAt(offset);
            buffer.restart(next.file(), offset);
            backlog = Math.max(0, next.file().length() - offset) + (isLive ? 0 : live.size());
        } catch (IOException e) {
            next.close();
            throw e;
        }
        if (current == null) {
            caughtUp = false;
        }
        resume = null;
        before = null;
        startAt = StartAt.BEGINNING;
        readFrom(next, isLive);
        return true;
    }

    private void readFrom(OpenGeneration generation, boolean isLive) {
        late.forget(generation.fileKey());
        trail.begun(generation.fileKey());
        next = null;
        emptyLive = null;
        current = generation;
        currentWasLive = isLive;
        pollsBeside = 0;
        unchangedPolls = 0;
        foundUntold = false;
        seen = null;
        trouble.over();
    }

    /** The log is read to its end, and is what it was. */
    private boolean rest(OpenGeneration generation, BasicFileAttributes live) {
        Instant now = clock.instant();
        currentWasLive = true;
        pollsBeside = 0;
        unchangedPolls = 0;
        backlog = Math.max(0, live.size() - buffer.endOffset());
        foundUntold = !generation.isTelling();
        caughtUp = true;
        trouble.over();
        boolean unchanged = seen != null && isUnchanged(seen, live);
        // A record that was just read may go on: it is not to be cut off by a look elsewhere.
        if (unchanged && !buffer.hasPartialLine() && lookLate()) {
            return true;
        }
        siblings.forget();
        buffer.rest();
        if (!unchanged) {
            seen = live;
            unchangedSince = now;
        }
        atRest = backlog == 0 && Duration.between(unchangedSince, now).compareTo(COARSEST_FILE_TIME) >= 0;
        return false;
    }

    /** Whether a further poll found nothing new in the generation that is no longer the log. */
    private boolean isOver() {
        pollsBeside++;
        unchangedPolls++;
        return unchangedPolls > 1 || pollsBeside > MOST_POLLS_BESIDE;
    }

    private boolean go(OpenGeneration from, boolean intact, Trail.Step step, BasicFileAttributes live)
            throws IOException {
        if (step.continues()) {
            return goOnIn(step, from, live);
        }
        if (buffer.takeRest()) {
            // A partial line is the last of its text: its newline will not come any more.
            step.generation().close();
            return true;
        }
        events.generationEnded();
        events.rotated();
        countGone(from, intact, step);
        late.forgetCopiesOf(from);
        if (intact && from.file().canGrow()) {
            late.keep(from, leftNow(from));
        } else {
            from.close();
        }
        begin(step, 0, live);
        lookLate();
        return true;
    }

    private void countGone(OpenGeneration from, boolean intact, Trail.Step step) {
        Sibling waiting = next;
        long unbegun = waiting == null || trail.has(waiting) ? 0 : waiting.size();
        long unread = (intact ? 0 : Math.max(0, from.largestSize() - buffer.endOffset())) + unbegun;
        if (unread > 0) {
            events.lost(unread);
        }
        if (step.gap() || unread > 0) {
            events.gap();
        }
    }

    /** The text is in another file by now, and so is what follows in it: the line being read goes on. */
    private boolean goOnIn(Trail.Step step, OpenGeneration from, BasicFileAttributes live) throws IOException {
        OpenGeneration holder = step.generation();
        try {
            holder.beginAt(step.offset());
        } catch (IOException e) {
            holder.close();
            throw e;
        }
        from.close();
        readFrom(holder, live.fileKey().equals(holder.fileKey()));
        return true;
    }

    private Position.Left leftNow(OpenGeneration generation) {
        long end = buffer.endOffset();
        return new Position.Left(generation.identity(buffer.before(end)), end, clock.instant());
    }

    /** Turns to a generation left earlier to which a late writer has added; false if there is none. */
    private boolean lookLate() {
        OpenGeneration main = current;
        if (main == null || !late.isAnyDue(clock.instant())) {
            return false;
        }
        late.forgetCopiesOf(main);
        LateLooks.Late found = late.next(clock.instant());
        if (found == null) {
            return false;
        }
        events.generationEnded();
        comeBackTo = position(buffer.endOffset());
        looking = late.take();
        return goTo(found.generation(), found.place().offset());
    }

    private boolean comeBack() {
        events.generationEnded();
        OpenGeneration main = current;
        LateLooks.Late lookedAt = looking;
        Position place = comeBackTo;
        if (main == null || lookedAt == null || place == null) {
            return false;
        }
        late.keep(lookedAt.generation(), leftNow(lookedAt.generation()));
        looking = null;
        comeBackTo = null;
        return goTo(main, place.offset());
    }

    private boolean goTo(OpenGeneration generation, long offset) {
        try {
            buffer.restart(generation.file(), offset);
            return true;
        } catch (IOException e) {
            trouble.cannotRead(e);
            startAgain();
            return false;
        }
    }

    /** The offset in the endless stream: Tailer asks for it and needs it for nothing, since no byte is read again. */
    @Override
    public long getPointer() {
        return 0;
    }

    @Override
    public void seek(long position) {
        // Only whole lines are handed out, so the place that Tailer wants to go back to is where it is.
    }

    @Override
    public Tailer.RandomAccessResourceBridge getRandomAccess(String mode) {
        return this;
    }

    @Override
    public boolean isNewer(FileTime time) {
        return false;
    }

    @Override
    public FileTime lastModifiedFileTime() {
        return FileTime.fromMillis(0);
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
        if (looking != null) {
            looking.generation().close();
        }
        late.close();
        current = null;
        looking = null;
    }
}
