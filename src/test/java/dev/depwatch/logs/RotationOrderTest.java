package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** In which order the files beside a log were written. */
class RotationOrderTest {
    private static final LocalDateTime UNKNOWN = LocalDateTime.MIN;
    private static final RotationOrder ORDER = new RotationOrder(ZoneId.of("Europe/Zurich"));

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void generations_are_put_in_the_order_in_which_they_were_written(String rule, List<RotatedFile> inOrder) {
        RotatedFile live = file("x.log", date("2026-11-24T12:00:00"), 100);
        List<RotatedFile> shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(1));

        List<RotatedFile> ordered = ORDER.of(shuffled, live, rotated -> false);

        assertThat(ordered)
                .startsWith(inOrder.toArray(RotatedFile[]::new))
                .last()
                .isEqualTo(live);
    }

    private static Stream<Arguments> rows() {
        LocalDateTime ten = date("2026-11-24T10:00:00");
        LocalDateTime eleven = date("2026-11-24T11:00:00");
        LocalDateTime repeated = date("2026-10-25T02:50:00");
        LocalDateTime repeatedAgain = date("2026-10-25T02:10:00");
        return Stream.of(
                arguments(
                        "log4j 1 and logrotate number the newest with 1",
                        List.of(file("x.log.2", ten, 10), file("x.log.1", eleven, 20))),
                arguments(
                        "log4j2 numbers the newest highest",
                        List.of(file("x-1.log", ten, 10), file("x-2.log", eleven, 20))),
                arguments("ten comes after nine", List.of(file("x-9.log", ten, 10), file("x-10.log", eleven, 20))),
                arguments("dates grow", List.of(file("x.log-20261123", ten, 10), file("x.log-20261124", eleven, 20))),
                arguments(
                        "dates grow over the end of a month",
                        List.of(file("x.log.2026-10-31", ten, 10), file("x.log.2026-11-01", eleven, 20))),
                arguments(
                        "a packed file keeps the place that it had unpacked",
                        List.of(file("x.log.3.gz", ten, 10), file("x.log.2", ten, 20), file("x.log.1", eleven, 30))),
                arguments(
                        "a file packed after its successor was written is still older",
                        List.of(file("x.log.2.gz", ten, 50), file("x.log.1", eleven, 20))),
                arguments(
                        "a file that a late writer changed is still older",
                        List.of(file("x-1.log", ten, 50), file("x-2.log", eleven, 20))),
                arguments(
                        "in the repeated hour the last change decides",
                        List.of(file("x-1.log", repeated, 10), file("x-2.log", repeatedAgain, 20))),
                arguments(
                        "files rotated within one tick have the numbers of log4j 1 if nothing else decides",
                        List.of(file("x.log.2", ten, 10), file("x.log.1", ten, 10))),
                arguments(
                        "dates grow although an empty file got its first lines from a late writer",
                        List.of(file("x.log-20261123", eleven, 20), file("x.log-20261124", ten, 10))),
                arguments(
                        "dates grow even if nothing else decides",
                        List.of(file("x.log-20261123", ten, 10), file("x.log-20261124", ten, 10))),
                arguments(
                        "an empty file has the place of its number",
                        List.of(file("x.log.3", ten, 10), file("x.log.2", UNKNOWN, 20), file("x.log.1", eleven, 30))),
                arguments(
                        "files of an earlier rule come first",
                        List.of(
                                file("x.log.2", ten, 10),
                                file("x.log.1", ten.plusMinutes(1), 20),
                                file("x-20261124.log", eleven, 30))));
    }

    @Test
    void an_empty_file_that_was_packed_does_not_count_as_one_that_was_not_there_before() {
        RotatedFile packed = file("x-1.log.gz", UNKNOWN, 10);
        RotatedFile empty = file("x-2.log", UNKNOWN, 10);
        RotatedFile newest = file("x-3.log", date("2026-11-24T10:00:00"), 10);
        RotatedFile live = file("x.log", date("2026-11-24T12:00:00"), 100);

        List<RotatedFile> ordered = ORDER.of(List.of(newest, packed, empty), live, empty::equals);

        assertThat(ordered).containsExactly(packed, empty, newest, live);
    }

    /** The tests run with another host's zone, in which no hour of that night comes twice. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "in the repeated hour nobody knows,         2026-10-25T02:10:00,     2026-10-25T02:50:00, false",
        "the hour after it is unique,               2026-10-25T03:10:00,     2026-10-25T03:50:00, true",
        "in the zone of the host it is unique,      2026-04-05T02:50:00,     2026-04-05T03:30:00, true",
        "two threads may swap their first records,  2026-11-24T09:59:59.500, 2026-11-24T10:00:00, false"
    })
    void a_file_with_an_earlier_date_is_older_if_the_date_comes_once_in_the_zone_of_the_log(
            String what, LocalDateTime first, LocalDateTime second, boolean older) {
        assertThat(ORDER.isBefore(first, second)).isEqualTo(older);
        assertThat(ORDER.isBefore(second, first)).isFalse();
    }

    /** @param inOrder the file that was read, or x.log.bak if that is there, and those around it */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "copied by hand before a rotation that kept one file,             true,  x.log.bak x.log.1",
        "copied by hand before rotations that kept two files,             true,  x.log.bak x-1.log x-2.log",
        "archived by hand and emptied before a rotation,                  true,  x.log.archive x.log-20261124",
        "copied by hand while the file after it was read before,          false, x.log.2 x.log.bak x.log.1",
        "logrotate renamed it,                                            false, x.log.2 x.log.1",
        "logrotate or log4j2 packed it,                                   false, x.log.2.gz x.log.1",
        "logrotate or log4j2 packs the next one,                          false, x.log.2.gz x.log.1 x.log.1.gz",
        "logrotate packs it a rotation later,                             false, x.log.2.gz x.log.1",
        "log4j2 numbers upwards and packs,                                false, x-1.log.gz x-2.log",
        "log4j2 names the day and the number,                             false, x-2026-11-23-4.log.gz x-2026-11-24-1.log",
        "logrotate names the day and the second,                          false, x.log-20261123-1795449599 x.log-20261124-1795449600",
        "copied by hand twice,                                            false, x.log.bak x.log.before-upgrade"
    })
    void a_rotation_may_have_deleted_files_after_one_that_it_does_not_name(String what, boolean may, String inOrder) {
        List<String> names = List.of(inOrder.split(" "));
        List<RotatedFile> files = new ArrayList<>();
        for (String name : names) {
            files.add(file(name, date("2026-11-24T10:00:00").plusMinutes(files.size()), files.size()));
        }
        int read = Math.max(0, names.indexOf("x.log.bak"));

        assertThat(RotationOrder.mayHaveDeletedBetween(files.get(read), files.get(read + 1), files))
                .isEqualTo(may);
    }

    private static LocalDateTime date(String text) {
        return LocalDateTime.parse(text);
    }

    private static RotatedFile file(String name, LocalDateTime firstDate, long modified) {
        return new RotatedFile(
                Path.of("/logs").resolve(name),
                name,
                FileTime.from(Instant.ofEpochSecond(modified)),
                100,
                name.endsWith(".gz"),
                "",
                firstDate);
    }
}
