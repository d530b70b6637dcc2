package dev.depwatch.cli;

import dev.depwatch.cli.ScanReport.Unreadable;
import dev.depwatch.logs.LogArchive;
import dev.depwatch.logs.LogArchive.OldLog;
import dev.depwatch.signature.SignatureException;
import dev.depwatch.signature.Signatures;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads existing logs and reports the causes in them, how often, since when and until when. */
@Command(
        name = "scan",
        description = "Reports the failures in existing logs: plain or gzipped files, folders (every"
                + " JAMFSoftwareServer*.log* in them) or standard input (-).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch scan /usr/local/jss/logs",
            "  depwatch scan --since 7d --time-zone Europe/Zurich \\",
            "      '/srv/*/logs/JAMFSoftwareServer.log*'",
            "  depwatch scan --thorough --json JAMFSoftwareServer.log.3.gz",
            "  ssh jamf.example.org sudo cat /usr/local/jss/logs/JAMFSoftwareServer.log \\",
            "      | depwatch scan -",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:depwatch read everything.",
            "1:depwatch could not read a file, or a signature file has problems.",
            "2:The command line is wrong.",
            "10:With --exit-code: there are failures.",
        })
final class ScanCommand implements Callable<Integer> {
    private final InputStream standardInput;
    private final InstantSource clock;
    private final boolean showProgress;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Files, gzipped or not, folders, patterns in quotes, or - for standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "The zone of the logs' times, such as Europe/Zurich. Default: this host's.")
    private Optional<ZoneId> timeZone = Optional.empty();

    @Option(names = "--signatures", paramLabel = "DIR", description = "A folder with your own signatures.")
    private Optional<Path> signaturesDirectory = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only failures from then on: a date, a time, or how long ago, such as 7d.")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Only failures before this time, or up to the end of this date.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--thorough",
            description = "Reads and counts every record, and warns about an unknown layout. Several times slower.")
    private boolean thorough;

    @Option(names = "--exit-code", description = "Exits with 10 if there are failures.")
    private boolean exitCode;

    ScanCommand() {
        // System.in reads in small pieces.
        this(new FileInputStream(FileDescriptor.in), InstantSource.system(), Screen.standardErrorIsTerminal());
    }

    ScanCommand(InputStream standardInput, InstantSource clock, boolean showProgress) {
        this.standardInput = standardInput;
        this.clock = clock;
        this.showProgress = showProgress;
    }

    @Override
    public Integer call() throws InterruptedException {
        ZoneId zone = timeZone.orElseGet(ZoneId::systemDefault);
        TimeRange range = range(zone);
        Signatures signatures;
        try {
            signatures = signaturesDirectory.isPresent()
                    ? Signatures.withSite(signaturesDirectory.get())
                    : Signatures.builtIn();
        } catch (SignatureException e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
            return ExitCode.FAILED;
        }
        ScanReport report = scan(signatures, range, zone);
        for (Unreadable unreadable : report.unreadable()) {
            spec.commandLine().getErr().println(unreadable.file() + ": " + unreadable.reason());
        }
        if (json) {
            report.printJson(spec.commandLine().getOut());
        } else {
            report.printTable(spec.commandLine().getOut(), Screen.of(spec).columns());
        }
        if (exitCode && report.failures() > 0) {
            return ExitCode.FAILURES_FOUND;
        }
        return report.unreadable().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private ScanReport scan(Signatures signatures, TimeRange range, ZoneId zone) throws InterruptedException {
        LongAdder bytesRead = new LongAdder();
        LogArchive logArchive = new LogArchive(zone, standardInput, bytesRead::add);
        List<Unreadable> unreadable = new ArrayList<>();
        List<OldLog> found = new ArrayList<>();
        for (String path : paths) {
            try {
                found.addAll(LogPaths.find(path));
            } catch (IOException e) {
                unreadable.add(new Unreadable(path, e));
            }
        }
        List<OldLog> logs = LogPaths.inOrder(found, logArchive);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), showProgress);
        List<ScannedLog> scanned = new Scan(logArchive, signatures, range, thorough).of(logs, progress, bytesRead::sum);
        for (ScannedLog log : scanned) {
            log.unreadable().ifPresent(failure -> unreadable.add(new Unreadable(log.name(), failure)));
        }
        return new ScanReport(scanned.stream().filter(ScannedLog::wasRead).toList(), unreadable, thorough, zone);
    }

    private TimeRange range(ZoneId zone) {
        Instant now = clock.instant();
        Instant from =
                since.isEmpty() ? Instant.MIN : time("--since", since.get(), text -> TimeRange.since(text, zone, now));
        Instant to =
                until.isEmpty() ? Instant.MAX : time("--until", until.get(), text -> TimeRange.until(text, zone, now));
        if (!from.isBefore(to)) {
            throw new ParameterException(
                    spec.commandLine(), "--since is not before --until: no record can be between them");
        }
        return new TimeRange(from, to);
    }

    private Instant time(String option, String text, Function<String, Instant> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException ignored) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '%s': '%s'; expected %s".formatted(option, text, TimeRange.EXPECTED));
        }
    }
}
