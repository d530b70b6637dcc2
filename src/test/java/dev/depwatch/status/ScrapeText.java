package dev.depwatch.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scrape in the Prometheus text format, parsed strictly: an unknown line fails the test.
 *
 * @param types the type of each metric by its name as in {@code # TYPE}
 * @param helps the text of each {@code # HELP}
 */
public record ScrapeText(Map<String, String> types, Map<String, String> helps, List<Sample> samples) {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\w+) (.*)", Pattern.DOTALL);
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)", Pattern.DOTALL);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?", Pattern.DOTALL);
    /** The parts of a summary, which are documented as one metric. */
    private static final Pattern SUMMARY_PART = Pattern.compile("(\\w+)_(?:count|sum)");

    public record Sample(String name, Map<String, String> labels, double value) {
        /** "" if the sample does not have it, as in Prometheus. */
        public String label(String label) {
            return labels.getOrDefault(label, "");
        }
    }

    public static ScrapeText parse(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, String> helps = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches()) {
                Map<String, String> target = comment.group(1).equals("TYPE") ? types : helps;
                assertThat(target.put(comment.group(2), comment.group(3)))
                        .as("a second %s", line)
                        .isNull();
            } else if (!line.isEmpty()) {
                samples.add(sample(line));
            }
        }
        return new ScrapeText(types, helps, samples);
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("a sample: %s", line).isTrue();
        Map<String, String> labels = new LinkedHashMap<>();
        String braces = sample.group(2) == null ? "" : sample.group(2);
        Matcher label = LABEL.matcher(braces);
        int end = 0;
        while (label.find() && label.start() == end) {
            labels.put(label.group(1), unescaped(label.group(2)));
            end = label.end();
        }
        assertThat(end).as("labels read up to their end: %s", line).isEqualTo(braces.length());
        return new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3)));
    }

    private static String unescaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < value.length(); index++) {
            char character = value.charAt(index);
            if (character == '\\') {
                index++;
                character = value.charAt(index) == 'n' ? '\n' : value.charAt(index);
            }
            text.append(character);
        }
        return text.toString();
    }

    public List<Sample> of(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** Each metric with its type and the names of its labels, as docs/metrics.md writes them. */
    public Set<DocumentedMetric> metrics() {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (Sample sample : samples) {
            labels.computeIfAbsent(metricOf(sample.name()), name -> new TreeSet<>())
                    .addAll(sample.labels().keySet());
        }
        Set<DocumentedMetric> metrics = new TreeSet<>();
        labels.forEach((name, names) -> metrics.add(new DocumentedMetric(name, types.getOrDefault(name, "?"), names)));
        return metrics;
    }

    private String metricOf(String sampleName) {
        Matcher part = SUMMARY_PART.matcher(sampleName);
        return part.matches() && types.containsKey(part.group(1)) ? part.group(1) : sampleName;
    }
}
