package dev.depwatch.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.depwatch.alert.Severity;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The names in the rules for Prometheus exist: metrics, labels and their values, runbooks, and a test of each rule.
 * {@code promtool} tests when they fire, with src/test/prometheus.
 */
class PrometheusRulesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path RULES = Path.of("config/prometheus");
    private static final String RUNBOOKS = "file:///usr/share/doc/depwatch/docs/operations.md#";

    /** An alert, and its file: "self" or "tokens". */
    record Rule(String file, JsonNode rule) {
        String name() {
            return rule.path("alert").asText();
        }

        String severity() {
            return rule.at("/labels/severity").asText();
        }

        @Override
        public String toString() {
            return name() + " (" + severity() + ")";
        }
    }

    /** Jackson gives an alias as its name: what it stands for is checked where it is written. */
    private static List<Rule> rules() throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (String file : List.of("self", "tokens")) {
            JsonNode groups = YAML.readTree(Files.readString(RULES.resolve("depwatch-" + file + ".rules.yml")))
                    .path("groups");
            groups.forEach(group -> group.path("rules").forEach(rule -> rules.add(new Rule(file, rule))));
        }
        return rules;
    }

    private static List<Rule> alerts() throws IOException {
        return rules().stream().filter(rule -> rule.rule().has("alert")).toList();
    }

    @Test
    void every_metric_and_label_of_a_rule_is_documented() throws IOException {
        PromQl.Vocabulary vocabulary = PromQl.documented();
        Set<String> recorded = rules().stream()
                .map(rule -> rule.rule().path("record").asText())
                .collect(Collectors.toSet());

        for (Rule rule : rules()) {
            PromQl expression = new PromQl(rule.rule().path("expr").asText());

            assertThat(expression.metrics())
                    .as(rule.toString())
                    .isNotEmpty()
                    .allMatch(metric -> vocabulary.hasMetric(metric) || recorded.contains(metric));
            assertThat(expression.labels()).as(rule.toString()).allMatch(vocabulary::hasLabel);
        }
    }

    @Test
    void every_label_value_of_a_rule_exists() throws IOException {
        Map<String, Stream<String>> keys = Map.of(
                "remedy", Arrays.stream(Remedy.values()).map(Remedy::key),
                "cause", Arrays.stream(Cause.values()).map(Cause::key),
                "certainty", Arrays.stream(Certainty.values()).map(Certainty::key),
                "severity", Arrays.stream(Severity.values()).map(Severity::key),
                "kind", Arrays.stream(TokenKind.values()).map(TokenKind::key),
                "health", Arrays.stream(TokenHealth.Health.values()).map(TokenHealth.Health::key),
                "apple_id", Stream.of(""),
                "alertname", alerts().stream().map(Rule::name),
                "alertstate", Stream.of("firing"),
                "job", Stream.of("depwatch"));
        Map<String, Set<String>> known = new TreeMap<>();
        keys.forEach((label, values) -> known.put(label, values.collect(Collectors.toSet())));

        for (Rule rule : rules()) {
            new PromQl(rule.rule().path("expr").asText())
                    .matched()
                    .forEach((label, values) -> assertThat(known.getOrDefault(label, Set.of()))
                            .as("%s: %s", rule, label)
                            .containsAll(values));
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_has_severity_aspect_and_runbook(Rule rule) throws IOException {
        JsonNode annotations = rule.rule().path("annotations");

        assertThat(Arrays.stream(Severity.values()).map(Severity::key)).contains(rule.severity());
        assertThat(annotations.path("summary").asText()).isNotBlank();
        assertThat(annotations.path("description").asText()).isNotBlank();
        assertThat(annotations.path("runbook_url").asText()).startsWith(RUNBOOKS);
        assertThat(anchors(Path.of("docs/operations.md")))
                .contains(annotations.path("runbook_url").asText().substring(RUNBOOKS.length()));
    }

    @Test
    void the_documented_command_gives_every_runbook_another_base(@TempDir Path folder) throws Exception {
        for (String file : List.of("depwatch-self.rules.yml", "depwatch-tokens.rules.yml")) {
            Files.copy(RULES.resolve(file), folder.resolve(file));
        }
        String command = Files.readAllLines(Path.of("docs/prometheus.md")).stream()
                .filter(line -> line.startsWith("sed "))
                .findFirst()
                .orElseThrow();

        Process sed = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .inheritIO()
                .start();

        assertThat(sed.waitFor()).isZero();
        for (String file : List.of("depwatch-self.rules.yml", "depwatch-tokens.rules.yml")) {
            assertThat(Files.readString(folder.resolve(file)))
                    .isEqualTo(Files.readString(RULES.resolve(file))
                            .replace(RUNBOOKS, "https://wiki.example.org/depwatch/operations.md#"))
                    .doesNotContain("file://");
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void only_a_token_that_needs_it_is_to_be_replaced(Rule rule) {
        if (!List.of("DepwatchTokenNeedsRegenerating", "DepwatchTokenNeedsRenewing")
                .contains(rule.name())) {
            assertThat(rule.rule().path("annotations").toString())
                    .doesNotContainIgnoringCase("regenerate it", "needs regenerating", "download");
        }
    }

    /** A notification shows them once for all alerts of a group, so they are about none of them alone. */
    @ParameterizedTest
    @MethodSource("alerts")
    void what_a_group_says_once_names_no_single_token(Rule rule) {
        JsonNode annotations = rule.rule().path("annotations");
        if (!rule.rule().path("expr").asText().matches("(?s).*depwatch:token_action_required:\\w+\\{.*")) {
            return;
        }
        List<String> once = annotations.has("step")
                ? List.of("description", "steps_of_several", "do_not")
                : List.of("description", "steps", "do_not");

        assertThat(once).as("annotations").allMatch(annotations::has);
        assertThat(once)
                .noneMatch(name -> annotations
                        .path(name)
                        .asText()
                        .replaceAll(name.equals("steps") ? "[$](labels[.]kind|value)\\b" : "[$]labels[.]kind\\b", "")
                        .contains("$"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void a_token_to_renew_has_a_step_of_its_own(Rule rule) {
        JsonNode annotations = rule.rule().path("annotations");
        boolean isToRenew = List.of("DepwatchTokenNeedsRegenerating", "DepwatchTokenNeedsRenewing")
                .contains(rule.name());

        assertThat(List.of("where", "steps_of_several", "step")).allMatch(name -> annotations.has(name) == isToRenew);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void each_alert_has_tests_for_firing_and_for_not_firing(Rule rule) throws IOException {
        List<JsonNode> expected = new ArrayList<>();
        try (var files = Files.list(Path.of("src/test/prometheus"))) {
            for (Path file : files.toList()) {
                YAML.readTree(Files.readString(file))
                        .path("tests")
                        .forEach(test -> test.path("alert_rule_test").forEach(evaluation -> {
                            if (evaluation.path("alertname").asText().equals(rule.name())) {
                                expected.add(evaluation.path("exp_alerts"));
                            }
                        }));
            }
        }

        assertThat(expected).as("a test in which it does not fire").anyMatch(JsonNode::isEmpty);
        assertThat(expected.stream().flatMap(alerts -> severities(alerts).stream()))
                .as("a test in which it fires")
                .contains(rule.severity());
    }

    private static List<String> severities(JsonNode alerts) {
        List<String> severities = new ArrayList<>();
        alerts.forEach(alert -> severities.add(alert.at("/exp_labels/severity").asText()));
        return severities;
    }

    @Test
    void the_page_has_exactly_one_row_for_each_alert() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (Rule rule : alerts()) {
            String row = "| %s | %s | ".formatted(rule.rule().path("for").asText("–"), rule.file());
            rows.merge(
                    "| `" + rule.name() + "` | ",
                    "`" + rule.severity() + "` " + row,
                    (one, other) -> one.contains(rule.severity())
                            ? one
                            : one.replaceFirst(" \\|", ", `" + rule.severity() + "` |"));
        }

        assertThat(Files.readString(Path.of("docs/prometheus.md"))
                        .lines()
                        .filter(line -> line.startsWith("| `Depwatch"))
                        .map(line -> line.substring(0, line.lastIndexOf(" | ") + 3)))
                .containsExactlyInAnyOrderElementsOf(rows.entrySet().stream()
                        .map(row -> row.getKey() + row.getValue())
                        .toList());
    }

    /** So that routes and silences fit both depwatch's alerts and those of Prometheus. */
    @Test
    void every_alert_sent_to_alertmanager_has_its_rule() throws IOException {
        Set<String> rules = alerts().stream()
                .filter(rule -> rule.file().equals("tokens"))
                .map(rule -> rule.name() + " " + rule.severity())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> sent = Pattern.compile("\\| `(Depwatch\\w+)` \\| `(\\w+)`")
                .matcher(Files.readString(Path.of("docs/alertmanager.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(sent).hasSize(8);
        assertThat(rules).containsAll(sent);
    }

    /** The anchors that GitHub makes from headings. */
    private static Set<String> anchors(Path markdown) throws IOException {
        return Files.readAllLines(markdown).stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
