package dev.depwatch.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names in an expression of Prometheus; {@code promtool} checks its syntax. */
record PromQl(String text) {
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:on|by|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "by", "without", "on");

    /** The names that exist. */
    record Vocabulary(Set<String> metrics, Set<String> labels) {
        /** A summary has parts, and Prometheus adds metrics about targets and alerts. */
        boolean hasMetric(String name) {
            return metrics.contains(name)
                    || metrics.contains(name.replaceFirst("_(sum|count)$", ""))
                    || Set.of("up", "ALERTS").contains(name);
        }

        boolean hasLabel(String name) {
            return labels.contains(name)
                    || Set.of("job", "instance", "alertname", "alertstate").contains(name);
        }
    }

    /** The names in docs/metrics.md, which match a scrape. */
    static Vocabulary documented() throws IOException {
        Set<DocumentedMetric> documented = DocumentedMetric.in(Files.readString(Path.of("docs/metrics.md")));
        return new Vocabulary(
                documented.stream().map(DocumentedMetric::name).collect(Collectors.toSet()),
                documented.stream().flatMap(metric -> metric.labels().stream()).collect(Collectors.toSet()));
    }

    /** The names of series in it. */
    Set<String> metrics() {
        String bare = RANGE.matcher(
                        MATCHERS.matcher(GROUPING.matcher(TEXT.matcher(text).replaceAll("\"\""))
                                        .replaceAll(" "))
                                .replaceAll(" "))
                .replaceAll(" ");
        return NAME.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(name -> !WORDS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of labels in it. */
    Set<String> labels() {
        Stream<String> grouped = GROUPING.matcher(text)
                .results()
                .flatMap(group -> Arrays.stream(group.group(1).split(",", -1)))
                .map(String::strip)
                .filter(label -> !label.isEmpty());
        return Stream.concat(grouped, matched().keySet().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The values that the expression compares each label with, alternatives one by one. */
    Map<String, List<String>> matched() {
        Map<String, List<String>> matched = new TreeMap<>();
        MATCHERS.matcher(text)
                .results()
                .flatMap(group -> MATCHER.matcher(group.group(1)).results())
                .forEach(matcher -> matched.merge(
                        matcher.group(1),
                        List.of(matcher.group(3).split("\\|", -1)),
                        (one, other) ->
                                Stream.concat(one.stream(), other.stream()).toList()));
        return matched;
    }
}
