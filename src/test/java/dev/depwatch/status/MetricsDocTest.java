package dev.depwatch.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * docs/metrics.md matches a scrape: {@link DocumentedMetric#in} reads the document, {@link ScrapeText#metrics} a
 * scrape. {@code DaemonTest} checks on the whole daemon that every documented metric exists.
 */
class MetricsDocTest {
    @AutoClose
    private final Metering metering = new Metering(Fleet.withEveryProblem());

    private Set<DocumentedMetric> documented = Set.of();

    @BeforeEach
    void readTheDocument() throws IOException {
        documented = DocumentedMetric.in(Files.readString(Path.of("docs/metrics.md")));
    }

    @Test
    void every_metric_of_a_scrape_is_documented_with_its_type_and_labels() {
        assertThat(documented).containsAll(ScrapeText.parse(metering.scrape()).metrics());
    }

    @Test
    void a_metric_with_another_type_or_another_label_is_found() {
        String scrape = """
                # HELP depwatch_log_up x
                # TYPE depwatch_log_up counter
                depwatch_log_up{jamf_instance="school",log="a"} 1.0
                # HELP depwatch_case_open x
                # TYPE depwatch_case_open gauge
                depwatch_case_open{jamf_instance="school",reason="forbidden"} 1.0
                """;

        assertThat(documented)
                .doesNotContainAnyElementsOf(ScrapeText.parse(scrape).metrics());
    }

    @Test
    void the_document_says_each_metric_once() {
        assertThat(DocumentedMetric.names(documented)).hasSameSizeAs(documented);
    }
}
