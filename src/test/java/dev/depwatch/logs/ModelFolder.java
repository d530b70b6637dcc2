package dev.depwatch.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A real folder with a log that is written and rotated in every way known, and a model that knows which records stand
 * in which of its files. A file's time of change is the model's clock, so that a case plays alike every time but for
 * the inodes that the file system hands out.
 */
final class ModelFolder {
    /** How a rotation names what it puts away. */
    enum Naming {
        /** log4j 1, logrotate: {@code x.log.1} is the newest. */
        NUMBERED,
        /** log4j2 with fileIndex min: {@code x-1.log} is the newest. */
        NUMBERED_BEFORE_EXTENSION,
        /** log4j2 with fileIndex max: {@code x-1.log} is the oldest. */
        NUMBERED_UPWARDS,
        /** Daily rolling, logrotate's dateext. */
        DATED,
        /** The log is a symbolic link to the newest of several files. */
        SYMBOLIC_LINK
    }

    /** What stands in one file, as far as it was written whole. */
    private static final class Body {
        final int generation;
        final List<ModelRecord> records;
        /** How many bytes of a header stand before the first record. */
        int header;

        boolean endsInHalfALine;
        /** Its first records were taken away. */
        boolean trimmed;

        boolean renamed;

        long renamedAtPoll;

        Body(int generation, List<ModelRecord> records) {
            this.generation = generation;
            this.records = records;
        }
    }

    /** @param whole false for the beginning of a copy or of a gzip that is being made */
    private record Entry(Body body, boolean whole) {}

    private record Pending(ModelRecord record, Body body, String rest) {}

    private static final String STEM = "JAMFSoftwareServer";
    private static final String LOG = STEM + ".log";
    private static final int TELLING = 24;
    /** Of a file, so much is looked at to tell when it was begun. */
    private static final int HEAD = 1024;

    private static final String COPY = LOG + ".copy";
    private static final String ARCHIVE = LOG + ".archive";
    /** What administrators call the copies that they make by hand. */
    private static final List<String> BESIDE =
            List.of(LOG + ".bak", LOG + ".before-upgrade", STEM + "-saved.log", STEM + "-saved-again.log");

    static final String HEADER = "#".repeat(79).concat("\n").repeat(16);
    private static final String GZIP = ".gz";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter NAME_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);

    private final Path place;
    private final Path away;
    private final Naming naming;
    private final int most;
    private final boolean gzipKeepsTime;
    private final boolean appends;
    private final boolean headed;

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** The names of what was put away, without .gz, oldest first. */
    private final List<String> backups = new ArrayList<>();

    private final List<ModelRecord> records = new ArrayList<>();
    private final Set<ModelRecord> archived = new HashSet<>();
    /** What a copy over the older copy has not reached yet. */
    private final Set<ModelRecord> uncopied = new HashSet<>();
    /** What such a copy held a piece of at some time. */
    private final Set<ModelRecord> halved = new HashSet<>();

    private String live = LOG;
    private int generations;
    private int links;
    private @Nullable Pending pending;
    /** How much stood in the log when it was truncated under a writer that goes on behind that. */
    private int hole;
    /** Whether a hole hid when a file was begun. */
    private boolean beginningHidden;
    /** The newest backup is a copy of the log, which is yet to be truncated. */
    private boolean copying;

    private boolean readable = true;
    private boolean inPlace = true;

    Instant now = Instant.parse("2026-11-24T10:00:00Z");
    /** The life of the tail that is looking, 0 if none is. */
    int life;
    /** The generation of what was read last: what is destroyed of those before it is no loss. */
    int readGeneration;

    /**
     * When the log was last truncated: for a minute it may be written anew, as scp does, and then no gap is counted.
     */
    Instant truncatedAt = Instant.EPOCH;

    /** How many times bytes went that may not have been read. */
    int destructions;
    /** How many polls could see into the folder. */
    long polls;

    int rotations;

    ModelFolder(Path folder, FollowingCase played) {
        this.place = folder.resolve("logs");
        this.away = folder.resolve("away");
        this.naming = played.naming();
        this.most = played.most();
        this.gzipKeepsTime = played.gzipKeepsTime();
        this.appends = played.appends();
        this.headed = played.headed();
        run(() -> Files.createDirectories(place));
    }

    Path log() {
        return place.resolve(LOG);
    }

    List<ModelRecord> records() {
        return records;
    }

    int liveGeneration() {
        Entry entry = entries.get(live);
        return entry == null ? -1 : entry.body().generation;
    }

    /** Whether a look at the path finds a file that can be opened. */
    boolean liveIsThere() {
        return inPlace && readable && entries.containsKey(live);
    }

    /** Whether there is reason to leave every older generation. */
    boolean liveHoldsBytes() {
        return liveIsThere() && size(live) > 0;
    }

    /** Whether the log holds more than a header, which alone may be that of a copy made anew. */
    boolean liveHoldsText() {
        Entry entry = entries.get(live);
        return liveHoldsBytes() && entry != null && size(live) > entry.body().header;
    }

    /** Whether the chain has visibly moved on beyond a generation: something later was put away. */
    boolean isOutlived(int generation) {
        return entries.entrySet().stream()
                .filter(entry ->
                        !entry.getKey().equals(live) && entry.getValue().whole())
                .map(entry -> entry.getValue().body())
                .anyMatch(body -> body.generation > generation && !body.records.isEmpty());
    }

    /**
     * Whether what was read, or is to be read next, stands beside the chain only: in a copy, in an archive, or packed
     * by hand. Then nothing shows whether the chain has deleted what came after that.
     */
    boolean hidesDeletions() {
        int oldest = entries.entrySet().stream()
                .filter(entry -> isInChain(entry.getKey()))
                .mapToInt(entry -> entry.getValue().body().generation)
                .min()
                .orElse(0);
        return Stream.concat(
                        archived.stream().map(record -> record.generation),
                        entries.values().stream().map(entry -> entry.body().generation))
                .anyMatch(generation -> generation >= readGeneration && generation < oldest);
    }

    private boolean isInChain(String name) {
        return backups.contains(name.replace(GZIP, ""));
    }

    /** Whether a file still is the one that was known by this key. */
    boolean isBeginningHidden() {
        return beginningHidden;
    }

    boolean hasHalfALine() {
        return pending != null;
    }

    /** Whether a complete file holds the whole record. */
    boolean holds(ModelRecord record) {
        return entries.values().stream()
                .anyMatch(entry -> entry.whole() && entry.body().records.contains(record));
    }

    /** Whether a look finds the whole record in a file. */
    boolean shows(ModelRecord record) {
        return !record.gone && !uncopied.contains(record);
    }

    /** Whether the record stands in the archive, where anything may come after it. */
    boolean isArchived(ModelRecord record) {
        return archived.contains(record);
    }

    /**
     * Whether a complete file holds what was read up to this record, of which there may have been no more than a piece.
     */
    boolean holdsPlaceOf(ModelRecord record) {
        return holds(record)
                || archived.contains(record)
                || ((record.broken || record.slow)
                        && entries.values().stream()
                                .anyMatch(entry -> entry.whole() && entry.body().generation == record.generation));
    }

    /** Whether a complete file, or the archive, holds this record's text or the beginning of it. */
    boolean holdsGenerationOf(ModelRecord record) {
        return archived.contains(record)
                || entries.values().stream()
                        .anyMatch(entry -> entry.whole() && entry.body().generation == record.generation);
    }

    // What a writer does.

    void write(int count, int frames, int filler) {
        finishHalf();
        for (int i = 0; i < count; i++) {
            Body body = open();
            ModelRecord record = record(body.generation, frames, filler);
            body.records.add(record);
            append(live, record.text());
        }
    }

    private ModelRecord record(int generation, int frames, int filler) {
        tick();
        int id = records.size() + 1;
        StringBuilder continuation = new StringBuilder();
        for (int frame = 0; frame < frames; frame++) {
            continuation
                    .append("\tat com.jamfsoftware.some.Class.method(Class.java:")
                    .append(frame)
                    .append(") <")
                    .append(id)
                    .append(">\n");
        }
        String header = "%s [ERROR] [duledPool-8] [ntInstanceSyncCommService] - record <%d>%s"
                .formatted(DATE.format(now), id, "x".repeat(filler));
        ModelRecord record = new ModelRecord(id, generation, header, continuation.toString());
        records.add(record);
        return record;
    }

    /** Writes the first bytes of a record. */
    void writeHalf(Random random) {
        finishHalf();
        Body body = open();
        ModelRecord record = record(body.generation, random.nextInt(3), 0);
        record.slow = true;
        String text = record.text();
        int cut = 1 + random.nextInt(text.length() - 1);
        append(live, text.substring(0, cut));
        pending = new Pending(record, body, text.substring(cut));
    }

    /** Writes the first line of a record, and its other lines after a while. */
    void writeInTwo(int frames, Runnable meanwhile) {
        finishHalf();
        Body body = open();
        ModelRecord record = record(body.generation, frames, 0);
        record.slow = true;
        append(live, record.header + "\n");
        pending = new Pending(record, body, record.continuation);
        meanwhile.run();
        finishHalf();
    }

    /** Writes the rest of it, or forgets it if its file is no longer the log. */
    void finishHalf() {
        Pending half = pending;
        pending = null;
        if (half == null) {
            return;
        }
        Entry entry = entries.get(live);
        if (entry == null || entry.body() != half.body()) {
            half.record().broken = true;
            half.body().endsInHalfALine = true;
            return;
        }
        append(live, half.rest());
        half.body().records.add(half.record());
    }

    /** Adds to the log that was renamed last, as a writer does that was not told. */
    void writeLate() {
        if (backups.isEmpty() || copying) {
            return;
        }
        String name = backups.get(backups.size() - 1);
        Entry entry = entries.get(name);
        if (entry == null
                || !entry.body().renamed
                || entry.body().endsInHalfALine
                || entries.containsKey(name + GZIP)) {
            return;
        }
        boolean looksNewest = entry.body().records.isEmpty()
                && entries.values().stream()
                        .map(Entry::body)
                        .anyMatch(body -> body.generation > entry.body().generation
                                && (!body.records.isEmpty()
                                        || body.header > 0
                                        || (pending != null && pending.body() == body)));
        if (looksNewest) {
            return;
        }
        ModelRecord record = record(entry.body().generation, 0, 0);
        record.late = true;
        entry.body().records.add(record);
        append(name, record.text());
    }

    /** Whether a poll may have left the record's file since it was renamed. */
    boolean mayHaveBeenLeft(ModelRecord record) {
        return entries.values().stream()
                .map(Entry::body)
                .anyMatch(body -> body.records.contains(record) && body.renamedAtPoll < polls);
    }

    private Body open() {
        Entry entry = entries.get(live);
        if (entry == null) {
            create();
            entry = entries.get(live);
        }
        if (entry == null) {
            throw new IllegalStateException("created just now");
        }
        return entry.body();
    }

    private void create() {
        tick();
        if (naming == Naming.SYMBOLIC_LINK) {
            links++;
            live = STEM + "-" + links + ".log";
            run(() -> {
                Path link = here().resolve("link");
                Files.writeString(here().resolve(live), "");
                Files.createSymbolicLink(link, Path.of(live));
                Files.move(
                        link, here().resolve(LOG), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            });
        }
        Body body = new Body(++generations, new ArrayList<>());
        body.header = headed ? HEADER.length() : 0;
        entries.put(live, new Entry(body, true));
        hole = 0;
        append(live, headed ? HEADER : "");
    }

    // What a rotation does.

    /**
     * Puts the log away and deletes the oldest beyond what is kept.
     *
     * @param create whether there is a new log at once
     * @param afterRenames run after each renaming, since a chain is not renamed at one instant
     */
    void rotate(boolean create, boolean finishHalf, Runnable afterRenames) {
        if (copying || !entries.containsKey(live)) {
            return;
        }
        if (finishHalf) {
            finishHalf();
        }
        rotations++;
        String old = live;
        makeRoom(old, afterRenames);
        Entry entry = entries.get(backups.get(backups.size() - 1));
        if (entry != null) {
            entry.body().renamed = true;
            entry.body().renamedAtPoll = polls;
        }
        if (create || naming == Naming.SYMBOLIC_LINK) {
            create();
        }
        finishHalf();
    }

    /** Shifts the chain and puts this file at its newest end. */
    private void makeRoom(String newest, Runnable afterRenames) {
        tick();
        backups.add(newest);
        if (backups.size() > most) {
            drop(backups.remove(0), ModelRecord.GoneBy.CHAIN);
            afterRenames.run();
        }
        for (int i = 0; i < backups.size(); i++) {
            String from = backups.get(i);
            String to = name(from, i);
            if (!from.equals(to)) {
                move(from, to);
                backups.set(i, to);
                afterRenames.run();
            }
        }
    }

    private String name(String current, int fromOldest) {
        int fromNewest = backups.size() - fromOldest;
        return switch (naming) {
            case NUMBERED -> LOG + "." + fromNewest;
            case NUMBERED_BEFORE_EXTENSION -> STEM + "-" + fromNewest + ".log";
            case NUMBERED_UPWARDS -> STEM + "-" + (fromOldest + 1) + ".log";
            case DATED -> current.equals(LOG) || current.equals(COPY) ? LOG + "." + NAME_DATE.format(now) : current;
            case SYMBOLIC_LINK -> current;
        };
    }

    private void move(String from, String to) {
        for (String suffix : List.of("", GZIP)) {
            Entry entry = entries.remove(from + suffix);
            if (entry != null) {
                entries.put(to + suffix, entry);
                run(() -> Files.move(here().resolve(from + suffix), here().resolve(to + suffix)));
            }
        }
    }

    private void drop(String name, ModelRecord.GoneBy by) {
        for (String suffix : List.of("", GZIP)) {
            Entry entry = entries.remove(name + suffix);
            if (entry != null) {
                run(() -> Files.delete(here().resolve(name + suffix)));
                gone(entry.body(), by);
            }
        }
    }

    private void gone(Body body, ModelRecord.GoneBy by) {
        boolean isHeaderOnly = body.header > 0 && body.records.isEmpty();
        boolean all = pending == null && !body.endsInHalfALine && !isHeaderOnly;
        for (ModelRecord record : body.records) {
            if (!holds(record)) {
                all = false;
                record.gone = true;
                record.goneBy = by;
                record.goneInLife = life;
            }
        }
        if (body.generation >= readGeneration && !all) {
            destructions++;
        }
    }

    void gzip(int which, boolean whole, boolean remove) {
        if (copying || backups.isEmpty()) {
            return;
        }
        String name = backups.get(Math.floorMod(which, backups.size()));
        Entry plain = entries.get(name);
        if (plain == null) {
            return;
        }
        tick();
        Path packed = here().resolve(name + GZIP);
        run(() -> {
            Path file = here().resolve(name);
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                Files.copy(file, out);
            }
            if (!whole) {
                byte[] bytes = Files.readAllBytes(packed);
                Files.write(packed, Arrays.copyOf(bytes, bytes.length / 2));
            }
            Files.setLastModifiedTime(packed, gzipKeepsTime ? Files.getLastModifiedTime(file) : FileTime.from(now));
        });
        if (whole && remove && size(name) < plain.body().header + TELLING) {
            // Under another key nothing tells which it was.
            destructions++;
        }
        entries.put(name + GZIP, new Entry(plain.body(), whole));
        if (whole && remove) {
            removePlain(which);
        }
    }

    /** Ends a gzip: what is packed whole need not be there twice. */
    void removePlain(int which) {
        if (backups.isEmpty()) {
            return;
        }
        String name = backups.get(Math.floorMod(which, backups.size()));
        Entry packed = entries.get(name + GZIP);
        if (packed != null && packed.whole() && entries.remove(name) != null) {
            tick();
            run(() -> Files.delete(here().resolve(name)));
        }
    }

    /** Copies the log, as copytruncate does first, or the first half of it. */
    void copy(boolean whole) {
        Entry entry = entries.get(live);
        if (entry == null || naming == Naming.SYMBOLIC_LINK || (entry.body().trimmed && !whole)) {
            return;
        }
        if (!copying) {
            entries.put(COPY, new Entry(new Body(entry.body().generation, new ArrayList<>()), false));
            run(() -> Files.writeString(here().resolve(COPY), ""));
            makeRoom(COPY, () -> {});
            copying = true;
        }
        tick();
        String name = backups.get(backups.size() - 1);
        Body body = copyOf(entry.body(), whole ? entry.body().records : List.of());
        run(() -> {
            byte[] bytes = Files.readAllBytes(here().resolve(live));
            Files.write(here().resolve(name), whole ? bytes : Arrays.copyOf(bytes, bytes.length / 2));
        });
        touch(name);
        entries.put(name, new Entry(body, whole));
    }

    private Body copyOf(Body body, List<ModelRecord> held) {
        Body copy = new Body(body.generation, new ArrayList<>(held));
        copy.header = body.header;
        copy.trimmed = body.trimmed;
        if (pending != null) {
            pending.record().broken = true;
            copy.endsInHalfALine = true;
        }
        return copy;
    }

    boolean isCopying() {
        return copying;
    }

    void copyAndTruncate() {
        copy(true);
        truncateCopied();
    }

    /** The second step of copytruncate: what was written since the copy was complete is lost. */
    void truncateCopied() {
        Entry copy = copying ? entries.get(backups.get(backups.size() - 1)) : null;
        if (copy != null && copy.whole()) {
            copying = false;
            rotations++;
            truncate();
        }
    }

    void truncate() {
        Entry entry = entries.get(live);
        if (entry == null || copying) {
            return;
        }
        tick();
        truncatedAt = now;
        hole = appends ? 0 : Math.max(hole, (int) size(live));
        run(() -> Files.write(here().resolve(live), new byte[0], StandardOpenOption.TRUNCATE_EXISTING));
        touch(live);
        entries.put(live, new Entry(new Body(++generations, new ArrayList<>()), true));
        gone(entry.body(), ModelRecord.GoneBy.TRUNCATE);
        finishHalf();
    }

    // What administrators do by hand.

    /** Copies the log beside itself, where no rotation moves or deletes the copy. */
    void copyBeside(boolean packed) {
        Entry entry = entries.get(live);
        // A packed file beside the same name unpacked is one that is being packed.
        Optional<String> free = BESIDE.stream()
                .filter(name -> !entries.containsKey(name) && !entries.containsKey(name + GZIP))
                .map(name -> packed ? name + GZIP : name)
                .findFirst();
        if (entry == null || copying || free.isEmpty()) {
            return;
        }
        tick();
        Path copy = here().resolve(free.get());
        run(() -> {
            try (OutputStream file = Files.newOutputStream(copy);
                    OutputStream out = packed ? new GZIPOutputStream(file) : file) {
                Files.copy(here().resolve(live), out);
            }
            Files.setLastModifiedTime(copy, Files.getLastModifiedTime(here().resolve(live)));
        });
        entries.put(free.get(), new Entry(copyOf(entry.body(), entry.body().records), true));
    }

    /**
     * Copies the log anew over itself, as a mirror is: it grows again from its first byte.
     *
     * @param more how many records have come since the last copy
     * @param meanwhile run after each piece
     */
    void copyAnew(int more, int pieces, Random random, Runnable meanwhile) {
        finishHalf();
        Entry entry = entries.get(live);
        if (entry == null || copying || headed || size(live) == 0 || entry.body().trimmed || isCopied(entry.body())) {
            return;
        }
        Path file = here().resolve(live);
        byte[] old = read(file);
        int[] lengths = random.ints(pieces, 0, old.length).sorted().toArray();
        for (int length : lengths) {
            tick();
            markCut(entry.body(), old.length - length);
            run(() -> Files.write(file, Arrays.copyOf(old, length), StandardOpenOption.TRUNCATE_EXISTING));
            touch(live);
            meanwhile.run();
            uncopied.clear();
        }
        run(() -> Files.write(file, old, StandardOpenOption.TRUNCATE_EXISTING));
        touch(live);
        if (more > 0) {
            write(more, 0, 0);
        }
    }

    /** The record that is cut off so far before the end of the log comes in several goes. */
    private void markCut(Body body, int fromEnd) {
        int missing = fromEnd;
        for (int i = body.records.size() - 1; i >= 0 && missing > 0; i--) {
            int length = body.records.get(i).text().length();
            uncopied.add(body.records.get(i));
            if (missing < length) {
                body.records.get(i).slow = true;
                halved.add(body.records.get(i));
            }
            missing -= length;
        }
    }

    /** Leaves the last records only, in another file: {@code tail -n K log > new; mv new log}. */
    void trim(int kept) {
        trimmed(kept).ifPresent(text -> {
            Path log = here().resolve(live);
            Path trimmed = here().resolve("new");
            run(() -> {
                Files.write(trimmed, text);
                Files.move(trimmed, log, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            });
            keepLast(kept, ModelRecord.GoneBy.DELETE);
        });
    }

    /** Leaves the last records only, in the same file. */
    void trimInPlace(int kept) {
        if (!appends) {
            return;
        }
        trimmed(kept).ifPresent(text -> {
            run(() -> Files.write(here().resolve(live), text, StandardOpenOption.TRUNCATE_EXISTING));
            truncatedAt = now;
            keepLast(kept, ModelRecord.GoneBy.TRUNCATE);
        });
    }

    private Optional<byte[]> trimmed(int kept) {
        Entry entry = entries.get(live);
        if (entry == null
                || copying
                || pending != null
                || entry.body().records.size() <= kept
                || entry.body().records.stream().anyMatch(halved::contains)
                || isCopied(entry.body())) {
            return Optional.empty();
        }
        tick();
        byte[] bytes = read(here().resolve(live));
        int length = last(entry.body(), kept).stream()
                .mapToInt(record -> record.text().length())
                .sum();
        return Optional.of(Arrays.copyOfRange(bytes, bytes.length - length, bytes.length));
    }

    private boolean isCopied(Body body) {
        return entries.values().stream()
                .map(Entry::body)
                .anyMatch(other -> other != body && other.generation == body.generation);
    }

    private void keepLast(int kept, ModelRecord.GoneBy by) {
        touch(live);
        Entry whole = entries.get(live);
        if (whole != null) {
            Body body = new Body(whole.body().generation, new ArrayList<>(last(whole.body(), kept)));
            body.trimmed = true;
            entries.put(live, new Entry(body, true));
            gone(whole.body(), by);
        }
    }

    private static List<ModelRecord> last(Body body, int count) {
        return body.records.subList(body.records.size() - count, body.records.size());
    }

    /**
     * Appends the log to an archive of all that it ever held, and empties it. The archive is nobody's generation. A
     * half line would become one with the next line that is appended.
     */
    void archive() {
        Entry entry = entries.get(live);
        if (!copying && entry != null && !isCopied(entry.body()) && !entry.body().trimmed) {
            finishHalf();
            tick();
            run(() -> Files.write(
                    here().resolve(ARCHIVE),
                    read(here().resolve(live)),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND));
            touch(ARCHIVE);
            archived.addAll(entry.body().records);
            truncate();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void delete() {
        if (!copying && entries.containsKey(live)) {
            tick();
            drop(live, ModelRecord.GoneBy.DELETE);
            finishHalf();
        }
    }

    // What happens to the folder.

    /** Nobody but root, whom no permission keeps out, can open the log meanwhile. */
    void whileForbidden(Runnable meanwhile) {
        Entry entry = entries.get(live);
        if (entry == null) {
            return;
        }
        Path file = here().resolve(live);
        run(() -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------")));
        readable = Files.isReadable(file);
        meanwhile.run();
        run(() -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--")));
        readable = true;
    }

    /** @param mountPoint whether an empty folder is left in its place */
    void takeAway(boolean mountPoint) {
        if (inPlace) {
            tick();
            inPlace = false;
            run(() -> {
                Files.move(place, away);
                if (mountPoint) {
                    Files.createDirectory(place);
                }
            });
        }
    }

    void bringBack() {
        if (!inPlace) {
            tick();
            inPlace = true;
            run(() -> {
                Files.deleteIfExists(place);
                Files.move(away, place);
            });
        }
    }

    private Path here() {
        return inPlace ? place : away;
    }

    private void tick() {
        now = now.plusMillis(1);
    }

    private long size(String name) {
        try {
            return Files.size(here().resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void append(String name, String text) {
        tick();
        boolean behindHole = hole > 0 && name.equals(live) && !text.isEmpty();
        beginningHidden |= behindHole && hole + TELLING > HEAD;
        String written = behindHole ? "\0".repeat(hole) + text : text;
        hole = behindHole ? 0 : hole;
        run(() -> Files.writeString(
                here().resolve(name),
                written,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND));
        touch(name);
    }

    private void touch(String name) {
        run(() -> Files.setLastModifiedTime(here().resolve(name), FileTime.from(now)));
    }

    private interface FileAction {
        void run() throws IOException;
    }

    private static void run(FileAction action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
