package dev.depwatch.logs;

import dev.depwatch.record.LayoutWatch;
import dev.depwatch.record.LineReader;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import dev.depwatch.record.RecordSearch;
import dev.depwatch.text.SafeText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads logs from beginning to end: plain or gzipped files, standard input. It builds records in the same way
 * as for a followed log, and also reads excerpts without dates. It reads each file separately, in bounded memory.
 *
 * @param zone the zone of the logs' times
 * @param bytesRead takes the number of further bytes read from any log, as packed, on the thread that read them
 */
public record LogArchive(ZoneId zone, InputStream standardInput, LongConsumer bytesRead) {
    private static final Pattern TAR = Pattern.compile("(?i).+\\.(?:tar(?:\\.(?:gz|bz2|xz|zst|z))?|t[gx]z|tbz2?)");

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

        /** When it was last written. */
        public Instant modified() {
            return path.map(Path::toFile)
                    .map(File::lastModified)
                    .map(Instant::ofEpochMilli)
                    .orElse(Instant.EPOCH);
        }
    }

    /**
     * What reading one log found.
     *
     * @param records how many records it holds
     * @param unparsedRecords how many records have an unknown layout, and how many stray lines belong to no record
     * @param layoutUnknown whether it holds a long run of such records, or nothing but such records and lines
     * @param failure why reading failed, at the beginning or before the end
     */
    public record Counts(long records, long unparsedRecords, boolean layoutUnknown, Optional<IOException> failure) {}

    /**
     * Reads one whole log, or as much as it can.
     *
     * @param records takes each record, in order
     */
    public Counts read(OldLog log, Consumer<LogRecord> records) {
        Tally tally = new Tally(records);
        return tally.counts(whyUnread(
                log,
                lines -> completed(lines, new RecordAssembler(zone, Accept.DATED_OR_SHORT))
                        .forEach(tally::take)));
    }

    /**
     * Reads one whole log, or as much as it can, and builds the records that the search finds and few others.
     *
     * @param records takes each of those records, in order
     * @return why reading failed, at the beginning or before the end
     */
    public Optional<IOException> search(OldLog log, RecordSearch search, Consumer<LogRecord> records) {
        return whyUnread(log, lines -> search.read(lines, zone, records));
    }

    private Optional<IOException> whyUnread(OldLog log, Consumer<LineReader> reading) {
        try (ReadableByteChannel in = open(log)) {
            LineReader lines = new LineReader(in);
            reading.accept(lines);
            // A pipe is empty because its writer failed: no failure in it would read as good news.
            return log.size().isEmpty() && lines.position() == 0
                    ? lines.failure().or(() -> Optional.of(new IOException("is empty; expected a log")))
                    : lines.failure();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** What the lines of a text complete, each as it is read. */
    static Stream<Completed> completed(LineReader lines, RecordAssembler assembler) {
        Stream<Completed> byLines = Stream.generate(lines::next)
                .takeWhile(isLine -> isLine)
                .flatMap(isLine -> assembler.line(lines.line(), lines.end()).stream());
        return Stream.concat(
                byLines, Stream.generate(assembler::finish).limit(1).flatMap(Optional::stream));
    }

    private ReadableByteChannel open(OldLog log) throws IOException {
        if (TAR.matcher(log.name()).matches()) {
            // Its headers stand before the first record of each file, on the same line.
            throw new IOException("is a tar archive; unpack it (tar -xf), and scan the files in it");
        }
        ReadableByteChannel raw =
                log.path().isPresent() ? FileChannel.open(log.path().get()) : Channels.newChannel(standardInput);
        try {
            return Compression.unpacked(new MeteredChannel(raw, bytesRead));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Counts records and passes them on. */
    private static final class Tally {
        private final Consumer<LogRecord> records;
        private final LayoutWatch layoutWatch = new LayoutWatch();
        private long read;
        private boolean isAnyUnderstood;
        private long unparsed;
        private boolean layoutUnknown;

        Tally(Consumer<LogRecord> records) {
            this.records = records;
        }

        void take(Completed completed) {
            // The time does not matter: nobody asks since when the layout is unknown.
            layoutWatch.observe(completed, Instant.EPOCH);
            layoutUnknown |= layoutWatch.unknownSince().isPresent();
            isAnyUnderstood |= completed.isUnderstood();
            unparsed += completed.isUnderstood() ? 0 : 1;
            read += completed.record().isPresent() ? 1 : 0;
            completed.record().ifPresent(records);
        }

        Counts counts(Optional<IOException> failure) {
            boolean isNothingUnderstood = !isAnyUnderstood && unparsed > 0;
            return new Counts(read, unparsed, layoutUnknown || isNothingUnderstood, failure);
        }
    }
}
