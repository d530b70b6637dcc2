package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.depwatch.record.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What following promises, whatever happens to the files of a log: every record that is still in a file is read and
 * counts once, and a gap is counted once if records are gone, or may be. What is played by chance is printed as a row if
 * it fails; {@code -Ddepwatch.rotations=50000} plays more.
 */
@Order(1)
class FollowerTest {
    /** What happens at each of three rotations, and whether a gap is counted. */
    private static final String ROTATIONS = """
            a chain                                | no  | rename, create
            a chain, without a log for a while     | no  | rename
            a chain whose writer was not told yet  | no  | rename, late 1, create
            a chain that keeps three files         | no  | rename, remove .log.4
            numbered upwards                       | no  | move .log -%d.log
            numbered upwards and packed            | no  | move .log -%d.log, half-pack -%d.log -%d.log.gz, pack -%d.log -%d.log.gz, remove -%d.log
            dated                                  | no  | move .log .log-202611%d
            packed at once                         | no  | rename, half-pack .log.1 .log.1.gz, pack .log.1 .log.1.gz, remove .log.1
            packed at the next rotation            | no  | rename, create, pack .log.2 .log.2.gz, remove .log.2
            copied and truncated                   | no  | begin-copy, copy .log .log.1, truncate
            copied, truncated and packed           | no  | copy-truncate, pack .log.1 .log.1.gz, remove .log.1
            copied and truncated, leaving a hole   | no  | copy-truncate, hole
            logrotate by a wildcard                | no  | rotate-all
            """;

    /** The rotations of each kind that every configured path is tried with. Chance tries it with the others. */
    private static final Set<String> BY_ANY_PATH = Set.of("a chain", "copied and truncated");

    /** What happens once. */
    private static final String EVENTS = """
            a hard link beside it                  | no  | link .log .log.kept, write, rename, write, rename, write
            a copy beside it                       | no  | copy .log .log.bak, write, rename, write, rename, write
            a packed copy beside it                | no  | pack .log .log.old.gz, write, rename, write, rename, write
            two copies beside it, then packed      | no  | copy .log .bak, write, copy .log .bak2, write, rename, pack .log.1 .log.1.gz, remove .log.1, write
            an extract beside it                   | no  | extract 1, write, rename, write, rename, write
            an extract with its first record       | no  | extract 0, write, rename, write, rename, write
            its clock set back                     | no  | clock -60, write, rename, write, rename, clock 60, write
            its newest record in the next file too | no  | rename, repeat, write, rename, write
            moved aside and copied back            | no  | move .log .bak, copy .bak .log, write
            put in the place of its copy           | no  | copy .log .bak, move .bak .log, write
            restored under another inode           | no  | copy .log -a.log, remove .log, copy -a.log .log, remove -a.log, write
            copied anew over itself                | no  | shorten 0, shorten 10, shorten 300, shorten 9999, write
            its folder away and back               | no  | folder-away, folder-back, write
            numbered and packed by hand            | no  | move .log -1.log, pack -1.log -1.log.gz, remove -1.log, write, move .log -1.log, write, move .log -2.log, write
            written to under its other names       | no  | rename, write, late 1, rename, late 2, late 1, clock 180, late 2, write
            appended to an archive and emptied     | maybe  | write, archive, truncate, write, archive, truncate, write
            packed onto an archive and emptied     | maybe  | write, pack-onto-archive, truncate, write, pack-onto-archive, truncate, write
            a record less in its middle            | no  | edit, write
            trimmed by another file                | down | trim 2, write
            trimmed in place                       | yes | trim-in-place 2, write
            trimmed, written to and rotated        | maybe | trim 2, write, rename, write, rename, write
            trimmed within equal records           | yes | equal 5, trim-in-place 2, write
            truncated                              | yes | write, truncate, write
            truncated, leaving a hole              | yes | write, truncate, hole, write
            emptied in the middle of a date        | yes | half-a-date, truncate, half-a-date, rest-of-date, write
            deleted                                | down | write, remove .log, write
            moved to another folder                | down | write, move .log away, write
            """;

    private enum Gap {
        NO,
        YES,
        /** Only if depwatch is down: otherwise it reads the open file to its end. */
        DOWN,
        /** Nothing is lost, and depwatch may not know that. */
        MAYBE
    }

    /** When depwatch looks at the log while something happens to it. */
    private enum Looks {
        AT_EACH_STEP,
        AFTERWARDS,
        RESTARTED_AT_EACH_STEP,
        RESTARTED_AFTERWARDS
    }

    /** What the configured path is. */
    private enum Configured {
        THE_LOG,
        AN_ABSOLUTE_LINK,
        A_RELATIVE_LINK,
        A_LINK_BESIDE_IT,
        A_LINK_TO_A_LINK,
        A_LINKED_FOLDER
    }

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(ZoneOffset.UTC);
    private static final Duration QUICK = Duration.ofMillis(100);
    private static final String HEADER = "#".repeat(79).concat("\n").repeat(20);

    @TempDir
    Path folder;

    private LogFolder files;
    private Path configured;
    private List<Path> neighbours = List.of();
    private StartAt startAt = StartAt.BEGINNING;
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private Looks looks = Looks.AFTERWARDS;
    private @Nullable FollowedLog followed;
    private Optional<Position> saved = Optional.empty();
    private int gaps;
    private int number;
    private byte[] whole = {};
    private final List<String> written = new ArrayList<>();
    private final Set<String> counted = new LinkedHashSet<>();
    private final List<Save> saves = new ArrayList<>();
    private String rest = "";

    /** What depwatch saves as one value. */
    private record Save(Position position, int counted) {}

    @BeforeEach
    void configure() throws IOException {
        files = new LogFolder(Files.createDirectories(folder.resolve("logs")));
        configured = files.log();
    }

    @AfterEach
    void stop() {
        if (followed != null) {
            gaps += followed.gaps();
            followed.close();
        }
    }

    private FollowedLog followed() {
        return Objects.requireNonNull(followed);
    }

    private static Stream<Arguments> rotations() {
        return ROTATIONS
                .lines()
                .flatMap(row -> Arrays.stream(Configured.values())
                        .filter(path ->
                                path == Configured.THE_LOG || BY_ANY_PATH.contains(row.split("\\|", -1)[0].strip()))
                        .flatMap(path -> Arrays.stream(Looks.values()).map(when -> arguments(row, path, when))));
    }

    private static Stream<Arguments> events() {
        return EVENTS.lines()
                .flatMap(row -> Stream.concat(
                        Arrays.stream(Looks.values()).map(when -> arguments(row, "", when)),
                        Stream.of(Looks.AFTERWARDS, Looks.RESTARTED_AFTERWARDS)
                                .map(when -> arguments(row, HEADER, when))));
    }

    private static Arguments arguments(String row, Object more, Looks when) {
        String[] cells = row.split("\\|", -1);
        return Arguments.of(
                cells[0].strip(),
                Gap.valueOf(cells[1].strip().toUpperCase(Locale.ROOT)),
                cells[2].split(","),
                more,
                when);
    }

    @ParameterizedTest(name = "{0}, {3}, {4}")
    @MethodSource("rotations")
    void a_log_is_read_over_its_rotations(String what, Gap gap, String[] steps, Configured path, Looks when)
            throws IOException {
        configure(path);
        begin();
        look(when);
        for (int rotation = 0; rotation < 3; rotation++) {
            happen(steps);
            happen("write");
        }
        assertAllCounted(gap);
    }

    private static Stream<Arguments> looks() {
        return ROTATIONS
                .lines()
                .map(row -> arguments(row, "", Looks.AFTERWARDS).get())
                .flatMap(row -> IntStream.range(0, 1 << ((String[]) row[2]).length)
                        .boxed()
                        .flatMap(after -> Stream.of(false, true)
                                .flatMap(restarts -> Stream.of(QUICK, ReadTable.PATIENCE)
                                        .map(pause -> Arguments.of(row[0], row[2], after, restarts, pause)))));
    }

    /**
     * After some steps of each rotation, and not after the others; at once, or when a file that is gone has been awaited.
     * The dates are whole seconds, as on the standard output of Jamf Pro's container, so that files begin with a record
     * of the file before. Each write also has a line of its own, which shows a loss.
     */
    @ParameterizedTest(name = "{0}, after the steps {2}, restarts: {3}, pause: {4}")
    @MethodSource("looks")
    void equal_records_count_wherever_depwatch_looks(
            String what, String[] steps, int looksAfter, boolean restarts, Duration pause) throws IOException {
        start();
        writeAlike();
        polls();
        for (int rotation = 0; rotation < 3; rotation++) {
            // A file that begins in the same second with the same line is taken for the one before.
            now = now.plusSeconds(1);
            writeAlike();
            for (int step = 0; step < steps.length; step++) {
                happen(steps[step]);
                if ((looksAfter & 1 << step) != 0) {
                    now = now.plus(pause);
                    polls();
                    if (restarts) {
                        restart();
                        polls();
                    }
                }
            }
            writeAlike();
        }
        settle();

        assertThat(counted)
                .containsExactlyInAnyOrderElementsOf(WrittenRecord.in(folder.resolve("logs")).stream()
                        .map(record -> record.firstLine() + (record.ordinal() == 0 ? "" : " again " + record.ordinal()))
                        .toList());
        assertThat(gaps()).isZero();
    }

    private void writeAlike() {
        String date = DATE.format(now.truncatedTo(ChronoUnit.SECONDS));
        for (String text : List.of("failure", "failure", "write " + ++number)) {
            files.append(date + " [ERROR] [x] [y] - " + text + "\n");
        }
    }

    /** As threads that log at once do: each dates its record before it waits for the other's to be written. */
    @Test
    void equal_records_count_although_the_record_between_them_is_younger() throws IOException {
        start();
        String failure = DATE.format(now) + " [ERROR] [x] [y] - failure\n";
        files.append(failure + failure.replace(",000", ",001").replace("[x]", "[z]") + failure);
        polls();
        restart();
        settle();

        assertThat(counted).hasSize(3);
    }

    @ParameterizedTest(name = "{0}, {4}")
    @MethodSource("events")
    void a_log_is_read_whatever_happens_to_it(String what, Gap gap, String[] steps, String header, Looks when)
            throws IOException {
        files.append(header);
        begin();
        look(when);
        happen(steps);
        assertAllCounted(gap);
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("depwatch.rotations", 300));
    }

    /** Rotations, looks and kills in any order, and then one of the events. */
    @ParameterizedTest
    @MethodSource("seeds")
    void a_log_is_read_whatever_happened_to_it_before(long seed) throws IOException {
        // Seeds that differ by one would begin alike.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Object[] event = arguments(pick(random, EVENTS.lines().toList()), "", Looks.AFTERWARDS)
                .get();
        String[] steps = (String[]) event[2];
        Looks when = pick(random, List.of(Looks.values()));
        List<String> before = before(random);
        try {
            configure(pick(random, List.of(Configured.values())));
            files.append(pick(random, List.of("", HEADER)));
            begin();
            happen(before.toArray(String[]::new));
            happen("write", "write", "settle", pick(random, List.of("clean", "poll")));
            whole = new byte[0];
            look(when);
            happen(steps);
            assertAllCounted((Gap) event[1]);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "%s, write, write, settle, clean?, %s, looks %s"
                            .formatted(String.join(", ", before), String.join(",", steps), when),
                    e);
        }
    }

    private static List<String> before(Random random) {
        List<String> rotations =
                ROTATIONS.lines().filter(row -> !row.contains("keeps")).toList();
        String[] rotation = pick(random, rotations).split("\\|", -1)[2].split(",", -1);
        boolean isRenamed = rotation[0].strip().equals("rename")
                && !List.of(rotation).toString().contains("pack");
        List<String> looks = List.of("poll", "poll", "restart", "kill 2", "kill 20", "settle", "clock 2");
        List<String> steps = new ArrayList<>();
        int rotated = 0;
        for (int left = random.nextInt(14); left > 0; left--) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    if (rotated++ < 4) {
                        steps.add("write");
                        for (String step : rotation) {
                            steps.add(step.strip());
                            if (random.nextInt(3) == 0) {
                                steps.add(pick(random, looks));
                            }
                        }
                    }
                }
                case 3 -> steps.add("write");
                case 4 ->
                    steps.addAll(
                            List.of("half " + (1 + random.nextInt(60)), pick(random, looks.subList(0, 5)), "rest"));
                case 5 -> steps.add(isRenamed && rotated > 0 ? "late 1" : "write");
                default -> steps.add(pick(random, looks));
            }
        }
        return steps;
    }

    private static <T> T pick(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @ParameterizedTest
    @EnumSource
    void a_log_that_is_flushed_in_blocks_and_first_seen_empty_is_read(Looks when) throws IOException {
        files.append("");
        start();
        settle();
        look(when);
        for (int rotation = 0; rotation < 4; rotation++) {
            String text = record() + record() + record();
            files.append(text.substring(0, text.length() / 2));
            step();
            files.append(text.substring(text.length() / 2));
            happen("move .log -%d.log", "pack -%d.log -%d.log.gz", "remove -%d.log", "create");
        }
        happen("write");
        assertAllCounted(Gap.NO);
    }

    @Test
    void a_reader_that_is_behind_shows_it_and_loses_nothing_though_the_log_is_rotated_meanwhile() {
        start();
        write(200);
        for (int rotation = 0; rotation < 8; rotation++) {
            followed().read(5);
            assertThat(followed().backlog()).isPositive();
            files.rename();
            write(20);
        }
        settle();

        assertThat(followed().backlog()).isZero();
        assertThat(counted).containsExactlyElementsOf(written);
        assertThat(gaps()).isZero();
    }

    @Test
    void a_look_at_each_file_is_a_sign_of_life() {
        for (int number = 1; number <= 9; number++) {
            files.appendToBackup(number, "");
        }
        start();
        followed().poll();

        assertThat(followed().lifeSigns()).isEqualTo(9);
    }

    @Test
    void what_came_after_the_copy_and_was_read_before_the_truncation_is_no_gap() throws IOException {
        begin();
        happen("copy .log .log.1", "write");
        polls();
        happen("truncate", "write");
        assertAllCounted(Gap.NO);
    }

    @Test
    void a_truncated_log_that_goes_together_with_its_copy_between_two_looks_is_a_gap() throws IOException {
        begin();
        happen("copy .log .log.1", "write");
        polls();
        int read = written.size();
        happen("truncate", "write", "move .log.1 .log.2", "move .log .log.1");
        followed().poll();
        happen("remove .log.1", "remove .log.2");
        written.subList(read, written.size()).clear();
        write(2);
        assertAllCounted(Gap.YES);
    }

    @ParameterizedTest
    @EnumSource
    void following_begins_with_the_log_and_not_with_what_was_rotated_before(StartAt begin) throws IOException {
        startAt = begin;
        happen("write", "rename");
        written.clear();
        write(2);
        if (begin == StartAt.END) {
            written.clear();
        }
        start();
        polls();
        write(2);
        settle();
        stop();
        happen("write", "late 1");
        start();
        happen("rename", "write");
        assertAllCounted(Gap.NO);
    }

    @ParameterizedTest
    @EnumSource
    void a_log_that_comes_later_is_read_from_its_beginning(StartAt begin) throws IOException {
        startAt = begin;
        start();
        polls();
        assertThat(followed().trouble()).contains("no such file");
        write(2);
        assertAllCounted(Gap.NO);
        assertThat(followed().trouble()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# a header", "2026-11-", "2026-11-24 09:00:00,000 in the middle of a line"})
    void following_begins_at_the_end_of_a_log_without_a_whole_record(String text) throws IOException {
        startAt = StartAt.END;
        files.append(text);
        start();
        polls();
        files.append("\n");
        if (text.contains("line")) {
            written.add(text);
        }
        write(2);
        settle();
        restart();
        happen("rename", "write");
        assertAllCounted(Gap.NO);
    }

    @Test
    void a_record_is_complete_when_the_next_begins_or_nothing_comes_for_a_while() {
        start();
        files.append(record() + record());
        followed().poll();
        assertThat(counted).hasSize(1);
        now = now.plus(OpenFile.QUIET).minusMillis(1);
        followed().poll();
        assertThat(counted).hasSize(1);
        now = now.plusMillis(1);
        followed().poll();
        assertThat(counted).hasSize(2);
    }

    @Test
    void a_record_waits_for_the_end_of_a_line_that_has_begun() {
        start();
        files.append(record() + "Caused by: half");
        polls();
        now = now.plusSeconds(57);
        polls();
        assertThat(counted).isEmpty();
        now = now.plusSeconds(2);
        polls();
        assertThat(counted).hasSize(1);
    }

    @Test
    void half_a_line_at_the_end_of_a_renamed_log_counts_once_its_end_has_come() throws IOException {
        start();
        String text = record();
        int half = text.indexOf('\n') - 3;
        files.append(text.substring(0, half));
        polls();
        files.rename();
        write(1);
        settle();
        assertThat(counted).hasSize(1);
        files.appendToBackup(1, text.substring(half));
        assertAllCounted(Gap.NO);
    }

    @Test
    void a_renamed_log_is_closed_once_it_is_read() throws IOException {
        begin();
        happen("write", "rename", "write");
        settle();

        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(handles.map(FollowerTest::target).filter(file -> file.startsWith(folder.toString())))
                    .containsExactly(files.log().toString());
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    @Test
    void a_log_that_is_gone_for_a_minute_is_one_gap() throws IOException {
        begin();
        happen("truncate", "write");
        followed().poll();
        now = now.plus(ReadTable.PATIENCE).minusMillis(1);
        followed().poll();
        assertThat(gaps()).isZero();
        now = now.plusMillis(1);
        followed().poll();
        assertThat(gaps()).isEqualTo(1);
        assertAllCounted(Gap.YES);
    }

    @ParameterizedTest(name = "after {0} seconds")
    @CsvSource({"50, NO", "70, YES"})
    void a_log_that_comes_back_is_read(int seconds, Gap gap) throws IOException {
        begin();
        write(2);
        stop();
        happen("move .log away", "write");
        start();
        polls();
        now = now.plusSeconds(seconds);
        polls();
        happen("move away .log.1");
        assertAllCounted(gap);
    }

    @Test
    void a_chain_that_rotates_beyond_what_it_keeps_while_depwatch_is_down_is_a_gap() throws IOException {
        begin();
        stop();
        for (int rotation = 0; rotation < 12; rotation++) {
            happen("write", "rename");
        }
        written.subList(3, 7).clear();
        start();
        happen("write");
        assertAllCounted(Gap.YES);
    }

    @Test
    void files_are_read_in_the_order_of_their_first_records_whenever_they_were_changed() throws IOException {
        begin();
        stop();
        happen("write", "rename", "write", "rename", "write");
        Files.setLastModifiedTime(files.backup(2), FileTime.from(Instant.now().plusSeconds(60)));
        start();
        settle();

        assertThat(counted).containsExactlyElementsOf(written);
    }

    @Test
    void an_empty_log_that_is_gone_together_with_the_file_before_it_is_a_gap() throws IOException {
        begin();
        happen("rename", "create");
        settle();
        stop();
        happen("write", "rename", "remove .log.1", "remove .log.2");
        start();
        happen("write");
        assertAllCounted(Gap.YES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip cut in its header", "gzip cut in its end", "\u00fd7zXZ\0", "BZh91AY"})
    void a_packed_file_that_cannot_be_read_is_a_gap_if_it_was_not_read_to_its_end(String packed) throws IOException {
        begin();
        happen("trace", "write", "rename", "write");
        settle();
        packUnreadably(packed);
        settle();
        packUnreadably(packed);
        happen("remove .log.1");
        assertAllCounted(Gap.NO);

        stop();
        happen("write", "trace", "write", "rename", "write");
        packUnreadably(packed);
        happen("move .log.1 away");
        start();
        settle();
        assertThat(gaps()).isEqualTo(1);
        happen("move away .log.unpacked");
        assertAllCounted(Gap.YES);
    }

    private void packUnreadably(String how) throws IOException {
        byte[] gzip = packed(Files.readAllBytes(files.backup(1)));
        Files.write(
                files.packed(1),
                switch (how) {
                    case "gzip cut in its header" -> Arrays.copyOf(gzip, 12);
                    case "gzip cut in its end" -> Arrays.copyOf(gzip, gzip.length - 12);
                    default -> how.getBytes(StandardCharsets.ISO_8859_1);
                });
    }

    @Test
    void a_packed_file_that_nobody_could_read_to_its_end_is_a_gap() throws IOException {
        begin();
        stop();
        happen("rename", "clock 1", "write", "trace", "write", "rename");
        packUnreadably("gzip cut in its end");
        happen("remove .log.1", "clock 1", "write");
        start();
        assertAllCounted(Gap.YES);
    }

    @ParameterizedTest
    @ValueSource(strings = {".log.other", "-node1.log", "-node1.log.1", "-node1-1.log.gz", "10.log", "10.log.1"})
    void a_file_of_another_log_is_not_read(String name) throws IOException {
        neighbours = List.of(beside("-node1.log"), beside(".log.other"));
        begin();
        Files.writeString(beside(name), record());
        written.remove(written.size() - 1);
        settle();
        restart();
        happen("write");
        assertAllCounted(Gap.NO);
    }

    @Test
    void a_file_of_before_the_first_start_that_is_away_for_a_moment_is_not_read() throws IOException {
        happen("write", "rename");
        written.clear();
        begin();
        happen("move .log.1 away");
        polls();
        happen("move away .log.1");
        assertAllCounted(Gap.NO);
    }

    @ParameterizedTest
    @ValueSource(strings = {".log", ".log.1"})
    void a_file_is_read_once_its_permissions_are_mended(String file) throws IOException {
        begin();
        stop();
        happen("write", "rename", "write");
        Files.setPosixFilePermissions(beside(file), PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(beside(file)))
                .as("root may read everything")
                .isFalse();
        start();
        polls();
        Files.setPosixFilePermissions(beside(file), PosixFilePermissions.fromString("rw-------"));
        assertAllCounted(Gap.NO);
        assertThat(followed().trouble()).isEmpty();
    }

    @Test
    void a_file_that_is_rotated_before_its_permissions_are_mended_is_a_gap() throws IOException {
        begin();
        happen("rename", "clock 1", "write");
        Files.setLastModifiedTime(files.log(), FileTime.from(now));
        Files.setPosixFilePermissions(files.log(), PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(files.log())).as("root may read everything").isFalse();
        polls();
        happen("rename", "clock 1", "write");
        assertAllCounted(Gap.YES);
    }

    /** As rsync does. */
    @Test
    void a_log_that_a_mirror_writes_anew_at_each_sync_is_read_anew_once() throws IOException {
        begin();
        happen("trace", "write");
        settle();
        long read = followed().bytes();
        for (int sync = 0; sync < 9; sync++) {
            happen("copy .log away");
            Files.writeString(beside("away"), record(), StandardOpenOption.APPEND);
            happen("move away .log");
            polls();
        }
        assertThat(followed().bytes()).isLessThan(2 * read + 10_000);
        assertAllCounted(Gap.NO);
    }

    @Test
    void of_thousands_of_files_the_newest_thousand_are_read() throws IOException {
        begin();
        stop();
        for (int file = 0; file < 1103; file++) {
            // An empty file counts like any other, and takes no time to read.
            files.append(file < 120 ? record() : "");
            Files.setLastModifiedTime(files.log(), FileTime.from(now.plusSeconds(file)));
            happen("move .log -" + file + ".log");
        }
        written.subList(0, 106).clear();
        counted.clear();
        start();
        happen("write");
        settle();

        assertThat(counted).containsExactlyElementsOf(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAMFSoftwareServer.log.latest", "nowhere"})
    void a_link_that_leads_nowhere_hides_no_file(String target) throws IOException {
        Files.createSymbolicLink(beside(".log.latest"), Path.of(target));
        begin();
        happen("write", "rename", "write");
        assertAllCounted(Gap.NO);
    }

    @Test
    void a_folder_in_place_of_the_log_is_reported() throws IOException {
        Files.createDirectory(files.log());
        start();
        polls();

        assertThat(followed().trouble()).contains("is not a regular file");
    }

    // depwatch.

    private void configure(Configured path) throws IOException {
        Path log = files.log();
        Path links = Files.createDirectories(folder.resolve("links"));
        Path link = links.resolve("jamf.log");
        Path linkBeside = log.resolveSibling("jamf.log");
        configured = switch (path) {
            case THE_LOG -> log;
            case AN_ABSOLUTE_LINK -> Files.createSymbolicLink(link, log);
            case A_RELATIVE_LINK ->
                Files.createSymbolicLink(
                        link, Objects.requireNonNull(link.getParent()).relativize(log));
            case A_LINK_BESIDE_IT -> Files.createSymbolicLink(linkBeside, log.getFileName());
            case A_LINK_TO_A_LINK -> Files.createSymbolicLink(link, Files.createSymbolicLink(linkBeside, log));
            case A_LINKED_FOLDER ->
                Files.createSymbolicLink(folder.resolve("linked"), log.getParent())
                        .resolve(log.getFileName());
        };
    }

    private void start() {
        followed = new FollowedLog(
                configured, neighbours, ZoneOffset.UTC, startAt, saved, this::take, this::save, () -> now);
    }

    private void restart() {
        stop();
        start();
    }

    private void begin() {
        start();
        write(3);
        settle();
    }

    private void look(Looks when) {
        looks = when;
        if (when == Looks.RESTARTED_AFTERWARDS) {
            stop();
        }
    }

    private void take(LogRecord record, int ordinal, Supplier<Position> end) {
        counted.add(record.firstLine() + (ordinal == 0 ? "" : " again " + ordinal));
        save(end.get());
    }

    private void save(Position end) {
        saved = Optional.of(end);
        saves.add(new Save(end, counted.size()));
    }

    /** Nothing remains of the newest saves, nor of what was counted since. */
    private void kill(int lost) {
        saves.subList(Math.max(1, saves.size() - lost), saves.size()).clear();
        Save newest = saves.get(saves.size() - 1);
        saved = Optional.of(newest.position());
        counted.retainAll(List.copyOf(counted).subList(0, newest.counted()));
        restart();
    }

    private void step() {
        if (looks == Looks.RESTARTED_AT_EACH_STEP) {
            restart();
        }
        if (looks == Looks.AT_EACH_STEP || looks == Looks.RESTARTED_AT_EACH_STEP) {
            polls();
        }
    }

    private void polls() {
        for (int poll = 0; poll < 4; poll++) {
            now = now.plusMillis(250);
            followed().poll();
        }
    }

    private void settle() {
        polls();
        now = now.plus(ReadTable.PATIENCE);
        polls();
    }

    private int gaps() {
        return gaps + followed().gaps();
    }

    /** All but what is gone; and a gap is counted once if something is gone, or may be. */
    private void assertAllCounted(Gap asked) throws IOException {
        boolean isDown = looks == Looks.RESTARTED_AFTERWARDS || looks == Looks.RESTARTED_AT_EACH_STEP;
        Gap gap = asked != Gap.DOWN ? asked : isDown ? Gap.YES : Gap.NO;
        if (looks == Looks.RESTARTED_AFTERWARDS) {
            start();
        }
        looks = Looks.AFTERWARDS;
        settle();
        if (gap == Gap.YES) {
            assertThat(written).containsAll(counted);
            assertThat(counted)
                    .containsAll(linesFrom(0)
                            .map(line -> line.replace("\0", ""))
                            .filter(line -> line.startsWith("20"))
                            .toList());
        } else {
            assertThat(counted).containsExactlyInAnyOrderElementsOf(written);
        }
        int before = gaps();
        assertThat(before).as("gaps").isBetween(gap == Gap.YES ? 1 : 0, gap == Gap.NO ? 0 : 1);
        restart();
        settle();
        assertThat(gaps()).as("gaps after a restart").isEqualTo(before);
    }

    // What happens to the log.

    /** The next record. */
    private String record() {
        number++;
        String line = "%s [ERROR] [duledPool-8] [ntInstanceSyncCommService] - failure %d"
                .formatted(DATE.format(now.plusMillis(number)), number);
        written.add(line);
        return line + "\n\tat com.jamfsoftware.Some.method(Some.java:1)\n";
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            files.append(record());
        }
    }

    private Path beside(String end) {
        return end.equals("away") ? folder.resolve(end) : files.log().resolveSibling("JAMFSoftwareServer" + end);
    }

    private void happen(String... steps) throws IOException {
        for (String step : steps) {
            String[] words = step.strip().replace("%d", "" + number).split(" ", -1);
            play(words[0], words.length > 1 ? words[1] : "", words.length > 2 ? words[2] : "");
            step();
        }
    }

    /** @param what a number, or how the name of a file ends */
    private void play(String verb, String what, String to) throws IOException {
        Path log = files.log();
        switch (verb) {
            case "write" -> write(2);
            case "late" -> files.appendToBackup(Integer.parseInt(what), record());
            case "poll" -> polls();
            case "settle" -> settle();
            case "restart" -> restart();
            case "kill" -> kill(Integer.parseInt(what));
            case "half" -> {
                rest = record();
                int half = Math.min(rest.length() - 1, Integer.parseInt(what));
                files.append(rest.substring(0, half));
                rest = rest.substring(half);
            }
            case "rest" -> files.append(rest);
            case "repeat" -> files.append(written.get(written.size() - 1) + "\n");
            case "equal" -> writeEqual(Integer.parseInt(what));
            // Longer than what is read at once: a file that is cut in its end has a beginning.
            case "trace" -> files.append("\tat com.jamfsoftware.Some.method(Some.java:1)\n".repeat(5000));
            case "hole" -> files.append("\0".repeat(whole.length));
            case "half-a-date" -> files.append("2026-11-");
            case "rest-of-date" -> {
                files.append("24 12:00:00,000 a new one\n");
                written.add("2026-11-24 12:00:00,000 a new one");
            }
            case "create" -> files.append("");
            case "clock" -> now = now.plus(Duration.ofMinutes(Integer.parseInt(what)));
            case "rename" -> files.rename();
            case "begin-copy" ->
                files.renameBackupsAndBeginCopy(Files.readString(log).substring(0, 50));
            case "copy-truncate" -> {
                whole = Files.readAllBytes(log);
                files.renameBackupsCopyAndTruncate();
            }
            case "truncate" -> {
                whole = Files.readAllBytes(log);
                files.truncate();
            }
            case "move" -> Files.move(beside(what), beside(to), StandardCopyOption.REPLACE_EXISTING);
            case "copy" -> Files.copy(beside(what), beside(to), StandardCopyOption.REPLACE_EXISTING);
            case "link" -> Files.createLink(beside(to), beside(what));
            case "remove" -> Files.deleteIfExists(beside(what));
            case "folder-away" -> Files.move(log.getParent(), beside("away"));
            case "folder-back" -> Files.move(beside("away"), log.getParent());
            case "pack", "half-pack" -> {
                if (Files.exists(beside(what))) {
                    byte[] packed = packed(Files.readAllBytes(beside(what)));
                    Files.write(beside(to), Arrays.copyOf(packed, packed.length / (verb.equals("pack") ? 1 : 2)));
                }
            }
            case "archive" -> archive(Files.readAllBytes(log));
            case "pack-onto-archive" -> archive(packed(Files.readAllBytes(log)));
            case "extract" ->
                Files.write(beside(".dep.log"), List.of(written.get(Integer.parseInt(what)), written.get(2)));
            case "edit" ->
                Files.write(
                        log,
                        linesFrom(0)
                                .filter(line -> !line.equals(written.get(1)))
                                .toList());
            case "trim" -> {
                List<String> kept = linesFrom(-2 * Integer.parseInt(what)).toList();
                Files.delete(log);
                Files.write(log, kept);
            }
            case "trim-in-place" ->
                Files.write(log, linesFrom(-2 * Integer.parseInt(what)).toList());
            case "clean" -> {
                try (Stream<Path> all = Files.list(log.getParent())) {
                    for (Path each : all.filter(file -> !file.equals(log) && !Files.isSymbolicLink(file))
                            .toList()) {
                        Files.delete(each);
                    }
                }
            }
            case "shorten" -> {
                whole = whole.length == 0 ? Files.readAllBytes(log) : whole;
                Files.write(log, Arrays.copyOf(whole, Math.min(whole.length, Integer.parseInt(what))));
            }
            case "rotate-all" -> rotateAll();
            default -> throw new IllegalArgumentException(verb);
        }
    }

    private void writeEqual(int count) {
        String record = record();
        files.append(record.repeat(count));
        String line = written.get(written.size() - 1);
        for (int ordinal = 1; ordinal < count; ordinal++) {
            written.add(line + " again " + ordinal);
        }
    }

    private Stream<String> linesFrom(int place) throws IOException {
        List<String> lines = Files.readAllLines(files.log());
        return lines.subList(place < 0 ? lines.size() + place : place, lines.size()).stream();
    }

    /** What {@code logs/*} does: it puts away once more what it put away. */
    private void rotateAll() throws IOException {
        try (Stream<Path> all = Files.list(files.log().getParent())) {
            for (Path each :
                    all.filter(file -> !Files.isSymbolicLink(file)).sorted().toList()) {
                for (int place = 3; place >= 0; place--) {
                    Path older = each.resolveSibling(each.getFileName() + (place == 0 ? "" : "." + place));
                    if (Files.exists(older)) {
                        Files.move(older, each.resolveSibling(each.getFileName() + "." + (place + 1)));
                    }
                }
                Files.createFile(each);
                step();
            }
        }
    }

    private void archive(byte[] bytes) throws IOException {
        Files.write(beside(".log.archive"), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static byte[] packed(byte[] text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        }
        return packed.toByteArray();
    }
}
