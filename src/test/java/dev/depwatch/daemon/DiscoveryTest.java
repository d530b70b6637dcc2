package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
    private static final String DISCOVER = """
            discover:
              - logs: /usr/local/jss/logs/*/JAMFSoftwareServer.log
                name: "{host}/{context}"
                timeZone: UTC
                jamf:
                  url: https://jamf.example.org/{context}
                  username: depwatch
                  passwordFile: "jamf-{context}"
            """;

    private static final String NO_API = """
            discover:
              - logs: /usr/local/jss/logs/*/JAMFSoftwareServer.log
                name: "{host}/{context}"
                tokens: [{ kind: ade, id: 1, name: a, owner: a@example.org }]
            """;

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void two_contexts() throws IOException {
        files = new ConfigFolder(folder);
        files.file("usr/local/jss/logs/physics/JAMFSoftwareServer.log", "");
        files.file("usr/local/jss/logs/biology/JAMFSoftwareServer.log", "");
        files.file("usr/local/jss/logs/archive/old.log", "");
        files.file("usr/local/jss/logs/JAMFSoftwareServer.log", "");
        files.credential("jamf-physics", "secret of physics");
        files.credential("jamf-biology", "secret of biology");
    }

    @Test
    void every_folder_with_a_log_is_an_instance_in_the_order_of_names() throws Exception {
        assertThat(files.load(DISCOVER).settings().instances())
                .extracting(
                        InstanceSettings::name,
                        InstanceSettings::logs,
                        instance -> instance.jamf().orElseThrow().url(),
                        instance -> instance.jamf()
                                .orElseThrow()
                                .password()
                                .orElseThrow()
                                .reveal())
                .containsExactly(found("biology", "secret of biology"), found("physics", "secret of physics"));
    }

    @Test
    void a_link_to_a_folder_that_is_found_is_no_instance_of_its_own_and_a_link_elsewhere_is() throws Exception {
        Path logs = folder.resolve("usr/local/jss/logs");
        files.file("mnt/chemistry/JAMFSoftwareServer.log", "");
        Files.createSymbolicLink(logs.resolve("ROOT"), Path.of("physics"));
        Files.createSymbolicLink(logs.resolve("chemistry"), folder.resolve("mnt/chemistry"));
        files.credential("jamf-chemistry", "secret of chemistry");

        assertThat(files.load(DISCOVER).settings().instances())
                .extracting(InstanceSettings::name)
                .containsExactly("host-1/biology", "host-1/chemistry", "host-1/physics");
    }

    @Test
    void discovered_instances_stand_beside_written_ones_and_their_names_are_unique_together() throws Exception {
        String written = """
                instances:
                  - { name: host-1/physics, logs: /log/a, tokens: [{ kind: ade, id: 1, name: a }] }
                """;

        assertThat(files.problems(written + DISCOVER))
                .containsExactly(
                        "depwatch.yml:5:5: discover[0].name: \"host-1/physics\" is the name of another instance;"
                                + " expected one of its own, since it is the identity in metrics and alerts");
    }

    @Test
    void a_name_without_the_context_is_that_of_several() throws Exception {
        assertThat(files.problems(DISCOVER.replace("{host}/{context}", "jamf")))
                .singleElement()
                .asString()
                .startsWith("depwatch.yml:3:5: discover[0].name: \"jamf\" is the name of another instance;");
    }

    @Test
    void a_mistake_is_told_once_however_many_instances_have_it() throws Exception {
        assertThat(files.problems(DISCOVER.replace("UTC", "Mars").replace("username", "user")))
                .containsExactly(
                        "depwatch.yml:4:5: discover[0].timeZone: found \"Mars\"; expected a time zone such as"
                                + " Europe/Zurich, or host for this host's",
                        "depwatch.yml:7:7: discover[0].jamf.user: unknown key; did you mean \"username\"? Known keys:"
                                + " url, clientId, clientSecretFile, username, passwordFile, caFile, allowPlainHttp");
    }

    @Test
    void a_folder_with_hidden_characters_is_a_name_that_shows_them_and_is_the_folder_that_is_followed()
            throws Exception {
        assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding"))
                .newEncoder()
                .canEncode('\u202E'));
        Path log = files.file("usr/local/jss/logs/phy\u202Esi\ncs/JAMFSoftwareServer.log", "");
        Path accent = files.file("usr/local/jss/logs/e\u0301cole/JAMFSoftwareServer.log", "");

        List<InstanceSettings> found = files.load(NO_API).settings().instances();

        assertThat(found)
                .extracting(InstanceSettings::name, InstanceSettings::logs)
                .contains(tuple("host-1/phy\uFFFDsi cs", List.of(log)), tuple("host-1/\u00E9cole", List.of(accent)));
        assertThat(found).allSatisfy(instance -> assertThat(instance.logs()).allMatch(Files::isRegularFile));
    }

    @Test
    void two_folders_whose_names_look_equal_are_a_problem() throws Exception {
        assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding"))
                .newEncoder()
                .canEncode('\u0301'));
        files.file("usr/local/jss/logs/e\u0301cole/JAMFSoftwareServer.log", "");
        files.file("usr/local/jss/logs/\u00E9cole/JAMFSoftwareServer.log", "");

        assertThat(files.problems(NO_API))
                .containsExactly("depwatch.yml:3:5: discover[0].name: \"host-1/\u00E9cole\" is the name of another"
                        + " instance; expected one of its own, since it is the identity in metrics and alerts");
    }

    @Test
    void a_placeholder_that_does_not_exist_is_a_problem() throws Exception {
        assertThat(files.problems(DISCOVER.replace("org/{context}", "org/{contxt}")))
                .containsExactly("depwatch.yml:6:7: discover[0].jamf.url: unknown placeholder {contxt}; known are"
                        + " context, host");
    }

    @Test
    void a_path_that_matches_nothing_is_a_warning() throws Exception {
        assertThat(files.warnings(DISCOVER.replace("JAMFSoftwareServer.log", "Jamf.log")))
                .containsExactly("depwatch.yml:2:5: discover[0].logs: no instance found: nothing matches"
                        + " \"FOLDER/usr/local/jss/logs/*/Jamf.log\"");
    }

    @Test
    void a_folder_that_is_not_there_is_a_warning() throws Exception {
        assertThat(files.warnings(DISCOVER.replace("logs/*", "none/*")))
                .containsExactly("depwatch.yml:2:5: discover[0].logs: no instance found: there is no folder"
                        + " \"FOLDER/usr/local/jss/none/\"");
    }

    @Test
    void a_template_that_finds_nothing_is_still_checked() throws Exception {
        assertThat(files.problems(DISCOVER.replace("logs/*", "none/*").replace("UTC", "Mars")))
                .singleElement()
                .asString()
                .contains("discover[0].timeZone: found \"Mars\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log/*/a.log", "/log/a.log", "/log/*/*/a.log", "/log/a*/a.log", "/log/*", "/log/*/", "''"})
    void a_path_has_one_star_for_a_folder(String logs) throws Exception {
        assertThat(files.problems(DISCOVER.replace("/usr/local/jss/logs/*/JAMFSoftwareServer.log", logs)))
                .singleElement()
                .asString()
                .startsWith("depwatch.yml:2:5: discover[0].logs: found \"")
                .endsWith("\"; expected an absolute path with one * for a folder, such as"
                        + " /usr/local/jss/logs/*/JAMFSoftwareServer.log");
    }

    @Test
    void a_template_without_logs_finds_nothing() throws Exception {
        assertThat(files.problems("discover: [{ name: \"{context}\" }]"))
                .singleElement()
                .asString()
                .startsWith("depwatch.yml:1:12: discover[0].logs: no path; expected an absolute path with one *");
    }

    @Test
    void more_than_a_thousand_logs_are_a_mistake_since_each_is_a_thread() throws Exception {
        for (int i = 0; i <= SettingsFile.MAX_LOGS; i++) {
            Path log = folder.resolve("usr/local/jss/logs/c" + i + "/JAMFSoftwareServer.log");
            Files.createDirectory(log.getParent());
            Files.createFile(log);
        }

        assertThat(files.problems(
                        "discover: [{ name: \"{context}\", logs: /usr/local/jss/logs/*/JAMFSoftwareServer.log }]"))
                .containsExactly(
                        "depwatch.yml:1:1: instances: more than 1000 logs, with those discovered; expected several"
                                + " depwatches to share them");
    }

    private Tuple found(String context, String secret) {
        return tuple(
                "host-1/" + context,
                List.of(folder.resolve("usr/local/jss/logs/" + context + "/JAMFSoftwareServer.log")),
                URI.create("https://jamf.example.org/" + context),
                secret);
    }
}
