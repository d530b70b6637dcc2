package dev.depwatch.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds where to continue when the log is no longer the file that was read: in the file that holds that text, under any
 * name, or in the next one.
 *
 * <p>Each answer is empty while files are being renamed, and an {@link IOException} while the next file cannot be read:
 * the next poll asks again. After {@link #PATIENCE} it skips a file that cannot be read. Belongs to the tail's thread.
 */
final class RotationTracker {
    /** How long the next file may stay damaged, incomplete or unreadable without any change. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Which of the files that hold what was read of a generation. */
    private enum Wanted {
        /** The file itself if it still exists, as a late writer has it open: an archive may be longer. */
        ITSELF,
        LONGEST,
        /** The longest, if it holds more. */
        MORE
    }

    /** How the file to continue in relates to what was read. */
    enum Holds {
        /** It holds all of it at the same place, and what was written after that. */
        ALL,
        /** It holds the end of it at another place, because the log was trimmed, and what was written after that. */
        THE_END,
        /** It holds nothing of it: it is another file of the log. */
        NOTHING
    }

    /**
     * The file to continue in, open.
     *
     * @param offset where to begin
     * @param gap whether text before it may be gone unread
     */
    record NextFile(OpenLogFile generation, long offset, Holds holds, boolean gap) {
        static NextFile next(OpenLogFile generation, boolean gap) {
            return new NextFile(generation, 0, Holds.NOTHING, gap);
        }

        /** Whether reading continues at the same place. */
        boolean continues() {
            return holds == Holds.ALL;
        }

        boolean isTrimmed() {
            return holds == Holds.THE_END;
        }

        NextFile orGap(boolean another) {
            return new NextFile(generation, offset, holds, gap || another);
        }
    }

    /**
     * Where to continue from a saved position.
     *
     * @param left the generations left before the position was saved, for a further look. Those that are gone or
     *     unreadable may have held more, so the step has a gap
     */
    record Resumption(NextFile step, List<RotatedHandles.Late> left) {
        void close() {
            step.generation().close();
            left.forEach(late -> late.generation().close());
        }
    }

    /** How long and how often depwatch looks for what was lost. */
    private static final Duration LOOKED_FOR = Duration.ofDays(1);

    private static final Duration LOOKED_FOR_EVERY = Duration.ofMinutes(1);
    private static final int MOST_LOST = 8;

    /**
     * A file that could not be found or read when its turn came.
     *
     * @param file the unreadable file, or null
     * @param place what was read of it
     */
    private record Lost(@Nullable RotatedFile file, Checkpoint.Left place) {
        /** Whether both are the same, whenever each was lost. */
        boolean isSame(Lost other) {
            return Objects.equals(key(), other.key())
                    && place.generation().equals(other.place.generation())
                    && place.offset() == other.place.offset();
        }

        private @Nullable Object key() {
            return file == null ? null : file.fileKey();
        }
    }

    /**
     * @param original the key of the file that was read before, which has left the folder or was emptied
     * @param seen the original as it was by then, if it held other text
     * @param isArchived whether the original had been appended to an older file by then, as to an archive: it may
     *     have held more than the copy
     */
    private record Copy(Object fileKey, String original, Optional<RotatedFile> seen, boolean isArchived) {}

    private final RotatedFiles rotatedFiles;
    private final RotationOrder order;
    private final InstantSource clock;
    private final Deque<Lost> lost = new ArrayDeque<>();
    private final UnreadSpans unread = new UnreadSpans();
    private Instant lookedForAt = Instant.MIN;
    private final Map<Object, Obstacle> obstacles = new HashMap<>();
    /** The files that existed before the one that is read now. */
    private List<RotatedFile> before = List.of();

    /** The keys of the files that were read and are still open: any other file that did not exist before is newer. */
    private Set<Object> olderKeys = Set.of();
    /** What was read lately, by content: it may have been copied or packed meanwhile, or closed. */
    private List<Fingerprint> older = List.of();

    private List<RotatedFile> listed = List.of();
    /** The file that reading changed to because it holds what was read of another one. */
    private @Nullable Copy copy;

    RotationTracker(RotatedFiles rotatedFiles, RotationOrder order, InstantSource clock) {
        this.rotatedFiles = rotatedFiles;
        this.order = order;
        this.clock = clock;
    }

    /** Where to continue from a saved position. */
    Optional<Resumption> from(Checkpoint checkpoint) throws IOException {
        if (!list(Set.of(), List.of())) {
            return Optional.empty();
        }
        older = checkpoint.left().stream().map(Checkpoint.Left::generation).toList();
        return found(() -> {
            NextFile step = goOn(checkpoint, null);
            List<RotatedHandles.Late> left = new ArrayList<>();
            try {
                for (Checkpoint.Left place : checkpoint.left()) {
                    leftBefore(place).ifPresent(generation -> left.add(new RotatedHandles.Late(generation, place)));
                }
            } catch (Moved e) {
                new Resumption(step, left).close();
                throw e;
            }
            boolean gap = step.gap() || left.size() < checkpoint.left().size();
            if (step.gap()) {
                lost(new Checkpoint.Left(checkpoint.generation(), checkpoint.offset(), clock.instant()));
                lostBetween(checkpoint.last(), step.generation());
            }
            checkpoint.left().stream()
                    .filter(place ->
                            left.stream().noneMatch(late -> late.place().equals(place)))
                    .forEach(this::lost);
            return new Resumption(step.orGap(gap), left);
        });
    }

    private Optional<OpenLogFile> leftBefore(Checkpoint.Left place) throws Moved {
        try {
            OpenLogFile generation = holder(place.generation(), place.offset(), Wanted.ITSELF, LocalDateTime.MIN, null);
            if (generation != null) {
                generation.beginAt(place.offset());
            }
            return Optional.ofNullable(generation);
        } catch (Moved e) {
            throw e;
        } catch (IOException ignored) {
            // It was read to its end: does not wait for what may follow.
            return Optional.empty();
        }
    }

    /**
     * Where to continue from the end of a generation.
     *
     * @param read the position of all that was read of it, and of what was left lately
     * @param intact whether it still holds that text; false after a truncation
     * @param leftLately the keys of files that were left and are still open
     */
    Optional<NextFile> after(OpenLogFile generation, Checkpoint read, boolean intact, Set<Object> leftLately)
            throws IOException {
        unread.forget(generation.firstDate());
        Set<Object> held = new HashSet<>(leftLately);
        if (intact) {
            held.add(generation.fileKey());
        }
        List<Fingerprint> fingerprints = Stream.concat(
                        Stream.of(read.generation()), read.left().stream().map(Checkpoint.Left::generation))
                .toList();
        if (!list(held, fingerprints)) {
            return Optional.empty();
        }
        return found(() -> intact ? afterEnd(generation, read) : goOn(read, generation));
    }

    private NextFile afterEnd(OpenLogFile generation, Checkpoint read) throws IOException {
        // The file that was read may be a copy that was made before all was written.
        OpenLogFile longer = holder(read.generation(), read.offset(), Wanted.MORE, began(read), generation);
        if (longer != null) {
            return new NextFile(longer, read.offset(), Holds.ALL, false);
        }
        for (int i = 0; i < listed.size() - 1; i++) {
            if (listed.get(i).fileKey().equals(generation.fileKey())) {
                return next(i + 1, read, generation, isOriginalGone(generation));
            }
        }
        return goOn(read, generation);
    }

    /** depwatch counted a gap for what follows this place. It reads it later if it finds it by its first record. */
    void lost(Checkpoint.Left place) {
        if (place.generation().isDistinctive()) {
            add(new Lost(null, place));
        }
    }

    /** depwatch counted a gap between the last record that it read and a file. It reads later what it finds of that. */
    void lostBetween(Optional<Checkpoint.LastRecord> last, OpenLogFile next) {
        last.ifPresent(record -> unread.add(record.date(), next.firstDate(), listed, clock.instant()));
        lookedForAt = Instant.MIN;
    }

    private void add(Lost next) {
        if (lost.stream().noneMatch(next::isSame)) {
            lost.addLast(next);
            lookedForAt = Instant.MIN;
        }
        if (lost.size() > MOST_LOST) {
            lost.removeFirst();
        }
    }

    /** Whether it is time to look for what was lost. */
    boolean isSearchDue(Instant now) {
        return !(lost.isEmpty() && unread.isEmpty())
                && (lookedForAt.equals(Instant.MIN)
                        || Duration.between(lookedForAt, now).abs().compareTo(LOOKED_FOR_EVERY) >= 0);
    }

    /**
     * The lost files that can be read now, open, oldest first.
     *
     * @param leftLately the keys of files that were left and are still open: they were read after all
     */
    List<RotatedHandles.Late> foundAgain(OpenLogFile current, Set<Object> leftLately) {
        Instant now = clock.instant();
        lookedForAt = now;
        lost.removeIf(gone -> Duration.between(gone.place().at(), now).abs().compareTo(LOOKED_FOR) > 0);
        unread.forgetOlder(LOOKED_FOR, now);
        unread.forget(current.firstDate());
        List<RotatedHandles.Late> found = new ArrayList<>();
        try {
            listed = rotatedFiles.inOrder(this::wasThereBefore).orElse(List.of());
            for (Lost gone : List.copyOf(lost)) {
                OpenLogFile holder = find(gone, current);
                if (holder != null && leftLately.contains(holder.fileKey())) {
                    lost.remove(gone);
                    holder.close();
                } else if (holder != null) {
                    lost.remove(gone);
                    found.add(new RotatedHandles.Late(holder, gone.place()));
                    holder.lastDate().ifPresent(last -> unread.read(holder.firstDate(), last));
                }
            }
            for (RotatedFile rotated : listed) {
                boolean isRead = leftLately.contains(rotated.fileKey())
                        || rotated.fileKey().equals(current.fileKey());
                if (!isRead && found.size() < MOST_LOST && unread.mayHold(rotated)) {
                    neverRead(rotated.firstDate()).ifPresent(found::add);
                }
            }
        } catch (IOException ignored) {
            // The next search finds it, if it can be read by then.
        }
        return found;
    }

    /**
     * The longest of the files that begin at this date, of which depwatch read none: each is a copy of the others.
     * Empty if they also hold what was read, as an archive, or while somebody may still copy one there.
     */
    private Optional<RotatedHandles.Late> neverRead(LocalDateTime first) {
        List<RotatedFile> copies = listed.stream()
                .filter(rotated -> rotated.firstDate().equals(first))
                .toList();
        if (copies.stream().filter(this::isSettled).count() < copies.size()) {
            return Optional.empty();
        }
        List<OpenLogFile> opened = new ArrayList<>();
        try {
            for (RotatedFile copy : copies) {
                opened.add(opened(copy, LocalDateTime.MIN));
            }
            opened.sort(Comparator.comparing(OpenLogFile::largestSize).reversed());
            for (OpenLogFile file : opened) {
                Optional<LocalDateTime> last = file.lastDate();
                if (last.isPresent() && unread.hold(first, last.get())) {
                    unread.read(first, last.get());
                    opened.remove(file);
                    return Optional.of(new RotatedHandles.Late(file, nothingRead()));
                }
            }
            copies.forEach(unread::pass);
        } catch (IOException ignored) {
            // The next search finds it, if it can be read by then.
        } finally {
            opened.forEach(OpenLogFile::close);
        }
        return Optional.empty();
    }

    private @Nullable OpenLogFile find(Lost gone, OpenLogFile current) throws IOException {
        RotatedFile file = gone.file();
        if (file == null) {
            OpenLogFile holder =
                    holder(gone.place().generation(), gone.place().offset(), Wanted.MORE, LocalDateTime.MAX, current);
            if (holder != null) {
                holder.beginAt(gone.place().offset());
            }
            return holder;
        }
        for (RotatedFile rotated : listed) {
            if (rotated.fileKey().equals(file.fileKey()) || rotated.beginsLike(file)) {
                return opened(rotated, LocalDateTime.MIN);
            }
        }
        return null;
    }

    /** The log itself. */
    Optional<NextFile> live(Path log) throws IOException {
        Optional<RotatedFile> live = RotatedFile.at(log);
        if (live.isEmpty()) {
            return Optional.empty();
        }
        try {
            listed = rotatedFiles.withoutLog();
        } catch (IOException ignored) {
            // A log in a folder that cannot be listed is readable until it is rotated.
            listed = List.of();
        }
        return found(() -> NextFile.next(opened(live.get(), LocalDateTime.MIN), false));
    }

    /** The first file that is newer than the files with these keys. */
    Optional<NextFile> since(Set<Object> keys) throws IOException {
        if (!list(Set.of(), List.of())) {
            return Optional.empty();
        }
        int first = 0;
        while (first < listed.size() - 1 && keys.contains(listed.get(first).fileKey())) {
            first++;
        }
        RotatedFile rotated = listed.get(first);
        return found(() -> NextFile.next(opened(rotated, LocalDateTime.MIN), false));
    }

    /**
     * Where to continue from a log that held next to nothing at the last look. It may have been filled, copied and
     * truncated since then, and look as if it had only grown. The copy is newer than everything that was read. Without
     * a copy it is the open log itself.
     *
     * @param offset how far the log is read
     */
    Optional<NextFile> afterNextToNothing(OpenLogFile log, long offset, Set<Object> leftLately) throws IOException {
        if (log.began().equals(LocalDateTime.MIN)) {
            return Optional.of(new NextFile(log, offset, Holds.ALL, false));
        }
        try {
            if (!list(leftLately, List.of())) {
                return Optional.empty();
            }
        } catch (IOException ignored) {
            // A log in a folder that cannot be listed is readable until it is rotated.
            return Optional.of(new NextFile(log, offset, Holds.ALL, false));
        }
        return found(() -> copyOf(log, offset));
    }

    private NextFile copyOf(OpenLogFile log, long offset) throws IOException {
        boolean isListed = sibling(log.fileKey()).isPresent();
        LocalDateTime first = isListed ? LocalDateTime.MIN : firstDate(log);
        boolean gap = false;
        for (RotatedFile rotated : listed) {
            if (rotated.fileKey().equals(log.fileKey())) {
                break;
            }
            if (isOlder(rotated, log.began()) || !rotated.firstDate().isAfter(log.began())) {
                continue;
            }
            if (!isListed) {
                // The open file has left the folder, so it comes first.
                if (rotated.firstDate().isBefore(first)) {
                    lost(rotated);
                }
                continue;
            }
            try {
                OpenLogFile copy = opened(rotated, log.began());
                return asked(copy, log::beginsLike)
                        ? new NextFile(copy, offset, Holds.ALL, gap)
                        : NextFile.next(copy, gap);
            } catch (IOException e) {
                waitFor(rotated, e);
                gap = true;
            }
        }
        return new NextFile(log, offset, Holds.ALL, gap || isReadAgain(log));
    }

    /**
     * Whether a log turns out to begin as a file that was read: somebody copies it anew, and it held too little to
     * show.
     */
    private boolean isReadAgain(OpenLogFile log) {
        return sibling(log.fileKey()).stream()
                .anyMatch(now -> before.stream()
                        .anyMatch(then -> !then.fileKey().equals(now.fileKey()) && now.beginsLike(then)));
    }

    private static LocalDateTime firstDate(OpenLogFile log) throws IOException {
        byte[] beginning = new byte[OpenLogFile.SEARCHED];
        int length = log.file().readFully(0, beginning);
        return OpenLogFile.firstDate(new String(beginning, 0, length, StandardCharsets.ISO_8859_1))
                .orElse(LocalDateTime.MIN);
    }

    /** A file of the last listing. */
    Optional<RotatedFile> sibling(Object fileKey) {
        return listed.stream()
                .filter(rotated -> rotated.fileKey().equals(fileKey))
                .findFirst();
    }

    /** Whether all files of the last listing from this one on are empty, so that none follows. */
    boolean isEmptyFrom(Object fileKey) {
        return listed.stream()
                .dropWhile(rotated -> !rotated.fileKey().equals(fileKey))
                .allMatch(RotatedFile::isEmpty);
    }

    /**
     * Whether the last listing has all that the log held when it was last seen unread: renamed, copied or packed
     * meanwhile.
     */
    boolean has(RotatedFile seen) {
        return listed.stream().anyMatch(seen::mayBecome);
    }

    private boolean list(Set<Object> held, List<Fingerprint> read) throws IOException {
        olderKeys = held;
        older = read;
        listed = rotatedFiles.inOrder(this::wasThereBefore).orElse(List.of());
        return !listed.isEmpty();
    }

    private interface Search<T> {
        T run() throws IOException;
    }

    private <T> Optional<T> found(Search<T> search) throws IOException {
        try {
            return Optional.of(search.run());
        } catch (Moved ignored) {
            // The next poll sees what it became.
            return Optional.empty();
        }
    }

    /**
     * Reads this file of the last listing from now on: those before it are older, and so is what was older until now.
     */
    void begun(Object fileKey) {
        obstacles.clear();
        if (copy != null && !copy.fileKey().equals(fileKey)) {
            // The file system may give its key to a new file.
            copy = null;
        }
        List<RotatedFile> then = new ArrayList<>();
        boolean isBefore = true;
        for (RotatedFile rotated : listed) {
            boolean isRead = rotated.fileKey().equals(fileKey);
            isBefore &= !isRead;
            if (isRead) {
                // A log that was copied anew, for example, is read again from its beginning.
                lost.removeIf(gone -> gone.place().generation().isDistinctive()
                        && gone.place().generation().mayBegin(rotated));
            }
            if (isBefore || (!isRead && wasThereBefore(rotated))) {
                then.add(rotated);
            }
        }
        before = then;
    }

    /** The file system may have given the key to a new file by now, unless the file is open. */
    private boolean wasThereBefore(RotatedFile rotated) {
        return olderKeys.contains(rotated.fileKey())
                || older.stream().anyMatch(read -> read.isDistinctive() && read.mayBegin(rotated))
                || before.stream().anyMatch(then -> rotated.isStill(then) || rotated.beginsLike(then));
    }

    /**
     * Whether a file is older than the generation that began then. A file that held next to nothing in the listing
     * before was a copy that was being made: only its first record shows its place.
     */
    private boolean isOlder(RotatedFile rotated, LocalDateTime began) {
        boolean wasBeingMade = before.stream()
                .anyMatch(then -> !then.isDistinctive() && then.fileKey().equals(rotated.fileKey()));
        return wasThereBefore(rotated) && !(wasBeingMade && rotated.firstDate().isAfter(began));
    }

    private NextFile goOn(Checkpoint read, @Nullable OpenLogFile current) throws IOException {
        LocalDateTime began = began(read);
        OpenLogFile holder = holder(read.generation(), read.offset(), Wanted.LONGEST, began, current);
        if (holder != null) {
            copy = holder.isKey(read.generation())
                    ? null
                    : new Copy(
                            holder.fileKey(),
                            read.generation().fileKey(),
                            listed.stream()
                                    .filter(rotated -> isKey(rotated, read.generation()))
                                    .filter(rotated -> !rotated.head().isEmpty())
                                    .findFirst(),
                            current != null && asked(holder, file -> isAppendedToOlder(current)));
            return new NextFile(holder, read.generation().isLittle() ? 0 : read.offset(), Holds.ALL, false);
        }
        int newer = 0;
        while (newer < listed.size() - 1
                && (read.began().isEmpty() || !listed.get(newer).firstDate().isAfter(began))) {
            newer++;
        }
        return next(newer, read, current, true);
    }

    /** Whether a file that was older has grown by what was read: a late writer adds other text. */
    private boolean isAppendedToOlder(OpenLogFile read) throws IOException {
        for (RotatedFile then : before) {
            for (RotatedFile now : listed) {
                boolean isGrown = now.fileKey().equals(then.fileKey())
                        && now.size() > then.size()
                        && now.beginsLike(then)
                        && then.firstDate().isBefore(read.firstDate());
                if (isGrown) {
                    try (OpenLogFile grown = opened(now, LocalDateTime.MIN)) {
                        if (read.isAppendedTo(grown.file(), then.packed() ? 0 : then.size())) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private static LocalDateTime began(Checkpoint read) {
        return read.began().isEmpty() ? LocalDateTime.MIN : LocalDateTime.parse(read.began());
    }

    /** The first file in order that holds unread text. */
    private NextFile next(int from, Checkpoint read, @Nullable OpenLogFile current, boolean gapBefore)
            throws IOException {
        boolean gap = gapBefore;
        LocalDateTime began = began(read);
        OpenLogFile edited = edited(read, current);
        if (edited != null && read.last().isPresent()) {
            OptionalLong place = asked(edited, new TrimmedText(read.last().get())::placeIn);
            if (place.isPresent()) {
                return new NextFile(edited, place.getAsLong(), Holds.THE_END, false);
            }
            edited.close();
            gap = true;
        }
        for (RotatedFile rotated : listed.subList(from, listed.size() - 1)) {
            if (isOlder(rotated, began) || (current != null && rotated.isPartOf(current, read.offset()))) {
                continue;
            }
            try {
                gap |= from > 0
                        && current != null
                        && listed.get(from - 1).fileKey().equals(current.fileKey())
                        && RotationOrder.mayHaveDeletedBetween(listed.get(from - 1), rotated, listed);
                return step(rotated, read, current, gap);
            } catch (IOException e) {
                waitFor(rotated, e);
                gap = true;
            }
        }
        RotatedFile log = listed.get(listed.size() - 1);
        boolean mayBeCopied =
                (isOriginal(log, read.generation(), current) || log.head().length() >= Fingerprint.LITTLE)
                        && (current == null
                                || current.head().startsWith(log.head())
                                || log.head().startsWith(current.head()));
        if (mayBeCopied && log.mayBecome(read)) {
            // As scp does it that copies a log anew over its older copy.
            if (!isSettled(log)) {
                throw new Moved();
            }
            if (log.isDistinctive()) {
                OpenLogFile shorter = opened(log, began);
                return new NextFile(shorter, shorter.largestSize(), Holds.NOTHING, true);
            }
        }
        return step(log, read, current, gap);
    }

    /**
     * A rotated file that seems older, as it begins with the same record as what was read, but holds other text and
     * ends later: somebody edited it.
     */
    private @Nullable OpenLogFile edited(Checkpoint read, @Nullable OpenLogFile current) throws Moved {
        Fingerprint generation = read.generation();
        LocalDateTime last = read.last().map(Checkpoint.LastRecord::date).orElse(LocalDateTime.MAX);
        for (RotatedFile rotated : listed.subList(0, listed.size() - 1)) {
            boolean isCurrent = current != null && rotated.fileKey().equals(current.fileKey());
            boolean beginsSo = generation.isDistinctive() && !generation.isOther(rotated);
            if (isCurrent || !beginsSo || !wasThereBefore(rotated)) {
                continue;
            }
            try {
                OpenLogFile opened = opened(rotated, began(read));
                boolean isEdited = asked(
                        opened,
                        file -> !generation.isHeldBy(file, read.offset())
                                && opened.lastDate().filter(last::isBefore).isPresent());
                if (isEdited) {
                    return opened;
                }
                opened.close();
            } catch (Moved e) {
                throw e;
            } catch (IOException ignored) {
                // The search for what was read waits for a file that cannot be read.
            }
        }
        return null;
    }

    private NextFile step(RotatedFile next, Checkpoint read, @Nullable OpenLogFile current, boolean gapBefore)
            throws IOException {
        LocalDateTime began = began(read);
        OpenLogFile opened = opened(next, began);
        boolean gap = gapBefore || next.isBeginningHidden() || order.isBefore(next.firstDate(), began);
        boolean continues = read.generation().isDistinctive()
                && asked(opened, file -> read.generation().isHeldBy(file, read.offset()));
        if (continues) {
            return new NextFile(opened, read.offset(), Holds.ALL, gap);
        }
        Checkpoint.LastRecord last = read.last().orElse(null);
        if (last == null || opened.firstDate().isAfter(last.date())) {
            return NextFile.next(opened, gap);
        }
        gap |= current != null && next.isDistinctive() && isMadeByHand(current);
        if (opened.firstDate().equals(last.date())) {
            // A busy writer ends a file and begins the next with equal records. Without the old file beside it the log
            // may
            // have been trimmed to the last record as well.
            OptionalLong end = isRotated(read.generation(), opened)
                    ? OptionalLong.empty()
                    : asked(opened, new TrimmedText(last)::placeIn);
            return end.isPresent()
                    ? new NextFile(opened, end.getAsLong(), Holds.THE_END, true)
                    : NextFile.next(opened, gap);
        }
        // It begins earlier than the last record that was read, so it may have been trimmed.
        boolean isHeld =
                current != null && asked(opened, file -> read.generation().isHeldBy(current.file(), read.offset()));
        boolean overlaps = !isHeld || current == null || beginsWithin(opened, current);
        OptionalLong place = overlaps ? asked(opened, new TrimmedText(last)::placeIn) : OptionalLong.empty();
        return place.isPresent()
                ? new NextFile(opened, place.getAsLong(), Holds.THE_END, false)
                : NextFile.next(opened, gap || (overlaps && current != null));
    }

    /** Whether the file that was read has no name of a rotation: an archive may hold what later files hold, too. */
    private boolean isMadeByHand(OpenLogFile read) {
        return sibling(read.fileKey())
                .filter(rotated -> !rotated.equals(listed.get(listed.size() - 1)))
                .filter(rotated -> !RotationOrder.isNumbered(rotated))
                .isPresent();
    }

    /** Whether a rotation has moved away the generation that was read before a file. */
    private boolean isRotated(Fingerprint read, OpenLogFile after) {
        return listed.stream()
                .filter(rotated -> !rotated.fileKey().equals(after.fileKey()))
                .anyMatch(rotated -> RotationOrder.isNumbered(rotated) && read.mayBegin(rotated));
    }

    /** Whether a file begins with a record of the one that was read. */
    private static boolean beginsWithin(OpenLogFile opened, OpenLogFile current) throws IOException {
        byte[] beginning = new byte[OpenLogFile.SEARCHED];
        int length = asked(opened, file -> file.readFully(0, beginning));
        Optional<Checkpoint.LastRecord> first =
                OpenLogFile.firstLine(new String(beginning, 0, length, StandardCharsets.ISO_8859_1));
        return first.isPresent()
                && new TrimmedText(first.get()).placeIn(current.file()).isPresent();
    }

    /**
     * The file that holds what was read of a generation: itself, or its longest copy, because each copy may have been
     * made before all was written.
     */
    private @Nullable OpenLogFile holder(
            Fingerprint fingerprint, long offset, Wanted wanted, LocalDateTime began, @Nullable OpenLogFile current)
            throws IOException {
        List<OpenLogFile> holders = new ArrayList<>();
        RotatedFile unread = null;
        IOException reason = null;
        try {
            for (RotatedFile candidate : candidates(fingerprint, began, current)) {
                try {
                    OpenLogFile opened = opened(candidate, began);
                    if (asked(
                            opened,
                            file -> fingerprint.isHeldBy(file, offset)
                                    && (wanted != Wanted.MORE
                                            || (file.length() > offset && !beginsAnother(file, offset))))) {
                        holders.add(opened);
                    } else {
                        opened.close();
                    }
                } catch (Moved e) {
                    throw e;
                } catch (IOException e) {
                    unread = candidate;
                    reason = e;
                }
            }
            if (holders.isEmpty()) {
                if (unread != null && reason != null) {
                    waitFor(unread, reason);
                }
                return null;
            }
            OpenLogFile first = holders.get(0);
            boolean isFound = !fingerprint.isDistinctive() || (wanted == Wanted.ITSELF && first.isKey(fingerprint));
            OpenLogFile holder = isFound ? first : longest(holders, fingerprint);
            holders.remove(holder);
            return holder;
        } finally {
            holders.forEach(OpenLogFile::close);
        }
    }

    private List<RotatedFile> candidates(Fingerprint fingerprint, LocalDateTime began, @Nullable OpenLogFile current) {
        Stream<RotatedFile> candidates = listed.stream()
                .filter(rotated -> current == null || !rotated.fileKey().equals(current.fileKey()))
                .filter(rotated -> isItself(rotated, fingerprint) || mayHold(rotated, fingerprint, began));
        if (fingerprint.isDistinctive()) {
            return candidates
                    .sorted(Comparator.comparing((RotatedFile rotated) -> !isKey(rotated, fingerprint))
                            .thenComparing(RotatedFile::packed))
                    .toList();
        }
        // A copy of it is older, and later files may begin with the same header.
        Set<Object> newer = listed.stream()
                .dropWhile(rotated -> !isKey(rotated, fingerprint))
                .skip(1)
                .map(RotatedFile::fileKey)
                .collect(Collectors.toSet());
        return candidates
                .filter(rotated -> !newer.contains(rotated.fileKey()))
                .filter(rotated -> fingerprint.isLittle() || isDirectlyAfter(began, rotated))
                // The key may belong to a later file by now, with the same header.
                .sorted(Comparator.comparing(rotated -> !mayHold(rotated, fingerprint, began)))
                .toList();
    }

    /**
     * Whether the read generation that began then still exists and stands directly before a file, and no rotation may
     * have deleted one in between.
     */
    private boolean isDirectlyAfter(LocalDateTime began, RotatedFile file) {
        Optional<RotatedFile> older = listed.stream()
                .takeWhile(rotated -> !rotated.equals(file))
                .filter(RotatedFile::isDistinctive)
                .reduce((one, next) -> next);
        return older.map(RotatedFile::firstDate).orElse(LocalDateTime.MIN).equals(began)
                && older.filter(read -> RotationOrder.mayHaveDeletedBetween(read, file, listed))
                        .isEmpty();
    }

    private static boolean isItself(RotatedFile rotated, Fingerprint fingerprint) {
        return isKey(rotated, fingerprint) && (rotated.head().isEmpty() || !fingerprint.isOther(rotated));
    }

    /** If no record of it was read, any later generation with the same header may be the file. */
    private static boolean mayHold(RotatedFile rotated, Fingerprint fingerprint, LocalDateTime began) {
        return !fingerprint.isLittle()
                && fingerprint.mayBegin(rotated)
                && (fingerprint.isDistinctive() || rotated.firstDate().isAfter(began));
    }

    /** The first, or the longest that continues where that ends: an archive continues with another generation. */
    private OpenLogFile longest(List<OpenLogFile> holders, Fingerprint fingerprint) throws IOException {
        List<OpenLogFile> byLength = new ArrayList<>(holders);
        byLength.sort(Comparator.comparing((OpenLogFile holder) -> !holder.isKey(fingerprint))
                .thenComparing(OpenLogFile::largestSize));
        OpenLogFile longest = byLength.get(0);
        for (OpenLogFile longer : byLength) {
            if (goesOn(longest, longer)) {
                longest = longer;
            }
        }
        return longest;
    }

    private boolean goesOn(OpenLogFile holder, OpenLogFile longer) throws IOException {
        long end = holder.largestSize();
        int last = (int) Math.min(Checksum.MOST, end);
        return longer.largestSize() > end
                && longer.file().checksum(end - last, last).equals(holder.file().checksum(end - last, last))
                && !beginsAnother(longer.file(), end);
    }

    /** Whether another file of the last listing was appended to a file at this place. All may have one header. */
    private boolean beginsAnother(OpenFile file, long place) throws IOException {
        byte[] bytes = new byte[OpenLogFile.SEARCHED];
        String text = new String(bytes, 0, file.readFully(place, bytes), StandardCharsets.ISO_8859_1);
        Optional<LocalDateTime> first = OpenLogFile.firstDate(text);
        return listed.stream()
                .filter(other -> other.isDistinctive() && text.startsWith(other.head()))
                .anyMatch(other -> first.isEmpty() || first.get().equals(other.firstDate()));
    }

    /** Whether this is the file in which a generation was read before reading changed to its copy. */
    private boolean isOriginal(RotatedFile rotated, Fingerprint read, @Nullable OpenLogFile current) {
        String key = rotated.fileKey().toString();
        Copy turnedTo = copy;
        return key.equals(read.fileKey())
                || (current != null
                        && turnedTo != null
                        && turnedTo.fileKey().equals(current.fileKey())
                        && turnedTo.original().equals(key));
    }

    /**
     * Whether the original of a copy is gone with what it held besides. It may be if it was rotated after it was
     * emptied: the rotation may have deleted a longer copy.
     */
    private boolean isOriginalGone(OpenLogFile generation) {
        Copy turnedTo = copy;
        if (turnedTo == null || !turnedTo.fileKey().equals(generation.fileKey())) {
            return false;
        }
        if (turnedTo.isArchived()) {
            return true;
        }
        if (turnedTo.seen().isPresent()) {
            return listed.stream()
                    .filter(rotated -> !rotated.fileKey().equals(generation.fileKey()))
                    .noneMatch(turnedTo.seen().get()::mayBecome);
        }
        return listed.stream()
                .filter(rotated -> rotated.fileKey().toString().equals(turnedTo.original()))
                .anyMatch(original -> sibling(generation.fileKey()).stream()
                        .anyMatch(read -> RotationOrder.mayHaveDeletedBetween(read, original, listed)));
    }

    private static boolean isKey(RotatedFile rotated, Fingerprint fingerprint) {
        return rotated.fileKey().toString().equals(fingerprint.fileKey());
    }

    private static OpenLogFile opened(RotatedFile rotated, LocalDateTime began) throws IOException {
        OpenFile file;
        try {
            file = OpenFile.at(rotated.path(), rotated.packed());
        } catch (IOException e) {
            throw isInPlace(rotated) ? e : new Moved();
        }
        try {
            if (!isInPlace(rotated)) {
                throw new Moved();
            }
            return new OpenLogFile(file, file.length(), rotated, began);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static boolean isInPlace(RotatedFile rotated) throws IOException {
        return RotatedFile.at(rotated.path())
                .filter(now -> now.fileKey().equals(rotated.fileKey()))
                .isPresent();
    }

    private interface Question<T> {
        T of(OpenFile file) throws IOException;
    }

    /** A question to a file that was just opened; closes the file if it fails. */
    private static <T> T asked(OpenLogFile opened, Question<T> question) throws IOException {
        try {
            return question.of(opened.file());
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Ends the search with the reason. If the file has been the same for long enough, skips it instead, unless depwatch
     * may only not open it.
     */
    private void waitFor(RotatedFile rotated, IOException reason) throws IOException {
        if (reason instanceof Moved || FileDescriptors.areMissing(reason) || !isSettled(rotated)) {
            throw reason;
        }
        lost(rotated);
    }

    /** depwatch did not read this file in its turn. It reads it later if it can. */
    private void lost(RotatedFile rotated) {
        add(new Lost(rotated, nothingRead()));
    }

    private Checkpoint.Left nothingRead() {
        String empty = Checksum.of("").hash();
        return new Checkpoint.Left(new Fingerprint("", 0, empty, 0, empty), 0, clock.instant());
    }

    /** Whether the file has been the same for long enough. */
    private boolean isSettled(RotatedFile rotated) {
        Instant now = clock.instant();
        Obstacle obstacle = obstacles.get(rotated.fileKey());
        if (obstacle == null || !rotated.isStill(obstacle.file())) {
            obstacle = new Obstacle(rotated, now);
            obstacles.put(rotated.fileKey(), obstacle);
        }
        return Duration.between(obstacle.since(), now).abs().compareTo(PATIENCE) >= 0;
    }

    private record Obstacle(RotatedFile file, Instant since) {}

    /** A file was renamed between the listing and its opening. */
    private static final class Moved extends IOException {
        private static final long serialVersionUID = 1;
    }
}
