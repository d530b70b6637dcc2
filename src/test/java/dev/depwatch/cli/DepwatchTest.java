package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.depwatch.FileNames;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.io.output.BrokenOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

class DepwatchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void check_says_what_a_good_file_holds() throws Exception {
        Files.writeString(folder.resolve("a.log"), "");
        Files.writeString(folder.resolve("b.log"), "");
        Files.createDirectory(folder.resolve("folder"));
        Path file = write("""
                instances:
                  - { name: a, logs: [a.log, b.log], tokens: [{ kind: ade, id: 1, name: a }] }
                  - { name: b, logs: [missing.log, folder], pushCertificate: { expires: 2099-12-31 } }
                alerts: { receivers: [{ name: terminal, console: {} }] }
                """);

        int code = execute("check", "--config", file.toString());

        assertThat(out.toString().strip())
                .isEqualTo(
                        "OK: 2 instances, 4 logs, 0 APIs, 1 listed token, 1 push certificate, 1 receiver, 3 warnings");
        assertThat(err.toString().lines())
                .containsExactly(
                        "warning: " + file + ":3:5: instances[1]: owners will be unknown: configure jamf or tokens",
                        "warning: " + folder.resolve("missing.log") + ": does not exist; depwatch waits for it",
                        "warning: " + folder.resolve("folder")
                                + ": this user cannot read it as a file; depwatch waits for it");
        assertThat(code).isZero();
    }

    @Test
    void check_prints_every_problem_on_standard_error() throws Exception {
        Path file = write("poll: 1ms\ninstances: [{ name: a }]");

        int code = execute("check", "-c", file.toString());

        assertThat(err.toString().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith(file + ":"));
        assertThat(out.toString()).isEmpty();
        assertThat(code).isEqualTo(1);
    }

    @Test
    void the_demo_says_where_it_cannot_make_its_folder() {
        assertThatThrownBy(() -> DemoCommand.folder(folder + "/none"))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot make a folder in " + folder + "/none: no such file");
    }

    @Test
    void help_is_a_command_too() {
        assertThat(execute("help")).isZero();
        assertThat(out.toString())
                .contains("Usage: depwatch", "test-alert", "Examples:", "depwatch check", "Exit codes:");

        out.getBuffer().setLength(0);
        assertThat(execute("help", "scan")).isZero();
        assertThat(out.toString()).contains("Usage: depwatch scan");
    }

    @Test
    void a_zone_without_its_continent_gets_a_suggestion() {
        assertThat(execute("scan", "--time-zone", "Zurich", "x.log")).isEqualTo(2);

        assertThat(err.toString())
                .contains("'--time-zone'", "'Zurich' is no time zone", "did you mean \"Europe/Zurich\"?")
                .doesNotContain("TypeConversionException");
    }

    @Test
    void a_wrong_command_line_is_reported_in_two_lines() {
        assertThat(execute("chek")).isEqualTo(2);
        assertThat(err.toString()).contains("chek").contains("check");

        err.getBuffer().setLength(0);
        assertThat(execute("scan", "--since", "never", "x.log")).isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        sentence -> assertThat(sentence).contains("--since", "never"),
                        help -> assertThat(help).isEqualTo("All options: depwatch scan --help"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sc\u202Ean",
                "scan --si\u200Bnce 1d x.log",
                "scan --since 7\u202Ed x.log",
                "scan --time-zone \uFEFFEurope/Zurich x.log",
                "test-alert --kind te\u2066rms",
                "test-alert te\u00ADam",
                "tokens --instance \u3164a",
                "silence \u200Fschool --until never",
                "renew \u2028",
                "help sc\u202Ean",
            })
    void a_wrong_command_line_is_repeated_without_hidden_characters(String line) {
        execute(line.split(" "));

        assertThat(err.toString() + out)
                .isNotBlank()
                .satisfies(printed -> assertThat(printed.codePoints()
                                .filter(character -> character != '\n' && !SafeText.isShown(character)))
                        .isEmpty());
    }

    @Test
    void a_state_folder_that_is_refused_is_named_without_hidden_characters() throws Exception {
        FileNames.assumeAnyHolds("\u202E");
        Path state = Files.createDirectory(folder.resolve("st\u202Eate"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file =
                write("listen: 127.0.0.1:0\nstateDirectory: \"st\\u202Eate\"\ninstances: [{ name: a, logs: a.log }]");

        assertThat(execute("run", "--config", file.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("st\uFFFDate").doesNotContain("\u202E");
    }

    @Test
    void no_line_of_an_example_is_broken_by_the_width_of_help() {
        Depwatch.commandLine()
                .getSubcommands()
                .forEach((name, command) -> assertThat(
                                command.getCommandSpec().usageMessage().footer())
                        .as(name)
                        .allSatisfy(line -> assertThat(line).hasSizeLessThan(80)));
    }

    @Test
    void the_help_of_a_command_names_its_own_options_and_the_code_of_a_wrong_one() {
        Depwatch.commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.name().equals("help"))
                .forEach(command -> {
                    String help = command.commandLine().getUsageMessage(Ansi.OFF);
                    assertThat(Pattern.compile("--[a-z][a-z-]+")
                                    .matcher(help)
                                    .results()
                                    .map(MatchResult::group))
                            .as(command.name())
                            .allMatch(command.optionsMap()::containsKey);
                    assertThat(command.usageMessage().exitCodeList())
                            .as(command.name())
                            .containsKey("2");
                });
    }

    /** A key with a mistake would leave its words out of the help, and the later of two with one name wins. */
    @Test
    void every_word_of_the_help_file_is_in_the_help_of_its_command() throws IOException {
        ResourceBundle words = ResourceBundle.getBundle("help.commands");
        List<String> left = new ArrayList<>();
        try (InputStream file = Depwatch.class.getResourceAsStream("/help/commands.properties")) {
            Pattern.compile("(?m)^([^\\s#=]+) *=")
                    .matcher(new String(file.readAllBytes(), UTF_8))
                    .results()
                    .forEach(key -> left.add(key.group(1)));
        }
        assertThat(left).doesNotHaveDuplicates();
        CommandLine depwatch = Depwatch.commandLine();
        List<CommandLine> commands = new ArrayList<>(depwatch.getSubcommands().values());
        commands.add(depwatch);
        for (CommandLine command : commands) {
            String name = command.getCommandSpec().qualifiedName(".") + ".usage.";
            UsageMessageSpec help = command.getCommandSpec().usageMessage();
            if (!name.equals("depwatch.help.usage.")) {
                assertThat(help.description()).as(name).isNotEmpty();
                assertThat(help.footer()).as(name).isNotEmpty();
            }
            List<String> shown = new ArrayList<>(List.of(help.description()));
            help.exitCodeList().forEach((code, meaning) -> shown.add(code + ":" + meaning));
            Collections.addAll(shown, help.footer());
            assertThat(left.stream().filter(key -> key.startsWith(name)))
                    .allSatisfy(key -> assertThat(shown).as(key).contains(words.getString(key)));
            left.removeIf(key -> key.startsWith(name));
        }

        assertThat(left).as("keys of no command").isEmpty();
    }

    @Test
    void no_command_is_a_wrong_command_line() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: depwatch");
    }

    @ParameterizedTest
    @CsvSource({
        "true, 1, standard output is not complete: check whether its disk is full",
        "false, 0, ''",
    })
    void an_output_that_is_cut_off_is_a_failure_unless_its_reader_has_seen_enough(
            boolean isFile, int code, String sentence) {
        CommandLine commands = Depwatch.commandLine()
                .setOut(new PrintWriter(new BrokenOutputStream(operation -> new IOException()), true, UTF_8))
                .setErr(new PrintWriter(err, true));

        assertThat(Depwatch.execute(commands, isFile, "--version")).isEqualTo(code);
        assertThat(err.toString().strip()).isEqualTo(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "check -V"})
    void version_names_the_program(String arguments) {
        assertThat(execute(arguments.split(" "))).isZero();
        assertThat(out.toString()).startsWith("depwatch ");
    }

    @Test
    void a_fault_of_ours_is_70_with_its_stack_trace() {
        @Command(name = "fail")
        final class FailCommand implements Callable<Integer> {
            @Override
            public Integer call() {
                throw new IllegalStateException("a fault");
            }
        }
        CommandLine commands = Depwatch.commandLine();
        commands.addSubcommand(new FailCommand());

        assertThat(execute(commands, "fail")).isEqualTo(70);
        assertThat(err.toString()).contains("java.lang.IllegalStateException: a fault", "\tat ");
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("depwatch.yml"), text);
    }

    private int execute(String... arguments) {
        return execute(Depwatch.commandLine(), arguments);
    }

    private int execute(CommandLine commands, String... arguments) {
        return commands.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
