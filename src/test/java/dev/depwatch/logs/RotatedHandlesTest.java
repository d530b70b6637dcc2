package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotatedHandlesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 0"})
    void the_newest_renamed_log_stays_open_unless_the_process_is_short_of_files(boolean isShort, int open)
            throws IOException {
        Path log = Files.writeString(folder.resolve("x.log.1"), "2026-11-24 10:00:00,001 [INFO ] the first\n");
        OpenFile file = OpenFile.at(log, false);
        RotatedFile listed = RotatedFile.at(log).orElseThrow().withBeginning();
        OpenLogFile left = new OpenLogFile(file, file.length(), listed, LocalDateTime.MIN);
        left.beginAt(file.length());
        Fingerprint read = left.identity(file.length(), file.checksum(0, (int) file.length()));
        RotatedHandles handles = new RotatedHandles(() -> isShort);
        handles.keep(new RotatedHandles.Late(left, new Checkpoint.Left(read, file.length(), NOON)));

        RotatedHandles.Late more = handles.begin(
                NOON.plusSeconds(60), new Checkpoint(read, 0, "", Optional.empty(), List.of()), key -> true);

        assertThat(more).isNull();
        assertThat(handles.fileKeys()).hasSize(open);
        handles.close();
    }
}
