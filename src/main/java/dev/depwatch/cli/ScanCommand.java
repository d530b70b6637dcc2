package dev.depwatch.cli;

import dev.depwatch.cli.ScanReport.Unreadable;
import dev.depwatch.cli.ScannedLog.Sightings;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Durations;
import dev.depwatch.logs.LogArchive;
import dev.depwatch.logs.LogArchive.Counts;
import dev.depwatch.logs.LogArchive.OldLog;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.Layout;
import dev.depwatch.record.RecordSearch;
import dev.depwatch.signature.Signatures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads existing logs and reports the causes in them, how often, since when and until when. */
@Command(name = "scan")
final class ScanCommand extends Subcommand {
    private static final String A_TIME =
            "a date such as 2026-11-24, a time such as 2026-11-24T22:30 or 2026-11-24T21:30:00Z, or how long ago, such as 7d"
                    + " or 36h";

    @Parameters(paramLabel = "PATH", arity = "1..*", description = """
            Files, gzipped or not, folders, patterns in quotes, or - for standard input.""")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    @Option(names = "--time-zone", paramLabel = "ZONE", description = """
            The zone of the logs' times, such as Europe/Zurich. Default: this host's.""")
    private Optional<ZoneId> timeZone = Optional.empty();

    @Option(names = "--signatures", paramLabel = "DIR", description = "A folder with your own signatures.")
    private Optional<Path> signaturesDirectory = Optional.empty();

    @Option(names = "--since", paramLabel = "TIME", description = """
            Only failures from then on: a date, a time, or how long ago, such as 7d.""")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = """
            Only failures before this time, or up to the end of this date.""")
    private Optional<String> until = Optional.empty();

    @Option(names = "--thorough", description = """
            Reads and counts every record, and warns about an unknown layout. Several times slower.""")
    private boolean thorough;

    @Option(names = "--report", description = """
            Prints the failing records that depwatch does not recognise, and the forms of the others, with stand-ins \
            for names, addresses, ids, hosts and secrets: a text to read and to send to us.""")
    private boolean reportForms;

    @Option(names = "--exit-code", description = "Exits with 10 if there are failures.")
    private boolean exitCode;

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        ZoneId zone = timeZone.orElseGet(ZoneId::systemDefault);
        Predicate<LogRecord> isAsked = isAsked(zone);
        if (reportForms && json) {
            throw new WrongUse("--report prints a text for people; leave out --json");
        }
        Signatures signatures =
                signaturesDirectory.isPresent() ? Signatures.withSite(signaturesDirectory.get()) : Signatures.builtIn();
        Optional<FailureForms> forms =
                reportForms ? Optional.of(new FailureForms(Signatures.builtIn(), signatures)) : Optional.empty();
        ScanReport report = scan(signatures, forms, isAsked, zone);
        report.unreadable().forEach(log -> err().println(log.file() + ": " + log.reason()));
        if (forms.isPresent()) {
            // A file's name may be a site's: it must not be in the report.
            report.printWarnings(err());
            int files = report.files().size();
            if (files > 0) {
                forms.get().print(out(), "depwatch " + Version.number(), files);
            }
        } else {
            print(json, report, screen -> report.printTable(screen, zone, thorough));
        }
        if (exitCode && report.failures() > 0) {
            return ExitCode.FAILURES_FOUND;
        }
        return report.unreadable().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private ScanReport scan(
            Signatures signatures, Optional<FailureForms> forms, Predicate<LogRecord> isAsked, ZoneId zone)
            throws InterruptedException {
        LongAdder bytesRead = new LongAdder();
        LogArchive archive = new LogArchive(zone, process().in(), bytesRead::add);
        List<Unreadable> unreadable = new ArrayList<>();
        List<OldLog> found = new ArrayList<>();
        for (String path : paths) {
            try {
                found.addAll(LogPaths.find(path));
            } catch (IOException e) {
                unreadable.add(new Unreadable(path, e));
            }
        }
        List<OldLog> logs = LogPaths.inOrder(found);
        RecordSearch search = new RecordSearch(signatures.clues());
        // Of a pipe nobody knows how much is to come.
        long total = logs.stream().allMatch(log -> log.size().isPresent())
                ? logs.stream().mapToLong(log -> log.size().orElse(0)).sum()
                : 0;
        ParallelCalls.Work<OldLog, ScannedLog> reading = log -> {
            Map<List<Object>, Sightings> failures = new LinkedHashMap<>();
            Consumer<LogRecord> look = record -> {
                if (!isAsked.test(record)) {
                    return;
                }
                forms.ifPresent(report -> report.add(record));
                boolean dated = record.layout() != Layout.SHORT;
                signatures
                        .causeOf(record)
                        .ifPresent(cause -> failures.computeIfAbsent(
                                        List.of(cause, dated), first -> new Sightings(cause, dated, zone))
                                .add(record));
            };
            // No search finds what no signature knows.
            boolean all = thorough || forms.isPresent();
            Optional<Counts> counts = all ? Optional.of(archive.read(log, look)) : Optional.empty();
            Optional<IOException> unread =
                    counts.isPresent() ? counts.get().failure() : archive.search(log, search, look);
            return new ScannedLog(
                    log.name(),
                    counts.map(Counts::records),
                    counts.map(Counts::unparsedRecords),
                    counts.map(read -> !read.layoutUnknown()),
                    failures.values().stream().map(Sightings::found).toList(),
                    unread);
        };
        List<ScannedLog> scanned = new ParallelCalls(
                        "scan", Runtime.getRuntime().availableProcessors(), progress())
                .each(logs, reading, (done, elapsed) -> ProgressLine.ofBytes(bytesRead.sum(), total, elapsed));
        for (ScannedLog log : scanned) {
            log.unreadable().ifPresent(failure -> unreadable.add(new Unreadable(log.file(), failure)));
        }
        return new ScanReport(scanned.stream().filter(ScannedLog::wasRead).toList(), unreadable);
    }

    /** Whether a record is of the time that was asked for. */
    private Predicate<LogRecord> isAsked(ZoneId zone) {
        Instant from = since.map(text -> WrongUse.valueOf("--since", text, time -> time(time, zone, 0), A_TIME))
                .orElse(Instant.MIN);
        // Until Friday includes Friday.
        Instant to = until.map(text -> WrongUse.valueOf("--until", text, time -> time(time, zone, 1), A_TIME))
                .orElse(Instant.MAX);
        if (!from.isBefore(to)) {
            throw new WrongUse("--since is not before --until: no record can be between them");
        }
        // Nobody knows the date of a record that states none: rather too much than too little.
        return record -> record.layout() == Layout.SHORT
                || (!record.loggedAt().isBefore(from) && record.loggedAt().isBefore(to));
    }

    /**
     * The instant of a time, of the beginning of a date, or of a duration before now.
     *
     * @param daysLater than a date
     */
    private Instant time(String text, ZoneId zone, int daysLater) {
        if (text.matches("[0-9]+[a-z]+")) {
            return now().minus(Durations.read(text));
        }
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return LocalDate.parse(text).plusDays(daysLater).atStartOfDay(zone).toInstant();
        }
        // The zone is that of a time which states none.
        return DateTimeFormatter.ISO_DATE_TIME.withZone(zone).parse(text.replace(' ', 'T'), Instant::from);
    }
}
