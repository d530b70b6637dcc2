package dev.depwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.cli.Depwatch;
import dev.depwatch.daemon.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is so. */
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
    void the_whole_message_on_the_page_of_advice_is_the_message_that_is_sent() throws IOException {
        String golden = Files.readString(GOLDEN);

        assertThat(Files.readString(Path.of("docs/advice.md")))
                .contains(golden.substring(golden.indexOf("----\n") + 5).strip());
    }

    @Test
    void the_configuration_it_shows_is_good() throws Exception {
        Files.writeString(folder.resolve("jamf-school"), "a secret");
        Files.writeString(folder.resolve("slack-webhook"), "https://hooks.slack.com/services/T000/B000/xyz");
        Files.writeString(folder.resolve("smtp"), "a password");
        Path file = Files.writeString(folder.resolve("depwatch.yml"), yaml());

        Settings settings = Settings.load(file, Map.of(), "host", Instant.now()).settings();

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
        assertThat(Pattern.compile("(?:depwatch\\.jar|sudo depwatch) ([\\w-]+)")
                        .matcher(readme)
                        .results()
                        .map(command -> command.group(1)))
                .isNotEmpty()
                .allMatch(Depwatch.commandLine().getSubcommands()::containsKey);
    }

    @Test
    void the_pages_it_links_to_exist() {
        assertThat(Pattern.compile("]\\(([^):]+)\\)")
                        .matcher(readme)
                        .results()
                        .map((MatchResult link) -> link.group(1).replaceFirst("#.*", "")))
                .isNotEmpty()
                .allMatch(link -> Files.exists(Path.of(link)));
    }
}
