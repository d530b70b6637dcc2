package dev.depwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.cli.Depwatch;
import dev.depwatch.daemon.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README says is so, and what the pages beside it name exists. */
class ReadmeTest {
    private static final Path GOLDEN = Path.of("src/test/resources/alerts/text/regenerate-password-changed.txt");

    @TempDir
    Path folder;

    private String readme = "";

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void the_alert_it_shows_is_an_excerpt_of_the_message_that_is_sent() throws IOException {
        String golden = Files.readString(GOLDEN);
        int from = 0;
        for (String part : alert().split("\\s*…\\s*", -1)) {
            int at = golden.indexOf(part, from);
            assertThat(at).as(part).isNotNegative();
            from = at + part.length();
        }
        assertThat(alert().lines()).hasSizeBetween(5, 15);
    }

    private String alert() {
        return Pattern.compile("```text\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElse("");
    }

    @Test
    void the_configuration_it_shows_is_good() throws Exception {
        Files.writeString(folder.resolve("jamf-school"), "a secret");
        Files.writeString(folder.resolve("slack-webhook"), "https://hooks.slack.com/services/T000/B000/xyz");
        Files.writeString(folder.resolve("smtp"), "a password");
        Path file = Files.writeString(folder.resolve("depwatch.yml"), yaml());

        Settings settings = Settings.load(file, Map.of(), "host", Instant.now()).settings();

        assertThat(settings.stateDirectory()).contains(Path.of("/var/lib/depwatch"));
        assertThat(settings.instances()).hasSize(1);
        assertThat(settings.alerts().receivers()).hasSize(2);
    }

    private String yaml() {
        return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(block -> block.group(1).replaceAll("(?m)^   ", ""))
                .findFirst()
                .orElse("");
    }

    @Test
    void the_commands_it_shows_exist() {
        assertThat(Pattern.compile("(?:depwatch\\.jar|sudo (?:-u depwatch )?depwatch) ([\\w-]+)")
                        .matcher(readme)
                        .results()
                        .map(command -> command.group(1)))
                .isNotEmpty()
                .allMatch(Depwatch.commandLine().getSubcommands()::containsKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/installation.md", "docs/jamf-api.md"})
    void the_user_who_reads_the_logs_checks_that_it_may(String page) throws IOException {
        assertThat(found("sudo (.*)depwatch check", page)).isNotEmpty().containsOnly("-u depwatch ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "SECURITY.md"})
    void the_pages_it_links_to_exist(String page) throws IOException {
        assertThat(found("]\\(([^):]+)\\)", page).map(link -> link.replaceFirst("#.*", "")))
                .isNotEmpty()
                .allMatch(link -> Files.exists(Path.of(link)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SECURITY.md     | \\[(`[^]]+)](?!\\()      | what proves a promise",
                "CONTRIBUTING.md | -Dtest='?([\\w,]+)      | what to run",
            })
    void the_tests_that_a_page_names_exist(String page, String pattern, String rule) throws IOException {
        Set<String> files;
        try (Stream<Path> sources = Files.walk(Path.of("src"));
                Stream<Path> checks = Files.list(Path.of(".ci"))) {
            files = Stream.concat(sources, checks)
                    .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
                    .collect(Collectors.toSet());
        }

        assertThat(found(pattern, page).flatMap(names -> Stream.of(names.split("[`, ]+"))))
                .as(rule)
                .filteredOn(name -> !name.isEmpty() && !name.startsWith("Name"))
                .isNotEmpty()
                .allMatch(name -> files.contains(name.replace(".ci/", "")));
    }

    /** The first group of each match. */
    private static Stream<String> found(String pattern, String page) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(page)))
                .results()
                .map(match -> match.group(1));
    }
}
