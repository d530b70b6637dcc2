package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers that add records to a renamed log while others write to the new one. */
class LateWriterTest {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration LATE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final List<String> records = new ArrayList<>();
    private final List<String> joinedTo = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private LogFolder files;
    private FollowedLog followed;
    private final List<Checkpoint> saved = new ArrayList<>();

    @BeforeEach
    void rotate() {
        files = new LogFolder(folder);
        files.append(record(1));
        followed = new FollowedLog(files.log(), Optional.empty(), this::take, () -> now);
        polls(3);
        files.rename();
        files.append(record(2));
        polls(6);
    }

    @AfterEach
    void close() {
        followed.close();
    }

    @Test
    void a_record_in_progress_is_not_cut_when_a_check_of_the_renamed_log_is_due() {
        files.appendToBackup(1, record(3));
        now = now.plus(LATE);
        files.append(record(4));
        polls(1);
        files.append("\tat the.rest\n");
        polls(6);

        assertThat(records).containsExactly(record(1), record(2), record(3), record(4) + "\tat the.rest\n");
    }

    @Test
    void later_lines_of_a_record_join_it_though_the_renamed_log_was_checked_meanwhile() {
        files.append(record(4));
        polls(2);
        assertThat(records).contains(record(4));
        files.appendToBackup(1, record(3));
        now = now.plus(LATE);
        polls(6);

        files.append("\tat the.rest\n");
        polls(6);

        assertThat(records).containsExactly(record(1), record(2), record(4), record(3), record(4) + "\tat the.rest\n");
        assertThat(joinedTo).containsExactly(record(4));
    }

    @ParameterizedTest(name = "for {0} polls")
    @ValueSource(ints = {1, 5, 12, 14, 30})
    void later_lines_of_a_record_join_it_though_a_late_writer_stays_busy(int polls) {
        files.append(record(4));
        polls(2);
        files.appendToBackup(1, record(3));
        now = now.plus(LATE);
        for (int poll = 0; poll < polls; poll++) {
            polls(1);
            files.appendToBackup(1, record(100 + poll));
        }

        files.append("\tat the.rest\n");
        polls(6);

        assertThat(joinedTo).containsExactly(record(4));
        assertThat(records).contains(record(4) + "\tat the.rest\n");
    }

    @Test
    void later_lines_of_the_last_record_of_a_renamed_log_join_it() {
        files.appendToBackup(1, "\tat the.rest\n");
        now = now.plus(LATE);
        polls(6);

        assertThat(records).containsExactly(record(1), record(2), record(1) + "\tat the.rest\n");
        assertThat(joinedTo).containsExactly(record(1));
    }

    @ParameterizedTest(name = "after {0} characters")
    @ValueSource(ints = {3, 22, 40, 80, 95, 110})
    void a_line_that_is_finished_after_the_rotation_is_whole(int characters) {
        String record = record(4) + "Caused by: java.lang.late\n";
        files.append(record.substring(0, characters));
        polls(10);
        files.rename();
        files.append(record(5));
        polls(10);
        files.appendToBackup(1, record.substring(characters));
        now = now.plus(LATE);
        polls(10);

        assertThat(records).contains(record).endsWith(record);
        assertThat(records.stream().filter(taken -> taken.contains("record 4")).count() - joinedTo.size())
                .isLessThanOrEqualTo(1);
        assertThat(followed.gaps()).isZero();
    }

    @Test
    void later_lines_join_a_record_behind_a_hole_of_a_writer_that_does_not_append() {
        files.append("\0".repeat(70_000) + record(4));
        polls(3);
        files.append("Caused by: late\n");
        polls(3);

        assertThat(records).containsExactly(record(1), record(2), record(4), record(4) + "Caused by: late\n");
    }

    @Test
    void a_cause_after_a_long_trace_joins_its_record_after_a_pause() {
        String trace = "\tat some.frame.of.a.long.trace\n".repeat(1000);
        files.append(record(4) + trace);
        polls(3);
        files.append("Caused by: late\n");
        polls(3);

        assertThat(records)
                .containsExactly(record(1), record(2), record(4) + trace, record(4) + trace + "Caused by: late\n");
        assertThat(joinedTo).containsExactly(record(4) + trace);
    }

    @ParameterizedTest(name = "rotated meanwhile: {0}")
    @ValueSource(booleans = {false, true})
    void later_lines_of_a_record_join_it_though_depwatch_restarted_meanwhile(boolean rotated) {
        followed.close();
        files.append("\tat the.rest\n");
        if (rotated) {
            files.rename();
            files.append(record(3));
        }

        followed = new FollowedLog(files.log(), Optional.of(saved.get(saved.size() - 1)), this::take, () -> now);
        polls(6);
        files.append("\tat the.rest\n");
        polls(6);

        List<String> all = new ArrayList<>(List.of(record(1), record(2), record(2) + "\tat the.rest\n"));
        if (rotated) {
            all.add(record(3));
            all.add(record(3) + "\tat the.rest\n");
        } else {
            all.add(record(2) + "\tat the.rest\n".repeat(2));
        }
        assertThat(records).containsExactlyElementsOf(all);
    }

    @Test
    void a_record_that_is_added_to_the_renamed_log_hours_later_is_read() {
        for (int hour = 0; hour < 3; hour++) {
            now = now.plus(Duration.ofHours(1));
            polls(3);
        }
        files.appendToBackup(1, record(3));
        now = now.plus(LATE);
        polls(3);

        assertThat(records).containsExactly(record(1), record(2), record(3));
        assertThat(followed.gaps()).isZero();
    }

    @Test
    void a_file_that_ends_in_what_was_no_date_after_all_is_read_on() {
        files.append("2026-11-24 22:32:43");
        polls(20);
        files.rename();
        files.append(record(7));
        polls(20);
        files.appendToBackup(1, "5 more\n");
        now = now.plus(LATE);
        polls(20);
        files.append(record(8));
        polls(4);

        assertThat(records).contains(record(7), record(8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\tat the.rest\n"})
    void a_log_is_trimmed_after_lines_that_joined_its_last_record(String rest) throws IOException {
        String sameMillisecond = record(5).replace("record 5", "record B");
        files.append(record(5) + sameMillisecond);
        polls(6);
        files.append(rest);
        polls(6);
        Path trimmed = Files.writeString(folder.resolve("new"), record(5) + sameMillisecond + rest + record(6));
        Files.move(trimmed, files.log(), StandardCopyOption.REPLACE_EXISTING);
        polls(20);

        assertThat(records.stream().map(record -> record.lines().findFirst().orElse("")))
                .filteredOn(header -> header.contains("record B"))
                .hasSize(1 + joinedTo.size());
        assertThat(records).contains(record(6));
    }

    @Test
    void a_restart_does_not_look_for_a_renamed_log_that_was_checked() {
        now = now.plus(LATE);
        polls(3);
        files.append(record(3));
        polls(3);

        assertThat(saved.get(saved.size() - 1).left()).isEmpty();
    }

    @ParameterizedTest(name = "by another rotation: {0}")
    @ValueSource(booleans = {false, true})
    void depwatch_closes_a_renamed_log_that_nobody_can_add_to(boolean rotated) throws IOException {
        if (rotated) {
            files.rename();
            files.append(record(3));
            polls(6);
        }
        now = now.plus(LATE);
        polls(3);
        int newest = openFiles();
        files.removePlain(1);
        now = now.plus(LATE);
        polls(3);

        assertThat(newest).isEqualTo(2);
        assertThat(openFiles()).isEqualTo(1);
    }

    private int openFiles() throws IOException {
        int open = 0;
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path handle : handles) {
                open += target(handle).startsWith(folder.toRealPath().toString()) ? 1 : 0;
            }
        }
        return open;
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException ignored) {
            // Closed since the listing.
            return "";
        }
    }

    @Test
    void depwatch_checks_the_renamed_log_though_the_new_one_is_never_silent() {
        files.appendToBackup(1, record(3));
        now = now.plus(LATE);
        for (int number = 10; number < 20; number++) {
            files.append(record(number));
            polls(1);
        }

        assertThat(records).contains(record(3)).doesNotHaveDuplicates();
    }

    @Test
    void a_record_that_is_being_written_to_the_renamed_log_is_read_whole() {
        files.appendToBackup(1, record(3).substring(0, 40));
        now = now.plus(LATE);
        polls(1);
        files.appendToBackup(1, record(3).substring(40));
        polls(6);

        assertThat(records).containsExactly(record(1), record(2), record(3));
    }

    @ParameterizedTest(name = "after {0} polls")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_log_truncated_during_a_check_of_the_renamed_one_is_read_or_a_gap(int polls) {
        files.appendToBackup(1, record(3));
        now = now.plus(LATE);
        files.rename();
        files.append(record(4) + "\tat the.rest\n");
        polls(polls);
        files.truncate();
        files.append(record(5));
        polls(12);

        assertThat(records).contains(record(3), record(5)).doesNotHaveDuplicates();
        assertThat(records.stream().anyMatch(record -> record.startsWith(record(4))) || followed.gaps() > 0)
                .isTrue();
    }

    @Test
    void a_writer_that_is_never_silent_in_the_renamed_log_delays_neither_the_log_nor_its_own_records() {
        now = now.plus(LATE);
        String written = "";
        for (int number = 10; number < 30; number++) {
            files.appendToBackup(1, record(number).substring(written.length()));
            written = record(number + 1).substring(0, 40);
            files.appendToBackup(1, written);
            files.append(record(number + 100));
            polls(1);
        }
        assertThat(records).contains(record(115));
        files.appendToBackup(1, record(30).substring(written.length()));
        now = now.plus(LATE);
        polls(12);

        List<String> all = new ArrayList<>(List.of(record(1), record(2)));
        for (int number = 10; number < 30; number++) {
            all.add(record(number));
            all.add(record(number + 100));
        }
        all.add(record(30));
        assertThat(records).containsExactlyInAnyOrderElementsOf(all);
    }

    @RepeatedTest(300)
    void a_log_renamed_again_during_the_search_after_a_restart_is_no_gap() throws Exception {
        followed.close();
        Thread writer = new Thread(() -> {
            for (int number = 3; number < 10; number++) {
                files.rename();
                files.append(record(number));
            }
        });

        followed = new FollowedLog(files.log(), Optional.of(saved.get(saved.size() - 1)), this::take, () -> now);
        writer.start();
        polls(5);
        writer.join();
        polls(30);

        assertThat(followed.gaps()).isZero();
        assertThat(records)
                .containsExactlyElementsOf(
                        IntStream.range(1, 10).mapToObj(LateWriterTest::record).toList());
    }

    private void take(Optional<LogRecord> record, Optional<LogRecord> before, Checkpoint end) {
        saved.add(end);
        record.ifPresent(taken -> records.add(text(taken)));
        before.ifPresent(earlier -> joinedTo.add(text(earlier)));
    }

    private static String text(LogRecord record) {
        return record.header() + "\n" + (record.continuation().isEmpty() ? "" : record.continuation() + "\n");
    }

    private void polls(int count) {
        for (int poll = 0; poll < count; poll++) {
            now = now.plus(POLL);
            followed.poll();
        }
    }

    private static String record(int number) {
        return "2026-11-24 10:%02d:%02d,000 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - record %d\n"
                .formatted(number / 60, number % 60, number);
    }
}
