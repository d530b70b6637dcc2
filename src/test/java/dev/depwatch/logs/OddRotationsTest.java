package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What administrators and their scripts do to a log beside its rotation, while depwatch is down and within one long
 * poll. Each record is read once, or a gap is counted.
 */
class OddRotationsTest {
    private static final String LOG = "JAMFSoftwareServer.log";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(ZoneOffset.UTC);

    @TempDir
    Path folder;

    private PolledLog reader;
    private final List<String> written = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private String banner = "";

    /** What happens while nobody looks, and how many gaps that is. */
    private record Story(String name, Consumer<OddRotationsTest> happens, int gaps) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Story> stories() {
        return Stream.of(
                new Story(
                        "copied beside itself, written on, rotated",
                        log -> {
                            log.copy(LOG, LOG + ".bak");
                            log.write(3);
                            log.rotate();
                            log.write(2);
                        },
                        0),
                new Story(
                        "copied beside itself, written on, rotated and packed",
                        log -> {
                            log.copy(LOG, LOG + ".bak");
                            log.write(3);
                            log.rotate();
                            log.gzip(LOG + ".1");
                            log.write(2);
                        },
                        0),
                new Story(
                        "packed beside itself, written on, rotated and packed",
                        log -> {
                            log.copy(LOG, "JAMFSoftwareServer.log-2026");
                            log.gzip("JAMFSoftwareServer.log-2026");
                            log.write(3);
                            log.rotate();
                            log.gzip(LOG + ".1");
                            log.write(2);
                        },
                        0),
                new Story(
                        "packed beside itself, written on, copied and truncated",
                        log -> {
                            log.copy(LOG, "JAMFSoftwareServer.log-2026");
                            log.gzip("JAMFSoftwareServer.log-2026");
                            log.write(3);
                            log.copyAndTruncate();
                            log.write(2);
                        },
                        0),
                new Story(
                        "copied twice, written on each time, rotated and packed",
                        log -> {
                            log.copy(LOG, LOG + ".bak");
                            log.write(3);
                            log.copy(LOG, LOG + ".bak2");
                            log.write(3);
                            log.rotate();
                            log.gzip(LOG + ".1");
                            log.write(2);
                        },
                        0),
                new Story(
                        "moved aside and copied back, written on",
                        log -> {
                            log.move(LOG, LOG + ".bak");
                            log.copy(LOG + ".bak", LOG);
                            log.write(3);
                        },
                        0),
                new Story(
                        "packed by hand at each of two rotations that do not move what is packed",
                        log -> {
                            log.rotate();
                            log.gzip(LOG + ".1");
                            log.write(3);
                            log.rotate();
                            log.write(2);
                        },
                        0),
                new Story(
                        "packed by hand at the first of three rotations that do not move what is packed",
                        log -> {
                            log.rotate();
                            log.gzip(LOG + ".1");
                            log.write(3);
                            log.rotate();
                            log.write(3);
                            log.rotate();
                            log.write(2);
                        },
                        0),
                new Story(
                        "numbered upwards, packed by hand: the number is given again",
                        log -> {
                            log.move(LOG, "JAMFSoftwareServer-1.log");
                            log.gzip("JAMFSoftwareServer-1.log");
                            log.write(3);
                            log.move(LOG, "JAMFSoftwareServer-1.log");
                            log.write(3);
                            log.move(LOG, "JAMFSoftwareServer-2.log");
                            log.write(2);
                        },
                        // The rotation may have deleted a file before the oldest that it numbers.
                        1),
                new Story(
                        "trimmed to its last lines by another file",
                        log -> {
                            log.write(3);
                            log.trim(5);
                            log.write(2);
                        },
                        0),
                new Story(
                        "trimmed to its last lines in place",
                        log -> {
                            log.write(3);
                            log.trimInPlace(5);
                            log.write(2);
                        },
                        0),
                new Story(
                        "trimmed, written on and rotated",
                        log -> {
                            log.trim(5);
                            log.write(2);
                            log.rotate();
                            log.write(2);
                        },
                        0),
                new Story(
                        "copied twice and written on, edited, written on and rotated",
                        log -> {
                            log.copy(LOG, "JAMFSoftwareServer.log.copy");
                            log.gzip("JAMFSoftwareServer.log.copy");
                            log.write(2);
                            log.copy(LOG, LOG + ".bak");
                            log.removeLine(-2);
                            log.write(2);
                            log.rotate();
                            log.write(2);
                        },
                        0),
                new Story(
                        "copied, without its second line, written on and rotated",
                        log -> {
                            log.copy(LOG, LOG + ".bak");
                            log.removeLine(1);
                            log.write(2);
                            log.rotate();
                            log.write(2);
                        },
                        0),
                new Story(
                        "trimmed to the last record by another file",
                        log -> {
                            log.trim(1);
                            log.write(2);
                        },
                        // A new file may begin with an equal record.
                        1),
                new Story(
                        "trimmed to the last record in place",
                        log -> {
                            log.trimInPlace(1);
                            log.write(2);
                        },
                        1),
                new Story(
                        "trimmed in place, appended to an archive and emptied",
                        log -> {
                            log.trimInPlace(5);
                            log.appendToArchive();
                            log.write(2);
                        },
                        0),
                new Story(
                        "copied and emptied, rotated twice, of which one is kept",
                        log -> {
                            log.appendToArchive();
                            log.move(LOG, LOG + ".1");
                            log.write(2);
                            log.written
                                    .subList(log.written.size() - 2, log.written.size())
                                    .clear();
                            log.move(LOG, LOG + ".1");
                            log.write(2);
                            log.move(LOG, LOG + ".1");
                            log.write(2);
                        },
                        1),
                new Story(
                        "kept as a copy and trimmed",
                        log -> {
                            log.write(3);
                            log.copy(LOG, LOG + ".bak");
                            log.trim(5);
                            log.write(2);
                        },
                        0));
    }

    private static Stream<Arguments> storiesOfEachKind() {
        return stories()
                .flatMap(story ->
                        Stream.of(Arguments.of(story, ""), Arguments.of(story, MARK), Arguments.of(story, BANNER)));
    }

    /** The byte order mark that a Windows program writes at the beginning of a file. */
    private static final String MARK = "\uFEFF";

    /** As log4j2 writes one at the beginning of each file, and longer than what identified a file. */
    private static final String BANNER = "#".repeat(79).concat("\n").repeat(20);

    @BeforeEach
    void follow() {
        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.empty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("storiesOfEachKind")
    void what_happens_within_one_poll_loses_and_doubles_nothing(Story story, String banner) {
        this.banner = banner;
        beginToFollow();

        story.happens().accept(this);

        settle();
        assertRead(story);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("storiesOfEachKind")
    void what_happens_while_depwatch_is_down_loses_and_doubles_nothing(Story story, String banner) {
        this.banner = banner;
        beginToFollow();
        Checkpoint checkpoint = reader.position();
        reader.stream.close();

        story.happens().accept(this);

        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
        settle();
        assertRead(story);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 30, 300})
    void a_log_that_is_copied_anew_over_its_older_copy_is_read_on_where_it_was(int firstBytes) throws IOException {
        for (String header : List.of("", BANNER)) {
            banner = header;
            beginToFollow();
            write(2);
            byte[] whole = Files.readAllBytes(path(LOG));

            overwrite(Arrays.copyOf(whole, firstBytes));
            settle();
            overwrite(Arrays.copyOf(whole, whole.length / 2));
            settle();
            overwrite(whole);
            settle();

            assertThat(records(read)).containsExactlyElementsOf(written);
            assertThat(reader.gaps).isZero();
            clear();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 30, 300})
    void a_log_that_is_being_copied_anew_while_depwatch_starts_is_read_on_where_it_was(int firstBytes)
            throws IOException {
        for (String header : List.of("", BANNER)) {
            banner = header;
            beginToFollow();
            Checkpoint checkpoint = reader.position();
            reader.stream.close();
            write(2);
            byte[] whole = Files.readAllBytes(path(LOG));
            overwrite(Arrays.copyOf(whole, firstBytes));

            reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
            settle();
            overwrite(whole);
            settle();

            assertThat(records(read)).containsExactlyElementsOf(written);
            assertThat(reader.gaps).isZero();
            clear();
        }
    }

    @Test
    void a_log_of_which_there_is_a_copy_may_be_copied_anew() throws IOException {
        banner = BANNER;
        beginToFollow();
        copy(LOG, LOG + ".bak");
        write(2);
        byte[] whole = Files.readAllBytes(path(LOG));

        overwrite(Arrays.copyOf(whole, BANNER.length() / 2));
        settle();
        overwrite(whole);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_position_in_a_header_is_not_taken_for_one_in_a_later_file_under_the_same_key() throws IOException {
        banner = BANNER;
        beginToFollow();
        rotate();
        run(() -> Files.writeString(path(LOG), BANNER));
        settle();
        Checkpoint inHeader = reader.position();
        reader.stream.close();
        move(LOG, LOG + ".0");
        for (int rotation = 0; rotation < 2; rotation++) {
            move(LOG + ".0", LOG);
            banner = rotation == 0 ? "" : BANNER;
            write(2);
            rotate();
            banner = BANNER;
            write(1);
            move(LOG, LOG + ".0");
        }
        move(LOG + ".0", LOG);
        String key = String.valueOf(RotatedFile.at(path(LOG)).orElseThrow().fileKey());
        Fingerprint known = inHeader.generation();
        Checkpoint underOtherKey = new Checkpoint(
                new Fingerprint(
                        key,
                        known.headLength(),
                        known.headHash(),
                        known.beforeLength(),
                        known.beforeHash(),
                        known.firstDate()),
                inHeader.offset(),
                inHeader.began(),
                inHeader.last(),
                List.of());

        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(underOtherKey));
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void lines_that_come_late_join_their_record_in_a_trimmed_log() {
        List<LogRecord> records = new ArrayList<>();
        write(3);
        try (FollowedLog followed = new FollowedLog(
                path(LOG),
                Optional.empty(),
                (record, before, end) -> {
                    before.ifPresent(records::remove);
                    record.ifPresent(records::add);
                },
                () -> now)) {
            followed.poll();
            now = now.plusSeconds(1);
            followed.poll();
            run(() -> Files.writeString(path(LOG), "\tat some.Class\n", StandardOpenOption.APPEND));

            run(() -> Files.writeString(path("new"), lastLines(3)));
            move("new", LOG);
            for (int poll = 0; poll < 4; poll++) {
                now = now.plusSeconds(1);
                followed.poll();
            }

            assertThat(records.stream().map(LogRecord::header)).containsExactlyElementsOf(written);
            assertThat(records.get(2).continuation()).isEqualTo("\tat some.Class");
            assertThat(followed.gaps()).isZero();
        }
    }

    @Test
    void a_copy_that_ends_earlier_than_the_older_one_is_a_gap_and_nothing_is_read_twice() throws IOException {
        beginToFollow();
        overwrite(Arrays.copyOf(Files.readAllBytes(path(LOG)), 300));
        settle();
        assertThat(reader.gaps).isZero();
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        settle();

        write(2);
        settle();

        assertThat(reader.gaps).isEqualTo(1);
        assertThat(records(read)).containsExactlyElementsOf(written);
    }

    @Test
    void a_record_that_comes_again_in_the_same_millisecond_in_the_next_file_is_another_one() {
        beginToFollow();
        String last = written.get(written.size() - 1);
        rotate();
        run(() -> Files.writeString(path(LOG), last + "\n" + last + "\n"));
        written.addAll(List.of(last, last));
        write(1);

        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_log_that_was_copied_and_trimmed_to_its_last_record_counts_a_gap(boolean inPlace) {
        beginToFollow();
        copy(LOG, LOG + ".bak");
        if (inPlace) {
            trimInPlace(1);
        } else {
            trim(1);
        }
        write(2);

        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_that_is_trimmed_in_place_while_its_last_line_is_half_written_counts_a_gap() {
        beginToFollow();
        run(() -> Files.writeString(path(LOG), DATE.format(now) + " [ERROR] half", StandardOpenOption.APPEND));
        settle();

        overwrite((DATE.format(now) + " [ERROR] half a line\n").getBytes(StandardCharsets.UTF_8));
        settle();

        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_that_was_trimmed_and_changed_counts_a_gap_beside_a_copy_too() {
        beginToFollow();
        write(1);
        copy(LOG, LOG + ".bak");
        String kept = lastLines(5);
        run(() -> Files.writeString(path("new"), kept.substring(0, kept.length() - 4) + "x\n"));
        move("new", LOG);

        settle();

        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_that_is_appended_to_an_archive_and_emptied_is_read_once() {
        for (String header : List.of("", BANNER)) {
            banner = header;
            beginToFollow();
            for (int day = 0; day < 4; day++) {
                appendToArchive();
                settle();
                write(3);
                settle();
                reader.now = reader.now.plusSeconds(40);
                settle();
            }
            reader.now = reader.now.plus(Duration.ofMinutes(5));
            settle();

            assertThat(records(read)).containsExactlyElementsOf(written);
            clear();
        }
    }

    @Test
    void what_is_appended_to_an_archive_is_none_of_a_late_writer() {
        for (boolean down : List.of(false, true)) {
            beginToFollow();
            appendToArchive();
            write(3);
            settle();
            Checkpoint checkpoint = reader.position();
            if (down) {
                reader.stream.close();
            }
            appendToArchive();
            write(2);

            if (down) {
                Instant then = reader.now;
                reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
                reader.now = then;
            }
            settle();
            reader.now = reader.now.plus(Duration.ofMinutes(2));
            settle();

            assertThat(records(read)).containsExactlyElementsOf(written);
            clear();
        }
    }

    @Test
    void a_log_that_was_appended_to_an_archive_and_emptied_while_depwatch_was_down_is_read_once() {
        beginToFollow();
        Checkpoint checkpoint = reader.position();
        reader.stream.close();
        write(2);
        appendToArchive();
        write(3);
        appendToArchive();
        write(3);

        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
    }

    @Test
    void a_link_that_leads_over_files_made_beforehand_within_one_poll_skips_none() {
        List<String> names =
                List.of("JAMFSoftwareServer-a.log", "JAMFSoftwareServer-b.log", "JAMFSoftwareServer-c.log");
        for (String name : names) {
            write(2);
            move(LOG, name);
        }
        link(names.get(0));
        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.empty());
        settle();

        link(names.get(1));
        link(names.get(2));
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    private void link(String name) {
        run(() -> Files.createSymbolicLink(path("link"), Path.of(name)));
        move("link", LOG);
    }

    @Test
    void a_copy_that_is_put_there_after_its_loss_was_told_is_read_then() {
        beginToFollow();
        write(2);
        copy(LOG, "elsewhere");
        overwrite(new byte[0]);
        write(2);
        settle();
        assertThat(reader.gaps).isEqualTo(1);

        gzip("elsewhere");
        move("elsewhere.gz", "JAMFSoftwareServer-2026-11-24.log.gz");
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        settle();

        assertThat(records(read)).containsExactlyInAnyOrderElementsOf(written);
        assertThat(reader.gaps).isEqualTo(1);
        reader.now = reader.now.plus(Duration.ofMinutes(3));
        write(1);
        rotate();
        write(1);
        settle();
        assertThat(records(read)).containsExactlyInAnyOrderElementsOf(written);
    }

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "3,false", "1,true", "2,true", "3,true"})
    void the_files_of_a_gap_are_read_once_when_they_come_back(int files, boolean down) throws IOException {
        beginToFollow();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Runnable moveAway = () -> {
            for (int file = 1; file <= files; file++) {
                write(2);
                move(LOG, "elsewhere/" + LOG + "-2026112" + file);
            }
            write(2);
        };
        if (down) {
            restartAfter(moveAway);
        } else {
            moveAway.run();
        }
        settle();
        assertThat(reader.gaps).isEqualTo(1);

        String archive = LOG + ".archive";
        for (int file = 1; file <= files; file++) {
            String name = LOG + "-2026112" + file;
            Files.move(elsewhere.resolve(name), path(name));
            copy(name, name + "-copy");
            if (file > 1) {
                append(name, archive);
            }
        }
        append(LOG, archive);
        settle();
        write(1);
        rotate();
        write(1);
        for (int search = 0; search < 3; search++) {
            reader.now = reader.now.plus(Duration.ofMinutes(2));
            settle();
        }

        assertThat(records(read)).containsExactlyInAnyOrderElementsOf(written);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_file_that_was_passed_over_is_read_once_it_can_be_read() throws IOException {
        beginToFollow();
        write(2);
        rotate();
        gzip(LOG + ".1");
        write(2);
        move(LOG, LOG + ".0");
        gzip(LOG + ".0");
        byte[] packed = Files.readAllBytes(path(LOG + ".0.gz"));
        run(() -> Files.write(path(LOG + ".0.gz"), Arrays.copyOf(packed, packed.length / 2)));
        write(2);
        settle();
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        settle();
        assertThat(reader.gaps).isEqualTo(1);

        run(() -> Files.write(path(LOG + ".0.gz"), packed));
        reader.now = reader.now.plus(Duration.ofMinutes(1));
        settle();

        assertThat(records(read)).containsExactlyInAnyOrderElementsOf(written);
        reader.now = reader.now.plus(Duration.ofMinutes(3));
        write(1);
        settle();
        assertThat(records(read)).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void what_is_appended_to_an_archive_behind_a_lost_log_is_none_of_a_late_writer() {
        beginToFollow();
        appendToArchive();
        write(3);
        settle();
        run(() -> Files.delete(path(LOG)));
        write(2);
        appendToArchive();
        List<String> lost = List.copyOf(written.subList(written.size() - 2, written.size()));
        write(2);
        settle();
        assertThat(reader.gaps).isEqualTo(1);

        appendToArchive();
        write(1);
        settle();
        reader.now = reader.now.plus(Duration.ofMinutes(2));
        settle();

        assertThat(records(read)).doesNotHaveDuplicates().containsAll(without(lost));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_trimmed_log_that_is_appended_to_the_archive_again_is_a_gap_and_is_read_once(boolean down) {
        beginToFollow();
        appendToArchive();
        write(4);
        settle();
        Checkpoint checkpoint = reader.position();
        Instant then = reader.now;
        if (down) {
            reader.stream.close();
        }
        trim(2);
        appendToArchive();
        write(2);
        if (down) {
            reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
            reader.now = then;
        }
        settle();
        reader.now = reader.now.plus(Duration.ofMinutes(2));
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isPositive();
    }

    @Test
    void a_packed_file_that_comes_behind_a_newer_one_counts_a_gap() {
        write(1);
        move(LOG, LOG + ".1");
        gzip(LOG + ".1");
        for (int file = 0; file < 2; file++) {
            write(1);
            rotate();
        }
        written.clear();
        beginToFollow();
        Checkpoint checkpoint = reader.position();
        reader.stream.close();
        rotate();
        for (int number = 4; number > 0; number--) {
            move(LOG + "." + number, LOG + "." + (number + 1));
        }
        write(2);

        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
        settle();

        assertThat(records(read)).containsAll(written);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_late_record_in_an_emptied_log_is_read_though_the_next_log_is_gone() {
        beginToFollow();
        overwrite(new byte[0]);
        rotate();
        run(() -> Files.createFile(path(LOG)));
        settle();
        writeTo(LOG + ".1", 1);
        write(1);
        run(() -> Files.delete(path(LOG)));
        write(1);
        settle();

        assertThat(records(read)).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void a_log_that_is_copied_anew_beside_a_copy_and_deleted_before_it_is_read_counts_a_gap() throws IOException {
        beginToFollow();
        copy(LOG, LOG + ".bak");
        byte[] whole = Files.readAllBytes(path(LOG));
        overwrite(Arrays.copyOf(whole, whole.length / 2));
        settle();
        overwrite(whole);
        int known = written.size();
        write(2);
        List<String> lost = List.copyOf(written.subList(known, written.size()));
        run(() -> Files.delete(path(LOG)));
        write(1);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(without(lost));
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void an_archive_that_continues_with_a_later_log_is_no_late_writer_of_a_copy_after_a_restart() {
        beginToFollow();
        copy(LOG, LOG + ".bak");
        appendToArchive();
        write(1);
        settle();
        appendToArchive();
        run(() -> Files.delete(path(LOG)));
        write(2);
        settle();
        Checkpoint checkpoint = reader.position();
        Instant then = reader.now;
        reader.stream.close();
        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
        reader.now = then;
        settle();
        reader.now = reader.now.plus(Duration.ofMinutes(2));
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
    }

    @Test
    void a_log_that_was_read_from_its_copy_while_it_was_copied_anew_counts_a_gap() throws IOException {
        beginToFollow();
        rotate();
        write(2);
        copy(LOG, LOG + ".bak");
        byte[] whole = Files.readAllBytes(path(LOG));
        overwrite(Arrays.copyOf(whole, 10));
        settle();
        overwrite(whole);
        write(1);
        settle();

        assertThat(records(read)).containsAll(written);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_file_with_the_same_header_is_not_the_next_one_because_it_stands_after_a_copy() {
        banner = "#".repeat(79).concat("\n").repeat(16);
        beginToFollow();
        copy(LOG, LOG + ".bak");
        rotate();
        run(() -> Files.writeString(path(LOG), banner));
        settle();
        reader.now = reader.now.plus(RotationTracker.PATIENCE);
        settle();
        overwrite("\n".getBytes(StandardCharsets.UTF_8));
        write(1);
        List<String> lost = List.of(written.get(written.size() - 1));
        rotate();
        write(1);
        rotate();
        write(1);
        run(() -> Files.delete(path(LOG + ".2")));
        run(() -> Files.delete(path(LOG + ".3")));
        run(() -> Files.delete(path(LOG + ".4")));
        settle();

        assertThat(records(read)).containsExactlyElementsOf(without(lost));
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_that_is_appended_to_an_archive_twice_beside_a_copy_counts_a_gap() {
        beginToFollow();
        appendToArchive();
        write(1);
        rotate();
        write(2);
        copy(LOG, LOG + ".bak");
        appendToArchive();
        write(1);
        settle();

        assertThat(records(read)).containsAll(written);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAMFSoftwareServer.log.copy", "JAMFSoftwareServer.log-2026"})
    void a_log_that_is_appended_to_an_archive_twice_beside_a_packed_copy_counts_a_gap(String copy) {
        beginToFollow();
        appendToArchive();
        write(2);
        copy(LOG, copy);
        gzip(copy);
        settle();
        write(2);
        List<String> lost = List.copyOf(written.subList(written.size() - 2, written.size()));
        appendToArchive();
        settle();
        write(2);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(without(lost));
        assertThat(reader.gaps).isPositive();
    }

    @Test
    void a_log_with_a_header_that_is_copied_back_and_appended_to_an_archive_twice_is_read_once() {
        banner = BANNER;
        beginToFollow();
        move(LOG, LOG + ".bak");
        copy(LOG + ".bak", LOG);
        appendToArchive();
        write(2);
        appendToArchive();
        write(2);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_log_that_is_copied_in_the_middle_of_a_line_and_appended_to_an_archive_counts_a_gap() throws IOException {
        beginToFollow();
        appendToArchive();
        write(1);
        Files.write(path(LOG + ".bak"), Arrays.copyOf(Files.readAllBytes(path(LOG)), 40));
        appendToArchive();
        write(1);
        settle();

        assertThat(records(read)).containsAll(written);
        assertThat(reader.gaps).isEqualTo(1);
    }

    @Test
    void a_log_that_was_archived_and_is_copied_while_it_is_empty_is_read_from_the_copy() {
        beginToFollow();
        rotate();
        write(3);
        appendToArchive();
        move(LOG + ".1", LOG + ".2");
        copy(LOG, LOG + ".1");
        settle();
        write(4);
        run(() -> Files.write(path(LOG + ".1"), Files.readAllBytes(path(LOG))));
        overwrite(new byte[0]);
        write(1);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_log_that_is_copied_beside_itself_and_rotated_until_what_came_next_is_deleted_is_a_gap(boolean deleted) {
        beginToFollow();
        copy(LOG, LOG + ".bak");
        int known = written.size();
        write(1);
        copyAndTruncate();
        rotate();
        List<String> lost = deleted ? List.copyOf(written.subList(known, written.size())) : List.of();
        for (int number = 2; deleted && number < 4; number++) {
            String name = LOG + "." + number;
            run(() -> Files.delete(path(name)));
        }
        write(1);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(without(lost));
        assertThat(reader.gaps).isEqualTo(deleted ? 1 : 0);
    }

    @Test
    void a_log_that_is_copied_beside_itself_emptied_and_rotated_is_no_gap() {
        beginToFollow();
        copy(LOG, LOG + ".bak");
        overwrite(new byte[0]);
        rotate();
        write(1);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "JAMFSoftwareServer.log.archive.gz,false",
        "JAMFSoftwareServer.log.archive.gz,true",
        "JAMFSoftwareServer.log.gz,false",
        "JAMFSoftwareServer.log.gz,true"
    })
    void a_log_that_is_packed_onto_an_archive_and_emptied_is_read_from_the_archive(String archive, boolean down) {
        beginToFollow();
        for (int day = 0; day < 3; day++) {
            write(2);
            appendPacked(archive);
            settle();
            if (down) {
                restart();
            }
        }
        write(2);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void a_log_that_is_read_from_its_packed_archive_is_read_once_before_it_is_emptied() {
        beginToFollow();
        write(2);
        appendPacked("JAMFSoftwareServer.log.archive.gz");
        settle();
        write(2);
        packOnto("JAMFSoftwareServer.log.archive.gz");
        settle();
        write(2);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void what_is_appended_to_a_packed_archive_is_read_once_it_is_whole() throws IOException {
        Path archive = path("JAMFSoftwareServer.log.archive.gz");
        beginToFollow();
        write(2);
        appendPacked("JAMFSoftwareServer.log.archive.gz");
        settle();
        byte[] before = Files.readAllBytes(archive);
        write(2);
        appendPacked("JAMFSoftwareServer.log.archive.gz");
        byte[] whole = Files.readAllBytes(archive);
        overwriteIn(archive, Arrays.copyOf(whole, before.length + 20));
        settle();
        assertThat(records(read)).hasSize(written.size() - 2);

        overwriteIn(archive, whole);
        settle();
        write(2);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isZero();
    }

    @Test
    void what_is_appended_to_a_packed_archive_and_is_damaged_counts_a_gap() throws IOException {
        Path archive = path("JAMFSoftwareServer.log.archive.gz");
        beginToFollow();
        write(2);
        appendPacked("JAMFSoftwareServer.log.archive.gz");
        settle();
        write(2);
        List<String> lost = List.copyOf(written.subList(written.size() - 2, written.size()));
        appendPacked("JAMFSoftwareServer.log.archive.gz");
        byte[] whole = Files.readAllBytes(archive);
        overwriteIn(archive, Arrays.copyOf(whole, whole.length - 1));
        settle();
        write(2);
        settle();

        assertThat(records(read)).containsExactlyElementsOf(without(lost));
        assertThat(reader.gaps).isEqualTo(1);
    }

    private void restart() {
        restartAfter(() -> {});
    }

    private void restartAfter(Runnable happens) {
        Checkpoint checkpoint = reader.position();
        Instant then = reader.now;
        reader.stream.close();
        happens.run();
        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.of(checkpoint));
        reader.now = then;
    }

    private void appendPacked(String archive) {
        packOnto(archive);
        overwrite(new byte[0]);
    }

    /** {@code gzip -c log >> archive} */
    private void packOnto(String archive) {
        run(() -> {
            try (OutputStream out = new GZIPOutputStream(
                    Files.newOutputStream(path(archive), StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                Files.copy(path(LOG), out);
            }
        });
        touch(archive);
    }

    /** Keeps the file itself, as a program that goes on writing to it does. */
    private static void overwriteIn(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.truncate(bytes.length);
        }
    }

    private List<String> without(List<String> lost) {
        return written.stream().filter(line -> !lost.contains(line)).toList();
    }

    private void append(String name, String archive) {
        run(() -> Files.write(
                path(archive), Files.readAllBytes(path(name)), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private void appendToArchive() {
        append(LOG, "JAMFSoftwareServer.log.archive");
        run(() -> Files.write(path(LOG), new byte[0], StandardOpenOption.TRUNCATE_EXISTING));
    }

    private void overwrite(byte[] bytes) {
        run(() -> Files.write(path(LOG), bytes, StandardOpenOption.TRUNCATE_EXISTING));
        touch(LOG);
    }

    private void clear() {
        reader.stream.close();
        read.clear();
        written.clear();
        run(() -> {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        });
    }

    private void assertRead(Story story) {
        assertThat(records(read)).containsExactlyElementsOf(written);
        assertThat(reader.gaps).isEqualTo(story.gaps());
        // Nor is anything read later that was there all the time.
        reader.now = reader.now.plus(Duration.ofMinutes(2));
        write(1);
        settle();
        assertThat(records(read)).containsExactlyElementsOf(written);
    }

    private static List<String> records(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("2026")).toList();
    }

    private void beginToFollow() {
        write(2);
        rotate();
        write(10);
        reader = new PolledLog(path(LOG), List.of(), StartAt.BEGINNING, Optional.empty());
        written.subList(0, 2).clear();
        settle();
        assertThat(records(read)).containsExactlyElementsOf(written);
    }

    private void settle() {
        reader.now = reader.now.plusSeconds(1);
        read.addAll(reader.pollsUntilStill());
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private void write(int count) {
        writeTo(LOG, count);
    }

    private void writeTo(String name, int count) {
        for (int i = 0; i < count; i++) {
            now = now.plusMillis(1700);
            String line = DATE.format(now) + " [INFO ] number " + now.toEpochMilli();
            written.add(line);
            String start = Files.exists(path(name)) && size(name) > 0 ? "" : banner;
            run(() -> Files.writeString(
                    path(name), start + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            touch(name);
        }
    }

    private long size(String name) {
        try {
            return Files.size(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void touch(String name) {
        run(() -> Files.setLastModifiedTime(path(name), FileTime.from(now)));
    }

    /** Log4j 1's chain, which leaves what was packed where it is. */
    private void rotate() {
        for (int index = 8; index > 0; index--) {
            if (Files.exists(path(LOG + "." + index))) {
                move(LOG + "." + index, LOG + "." + (index + 1));
            }
        }
        move(LOG, LOG + ".1");
    }

    private void copyAndTruncate() {
        if (Files.exists(path(LOG + ".1"))) {
            move(LOG + ".1", LOG + ".2");
        }
        copy(LOG, LOG + ".1");
        run(() -> Files.write(path(LOG), new byte[0], StandardOpenOption.TRUNCATE_EXISTING));
    }

    private void move(String from, String to) {
        run(() -> Files.move(path(from), path(to), StandardCopyOption.REPLACE_EXISTING));
    }

    private void copy(String from, String to) {
        run(() -> Files.copy(path(from), path(to), StandardCopyOption.COPY_ATTRIBUTES));
    }

    private void gzip(String name) {
        run(() -> {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path(name + ".gz")))) {
                Files.copy(path(name), out);
            }
            Files.setLastModifiedTime(path(name + ".gz"), Files.getLastModifiedTime(path(name)));
            Files.delete(path(name));
        });
    }

    private String lastLines(int count) {
        try {
            List<String> lines = Files.readAllLines(path(LOG));
            return String.join("\n", lines.subList(lines.size() - count, lines.size())) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an editor does it, that writes another file. A negative place counts from the end. */
    private void removeLine(int place) {
        run(() -> {
            List<String> lines = new ArrayList<>(Files.readAllLines(path(LOG)));
            lines.remove(Math.floorMod(place, lines.size()));
            Files.write(path("new"), lines);
        });
        move("new", LOG);
    }

    private void trim(int count) {
        run(() -> Files.writeString(path("new"), lastLines(count)));
        move("new", LOG);
    }

    private void trimInPlace(int count) {
        String kept = lastLines(count);
        run(() -> Files.writeString(path(LOG), kept, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING));
    }

    private interface FileAction {
        void run() throws IOException;
    }

    private static void run(FileAction action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
