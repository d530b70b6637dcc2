package dev.depwatch.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * docs/metrics.md is what a scrape gives: {@link DocumentedMetric#in} reads the document, {@link ScrapeText#metrics} a
 * scrape, and either can be handed in from anywhere.
 */
class MetricsDocTest {
    /** Counted by other packages, so that a scrape of this one alone does not hold them. */
    private static final Set<String> OF_OTHER_PACKAGES = Set.of(
            "depwatch_failures_total",
            "depwatch_log_gaps_total",
            "depwatch_log_lost_bytes_total",
            "depwatch_log_read_bytes_total",
            "depwatch_log_records_total",
            "depwatch_log_rotations_total",
            "depwatch_log_unparsed_records_total",
            "depwatch_notification_pending_since_timestamp_seconds",
            "depwatch_notifications_failed_total",
            "depwatch_notifications_total",
            "depwatch_threads_restarted_total");

    private final Metering metering = new Metering(Fleet.inAllKindsOfTrouble());
    private Set<DocumentedMetric> documented = Set.of();

    @BeforeEach
    void readTheDocument() throws IOException {
        documented = DocumentedMetric.in(Files.readString(Path.of("docs/metrics.md")));
    }

    @AfterEach
    void closeTheRegistry() {
        metering.close();
    }

    @Test
    void every_metric_of_a_scrape_is_documented_with_its_type_and_labels() {
        assertThat(documented).containsAll(ScrapeText.parse(metering.scrape()).metrics());
    }

    @Test
    void every_documented_metric_exists() {
        Set<String> scraped = names(ScrapeText.parse(metering.scrape()).metrics());

        Set<String> missing = new TreeSet<>(names(documented));
        missing.removeAll(scraped);

        assertThat(missing).containsExactlyInAnyOrderElementsOf(OF_OTHER_PACKAGES);
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
        assertThat(names(documented)).hasSameSizeAs(documented);
    }

    private static Set<String> names(Set<DocumentedMetric> metrics) {
        return metrics.stream().map(DocumentedMetric::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
