package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.depwatch.FileNames;
import dev.depwatch.config.ConfigRule;
import dev.depwatch.inventory.jamf.JamfConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

    private static final String CLIENTS = """
            discover:
              - logs: /usr/local/jss/logs/*/JAMFSoftwareServer.log
                name: "{host}/{context}"
                jamf:
                  url: https://jamf.example.org/{context}
                  clientIdFile: client-{context}
                  clientSecretFile: secret-{context}
            """;

    private static final String OTHER = """
            instances:
              - { name: other, logs: /log/a, tokens: [{ kind: ade, id: 1, name: a }] }
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

    /** What is replaced in the template, or added to it. */
    static Stream<ConfigRule> rules() {
        return ConfigRule.in("""
            a mistake in what differs for a folder that is not there is a problem
              + contexts: { law: { timeZome: UTC } }
              => discover[0].contexts.law.timeZome: unknown key; did you mean "timeZone"?
            a name without the context would be that of several
              {host}/{context} -> jamf
              => depwatch.yml:3:5: discover[0].name: found "jamf" for 2 folders; expected {context} in it, which is \
                    the folder's name
            each mistake in a template is reported once
              UTC -> Mars; username -> user
              => depwatch.yml:4:5: discover[0].timeZone: found "Mars"; expected a time zone such as Europe/Zurich, \
                    or host for this host's
              => depwatch.yml:7:7: discover[0].jamf.user: unknown key; did you mean "username"? Known keys: url, \
                    platform, environment, tenant, clientId, clientIdFile, clientSecretFile, username, passwordFile, caFile, gsx, allowPlainHttp
            a mistake in what differs stands at its place
              + contexts: { physics: { timeZone: Mars } }
              => depwatch.yml:9:28: discover[0].contexts.physics.timeZone: found "Mars"; expected a time zone such \
                    as Europe/Zurich, or host for this host's
            what differs for a folder that is not there is a warning
              + contexts: { phisics: { timeZone: UTC } }
              => only a warning: depwatch.yml:9:5: discover[0].contexts: no folder "phisics" is found; correct the \
                    name or remove it
            a missing file that all share is a problem
              jamf-{context} -> jamf
              => depwatch.yml:8:7: discover[0].jamf.passwordFile: no such file, neither in
            a placeholder exists
              org/{context} -> org/{contxt}
              => depwatch.yml:6:7: discover[0].jamf.url: unknown placeholder {contxt}; known are context, host, name
            a template finds an instance where no other is written
              JAMFSoftwareServer.log -> Jamf.log
              => depwatch.yml:2:5: discover[0].logs: no instance found: nothing matches \
                    "FOLDER/usr/local/jss/logs/*/Jamf.log"; expected at least one to watch
            one that is left out is not found
              + except: [physics, biology]
              => depwatch.yml:2:5: discover[0].logs: no instance found; expected at least one to watch
            beside a written one it is a warning that nothing is found
              with another; JAMFSoftwareServer.log -> Jamf.log
              => only a warning: depwatch.yml:4:5: discover[0].logs: no instance found: nothing matches \
                    "FOLDER/usr/local/jss/logs/*/Jamf.log"
            so it is that the folder is not there
              with another; logs/* -> none/*
              => only a warning: depwatch.yml:4:5: discover[0].logs: no instance found: cannot list the folder \
                    "FOLDER/usr/local/jss/none/"
            a template that finds nothing is still checked
              with another; logs/* -> none/*; UTC -> Mars => discover[0].timeZone: found "Mars"
            a template has a path
              logs: /usr/local/jss/logs/*/JAMFSoftwareServer.log -> startAt: end
              => discover[0].logs: no path; expected an absolute path with one *
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void every_violated_rule_of_a_template_is_a_problem(ConfigRule rule) throws IOException {
        String text = DISCOVER;
        for (String change : rule.text().split("\n", -1)) {
            String[] replaced = change.split(" -> ", -1);
            text = change.startsWith("+ ")
                    ? text + "    " + change.substring(2)
                    : change.equals("with another") ? OTHER + text : text.replace(replaced[0], replaced[1]);
        }

        rule.check(files.problems(text));
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

    /** As lost+found, which only root may list. Root may run this test, so a link to itself stands for it. */
    @Test
    void a_folder_that_cannot_be_listed_hides_no_other() throws Exception {
        Path logs = folder.resolve("usr/local/jss/logs");
        Files.createSymbolicLink(logs.resolve("lost+found"), Path.of("lost+found"));

        assertThat(names(NO_API)).containsExactly("host-1/biology", "host-1/physics");
    }

    /** It may be one that depwatch watched until now: its instance reports that its log cannot be read. */
    @Test
    void a_folder_that_depwatch_may_not_enter_is_an_instance_unless_it_is_left_out() throws Exception {
        files.file("usr/local/jss/logs/law/JAMFSoftwareServer.log", "");
        Path law = folder.resolve("usr/local/jss/logs/law");
        Path ofTheDisk = Files.createDirectory(folder.resolve("usr/local/jss/logs/lost+found"));
        Files.setPosixFilePermissions(ofTheDisk, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(law, PosixFilePermissions.fromString("---------"));
        try {
            assumeThat(Files.isExecutable(law)).as("root enters every folder").isFalse();

            Files.createSymbolicLink(folder.resolve("usr/local/jss/logs/ROOT"), Path.of("law"));

            assertThat(names(NO_API)).containsExactly("host-1/biology", "host-1/law", "host-1/physics");
            assertThat(names(NO_API + "    except: [law]\n")).containsExactly("host-1/biology", "host-1/physics");
            assertThat(files.warnings(NO_API + "    contexts: { law: { timeZone: UTC } }\n"))
                    .isEmpty();
            assertThat(names(OTHER.replace("/log/a", "/usr/local/jss/logs/law/JAMFSoftwareServer.log") + NO_API))
                    .as("another instance has its log")
                    .containsExactly("other", "host-1/biology", "host-1/physics");
        } finally {
            Files.setPosixFilePermissions(law, PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(ofTheDisk, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void only_a_link_to_another_folder_is_an_instance() throws Exception {
        Path logs = folder.resolve("usr/local/jss/logs");
        files.file("mnt/chemistry/JAMFSoftwareServer.log", "");
        Files.createSymbolicLink(logs.resolve("ROOT"), Path.of("physics"));
        Files.createSymbolicLink(logs.resolve("chemistry"), folder.resolve("mnt/chemistry"));
        files.credential("jamf-chemistry", "secret of chemistry");

        assertThat(names(DISCOVER)).containsExactly("host-1/biology", "host-1/chemistry", "host-1/physics");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the name of a written instance        | name: host-1/physics                           |                           | host-1/physics
            the former name of one                | name: sciences, formerName: host-1/physics     |                           | host-1/physics
            its former name is that of one        | name: physics                                  | formerName: "{context}"   | physics
            """)
    void a_folder_with_a_name_that_is_taken_is_skipped(String which, String written, String more, String taken)
            throws Exception {
        String text = "instances: [{ " + written + ", logs: /log/a, tokens: [{ kind: ade, id: 1, name: a }] }]\n"
                + DISCOVER + (more == null ? "" : "    " + more + "\n");

        assertThat(names(text)).hasSize(2).last().isEqualTo("host-1/biology");
        assertThat(files.warnings(text))
                .containsExactly("depwatch.yml:3:5: discover[0].logs: the folder \"physics\" is skipped: \"" + taken
                        + "\" is the name of another instance");
    }

    @Test
    void the_former_folder_of_a_renamed_one_is_skipped() throws Exception {
        String text = DISCOVER + "    contexts: { physics: { formerName: host-1/biology } }\n";

        assertThat(names(text)).containsExactly("host-1/physics");
        assertThat(files.warnings(text))
                .containsExactly(
                        "depwatch.yml:2:5: discover[0].logs: the folder \"biology\" is skipped: \"host-1/biology\""
                                + " is the name of another instance");
    }

    /** Each typing mistake would otherwise skip every folder, or lie in wait for the first. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url: https://jamf.example.org/{context}  | urls: https://jamf.example.org/{context} | .jamf.urls: unknown key; did you mean "url"?
            url: https://jamf.example.org/{context}  | url: jamf.example.org/{context}          | .jamf.url: not an http or https address
            passwordFile: "jamf-{context}"           | passwordFil: "jamf-{context}"            | .jamf.passwordFil: unknown key; did you mean "passwordFile"?
            name: "{host}/{context}"                 | names: "{host}/{context}"                | .names: unknown key; did you mean "name"?
            name: "{host}/{context}"                 | name: {context}                          | .name: found {context} without quotes, which is a map
            """)
    void a_mistake_in_a_text_with_a_placeholder_is_a_problem(String right, String wrong, String problem)
            throws Exception {
        String mistaken = DISCOVER.replace(right, wrong);
        for (String text : List.of(OTHER + mistaken, mistaken.replace("logs/*", "none/*"))) {
            assertThat(files.problems(text))
                    .singleElement()
                    .asString()
                    .contains("discover[0]" + problem)
                    .doesNotContain("only a warning");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "old copy",
                "100%",
                "phy\u202Esics",
                "phy\nsics",
                "{context}",
                "{host}",
                "$1",
                "a#b",
                ".snapshot",
                "a?b"
            })
    void a_folder_with_an_odd_name_is_skipped_and_stops_nothing(String odd) throws Exception {
        FileNames.assumeAnyHolds(odd);
        files.file("usr/local/jss/logs/" + odd + "/JAMFSoftwareServer.log", "");

        assertThat(names(DISCOVER)).containsExactly("host-1/biology", "host-1/physics");
        assertThat(files.warnings(DISCOVER))
                .singleElement()
                .asString()
                .startsWith("depwatch.yml:2:5: discover[0].logs: the folder \"")
                .endsWith(
                        "is skipped: expected a name that begins with a letter or digit and has only letters, digits and . _ ~ -")
                .matches("\\P{Cntrl}+")
                .doesNotContain("\u202E");
    }

    @Test
    void a_folder_whose_name_is_no_text_is_skipped() throws Exception {
        files.file("usr/local/jss/logs/new/JAMFSoftwareServer.log", "");
        Process renamed = new ProcessBuilder("sh", "-c", "mv new \"$(printf 'stra\\337e')\"")
                .directory(folder.resolve("usr/local/jss/logs").toFile())
                .start();
        assumeThat(renamed.waitFor()).as("a system that takes any name").isZero();

        assertThat(files.warnings(NO_API))
                .containsExactly("depwatch.yml:2:5: discover[0].logs: the folder \"stra\uFFFDe\" is skipped: expected a"
                        + " name that begins with a letter or digit and has only letters, digits and . _ ~ -");
    }

    @Test
    void a_name_beyond_ascii_is_percent_encoded_in_an_address() throws Exception {
        FileNames.assumeAnyHolds("\u0301");
        files.file("usr/local/jss/logs/e\u0301cole/JAMFSoftwareServer.log", "");
        files.credential("jamf-\u00E9cole", "secret");

        assertThat(files.load(DISCOVER).settings().instances())
                .filteredOn(instance -> instance.name().equals("host-1/\u00E9cole"))
                .extracting(instance -> instance.jamf().orElseThrow().url().toString())
                .containsExactly("https://jamf.example.org/%C3%A9cole");
    }

    @ParameterizedTest
    @CsvSource({"e\u0301cole, \u00E9cole, \u00E9cole, \u00E9cole", "school, sch\u200Dool, sch\\u200dool, school"})
    void of_two_folders_whose_names_look_equal_one_is_skipped(String first, String other, String shown, String name)
            throws Exception {
        FileNames.assumeAnyHolds(first + other);
        files.file("usr/local/jss/logs/" + first + "/JAMFSoftwareServer.log", "");
        files.file("usr/local/jss/logs/" + other + "/JAMFSoftwareServer.log", "");

        assertThat(files.warnings(NO_API))
                .containsExactly("depwatch.yml:2:5: discover[0].logs: the folder \"" + shown + "\" is skipped:"
                        + " \"host-1/" + name + "\" is the name of another instance");
    }

    @Test
    void a_folder_that_does_not_fit_the_template_is_skipped() throws Exception {
        files.file("usr/local/jss/logs/old_copy/JAMFSoftwareServer.log", "");
        String text = DISCOVER.replace("https://jamf.example.org/{context}", "https://{context}.example.org");

        assertThat(names(text)).containsExactly("host-1/biology", "host-1/physics");
        assertThat(files.warnings(text))
                .contains("depwatch.yml:2:5: discover[0].logs: the folder \"old_copy\" is skipped: url: an address"
                        + " without a host, or with a wrong character in its host or port; expected one such as"
                        + " https://jamf.example.org:8443");
    }

    @Test
    void a_log_that_an_instance_follows_is_passed_over() throws Exception {
        String written = """
                instances:
                  - { name: our physics, logs: /usr/local/jss/logs/physics/JAMFSoftwareServer.log, tokens: [{ kind: ade, id: 1, name: a }] }
                """;

        assertThat(names(written + DISCOVER)).containsExactly("our physics", "host-1/biology");
    }

    @Test
    void one_context_differs_in_the_keys_that_it_gives() throws Exception {
        files.credential("password", "another secret");

        List<InstanceSettings> found = files.load(DISCOVER + """
                    contexts:
                      physics:
                        name: "physics of {host}"
                        timeZone: Asia/Tokyo
                        jamf: { url: "https://physics.example.org/{context}", passwordFile: password }
                """).settings().instances();

        assertThat(found)
                .extracting(
                        InstanceSettings::name,
                        InstanceSettings::timeZone,
                        instance -> instance.jamf().orElseThrow().url().toString())
                .containsExactly(
                        tuple("host-1/biology", ZoneId.of("UTC"), "https://jamf.example.org/biology"),
                        tuple("physics of host-1", ZoneId.of("Asia/Tokyo"), "https://physics.example.org/physics"));
        JamfConfig physics = found.get(1).jamf().orElseThrow();
        assertThat(physics.username()).contains("depwatch");
        assertThat(physics.password().orElseThrow().reveal()).isEqualTo("another secret");
    }

    @Test
    void a_key_without_a_value_removes_it_for_one_context() throws Exception {
        assertThat(files.load(DISCOVER + "    contexts: { physics: { jamf: } }\n")
                        .settings()
                        .instances())
                .extracting(InstanceSettings::name, instance -> instance.jamf().isPresent())
                .containsExactly(tuple("host-1/biology", true), tuple("host-1/physics", false));
    }

    @Test
    void a_missing_file_is_named_and_every_log_is_followed() throws Exception {
        files.credential("client-biology", "id of biology");
        files.credential("secret-biology", "the secret of biology");
        files.credential("client-physics", "id of physics");

        List<InstanceSettings> found = files.load(CLIENTS).settings().instances();

        assertThat(found)
                .extracting(
                        InstanceSettings::name,
                        instance -> instance.jamf().orElseThrow().fault().isPresent())
                .containsExactly(tuple("host-1/biology", false), tuple("host-1/physics", true));
        assertThat(files.warnings(CLIENTS))
                .containsExactly("depwatch.yml:7:7: discover[0].jamf.clientSecretFile: no file"
                        + " \"FOLDER/credentials/secret-physics\", nor one of this name in \"FOLDER\" or"
                        + " \"FOLDER/credentials\"; make it, as by `depwatch credentials --write`");
    }

    @Test
    void of_more_than_a_thousand_folders_the_last_are_skipped() throws Exception {
        for (int i = 0; i <= Discovery.MAX_LOGS; i++) {
            Path log = folder.resolve("usr/local/jss/logs/c" + i + "/JAMFSoftwareServer.log");
            Files.createDirectory(log.getParent());
            Files.createFile(log);
        }

        Settings.Loaded loaded = files.load(NO_API.replace("{host}/", ""));

        assertThat(loaded.settings().instances())
                .hasSize(Discovery.MAX_LOGS)
                .extracting(InstanceSettings::name)
                .contains("biology", "c0", "c1000")
                .doesNotContain("c998", "c999", "physics");
        assertThat(loaded.warnings())
                .hasSize(3)
                .allSatisfy(warning -> assertThat(warning.sentence())
                        .endsWith(" is skipped: more than 1000 logs, with those of all other instances; expected"
                                + " several depwatches to share them"));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "999, 1", "1000, 0", "1001, 0"})
    void folders_that_change_their_names_never_add_up_to_more_than_a_thousand_logs(int before, int more)
            throws Exception {
        Settings written = files.load(OTHER).settings();

        assertThat(written.with(Collections.nCopies(before, written.instances().get(0)), Optional.empty())
                        .newIn(files.load(NO_API).settings()))
                .hasSize(more);
    }

    @Test
    void credentials_that_come_later_add_no_log_to_a_thousand() throws Exception {
        Settings before = files.load(CLIENTS).settings();
        for (String context : List.of("physics", "biology")) {
            files.credential("client-" + context, "id");
            files.credential("secret-" + context, "secret");
        }
        List<InstanceSettings> full = new ArrayList<>(before.instances());
        full.addAll(Collections.nCopies(
                Discovery.MAX_LOGS, files.load(OTHER).settings().instances().get(0)));

        assertThat(before.with(full, Optional.empty()).newIn(files.load(CLIENTS).settings()))
                .hasSize(2);
    }

    private List<String> names(String text) throws Exception {
        return files.load(text).settings().instances().stream()
                .map(InstanceSettings::name)
                .toList();
    }

    private Tuple found(String context, String secret) {
        return tuple(
                "host-1/" + context,
                List.of(folder.resolve("usr/local/jss/logs/" + context + "/JAMFSoftwareServer.log")),
                URI.create("https://jamf.example.org/" + context),
                secret);
    }
}
