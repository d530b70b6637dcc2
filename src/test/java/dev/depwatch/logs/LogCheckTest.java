package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.depwatch.logs.LogCheck.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogCheckTest {
    private static final String RECORD =
            "2026-11-24 22:32:43,697 [INFO ] [duledPool-8] [PolicyHelper             ] - saved\n";

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void name() {
        log = folder.resolve("JAMFSoftwareServer.log");
    }

    @AfterEach
    void permit() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void a_log_whose_records_are_understood_is_good_and_shows_its_newest_time() throws IOException {
        Files.writeString(log, RECORD.replace("22:32", "21:00") + RECORD + "\tat some.Frame\n");

        assertThat(look().good()).isTrue();
        assertThat(look().sentence())
                .isEqualTo(
                        log
                                + ": depwatch understands its records; the newest that it understands is from 2026-11-24 22:32:43 +01:00");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the zone is right,          2026-11-24T21:32:44Z, 2026-11-24T21:40:00Z,   PT-0.303S",
        "an hour too far east,       2026-11-24T22:32:44Z, 2026-11-24T22:40:00Z,   PT-1H-0.303S",
        "nine hours too far west,    2026-11-24T12:32:44Z, 2026-11-24T12:40:00Z,   PT8H59M59.697S",
        "a file from the future,     2027-11-24T12:32:44Z, 2026-11-24T21:32:44Z,   PT-0.303S",
        "a log that has been quiet,  2026-11-24T21:32:44Z, 2026-11-27T21:40:00Z,   PT-0.303S",
    })
    void the_newest_record_is_compared_with_the_last_write_of_the_file(
            String rule, Instant written, Instant now, Duration difference) throws IOException {
        Files.writeString(
                log,
                "x".repeat(70_000) + "\n" + RECORD.replace("24 22", "20 02").repeat(20_000) + RECORD);
        Files.setLastModifiedTime(log, FileTime.from(written));

        assertThat(LogCheck.at(log, ZoneId.of("Europe/Zurich"), now).clockDifference())
                .as(rule)
                .contains(difference);
    }

    @Test
    void times_in_the_repeated_hour_are_not_compared() throws IOException {
        Files.writeString(log, RECORD.replace("11-24 22", "10-25 02"));

        assertThat(look().clockDifference()).isEmpty();
    }

    @Test
    void a_log_may_begin_with_the_rest_of_a_long_record() throws IOException {
        Files.writeString(log, "\tat some.Frame\n".repeat(2_000) + RECORD + "\tat another.Frame\n");

        assertThat(look().good()).isTrue();
    }

    @Test
    void only_the_end_counts() throws IOException {
        String another = "2026-11-24 22:32:43 what is this\n";
        Files.writeString(log, another.repeat(100) + RECORD);
        assertThat(look().good()).isTrue();

        Files.writeString(log, RECORD + another.repeat(19));
        assertThat(look().good()).isTrue();
        assertThat(look().clockDifference()).isEmpty();

        Files.writeString(log, RECORD + another.repeat(20));
        assertThat(look().good()).isFalse();
    }

    @Test
    void an_empty_log_has_nothing_to_understand_yet() throws IOException {
        Files.writeString(log, "");

        assertThat(look()).isEqualTo(new Look(true, log + ": is empty so far"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "records without a class, 2026-11-24 22:32:43 what is this, 100",
        "records without a date,  [ERROR] [duledPool-8] [PolicyHelper] - saved, 100",
        "one line without an end, x, 1",
        "too much without one,    no record, 1000000",
    })
    void a_log_without_one_understood_record_is_reported_with_the_expected_layout(String rule, String line, int times)
            throws IOException {
        Files.writeString(log, (line + "\n").repeat(times).stripTrailing());

        assertThat(look().good()).as(rule).isFalse();
        assertThat(look().sentence())
                .startsWith(log + ": depwatch understands no record at its end. A record must start with a date");
    }

    @Test
    void a_missing_log_is_reported_in_the_words_of_the_daemon() {
        assertRefused(": no such file. Check the path, and that Jamf Pro has started.");
    }

    @Test
    void a_folder_is_not_a_log() throws IOException {
        Files.createDirectory(log);

        assertRefused(": is not a regular file; expected Jamf Pro's JAMFSoftwareServer.log");
    }

    @Test
    void a_link_that_leads_to_itself_is_no_matter_of_permissions() throws IOException {
        Files.createSymbolicLink(log, log);

        assertThat(look().sentence()).doesNotContain("permission denied").contains("cannot be read (");
    }

    @Test
    void a_log_without_read_permission_is_reported_with_a_remedy() throws IOException {
        Files.writeString(log, RECORD);
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(log)).as("root may read everything").isFalse();

        assertRefused(": permission denied; let the user that depwatch runs as read the file and list its folder");
    }

    @Test
    void a_folder_without_permission_to_list_would_hide_a_rotation() throws IOException {
        Files.writeString(log, RECORD);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("--x------"));
        assumeThat(Files.isReadable(folder)).as("root may read everything").isFalse();

        assertRefused(": depwatch cannot list its folder, so it could not follow a rotation; let the user that"
                + " depwatch runs as list it");
    }

    @Test
    void the_folder_to_which_a_link_leads_must_permit_to_list_it() throws IOException {
        Path linked = Files.createDirectory(folder.resolve("logs")).resolve("jamf.log");
        Files.writeString(linked, RECORD);
        Files.createSymbolicLink(log, linked);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("--x------"));
        assumeThat(Files.isReadable(folder)).as("root may read everything").isFalse();
        assertThat(look().good()).isTrue();

        permit();
        Files.setPosixFilePermissions(folder.resolve("logs"), PosixFilePermissions.fromString("--x------"));
        assertThat(look().good()).isFalse();
        Files.setPosixFilePermissions(folder.resolve("logs"), PosixFilePermissions.fromString("rwx------"));
    }

    private void assertRefused(String sentence) {
        assertThat(look()).isEqualTo(new Look(false, log + sentence));
    }

    private Look look() {
        return LogCheck.at(log, ZoneId.of("Europe/Zurich"), Instant.parse("2026-11-24T21:40:00Z"));
    }
}
