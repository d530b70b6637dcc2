package dev.depwatch.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import dev.depwatch.record.RecordAssembler.Accept;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which field of a line names its class, and what is its message. */
class RecordLayoutTest {
    private static final String CLASS = "DeviceEnrollmentInstanceSyncCommService";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            form A~SPACED~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            form A with brackets in the thread's name~SPACED~2026-11-24 22:32:43,697 [ERROR] [] [Class] -] [ntInstanceSyncCommService] - Message: it - is
            form B~ISO~2026-11-24T22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            form C~CONTAINER~2026-11-24 22:32:43 ERROR DeviceEnrollmentInstanceSyncCommService: - Message: it - is
            form C with a line number~CONTAINER~2026-11-24 22:32:43 WARN  DeviceEnrollmentInstanceSyncCommService:123 - Message: it - is
            a zone in the date~EDITED~2026-11-24 22:32:43,697+01:00 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            a named zone in the date~EDITED~2026-11-24 22:32:43,697 CET [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            another separator before the milliseconds~EDITED~2026-11-24 22:32:43.697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            another separator in the date~EDITED~2026/11/24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            the day first~EDITED~24.11.2026 22:32:43 ERROR ntInstanceSyncCommService: - Message: it - is
            the date in a bracket~EDITED~[2026-11-24 22:32:43,697] [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            date and zone in a bracket~EDITED~<24.11.2026 22:32:43:697 CET> <ERROR> <duledPool-8> <ntInstanceSyncCommService> Message: it - is
            another logger's level~EDITED~2026-11-24 22:32:43,697 [SEVERE] [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            other widths~EDITED~2026-11-24 22:32:43,697 [ERROR] [ScheduledPool-8] [ntInstanceSyncCommService ] - Message: it - is
            the class not cut~EDITED~2026-11-24 22:32:43,697 [ERROR] [ScheduledPool-8] [com.jamfsoftware.DeviceEnrollmentInstanceSyncCommService] - Message: it - is
            the class with its line~EDITED~2026-11-24 22:32:43,697 [ERROR] [DeviceEnrollmentInstanceSyncCommService:88] - Message: it - is
            no thread~EDITED~2026-11-24 22:32:43,697 [ERROR] [ntInstanceSyncCommService] - Message: it - is
            the class first~EDITED~2026-11-24 22:32:43,697 [ntInstanceSyncCommService] [duledPool-8] [ERROR] - Message: it - is
            round brackets~EDITED~2026-11-24 22:32:43,697 (ERROR) (duledPool-8) (ntInstanceSyncCommService) - Message: it - is
            brackets without a dash~EDITED~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] Message: it - is
            brackets and a colon~EDITED~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService]: Message: it - is
            bars~EDITED~2026-11-24 22:32:43,697 | ERROR | duledPool-8 | ntInstanceSyncCommService | Message: it - is
            bars without blanks~EDITED~2026-11-24 22:32:43,697|ERROR|duledPool-8|ntInstanceSyncCommService|Message: it - is
            a bare level~EDITED~2026-11-24 22:32:43,697 ERROR [duledPool-8] [ntInstanceSyncCommService] - Message: it - is
            a bare class and a dash~EDITED~2026-11-24 22:32:43,697 ERROR [duledPool-8] ntInstanceSyncCommService - Message: it - is
            a bare class and a colon~EDITED~2026-11-24 22:32:43,697 [duledPool-8] ERROR ntInstanceSyncCommService: Message: it - is
            a bare class and nothing~EDITED~2026-11-24 22:32:43,697 [duledPool-8] ERROR ntInstanceSyncCommService Message: it - is
            a bare thread~EDITED~2026-11-24 22:32:43,697 ERROR duledPool-8 ntInstanceSyncCommService - Message: it - is
            a bare thread before brackets~EDITED~2026-11-24 22:32:43,697 ERROR duledPool-8 [ntInstanceSyncCommService] - Message: it - is
            level and class alone~EDITED~2026-11-24 22:32:43,697 ERROR ntInstanceSyncCommService Message: it - is
            Spring's layout~EDITED~2026-11-24 22:32:43.697  ERROR 4711 --- [duledPool-8] c.j.j.s.DeviceEnrollmentInstanceSyncCommService   : Message: it - is
            form C with milliseconds~EDITED~2026-11-24 22:32:43,697 ERROR DeviceEnrollmentInstanceSyncCommService:123 - Message: it - is
            form C with a T~EDITED~2026-11-24T22:32:43 ERROR DeviceEnrollmentInstanceSyncCommService: - Message: it - is
            a dash after the date~EDITED~2026-11-24 22:32:43,697 - ERROR [ntInstanceSyncCommService] Message: it - is
            """)
    void the_class_is_found_and_the_message_is_what_follows(String rule, Layout layout, String line) {
        LogRecord record = record(line);

        assertThat(record.layout()).isEqualTo(layout);
        assertThat(messageOf(record, CLASS)).contains("Message: it - is");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            form A~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [SomeClass                ] - Policy [ntInstanceSyncCommService] - Message
            form A, message begins so~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [SomeClass                ] - [ntInstanceSyncCommService] - Message
            form A, a whole line as name~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [SomeClass                ] - 2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message
            form B~2026-11-24T22:32:43,697 [ERROR] [duledPool-8] [SomeClass                ] - [ntInstanceSyncCommService] - Message
            form C~2026-11-24 22:32:43 ERROR SomeClass: - Policy DeviceEnrollmentInstanceSyncCommService: - Message
            form C, message begins so~2026-11-24 22:32:43 ERROR SomeClass: - DeviceEnrollmentInstanceSyncCommService: - Message
            other widths~2026-11-24 22:32:43,697 [ERROR] [ScheduledPool-8] [SomeClass] - [ntInstanceSyncCommService] - Message
            bare class and a dash~2026-11-24 22:32:43,697 ERROR SomeClass - [ntInstanceSyncCommService] - Message
            bare class and a colon~2026-11-24 22:32:43,697 ERROR SomeClass: [ntInstanceSyncCommService] - Message
            bare class and nothing~2026-11-24 22:32:43,697 ERROR SomeClass Policy [ntInstanceSyncCommService] - Message
            bare class, bare name~2026-11-24 22:32:43,697 ERROR SomeClass Policy ntInstanceSyncCommService - Message
            bare class, bar in the message~2026-11-24 22:32:43,697 ERROR SomeClass Policy | ntInstanceSyncCommService | Message
            bare class, colon in the message~2026-11-24 22:32:43,697 ERROR SomeClass Policy: ntInstanceSyncCommService: Message
            bare class and thread~2026-11-24 22:32:43,697 ERROR [duledPool-8] SomeClass [ntInstanceSyncCommService] - Message
            brackets without a dash~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [SomeClass] Policy [ntInstanceSyncCommService] - Message
            brackets and a colon~2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [SomeClass]: [ntInstanceSyncCommService] - Message
            bars~2026-11-24 22:32:43,697 | ERROR | duledPool-8 | SomeClass | The policy | ntInstanceSyncCommService | Message
            no class at all~2026-11-24 22:32:43,697 ERROR - [ntInstanceSyncCommService] - Message
            no class, colon~2026-11-24 22:32:43,697 ERROR: [ntInstanceSyncCommService] - Message
            no level~2026-11-24 22:32:43,697 [ntInstanceSyncCommService] - Message
            a second level~2026-11-24 22:32:43,697 [ERROR] [SomeClass] [ERROR] [duledPool-8] [ntInstanceSyncCommService] - Message
            a seventh field~2026-11-24 22:32:43,697 [ERROR] [b] [c] [d] [e] [f] [ntInstanceSyncCommService] - Message
            """)
    void a_message_that_looks_like_a_header_is_no_header(String rule, String line) {
        assertThat(messageOf(record(line), CLASS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24 22:32:43,697",
                "2026-11-24 22:32:43,697 something happened",
                "2026-11-24 22:32:43,697: username=jssadmin, status=Successful Login",
                "2026-11-24 22:32:43,697 ERROR",
                "2026-11-24 22:32:43,697 ERROR Computer updated",
                "2026-11-24 22:32:43,697 ERROR username=jssadmin, status=Successful Login",
                "2026-11-24 22:32:43,697 [ERROR] [duledPool-8] Computer updated",
                "2026-11-24 22:32:43,697 [ERROR] - Message",
                "[2026-11-24 22:32:43,697 ERROR ntInstanceSyncCommService] Message",
                "2026-11-24 22:32:43,697 ERROR,duledPool-8,ntInstanceSyncCommService,Message",
                "2026-11-24 22:32:43,697 [ERROR [duledPool-8 [ntInstanceSyncCommService - Message",
                "2026-11-24 22:32:43,697 {\"level\": \"ERROR\", \"message\": \"ERROR\"}",
            })
    void a_date_and_nothing_recognisable_is_not_understood(String line) {
        LogRecord record = record(line);

        assertThat(record.layout()).isEqualTo(Layout.NOT_UNDERSTOOD);
        assertThat(record.understood()).isFalse();
        assertThat(messageOf(record, CLASS)).isEmpty();
    }

    @Test
    void a_message_may_be_empty() {
        assertThat(messageOf(
                        record("2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] -"), CLASS))
                .contains("");
    }

    @Test
    void a_short_class_name_is_compared_whole() {
        LogRecord record =
                record("2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [VppCommService           ] - Message");

        assertThat(messageOf(record, "VppCommService")).contains("Message");
        assertThat(messageOf(record, "com.jamfsoftware.vpp.comm.VppCommService"))
                .contains("Message");
        assertThat(messageOf(record, "CommService")).isEmpty();
        assertThat(messageOf(record, "OtherVppCommService")).isEmpty();
    }

    @Test
    void no_text_after_a_date_breaks_anything() {
        long seed = 20_261_124;
        Random random = new Random(seed);
        String alphabet = " \t-:|[](){}<>,;'=.aZ9\u0000\ud83d\u0130İERROR";
        for (int run = 0; run < 20_000; run++) {
            StringBuilder line = new StringBuilder("2026-11-24 22:32:43 ");
            for (int length = random.nextInt(60); length > 0; length--) {
                line.append(
                        random.nextInt(8) == 0 ? " ERROR " : alphabet.charAt(random.nextInt(alphabet.length())) + "");
            }
            LogRecord record = record(line.toString());
            for (LogRecord.ClassField field : record.classFields()) {
                assertThat(line.toString()).as("seed %d, run %d", seed, run).endsWith(record.messageAfter(field));
            }
        }
    }

    private static LogRecord record(String line) {
        RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, Accept.DATED);
        assertThat(assembler.line(line, line.length())).isEmpty();
        return assembler.finish().flatMap(RecordAssembler.Completed::record).orElseThrow();
    }

    @Test
    void a_field_longer_than_what_is_kept_of_a_line_does_no_harm() {
        String line = "2026-11-24 22:32:43,697 ERROR [" + "x".repeat(2 * RecordAssembler.MAX_KEPT) + "] - Message";

        LogRecord record = record(line);

        assertThat(record.firstLine()).hasSize(RecordAssembler.MAX_KEPT);
        assertThat(Optional.of(record).filter(LogRecord::understood)).isEmpty();
    }

    private static Optional<String> messageOf(LogRecord record, String className) {
        return record.classFields().stream()
                .filter(field -> ClassField.printed(field.name()).equals(ClassField.printed(className)))
                .findFirst()
                .map(record::messageAfter);
    }
}
