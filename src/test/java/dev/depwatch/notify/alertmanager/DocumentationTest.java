package dev.depwatch.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Severity;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People write routes, silences and templates by docs/alertmanager.md. */
class DocumentationTest {
    private String documentation = "";

    @BeforeEach
    void read() throws IOException {
        documentation = Files.readString(Path.of("docs/alertmanager.md"));
    }

    @Test
    void it_names_every_alert_and_label() {
        Stream<String> alerts = Arrays.stream(Remedy.values())
                .filter(remedy -> remedy != Remedy.WAIT)
                .map(Labels::alertname);
        Stream<String> severities = Arrays.stream(Severity.values()).map(Severity::key);

        assertThat(Stream.of(alerts, severities, Labels.OWN.stream()).flatMap(words -> words))
                .allSatisfy(word -> assertThat(documentation).contains("`" + word + "`"));
    }

    @Test
    void it_explains_every_end() {
        Stream<String> proofs = Arrays.stream(Proof.values()).map(Proof::key);
        Stream<String> others = Stream.of("superseded", "withdrawn", "no_longer_found", "unknown");

        assertThat(Stream.concat(proofs, others))
                .allSatisfy(word -> assertThat(documentation).contains("\n| `" + word + "` | "));
    }
}
