package dev.depwatch.status;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A metric as docs/metrics.md promises it, or as a scrape shows it. */
public record DocumentedMetric(String name, String type, Set<String> labels) implements Comparable<DocumentedMetric> {
    /** A row of a table: | `name` | type | `label`, `label` | meaning |; no labels are a dash. */
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\|.*");

    public DocumentedMetric {
        labels = Set.copyOf(labels);
    }

    /** Every row of every table of the document whose first cell is a name and whose second is a type. */
    public static Set<DocumentedMetric> in(String markdown) {
        return markdown.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new DocumentedMetric(row.group(1), row.group(2), labels(row.group(3))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public static Set<String> names(Set<DocumentedMetric> metrics) {
        return metrics.stream().map(DocumentedMetric::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labels(String cell) {
        return Arrays.stream(cell.split(",", -1))
                .map(label -> label.replace("`", "").strip())
                .filter(label -> !label.equals("–"))
                .collect(Collectors.toSet());
    }

    @Override
    public int compareTo(DocumentedMetric other) {
        return Comparator.comparing(DocumentedMetric::name)
                .thenComparing(DocumentedMetric::type)
                .thenComparing(metric -> new TreeSet<>(metric.labels()).toString())
                .compare(this, other);
    }
}
