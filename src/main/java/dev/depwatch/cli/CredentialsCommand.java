package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Cell;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.FileAccess;
import dev.depwatch.config.Secret;
import dev.depwatch.config.Secrets;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Settings;
import dev.depwatch.notify.heartbeat.HeartbeatOutbox;
import dev.depwatch.text.Phrase;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the files that hold the secrets of the Jamf Pro APIs and of the receivers, and writes those that are missing. */
@Command(name = "credentials")
final class CredentialsCommand extends ConfiguredCommand {
    @Option(names = "--write", description = "Writes the files: what is entered, or read from standard input.")
    private boolean write;

    @Option(names = "--json", description = "Prints JSON instead of text.")
    private boolean json;

    /**
     * One file, as {@code --json} prints it.
     *
     * @param instance "" for a file of a receiver
     * @param receiver "" for a file of an instance
     * @param file where it is; "" where the name may be the secret itself
     * @param fault why it cannot be used; "" if it can
     */
    private record Needed(
            String instance,
            String receiver,
            String key,
            String file,
            boolean good,
            String fault,
            @JsonIgnore Secret secret) {
        String user() {
            return receiver.isEmpty() ? instance : "receiver " + receiver;
        }

        /** Whether there is or may be a file: what it holds is of no use, or nobody here can look for it. */
        boolean isUnusable() {
            return !good && secret.file().stream().anyMatch(path -> !Files.notExists(path));
        }
    }

    /** What {@code --json} prints. */
    private record Document(boolean good, List<Needed> files) {}

    @Override
    public Integer call() throws ConfigException {
        boolean allWritten = !write || writeMissing(needed(loadWithoutSecrets().settings()));
        List<Needed> needed = needed(loadWithoutSecrets().settings());
        boolean good = needed.stream().allMatch(Needed::good);
        print(json, new Document(good, needed), screen -> print(needed, screen));
        return allWritten && good ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean writeMissing(List<Needed> needed) {
        try {
            CredentialFiles files = CredentialFiles.beside(configFile());
            if (!Screen.standardInputIsTerminal()) {
                return read(needed, files);
            }
            ask(needed, files);
            return true;
        } catch (IOException e) {
            err().println("cannot write the next file: " + FileAccess.reason(e));
            return false;
        }
    }

    private static List<Needed> needed(Settings settings) {
        List<Needed> needed = new ArrayList<>();
        for (InstanceSettings instance : settings.instances()) {
            instance.jamf().ifPresent(jamf -> add(needed, instance.name(), "", jamf));
        }
        settings.alerts().receivers().forEach(receiver -> add(needed, "", receiver.name(), receiver));
        settings.alerts().heartbeat().ifPresent(heartbeat -> add(needed, "", HeartbeatOutbox.NAME, heartbeat));
        return needed;
    }

    private static void add(List<Needed> needed, String instance, String receiver, Record config) {
        Secrets.of(config).forEach((key, secret) -> {
            String file =
                    secret.isFileShown() ? secret.file().map(Path::toString).orElse("") : "";
            String fault = secret.fault().orElse("");
            needed.add(new Needed(instance, receiver, key, file, fault.isEmpty(), fault, secret));
        });
    }

    /** Asks for each file that is missing, until somebody ends it. */
    // Java has no console where standard output is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static void ask(List<Needed> needed, CredentialFiles files) throws IOException {
        Set<Path> places = new HashSet<>();
        List<Needed> asked = needed.stream()
                .filter(file -> !file.good() && file.secret().file().stream().anyMatch(places::add))
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        Console console = System.console();
        if (console == null) {
            throw new WrongUse(
                    "--write asks on the terminal, and standard output is no terminal: expected it not to be redirected,"
                            + " or a line for each instance on standard input");
        }
        console.printf(
                "%s to write. What you enter is not shown; Enter leaves a file out, Ctrl-D ends.%n",
                Phrase.counted(asked.size(), "file"));
        for (Needed file : asked) {
            char[] answer =
                    console.readPassword("%s", Screen.clean(file.user()) + ": contents of " + file.key() + ": ");
            if (answer == null) {
                console.printf("%n");
                return;
            }
            String secret = new String(answer).strip();
            Optional<String> refused = secret.isEmpty() ? Optional.empty() : written(file, secret, files);
            refused.ifPresent(why -> console.printf("%s%n", Screen.clean(file.user() + ": " + why)));
        }
    }

    /** Writes the secret, or says why not. */
    private static Optional<String> written(Needed file, String secret, CredentialFiles files) throws IOException {
        Optional<Path> place = file.secret().file();
        if (place.isEmpty()) {
            return Optional.of(file.key() + " has no name of a file; expected one in the configuration");
        }
        if (place.get().toString().endsWith("/" + secret)) {
            return Optional.of(file.key() + " has the secret itself in the configuration; expected the name of a file"
                    + " there, such as smtp-password");
        }
        files.write(place.get(), secret);
        return Optional.empty();
    }

    /** Writes what each line has, and says which lines have nothing to write. */
    private boolean read(List<Needed> needed, CredentialFiles files) throws IOException {
        Map<String, List<Needed>> byUser = needed.stream().collect(Collectors.groupingBy(Needed::user));
        boolean good = true;
        LineNumberReader lines =
                new LineNumberReader(new InputStreamReader(process().in(), UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                Optional<String> refused = writeLine(line, byUser, files);
                if (refused.isPresent()) {
                    good = false;
                    err().println("line " + lines.getLineNumber() + ": " + refused.get());
                }
            }
        }
        return good;
    }

    /** Why nothing was written; does not repeat the line, which may hold a secret. */
    private static Optional<String> writeLine(String line, Map<String, List<Needed>> byUser, CredentialFiles files)
            throws IOException {
        String text = line.strip();
        Optional<String> name = byUser.keySet().stream()
                .filter(user -> text.startsWith(user + " ") || text.startsWith(user + "\t"))
                .max((one, other) -> Integer.compare(one.length(), other.length()));
        if (name.isEmpty()) {
            return Optional.of("it begins with the name of no instance or receiver with such files; expected one of"
                    + " the column FOR");
        }
        List<Needed> needed = byUser.getOrDefault(name.get(), List.of());
        String[] values = text.substring(name.get().length()).strip().split("\\s+", -1);
        if (values.length != needed.size()) {
            return Optional.of("\"" + name.get() + "\": found " + Phrase.counted(values.length, "value") + "; expected "
                    + needed.size() + ": what belongs into "
                    + needed.stream().map(Needed::key).collect(Collectors.joining(" and ")));
        }
        for (int i = 0; i < values.length; i++) {
            Optional<String> refused = written(needed.get(i), values[i], files);
            if (refused.isPresent()) {
                return refused.map(why -> "\"" + name.get() + "\": " + why);
            }
        }
        return Optional.empty();
    }

    private void print(List<Needed> needed, Screen screen) {
        ScreenTable table = new ScreenTable("RESULT", "FOR", "KEY", "FILE");
        for (Needed file : needed) {
            Cell result = file.good()
                    ? new Cell(Style.GOOD, "ok")
                    : new Cell(Style.BAD, file.isUnusable() ? "unusable" : "missing");
            if (file.isUnusable() || file.file().isEmpty()) {
                table.note(file.fault(), result, file.user(), file.key());
            } else {
                table.row(result, Cell.of(file.user()), Cell.of(file.key()), Cell.of(file.file()));
            }
        }
        table.printAbove(screen);
        long bad = needed.stream().filter(file -> !file.good()).count();
        screen.paragraph(
                Style.BOLD,
                needed.isEmpty()
                        ? "No secret of an instance or a receiver is in a file."
                        : bad == 0
                                ? "OK: " + Phrase.counted(needed.size(), "file")
                                        + (write
                                                ? ". To change one, delete it and run this again. Then reload"
                                                        + " depwatch; with LoadCredential=, restart it."
                                                : "")
                                : bad + " of " + Phrase.counted(needed.size(), "file") + " missing"
                                        + (needed.stream().anyMatch(Needed::isUnusable) ? " or unusable" : "")
                                        + (write ? "." : ". To write them: depwatch credentials --write"));
    }
}
