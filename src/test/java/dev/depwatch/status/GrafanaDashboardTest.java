package dev.depwatch.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.depwatch.token.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The dashboard keeps the rules of Grafana's own dashboard-linter (github.com/grafana/dashboard-linter, docs/rules);
 * each test has its rule's name. The names that it uses exist. {@code .ci/fleet} runs its queries on a real Prometheus.
 */
class GrafanaDashboardTest {
    private static final Path FILE = Path.of("grafana/dashboards/depwatch-fleet.json");

    /** The units of Grafana that the dashboard uses; the linter has the whole list. */
    private static final Set<String> UNITS =
            Set.of("none", "bytes", "Bps", "s", "dtdurations", "percentunit", "dateTimeAsIso", "cpm");

    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.])(up|(?:depwatch|process|jvm)_\\w+)(\\{[^}]*})?");
    private static final Pattern RANGED = Pattern.compile("\\b(rate|irate|increase|changes)\\([^\\[\\]]*\\[([^\\]]*)]");
    private static final Pattern COUNTED = Pattern.compile("\\bcount\\(\\s*(\\w+)\\{");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{)?(\\w+)");

    private static final Pattern LINK = Pattern.compile("\"url\":\"\\$[^\"]*\"");

    private JsonNode dashboard = new ObjectMapper().nullNode();

    @BeforeEach
    void read() throws IOException {
        dashboard = new ObjectMapper().readTree(Files.readString(FILE));
    }

    private List<JsonNode> panels() {
        return stream(dashboard.path("panels"))
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    private List<String> expressions() {
        return panels().stream()
                .flatMap(panel -> stream(panel.path("targets")))
                .map(target -> target.path("expr").asText())
                .toList();
    }

    private JsonNode variable(String name) {
        return stream(dashboard.at("/templating/list"))
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Test
    void the_page_of_the_tokens_is_the_one_that_alerts_and_documents_name() throws IOException {
        String page = stream(dashboard.at("/templating/list"))
                .map(variable -> variable.path("query").asText())
                .filter(query -> query.endsWith(".html"))
                .findFirst()
                .orElseThrow();

        assertThat(Files.readString(Path.of("docs/grafana.md"))).contains("`" + page + "`");
        assertThat(Files.readString(Path.of("src/test/resources/alerts/text/regenerate-rejected-one.txt")))
                .contains(page);
    }

    @Test
    void template_datasource_rule() {
        assertThat(stream(dashboard.at("/templating/list"))
                        .filter(variable -> variable.path("type").asText().equals("datasource")))
                .singleElement()
                .satisfies(source -> {
                    assertThat(source.path("name").asText()).isEqualTo("datasource");
                    assertThat(source.path("label").asText()).isEqualTo("Data source");
                    assertThat(source.path("query").asText()).isEqualTo("prometheus");
                });
    }

    @Test
    void template_job_rule_and_template_instance_rule() {
        for (String name : List.of("job", "instance")) {
            JsonNode variable = variable(name);

            assertThat(variable.path("label").asText())
                    .isEqualToIgnoringCase(name)
                    .matches("[A-Z].*");
            assertThat(variable.path("type").asText()).isEqualTo("query");
            assertThat(variable.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(variable.path("multi").asBoolean()).isTrue();
            assertThat(variable.path("allValue").asText()).isEqualTo(".+");
        }
        assertThat(variable("job").at("/current/value/0").asText()).isEqualTo("depwatch");
    }

    @Test
    void template_on_time_change_reload_rule() {
        assertThat(stream(dashboard.at("/templating/list"))
                        .filter(variable -> variable.path("type").asText().equals("query")))
                .hasSize(4)
                .allMatch(variable -> variable.path("refresh").asInt() == 2);
    }

    @Test
    void template_uneditable_rule() {
        assertThat(dashboard.path("editable").asBoolean(true)).isFalse();
    }

    @Test
    void panel_datasource_rule() {
        assertThat(panels()).allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(stream(panel.path("targets")))
                    .allMatch(target -> target.at("/datasource/uid").asText().equals("${datasource}"));
        });
    }

    @Test
    void panel_title_description_rule() {
        assertThat(panels()).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).endsWith(".");
        });
    }

    @Test
    void panel_units_rule() {
        assertThat(panels()).allSatisfy(panel -> {
            assertThat(UNITS).contains(panel.at("/fieldConfig/defaults/unit").asText());
            assertThat(UNITS)
                    .containsAll(stream(panel.at("/fieldConfig/overrides"))
                            .flatMap(override -> stream(override.path("properties")))
                            .filter(property -> property.path("id").asText().equals("unit"))
                            .map(property -> property.path("value").asText())
                            .toList());
        });
    }

    @Test
    void panel_no_targets_rule() {
        assertThat(panels())
                .hasSizeGreaterThan(20)
                .allMatch(panel -> !panel.path("targets").isEmpty());
    }

    @Test
    void target_job_rule_and_target_instance_rule() {
        for (String expression : expressions()) {
            assertThat(SELECTOR.matcher(expression).results())
                    .as(expression)
                    .isNotEmpty()
                    .allSatisfy(selector -> assertThat(String.valueOf(selector.group(2)))
                            .contains("job=~\"$job\"", "instance=~\"$instance\""));
        }
    }

    @Test
    void target_rate_interval_rule() {
        assertThat(expressions().stream()
                        .flatMap(expression -> RANGED.matcher(expression).results())
                        .map(ranged -> ranged.group(2)))
                .hasSizeGreaterThan(5)
                .containsOnly("$__rate_interval");
    }

    @Test
    void target_counter_agg_rule() {
        for (String expression : expressions()) {
            long counters = count("_total\\{", expression);

            assertThat(count(
                            "\\b(rate|irate|increase)\\(depwatch_\\w+_total\\{[^}]*}\\[|\\brate\\(process_cpu_seconds_total\\{[^}]*}\\[",
                            expression))
                    .as(expression)
                    .isEqualTo(counters);
        }
    }

    private static long count(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    @Test
    void it_can_be_linked_to_and_is_refreshed() {
        assertThat(dashboard.path("uid").asText()).isEqualTo("depwatch-fleet");
        assertThat(dashboard.path("id").isMissingNode()).isTrue();
        assertThat(stream(dashboard.path("tags")).map(JsonNode::asText)).contains("depwatch");
        assertThat(dashboard.path("refresh").asText()).isEqualTo("1m");
        assertThat(dashboard.toString()).doesNotContain("__inputs", "${DS_");
    }

    @Test
    void every_metric_and_label_it_names_is_documented() throws IOException {
        PromQl.Vocabulary vocabulary = PromQl.documented();

        for (String expression : expressions()) {
            PromQl names = new PromQl(expression);

            assertThat(names.metrics())
                    .as(expression + " is about a depwatch, whichever jobs are chosen")
                    .anyMatch(metric -> metric.startsWith("depwatch_"))
                    .allMatch(vocabulary::hasMetric);
            assertThat(names.labels()).as(expression).allMatch(vocabulary::hasLabel);
        }
    }

    @Test
    void every_variable_is_defined_and_used() {
        Set<String> own = stream(dashboard.at("/templating/list"))
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toSet());
        Set<String> used = VARIABLE.matcher(dashboard.toString())
                .results()
                .map(name -> name.group(1))
                .filter(name -> !name.startsWith("__"))
                .collect(Collectors.toSet());

        assertThat(used).isEqualTo(own);
    }

    @Test
    void every_query_of_tokens_is_about_the_chosen_apple_id() {
        assertThat(expressions())
                .filteredOn(expression -> expression.contains("depwatch_token_"))
                .allMatch(expression -> expression.contains("apple_id=~\"$apple_id\""));
    }

    @Test
    void every_remedy_has_words() {
        List<JsonNode> mappings = panels().stream()
                .flatMap(panel -> stream(panel.at("/fieldConfig/overrides")))
                .filter(override -> override.at("/matcher/options").asText().equals("What to do"))
                .flatMap(override -> stream(override.path("properties")))
                .filter(property -> property.path("id").asText().equals("mappings"))
                .map(property -> property.at("/value/0/options"))
                .toList();

        assertThat(mappings)
                .hasSize(2)
                .allSatisfy(options -> assertThat(options.fieldNames())
                        .toIterable()
                        .containsExactlyInAnyOrderElementsOf(
                                Arrays.stream(Remedy.values()).map(Remedy::key).toList()));
    }

    /** As depwatch's own alerts and numbers of an Apple ID do. */
    @Test
    void who_must_act_has_each_alert_and_counts_no_silenced_token() {
        List<String> counts = panels().stream()
                .filter(panel -> panel.at("/gridPos/y").asInt() < 14)
                .flatMap(panel -> stream(panel.path("targets")))
                .map(target -> target.path("expr").asText())
                .toList();

        assertThat(counts).anyMatch(count -> count.contains("depwatch_alerts{"));
        assertThat(counts.stream().filter(count -> count.contains("depwatch_token_action_required{")))
                .hasSize(7)
                .allMatch(count -> count.contains("depwatch_token_silenced_until_timestamp_seconds{"));
    }

    /** Several depwatches can watch the same instance, and all of a fleet may ask the same organisation. */
    @Test
    void it_counts_the_series_of_depwatches_and_their_logs_alone() {
        assertThat(expressions().stream()
                        .flatMap(expression -> COUNTED.matcher(expression).results())
                        .map(counted -> counted.group(1)))
                .containsOnly(
                        "up", "depwatch_build_info", "depwatch_log_up", "depwatch_log_last_record_timestamp_seconds");
    }

    @Test
    void panels_have_a_place_of_their_own() {
        Set<String> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            JsonNode place = panel.path("gridPos");
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isBetween(1, 24);
            for (int x = place.path("x").asInt();
                    x < place.path("x").asInt() + place.path("w").asInt();
                    x++) {
                for (int y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    assertThat(taken.add(x + "," + y))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void an_instance_links_to_its_jamf_pro_and_its_depwatch() {
        assertThat(LINK.matcher(dashboard.toString())
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .containsExactlyInAnyOrder(
                        "\"url\":\"${jamf_url:raw}${__value.raw}${jamf_path:raw}\"",
                        "\"url\":\"${status_url:raw}${__value.raw}/\"");
    }

    @Test
    void its_folder_is_provisioned_and_read_only() throws IOException {
        JsonNode provider = new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(Path.of("grafana/provisioning/dashboards/depwatch.yml")))
                .at("/providers/0");

        assertThat(provider.path("type").asText()).isEqualTo("file");
        assertThat(provider.path("allowUiUpdates").asBoolean(true)).isFalse();
    }
}
