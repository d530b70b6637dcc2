package dev.depwatch.cli;

import dev.depwatch.cli.ScanReport.Unreadable;
import dev.depwatch.logs.LogArchive;
import dev.depwatch.logs.LogArchive.Counts;
import dev.depwatch.logs.LogArchive.OldLog;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.Layout;
import dev.depwatch.record.RecordSearch;
import dev.depwatch.signature.SignatureException;
import dev.depwatch.signature.Signatures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads existing logs and reports the causes in them, how often, since when and until when. */
@Command(
        name = "scan",
        description = "Reports the failures in existing logs: plain or gzipped files, folders (every"
                + " JAMFSoftwareServer*.log* in them) or standard input (-).",
        footer = {
            "  depwatch scan /usr/local/jss/logs",
            "  depwatch scan --since 7d --time-zone Europe/Zurich \\",
            "      '/srv/*/logs/JAMFSoftwareServer.log*'",
            "  depwatch scan --thorough --json JAMFSoftwareServer.log.3.gz",
            "  ssh jamf.example.org sudo cat /usr/local/jss/logs/JAMFSoftwareServer.log \\",
            "      | depwatch scan -",
        },
        exitCodeList = {
            "0:depwatch read everything.",
            "1:depwatch could not read a file, or a signature file has problems.",
            "2:The command line is wrong.",
            "10:With --exit-code: there are failures.",
        })
final class ScanCommand extends Subcommand {
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

    ScanCommand(Surroundings process) {
        super(process);
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
            e.problems().forEach(err()::println);
            return ExitCode.FAILED;
        }
        ScanReport report = scan(signatures, range, zone);
        for (Unreadable unreadable : report.unreadable()) {
            err().println(unreadable.file() + ": " + unreadable.reason());
        }
        if (json) {
            print(report.document());
        } else {
            report.printTable(out(), Screen.of(spec).columns());
        }
        if (exitCode && report.failures() > 0) {
            return ExitCode.FAILURES_FOUND;
        }
        return report.unreadable().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private ScanReport scan(Signatures signatures, TimeRange range, ZoneId zone) throws InterruptedException {
        LongAdder bytesRead = new LongAdder();
        LogArchive archive = new LogArchive(zone, process.in(), bytesRead::add);
        List<Unreadable> unreadable = new ArrayList<>();
        List<OldLog> found = new ArrayList<>();
        for (String path : paths) {
            try {
                found.addAll(LogPaths.find(path));
            } catch (IOException e) {
                unreadable.add(new Unreadable(path, e));
            }
        }
        List<OldLog> logs = LogPaths.inOrder(found, archive);
        RecordSearch search = new RecordSearch(signatures.clues());
        List<ScannedLog> scanned = each(
                logs,
                log -> {
                    ScannedLog.Collector collector = new ScannedLog.Collector();
                    Consumer<LogRecord> look = record -> signatures
                            .causeOf(record)
                            // Nobody knows the date of a record that states none: rather too much than too little.
                            .filter(cause -> record.layout() == Layout.SHORT || range.contains(record.loggedAt()))
                            .ifPresent(cause -> collector.add(record, cause));
                    if (thorough) {
                        Counts counts = archive.read(log, look);
                        return collector.collected(log.name(), Optional.of(counts), counts.failure());
                    }
                    return collector.collected(log.name(), Optional.empty(), archive.search(log, search, look));
                },
                bytesRead::sum);
        for (ScannedLog log : scanned) {
            log.unreadable().ifPresent(failure -> unreadable.add(new Unreadable(log.name(), failure)));
        }
        return new ScanReport(scanned.stream().filter(ScannedLog::wasRead).toList(), unreadable, thorough, zone);
    }

    /** Reads several logs at once, as many as there are cores; the results are in the order of the logs. */
    private List<ScannedLog> each(List<OldLog> logs, ParallelCalls.Work<OldLog, ScannedLog> reading, LongSupplier read)
            throws InterruptedException {
        // Of a pipe nobody knows how much is to come.
        boolean sizeKnown = logs.stream().allMatch(log -> log.size().isPresent());
        long total =
                sizeKnown ? logs.stream().mapToLong(log -> log.size().orElse(0)).sum() : 0;
        return new ParallelCalls("scan", Runtime.getRuntime().availableProcessors(), progress())
                .each(logs, reading, elapsed -> ProgressLine.ofBytes(read.getAsLong(), total, elapsed));
    }

    private TimeRange range(ZoneId zone) {
        Instant from = since.map(text -> time("--since", text, zone, 0)).orElse(Instant.MIN);
        Instant to = until.map(text -> time("--until", text, zone, 1)).orElse(Instant.MAX);
        if (!from.isBefore(to)) {
            throw new WrongUse("--since is not before --until: no record can be between them");
        }
        return new TimeRange(from, to);
    }

    /** @param daysLater than the beginning of a date: "until Friday" includes Friday */
    private Instant time(String option, String text, ZoneId zone, int daysLater) {
        return WrongUse.valueOf(option, text, time -> TimeRange.time(time, zone, now(), daysLater), TimeRange.EXPECTED);
    }
}
