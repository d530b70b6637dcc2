package dev.depwatch.status;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import java.util.List;

/**
 * A metric: its name, its help, and the names of its labels.
 *
 * @param name without the suffix {@code _info} for an info metric: the formats add it
 */
record MetricFamily(MetricType type, String name, String help, List<String> labels) {
    static MetricFamily gauge(String name, String help, String... labels) {
        return new MetricFamily(MetricType.GAUGE, name, help, List.of(labels));
    }

    static MetricFamily info(String name, String help, String... labels) {
        return new MetricFamily(MetricType.INFO, name, help, List.of(labels));
    }

    MetricFamilyDescriptor descriptor() {
        return MetricFamilyDescriptor.of(type, name)
                .help(help)
                .labelNames(labels)
                .build();
    }
}
