package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is about one open file; {@link FollowerTest} has what is about several. */
class OpenFileTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:30:00Z");
    private static final String ONE = "2026-11-24 14:23:41,698 [ERROR] [x] [y] - one\n";
    private static final String OTHER = "2026-11-24 14:23:41,705 [ERROR] [x] [y] - two\n";

    @TempDir
    private Path folder;

    private final List<RecordAssembler.Completed> completed = new ArrayList<>();
    private final OpenFile.Events events = new OpenFile.Events() {
        @Override
        public void completed(RecordAssembler.Completed record, int place, Optional<Instant> writtenBefore) {
            completed.add(record);
        }

        @Override
        public void bytesRead(long count) {
            // Of no interest here.
        }
    };

    /** A file system gives the number of a deleted file to the next new one, and both files can have one length. */
    @Test
    void a_log_that_was_rotated_between_the_look_and_the_opening_is_not_taken_for_the_one_before() throws Exception {
        Path log = Files.writeString(folder.resolve("JAMFSoftwareServer.log"), ONE + ONE);
        BasicFileAttributes attributes = Files.readAttributes(log, BasicFileAttributes.class);
        LogFile found =
                LogFile.listed(log, attributes, attributes.fileKey(), true).withText();

        Files.writeString(log, OTHER + OTHER);

        try (OpenFile reading = OpenFile.resumed(
                found, ReadFile.unread(found.first().orElseThrow()), new RecordClock(ZoneOffset.UTC), events, NOW)) {
            assertThat(reading.next(() -> NOW)).isFalse();
            assertThat(reading.isReplaced()).isTrue();
            assertThat(reading.progress().map(ReadFile::end)).contains(0L);
        }
        assertThat(completed).isEmpty();
    }
}
