package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files beside a log count as its generations. */
class RotatedFilesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void write() throws IOException {
        log = file("JAMFSoftwareServer.log", NOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "JAMFSoftwareServer.log.link"})
    void a_link_that_leads_nowhere_or_in_a_circle_hides_no_other_file(String target) throws IOException {
        Path rotated = file("JAMFSoftwareServer.log.1", NOON);
        Files.createSymbolicLink(folder.resolve("JAMFSoftwareServer.log.link"), Path.of(target));

        assertThat(paths()).containsExactly(rotated, log);
    }

    @Test
    void more_than_a_thousand_files_leave_the_newest_thousand_and_the_log_of_any_age() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int second = 1; second <= 3200; second++) {
            files.add(file("JAMFSoftwareServer-2026-%d.log".formatted(second), NOON.plusSeconds(second)));
        }

        assertThat(paths()).hasSize(1001).startsWith(files.get(2200)).endsWith(files.get(3199), log);
    }

    /** Found by killing a process a thousand times while its logs were rotated: it counted gaps for such a file. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_listed_file_does_not_get_the_beginning_of_its_successor_at_the_path(boolean isRenamed) throws IOException {
        Files.writeString(log, "2026-11-24 12:00:00,001 [INFO ] the first of a long log\n");
        RotatedFile seen = RotatedFile.at(log).orElseThrow();
        if (isRenamed) {
            Files.move(log, folder.resolve("JAMFSoftwareServer.log.1"));
        }
        Files.writeString(log, "2026-11-24 12:00:01,001 [INFO ] another\n");

        assertThat(seen.withBeginning()).isEqualTo(seen);
    }

    /**
     * Found in the same way: depwatch first saw a log at the first digit of its milliseconds, and reported it as gone.
     */
    @Test
    void a_log_that_ended_in_the_middle_of_its_first_date_may_become_what_it_grew_to() throws IOException {
        Files.writeString(log, "2026-11-24 12:00:00,3");
        RotatedFile seen = RotatedFile.at(log).orElseThrow().withBeginning();
        Files.writeString(log, "2026-11-24 12:00:00,380 [INFO ] the first\n");

        assertThat(seen.mayBecome(RotatedFile.at(log).orElseThrow().withBeginning()))
                .isTrue();
    }

    private List<Path> paths() throws IOException {
        return new RotatedFiles(log, List.of(), new RotationOrder(ZoneOffset.UTC))
                .inOrder(rotated -> false).orElseThrow().stream()
                        .map(RotatedFile::path)
                        .toList();
    }

    private Path file(String name, Instant modified) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "");
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }
}
