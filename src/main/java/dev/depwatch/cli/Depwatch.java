package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** The command that holds the others. Without one of them it shows its help and answers 2: wrong usage. */
@Command(
        name = "depwatch",
        description = "Says which Apple ID's enrolment tokens on Jamf Pro need regenerating, where, since when, why and"
                + " how.",
        versionProvider = Depwatch.Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            CheckCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch check",
            "  depwatch check --config ./depwatch.yml",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Good.",
            "1:Something is wrong: the configuration has problems, or a check failed.",
            "2:The command line is wrong.",
            "70:A fault of depwatch itself; its stack trace is on standard error.",
        })
public final class Depwatch {
    static final int GOOD = 0;
    static final int WRONG = 1;

    /** From sysexits.h: an internal software error. */
    static final int FAULT = 70;

    private Depwatch() {}

    /** The whole command line, ready to execute; prints to standard output and error unless told otherwise. */
    public static CommandLine commandLine() {
        return new CommandLine(new Depwatch()).setExecutionExceptionHandler(Depwatch::failed);
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ConfigException config) {
            config.problems().forEach(command.getErr()::println);
            return WRONG;
        }
        failure.printStackTrace(command.getErr());
        return FAULT;
    }

    /** The version that the jar's manifest carries. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Depwatch.class.getPackage().getImplementationVersion();
            return new String[] {"depwatch " + Objects.requireNonNullElse(version, "(not packaged)")};
        }
    }
}
