package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.Table.Cell;
import dev.depwatch.cli.Table.Column;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Secret;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.status.Json;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists the files that the credentials of the Jamf Pro APIs are read from, and writes those that are missing. */
@Command(
        name = "credentials",
        description =
                "Lists the files with the credentials of each instance's API, and shows which are missing. --write writes"
                        + " them: on a terminal it asks for each missing one; otherwise it reads one line for each instance from"
                        + " standard input: its name, then its client id and client secret, without those that are not in"
                        + " files.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:No file is missing.",
            "1:A file is missing or unusable, or the configuration has problems.",
            "2:The command line is wrong.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch credentials",
            "  sudo depwatch credentials --write",
            "  sudo depwatch credentials --write < clients.txt",
        })
final class CredentialsCommand implements Callable<Integer> {
    private static final int MAX_LINE = 10_000;

    private final InputStream in;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--write", description = "Writes the files: what is entered, or read from standard input.")
    private boolean write;

    @Option(names = "--json", description = "Prints JSON instead of text.")
    private boolean json;

    CredentialsCommand() {
        this(System.in);
    }

    CredentialsCommand(InputStream in) {
        this.in = in;
    }

    /** One file of one instance. */
    private record Needed(String instance, String key, Secret secret) {
        boolean isGood() {
            return secret.fault().isEmpty();
        }

        /** Whether there is a file, and what it holds is of no use. */
        boolean isUnusable() {
            return !isGood() && secret.file().filter(Files::exists).isPresent();
        }

        String place() {
            return secret.file().map(Path::toString).orElse("");
        }
    }

    @Override
    public Integer call() throws ConfigException, IOException {
        boolean allWritten = true;
        if (write) {
            CredentialFiles files = CredentialFiles.beside(config.file());
            if (Screen.standardInputIsTerminal()) {
                ask(files);
            } else {
                allWritten = read(files);
            }
            files.remark().ifPresent(spec.commandLine().getErr()::println);
        }
        List<Needed> needed = needed();
        if (json) {
            spec.commandLine().getOut().println(Json.of(document(needed)));
        } else {
            print(needed);
        }
        return allWritten && needed.stream().allMatch(Needed::isGood) ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Needed> needed() throws ConfigException {
        List<Needed> needed = new ArrayList<>();
        for (InstanceSettings instance : config.loadWithoutSecrets().settings().instances()) {
            instance.jamf()
                    .map(JamfConfig::files)
                    .orElse(Map.of())
                    .forEach((key, secret) -> needed.add(new Needed(instance.name(), key, secret)));
        }
        return needed;
    }

    /** Asks for each file that is missing, until somebody ends it. */
    // Java has no console where standard output is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private void ask(CredentialFiles files) throws ConfigException, IOException {
        List<Needed> asked = needed().stream()
                .filter(file -> !file.isGood() && file.secret().file().isPresent())
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        Console console = System.console();
        if (console == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--write asks on the terminal, and standard output is no terminal: expected it not to be redirected,"
                            + " or a line for each instance on standard input");
        }
        console.printf(
                "%s to write. What you enter is not shown; Enter leaves a file out, Ctrl-D ends.%n",
                Screen.counted(asked.size(), "file"));
        for (Needed file : asked) {
            char[] answer = console.readPassword("%s", Screen.clean(file.instance()) + ": " + what(file.key()) + ": ");
            if (answer == null) {
                console.printf("%n");
                return;
            }
            if (!new String(answer).isBlank()) {
                files.write(file.secret().file().orElseThrow(), new String(answer).strip());
            }
        }
    }

    private static String what(String key) {
        return switch (key) {
            case "clientIdFile" -> "client id";
            case "clientSecretFile" -> "client secret";
            default -> "password";
        };
    }

    /** Writes what each line has, and says which lines have nothing to write. */
    private boolean read(CredentialFiles files) throws ConfigException, IOException {
        Map<String, List<Needed>> byInstance = needed().stream().collect(Collectors.groupingBy(Needed::instance));
        Set<String> written = new HashSet<>();
        boolean good = true;
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                Optional<String> refused = writeLine(line, byInstance, files, written);
                if (refused.isPresent()) {
                    good = false;
                    spec.commandLine().getErr().println("line " + number + ": " + refused.get());
                }
            }
        }
        return good;
    }

    /** Why nothing was written; does not repeat the line, which may hold a secret. */
    private static Optional<String> writeLine(
            String line, Map<String, List<Needed>> byInstance, CredentialFiles files, Set<String> written)
            throws IOException {
        if (line.length() > MAX_LINE) {
            return Optional.of("longer than " + MAX_LINE + " characters; expected INSTANCE CLIENT_ID CLIENT_SECRET");
        }
        String text = line.strip();
        Optional<String> name = byInstance.keySet().stream()
                .filter(instance -> text.startsWith(instance + " ") || text.startsWith(instance + "\t"))
                .max((one, other) -> Integer.compare(one.length(), other.length()));
        if (name.isEmpty()) {
            return Optional.of("begins with the name of no instance that has such files; expected one of "
                    + byInstance.keySet().stream().sorted().limit(20).collect(Collectors.joining(", ")));
        }
        List<Needed> needed = byInstance.getOrDefault(name.get(), List.of());
        String[] values = text.substring(name.get().length()).strip().split("\\s+", -1);
        if (values.length != needed.size()) {
            return Optional.of("\"" + name.get() + "\": found " + Screen.counted(values.length, "value") + "; expected "
                    + needed.size() + ": what belongs into "
                    + needed.stream().map(Needed::key).collect(Collectors.joining(" and ")));
        }
        for (int i = 0; i < values.length; i++) {
            Needed file = needed.get(i);
            if (file.secret().file().isEmpty()) {
                return Optional.of("\"" + name.get() + "\": " + file.key()
                        + " names a file that does not exist; make it" + " yourself, since the name is not a pattern");
            }
            Path place = file.secret().file().get();
            if (!written.add(place.toString())) {
                return Optional.of("\"" + name.get() + "\": \"" + place
                        + "\" is written by an earlier line; expected each" + " file once");
            }
            files.write(place, values[i]);
        }
        return Optional.empty();
    }

    private void print(List<Needed> needed) {
        Screen screen = Screen.of(spec);
        Table table = new Table(Column.of("RESULT"), Column.of("INSTANCE"), Column.of("KEY"), Column.of("FILE"));
        for (Needed file : needed) {
            Cell result = file.isGood()
                    ? new Cell(Style.GOOD, "ok")
                    : new Cell(Style.BAD, file.isUnusable() ? "unusable" : "missing");
            if (file.isUnusable() || file.place().isEmpty()) {
                table.note(file.secret().fault().orElse(""), result, Cell.of(file.instance()), Cell.of(file.key()));
            } else {
                table.row(result, Cell.of(file.instance()), Cell.of(file.key()), Cell.of(file.place()));
            }
        }
        if (!table.isEmpty()) {
            table.print(screen);
            screen.line("");
        }
        long bad = needed.stream().filter(file -> !file.isGood()).count();
        boolean isUnusable = needed.stream().anyMatch(Needed::isUnusable);
        screen.paragraph(
                Style.BOLD,
                "",
                needed.isEmpty()
                        ? "No instance keeps credentials of an API in files."
                        : bad == 0
                                ? "OK: " + Screen.counted(needed.size(), "file")
                                : bad + " of " + Screen.counted(needed.size(), "file") + " missing"
                                        + (isUnusable ? " or unusable" : "")
                                        + (write ? "." : ". To write them: depwatch credentials --write"));
    }

    /** What {@code --json} prints. */
    private record Document(boolean good, List<Row> files) {}

    /**
     * One file.
     *
     * @param file "" where the name may be the secret itself
     * @param fault why it cannot be used; "" if it can
     */
    private record Row(String instance, String key, String file, boolean good, String fault) {}

    private static Document document(List<Needed> needed) {
        return new Document(
                needed.stream().allMatch(Needed::isGood),
                needed.stream()
                        .map(file -> new Row(
                                file.instance(),
                                file.key(),
                                file.place(),
                                file.isGood(),
                                file.secret().fault().orElse("")))
                        .toList());
    }
}
