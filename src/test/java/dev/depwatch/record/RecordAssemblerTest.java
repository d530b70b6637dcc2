package dev.depwatch.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordAssemblerTest {
    private static final String FIRST =
            "2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - first";
    private static final String SECOND =
            "2026-11-24 22:32:44,000 [INFO ] [duledPool-8] [ntInstanceSyncCommService] - second";

    private final RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, Accept.DATED);

    @Test
    void a_record_is_completed_by_the_next_header_and_ends_where_its_own_lines_end() {
        assertThat(assembler.line(FIRST, 100)).isEmpty();
        assertThat(assembler.line("\tat some.Frame", 200)).isEmpty();
        assertThat(assembler.line("Caused by: java.io.IOException", 300)).isEmpty();

        Completed completed = assembler.line(SECOND, 400).orElseThrow();

        assertThat(completed.end()).isEqualTo(300);
        LogRecord record = completed.record().orElseThrow();
        assertThat(record.firstLine()).isEqualTo(FIRST);
        assertThat(record.continuation()).isEqualTo("\tat some.Frame\nCaused by: java.io.IOException");
        assertThat(record.loggedAt()).isEqualTo(Instant.parse("2026-11-24T22:32:43.697Z"));
    }

    @Test
    void a_quiet_log_completes_its_last_record_once() {
        assembler.line(FIRST, 100);

        assertThat(assembler.isOpen()).isTrue();
        assertThat(assembler.finish()).map(Completed::end).contains(100L);
        assertThat(assembler.isOpen()).isFalse();
        assertThat(assembler.finish()).isEmpty();
    }

    @Test
    void lines_before_the_first_header_and_after_a_quiet_completion_are_stray_and_move_the_position() {
        assertThat(assembler.line("\tat some.Frame", 50)).contains(new Completed(Optional.empty(), 50));
        assembler.line(FIRST, 150);
        assembler.finish();

        assertThat(assembler.line("\tat late.Frame", 200)).contains(new Completed(Optional.empty(), 200));
        assertThat(assembler.line(SECOND, 300)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-24",
                "2026-13-45 22:32:43,697 [ERROR] [a] [b] - c",
                "2026-02-29 22:32:43,697 [ERROR] [a] [b] - c",
                "0000-01-01 22:32:43,697 [ERROR] [a] [b] - c",
                "2026-11-24 24:00:00,000 [ERROR] [a] [b] - c",
                "2026-11-24 22:60:43,697 [ERROR] [a] [b] - c",
                "2026-11-24 22:32:61,697 [ERROR] [a] [b] - c",
                "2026-11-24 22:32:433 [ERROR] [a] [b] - c",
                "2026-11-24_22:32:43,697 [ERROR] [a] [b] - c",
                "٢٠٢٦-١١-٢٤ ٢٢:٣٢:٤٣ [ERROR] [a] [b] - c",
                " 2026-11-24 22:32:43,697 [ERROR] [a] [b] - c",
                "[[2026-11-24 22:32:43,697] [ERROR] [a] [b] - c",
                "[ 2026-11-24 22:32:43,697] [ERROR] [a] [b] - c",
                "[2026-11-24 22:32:433] [ERROR] [a] [b] - c",
                "2026-11/24 22:32:43,697 [ERROR] [a] [b] - c",
                "2026 11 24 22:32:43,697 [ERROR] [a] [b] - c",
                "11/24/2026 22:32:43,697 [ERROR] [a] [b] - c",
                "24-11-2026 22:32:43,697 [ERROR] [a] [b] - c",
                "11.24.2026 22:32:43,697 [ERROR] [a] [b] - c",
                "31.02.2026 22:32:43,697 [ERROR] [a] [b] - c",
                "[",
                "12:01:10 [ntInstanceSyncCommService] - excerpt",
            })
    void what_does_not_start_with_a_date_belongs_to_the_record_before(String line) {
        assembler.line(FIRST, 100);

        assertThat(assembler.line(line, 200)).isEmpty();
        assertThat(assembler.finish().orElseThrow().record().orElseThrow().continuation())
                .isEqualTo(line);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            no fraction~2026-11-24 22:32:43 x~2026-11-24T21:32:43Z
            a comma~2026-11-24 22:32:43,697 x~2026-11-24T21:32:43.697Z
            a point~2026-11-24 22:32:43.697 x~2026-11-24T21:32:43.697Z
            a colon before the milliseconds~2026-11-24 22:32:43:697 x~2026-11-24T21:32:43.697Z
            strokes~2026/11/24 22:32:43,697 x~2026-11-24T21:32:43.697Z
            points~2026.11.24 22:32:43,697 x~2026-11-24T21:32:43.697Z
            the day first~24.11.2026 22:32:43,697 x~2026-11-24T21:32:43.697Z
            a bracket~[2026-11-24 22:32:43,697] x~2026-11-24T21:32:43.697Z
            a bracket around date and zone~(24.11.2026T22:32:43 UTC) x~2026-11-24T22:32:43Z
            a bracket around more than the date~<2026/11/24 22:32:43 +0500 x>~2026-11-24T17:32:43Z
            microseconds~2026-11-24T22:32:43.697123 x~2026-11-24T21:32:43.697123Z
            more digits than there are nanoseconds~2026-11-24T22:32:43.1234567891 x~2026-11-24T21:32:43.123456789Z
            Z~2026-11-24T22:32:43.697Z x~2026-11-24T22:32:43.697Z
            UTC~2026-11-24 22:32:43,697 UTC x~2026-11-24T22:32:43.697Z
            an offset with a colon~2026-11-24 22:32:43,697+05:30 x~2026-11-24T17:02:43.697Z
            an offset without~2026-11-24 22:32:43,697 -0500 x~2026-11-25T03:32:43.697Z
            an offset of hours~2026-11-24 22:32:43,697+05 x~2026-11-24T17:32:43.697Z
            an offset of a name~2026-11-24 22:32:43,697 GMT+05:30 x~2026-11-24T17:02:43.697Z
            a name with several meanings: the zone of the log~2026-11-24 22:32:43,697 CST x~2026-11-24T21:32:43.697Z
            an offset that is none~2026-11-24 22:32:43,697 +99:00 x~2026-11-24T21:32:43.697Z
            a word that only begins like UTC~2026-11-24 22:32:43,697 UTCServlet x~2026-11-24T21:32:43.697Z
            a dash that is none of an offset~2026-11-24 22:32:43 - 12 x~2026-11-24T21:32:43Z
            """)
    void the_time_is_read_in_the_logs_zone_unless_it_states_one(String rule, String line, Instant expected) {
        RecordAssembler zurich = new RecordAssembler(ZoneId.of("Europe/Zurich"), Accept.DATED);

        zurich.line(line, 100);

        assertThat(zurich.finish().orElseThrow().record().orElseThrow().loggedAt())
                .isEqualTo(expected);
    }

    @Test
    void a_record_of_ten_thousand_lines_keeps_its_beginning_its_causes_and_its_end() {
        assembler.line(FIRST, 0);
        String frame = "\tat " + "f".repeat(96);
        for (int line = 1; line <= 10_000; line++) {
            assembler.line(frame, line * 101L);
        }
        // As below a suppressed exception.
        assembler.line("\tCaused by: java.net.SocketTimeoutException: Read timed out", 2_000_000);

        Completed completed = assembler.line(SECOND, 2_000_100).orElseThrow();

        LogRecord record = completed.record().orElseThrow();
        assertThat(completed.end()).isEqualTo(2_000_000);
        assertThat(record.firstLine().length() + record.continuation().length())
                .isLessThan(RecordAssembler.MAX_KEPT + 10_000);
        assertThat(record.continuation()).endsWith("\nCaused by: java.net.SocketTimeoutException: Read timed out");
    }

    @Test
    void a_cause_at_the_end_of_what_is_kept_is_not_cut_in_its_name() {
        String cause = "Caused by: java.net.SocketTimeoutException: Read timed out";
        for (int room = 0; room <= cause.length(); room++) {
            assembler.line(FIRST, 0);
            assembler.line("x".repeat(RecordAssembler.MAX_KEPT - FIRST.length() - 2 - room), 1);
            assembler.line(cause, 2);

            LogRecord record = assembler.finish().orElseThrow().record().orElseThrow();

            assertThat(record.continuation()).as("room %d", room).endsWith("x\n" + cause);
        }
    }

    @Test
    void causes_beyond_what_is_kept_are_bounded_too() {
        assembler.line(FIRST, 0);
        for (int line = 1; line <= 10_000; line++) {
            assembler.line("Caused by: " + "x".repeat(1000), line);
        }

        LogRecord record = assembler.finish().orElseThrow().record().orElseThrow();

        assertThat(record.firstLine().length() + record.continuation().length())
                .isLessThan(RecordAssembler.MAX_KEPT + 10_000);
    }

    @Test
    void what_is_kept_does_not_end_in_half_a_character() {
        assembler.line(FIRST, 0);
        assembler.line("x" + "\ud83d\ude00".repeat(RecordAssembler.MAX_KEPT), 1);
        LogRecord even = assembler.finish().orElseThrow().record().orElseThrow();
        assembler.line(FIRST, 2);
        assembler.line("\ud83d\ude00".repeat(RecordAssembler.MAX_KEPT), 3);
        LogRecord odd = assembler.finish().orElseThrow().record().orElseThrow();

        assertThat(even.continuation()).endsWith("\ud83d\ude00");
        assertThat(odd.continuation()).endsWith("\ud83d\ude00");
    }

    @Test
    void an_excerpt_without_dates_is_read_only_on_request() {
        RecordAssembler excerpts = new RecordAssembler(ZoneId.of("Europe/Zurich"), Accept.DATED_OR_SHORT);
        excerpts.line("12:01:10 [ntInstanceSyncCommService] - excerpt", 1);

        LogRecord record =
                excerpts.line("11:15:52 []", 2).orElseThrow().record().orElseThrow();

        assertThat(record.layout()).isEqualTo(Layout.SHORT);
        assertThat(record.loggedAt()).isEqualTo(Instant.parse("1970-01-01T11:01:10Z"));
        assertThat(record.classFields())
                .extracting(ClassField::name, record::messageAfter)
                .containsExactly(tuple("ntInstanceSyncCommService", "excerpt"));
    }

    @Test
    void an_excerpt_inside_a_log_with_dates_is_text_of_its_record() {
        RecordAssembler excerpts = new RecordAssembler(ZoneOffset.UTC, Accept.DATED_OR_SHORT);
        excerpts.line(FIRST, 1);

        assertThat(excerpts.line("12:01:10 [ntInstanceSyncCommService] - excerpt", 2))
                .isEmpty();
        excerpts.finish();
        assertThat(excerpts.line("12:01:10 [ntInstanceSyncCommService] - excerpt", 3))
                .map(Completed::record)
                .contains(Optional.empty());
    }
}
