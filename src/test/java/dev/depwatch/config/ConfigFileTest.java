package dev.depwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    @TempDir
    private Path folder;

    private Path file;

    record Garden(
            @JsonProperty(defaultValue = "roses") String name,
            @JsonProperty(defaultValue = "1h") Duration watering,
            @JsonProperty("gateFile") Optional<Secret> gate,
            @JsonProperty(defaultValue = "[]") List<Bed> beds,
            @JsonProperty(defaultValue = "{}") Map<String, String> labels) {}

    record Bed(
            String plant,
            @JsonProperty(defaultValue = "false") boolean shady) {}

    @BeforeEach
    void a_file_in_a_folder() {
        file = folder.resolve("garden.yml");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            an empty file       | ``                         | garden.yml: empty; expected keys with their values
            comments alone      | # nothing↵                 | garden.yml: empty; expected
            a list              | - a                        | garden.yml:1:1: found a list; expected a map with the keys name, watering, gateFile
            a text              | just a sentence            | garden.yml:1:1: found "just a sentence"; expected a map
            a missing bracket   | name: a↵beds: [            | garden.yml:2:8: not YAML: while parsing a flow node;
            a colon and no blank | watering: 1h↵name:a↵↵beds: [] | garden.yml:2:1: not YAML: while scanning a simple key; could not find expected ':'
            a quote left open   | name: "a↵beds: []          | garden.yml:1:7: not YAML: while scanning a quoted scalar; found unexpected end of stream
            an escape unknown   | name: "a\\cb"             | garden.yml:1:10: not YAML: while scanning a double-quoted scalar; found unknown escape character
            a wrong indentation | name: a↵ beds: []          | garden.yml:2:6: not YAML: mapping values are not allowed here; look for a wrong indentation, a quote or bracket left open, or a colon without a blank, here and in the line above
            a tabulator         | beds:↵\t- plant: a         | garden.yml:2:1: not YAML: while scanning for the next token; fo
            an unquoted star    | name: *.org                | put a text that begins with * in quotes
            a list for a key    | { [a]: b }                 | garden.yml:1:3: not YAML: a key is no text
            a second document   | name: a↵---↵name: b        | garden.yml:3:1: a second document begins here
            a key given twice   | name: a↵name: b            | garden.yml:2:1: name: given twice in one map; expected once
            an anchor           | name: &a b                 | garden.yml:1:1: name: found a YAML anchor or alias (& or *); expected the
            an alias            | name: *a                   | garden.yml:1:1: name: found a YAML anchor or alias (& or *); expected the v
            a tag               | name: !secret b            | garden.yml:1:1: name: found a YAML tag (!); expected the value without
            binary              | name: !!binary '%%%'       | garden.yml:1:
            merged keys         | beds: [{ <<: { plant: a }, plant: b }] | beds[0].<<: unknown key. Known keys: plant, shady
            an empty value      | name:                      | garden.yml:1:1: name: found nothing; expected a text
            a control character | name: "a\\eb"              | name: found "a\\u001bb"; expected a text
            a list for a map    | labels: [a]                | garden.yml:1:1: labels: found a list; expected a map
            a value of a map    | labels:↵  a: b↵  c: [d]    | garden.yml:3:3: labels.c: found a list; expected a text
            a hostile key       | "a\\e[2J\\u202eb": 1       | garden.yml:1:1: a\\u001b[2J\\u202eb: unknown key.
            """)
    void an_invalid_file_gives_one_sentence_with_its_place(String what, String text, String problem)
            throws IOException {
        assertThat(problems(text.replace('↵', '\n')))
                .as(what)
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void a_missing_file_is_reported() {
        assertThatThrownBy(() -> ConfigFile.read(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": cannot be read: no such file");
    }

    @Test
    void a_folder_is_rejected() {
        assertThatThrownBy(() -> ConfigFile.read(folder, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder + ": cannot be read: not a file");
    }

    @Test
    void an_unreadable_file_is_reported_as_permission_denied() throws IOException {
        Path closed = Files.createFile(
                folder.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assumeThat(Files.isReadable(closed)).as("root reads everything").isFalse();
        String denied = "permission denied; let the user that depwatch runs as read it; only commands may run as root";

        assertThatThrownBy(() -> ConfigFile.read(closed, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(closed + ": cannot be read: " + denied);
        assertThat(problems("gateFile: key"))
                .containsExactly("garden.yml:1:1: gateFile: cannot read \"" + closed + "\" (" + denied + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "/credentials/key", "credentials/of/gate"})
    void a_folder_that_this_user_may_not_open_is_named(String secret) throws IOException {
        Path closed = Files.createDirectory(
                folder.resolve("credentials"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assumeThat(Files.isReadable(closed)).as("root reads everything").isFalse();

        assertThat(problems("gateFile: " + (secret.startsWith("/") ? folder : "") + secret))
                .containsExactly(
                        "garden.yml:1:1: gateFile: permission denied: the user that depwatch runs as must be able to enter the"
                                + " folder \"" + closed + "\"");
    }

    @Test
    void a_file_over_a_mebibyte_is_rejected() throws IOException {
        assertThat(problems("#".repeat(1024 * 1024 + 1)))
                .singleElement()
                .asString()
                .contains("cannot be read: larger than 1024 KiB");
    }

    @Test
    void a_file_in_another_encoding_is_rejected_with_the_place() throws IOException {
        Files.write(file, "name: a\nwatering: fünf".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems()).containsExactly("garden.yml:2:12: not UTF-8 text; save the file in that encoding");
    }

    @Test
    void a_byte_order_mark_or_a_replacement_character_is_no_mistake() throws Exception {
        Files.writeString(file, "\uFEFF# \uFFFD\nname: tulips");

        assertThat(ConfigFile.read(file, Map.of()).bind(Garden.class).name()).isEqualTo("tulips");
    }

    @Test
    void nested_aliases_are_rejected_at_once() throws IOException {
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char next = 'b'; next < 'z'; next++) {
            bomb.append("%c: &%c [%s]\n".formatted(next, next, ("*" + (char) (next - 1) + ",").repeat(9)));
        }

        assertThat(problems(bomb.toString()))
                .hasSizeGreaterThan(1)
                .first()
                .asString()
                .contains("YAML anchor or alias");
    }

    @Test
    void the_problems_of_a_file_have_a_bound() throws IOException {
        assertThat(problems("beds:\n" + "- { plan: a }\n".repeat(2_000))).hasSize(1_000);
    }

    @Test
    void texts_stay_as_written() throws Exception {
        Files.writeString(
                file, "beds: [{ plant: 007 }, { plant: yes }, { plant: 1_000 }, { plant: 2027-01-02 }, { plant: '' }]");

        assertThat(ConfigFile.read(file, Map.of()).bind(Garden.class).beds())
                .extracting(Bed::plant)
                .containsExactly("007", "yes", "1_000", "2027-01-02", "");
    }

    @Test
    void a_map_keeps_the_order_of_its_keys() throws Exception {
        Files.writeString(file, "labels: { site: zh, 1: 007, a.b c: '' }");
        assertThat(ConfigFile.read(file, Map.of()).bind(Garden.class).labels())
                .containsExactly(Map.entry("site", "zh"), Map.entry("1", "007"), Map.entry("a.b c", ""));

        Files.writeString(file, "labels:\n  # site: zh");
        assertThat(ConfigFile.read(file, Map.of()).bind(Garden.class).labels()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            inline, under the wrong key                    | gate: hunter2               | did you mean "gateFile"? A secret belongs in
            in place of the file's name                    | gateFile: hunter2           | gateFile: no such file, neither in
            as an address in place of the file's name      | gateFile: https://x/hunter2 | found an address
            in a key that sounds like one                  | webhook: hunter2            | webhook: unknown key.
            in a list under such a key                     | gateFile: [hunter2]         | gateFile: found a list; expected the name
            in a line that became part of the previous one | watering: 1h↵  secret hunter2 | found a text (not shown
            in an address                                  | watering: https://me:hunter2@x | found a text (not shown: it may hold a se
            in a key, without a blank after the colon      | { gate:hunter2, gate:hunter2, labels: { a:hunter2 } } | gate:…: unknown key.
            where the parser stops                         | gate: "hunter2              | not YAML: while scanning a quoted scalar; found un
            where the indentation is wrong                 | gateFile: x↵ hunter2: y     | not YAML: mapping values are not
            """)
    void no_problem_repeats_a_secret(String where, String text, String problem) throws IOException {
        assertThat(problems(text.replace('↵', '\n')))
                .as(where)
                .allSatisfy(line -> assertThat(line).doesNotContain("hunter2"))
                .anySatisfy(line -> assertThat(line).contains(problem));
    }

    @Test
    void an_unsupported_component_type_is_a_programming_error() throws Exception {
        record Odd(StringBuilder odd) {}
        Files.writeString(file, "odd: x");

        assertThatThrownBy(() -> ConfigFile.read(file, Map.of()).bind(Odd.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no component of the configuration can be a");
    }

    private List<String> problems(String text) throws IOException {
        Files.writeString(file, text);
        return problems();
    }

    private List<String> problems() {
        try {
            ConfigFile config = ConfigFile.read(file, Map.of());
            config.bind(Garden.class);
            return printed(config.warnings());
        } catch (ConfigException e) {
            return printed(e.problems());
        }
    }

    private List<String> printed(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.toString().replace(folder + "/garden.yml", "garden.yml"))
                .toList();
    }
}
