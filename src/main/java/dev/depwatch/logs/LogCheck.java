package dev.depwatch.logs;

import dev.depwatch.record.LayoutWatch;
import dev.depwatch.record.LineReader;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.io.IOException;
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

/** Checks a log before depwatch follows it: whether depwatch can follow it, and understands its records. */
public final class LogCheck {
    /** A log may end with a long record; one that is longer than this is all that the check sees. */
    private static final long END_BYTES = 4 << 20;

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
     * Reads only the log's end.
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
        try (SeekableByteChannel in = Files.newByteChannel(log)) {
            LineReader lines = new LineReader(in.position(Math.max(0, in.size() - END_BYTES)));
            LayoutWatch layout = new LayoutWatch();
            Optional<Completed> newest = LogArchive.completed(lines, new RecordAssembler(zone, Accept.DATED))
                    // The time does not matter: nobody asks since when the layout is unknown.
                    .peek(piece -> layout.observe(piece, Instant.EPOCH))
                    .reduce((one, next) -> one.isUnderstood() && !next.isUnderstood() ? one : next);
            if (layout.unknownSince().isEmpty()
                    && newest.filter(Completed::isUnderstood).isPresent()) {
                return good(log, newest.get(), lines.end(), zone, written);
            }
            if (lines.failure().isPresent()) {
                throw lines.failure().get();
            }
            return newest.isPresent()
                    ? new Look(false, log + ": depwatch understands no record at its end. " + LogRecord.EXPECTED_LAYOUT)
                    : new Look(true, log + ": is empty so far");
        }
    }

    /** Shows the offset from UTC, so that the reader can check the zone. What follows the record was written later. */
    private static Look good(Path log, Completed newest, long end, ZoneId zone, Instant written) {
        Instant at = newest.record().orElseThrow().loggedAt();
        boolean twice = zone.getRules()
                        .getValidOffsets(LocalDateTime.ofInstant(at, zone))
                        .size()
                > 1;
        return new Look(
                true,
                log + ": depwatch understands its records; the newest that it understands is from "
                        + TIME.format(at.atZone(zone)),
                twice || newest.end() < end ? Optional.empty() : Optional.of(Duration.between(written, at)));
    }

    /** depwatch looks for rotated files beside the log itself: without a listing it cannot follow a rotation. */
    private static boolean isFolderListable(Path log) throws IOException {
        return Files.isReadable(log.toRealPath().resolveSibling("."));
    }
}
