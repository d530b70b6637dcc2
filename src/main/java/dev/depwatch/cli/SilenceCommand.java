package dev.depwatch.cli;

import dev.depwatch.assess.Silence;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Texts;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.RunningDaemon;
import dev.depwatch.fleet.Server;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Silences an instance or a token on the running depwatch, or ends such a silence. */
@Command(name = "silence")
final class SilenceCommand extends ConfiguredCommand {
    private static final int MAX_TEXT = 200;

    @Parameters(paramLabel = "INSTANCE", description = "The name of a configured instance.")
    private String instance = "";

    @Option(names = "--token", paramLabel = "ID", description = "Silences only this token, by its id in Jamf Pro.")
    private Optional<String> token = Optional.empty();

    @Option(names = "--kind", paramLabel = "KIND", description = """
            Silences only what is of this kind: ade, content, push, gsx or ca. Default: all; with --token: ade""")
    private Optional<TokenKind> kind = Optional.empty();

    @Option(names = "--until", paramLabel = "DATE", description = """
            The last day of the silence, such as 2027-01-31. It ends at midnight of alerts.timeZone.""")
    private Optional<String> until = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in one sentence.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--by", paramLabel = "NAME", description = """
            Who silences it. Default: the user who runs this command, or who ran sudo.""")
    private Optional<String> by = Optional.empty();

    @Option(names = "--end", description = """
            Ends the silence that this command made of the same instance, kind and token.""")
    private boolean end;

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        Settings settings = loadWithoutSecrets().settings();
        return end ? end(settings) : begin(settings);
    }

    private int begin(Settings settings) throws ConfigException, IOException, InterruptedException {
        ZoneId zone = settings.alerts().timeZone();
        Silence.Config silence =
                new Silence.Config(SafeText.name(instance), kind, token, lastDay(zone), sentence(), author());
        WrongUse.checkInstances(
                List.of(silence.instance()),
                settings.instances().stream().map(InstanceSettings::instance),
                "is configured");
        boolean isChecked = checkToken(silence, settings);
        settings.commandedSilences().put(silence, zone, now());
        out().println("Silenced to the end of " + silence.until() + " (" + zone + "): " + what(silence)
                + ". No receiver is notified of it; page, JSON and metrics keep it, marked as silenced."
                + (isChecked ? "" : " depwatch could not check that this token exists."));
        out().println("A depwatch that runs applies this within two seconds. To end it early, run the same command with"
                + " --end instead of --until, --reason and --by.");
        return ExitCode.OK;
    }

    private int end(Settings settings) throws IOException {
        if (until.isPresent() || reason.isPresent() || by.isPresent()) {
            throw new WrongUse(
                    "--end excludes --until, --reason and --by: to change a silence, give them without --end");
        }
        Silence.Config target = new Silence.Config(
                SafeText.name(instance), kind, token, LocalDate.EPOCH, "to end it", Optional.empty());
        if (settings.commandedSilences().end(target, settings.alerts().timeZone(), now())) {
            out().println("Ended: the silence of " + what(target)
                    + ". A depwatch that runs notifies again of what fails there.");
            return ExitCode.OK;
        }
        err().println(Screen.clean("No silence of " + what(target)
                + " was made by this command. depwatch silences lists those in force. If one is in the configuration,"
                + " remove it there (alerts.silences), and reload depwatch."));
        return ExitCode.FAILED;
    }

    private LocalDate lastDay(ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now(), zone);
        String text = until.orElseThrow(
                () -> new WrongUse("--until is missing: expected the last day of the silence, such as "
                        + today.plusDays(7) + ", or --end to end one"));
        LocalDate day = WrongUse.valueOf("--until", text, Texts::date, "a day such as " + today.plusDays(7));
        if (day.isBefore(today)) {
            throw new WrongUse(
                    "--until: " + day + " is over in " + zone + " (alerts.timeZone); expected today or a later day");
        }
        return day;
    }

    private String sentence() {
        String text = reason.orElseThrow(() -> new WrongUse("--reason is missing: expected why, in one sentence"));
        return line("--reason", text, "a sentence");
    }

    private Optional<String> author() {
        return by.or(() -> Optional.ofNullable(process().environment().get("SUDO_USER")))
                .or(() -> Optional.of(System.getProperty("user.name")))
                // What Java calls a user without a name, as in a container.
                .filter(name -> !name.equals("?"))
                .map(name -> line("--by", name, "a name"));
    }

    private static String line(String option, String text, String expected) {
        String line = SafeText.line(text.strip(), Integer.MAX_VALUE);
        if (line.isBlank() || line.length() > MAX_TEXT) {
            throw new WrongUse(
                    option + " has " + line.length() + " characters; expected " + expected + " of 1 to " + MAX_TEXT);
        }
        return line;
    }

    /** A silence of an unknown token silences nothing. Only a depwatch that runs and has read the tokens knows it. */
    private static boolean checkToken(Silence.Config silence, Settings settings)
            throws ConfigException, InterruptedException {
        if (silence.token().isEmpty()) {
            return true;
        }
        TokenKind kind = silence.kindOfTokens().orElseThrow();
        try {
            List<String> known = new RunningDaemon(
                            Server.of(Resources.of(settings).pages(), Optional.empty()))
                    .askIfAny().stream()
                            .map(answer -> answer.with(answer.tokens(), answer.instances(), silence.instance()::equals))
                            .filter(answer -> answer.instances().stream()
                                    .filter(row ->
                                            row.gaps().keySet().stream().noneMatch(part -> part.startsWith(kind.key())))
                                    .anyMatch(row -> row.tokensReadAt().isPresent()))
                            .flatMap(answer -> answer.tokens().stream())
                            .map(row -> row.kind().key() + " " + row.id())
                            .toList();
            if (!known.isEmpty()
                    && !known.contains(kind.key() + " " + silence.token().get())) {
                throw new WrongUse("--token: " + silence.instance() + " has no " + kind.noun() + " with the id \""
                        + silence.token().get() + "\"; it has " + String.join(", ", known));
            }
            return !known.isEmpty();
        } catch (IOException | IllegalArgumentException ignored) {
            // It requires a password, is still starting or has no address for a URL; the silence does not need it.
            return false;
        }
    }

    /** What it covers, in words. */
    static String what(Silence.Config silence) {
        return silence.instance()
                + silence.kindOfTokens()
                        .map(each -> silence.token()
                                .map(id -> ", " + each.noun() + " " + id)
                                .orElse(", all " + each.noun() + "s"))
                        .orElse(", all of it");
    }
}
