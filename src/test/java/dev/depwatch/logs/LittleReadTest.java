package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs that are hard to find again after a truncation, a copy or a packing, because depwatch had read little of them or
 * much of it is gone. {@link FollowingModelTest} found each case.
 */
class LittleReadTest {
    @TempDir
    Path folder;

    private final List<String> written = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private LogFolder files;
    private PolledLog polled;

    @BeforeEach
    void readALine() {
        files = new LogFolder(folder);
        files.append(line());
        polled = new PolledLog(files.log(), List.of(), StartAt.BEGINNING, Optional.empty());
        read.addAll(polled.pollsUntilStill());
    }

    @Test
    void records_after_an_empty_log_are_read_in_order_though_it_was_copied_truncated_and_renamed() {
        files.rename();
        files.append("");
        read.addAll(polled.pollsUntilStill());
        files.append(line());
        read.addAll(polled.pollsUntilStill());
        files.truncate();
        read.addAll(polled.pollsUntilStill());
        polled.now = polled.now.plus(Duration.ofMinutes(1));
        read.addAll(polled.pollsUntilStill());
        int gaps = polled.gaps;
        files.append(line());
        files.renameBackupsCopyAndTruncate();
        files.append(line());
        files.rename();
        files.append(line());

        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
        assertThat(polled.gaps).isEqualTo(gaps);
    }

    @Test
    void half_a_date_at_the_end_of_a_log_does_not_make_its_copy_a_gap() {
        files.rename();
        String next = line();
        files.append(next.substring(0, 5));
        read.addAll(polled.pollsUntilStill());
        files.append(next.substring(5));
        files.renameBackupsCopyAndTruncate();

        read.addAll(polled.pollsUntilStill());
        files.append(line());
        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
        assertThat(polled.gaps).isZero();
    }

    @Test
    void a_log_that_was_deleted_while_it_waited_for_an_older_one_that_was_packed_is_a_gap() {
        files.rename();
        files.pack(1);
        files.removePlain(1);
        files.append(line());
        polled.poll();
        files.delete();
        files.append(line());

        read.addAll(polled.pollsUntilStill());

        assertThat(read).containsExactly(written.get(0), written.get(2));
        assertThat(polled.gaps).isEqualTo(1);
    }

    @Test
    void a_position_before_bytes_lost_between_copy_and_truncation_is_found_in_the_copy() {
        Checkpoint checkpoint = polled.position();
        polled.stream.close();
        files.append(line());
        polled = new PolledLog(files.log(), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
        files.copyAndTruncate();
        files.append(line());

        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
        assertThat(polled.gaps).isZero();
    }

    @Test
    void a_position_is_found_in_a_copy_that_lacks_the_bytes_read_after_it() {
        files.rename();
        String kept = line();
        String lost = line();
        files.append(kept + lost);
        polled.poll();
        assertThat(polled.stream.next()).isTrue();
        Checkpoint afterTheFirst = polled.completed(polled.stream.lineEnd());
        assertThat(polled.stream.next()).isTrue();
        polled.stream.close();
        files.truncate();
        files.append(kept);
        files.renameBackupsCopyAndTruncate();
        files.append(line());

        polled = new PolledLog(files.log(), List.of(), StartAt.BEGINNING, Optional.of(afterTheFirst));

        assertThat(polled.pollsUntilStill()).containsExactly(written.get(3));
        assertThat(polled.gaps).isZero();
    }

    @Test
    void a_log_that_begins_again_with_the_half_date_already_read_is_read_whole() {
        files.rename();
        String next = line();
        files.append(next.substring(0, 11));
        read.addAll(polled.pollsUntilStill());
        files.truncate();
        files.append(next);

        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
    }

    @Test
    void a_log_that_begins_again_with_the_half_date_already_saved_is_read_whole() {
        files.rename();
        String next = line();
        files.append(next.substring(0, 11));
        read.addAll(polled.pollsUntilStill());
        Checkpoint checkpoint = polled.completed(11);
        polled.stream.close();
        files.truncate();
        files.append(next);

        polled = new PolledLog(files.log(), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
    }

    @Test
    void a_file_that_begins_with_a_hole_has_the_date_after_it() {
        files.append(line());
        read.addAll(polled.pollsUntilStill());
        files.truncate();
        files.append("\0".repeat(200) + line());
        files.rename();
        files.append(line());

        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
    }

    @ParameterizedTest(name = "with {0} bytes")
    @ValueSource(ints = {0, 13})
    void the_copy_of_a_log_read_to_half_a_date_is_found_although_it_was_listed_before(int copied) {
        files.rename();
        String next = line();
        files.append(next.substring(0, 22));
        files.renameBackupsAndBeginCopy(next.substring(0, copied));
        read.addAll(polled.pollsUntilStill());
        files.append(next.substring(22));
        files.endCopyAndTruncate();
        files.append(line());

        read.addAll(polled.pollsUntilStill());

        // With half a line, the end of the copy that stays.
        assertThat(read).containsSubsequence(written).doesNotHaveDuplicates();
    }

    @Test
    void a_log_that_is_truncated_behind_a_hole_while_it_waits_for_an_older_one_is_a_gap() {
        files.rename();
        files.append("\0".repeat(1500) + line());
        polled.poll();
        files.truncate();
        files.append("\0".repeat(1600) + line());

        read.addAll(polled.pollsUntilStill());

        assertThat(read).containsExactly(written.get(0), written.get(2));
        assertThat(polled.gaps).isEqualTo(1);
    }

    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {200, 1500})
    void a_file_that_begins_with_a_hole_is_not_read_again_when_it_is_packed(int hole) {
        files.truncate();
        files.append("\0".repeat(hole) + line() + line());
        files.rename();
        files.append(line());
        read.addAll(polled.pollsUntilStill());
        files.rename();
        files.pack(2);
        files.removePlain(2);
        files.append(line());

        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
    }

    @Test
    void a_log_truncated_during_a_check_of_a_renamed_one_continues_in_its_copy() {
        files.rename();
        files.append(line());
        read.addAll(polled.pollsUntilStill());
        files.appendToBackup(1, line());
        polled.now = polled.now.plus(Duration.ofMinutes(1));
        read.addAll(polled.poll());
        files.append(line());
        files.renameBackupsCopyAndTruncate();
        files.append(line());

        read.addAll(polled.pollsUntilStill());

        assertThat(read).isEqualTo(written);
        assertThat(polled.gaps).isZero();
    }

    private String line() {
        String line = "2026-11-24 10:00:%02d,000 [INFO ] line number %d".formatted(written.size(), written.size());
        written.add(line);
        return line + "\n";
    }
}
