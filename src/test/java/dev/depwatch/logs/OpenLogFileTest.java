package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-24 10:00:00,001 [INFO ] x | 2026-11-24T10:00:00.001",
                "2026-11-24 10:00:00,001 [ERR | 2026-11-24T10:00:00.001",
                "2026-11-24 10:00:00,001 | ''",
                "2026-11-24 10:00:00,001 + | ''",
                "2026-11-24 10:00:00,001 +02:00 [INFO ] x | 2026-11-24T08:00:00.001",
            })
    void the_date_of_a_line_without_its_end_counts_if_nothing_can_change_it(String line, String date) {
        assertThat(OpenLogFile.firstDate(line).map(LocalDateTime::toString).orElse(""))
                .isEqualTo(date);
    }

    @Test
    void the_first_and_the_last_date_compare() throws IOException {
        Path log = Files.writeString(folder.resolve("z.log"), "\uFEFF2026-11-24 10:00:00,001 +02:00 [INFO ] x\n");
        RotatedFile listed = RotatedFile.at(log).orElseThrow().withBeginning();
        OpenFile file = OpenFile.at(log, false);
        try (OpenLogFile opened = new OpenLogFile(file, file.length(), listed, LocalDateTime.MIN)) {
            assertThat(opened.lastDate()).contains(opened.firstDate());
        }
    }
}
