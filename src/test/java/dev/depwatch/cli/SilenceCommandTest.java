package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.assess.Silence;
import dev.depwatch.cli.DaemonCommandsTest.Pages;
import dev.depwatch.daemon.CommandedSilences;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceCommandTest {
    /** Still the 24th in Zurich, and the 25th in Auckland. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-24T14:00:00Z"));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void configure() throws Exception {
        Files.createDirectory(
                folder.resolve("state"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        file = Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:0
                stateDirectory: state
                instances:
                  - { name: school, logs: a.log, tokens: [{ kind: ade, id: 1, name: a }] }
                  - { name: lab, logs: b.log, tokens: [{ kind: ade, id: 1, name: a }] }
                alerts:
                  timeZone: Europe/Zurich
                  receivers: [{ name: team, slack: { webhookUrlFile: of-root-alone } }]
                  silences: [{ instance: lab, until: 2027-01-31, reason: decommissioned }]
                """);
    }

    private Typed silence(String... arguments) {
        return silence(CLOCK, Map.of("SUDO_USER", "anna"), arguments);
    }

    private Typed silence(InstantSource clock, Map<String, String> environment, String... arguments) {
        return Typed.command(Typed.process(clock, environment, false), "silence", file, arguments);
    }

    private Typed silences(String... arguments) {
        return Typed.command(CLOCK, "silences", file, arguments);
    }

    private List<String> inForce() throws Exception {
        return new CommandedSilences(folder.resolve("state"))
                .read().stream().map(SilenceCommand::what).toList();
    }

    /** No URL can hold the second host. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "my_host:19137"})
    void a_silence_is_saved_and_listed_beside_configured_ones(String listen) throws Exception {
        Files.writeString(file, Files.readString(file).replace("127.0.0.1:0", listen));

        Typed silence = silence("school", "--token", "1", "--until", "2026-12-24", "--reason", "a test");

        assertThat(silence.err()).isEmpty();
        assertThat(silence.out())
                .startsWith(
                        "Silenced to the end of 2026-12-24 (Europe/Zurich): school, ADE token 1. No receiver is notified of it;")
                .contains(" marked as silenced. depwatch could not check that this token exists.\n")
                .contains("run the same command with --end instead of --until, --reason and --by.\n");
        assertThat(inForce()).containsExactly("school, ADE token 1");
        assertThat(silences().out().lines().map(String::stripTrailing))
                .containsExactly(
                        "INSTANCE  KIND  TOKEN  LAST DAY    FROM           BY    REASON",
                        "school    ade   1      2026-12-24  command        anna  a test",
                        "lab       all   all    2027-01-31  configuration        decommissioned",
                        "",
                        "Each ends when its last day is over. Times are in Europe/Zurich, +01:00.");
    }

    @Test
    void the_list_is_there_as_json() throws Exception {
        silence("school", "--until", "2026-12-24", "--reason", "a test");

        JsonNode first = silences("--json").json().at("/silences/0");

        assertThat(first.path("instance").asText()).isEqualTo("school");
        assertThat(first.path("kind").isNull()).isTrue();
        assertThat(first.path("until").asText()).isEqualTo("2026-12-24T23:00:00Z");
        assertThat(first.path("from").asText()).isEqualTo("command");
        assertThat(first.path("by").asText()).isEqualTo("anna");
    }

    @Test
    void who_silences_is_who_ran_the_command_unless_it_names_somebody() throws Exception {
        silence("school", "--until", "2026-12-24", "--reason", "a test", "--by", "Jane Doe");
        silence(CLOCK, Map.of(), "lab", "--until", "2026-12-24", "--reason", "a test");
        silence(CLOCK, Map.of("SUDO_USER", "?"), "lab", "--kind", "ade", "--until", "2026-12-24", "--reason", "a test");

        assertThat(new CommandedSilences(folder.resolve("state")).read())
                .extracting(Silence.Config::by)
                .containsExactly(
                        Optional.of("Jane Doe"), Optional.of(System.getProperty("user.name")), Optional.empty());
    }

    @Test
    void a_silence_that_was_saved_before_has_no_author() throws Exception {
        Files.writeString(
                folder.resolve("state/silences.json"),
                "{\"silences\": [{\"instance\": \"school\", \"kind\": null, \"token\": null,"
                        + " \"until\": \"2026-12-24\", \"reason\": \"a test\"}]}");

        assertThat(silences().err()).isEmpty();
        assertThat(silences().out()).containsPattern("2026-12-24  command +a test");
    }

    @Test
    void only_a_silence_of_a_token_needs_the_other_files_of_the_configuration() throws Exception {
        Files.writeString(folder.resolve("state/site.yml"), "no signature");
        Files.writeString(file, "signaturesDirectory: state\n" + Files.readString(file));

        assertThat(silence("school", "--until", "2026-12-24", "--reason", "a test")
                        .err())
                .isEmpty();
    }

    @Test
    void a_second_one_of_the_same_replaces_the_first() throws Exception {
        silence("school", "--until", "2026-12-24", "--reason", "a test");
        silence("school", "--until", "2026-12-31", "--reason", "a longer test");

        assertThat(new CommandedSilences(folder.resolve("state")).read())
                .singleElement()
                .satisfies(silence -> assertThat(silence.reason()).isEqualTo("a longer test"));
    }

    @Test
    void it_is_ended_early() throws Exception {
        silence("school", "--until", "2026-12-24", "--reason", "all of it");
        silence("school", "--token", "1", "--until", "2026-12-24", "--reason", "one token");

        assertThat(silence("school", "--token", "1", "--end").out())
                .startsWith("Ended: the silence of school, ADE token 1.");

        assertThat(inForce()).containsExactly("school, all of it");
    }

    @Test
    void one_that_is_over_goes_with_the_next_change() throws Exception {
        silence("school", "--until", "2026-11-24", "--reason", "to tonight");
        InstantSource afterwards = InstantSource.fixed(Instant.parse("2026-11-24T23:00:00Z"));
        silence(afterwards, Map.of(), "lab", "--until", "2026-12-24", "--reason", "a test");

        assertThat(inForce()).containsExactly("lab, all of it");
    }

    @Test
    void one_of_the_configuration_is_ended_there() {
        Typed end = silence("lab", "--end");

        assertThat(end.code()).isEqualTo(1);
        assertThat(end.err())
                .isEqualTo(
                        "No silence of lab, all of it was made by this command. depwatch silences lists those in force. If one"
                                + " is in the configuration, remove it there (alerts.silences), and reload depwatch.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scool --until 2026-12-24 --reason x  | No instance "scool" is configured; did you mean "school"?
            school --reason x                    | --until is missing: expected the last day of the silence, such as 2026-12-01, or --end
            school --until 2026-12-24            | --reason is missing: expected why
            school --until 2026-12-24 --reason LONG | --reason has 201 characters; expected a sentence of 1 to 200
            school --until tomorrow --reason x   | '--until': 'tomorrow'; expected a day such as 2026-12-01
            school --until +999999999-12-31 --reason x | '--until': '+999999999-12-31'; expected a day such as 2026-12-01
            school --until 2026-11-23 --reason x | --until: 2026-11-23 is over in Europe/Zurich (alerts.timeZone); expected today or a later day
            school --until 2026-12-24 --end      | --end excludes --until, --reason and --by
            school --until 2026-12-24 --reason x --by | Missing required parameter for option '--by'
            school --kind dep --end              | Invalid value for option '--kind'
            """)
    void a_wrong_command_line_changes_nothing(String arguments, String sentence) throws Exception {
        Typed wrong = silence(arguments.replace("LONG", "x".repeat(201)).split(" "));

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains(sentence);
        assertThat(inForce()).isEmpty();
    }

    @Test
    void a_token_that_the_running_depwatch_does_not_know_is_wrong_usage() throws Exception {
        try (Pages pages = new Pages()) {
            Files.writeString(file, Files.readString(file).replace("127.0.0.1:0", "127.0.0.1:" + pages.port()));
            pages.answer = pages.answer.replace("\"gaps\" : { }", "\"gaps\" : { \"ca\" : \"HTTP 403\" }");

            Typed wrong = silence("school", "--token", "7", "--until", "2026-12-24", "--reason", "x");
            Typed ofAnotherKind =
                    silence("school", "--kind", "content", "--token", "1", "--until", "2026-12-24", "--reason", "x");

            Typed known = silence("school", "--token", "1", "--until", "2026-12-24", "--reason", "x");

            assertThat(known.out()).startsWith("Silenced ").doesNotContain("could not check");
            assertThat(silence("school", "--token", "1", "--end").code()).isZero();
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err()).startsWith("--token: school has no ADE token with the id \"7\"; it has ade 1\n");
            assertThat(ofAnotherKind.code()).isEqualTo(2);
            assertThat(ofAnotherKind.err())
                    .startsWith("--token: school has no Apps and Books token with the id \"1\"; it has ade 1\n");
        }
        assertThat(inForce()).isEmpty();
    }

    /** The kind of a token, and what the running depwatch has not read. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        ade,     "tokensReadAt" : "2026-11-24T14:29:20Z", "tokensReadAt" : null
        content, "gaps" : { },                            "gaps" : { "content_tokens" : "HTTP 403" }
        """)
    void a_token_of_a_kind_that_was_not_read_may_be_there(String kind, String read, String unread) throws Exception {
        try (Pages pages = new Pages()) {
            Files.writeString(file, Files.readString(file).replace("127.0.0.1:0", "127.0.0.1:" + pages.port()));
            pages.answer = pages.answer.replace(read, unread);

            assertThat(silence("school", "--kind", kind, "--token", "7", "--until", "2026-12-24", "--reason", "x")
                            .out())
                    .contains("depwatch could not check that this token exists.");
        }
    }

    @Test
    void hostile_characters_of_a_reason_are_cleaned() throws Exception {
        silence("school", "--until", "2026-12-24", "--reason", "a\u001b[31m\ntest");

        assertThat(silences().out()).doesNotContain("\u001b").contains("test");
    }

    @Test
    void a_missing_folder_is_named_with_its_key() throws Exception {
        Files.delete(folder.resolve("state"));
        Files.writeString(file, Files.readString(file).replaceFirst("silences: .*", "silences: []"));

        for (Typed wrong : List.of(
                silence("school", "--until", "2026-12-24", "--reason", "x"), silence("lab", "--end"), silences())) {
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err())
                    .startsWith("There is no state directory \"" + folder + "/state\". Set stateDirectory");
        }
    }

    @Test
    void a_damaged_file_is_named() throws Exception {
        Path damaged = Files.writeString(folder.resolve("state/silences.json"), "{");

        Typed listed = silences();

        assertThat(listed.code()).isEqualTo(1);
        assertThat(listed.err()).startsWith("\"" + damaged + "\" cannot be used:");
        assertThat(listed.out()).isEmpty();
    }
}
