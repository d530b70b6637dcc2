package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.config.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every configuration of docs/many-instances.md can be copied, filled in and run. */
class ManyInstancesDocumentationTest {
    private static final List<String> CONTEXTS =
            List.of("arts biology chemistry economics history law library mathematics medicine music physics sports"
                    .split(" ", -1));

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void twelve_contexts_on_the_host() throws IOException {
        files = new ConfigFolder(folder);
        for (String context : CONTEXTS) {
            files.file("usr/local/jss/logs/" + context + "/JAMFSoftwareServer.log", "");
        }
        files.file("web.yml", "basic_auth_users: {}");
    }

    static List<String> configurations() throws IOException {
        return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/many-instances.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void it_loads_without_a_warning_once_its_credentials_are_there(String text) throws Exception {
        writeCredentials(text);

        Settings.Loaded loaded = files.load(text);

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.settings().stateDirectory()).contains(Path.of("/var/lib/depwatch"));
        assertThat(loaded.settings().instances())
                .isNotEmpty()
                .allSatisfy(instance ->
                        assertThat(instance.jamf().orElseThrow().fault()).isEmpty());
    }

    @Test
    void twelve_contexts_take_at_most_ten_lines_beside_the_receivers() throws Exception {
        String text = configurations().get(0);
        writeCredentials(text);

        assertThat(files.load(text).settings().instances())
                .extracting(InstanceSettings::name)
                .containsExactlyElementsOf(
                        CONTEXTS.stream().map(context -> "host-1/" + context).toList());
        assertThat(text.substring(0, text.indexOf("alerts:")).lines()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void one_context_differs_as_the_page_says() throws Exception {
        String text = configurations().get(1);
        writeCredentials(text);

        assertThat(files.load(text).settings().instances())
                .filteredOn(instance -> instance.name().equals("physics"))
                .singleElement()
                .satisfies(physics -> {
                    assertThat(physics.timeZone()).isEqualTo(ZoneId.of("America/New_York"));
                    assertThat(physics.jamf().orElseThrow().url()).hasToString("https://physics.example.org");
                });
    }

    @Test
    void five_situations_and_a_renaming_are_shown() throws IOException {
        assertThat(configurations()).hasSize(6);
    }

    @Test
    void all_secrets_in_one_file_are_closed_to_others_from_the_first_moment_to_the_last() throws IOException {
        assertThat(Files.readString(Path.of("docs/many-instances.md")))
                .containsSubsequence(
                        "install -m 600 /dev/null clients.txt", "--write < clients.txt", "shred -u clients.txt");
    }

    /** As `depwatch credentials --write` does. */
    private void writeCredentials(String text) throws Exception {
        Path file = files.file("depwatch.yml", text.replace("/usr/local/jss", folder + "/usr/local/jss"));
        Map<String, String> environment =
                Map.of("CREDENTIALS_DIRECTORY", folder.resolve("credentials").toString());
        Settings settings = Settings.withoutSecrets(file, environment, ConfigFolder.HOST, ConfigFolder.NOW)
                .settings();
        for (InstanceSettings instance : settings.instances()) {
            write(Secrets.of(instance.jamf().orElseThrow()));
        }
        for (ReceiverSettings receiver : settings.alerts().receivers()) {
            write(Secrets.of(receiver));
        }
    }

    private void write(Map<String, Secret> secrets) throws IOException {
        for (Secret secret : secrets.values()) {
            files.credential(
                    secret.file().orElseThrow().getFileName().toString(),
                    "https://hooks.slack.com/services/T000/B000/xyz");
        }
    }
}
