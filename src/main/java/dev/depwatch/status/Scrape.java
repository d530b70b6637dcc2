package dev.depwatch.status;

import dev.depwatch.text.SafeText;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of one scrape. Label values may be any text. client_java rejects the whole scrape for two rows of a metric
 * with equal labels, so the first row wins; labels become equal only when cutting and cleaning makes them so.
 */
final class Scrape {
    /** Longer than any name or path that an administrator gives; longer text is cut. */
    private static final int LABEL_LIMIT = 500;

    private final Map<AssessmentMetric, Map<Labels, Double>> rows = new LinkedHashMap<>();

    /** A row if there is a time: in seconds since 1970. */
    void add(AssessmentMetric metric, Optional<Instant> time, String... labels) {
        time.ifPresent(at -> add(metric, at.getEpochSecond() + at.getNano() / 1e9, labels));
    }

    /** @param labels a value for each label of the metric, in its order */
    void add(AssessmentMetric metric, double value, String... labels) {
        List<String> clean = Arrays.stream(labels)
                .map(label -> SafeText.of(label, LABEL_LIMIT))
                .toList();
        rows.computeIfAbsent(metric, first -> new LinkedHashMap<>())
                .putIfAbsent(Labels.of(metric.labels(), clean), value);
    }

    MetricSnapshots snapshots() {
        return new MetricSnapshots(rows.entrySet().stream()
                .map(entry -> snapshot(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static MetricSnapshot snapshot(AssessmentMetric metric, Map<Labels, Double> values) {
        MetricFamilyDescriptor descriptor = metric.descriptor();
        MetricMetadata metadata = descriptor.getMetadata();
        if (descriptor.getType() == MetricType.INFO) {
            return new InfoSnapshot(
                    metadata,
                    values.keySet().stream().map(InfoDataPointSnapshot::new).toList());
        }
        return new GaugeSnapshot(
                metadata,
                values.entrySet().stream()
                        .map(row -> new GaugeDataPointSnapshot(row.getValue(), row.getKey(), null))
                        .toList());
    }
}
