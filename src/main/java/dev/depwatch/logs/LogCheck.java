package dev.depwatch.logs;

import dev.depwatch.record.LineReader;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.commons.io.input.BoundedInputStream;

/** Checks a log before depwatch follows it: whether depwatch can follow it, and understands its records. */
public final class LogCheck {
    /**
     * A rotated log may begin with the end of a long record; if that is longer than this, the log holds nothing else.
     */
    private static final int BEGINNING_BYTES = 4 << 20;

    /** Enough for some records: few are longer than a few KiB. */
    private static final long END_BYTES = 1 << 20;

    private static final int ENOUGH_RECORDS = 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private LogCheck() {}

    /**
     * The result of the check.
     *
     * @param sentence names the log, and says what to do if it is not good
     * @param clockDifference how far the newest record's time is ahead of the file's last write; negative if it is
     *     behind; empty if unknown, as in the repeated hour in autumn
     */
    public record Look(boolean good, String sentence, Optional<Duration> clockDifference) {
        Look(boolean good, String sentence) {
            this(good, sentence, Optional.empty());
        }
    }

    /**
     * Reads only the log's beginning and its end.
     *
     * @param zone the zone of the log's times
     */
    public static Look at(Path log, ZoneId zone, Instant now) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(log, BasicFileAttributes.class);
            Optional<String> failure = FollowError.of(log, attributes);
            if (failure.isPresent()) {
                return new Look(false, failure.get());
            }
            Instant written = attributes.lastModifiedTime().toInstant();
            Look look = look(log, zone, written.isAfter(now) ? now : written);
            return look.good() && !isFolderListable(log)
                    ? new Look(
                            false,
                            log + ": depwatch cannot list its folder, so it could not follow a rotation; let the user"
                                    + " that depwatch runs as list it")
                    : look;
        } catch (IOException e) {
            return new Look(false, FollowError.of(log, e));
        }
    }

    private static Look look(Path log, ZoneId zone, Instant written) throws IOException {
        try (InputStream in = BoundedInputStream.builder()
                .setInputStream(Files.newInputStream(log))
                .setMaxCount(BEGINNING_BYTES)
                .get()) {
            LineReader lines = new LineReader(Channels.newChannel(in));
            AtomicBoolean hasText = new AtomicBoolean();
            Optional<LogRecord> first = completed(lines, zone)
                    .peek(piece -> hasText.set(true))
                    .flatMap(piece -> piece.record().stream())
                    .limit(ENOUGH_RECORDS)
                    .filter(LogRecord::understood)
                    .findFirst();
            if (first.isPresent()) {
                return good(log, newest(log, zone).orElse(first.get()), zone, written);
            }
            if (lines.failure().isPresent()) {
                throw lines.failure().get();
            }
            return hasText.get()
                    ? new Look(
                            false,
                            log + ": depwatch understands no record at its beginning. " + LogRecord.EXPECTED_LAYOUT)
                    : new Look(true, log + ": is empty so far");
        }
    }

    /** The last understood record; empty if it is longer than {@link #END_BYTES}. */
    private static Optional<LogRecord> newest(Path log, ZoneId zone) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(log)) {
            long from = Math.max(0, in.size() - END_BYTES);
            LineReader lines = new LineReader(in.position(from));
            if (from > 0) {
                // It may begin before this position.
                lines.next();
            }
            return completed(lines, zone)
                    .flatMap(piece -> piece.record().stream())
                    .filter(LogRecord::understood)
                    .reduce((one, next) -> next);
        }
    }

    private static Stream<Completed> completed(LineReader lines, ZoneId zone) {
        return LogArchive.completed(lines, new RecordAssembler(zone, Accept.DATED));
    }

    /** Shows the offset from UTC, so that the reader can check the zone. */
    private static Look good(Path log, LogRecord newest, ZoneId zone, Instant written) {
        Instant at = newest.loggedAt();
        boolean twice = zone.getRules()
                        .getValidOffsets(LocalDateTime.ofInstant(at, zone))
                        .size()
                > 1;
        return new Look(
                true,
                log + ": depwatch understands its records; the newest is from " + TIME.format(at.atZone(zone)),
                twice ? Optional.empty() : Optional.of(Duration.between(written, at)));
    }

    /** depwatch looks for rotated files beside the log itself: without a listing it cannot follow a rotation. */
    private static boolean isFolderListable(Path log) throws IOException {
        return Files.isReadable(log.toRealPath().resolveSibling("."));
    }
}
