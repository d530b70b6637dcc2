package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenLogFileTest {
    private static final Checksum NOTHING_READ = Checksum.of("");

    @TempDir
    private Path folder;

    /** Found by killing a process a thousand times while its log was copied and truncated. */
    @Test
    void a_file_truncated_between_its_listing_and_the_first_read_differs_from_the_listed_one() throws IOException {
        Path log = Files.writeString(folder.resolve("x.log"), "2026-11-24 10:00:00,001 [INFO ] the first\n");
        RotatedFile listed = RotatedFile.at(log).orElseThrow().withBeginning();
        Path copy = Files.copy(log, folder.resolve("x.log.1"));
        Files.writeString(log, "2026-11-24 10:00:00,002 [INFO ] the second\n");

        try (OpenFile file = OpenFile.at(log, false);
                OpenFile copied = OpenFile.at(copy, false);
                OpenLogFile begun = new OpenLogFile(file, file.length(), listed, LocalDateTime.MIN)) {
            assertThat(begun.stillHolds(0, NOTHING_READ)).isFalse();
            assertThat(begun.identity(0, NOTHING_READ).isHeldBy(copied, 0))
                    .as("it is found in the copy")
                    .isTrue();
        }
    }

    @Test
    void a_file_that_has_grown_since_its_listing_is_the_same() throws IOException {
        Path log = Files.writeString(folder.resolve("x.log"), "2026-11-24 10:00");
        RotatedFile listed = RotatedFile.at(log).orElseThrow().withBeginning();
        Files.writeString(log, "2026-11-24 10:00:00,001 [INFO ] the first\n");

        try (OpenFile file = OpenFile.at(log, false);
                OpenLogFile begun = new OpenLogFile(file, file.length(), listed, LocalDateTime.MIN)) {
            assertThat(begun.stillHolds(0, NOTHING_READ)).isTrue();
        }
    }
}
