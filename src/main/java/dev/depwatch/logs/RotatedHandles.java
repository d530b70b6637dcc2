package dev.depwatch.logs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The generations that were left lately, held open for writers that are late: each is looked at once more when a minute
 * has passed, and again a minute after every look that found something. While one is looked at, the generation that was
 * being read waits. Owns their files. Belongs to the tail's thread.
 */
final class RotatedHandles {
    private static final Duration LATE = Duration.ofMinutes(1);
    /** With more than these, the oldest is looked at at once. */
    private static final int MOST = 8;

    /** @param place what was read of it, and when it was left */
    record Late(OpenLogFile generation, Checkpoint.Left place) {}

    /** @param comeBackTo the place to go on from in the generation that waits */
    private record Look(OpenLogFile generation, Checkpoint comeBackTo) {}

    private final Deque<Late> left = new ArrayDeque<>();
    private List<Checkpoint.Left> places = List.of();
    private @Nullable Look look;

    /** Takes over a generation that is left, or was left before a restart. */
    void keep(Late late) {
        left.addLast(late);
        changed();
    }

    /** Takes over a generation that was lost and is found: it is looked at next. */
    void keepFirst(Late late) {
        left.addFirst(new Late(
                late.generation(),
                new Checkpoint.Left(late.place().generation(), late.place().offset(), Instant.EPOCH)));
        changed();
    }

    /** The keys of their files. */
    Set<Object> fileKeys() {
        return left.stream().map(late -> late.generation().fileKey()).collect(Collectors.toSet());
    }

    /** What is to be saved of them: one of which nothing was read could not be told from another after a restart. */
    List<Checkpoint.Left> places() {
        return places;
    }

    boolean isAnyDue(Instant now) {
        return left.size() > MOST
                || (!left.isEmpty()
                        && Duration.between(left.getFirst().place().at(), now)
                                        .abs()
                                        .compareTo(LATE)
                                >= 0);
    }

    /** The file is read otherwise again, so that nothing in it is late. */
    void forget(Object fileKey) {
        forgetIf(late -> late.generation().fileKey().equals(fileKey));
    }

    /**
     * What was empty when it was left and has become a copy of a generation that was read holds nothing late, and neither
     * does an archive that the generation was appended to.
     */
    void forgetCopiesOf(OpenLogFile read) {
        forgetIf(late -> isCopy(late, read));
    }

    private void forgetIf(Predicate<Late> forgotten) {
        left.removeIf(late -> {
            boolean gone = forgotten.test(late);
            if (gone) {
                late.generation().close();
            }
            return gone;
        });
        changed();
    }

    /**
     * Begins a look at the next one that is due and holds more than was read of it; what is due and holds no more is let
     * go.
     *
     * @return what there is to read, and from where; null if there is nothing
     */
    @Nullable
    Late begin(Instant now, Checkpoint comeBackTo) {
        while (isAnyDue(now)) {
            Late late = left.removeFirst();
            changed();
            if (holdsMore(late)) {
                look = new Look(late.generation(), comeBackTo);
                return late;
            }
            late.generation().close();
        }
        return null;
    }

    /** The generation that is looked at; null if none is. */
    @Nullable
    OpenLogFile lookedAt() {
        return look == null ? null : look.generation();
    }

    /** The position to save while one is looked at, and is read up to this place. */
    Checkpoint position(Checkpoint.Left read) {
        Checkpoint waiting = comeBackTo();
        List<Checkpoint.Left> all = new ArrayList<>(places);
        if (read.generation().isDistinctive()) {
            all.add(read);
        }
        return waiting.with(all);
    }

    /** Where to come back to after the look at one. */
    Checkpoint comeBackTo() {
        return looking().comeBackTo();
    }

    /** Ends the look at one that is read up to this place; where to come back to. */
    Checkpoint end(Checkpoint.Left read) {
        Look ended = looking();
        look = null;
        keep(new Late(ended.generation(), read));
        return ended.comeBackTo();
    }

    /** Ends the look at one that cannot be read. */
    void giveUp() {
        looking().generation().close();
        look = null;
    }

    private Look looking() {
        if (look == null) {
            throw new IllegalStateException("none is looked at");
        }
        return look;
    }

    private static boolean holdsMore(Late late) {
        try {
            OpenFile file = late.generation().file();
            long offset = late.place().offset();
            // What was overwritten is another text, and not this log's.
            return file.length() > offset && late.place().generation().isHeldBy(file, offset);
        } catch (IOException ignored) {
            // It was read to its end; whether anything came after that nobody can say.
            return false;
        }
    }

    private static boolean isCopy(Late late, OpenLogFile current) {
        OpenFile file = late.generation().file();
        try {
            return late.place().generation().isDistinctive()
                    ? current.isAppendedTo(file, late.place().offset())
                    : current.beginsLike(file);
        } catch (IOException ignored) {
            return false;
        }
    }

    private void changed() {
        places = left.stream()
                .map(Late::place)
                .filter(place -> place.generation().isDistinctive())
                .toList();
    }

    void close() {
        if (look != null) {
            giveUp();
        }
        left.forEach(late -> late.generation().close());
        left.clear();
        changed();
    }
}
