package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads a log poll by poll while programs write, rotate, copy, truncate, pack and delete it. */
class LogStreamTest {
    @TempDir
    Path folder;

    private LogFolder files;
    private PolledLog reader;
    private int written;
    private List<Path> neighbours = List.of();

    @BeforeEach
    void follow() {
        files = new LogFolder(folder);
        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.empty());
    }

    @Test
    void a_line_is_read_when_its_newline_has_come() {
        files.append("2026-11-24 10:00:00,000 one");
        assertThat(reader.poll()).isEmpty();

        files.append(" and more\n");

        assertThat(reader.poll()).containsExactly("2026-11-24 10:00:00,000 one and more");
    }

    @Test
    void following_can_begin_at_the_end_of_what_is_there() {
        files.append(line());
        reader = new PolledLog(files.log(), neighbours, StartAt.END, Optional.empty());
        reader.poll();

        String next = line();
        files.append(next);

        assertThat(reader.poll()).containsExactly(next.strip());
    }

    @Test
    void a_log_that_is_missing_at_first_is_read_from_its_beginning_even_if_following_begins_at_the_end() {
        reader = new PolledLog(files.log(), neighbours, StartAt.END, Optional.empty());
        assertThat(reader.poll()).isEmpty();
        assertThat(reader.trouble()).contains("no such file");

        String first = line();
        files.append(first);

        assertThat(reader.pollsUntilStill()).containsExactly(first.strip());
        assertThat(reader.stream.trouble()).isEmpty();
    }

    @Test
    void a_renamed_log_is_read_to_its_end_before_the_new_one_is_begun() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        write(all);
        files.rename();
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.rotations).isEqualTo(1);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_gap_between_rename_and_create_loses_nothing() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        write(all);
        files.rename();
        read.addAll(reader.pollsUntilStill());
        assertThat(reader.trouble()).contains("no such file");
        files.append("");
        read.addAll(reader.pollsUntilStill());
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.stream.trouble()).isEmpty();
    }

    @Test
    void a_new_log_that_is_already_larger_than_the_old_one_is_read_from_its_beginning() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        for (int i = 0; i < 100; i++) {
            files.append(add(all));
        }

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void several_renames_between_two_polls_lose_nothing() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        for (int rotation = 0; rotation < 4; rotation++) {
            write(all);
            files.rename();
            write(all);
        }

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_chain_renamed_beyond_what_it_keeps_is_a_counted_gap() {
        List<String> all = new ArrayList<>();
        write(all);
        reader.poll();
        for (int rotation = 0; rotation < 14; rotation++) {
            files.rename();
            write(all);
        }

        List<String> read = reader.pollsUntilStill();

        assertThat(reader.gaps).isEqualTo(1);
        assertThat(read).doesNotHaveDuplicates().isSubsetOf(all).contains(all.get(all.size() - 1));
    }

    @Test
    void a_line_without_newline_at_the_end_of_a_renamed_log_is_a_line() {
        files.append("2026-11-24 10:00:00,000 first\n2026-11-24 10:00:01,000 cut");
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        files.append("2026-11-24 10:00:02,000 next\n");

        read.addAll(reader.pollsUntilStill());

        assertThat(read)
                .containsExactly(
                        "2026-11-24 10:00:00,000 first", "2026-11-24 10:00:01,000 cut", "2026-11-24 10:00:02,000 next");
    }

    @Test
    void the_open_record_is_completed_before_the_first_line_of_another_file() {
        files.append(line());
        reader.poll();
        files.rename();
        files.append(line());

        reader.pollsUntilStill();

        assertThat(reader.generationEndsAfterLines).containsExactly(1);
    }

    @Test
    void a_truncated_log_without_a_copy_is_a_gap_since_its_last_lines_may_be_gone() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.truncate();
        read.addAll(reader.pollsUntilStill());
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_truncated_and_grown_beyond_its_position_is_noticed_by_its_content() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.truncate();
        for (int i = 0; i < 100; i++) {
            files.append(add(all));
        }

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void what_was_copied_before_a_truncation_is_read_from_the_copy() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        write(all);
        files.copyAndTruncate();
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void
            a_log_that_is_deleted_and_created_is_read_from_its_beginning_and_a_gap_since_there_may_have_been_one_between() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.delete();
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void what_a_late_writer_adds_to_the_renamed_log_is_read_a_minute_later() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        files.append(add(all));
        read.addAll(reader.pollsUntilStill());
        String late = add(all);
        files.appendToBackup(1, late);

        reader.now = reader.now.plus(Duration.ofMinutes(1));
        read.addAll(reader.pollsUntilStill());
        files.append(add(all));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void a_saved_position_continues_in_its_file_under_any_name() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        Checkpoint checkpoint = reader.position();
        reader.stream.close();
        write(all);
        files.rename();
        write(all);
        files.rename();
        write(all);

        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.of(checkpoint));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_position_whose_file_is_gone_is_a_gap_and_the_log_is_read_from_its_beginning() {
        files.append(line());
        reader.poll();
        Checkpoint checkpoint = reader.position();
        files.delete();
        String next = line();
        files.append(next);

        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.of(checkpoint));

        assertThat(reader.pollsUntilStill()).containsExactly(next.strip());
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_line_of_100_megabytes_is_cut_and_counted_and_the_next_one_is_read() {
        String block = "x".repeat(1 << 20);
        files.append("2026-11-24 10:00:00,000 ");
        for (int i = 0; i < 100; i++) {
            files.append(block);
            reader.poll();
        }
        files.append("\n2026-11-24 10:00:01,000 next\n");

        List<String> read = reader.poll();

        assertThat(read).hasSize(2);
        assertThat(read.get(0)).hasSize(LineBuffer.MAX_LINE);
        assertThat(read.get(1)).isEqualTo("2026-11-24 10:00:01,000 next");
        assertThat(reader.lost).isEqualTo(100L * (1 << 20) + 24 - LineBuffer.MAX_LINE);
    }

    @Test
    void carriage_returns_and_holes_make_no_lines() {
        files.append("\0\0\0\0one\r\ntwo\rstill two\n\r\n");

        assertThat(reader.poll()).containsExactly("one", "two still two", "");
    }

    @Test
    void a_byte_order_mark_that_comes_byte_by_byte_makes_no_text() throws IOException {
        List<String> read = new ArrayList<>();
        for (byte next : "\uFEFF2026-11-24 10:00:00,000 one\n\uFEFF\0two\n".getBytes(StandardCharsets.UTF_8)) {
            Files.write(files.log(), new byte[] {next}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            read.addAll(reader.poll());
        }

        assertThat(read).containsExactly("2026-11-24 10:00:00,000 one", "two");
    }

    @Test
    void a_silent_log_is_polled_without_being_read_again() {
        files.append(line());
        reader.poll();

        assertThat(reader.poll()).isEmpty();
        assertThat(reader.stream.caughtUp()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAMFSoftwareServer2.log", "JAMFSoftwareServer-b.log", "JAMFSoftwareServer.b.log"})
    void another_followed_log_in_the_folder_is_not_a_generation_of_this_one(String neighbour) throws IOException {
        neighbours = List.of(folder.resolve(neighbour));
        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.empty());
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        Files.writeString(folder.resolve(neighbour), line());
        Files.writeString(folder.resolve(neighbour + ".1"), line());
        files.rename();
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void a_log_that_is_not_followed_is_not_a_generation_if_its_name_only_begins_alike() throws IOException {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        Files.writeString(folder.resolve("JAMFSoftwareServer2.log"), line());
        files.rename();
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void a_long_line_before_a_rotation_leaves_nothing_behind_in_the_buffer() {
        List<String> all = new ArrayList<>();
        String longLine = "2026-11-24 10:00:00,000 " + "x".repeat(20_000);
        files.append(longLine + "\n");
        all.add(longLine);
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void a_generation_that_begins_with_the_end_of_a_long_record_is_found() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        for (int frame = 0; frame < 100; frame++) {
            String line = "\tat com.jamfsoftware.some.Class.method(Class.java:%d)".formatted(frame);
            files.append(line + "\n");
            all.add(line);
        }
        write(all);
        files.rename();
        files.append(add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void what_a_truncation_took_unread_is_counted_even_in_the_middle_of_catching_up() {
        files.append(line());
        reader.poll();
        String block = line().strip() + "x".repeat(100_000) + "\n";
        for (int i = 0; i < 20; i++) {
            files.append(block);
        }
        reader.stream.next();
        files.truncate();

        reader.pollsUntilStill();
        // A program may rewrite it from its beginning, as scp does.
        assertThat(reader.gaps).isZero();
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        reader.pollsUntilStill();

        assertThat(reader.gaps).isEqualTo(1);
        assertThat(reader.lost).isGreaterThan(1_000_000);
    }

    @Test
    void trouble_with_the_new_file_after_a_rotation_lasts_from_its_first_poll() throws IOException {
        files.append(line());
        reader.poll();
        files.rename();
        // No user can open a folder as a file, not even root.
        Files.createDirectory(files.log());
        Instant since = reader.now;
        reader.poll();

        for (int poll = 0; poll < 10; poll++) {
            reader.now = reader.now.plusSeconds(1);
            reader.poll();
        }

        assertThat(reader.stream.trouble()).map(LogStatus.FollowFailure::since).contains(since);
    }

    @Test
    void what_was_left_and_overwritten_is_not_read_again_and_neither_is_the_log() throws IOException {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        files.append(add(all));
        read.addAll(reader.pollsUntilStill());
        Files.writeString(files.backup(1), "something else, and longer than what stood there before it was left\n");

        reader.now = reader.now.plus(Duration.ofMinutes(1));
        read.addAll(reader.pollsUntilStill());
        files.append(add(all));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void a_position_in_a_rewritten_file_that_begins_alike_is_a_gap() throws IOException {
        String head = "2026-11-24 10:00:00,000 " + "x".repeat(2000) + "\n";
        files.append(head + line());
        reader.poll();
        Checkpoint checkpoint = reader.position();
        String another = line();
        Files.writeString(files.log(), head + another);

        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.of(checkpoint));

        assertThat(reader.pollsUntilStill()).hasSize(2).last().isEqualTo(another.strip());
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void late_lines_of_several_generations_left_within_a_minute_are_all_read() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        for (int rotation = 0; rotation < 3; rotation++) {
            files.rename();
            write(all);
            read.addAll(reader.pollsUntilStill());
        }
        for (int index = 3; index > 0; index--) {
            files.appendToBackup(index, add(all));
        }

        reader.now = reader.now.plus(Duration.ofMinutes(1));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void a_writer_that_keeps_a_renamed_log_is_read_until_it_is_silent_for_a_minute() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        write(all);
        read.addAll(reader.pollsUntilStill());
        for (int minute = 0; minute < 5; minute++) {
            files.appendToBackup(1, add(all));
            reader.now = reader.now.plus(Duration.ofMinutes(1));
            read.addAll(reader.pollsUntilStill());
        }

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void more_than_eight_generations_left_within_a_minute_are_not_all_held_open_and_none_goes_unread() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        for (int rotation = 0; rotation < 10; rotation++) {
            files.rename();
            write(all);
            read.addAll(reader.pollsUntilStill());
        }

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.position().left()).hasSize(8);
    }

    @Test
    void late_lines_are_read_after_a_restart_and_those_read_before_it_are_not_read_again() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        write(all);
        read.addAll(reader.pollsUntilStill());
        files.appendToBackup(1, add(all));
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        read.addAll(reader.pollsUntilStill());

        restart();
        read.addAll(reader.pollsUntilStill());
        files.appendToBackup(1, add(all));
        restart();
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_generation_left_before_a_restart_is_checked_as_often_as_one_left_since() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        write(all);
        read.addAll(reader.pollsUntilStill());
        restart();
        read.addAll(reader.pollsUntilStill());
        for (int minute = 0; minute < 3; minute++) {
            files.appendToBackup(1, add(all));
            reader.now = reader.now.plus(Duration.ofMinutes(1));
            read.addAll(reader.pollsUntilStill());
        }

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void generations_packed_while_nobody_followed_continue_where_reading_ended() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        Checkpoint checkpoint = reader.position();
        reader.stream.close();
        for (int rotation = 0; rotation < 3; rotation++) {
            write(all);
            files.rename();
            write(all);
        }
        for (int index = 1; index <= 3; index++) {
            files.pack(index);
            files.removePlain(index);
        }

        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.of(checkpoint));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_generation_read_as_a_plain_file_and_then_packed_is_not_read_again() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        write(all);
        files.rename();
        files.append(add(all));
        read.addAll(reader.poll());
        files.pack(1);
        files.removePlain(1);

        read.addAll(reader.pollsUntilStill());
        restart();
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void half_a_packed_file_is_never_read_while_the_plain_one_is_there() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        for (int rotation = 0; rotation < 2; rotation++) {
            write(all);
            files.rename();
            write(all);
        }
        files.packHalf(1);
        files.packHalf(2);

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_damaged_packed_file_is_skipped_as_a_gap_after_a_minute() {
        files.append(line());
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        files.append(line());
        files.rename();
        files.packHalf(1);
        files.removePlain(1);
        String newest = line();
        files.append(newest);

        read.addAll(reader.pollsUntilStill());
        assertThat(read).hasSize(1);
        assertThat(reader.trouble()).contains("is incomplete or damaged").contains(".1.gz");
        reader.now = reader.now.plus(Duration.ofMinutes(1));

        assertThat(reader.pollsUntilStill()).containsExactly(newest.strip());
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_copied_and_truncated_twice_between_two_polls_is_read_from_both_copies() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        write(all);
        files.renameBackupsCopyAndTruncate();
        write(all);
        files.renameBackupsCopyAndTruncate();
        write(all);

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void what_is_left_of_a_chain_is_read_from_its_oldest_after_a_stop_too_long_for_it() {
        List<String> all = new ArrayList<>();
        write(all);
        reader.poll();
        Checkpoint checkpoint = reader.position();
        reader.stream.close();
        for (int rotation = 0; rotation < 13; rotation++) {
            files.rename();
            write(all);
        }

        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.of(checkpoint));

        assertThat(reader.pollsUntilStill()).containsExactlyElementsOf(all.subList(3, all.size()));
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_created_and_renamed_between_two_polls_is_read() {
        assertThat(reader.poll()).isEmpty();
        List<String> all = new ArrayList<>();
        write(all);
        files.rename();
        write(all);

        assertThat(reader.pollsUntilStill()).containsExactlyElementsOf(all);
    }

    @Test
    void a_folder_that_is_gone_and_back_is_no_rotation() throws IOException {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, away);
        read.addAll(reader.pollsUntilStill());
        Files.createDirectory(folder);
        read.addAll(reader.pollsUntilStill());
        Files.delete(folder);
        Files.move(away, folder);
        write(all);

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps + reader.rotations).isZero();
    }

    @Test
    void a_log_restored_under_another_inode_continues_at_its_position() throws IOException {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        Path copy = folder.resolve("restored");
        Files.copy(files.log(), copy);
        Files.move(copy, files.log(), StandardCopyOption.REPLACE_EXISTING);
        write(all);

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void windows_line_ends_do_not_hide_that_a_log_is_the_same() {
        files.append("2026-11-24 10:00:00,000 one\r\n2026-11-24 10:00:01,000 two\r\n");
        reader.poll();
        files.append("2026-11-24 10:00:02,000 three\r\n");

        assertThat(reader.pollsUntilStill()).containsExactly("2026-11-24 10:00:02,000 three");
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_log_rewritten_to_the_same_size_at_the_same_time_is_noticed_by_its_content() throws IOException {
        files.append(line());
        reader.poll();
        FileTime modified = Files.getLastModifiedTime(files.log());
        String another = line();
        Files.writeString(files.log(), another);
        Files.setLastModifiedTime(files.log(), modified);

        assertThat(reader.pollsUntilStill()).containsExactly(another.strip());
    }

    @Test
    void a_log_at_rest_for_two_seconds_is_not_opened_listed_or_read_until_its_size_or_time_changes()
            throws IOException {
        files.append(line());
        reader.poll();
        reader.now = reader.now.plusSeconds(2);
        reader.poll();
        FileTime modified = Files.getLastModifiedTime(files.log());
        String another = line();
        Files.writeString(files.log(), another);
        Files.setLastModifiedTime(files.log(), modified);
        assertThat(reader.pollsUntilStill()).isEmpty();

        Files.setLastModifiedTime(
                files.log(), FileTime.from(modified.toInstant().plusSeconds(1)));

        assertThat(reader.pollsUntilStill()).containsExactly(another.strip());
    }

    @Test
    void records_before_an_empty_log_are_read_though_nothing_comes_after_them() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        write(all);
        files.rename();
        files.append("");

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void an_empty_log_after_a_renamed_one_is_at_rest_and_the_renamed_one_is_still_read() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        files.append("");
        read.addAll(reader.pollsUntilStill());
        reader.now = reader.now.plusSeconds(2);
        read.addAll(reader.poll());
        assertThat(reader.stream.atRest()).isPresent();

        files.appendToBackup(1, add(all));
        read.addAll(reader.poll());
        files.append(add(all));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
    }

    @Test
    void an_empty_generation_before_records_is_skipped_though_the_log_is_empty_too() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.rename();
        files.append("");
        files.rename();
        write(all);
        files.rename();
        files.append("");

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_hole_of_nul_bytes_is_not_counted_as_lost_since_nothing_was_written_there() {
        files.append("\0".repeat(100_000) + line());

        assertThat(reader.poll()).hasSize(1);
        assertThat(reader.lost + reader.gaps).isZero();
    }

    /**
     * A program that does not append continues behind a hole as long as its earlier text, so all copies begin alike.
     */
    @Test
    void copies_that_begin_with_a_hole_are_distinguished() {
        List<String> all = new ArrayList<>();
        files.append("\0".repeat(2000) + add(all));
        List<String> read = new ArrayList<>(reader.poll());
        write(all);
        for (int rotation = 1; rotation < 4; rotation++) {
            files.renameBackupsCopyAndTruncate();
            files.append("\0".repeat(2000 + 100 * rotation) + add(all));
        }

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_hole_that_hides_the_first_record_counts_a_gap() {
        List<String> all = new ArrayList<>();
        write(all);
        List<String> read = new ArrayList<>(reader.poll());
        files.copyAndTruncate();
        files.append("\0".repeat(100_000) + add(all));

        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_generation_left_before_a_restart_that_cannot_be_read_any_more_is_a_gap_and_hides_no_other() {
        List<String> all = new ArrayList<>();
        // Enough for depwatch to read the beginning of the damaged file.
        for (int line = 0; line < 2000; line++) {
            write(all);
        }
        List<String> read = new ArrayList<>(reader.poll());
        for (int rotation = 0; rotation < 2; rotation++) {
            files.rename();
            write(all);
            read.addAll(reader.pollsUntilStill());
        }
        files.packHalf(2);
        files.removePlain(2);
        files.appendToBackup(1, add(all));

        restart();
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        read.addAll(reader.pollsUntilStill());

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_file_packed_with_another_tool_than_gzip_is_skipped_as_a_gap_after_a_minute() throws IOException {
        files.append(line());
        reader.poll();
        files.rename();
        Files.writeString(folder.resolve("JAMFSoftwareServer.log.1.bz2"), "BZh91AY&SY and what follows\n");
        Files.move(files.backup(1), files.backup(2));
        String newest = line();
        files.append(newest);

        assertThat(reader.pollsUntilStill()).isEmpty();
        assertThat(reader.trouble()).contains(".1.bz2 is packed with bzip2");
        reader.now = reader.now.plus(Duration.ofMinutes(1));

        assertThat(reader.pollsUntilStill()).containsExactly(newest.strip());
        assertThat(reader.gaps).isEqualTo(1);
    }

    private void restart() {
        Checkpoint checkpoint = reader.position();
        Instant now = reader.now;
        reader.stream.close();
        reader = new PolledLog(files.log(), neighbours, StartAt.BEGINNING, Optional.of(checkpoint));
        reader.now = now;
    }

    /** Random writes, rotations and polls: every line is read once, in order. */
    @ParameterizedTest
    @MethodSource("seeds")
    void every_line_is_read_once_after_any_changes_between_two_polls(long seed) {
        Random random = new Random(seed);
        List<String> all = new ArrayList<>();
        List<String> read = new ArrayList<>();
        write(all);
        read.addAll(reader.poll());
        boolean exists = true;
        int renamesSincePoll = 0;
        int truncations = 0;
        for (int step = 0; step < 200; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                write(all);
                exists = true;
            } else if (choice < 7 && exists && renamesSincePoll < 3) {
                files.rename();
                renamesSincePoll++;
                exists = false;
            } else if (choice == 7 && exists) {
                read.addAll(reader.pollsUntilStill());
                files.truncate();
                truncations++;
            } else {
                read.addAll(random.nextBoolean() ? reader.poll() : reader.pollsUntilStill());
                if (random.nextBoolean()) {
                    read.addAll(reader.pollsUntilStill());
                    renamesSincePoll = exists ? 0 : 1;
                }
            }
        }
        write(all);
        read.addAll(reader.pollsUntilStill());

        assertThat(read).as("seed %d", seed).containsExactlyElementsOf(all);
        assertThat(reader.gaps).as("gaps of seed %d", seed).isLessThanOrEqualTo(truncations);
    }

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    private void write(List<String> all) {
        files.append(add(all));
    }

    private String add(List<String> all) {
        String line = line();
        all.add(line.strip());
        return line;
    }

    /** A line whose time shows its place in the order, as in a real log. */
    private String line() {
        written++;
        return "2026-11-24 %02d:%02d:%02d,%03d [INFO ] number %d%n"
                .formatted(
                        10 + written / 3_600_000, written / 60_000 % 60, written / 1000 % 60, written % 1000, written);
    }
}
