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
 * has passed, and again a minute after every look that found something. Owns their files. Belongs to the tail's thread.
 */
final class LateLooks {
    private static final Duration LATE = Duration.ofMinutes(1);
    /** With more than these, the oldest is looked at at once. */
    private static final int MOST = 8;

    /** @param place what was read of it, and when it was left */
    record Late(OpenGeneration generation, Position.Left place) {}

    private final Deque<Late> left = new ArrayDeque<>();
    private List<Position.Left> places = List.of();

    /** Takes over a generation that is left, or was left before a restart. */
    void keep(OpenGeneration generation, Position.Left place) {
        left.addLast(new Late(generation, place));
        changed();
    }

    /** The keys of their files. */
    Set<Object> fileKeys() {
        return left.stream().map(late -> late.generation().fileKey()).collect(Collectors.toSet());
    }

    /** What is to be saved of them: one of which nothing was read could not be told from another after a restart. */
    List<Position.Left> places() {
        return places;
    }

    /** What is to be saved while this one, which was handed out, is read. */
    List<Position.Left> placesWith(Position.Left read) {
        List<Position.Left> all = new ArrayList<>(places);
        if (read.generation().isTelling()) {
            all.add(read);
        }
        return all;
    }

    boolean isAnyDue(Instant now) {
        return left.size() > MOST
                || (!left.isEmpty()
                        && Duration.between(left.getFirst().place().at(), now).compareTo(LATE) >= 0);
    }

    /** The file is read otherwise again, so that nothing in it is late. */
    void forget(Object fileKey) {
        forgetIf(late -> late.generation().fileKey().equals(fileKey));
    }

    /** What was empty when it was left, and has become a copy of a generation that was read, holds nothing late. */
    void forgetCopiesOf(OpenGeneration read) {
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

    /** The next one that is due and holds more than was read of it; what is due and holds no more is let go. */
    @Nullable
    Late next(Instant now) {
        while (isAnyDue(now)) {
            Late late = left.getFirst();
            if (holdsMore(late)) {
                return late;
            }
            take().generation().close();
        }
        return null;
    }

    /** Hands out the next one. */
    Late take() {
        Late late = left.removeFirst();
        changed();
        return late;
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

    private static boolean isCopy(Late late, OpenGeneration current) {
        try {
            return !late.place().generation().isTelling()
                    && current.beginsLike(late.generation().file());
        } catch (IOException ignored) {
            return false;
        }
    }

    private void changed() {
        places = left.stream()
                .map(Late::place)
                .filter(place -> place.generation().isTelling())
                .toList();
    }

    void close() {
        left.forEach(late -> late.generation().close());
        left.clear();
        changed();
    }
}
