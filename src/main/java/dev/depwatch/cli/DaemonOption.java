package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.WebAddress;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.DaemonAnswer;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.fleet.RunningDaemon;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Whether a command asks the depwatch that runs, which has read the logs and remembers, or Jamf Pro itself. It asks the
 * one that the configuration names ({@code listen}), if one runs there.
 */
final class DaemonOption {
    @Option(
            names = "--daemon",
            paramLabel = "URL",
            description = "Asks the depwatch whose pages are there, and reads no configuration. Default: the one that"
                    + " listens where the configuration says, if one runs there.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--daemon-access",
            paramLabel = "FILE",
            description = "How to sign in to it, and whom to trust: a file as for --prometheus-access.")
    private Optional<Path> accessFile = Optional.empty();

    @Option(
            names = "--now",
            description = "Asks Jamf Pro now even where a depwatch runs, such as right after an upload. It reads no"
                    + " log, so the reasons that only a log has are not known.")
    private boolean now;

    /** Whether a certain depwatch is named: then the configuration is not read. */
    boolean isGiven() {
        return url.isPresent();
    }

    /**
     * Asks the depwatch that is named.
     *
     * @param times how the answer's times are printed
     */
    FleetTokens survey(Times times, CommandSpec spec)
            throws ConfigException, NotAnsweredException, InterruptedException {
        if (now) {
            throw new ParameterException(
                    spec.commandLine(), "--now asks Jamf Pro and --daemon asks a depwatch: expected one of them");
        }
        WebAddress address = Server.address("--daemon", url.orElseThrow(), "http://127.0.0.1:19137", spec);
        return FleetTokens.byDaemon(
                ask(address)
                        .orElseThrow(() -> new NotAnsweredException("No depwatch listens at " + address.uri()
                                + ": is it running, and is this the address of its pages?")),
                times);
    }

    /**
     * What the depwatch knows that runs by this configuration. Empty if none runs, if Jamf Pro is to be asked now, or if it
     * does not answer; then the screen says why.
     */
    Optional<DaemonAnswer> ask(Settings settings, Resources resources, CommandSpec spec)
            throws ConfigException, InterruptedException {
        Optional<WebAddress> pages = now ? Optional.empty() : resources.pages(settings.listen());
        if (pages.isEmpty()) {
            return Optional.empty();
        }
        try {
            return ask(pages.get());
        } catch (NotAnsweredException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(Screen.clean("Cannot ask the depwatch that runs here: " + e.getMessage()));
            err.println("Asking Jamf Pro instead, which does not know what only a log says.");
            return Optional.empty();
        }
    }

    private Optional<DaemonAnswer> ask(WebAddress address)
            throws ConfigException, NotAnsweredException, InterruptedException {
        Server server = Server.of(address, accessFile);
        return new RunningDaemon(server.address(), server.access(), server.http()).ask();
    }
}
