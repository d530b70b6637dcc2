package dev.depwatch.cli;

import dev.depwatch.config.FileAccess;
import dev.depwatch.text.TimeFormat;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * The command that holds the others, with what they have from the process that runs it. Alone, it shows its help and
 * exits with 2: wrong usage.
 *
 * @param in standard input
 * @param isRoot whether root runs it, who may read every file
 * @param times how times are printed where no configuration is read: in this host's zone. A command that reads one prints
 *     them in {@code alerts.timeZone}, as alerts and the page do.
 * @param showProgress whether standard error is a terminal
 */
@Command(
        name = "depwatch",
        resourceBundle = "help.commands",
        versionProvider = Subcommand.Version.class,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n")
record Surroundings(
        InputStream in,
        Map<String, String> environment,
        boolean isRoot,
        InstantSource clock,
        TimeFormat times,
        boolean showProgress) {
    static Surroundings ofThisProcess() {
        return new Surroundings(
                // System.in reads in small pieces.
                new FileInputStream(FileDescriptor.in),
                System.getenv(),
                FileAccess.isRoot(),
                InstantSource.system(),
                new TimeFormat(ZoneId.systemDefault()),
                Screen.standardErrorIsTerminal());
    }
}
