package dev.depwatch.logs;

import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.logs.Position.RecordMark;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far each file of a log is read, and what follows from that at each look: it decides what to read and what is
 * lost. Only {@link Follower} skips what is old at its first look, and {@link OpenFile} begins anew in a changed text.
 *
 * <p>A file whose first record is unknown is read from its beginning, one that is longer than what was read is read on.
 * When in doubt it is read again, because each sighting counts once. Belongs to the tail's thread.
 */
final class ReadTable {
    /** A rotation renames, copies and packs for a while, and a mirror writes the log anew. Then a file is lost. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * A file to read.
     *
     * @param from how far it is read
     */
    record Due(LogFile file, ReadFile from) {}

    /**
     * What a look decides.
     *
     * @param due the files to read before the log itself, in order
     * @param live where to continue in the log; empty if it is being read, or begins with no record
     * @param lost how many files are gone before they were read, or can no longer be read
     */
    record Decision(List<Due> due, Optional<ReadFile> live, int lost) {}

    private static final Comparator<LogFile> IN_PLACE_OF =
            Comparator.comparing(LogFile::length).thenComparing(LogFile::path);

    /** Copies and edits of one file: each file in the folder may be one. */
    private static final int MOST_OF_ONE_FILE = LogFiles.MOST;

    /** A file that is being read stands here as it was found. */
    private final List<ReadFile> files = new ArrayList<>();

    private final Map<RecordMark, Instant> missing = new HashMap<>();
    /** Files that may not be opened, as they were written, and since when they must be; no time if they need not be. */
    private final Map<Object, Optional<Instant>> denied = new HashMap<>();

    private final ZoneId zone;

    /** @param zone the zone of the log's times */
    ReadTable(Collection<ReadFile> files, ZoneId zone) {
        this.files.addAll(files);
        this.zone = zone;
        keepNewestOpen();
    }

    /** The table as it is to be saved, with the files that are being read. */
    Position position(List<ReadFile> reading) {
        return new Position(Stream.concat(
                        files.stream().filter(known -> reading.stream().noneMatch(read -> isAsFar(read, known))),
                        reading.stream())
                .distinct()
                .toList());
    }

    private static boolean isAsFar(ReadFile read, ReadFile known) {
        return known.first().equals(read.first()) && known.end() <= read.end();
    }

    void add(ReadFile read) {
        supersede(read);
        files.remove(read);
        files.add(read);
        List<ReadFile> ofOne = files.stream()
                .filter(known -> known.first().equals(read.first()))
                .toList();
        files.removeAll(ofOne.subList(0, Math.max(0, ofOne.size() - MOST_OF_ONE_FILE)));
    }

    /**
     * The log holds another text now. A copy that was made a moment before the end of what was read holds the rest of
     * it: nothing is lost.
     *
     * @param listed all files; none if there was more to read
     */
    void left(ReadFile read, List<LogFile> listed) {
        add(listed.stream()
                .filter(file -> !file.live() && file.beginsWith(read.first()))
                .max(Comparator.comparing((LogFile file) -> !file.packed()).thenComparing(LogFile::length))
                .filter(copy -> copy.length() < read.end())
                // A packed one does not show its length surely.
                .map(copy -> copy.packed()
                        ? read.closed()
                        // Until the next decision: what the log holds by then may be gone together with the copy.
                        : ReadFile.skipped(copy.first().orElseThrow(), copy.length(), true))
                .orElse(read));
    }

    /** Nothing is lost of a file that is read as far, perhaps as another file: a copy, or the same written anew. */
    void supersede(ReadFile read) {
        files.remove(ReadFile.unread(read.first()));
        files.replaceAll(known -> isAsFar(read, known) ? known.closed() : known);
    }

    /**
     * Decides what to read next.
     *
     * @param listed all files, in the order of their first records
     * @param reading the files that are being read: there is nothing to decide about them and their copies
     */
    Decision decide(List<LogFile> listed, List<OpenFile> reading, Instant now) throws IOException {
        List<LogFile> readable = listed.stream()
                .filter(file -> file.failure().isEmpty() && file.first().isPresent())
                .toList();
        List<ReadFile> open =
                reading.stream().flatMap(file -> file.progress().stream()).toList();
        open.forEach(this::supersede);
        List<Due> due = new ArrayList<>();
        Optional<ReadFile> live = Optional.empty();
        for (LogFile file : readable) {
            if (reading.stream().anyMatch(other -> other.isIn(file))) {
                continue;
            }
            if (file.live()) {
                live = from(file);
            } else if (!isCovered(file, readable)) {
                from(file).ifPresent(from -> due.add(new Due(file, from)));
            }
        }
        boolean isIdentified = !open.isEmpty()
                || listed.stream().anyMatch(file -> file.live() && file.first().isPresent());
        if (!isIdentified && !files.isEmpty() && isThere(files.get(files.size() - 1), readable)) {
            keepNewestOpen();
        }
        return new Decision(due, live, lostDenied(listed, open, now) + forgetLost(listed, readable, now));
    }

    /** A file that may not be opened holds something unread if somebody wrote to it after the newest record read. */
    private int lostDenied(List<LogFile> listed, List<ReadFile> open, Instant now) {
        // A log may print whole seconds.
        Optional<Instant> newest = Stream.concat(files.stream(), open.stream())
                .flatMap(file -> file.resumeMark().stream())
                .map(record -> record.date().atZone(zone).toInstant().plusSeconds(1))
                .max(Comparator.naturalOrder());
        Map<Object, Optional<Instant>> before = Map.copyOf(denied);
        denied.clear();
        int lost = 0;
        for (LogFile file : listed) {
            if (file.failure().filter(FileSystemException.class::isInstance).isPresent()) {
                Object written = List.of(file.key(), file.modified());
                Optional<Instant> since = before.getOrDefault(
                        written, newest.filter(file.modified()::isAfter).map(read -> now));
                boolean isLost = since.filter(first -> isOver(first, now)).isPresent();
                denied.put(written, isLost ? Optional.empty() : since);
                lost += isLost ? 1 : 0;
            }
        }
        return lost;
    }

    private static boolean isOver(Instant since, Instant now) {
        return Duration.between(since, now).abs().compareTo(PATIENCE) >= 0;
    }

    /** As long as nothing identifies the log itself, the file before it shows whether one was lost. */
    private void keepNewestOpen() {
        if (!files.isEmpty() && files.stream().noneMatch(ReadFile::mayGrow)) {
            files.add(files.remove(files.size() - 1).opened());
        }
    }

    /** Whether another file holds the same text, and counts in its place: a copy, or one that is being packed. */
    private static boolean isCovered(LogFile file, List<LogFile> readable) throws IOException {
        for (LogFile other : readable) {
            boolean counts = !other.packed()
                    && !other.key().equals(file.key())
                    && other.beginsWith(file.first().orElseThrow())
                    && (other.live() || file.packed() || IN_PLACE_OF.compare(other, file) > 0);
            if (counts && (file.packed() ? other.length() >= file.length() : file.isBeginningOf(other))) {
                return true;
            }
        }
        return false;
    }

    /** Where to continue in a file; empty if it is read, and is not the log itself. */
    private Optional<ReadFile> from(LogFile file) {
        RecordMark first = file.first().orElseThrow();
        Optional<ReadFile> whole = known(first, read -> file.endsAt(read.end()));
        if (whole.isPresent() && !file.live()) {
            supersede(whole.get());
            return Optional.empty();
        }
        Optional<ReadFile> known = whole.or(() -> known(first, read -> file.length() >= read.end()));
        ReadFile from = known.orElse(ReadFile.unread(first));
        if (file.packed()
                && known(first, any -> true).filter(read -> !read.mayGrow()).isPresent()) {
            // If it is damaged, nothing of it is lost.
            return Optional.of(from.closed());
        }
        if (known.isEmpty()) {
            files.add(from);
        }
        return Optional.of(from.opened());
    }

    private Optional<ReadFile> known(RecordMark first, Predicate<ReadFile> fits) {
        return files.stream()
                .filter(read -> read.first().equals(first) && fits.test(read))
                .max(Comparator.comparing(ReadFile::end).thenComparing(ReadFile::mayGrow));
    }

    /**
     * Forgets the files that are gone; returns how many of them there may have been more of. One that is damaged stays
     * known, so that a restart does not count it once more.
     */
    private int forgetLost(List<LogFile> listed, List<LogFile> readable, Instant now) {
        Set<RecordMark> gone = marks(read -> !isThere(read, readable));
        missing.keySet().retainAll(gone);
        gone.forEach(first -> missing.putIfAbsent(first, now));
        Set<RecordMark> lost = gone.stream()
                .filter(first -> isOver(missing.getOrDefault(first, now), now))
                .collect(Collectors.toSet());
        missing.keySet().removeAll(lost);
        Set<RecordMark> unread = marks(read -> read.mayGrow() && lost.contains(read.first()));
        Set<RecordMark> damaged = listed.stream()
                .filter(file -> file.failure().isPresent())
                .flatMap(file -> file.first().stream())
                .collect(Collectors.toSet());
        files.replaceAll(read -> lost.contains(read.first()) && damaged.contains(read.first()) ? read.closed() : read);
        files.removeIf(read -> lost.contains(read.first())
                && (read.mayGrow() || (!damaged.contains(read.first()) && !isThere(read, readable))));
        return unread.size();
    }

    private Set<RecordMark> marks(Predicate<ReadFile> of) {
        return files.stream().filter(of).map(ReadFile::first).collect(Collectors.toSet());
    }

    /** Whether a file begins alike and, if there may be more to read, holds what was read. */
    private static boolean isThere(ReadFile read, List<LogFile> readable) {
        return readable.stream()
                .anyMatch(file -> file.beginsWith(read.first()) && (!read.mayGrow() || file.length() >= read.end()));
    }
}
