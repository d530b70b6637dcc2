package dev.depwatch.cli;

import dev.depwatch.cli.ScanReport.Unreadable;
import dev.depwatch.logs.OldLogs;
import dev.depwatch.logs.OldLogs.Counts;
import dev.depwatch.logs.OldLogs.OldLog;
import dev.depwatch.signature.Evidence;
import dev.depwatch.signature.SignatureException;
import dev.depwatch.signature.Signatures;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads old logs and says which causes stand in them, how often, since when and until when. */
@Command(
        name = "scan",
        description = "Finds the sightings that run would find, in logs that exist: plain or gzipped files, folders"
                + " (every JAMFSoftwareServer*.log* in them) or standard input (-).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch scan /usr/local/jss/logs",
            "  depwatch scan --time-zone Europe/Zurich JAMFSoftwareServer.log.*.gz",
            "  ssh jamf.example.org sudo cat /usr/local/jss/logs/JAMFSoftwareServer.log | depwatch scan -",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Everything was read.",
            "1:Something could not be read, or a signature file has problems.",
            "2:The command line is wrong.",
            "10:Failures were found, with --exit-code.",
        })
final class ScanCommand implements Callable<Integer> {
    private static final int GOOD = 0;
    private static final int NOT_ALL_READ = 1;
    private static final int FAILURES_FOUND = 10;

    private final InputStream standardInput;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, folders, or - for standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "The zone of the logs' times, such as Europe/Zurich. Default: this host's.")
    private ZoneId timeZone = ZoneId.systemDefault();

    @Option(names = "--signatures", paramLabel = "DIR", description = "A folder with signatures of your own.")
    private Optional<Path> signaturesDirectory = Optional.empty();

    @Option(names = "--exit-code", description = "Answers 10 if failures were found.")
    private boolean exitCode;

    ScanCommand() {
        this(System.in);
    }

    ScanCommand(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        Signatures signatures;
        try {
            signatures = signaturesDirectory.isPresent()
                    ? Signatures.withSite(signaturesDirectory.get())
                    : Signatures.builtIn();
        } catch (SignatureException e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
            return NOT_ALL_READ;
        }
        ScanReport report = scan(signatures);
        for (Unreadable unreadable : report.unreadable()) {
            spec.commandLine().getErr().println(Evidence.printable(unreadable.file() + ": " + unreadable.reason()));
        }
        if (json) {
            report.printJson(spec.commandLine().getOut());
        } else {
            report.printTable(spec.commandLine().getOut());
        }
        if (exitCode && report.failures() > 0) {
            return FAILURES_FOUND;
        }
        return report.unreadable().isEmpty() ? GOOD : NOT_ALL_READ;
    }

    private ScanReport scan(Signatures signatures) {
        OldLogs oldLogs = new OldLogs(timeZone, standardInput);
        List<Unreadable> unreadable = new ArrayList<>();
        List<OldLog> found = new ArrayList<>();
        for (String path : paths) {
            try {
                found.addAll(oldLogs.find(path));
            } catch (IOException e) {
                unreadable.add(new Unreadable(path, reason(e)));
            }
        }
        List<ScannedLog> scanned = new ArrayList<>();
        for (OldLog log : oldLogs.inOrder(found)) {
            ScannedLog.Collector collector = new ScannedLog.Collector();
            Counts counts = oldLogs.read(
                    log, record -> signatures.recognise(record).ifPresent(sighting -> collector.add(record, sighting)));
            counts.failure().ifPresent(failure -> unreadable.add(new Unreadable(log.name(), reason(failure))));
            if (counts.failure().isEmpty() || counts.records() > 0) {
                scanned.add(collector.collected(log.name(), counts));
            }
        }
        return new ScanReport(scanned, unreadable, timeZone);
    }

    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getReason() == null ? "does not exist" : missing.getReason();
        }
        if (failure instanceof AccessDeniedException) {
            return "may not be read by this user; try it with sudo";
        }
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof EOFException || failure instanceof ZipException) {
            return "is damaged, and was read up to the damage: " + message;
        }
        return message;
    }
}
