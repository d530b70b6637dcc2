package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.WebAddress;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.fleet.RunningDaemon;
import dev.depwatch.fleet.Server;
import dev.depwatch.text.TimeFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Whether a command asks the depwatch that runs, which has read the logs, or Jamf Pro itself. By default it asks the
 * depwatch at the configuration's {@code listen}, if one runs there.
 */
final class DaemonOption {
    @Option(
            names = "--daemon",
            paramLabel = "URL",
            description =
                    "Asks the depwatch with its pages at this address, and reads no configuration. Default: the one"
                            + " at the configuration's listen address, if one runs there.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--daemon-access",
            paramLabel = "FILE",
            description =
                    "Credentials and caFile for it: YAML with username and passwordFile, or bearerTokenFile, and caFile.")
    private Optional<Path> accessFile = Optional.empty();

    @Option(
            names = "--now",
            description = "Asks Jamf Pro even if a depwatch runs, such as right after an upload. Reads no log, so it"
                    + " does not know the reasons that only a log has.")
    private boolean now;

    /** Why it could not be asked, as it was said last: {@code renew} asks every few seconds. */
    private String notAnswered = "";

    /** Whether the command line names a depwatch; the command then reads no configuration. */
    boolean isGiven() {
        return url.isPresent();
    }

    /** The options that ask a depwatch or Jamf Pro; each excludes another server. */
    boolean isAny() {
        return isGiven() || now || accessFile.isPresent();
    }

    /**
     * Asks the named depwatch.
     *
     * @param times how to print the answer's times
     */
    FleetTokens survey(TimeFormat times) throws ConfigException, NotAnsweredException, InterruptedException {
        if (now) {
            throw new WrongUse("--now asks Jamf Pro and --daemon asks a depwatch: expected one of them");
        }
        WebAddress address = address("--daemon", url.orElseThrow(), "http://127.0.0.1:19137");
        return new FleetTokens(daemon(address).ask(), FleetTokens.Source.DAEMON, times);
    }

    /**
     * What the depwatch answers that runs by this configuration. Empty if none runs, with {@code --now}, or if it does
     * not answer; the screen then says why.
     */
    Optional<FleetTokens> ask(Settings settings, Resources resources, CommandSpec spec)
            throws ConfigException, InterruptedException {
        Optional<WebAddress> pages = now ? Optional.empty() : resources.pages(settings.listen());
        if (pages.isEmpty()) {
            return Optional.empty();
        }
        try {
            return daemon(pages.get()).askIfAny().map(answer -> FleetTokens.byDaemon(answer, settings));
        } catch (NotAnsweredException e) {
            String why = e.getMessage();
            if (!why.equals(notAnswered)) {
                notAnswered = why;
                PrintWriter err = spec.commandLine().getErr();
                err.println(Screen.clean("Cannot ask the depwatch that runs here: " + why));
                err.println("Asking Jamf Pro instead, which does not know the reasons that only a log has.");
            }
            return Optional.empty();
        }
    }

    private RunningDaemon daemon(WebAddress address) throws ConfigException, NotAnsweredException {
        return new RunningDaemon(Server.of(address, accessFile));
    }

    /** The address of a server in an option. */
    static WebAddress address(String option, String text, String example) {
        try {
            WebAddress address = WebAddress.of(text);
            if (address.uri().getRawQuery() == null) {
                return address;
            }
            throw new IllegalArgumentException("an address with a query (?…)");
        } catch (IllegalArgumentException e) {
            throw new WrongUse("Invalid value for option '" + option + "': " + e.getMessage()
                    + "; expected one such as " + example);
        }
    }
}
