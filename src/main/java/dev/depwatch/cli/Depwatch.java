package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.FileAccess;
import dev.depwatch.config.Nearest;
import dev.depwatch.status.StatusServer;
import dev.depwatch.systemd.JournalStream;
import dev.depwatch.text.SafeText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Executes command lines. */
public final class Depwatch {
    private Depwatch() {}

    /**
     * Executes a command line as its own process: first sets what holds for the whole JVM. Prints UTF-8, whatever the
     * locale is.
     *
     * @return the exit code
     */
    public static int run(String[] arguments) {
        // The JDK's HTTP server and client log through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Thread.setDefaultUncaughtExceptionHandler((dead, thrown) -> LoggerFactory.getLogger(Depwatch.class)
                .error("the thread {} has died; restart depwatch and report this", dead.getName(), thrown));
        boolean journal = JournalStream.isJournal(JournalStream.STANDARD_ERROR, System.getenv());
        if (journal) {
            System.getProperties().putIfAbsent(LogOutput.PATTERN, JournalStream.PATTERN);
        }
        StatusServer.limits().forEach(System.getProperties()::putIfAbsent);
        // As newer JDKs have it. Java 17 uses a connection again that a firewall between has long forgotten.
        System.getProperties().putIfAbsent("jdk.httpclient.keepalive.timeout", "30");
        CommandLine commandLine = commandLine()
                .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8))
                .setErr(new PrintWriter(System.err, true, UTF_8));
        if (journal) {
            commandLine.setErr(new PrintWriter(new PriorityWriter(commandLine.getErr(), JournalStream::line), true));
        }
        if (JournalStream.isJournal(JournalStream.STANDARD_OUTPUT, System.getenv())) {
            commandLine.setOut(new PrintWriter(new PriorityWriter(commandLine.getOut(), JournalStream::text), true));
        }
        return execute(commandLine, Files.isRegularFile(Path.of("/dev/fd/1")), arguments);
    }

    /**
     * What a script keeps must not be half of the answer: an output that is not complete is a failure.
     *
     * @param isFile whether the output is a file; otherwise its reader may leave when it has seen enough, as {@code
     *     head} does
     */
    static int execute(CommandLine commandLine, boolean isFile, String... arguments) {
        int code = commandLine.execute(arguments);
        if (!commandLine.getOut().checkError() || !isFile) {
            return code;
        }
        commandLine.getErr().println("standard output is not complete: check whether its disk is full");
        return code == ExitCode.OK ? ExitCode.FAILED : code;
    }

    /** The command line, ready to execute; prints to standard output and error unless the caller sets others. */
    public static CommandLine commandLine() {
        return commandLine(Surroundings.ofThisProcess());
    }

    static CommandLine commandLine(Surroundings process) {
        CommandLine all = new CommandLine(process);
        Stream.of(
                        new RunCommand(),
                        new CheckCommand(),
                        new CredentialsCommand(),
                        new ScanCommand(),
                        new TokensCommand(),
                        new ImpactCommand(),
                        new SilenceCommand(),
                        new SilencesCommand(),
                        new RenewCommand(Duration.ofSeconds(5), Person.atTheTerminal()),
                        new TestAlertCommand(),
                        new DemoCommand(),
                        new HelpCommand())
                .forEach(all::addSubcommand);
        return all.setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(ZoneId.class, Depwatch::zone)
                .setParameterExceptionHandler((wrong, arguments) -> misused(wrong))
                .setExecutionExceptionHandler(Depwatch::failed);
    }

    /** Reads the value of an option. */
    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is no time zone; expected one such as Europe/Zurich"
                    + Nearest.question(text.replace(' ', '_'), ZoneId.getAvailableZoneIds()));
        }
    }

    /** Prints the error without the usage, which would push the error off the screen. */
    private static int misused(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String.valueOf(wrong.getMessage()).lines().map(SafeText::of).forEach(command.getErr()::println);
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        if (command.getParent() == null && !(wrong instanceof UnmatchedArgumentException)) {
            command.usage(command.getErr());
        } else {
            command.getErr().println("All options: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof WrongUse wrong) {
            return misused(new ParameterException(command, String.valueOf(wrong.getMessage())));
        }
        if (failure instanceof ConfigException config) {
            config.problems().forEach(command.getErr()::println);
        } else if (failure instanceof FileSystemException ofFile) {
            command.getErr().println(Screen.clean(ofFile.getFile() + ": " + FileAccess.reason(ofFile)));
        } else if (failure instanceof IOException) {
            command.getErr().println(Screen.clean(String.valueOf(failure.getMessage())));
        } else {
            failure.printStackTrace(command.getErr());
            return ExitCode.SOFTWARE;
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
