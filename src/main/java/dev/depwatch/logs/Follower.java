package dev.depwatch.logs;

import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.record.RecordClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * One log as one endless sequence of records, whatever happens to its files.
 *
 * <p>A look lists the files, and {@link ReadTable} decides which of them to read, from where. The follower reads these
 * one after the other, each to its end, and then the log itself as it grows. Nothing here throws.
 *
 * <p>Only the tail's thread uses it. Any thread may call {@link #isOfLog}.
 */
final class Follower implements AutoCloseable {
    /** Receives the records, and what happens to the log. */
    interface Events extends OpenFile.Events {
        void rotated();

        /** Text was lost before depwatch read it, or may have been: no file shows whether. */
        void gap();
    }

    private final Path path;
    private final StartAt startAt;
    private final Events events;
    private final InstantSource clock;
    private final LogFiles files;
    private final ReadTable table;
    private final RecordClock times;
    private final Optional<Position> from;

    /** Whether the first look is over. */
    private boolean hasBegun;
    /** Whether a look found no log: what is written from now on is new. */
    private boolean wasMissing;

    private @Nullable OpenFile live;
    /** A file that is not the log, or no longer, on its way to its end. */
    private @Nullable OpenFile earlier;

    private Deque<ReadTable.Due> due = new ArrayDeque<>();
    private boolean isLookDue = true;
    /** Whether all that there was of the log is read. */
    private boolean isAtEnd;
    /** Where to begin in a log without a record at the first look. */
    private long beginAt;

    private boolean isPollNew = true;
    private Optional<String> trouble = Optional.empty();

    private boolean caughtUp;
    /** The newest known size of the log. */
    private long shownSize;

    /**
     * @param neighbours all followed logs: the rotated files of others may lie beside this one's
     * @param zone the zone of the log's times
     * @param from where to continue; empty to begin at {@code startAt}
     */
    Follower(
            Path path,
            Neighbours neighbours,
            ZoneId zone,
            StartAt startAt,
            Optional<Position> from,
            Events events,
            InstantSource clock) {
        this.path = path;
        this.startAt = startAt;
        this.events = events;
        this.clock = clock;
        this.files = new LogFiles(path, neighbours);
        this.times = new RecordClock(zone);
        this.from = from;
        this.table = new ReadTable(from.map(Position::files).orElse(List.of()), zone);
    }

    /** Why the log cannot be followed now. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Whether it has read all that there was when it began. */
    boolean caughtUp() {
        return caughtUp;
    }

    long backlog() {
        return live == null ? 0 : Math.max(0, shownSize - live.offset());
    }

    /** Whether a name in the folder may be that of a file of this log. Any thread may ask. */
    boolean isOfLog(Path name) {
        return files.isOfLog(name);
    }

    /** Whether a record or a file waits for a moment in which nothing comes. */
    boolean awaitsQuiet() {
        return earlier != null || (live != null && live.isRecordOpen());
    }

    /** How far the log is read; empty before the first look. */
    Optional<Position> position() {
        return hasBegun
                ? Optional.of(table.position(openFiles()
                        .flatMap(reading -> reading.progress().stream())
                        .toList()))
                : Optional.empty();
    }

    /** The next {@link #next} looks at the whole folder. */
    void lookAgain() {
        isLookDue = true;
    }

    /** Moves to the next whole line; false if there is none yet. */
    boolean next() {
        try {
            if (isLookDue || (isPollNew && isChanged())) {
                look();
            }
            isPollNew = false;
            while (!Thread.currentThread().isInterrupted()) {
                OpenFile file = nextFile();
                if (file == null) {
                    return false;
                }
                if (readNext(file)) {
                    isAtEnd &= file != live;
                    return true;
                }
                if (file.isReplaced()) {
                    look();
                } else if (file == live) {
                    isAtEnd = true;
                    return false;
                } else if (file.isPending() && !file.isQuiet(true, clock.instant())) {
                    return false;
                } else {
                    finish(file);
                }
            }
            return false;
        } catch (IOException e) {
            isLookDue = true;
            trouble = Optional.of(FollowError.of(path, e));
            return false;
        }
    }

    private boolean readNext(OpenFile file) throws IOException {
        try {
            return file.next(clock);
        } catch (IOException e) {
            if (file == live) {
                live = null;
            } else {
                earlier = null;
                files.failed(file.file(), e);
            }
            leave(file);
            throw e;
        }
    }

    /** Ends the reading of a file that is not the log. */
    private void finish(OpenFile ended) throws IOException {
        ended.finishAll();
        files.readToEnd(ended.file(), ended.end());
        earlier = null;
        // If the former log is gone while files after it are there, others between them may be gone, too.
        ended.progress()
                .map(read -> ended.file().live() && !due.isEmpty() ? read : read.closed())
                .ifPresent(table::add);
        ended.close();
        if (due.isEmpty() || ended.file().live()) {
            look();
        }
    }

    private void leave(OpenFile left) throws IOException {
        left.progress().ifPresent(table::add);
        left.close();
    }

    /** Takes the line that it last moved to. */
    void takeLine() {
        Objects.requireNonNull(earlier == null ? live : earlier, "a line is of a file")
                .take();
    }

    /** Completes a record that has been quiet for long enough. Call it when a poll has read all there is. */
    void endPoll(Instant now) {
        if (live != null && earlier == null && due.isEmpty()) {
            caughtUp = true;
            if (live.isRecordOpen() && live.isQuiet(false, now)) {
                live.finish();
            }
        }
        isPollNew = true;
    }

    private Stream<OpenFile> openFiles() {
        return Stream.concat(Stream.ofNullable(earlier), Stream.ofNullable(live));
    }

    /** Whether the path shows another file than the one that is read, or less of it. */
    private boolean isChanged() throws IOException {
        OpenFile now = live;
        if (now == null) {
            return true;
        }
        try {
            BasicFileAttributes shown = Files.readAttributes(path, BasicFileAttributes.class);
            shownSize = shown.size();
            return !now.file().key().equals(shown.fileKey()) || shownSize < now.offset();
        } catch (NoSuchFileException renamed) {
            return true;
        }
    }

    private void look() throws IOException {
        List<LogFile> listed;
        try {
            listed = files.list(() -> events.bytesRead(0));
        } catch (NoSuchFileException e) {
            wasMissing = true;
            throw e;
        }
        Optional<LogFile> shown = listed.stream().filter(LogFile::live).findFirst();
        Optional<IOException> failure = shown.flatMap(LogFile::failure);
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (!hasBegun) {
            begin(listed, shown);
        }
        // During a rotation there is no log for a moment; its writer may still write to it under its other name.
        isLookDue = shown.isEmpty();
        leaveFormer(shown, listed);
        if (shown.isEmpty()) {
            caughtUp = true;
            trouble = FollowError.now(path);
            return;
        }
        ReadTable.Decision decision = table.decide(listed, openFiles().toList(), clock.instant());
        for (int gaps = 0; gaps < decision.lost(); gaps++) {
            events.gap();
        }
        due = new ArrayDeque<>(decision.due());
        shownSize = shown.get().length();
        if (live == null) {
            live = openLive(shown.get(), decision.live());
        } else {
            live.found(shown.get());
        }
        trouble = Optional.empty();
    }

    /** Nothing is read before the first look, or what the last run saved. */
    private void begin(List<LogFile> listed, Optional<LogFile> shown) {
        hasBegun = true;
        boolean skipsLive = from.isEmpty() && startAt == StartAt.END && !wasMissing;
        for (LogFile file : listed) {
            if (file.live() ? skipsLive : from.isEmpty()) {
                file.first().ifPresent(first -> table.add(ReadFile.skipped(first, file.length(), file.live())));
            }
        }
        beginAt = skipsLive ? shown.map(LogFile::length).orElse(0L) : 0;
    }

    private OpenFile openLive(LogFile file, Optional<ReadFile> from) throws IOException {
        Instant now = clock.instant();
        OpenFile opened = from.isPresent()
                ? OpenFile.resumed(file, from.get(), times, events, now)
                : OpenFile.begun(file, beginAt, times, events, now);
        beginAt = 0;
        return opened;
    }

    /** The path may show another file now, or another text. */
    private void leaveFormer(Optional<LogFile> shown, List<LogFile> listed) throws IOException {
        OpenFile replaced = earlier;
        if (replaced != null && replaced.isReplaced()) {
            earlier = null;
            leave(replaced);
        }
        OpenFile former = live;
        if (former == null) {
            return;
        }
        Optional<LogFile> own = listed.stream().filter(former::isFile).findFirst();
        boolean isRenamed = shown.filter(file -> !former.isFile(file)).isPresent();
        boolean isAnother = former.isReplaced() || own.filter(former::isAnother).isPresent();
        if (!isRenamed && !isAnother) {
            return;
        }
        if (earlier == null && !isAnother) {
            // Nobody else may hold its end.
            earlier = former;
            own.ifPresent(former::found);
        } else {
            if (listed.stream().noneMatch(former::isOpenRecordIn)) {
                former.finish();
            }
            former.progress().ifPresent(read -> table.left(read, isAtEnd ? listed : List.of()));
            former.close();
        }
        live = null;
        if (isRenamed || former.progress().isPresent()) {
            events.rotated();
        }
    }

    private @Nullable OpenFile nextFile() throws IOException {
        if (earlier == null && !due.isEmpty()) {
            ReadTable.Due next = due.remove();
            try {
                earlier = OpenFile.resumed(next.file(), next.from(), times, events, clock.instant());
            } catch (IOException e) {
                if (!FileDescriptors.areMissing(e) && !(e instanceof NoSuchFileException)) {
                    files.failed(next.file(), e);
                }
                throw e;
            }
        }
        return earlier == null ? live : earlier;
    }

    @Override
    public void close() {
        openFiles().forEach(reading -> IOUtils.closeQuietly(reading));
        live = null;
        earlier = null;
    }
}
