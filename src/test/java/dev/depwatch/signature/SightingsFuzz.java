package dev.depwatch.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.text.SafeText;
import java.time.ZoneOffset;
import java.util.Optional;

class SightingsFuzz {
    private static final Signatures SIGNATURES = Signatures.builtIn();
    private static final int MAX_EVIDENCE = 300;
    private static final String SECRET = "S3cr3tS3cr3t";

    /** The first byte decides whose class logs the rest of the input. */
    @FuzzTest
    void a_sighting_has_its_clue_and_short_evidence(byte[] input) {
        String text = new String(input, UTF_8);
        if (text.isEmpty()) {
            return;
        }
        Signature chosen =
                SIGNATURES.all().get(text.charAt(0) % SIGNATURES.all().size());
        LogRecord record = record("2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [%25.25s] - %s"
                .formatted(ClassField.printed(chosen.classes().get(0)), text.substring(1)));

        Optional<Sighting> sighting = SIGNATURES.recognise(record);

        assertThat(sighting.map(Sighting::cause)).isEqualTo(SIGNATURES.causeOf(record));
        sighting.ifPresent(seen -> {
            isShown(seen.evidence());
            assertThat(SIGNATURES.clues())
                    .anyMatch(clue -> (record.firstLine() + '\n' + record.continuation()).contains(clue.text()));
        });
    }

    @FuzzTest
    void evidence_is_short_readable_and_without_secrets(byte[] input) {
        String text = new String(input, UTF_8);

        isShown(Evidence.of(text));
        if (!text.contains(SECRET)) {
            assertThat(Evidence.of(text + " token=" + SECRET)).doesNotContain(SECRET);
        }
    }

    private static void isShown(String evidence) {
        assertThat(evidence.length()).isLessThanOrEqualTo(MAX_EVIDENCE);
        assertThat(evidence).isEqualTo(SafeText.of(evidence));
    }

    private static LogRecord record(String text) {
        RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, Accept.DATED);
        for (String line : text.split("\n", -1)) {
            Optional<LogRecord> before = assembler.line(line, 0).flatMap(completed -> completed.record());
            if (before.isPresent()) {
                return before.get();
            }
        }
        return assembler.finish().orElseThrow().record().orElseThrow();
    }
}
