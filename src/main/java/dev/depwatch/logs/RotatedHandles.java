package dev.depwatch.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The generations that were left lately, held open for late writers. Checks each again after a minute, and a minute
 * after every check that found text; the newest each minute until another is left or it leaves the folder. Meanwhile
 * the generation that was being read waits. Owns their files. Belongs to the tail's thread.
 */
final class RotatedHandles {
    private static final Duration LATE = Duration.ofMinutes(1);
    /** If there are more, it checks the oldest at once. */
    private static final int MOST = 8;

    /**
     * @param place what was read of it, and when it was left or last checked
     * @param isChecked whether the last check found nothing: a restart need not look at it again
     */
    record Late(OpenLogFile generation, Checkpoint.Left place, boolean isChecked) {
        Late(OpenLogFile generation, Checkpoint.Left place) {
            this(generation, place, false);
        }

        private Late checked(Instant at) {
            return new Late(generation, new Checkpoint.Left(place.generation(), place.offset(), at), true);
        }
    }

    /** @param comeBackTo where to continue in the generation that waits */
    private record Look(OpenLogFile generation, Checkpoint comeBackTo) {}

    private final BooleanSupplier isShortOfFiles;
    private final Deque<Late> left = new ArrayDeque<>();
    private List<Checkpoint.Left> places = List.of();
    private @Nullable Look look;

    /** @param isShortOfFiles whether the process may soon open no further file; then it keeps none without need */
    RotatedHandles(BooleanSupplier isShortOfFiles) {
        this.isShortOfFiles = isShortOfFiles;
    }

    /** Takes over a generation that is left now, or was left before a restart. */
    void keep(Late late) {
        left.addLast(late);
        changed();
    }

    /** Takes over lost generations that were found, oldest first, and checks them next in this order. */
    void keepFirst(List<Late> found) {
        for (int at = found.size() - 1; at >= 0; at--) {
            Late late = found.get(at);
            Checkpoint.Left place = late.place();
            left.addFirst(new Late(
                    late.generation(), new Checkpoint.Left(place.generation(), place.offset(), Instant.EPOCH)));
        }
        changed();
    }

    /** The keys of their files. */
    Set<Object> fileKeys() {
        return left.stream().map(late -> late.generation().fileKey()).collect(Collectors.toSet());
    }

    /**
     * What to save. Omits a file of which nothing was read: after a restart nothing would identify it. Omits one whose
     * check found nothing, too.
     */
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

    /** The file is read in another way again, so nothing in it is late. */
    void forget(Object fileKey) {
        forgetIf(late -> late.generation().fileKey().equals(fileKey));
    }

    /**
     * A file that was empty when it was left, and is now a copy of a generation that was read, holds nothing late.
     * Neither does an archive that the generation was appended to.
     */
    void forgetCopiesOf(OpenLogFile read) {
        forgetIf(late -> isCopy(late, read));
    }

    /** Forgets an archive to which a generation of this position was appended since the archive was left. */
    void forgetArchivesOf(Checkpoint checkpoint) {
        List<Fingerprint> read = Stream.concat(
                        Stream.of(checkpoint.generation()),
                        checkpoint.left().stream().map(Checkpoint.Left::generation))
                .toList();
        forgetIf(late -> {
            String following = following(late);
            return read.stream().anyMatch(generation -> generation.begins(following));
        });
    }

    /**
     * Forgets an archive that holds the last record of a later generation. It may hold more that was read, and more
     * that was not.
     *
     * @return whether there was one
     */
    boolean forgetArchivesOf(Optional<Checkpoint.LastRecord> last) {
        int count = left.size();
        last.ifPresent(record -> forgetIf(late -> holds(late, record)));
        return left.size() < count;
    }

    private static boolean holds(Late late, Checkpoint.LastRecord last) {
        try {
            return new TrimmedText(last)
                    .placeIn(late.generation().file(), late.place().offset())
                    .isPresent();
        } catch (IOException ignored) {
            // The check could not read it either.
            return false;
        }
    }

    /** The first bytes after what was read. */
    private static String following(Late late) {
        byte[] bytes = new byte[Checksum.MOST];
        try {
            int length = late.generation().file().readFully(late.place().offset(), bytes);
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        } catch (IOException ignored) {
            // The check could not read it either.
            return "";
        }
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
     * Begins to check the next due one that holds more than was read of it. Drops each due one that holds no more,
     * except the newest while there are enough file descriptors.
     *
     * @param isThere whether the file with this key is still in the folder
     * @return what to read, and from where; null if there is nothing
     */
    @Nullable
    Late begin(Instant now, Checkpoint comeBackTo, Predicate<Object> isThere) {
        while (isAnyDue(now)) {
            Late late = left.removeFirst();
            changed();
            if (holdsMore(late)) {
                look = new Look(late.generation(), comeBackTo);
                return late;
            }
            if (left.isEmpty() && isThere.test(late.generation().fileKey()) && !isShortOfFiles.getAsBoolean()) {
                keep(late.checked(now));
                return null;
            }
            late.generation().close();
        }
        return null;
    }

    /** The generation that is being checked; null if none is. */
    @Nullable
    OpenLogFile lookedAt() {
        return look == null ? null : look.generation();
    }

    /** The position to save while one is being checked and is read up to this place. */
    Checkpoint position(Checkpoint.Left read) {
        Checkpoint waiting = comeBackTo();
        List<Checkpoint.Left> all = new ArrayList<>(places);
        if (read.generation().isDistinctive()) {
            all.add(read);
        }
        return waiting.with(all);
    }

    /** Where to return to after the check. */
    Checkpoint comeBackTo() {
        return looking().comeBackTo();
    }

    /** Ends the check of one that is read up to this place; returns where to continue. */
    Checkpoint end(Checkpoint.Left read) {
        Look ended = looking();
        look = null;
        keep(new Late(ended.generation(), read));
        return ended.comeBackTo();
    }

    /** Ends the check of one that cannot be read. */
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
            // Overwritten text is another text, not this log's.
            return file.length() > offset && late.place().generation().isHeldBy(file, offset);
        } catch (IOException ignored) {
            // It was read to its end; nothing shows whether anything followed.
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
                .filter(late -> !late.isChecked())
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
