package dev.depwatch.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.input.Tailer;
import org.jspecify.annotations.Nullable;

/**
 * One path as one endless stream of whole lines, whatever happens to the file under it.
 *
 * <p>This is what Commons IO's {@link Tailer} is given in place of a file, because Tailer judges rotation by size alone
 * and ends for good when a file is missing. {@link #size()} is always more than Tailer has read, so that it never takes
 * its rotation branch and reads on every poll; {@link #read} hands out one whole line at a time, so that nothing is ever
 * read again; nothing here throws. Places in the stream exist in memory only; {@link #position} is physical.
 *
 * <p>A generation is left once the new file holds a byte and one further poll found the old one unchanged, and is looked
 * at once more a minute later for a writer that was late.
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

        /** Something that was written is gone unread. */
        void gap();

        /** Bytes that were written and cannot be read any more, where the number is known. */
        void lost(long bytes);
    }

    private static final Duration LATE_LOOK = Duration.ofMinutes(1);
    /** A chain that is renamed faster than two listings agree is followed by the newest listing after this many. */
    private static final int MOST_LISTINGS = 8;

    private final Path path;
    private final List<Path> neighbours;
    private final Events events;
    private final InstantSource clock;
    private final LineBuffer buffer = new LineBuffer();

    private StartAt startAt;
    private @Nullable Position resume;
    private @Nullable OpenGeneration current;
    private boolean currentIsLive;
    private boolean sawBytesThisPass;
    private boolean truncated;
    private LocalDateTime newestFirstDate = LocalDateTime.MIN;
    private List<String> lastOutline = List.of();
    private int listings;

    private @Nullable OpenGeneration late;
    private long lateOffset;
    private Instant lateLookAt = Instant.MAX;
    private @Nullable OpenGeneration returnTo;
    private long returnOffset;

    private volatile Optional<LogStatus.Trouble> trouble = Optional.empty();
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
        this.neighbours = List.copyOf(neighbours);
        this.startAt = startAt;
        this.resume = resume.orElse(null);
        this.events = events;
        this.clock = clock;
    }

    Optional<LogStatus.Trouble> trouble() {
        return trouble;
    }

    /** Whether all that stood in the log was read at the last poll, since it could last be opened. */
    boolean caughtUp() {
        return caughtUp;
    }

    long backlog() {
        return backlog;
    }

    /** Whether the log ends, for now, in the middle of a line. */
    boolean hasPartialLine() {
        return buffer.hasPartialLine();
    }

    /** The physical end of the line that was last handed out. */
    long lineEnd() {
        return buffer.lineEndOffset();
    }

    /** The position to save for a record that ends at this place of the generation being read. */
    Position position(long end) {
        if (returnTo != null) {
            // Late lines of an old generation: the log has already been read beyond them.
            return new Position(returnTo.identity(true), returnOffset);
        }
        OpenGeneration generation = current;
        if (generation == null) {
            throw new IllegalStateException("no record ends while nothing is open");
        }
        return new Position(generation.identity(end == buffer.endOffset()), end);
    }

    @Override
    public int read(byte[] target) {
        try {
            while (true) {
                int handed = buffer.hand(target);
                if (handed > 0) {
                    return handed;
                }
                boolean lineTaken = buffer.takeLine();
                countSkipped();
                if (!lineTaken && !readMore() && !turn()) {
                    break;
                }
            }
        } catch (IOException e) {
            // What is open stays open: the look at the path or its folder failed, and the next poll looks again.
            troubled(e);
        }
        sawBytesThisPass = false;
        return -1;
    }

    private void countSkipped() {
        long skipped = buffer.takeSkipped();
        if (skipped > 0) {
            events.lost(skipped);
        }
    }

    private boolean readMore() {
        OpenGeneration generation = current;
        if (generation == null) {
            return false;
        }
        try {
            long before = buffer.endOffset();
            int count = buffer.readFrom(generation.file());
            if (count == 0) {
                return false;
            }
            if (!sawBytesThisPass && !generation.unchangedUpTo(before)) {
                buffer.unread(count);
                // What was left and then overwritten is not read again; what is read now was truncated.
                truncated = returnTo == null;
                return false;
            }
            sawBytesThisPass = true;
            listings = 0;
            generation.read(buffer.newest(count));
            generation.seen(generation.file().length());
            if (currentIsLive && returnTo == null) {
                backlog = Math.max(0, generation.largestSize() - buffer.endOffset());
            }
            events.bytesRead(count);
            return true;
        } catch (IOException e) {
            troubled(e);
            resume = position(buffer.lineEndOffset());
            close(generation);
            current = null;
            return false;
        }
    }

    /** All of the current generation is read: looks at the path, and turns to another generation if it is time. */
    private boolean turn() throws IOException {
        if (returnTo != null) {
            return buffer.takeRest() || comeBack(returnTo);
        }
        Optional<BasicFileAttributes> look = look();
        if (look.isEmpty()) {
            // What is written to a log that was not there, or could not be opened, is new.
            startAt = StartAt.BEGINNING;
            caughtUp = true;
            return false;
        }
        BasicFileAttributes live = look.get();
        OpenGeneration generation = current;
        if (generation == null) {
            return openFirst(live);
        }
        if (truncated || !stillHoldsWhatWasRead(generation, live)) {
            return buffer.takeRest() || truncate(generation, live);
        }
        if (Sibling.key(live).equals(generation.key())) {
            currentIsLive = true;
            trouble = Optional.empty();
            generation.seen(live.size());
            backlog = Math.max(0, live.size() - buffer.endOffset());
            caughtUp = true;
            return lateLook(generation);
        }
        backlog = live.size();
        if (live.size() == 0 || (currentIsLive && !chainStandsStill())) {
            return false;
        }
        // A partial line is the last of its file: its newline will not come any more.
        return buffer.takeRest() || leave(generation, live);
    }

    private Optional<BasicFileAttributes> look() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                troubled(path + ": is no regular file; expected Jamf Pro's JAMFSoftwareServer.log");
            } else if (attributes.fileKey() == null) {
                troubled(path + ": its file system tells no file from another, so that a rotation could not be seen;"
                        + " depwatch follows logs on Linux and macOS");
            } else {
                return Optional.of(attributes);
            }
        } catch (IOException e) {
            troubled(e);
        }
        return Optional.empty();
    }

    private boolean openFirst(BasicFileAttributes live) throws IOException {
        Position position = resume;
        if (position != null) {
            Optional<Sibling> found = find(position, Sibling.key(live));
            OpenGeneration left = found.isEmpty()
                    ? null
                    : opened(found.get().path(), found.get().key());
            if (found.isPresent() && left == null) {
                return false;
            }
            if (left != null && left.isReadUpTo(position)) {
                return begin(left, position.offset(), live);
            }
            if (left != null) {
                close(left);
            }
            events.gap();
            resume = null;
        }
        return begin(opened(path, Sibling.key(live)), startAt == StartAt.END ? live.size() : 0, live);
    }

    /** The file that a position lies in: the file key breaks the tie between a generation and a copy of it. */
    private Optional<Sibling> find(Position position, String liveKey) throws IOException {
        return Sibling.of(path, neighbours).stream()
                .filter(sibling -> sibling.is(position))
                .max(Comparator.comparing((Sibling sibling) ->
                                sibling.key().equals(position.generation().fileKey()))
                        .thenComparing(sibling -> sibling.key().equals(liveKey)));
    }

    /** The file at this path, open, if it still is the one with this key; otherwise the next poll finds what it became. */
    private @Nullable OpenGeneration opened(Path file, String key) {
        try {
            RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
            OpenGeneration generation = new OpenGeneration(opened, key);
            if (isStill(file, generation)) {
                return generation;
            }
            close(generation);
        } catch (IOException e) {
            troubled(e);
        }
        return null;
    }

    private boolean isStill(Path file, OpenGeneration generation) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            generation.modified(attributes.lastModifiedTime());
            return Sibling.key(attributes).equals(generation.key());
        } catch (IOException e) {
            troubled(e);
            return false;
        }
    }

    private boolean begin(@Nullable OpenGeneration generation, long offset, BasicFileAttributes live)
            throws IOException {
        if (generation == null) {
            return false;
        }
        generation.sample(offset);
        if (current == null) {
            caughtUp = false;
        }
        current = generation;
        currentIsLive = generation.key().equals(Sibling.key(live));
        buffer.restart(offset);
        backlog = currentIsLive ? Math.max(0, live.size() - offset) : live.size();
        startAt = StartAt.BEGINNING;
        resume = null;
        truncated = false;
        sawBytesThisPass = true;
        listings = 0;
        trouble = Optional.empty();
        return true;
    }

    /** Whether what was read is still there. The bytes are looked at only if the file was written to since the last look. */
    private boolean stillHoldsWhatWasRead(OpenGeneration generation, BasicFileAttributes live) throws IOException {
        long offset = buffer.endOffset();
        boolean isLive = Sibling.key(live).equals(generation.key());
        if (isLive && live.size() >= offset && live.lastModifiedTime().equals(generation.modified())) {
            return true;
        }
        if (isLive) {
            generation.modified(live.lastModifiedTime());
        }
        return generation.file().length() >= offset && (sawBytesThisPass || generation.unchangedUpTo(offset));
    }

    private boolean truncate(OpenGeneration generation, BasicFileAttributes live) throws IOException {
        noteFirstDate(OpenGeneration.firstDate(generation.head()));
        long offset = buffer.endOffset();
        Optional<Sibling> copy = Sibling.of(path, neighbours).stream()
                .filter(sibling -> !sibling.key().equals(generation.key()) && sibling.size() > offset)
                .filter(sibling -> sibling.beginsWith(generation.head()))
                .findFirst();
        OpenGeneration rest =
                copy.isEmpty() ? null : opened(copy.get().path(), copy.get().key());
        events.generationEnded();
        events.rotated();
        if (rest != null) {
            close(generation);
            return begin(rest, offset, live);
        }
        long unread = generation.largestSize() - offset;
        if (unread > 0) {
            events.gap();
            events.lost(unread);
        }
        return begin(new OpenGeneration(generation.file(), generation.key()), 0, live);
    }

    /** An empty generation has no date of its own: it stands where the one before it stood. */
    private void noteFirstDate(LocalDateTime date) {
        newestFirstDate = date.equals(LocalDateTime.MIN) ? newestFirstDate : date;
    }

    /** Whether a further poll saw the same files in the folder and nothing new in the old one. */
    private boolean chainStandsStill() throws IOException {
        List<String> outline = Sibling.outline(Sibling.of(path, neighbours));
        boolean same = outline.equals(lastOutline) && listings > 0;
        lastOutline = outline;
        listings++;
        return same || listings > MOST_LISTINGS;
    }

    private boolean leave(OpenGeneration generation, BasicFileAttributes live) throws IOException {
        List<Sibling> siblings = Sibling.of(path, neighbours);
        boolean listedWhole = Sibling.outline(siblings).equals(Sibling.outline(Sibling.of(path, neighbours)));
        String liveKey = Sibling.key(live);
        if (!listedWhole || siblings.stream().noneMatch(sibling -> sibling.key().equals(liveKey))) {
            // Renamed while it was listed: one that lies between may be missing.
            return false;
        }
        Optional<Sibling> left = siblings.stream()
                .filter(sibling -> sibling.key().equals(generation.key()))
                .findFirst();
        noteFirstDate(left.map(Sibling::firstDate).orElseGet(() -> OpenGeneration.firstDate(generation.head())));
        Optional<Sibling> after =
                oldestAfter(generation, left.map(Sibling::modified).orElse(generation.modified()), siblings);
        OpenGeneration next =
                after.isPresent() ? opened(after.get().path(), after.get().key()) : opened(path, liveKey);
        if (next == null) {
            return false;
        }
        events.generationEnded();
        events.rotated();
        if (left.isEmpty() && !next.key().equals(liveKey)) {
            // What is left is no longer in the chain, so what was written between it and the oldest there may be gone.
            events.gap();
        }
        keepForALateLook(generation);
        return begin(next, 0, live);
    }

    /** The generation written next after this one. */
    private Optional<Sibling> oldestAfter(OpenGeneration generation, FileTime modified, List<Sibling> siblings) {
        return siblings.stream()
                .filter(sibling -> !sibling.key().equals(generation.key()) && !sibling.beginsWith(generation.head()))
                .filter(sibling -> !sibling.head().isEmpty() && !sibling.isCompressed())
                .filter(sibling -> sibling.isNewerThan(newestFirstDate, modified))
                .findFirst();
    }

    private void keepForALateLook(OpenGeneration generation) {
        if (late != null) {
            close(late);
        }
        late = generation;
        lateOffset = buffer.endOffset();
        lateLookAt = clock.instant().plus(LATE_LOOK);
    }

    /** Looks once more into the generation that was left a minute ago; true if a late writer has added to it. */
    private boolean lateLook(OpenGeneration live) throws IOException {
        OpenGeneration old = late;
        if (old == null || buffer.hasPartialLine() || clock.instant().isBefore(lateLookAt)) {
            return false;
        }
        late = null;
        if (old.file().length() <= lateOffset) {
            close(old);
            return false;
        }
        events.generationEnded();
        returnTo = live;
        returnOffset = buffer.endOffset();
        current = old;
        buffer.restart(lateOffset);
        return true;
    }

    private boolean comeBack(OpenGeneration live) {
        OpenGeneration old = current;
        events.generationEnded();
        returnTo = null;
        current = live;
        buffer.restart(returnOffset);
        if (old != null) {
            close(old);
        }
        return true;
    }

    private void troubled(IOException e) {
        if (e instanceof NoSuchFileException || Files.notExists(path)) {
            troubled(path + ": no such file; expected Jamf Pro's JAMFSoftwareServer.log there: is the path right, and"
                    + " has Jamf Pro been started?");
        } else if (e instanceof AccessDeniedException || !Files.isReadable(path)) {
            troubled(
                    path + ": permission denied; let the user that depwatch runs as read the file and list its folder");
        } else {
            troubled(path + ": cannot be read (" + e.getMessage() + "); depwatch goes on trying");
        }
    }

    private void troubled(String sentence) {
        Instant since = trouble.map(LogStatus.Trouble::since).orElseGet(clock::instant);
        trouble = Optional.of(new LogStatus.Trouble(sentence, since));
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
        for (OpenGeneration generation :
                Stream.of(current, late, returnTo).flatMap(Stream::ofNullable).toList()) {
            close(generation);
        }
        current = null;
        late = null;
        returnTo = null;
    }

    private static void close(OpenGeneration generation) {
        try {
            generation.close();
        } catch (IOException ignored) {
            // Opened for reading only: nothing can be lost by a failed close.
        }
    }
}
