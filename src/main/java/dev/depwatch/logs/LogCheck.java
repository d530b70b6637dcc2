package dev.depwatch.logs;

import dev.depwatch.logs.RecordAssembler.Accept;
import dev.depwatch.logs.RecordAssembler.Completed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.io.input.BoundedInputStream;

/** A look at a log before it is followed: whether it can be, and whether its records are understood. */
public final class LogCheck {
    /** A rotated log may begin with the end of a long record; after this much of it, it holds nothing else. */
    private static final int BEGINNING_BYTES = 4 << 20;

    private static final int ENOUGH_RECORDS = 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private LogCheck() {}

    /**
     * What was found.
     *
     * @param sentence names the log, and says what to do unless it is good
     */
    public record Look(boolean good, String sentence) {}

    /**
     * Reads no more than the log's beginning.
     *
     * @param zone what its times are read in
     */
    public static Look at(Path log, ZoneId zone) {
        FollowTrouble trouble = new FollowTrouble(log, InstantSource.fixed(Instant.EPOCH));
        try {
            if (trouble.permits(Files.readAttributes(log, BasicFileAttributes.class))) {
                Look look = beginning(log, zone);
                return look.good() && !isFolderListable(log)
                        ? new Look(
                                false,
                                log
                                        + ": its folder cannot be listed, so that a rotation could not be followed; let the user"
                                        + " that depwatch runs as list it")
                        : look;
            }
        } catch (IOException e) {
            trouble.cannotRead(e);
        }
        return new Look(
                false, trouble.current().map(LogStatus.Trouble::sentence).orElseThrow());
    }

    private static Look beginning(Path log, ZoneId zone) throws IOException {
        try (InputStream in = BoundedInputStream.builder()
                .setInputStream(Files.newInputStream(log))
                .setMaxCount(BEGINNING_BYTES)
                .get()) {
            LineReader lines = new LineReader(Channels.newChannel(in));
            RecordAssembler assembler = new RecordAssembler(zone, Accept.DATED);
            int lacking = 0;
            boolean empty = true;
            while (lacking < ENOUGH_RECORDS && lines.next()) {
                empty = false;
                Optional<Completed> completed = assembler.line(lines.line(), lines.end());
                if (understood(completed).isPresent()) {
                    return good(log, understood(completed).get(), zone);
                }
                lacking += completed.flatMap(Completed::record).isPresent() ? 1 : 0;
            }
            if (lines.failure().isPresent()) {
                throw lines.failure().get();
            }
            Optional<LogRecord> last = understood(assembler.finish());
            if (last.isPresent()) {
                return good(log, last.get(), zone);
            }
            return empty
                    ? new Look(true, log + ": is empty so far")
                    : new Look(false, log + ": no record at its beginning is understood. " + LogRecord.EXPECTED_LAYOUT);
        }
    }

    private static Optional<LogRecord> understood(Optional<Completed> completed) {
        return completed.flatMap(Completed::record).filter(LogRecord::understood);
    }

    /** With the offset from UTC, so that one can see whether the zone is right. */
    private static Look good(Path log, LogRecord first, ZoneId zone) {
        return new Look(
                true,
                log + ": its records are understood; the first is of "
                        + TIME.format(first.loggedAt().atZone(zone)));
    }

    /** Rotated files are looked for beside the log: without a list of them a rotation cannot be followed. */
    private static boolean isFolderListable(Path log) {
        return Files.isReadable(log.toAbsolutePath().resolveSibling("."));
    }
}
