package dev.depwatch.logs;

import dev.depwatch.logs.RecordAssembler.Accept;
import dev.depwatch.logs.RecordAssembler.Completed;
import dev.depwatch.text.SafeText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads logs from beginning to end: plain or gzipped files, folders, standard input. It builds records in the same way
 * as for a followed log, and also reads excerpts without dates. It reads each file separately, in bounded memory.
 */
public final class LogArchive {
    /** The path that means standard input. */
    public static final String STANDARD_INPUT = "-";

    /** The other logs beside it (JSSAccess.log, JAMFChangeManagement.log) hold no such records. */
    private static final String NAME = "JAMFSoftwareServer";

    /** How many lines to search for the first record: a rotated file may begin with the rest of another. */
    private static final int LINES_BEFORE_FIRST_RECORD = 10_000;

    private static final Pattern PATTERN = Pattern.compile("[*?\\[{]");

    private final ZoneId zone;
    private final InputStream standardInput;
    private final LongConsumer bytesRead;

    /**
     * @param zone the zone of the logs' times
     * @param bytesRead takes the number of further bytes read from any log, as packed, on the thread that read them
     */
    public LogArchive(ZoneId zone, InputStream standardInput, LongConsumer bytesRead) {
        this.zone = zone;
        this.standardInput = standardInput;
        this.bytesRead = bytesRead;
    }

    /**
     * One log to read.
     *
     * @param name the path as given or found, cleaned
     * @param path empty for standard input
     */
    public record OldLog(String name, Optional<Path> path) {
        public OldLog {
            name = SafeText.of(name);
        }

        /** How many bytes there are to read, as packed; empty if unknown. */
        public OptionalLong size() {
            return path.map(Path::toFile).filter(File::isFile).stream()
                    .mapToLong(File::length)
                    .findFirst();
        }
    }

    private record Dated(OldLog log, Instant begins) {}

    /**
     * What reading one log found.
     *
     * @param records how many records it holds
     * @param unparsedRecords how many records have an unknown layout, and how many stray lines belong to no record
     * @param layoutUnknown whether it holds a long run of those, or nothing else
     * @param failure why reading failed, at the beginning or before the end
     */
    public record Counts(long records, long unparsedRecords, boolean layoutUnknown, Optional<IOException> failure) {}

    /**
     * The logs that a path means, in no order: a file or pipe itself, or the files in a folder and in the folders
     * directly in it. If no such file exists, any part of the path may be a pattern as a shell expands it; it matches
     * files and folders.
     *
     * @throws IOException if there is no log
     */
    public List<OldLog> find(String path) throws IOException {
        if (path.equals(STANDARD_INPUT)) {
            return List.of(new OldLog("standard input", Optional.empty()));
        }
        try {
            Path file = Path.of(path);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    || !PATTERN.matcher(path).find()) {
                return find(file);
            }
            return findAll(file);
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(path, null, "is not a path: " + e.getReason());
        } catch (PatternSyntaxException ignored) {
            // The name of a file that does not exist and has brackets.
            throw new NoSuchFileException(path);
        }
    }

    /** The logs that a path with patterns means; a matching folder without a log is skipped if another match has one. */
    private static List<OldLog> findAll(Path pattern) throws IOException {
        List<OldLog> logs = new ArrayList<>();
        NoSuchFileException none = new NoSuchFileException(pattern.toString(), null, "matches no file");
        for (Path match : matches(pattern)) {
            try {
                if (isLogOrFolder(match)) {
                    logs.addAll(find(match));
                }
            } catch (NoSuchFileException e) {
                none = e;
            }
        }
        if (logs.isEmpty()) {
            throw none;
        }
        return logs;
    }

    /** The existing paths that match a path with patterns. */
    private static List<Path> matches(Path pattern) throws IOException {
        Path root = pattern.getRoot();
        List<Path> matches = List.of(root == null ? Path.of("") : root);
        for (Path part : pattern) {
            List<Path> further = new ArrayList<>();
            for (Path folder : matches) {
                if (!PATTERN.matcher(part.toString()).find()) {
                    further.add(folder.resolve(part));
                } else if (Files.isDirectory(folder)) {
                    listed(folder, part.toString()).stream()
                            .map(found -> folder.resolve(found.getFileName()))
                            .forEach(further::add);
                }
            }
            matches = further;
        }
        return matches.stream().filter(Files::exists).toList();
    }

    private static List<OldLog> find(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            return List.of(new OldLog(file.toString(), Optional.of(file)));
        }
        List<OldLog> logs = new ArrayList<>(in(file));
        for (Path folder : listed(file, "*")) {
            // Several web apps of one Tomcat write their logs to one folder per instance.
            if (Files.isDirectory(folder)) {
                logs.addAll(in(folder));
            }
        }
        if (logs.isEmpty()) {
            throw new NoSuchFileException(
                    file.toString(), null, "holds no " + NAME + ".log, and neither do its folders");
        }
        return logs;
    }

    /** Leaves out pipes: depwatch might wait forever for the other end. A missing file fails later, when it is read. */
    private static boolean isLogOrFolder(Path found) {
        return Files.isRegularFile(found) || Files.isDirectory(found) || !Files.exists(found);
    }

    private static List<OldLog> in(Path folder) throws IOException {
        return listed(folder, NAME + "*.log*").stream()
                .filter(found -> isLogOrFolder(found) && !Files.isDirectory(found))
                .map(found -> new OldLog(found.toString(), Optional.of(found)))
                .toList();
    }

    private static List<Path> listed(Path folder, String glob) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder, glob)) {
            listing.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /**
     * These logs, each once; those of one folder in the order of their first records. That is the order in which they
     * were written: rotation may number files either way, and packing changes a file's own time.
     */
    public List<OldLog> inOrder(List<OldLog> logs) {
        Map<Path, List<OldLog>> byFolder = new LinkedHashMap<>();
        for (OldLog log : distinct(logs)) {
            Path folder =
                    log.path().map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
            byFolder.computeIfAbsent(folder, first -> new ArrayList<>()).add(log);
        }
        List<OldLog> ordered = new ArrayList<>();
        for (List<OldLog> folder : byFolder.values()) {
            if (folder.size() > 1) {
                folder.stream()
                        .map(log -> new Dated(log, firstRecordAt(log).orElseGet(() -> modifiedAt(log))))
                        .sorted(Comparator.comparing(Dated::begins)
                                .thenComparing(dated -> modifiedAt(dated.log()))
                                .thenComparing(dated -> dated.log().name()))
                        .forEach(dated -> ordered.add(dated.log()));
            } else {
                ordered.addAll(folder);
            }
        }
        return ordered;
    }

    /**
     * Reads one whole log, or as much as it can.
     *
     * @param records takes each record, in order
     */
    public Counts read(OldLog log, Consumer<LogRecord> records) {
        Tally tally = new Tally(records);
        try (ReadableByteChannel in = open(log, bytesRead)) {
            LineReader lines = new LineReader(in);
            RecordAssembler assembler = new RecordAssembler(zone, Accept.DATED_OR_SHORT);
            while (lines.next()) {
                assembler.line(lines.line(), lines.end()).ifPresent(tally::take);
            }
            assembler.finish().ifPresent(tally::take);
            return tally.counts(lines.failure());
        } catch (IOException e) {
            return tally.counts(Optional.of(e));
        }
    }

    /**
     * Reads one whole log, or as much as it can, and builds the records that the search finds and few others.
     *
     * @param records takes each of those records, in order
     * @return why reading failed, at the beginning or before the end
     */
    public Optional<IOException> search(OldLog log, RecordSearch search, Consumer<LogRecord> records) {
        try (ReadableByteChannel in = open(log, bytesRead)) {
            LineReader lines = new LineReader(in);
            search.read(lines, zone, records);
            return lines.failure();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private Optional<Instant> firstRecordAt(OldLog log) {
        // Nobody can read a pipe twice.
        if (log.path().filter(Files::isRegularFile).isEmpty()) {
            return Optional.empty();
        }
        try (ReadableByteChannel in = open(log, nothing -> {})) {
            LineReader lines = new LineReader(in);
            RecordClock clock = new RecordClock(zone);
            for (int line = 0; line < LINES_BEFORE_FIRST_RECORD && lines.next(); line++) {
                Optional<Timestamp> timestamp = Timestamp.of(lines.line());
                if (timestamp.isPresent()) {
                    return timestamp.map(clock::at);
                }
            }
            return Optional.empty();
        } catch (IOException ignored) {
            // Reading the log reports the same failure later.
            return Optional.empty();
        }
    }

    private ReadableByteChannel open(OldLog log, LongConsumer bytes) throws IOException {
        ReadableByteChannel raw =
                log.path().isPresent() ? FileChannel.open(log.path().get()) : Channels.newChannel(standardInput);
        try {
            return Compression.unpacked(new MeteredChannel(raw, bytes));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static List<OldLog> distinct(List<OldLog> logs) {
        Map<Object, OldLog> distinct = new LinkedHashMap<>();
        logs.forEach(log -> distinct.putIfAbsent(identity(log), log));
        return List.copyOf(distinct.values());
    }

    private static Object identity(OldLog log) {
        if (log.path().isEmpty()) {
            return log.name();
        }
        try {
            return log.path().get().toRealPath();
        } catch (IOException ignored) {
            // Reading the log reports a missing file later.
            return log.path().get().toAbsolutePath();
        }
    }

    private static Instant modifiedAt(OldLog log) {
        try {
            return log.path().isPresent()
                    ? Files.getLastModifiedTime(log.path().get()).toInstant()
                    : Instant.EPOCH;
        } catch (IOException ignored) {
            // Reading the log reports a missing file later.
            return Instant.EPOCH;
        }
    }

    /** Counts records and passes them on. */
    private static final class Tally {
        private final Consumer<LogRecord> records;
        private final LayoutWatch layoutWatch = new LayoutWatch();
        private long read;
        private long understood;
        private long stray;
        private boolean layoutUnknown;

        Tally(Consumer<LogRecord> records) {
            this.records = records;
        }

        void take(Completed completed) {
            // The time does not matter: nobody asks since when the layout is unknown.
            layoutWatch.observe(completed, Instant.EPOCH);
            layoutUnknown |= layoutWatch.unknownSince().isPresent();
            completed.record().ifPresentOrElse(this::take, () -> stray++);
        }

        private void take(LogRecord record) {
            read++;
            understood += record.understood() ? 1 : 0;
            records.accept(record);
        }

        Counts counts(Optional<IOException> failure) {
            long unparsed = read - understood + stray;
            boolean nothingUnderstood = understood == 0 && unparsed > 0;
            return new Counts(read, unparsed, layoutUnknown || nothingUnderstood, failure);
        }
    }
}
