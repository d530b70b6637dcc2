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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where reading goes on when the log is no longer the file that was read: in the file that holds what was read, whatever
 * it is called by now, or in the one that was written next.
 *
 * <p>Every answer is empty while the files are being renamed, and an {@link IOException} while a file that is next cannot
 * be read: the next poll asks again. What cannot be read for {@link #PATIENCE} is passed over. Belongs to the tail's
 * thread.
 */
final class Trail {
    /** How long a file that is next may be damaged, or not whole yet, or not to be read, and not change at all. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What a file to go on in has to do with what was read. */
    enum Holds {
        /** All of it, at the same place, and what was written after that. */
        ALL,
        /** The end of it at another place, since the log was trimmed, and what was written after that. */
        THE_END,
        /** Nothing of it: it is another file of the log. */
        NOTHING
    }

    /**
     * A file to go on in, open.
     *
     * @param offset where to begin
     * @param gap whether something may have been written before it that nobody can read any more
     */
    record Step(OpenGeneration generation, long offset, Holds holds, boolean gap) {
        static Step next(OpenGeneration generation, boolean gap) {
            return new Step(generation, 0, Holds.NOTHING, gap);
        }

        /** Whether reading goes on at the same place. */
        boolean continues() {
            return holds == Holds.ALL;
        }

        boolean isTrimmed() {
            return holds == Holds.THE_END;
        }

        Step orGap(boolean another) {
            return new Step(generation, offset, holds, gap || another);
        }
    }

    /**
     * Where to go on from a saved position.
     *
     * @param left the generations left before the position was saved, for a further look; those that are gone or cannot be
     *     read may have had more in them, and are a gap of the step
     */
    record Resumption(Step step, List<LateLooks.Late> left) {
        void close() {
            step.generation().close();
            left.forEach(late -> late.generation().close());
        }
    }

    /** How long what was lost is looked for, and how often. */
    private static final Duration LOOKED_FOR = Duration.ofDays(1);

    private static final Duration LOOKED_FOR_EVERY = Duration.ofMinutes(1);
    private static final int MOST_LOST = 8;

    /**
     * What was not to be found or not to be read when its turn came.
     *
     * @param file what could not be read, or null
     * @param place what was read of it
     */
    private record Lost(@Nullable Sibling file, Position.Left place) {
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

    /** @param original the key of the file that was read before, which is in the folder no more, or emptied */
    private record Copy(Object fileKey, String original) {
        boolean is(OpenGeneration generation) {
            return generation.fileKey().equals(fileKey);
        }
    }

    private final Siblings siblings;
    private final InstantSource clock;
    private final Deque<Lost> lost = new ArrayDeque<>();
    private Instant lookedForAt = Instant.MIN;
    private final Map<Object, Obstacle> obstacles = new HashMap<>();
    /** The files that were there before what is read now. */
    private List<Sibling> before = List.of();

    /** The keys of the files that were read and are held open: what else is there, and was not before, is newer. */
    private Set<Object> olderKeys = Set.of();
    /** What was read lately, as its content tells, copied or packed meanwhile or not held open. */
    private List<Generation> older = List.of();

    private List<Sibling> listed = List.of();
    /** The file that was turned to because it holds what was read of another one. */
    private @Nullable Copy copy;

    Trail(Siblings siblings, InstantSource clock) {
        this.siblings = siblings;
        this.clock = clock;
    }

    /** Where to go on from a saved position. */
    Optional<Resumption> from(Position position) throws IOException {
        if (!list(Set.of(), List.of())) {
            return Optional.empty();
        }
        older = position.left().stream().map(Position.Left::generation).toList();
        return found(() -> {
            Step step = goOn(position, null);
            List<LateLooks.Late> left = new ArrayList<>();
            try {
                for (Position.Left place : position.left()) {
                    leftBefore(place).ifPresent(generation -> left.add(new LateLooks.Late(generation, place)));
                }
                Step whole = step.orGap(left.size() < position.left().size());
                if (step.gap()) {
                    lost(new Position.Left(position.generation(), position.offset(), clock.instant()));
                }
                position.left().stream()
                        .filter(place ->
                                left.stream().noneMatch(late -> late.place().equals(place)))
                        .forEach(this::lost);
                for (LateLooks.Late late : List.copyOf(left)) {
                    if (late.isArchiveOf(position.last())) {
                        late.generation().close();
                        left.remove(late);
                    }
                }
                return new Resumption(whole, left);
            } catch (IOException e) {
                new Resumption(step, left).close();
                throw e;
            }
        });
    }

    private Optional<OpenGeneration> leftBefore(Position.Left place) throws Moved {
        try {
            OpenGeneration generation = itself(place);
            if (generation == null) {
                generation = holder(place.generation(), place.offset(), false, LocalDateTime.MIN, null);
            }
            if (generation != null) {
                generation.beginAt(place.offset());
            }
            return Optional.ofNullable(generation);
        } catch (Moved e) {
            throw e;
        } catch (IOException ignored) {
            // It was read to its end: what may have come after that is not waited for.
            return Optional.empty();
        }
    }

    /** The very file that was left: an archive may go on with others. */
    private @Nullable OpenGeneration itself(Position.Left place) throws IOException {
        for (Sibling sibling : listed) {
            if (isItself(sibling, place.generation())) {
                OpenGeneration opened = opened(sibling, LocalDateTime.MIN);
                if (asked(opened, file -> place.generation().isHeldBy(file, place.offset()))) {
                    return opened;
                }
                opened.close();
            }
        }
        return null;
    }

    /**
     * Where to go on from the end of a generation.
     *
     * @param read the position of all that was read of it, and of what was left lately
     * @param intact whether it still holds that; it does not after a truncation
     * @param leftLately the keys of files that were left, and are held open
     */
    Optional<Step> after(OpenGeneration generation, Position read, boolean intact, Set<Object> leftLately)
            throws IOException {
        Set<Object> held = new HashSet<>(leftLately);
        if (intact) {
            held.add(generation.fileKey());
        }
        List<Generation> generations = Stream.concat(
                        Stream.of(read.generation()), read.left().stream().map(Position.Left::generation))
                .toList();
        if (!list(held, generations)) {
            return Optional.empty();
        }
        return found(() -> intact ? afterEnd(generation, read) : goOn(read, generation));
    }

    private Step afterEnd(OpenGeneration generation, Position read) throws IOException {
        // What was read may be a copy that was made before all was written.
        OpenGeneration longer = holder(read.generation(), read.offset(), true, began(read), generation);
        if (longer != null) {
            return new Step(longer, read.offset(), Holds.ALL, false);
        }
        for (int i = 0; i < listed.size() - 1; i++) {
            if (listed.get(i).fileKey().equals(generation.fileKey())) {
                return next(i + 1, read, generation, false);
            }
        }
        return goOn(read, generation);
    }

    /** A gap was counted for what follows this place. If it is found later, it is read then. */
    void lost(Position.Left place) {
        add(new Lost(null, place));
    }

    private void add(Lost next) {
        if (lost.stream().noneMatch(next::isSame)) {
            lost.addLast(next);
        }
        if (lost.size() > MOST_LOST) {
            lost.removeFirst();
        }
    }

    /** Whether it is time to look for what was lost. */
    boolean isSearchDue(Instant now) {
        return !lost.isEmpty()
                && (lookedForAt.equals(Instant.MIN)
                        || Duration.between(lookedForAt, now).abs().compareTo(LOOKED_FOR_EVERY) >= 0);
    }

    /** What was lost and can be read now, open. */
    List<LateLooks.Late> foundAgain(OpenGeneration current) {
        Instant now = clock.instant();
        lookedForAt = now;
        lost.removeIf(gone -> Duration.between(gone.place().at(), now).abs().compareTo(LOOKED_FOR) > 0);
        List<LateLooks.Late> found = new ArrayList<>();
        try {
            listed = siblings.inOrder(this::wasThereBefore).orElse(List.of());
            for (Lost gone : List.copyOf(lost)) {
                OpenGeneration holder = find(gone, current);
                if (holder != null) {
                    lost.remove(gone);
                    found.add(new LateLooks.Late(holder, gone.place()));
                }
            }
        } catch (IOException ignored) {
            // The next search finds it, if it can be read by then.
        }
        return found;
    }

    private @Nullable OpenGeneration find(Lost gone, OpenGeneration current) throws IOException {
        Sibling file = gone.file();
        if (file == null) {
            OpenGeneration holder =
                    holder(gone.place().generation(), gone.place().offset(), true, LocalDateTime.MAX, current);
            if (holder != null) {
                holder.beginAt(gone.place().offset());
            }
            return holder;
        }
        for (Sibling sibling : listed) {
            if (sibling.fileKey().equals(file.fileKey()) || sibling.beginsLike(file)) {
                return opened(sibling, LocalDateTime.MIN);
            }
        }
        return null;
    }

    /** The log itself. */
    Optional<Step> live(Path log) throws IOException {
        Optional<Sibling> live = Sibling.at(log);
        if (live.isEmpty()) {
            return Optional.empty();
        }
        try {
            listed = siblings.withoutLog();
        } catch (IOException ignored) {
            // A log in a folder that cannot be listed can be read all the same until it is rotated.
            listed = List.of();
        }
        return found(() -> Step.next(opened(live.get(), LocalDateTime.MIN), false));
    }

    /** The first file written since files with these keys were there. */
    Optional<Step> since(Set<Object> keys) throws IOException {
        if (!list(Set.of(), List.of())) {
            return Optional.empty();
        }
        int first = 0;
        while (first < listed.size() - 1 && keys.contains(listed.get(first).fileKey())) {
            first++;
        }
        Sibling sibling = listed.get(first);
        return found(() -> Step.next(opened(sibling, LocalDateTime.MIN), false));
    }

    /**
     * Where to go on from a log that held next to nothing at the last look: it may have been written to, copied and
     * truncated since then, and look as if it had only grown. The copy is newer than all that was read. Without one it is
     * the log itself, as it is open.
     *
     * @param offset how far the log is read
     */
    Optional<Step> afterNextToNothing(OpenGeneration log, long offset, Set<Object> leftLately) throws IOException {
        if (log.began().equals(LocalDateTime.MIN)) {
            return Optional.of(new Step(log, offset, Holds.ALL, false));
        }
        try {
            if (!list(leftLately, List.of())) {
                return Optional.empty();
            }
        } catch (IOException ignored) {
            // A log in a folder that cannot be listed can be read all the same until it is rotated.
            return Optional.of(new Step(log, offset, Holds.ALL, false));
        }
        return found(() -> copyOf(log, offset));
    }

    private Step copyOf(OpenGeneration log, long offset) throws IOException {
        boolean gap = false;
        List<Sibling> older = listed.stream()
                .takeWhile(sibling -> !sibling.fileKey().equals(log.fileKey()))
                .toList();
        // What is open and in the folder no more is older than all that is.
        for (Sibling sibling : older.size() < listed.size() ? older : List.<Sibling>of()) {
            boolean isOld = wasThereBefore(sibling) && !hasBecomeTelling(sibling);
            if (isOld || !sibling.firstDate().isAfter(log.began())) {
                continue;
            }
            try {
                OpenGeneration copy = opened(sibling, log.began());
                return asked(copy, log::beginsLike) ? new Step(copy, offset, Holds.ALL, gap) : Step.next(copy, gap);
            } catch (IOException e) {
                waitFor(sibling, e);
                gap = true;
            }
        }
        return new Step(log, offset, Holds.ALL, gap);
    }

    /** A file of the last listing. */
    Optional<Sibling> sibling(Object fileKey) {
        return listed.stream()
                .filter(sibling -> sibling.fileKey().equals(fileKey))
                .findFirst();
    }

    /** Whether the last listing has nothing but empty files from this one on, so that there is nothing to go on to. */
    boolean isEmptyFrom(Object fileKey) {
        return listed.stream()
                .dropWhile(sibling -> !sibling.fileKey().equals(fileKey))
                .allMatch(Sibling::isEmpty);
    }

    /**
     * Whether the last listing has all that the log was seen to hold before it was begun: renamed, copied or packed
     * meanwhile.
     */
    boolean has(Sibling seen) {
        return listed.stream().anyMatch(seen::mayBecome);
    }

    private boolean list(Set<Object> held, List<Generation> read) throws IOException {
        olderKeys = held;
        older = read;
        listed = siblings.inOrder(this::wasThereBefore).orElse(List.of());
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

    /** This file of the last listing is read now: those before it are older, and so is what was older until now. */
    void begun(Object fileKey) {
        obstacles.clear();
        List<Sibling> then = new ArrayList<>();
        boolean isBefore = true;
        for (Sibling sibling : listed) {
            boolean isRead = sibling.fileKey().equals(fileKey);
            isBefore &= !isRead;
            if (isBefore || (!isRead && wasThereBefore(sibling))) {
                then.add(sibling);
            }
        }
        before = then;
    }

    /** A file key alone may have been given to a new file by now, unless the file is held open. */
    private boolean wasThereBefore(Sibling sibling) {
        return olderKeys.contains(sibling.fileKey())
                || older.stream().anyMatch(read -> read.isTelling() && read.mayBegin(sibling))
                || before.stream().anyMatch(then -> sibling.isStill(then) || sibling.beginsLike(then));
    }

    /** Whether it held next to nothing when it was listed before: a copy that was just being made. */
    private boolean hasBecomeTelling(Sibling sibling) {
        return sibling.isTelling()
                && before.stream()
                        .anyMatch(then -> !then.isTelling() && then.fileKey().equals(sibling.fileKey()));
    }

    private Step goOn(Position read, @Nullable OpenGeneration current) throws IOException {
        LocalDateTime began = began(read);
        OpenGeneration holder = holder(read.generation(), read.offset(), false, began, current);
        if (holder != null && holder.largestSize() > read.offset() && isArchive(holder, read)) {
            // What comes next stands in a file of its own.
            holder.close();
            holder = null;
        }
        if (holder != null) {
            copy = holder.isKey(read.generation())
                    ? null
                    : new Copy(holder.fileKey(), read.generation().fileKey());
            return new Step(holder, read.generation().isLittle() ? 0 : read.offset(), Holds.ALL, false);
        }
        int newer = 0;
        while (newer < listed.size() - 1
                && (read.began().isEmpty() || !listed.get(newer).firstDate().isAfter(began))) {
            newer++;
        }
        return next(newer, read, current, true);
    }

    /** Whether a file goes on with another generation. Within a header every place looks like the beginning of one. */
    private boolean isArchive(OpenGeneration holder, Position read) throws IOException {
        byte[] beginning = new byte[(int) Math.min(OpenGeneration.SEARCHED, read.offset())];
        return asked(holder, file -> {
            String text = new String(beginning, 0, file.readFully(0, beginning), StandardCharsets.ISO_8859_1);
            return OpenGeneration.firstDate(text).isPresent() && beginsAnother(file, read.offset());
        });
    }

    private static LocalDateTime began(Position read) {
        return read.began().isEmpty() ? LocalDateTime.MIN : LocalDateTime.parse(read.began());
    }

    /** The first of the files, in order, that holds something that was not read. */
    private Step next(int from, Position read, @Nullable OpenGeneration current, boolean gapBefore) throws IOException {
        boolean gap = gapBefore;
        LocalDateTime began = began(read);
        for (Sibling sibling : listed.subList(from, listed.size() - 1)) {
            if (wasThereBefore(sibling) || (current != null && sibling.isPartOf(current, read.offset()))) {
                continue;
            }
            try {
                boolean gapBetween = from > 0
                        && current != null
                        && listed.get(from - 1).fileKey().equals(current.fileKey())
                        && RotationOrder.mayHaveDeletedBetween(listed.get(from - 1), sibling, listed);
                Step step = step(sibling, opened(sibling, began), read, current, gap || gapBetween);
                if (step != null) {
                    return step;
                }
            } catch (IOException e) {
                waitFor(sibling, e);
                gap = true;
            }
        }
        Sibling log = listed.get(listed.size() - 1);
        boolean isEmptied = isOriginal(log, read.generation(), current);
        boolean mayBeCopied = (isEmptied || log.head().length() >= Generation.LITTLE)
                && (current == null
                        || current.head().startsWith(log.head())
                        || log.head().startsWith(current.head()));
        if (mayBeCopied && log.mayBecome(read)) {
            // As scp does it that copies a log anew over its older copy.
            if (!isSettled(log)) {
                throw new Moved();
            }
            if (log.isTelling()) {
                OpenGeneration shorter = opened(log, began);
                return new Step(shorter, shorter.largestSize(), Holds.NOTHING, true);
            }
        }
        return Objects.requireNonNull(step(log, opened(log, began), read, current, gap), "the log is always next");
    }

    /** Null if the file holds only what was read, as a copy of a trimmed log does that was made before all was written. */
    private @Nullable Step step(
            Sibling sibling, OpenGeneration opened, Position read, @Nullable OpenGeneration current, boolean gap)
            throws IOException {
        boolean continues = read.generation().isTelling()
                && asked(opened, file -> read.generation().isHeldBy(file, read.offset()));
        if (continues) {
            return new Step(opened, read.offset(), Holds.ALL, gap);
        }
        Position.LastRecord last = read.last().orElse(null);
        if (last == null || opened.firstDate().isAfter(last.date())) {
            return Step.next(opened, gap);
        }
        if (opened.firstDate().equals(last.date()) && isRotated(read.generation(), opened)) {
            // A busy writer ends a file and begins the next with equal records, within a millisecond. A log that was
            // copied, and trimmed to the last record, looks the same.
            Copy turnedTo = copy;
            boolean isDoubtful = current != null && turnedTo != null && turnedTo.is(current);
            boolean isRepeated =
                    isDoubtful && asked(opened, new TrimmedText(last)::placeIn).isPresent();
            return Step.next(opened, gap || isRepeated);
        }
        // It begins no later than what was read last: it may have been trimmed.
        boolean isHeld =
                current != null && asked(opened, file -> read.generation().isHeldBy(current.file(), read.offset()));
        boolean overlaps = !isHeld || current == null || beginsWithin(opened, current);
        TrimmedText text = new TrimmedText(last);
        OptionalLong place = overlaps ? asked(opened, text::placeIn) : OptionalLong.empty();
        if (place.isPresent()) {
            return new Step(opened, place.getAsLong(), Holds.THE_END, false);
        }
        boolean isLog = sibling.equals(listed.get(listed.size() - 1));
        boolean isRead =
                overlaps && !text.lastDate().isAfter(last.date()) && (isHeld || RotationOrder.tells(last.date()));
        if (isRead && !isLog) {
            opened.close();
            return null;
        }
        return Step.next(opened, gap || (overlaps && isHeld));
    }

    /** Whether a generation lies beside the file that comes after it. */
    private boolean isRotated(Generation generation, OpenGeneration after) {
        return listed.stream()
                .filter(sibling -> !sibling.fileKey().equals(after.fileKey()))
                .anyMatch(generation::mayBegin);
    }

    /** Whether a file begins with a record of the one that was read. */
    private static boolean beginsWithin(OpenGeneration opened, OpenGeneration current) throws IOException {
        byte[] beginning = new byte[OpenGeneration.SEARCHED];
        int length = asked(opened, file -> file.readFully(0, beginning));
        Optional<Position.LastRecord> first =
                OpenGeneration.firstLine(new String(beginning, 0, length, StandardCharsets.ISO_8859_1));
        return first.isPresent()
                && new TrimmedText(first.get()).placeIn(current.file()).isPresent();
    }

    /**
     * The file that holds what was read of a generation: itself, or the longest of its copies, since each may have been made
     * before all was written.
     *
     * @param goesOn whether it must hold more
     */
    private @Nullable OpenGeneration holder(
            Generation generation, long offset, boolean goesOn, LocalDateTime began, @Nullable OpenGeneration current)
            throws IOException {
        List<OpenGeneration> holders = new ArrayList<>();
        Sibling unread = null;
        IOException reason = null;
        try {
            for (Sibling candidate : candidates(generation, began, current)) {
                try {
                    OpenGeneration opened = opened(candidate, began);
                    if (asked(
                            opened,
                            file -> generation.isHeldBy(file, offset)
                                    && (!goesOn || (file.length() > offset && !beginsAnother(file, offset))))) {
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
            OpenGeneration holder = generation.isTelling() ? longest(holders, generation) : holders.get(0);
            holders.remove(holder);
            return holder;
        } finally {
            holders.forEach(OpenGeneration::close);
        }
    }

    private List<Sibling> candidates(Generation generation, LocalDateTime began, @Nullable OpenGeneration current) {
        return listed.stream()
                .filter(sibling -> current == null || !sibling.fileKey().equals(current.fileKey()))
                .filter(sibling -> isItself(sibling, generation) || mayHold(sibling, generation, began))
                .sorted(
                        generation.isTelling()
                                ? Comparator.comparing((Sibling sibling) -> !isKey(sibling, generation))
                                        .thenComparing(Sibling::packed)
                                // The key may be a later file's by now, which begins with the same header.
                                : Comparator.comparing(sibling -> !mayHold(sibling, generation, began)))
                .toList();
    }

    private static boolean isItself(Sibling sibling, Generation generation) {
        return isKey(sibling, generation) && (sibling.head().isEmpty() || !generation.isOther(sibling));
    }

    /** Of what no record was read, any later generation with the same header may be the file. */
    private static boolean mayHold(Sibling sibling, Generation generation, LocalDateTime began) {
        return !generation.isLittle()
                && generation.mayBegin(sibling)
                && (generation.isTelling() || sibling.firstDate().isAfter(began));
    }

    /** The first, or the longest that goes on where that ends: an archive goes on with another generation. */
    private OpenGeneration longest(List<OpenGeneration> holders, Generation generation) throws IOException {
        List<OpenGeneration> byLength = new ArrayList<>(holders);
        byLength.sort(Comparator.comparing((OpenGeneration holder) -> !holder.isKey(generation))
                .thenComparing(OpenGeneration::largestSize));
        OpenGeneration longest = byLength.get(0);
        for (OpenGeneration longer : byLength) {
            if (goesOn(longest, longer)) {
                longest = longer;
            }
        }
        return longest;
    }

    private boolean goesOn(OpenGeneration holder, OpenGeneration longer) throws IOException {
        long end = holder.largestSize();
        int last = (int) Math.min(Sample.MOST, end);
        return longer.largestSize() > end
                && longer.file().sample(end - last, last).equals(holder.file().sample(end - last, last))
                && !beginsAnother(longer.file(), end);
    }

    /** Whether another file of the last listing was appended to a file at this place. */
    private boolean beginsAnother(OpenFile file, long place) throws IOException {
        byte[] bytes = new byte[Sample.MOST];
        String text = new String(bytes, 0, file.readFully(place, bytes), StandardCharsets.ISO_8859_1);
        return listed.stream().anyMatch(other -> other.isTelling() && text.startsWith(other.head()))
                || lost.stream().anyMatch(gone -> gone.place().generation().begins(text));
    }

    /** Whether this is the file that a generation was read in, before a copy of it was turned to. */
    private boolean isOriginal(Sibling sibling, Generation read, @Nullable OpenGeneration current) {
        String key = sibling.fileKey().toString();
        Copy turnedTo = copy;
        return key.equals(read.fileKey())
                || (current != null && turnedTo != null && turnedTo.is(current) && key.equals(turnedTo.original()));
    }

    private static boolean isKey(Sibling sibling, Generation generation) {
        return sibling.fileKey().toString().equals(generation.fileKey());
    }

    private static OpenGeneration opened(Sibling sibling, LocalDateTime began) throws IOException {
        OpenFile file;
        try {
            file = OpenFile.at(sibling.path(), sibling.packed());
        } catch (IOException e) {
            throw isInPlace(sibling) ? e : new Moved();
        }
        try {
            if (!isInPlace(sibling)) {
                throw new Moved();
            }
            return new OpenGeneration(file, file.length(), sibling, began);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static boolean isInPlace(Sibling sibling) throws IOException {
        return Sibling.at(sibling.path())
                .filter(now -> now.fileKey().equals(sibling.fileKey()))
                .isPresent();
    }

    private interface Question<T> {
        T of(OpenFile file) throws IOException;
    }

    /** What is asked of a file that was just opened, and is closed if it cannot be answered. */
    private static <T> T asked(OpenGeneration opened, Question<T> question) throws IOException {
        try {
            return question.of(opened.file());
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Ends the search with the reason, unless it has been the same for long enough: then the file is passed over. */
    private void waitFor(Sibling sibling, IOException reason) throws IOException {
        if (reason instanceof Moved || !isSettled(sibling)) {
            throw reason;
        }
        Generation unread =
                new Generation("", 0, Sample.of("").hash(), 0, Sample.of("").hash());
        add(new Lost(sibling, new Position.Left(unread, 0, clock.instant())));
    }

    /** Whether the file has been the same for long enough. */
    private boolean isSettled(Sibling sibling) {
        Instant now = clock.instant();
        Obstacle obstacle = obstacles.get(sibling.fileKey());
        if (obstacle == null || !sibling.isStill(obstacle.file())) {
            obstacle = new Obstacle(sibling, now);
            obstacles.put(sibling.fileKey(), obstacle);
        }
        return Duration.between(obstacle.since(), now).abs().compareTo(PATIENCE) >= 0;
    }

    private record Obstacle(Sibling file, Instant since) {}

    /** A file was renamed between the listing and its opening. */
    private static final class Moved extends IOException {
        private static final long serialVersionUID = 1;
    }
}
