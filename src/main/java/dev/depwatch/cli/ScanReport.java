package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.depwatch.cli.ScannedLog.FoundFailure;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.logs.LogArchive.Counts;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Cause;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.zip.ZipException;

/**
 * What {@code scan} found, as a table for people or as JSON for programs.
 *
 * @param counted whether depwatch counted all records
 */
record ScanReport(List<ScannedLog> logs, List<Unreadable> unreadable, boolean counted, ZoneId zone) {
    ScanReport {
        logs = List.copyOf(logs);
        unreadable = List.copyOf(unreadable);
    }

    /** A path that depwatch could not read, or not to its end. */
    record Unreadable(String file, String reason) {
        Unreadable(String file, IOException failure) {
            this(SafeText.of(file), SafeText.of(reason(failure)));
        }

        private static String reason(IOException failure) {
            if (failure instanceof NoSuchFileException missing) {
                return missing.getReason() == null ? "does not exist" : missing.getReason();
            }
            if (failure instanceof AccessDeniedException) {
                return "this user may not read it; try sudo";
            }
            String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
            if (failure instanceof EOFException || failure instanceof ZipException) {
                return "is damaged; depwatch read it up to the damage: " + message;
            }
            return message;
        }
    }

    long failures() {
        return total(ScannedLog::sightings);
    }

    /** @param columns of the terminal; {@link Screen#UNLIMITED} without one, and then no bars */
    void printTable(PrintWriter out, int columns) {
        for (ScannedLog log : logs) {
            if (log.layoutUnknown()) {
                out.println("warning: " + log.name() + ": layout not understood in "
                        + Screen.counted(unparsed(log), "record")
                        + "; expected lines like \"2026-11-24 22:32:43,697 [ERROR] [thread] [class] - message\"");
            }
        }
        for (ScannedLog log : logs) {
            if (!log.failures().isEmpty()) {
                printTable(log, out);
            }
        }
        if (columns != Screen.UNLIMITED) {
            List<String> bars = new Histogram(logs, zone).lines(columns);
            bars.forEach(out::println);
            if (!bars.isEmpty()) {
                out.println();
            }
        }
        if (logs.isEmpty()) {
            // Another message says why; "0 failures" would read as good news.
            return;
        }
        printAdvice(out, columns);
        long withFailures =
                logs.stream().filter(log -> !log.failures().isEmpty()).count();
        out.println(Screen.counted(failures(), "failure") + " in " + withFailures + " of "
                + Screen.counted(logs.size(), "file")
                + (counted
                        ? "; " + Screen.counted(total(ScanReport::records), "record") + ", "
                                + total(ScanReport::unparsed) + " not understood"
                        : ""));
        if (!counted && failures() == 0) {
            out.println("To check that depwatch understands the layout of the logs: --thorough");
        }
    }

    /** A record of a log is no reason to act yet: no log says whose token it is, or whether it still fails. */
    private void printAdvice(PrintWriter out, int columns) {
        List<Cause> causes = logs.stream()
                .flatMap(log -> log.failures().stream())
                .map(FoundFailure::cause)
                .distinct()
                .sorted()
                .toList();
        if (causes.isEmpty()) {
            return;
        }
        Screen screen = new Screen(out, columns, false);
        out.println("What it means, and what to do if it still fails:");
        for (Cause cause : causes) {
            CauseAdvice advice = CauseAdvice.of(cause);
            screen.paragraph(Style.PLAIN, "  ", cause.key() + ": " + advice.meaning());
            screen.paragraph(Style.PLAIN, "    ", "Next step: " + advice.nextStep() + " More: " + advice(cause));
        }
        screen.paragraph(
                Style.PLAIN,
                "  ",
                "To learn whose tokens they are and which still fail, configure depwatch, then run depwatch tokens and depwatch run.");
        out.println();
    }

    private static String advice(Cause cause) {
        return "docs/advice.md#" + cause.key();
    }

    private void printTable(ScannedLog log, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CAUSE", "COUNT", "FIRST", "LAST"));
        for (FoundFailure failure : log.failures()) {
            rows.add(List.of(
                    failure.cause().key(),
                    Long.toString(failure.count()),
                    failure.shown(failure.first(), zone),
                    failure.shown(failure.last(), zone)));
        }
        String format = "  %%-%ds  %%%ds  %%-%ds  %%s".formatted(width(rows, 0), width(rows, 1), width(rows, 2));
        out.println(log.name());
        out.println(String.format(Locale.ROOT, format, rows.get(0).toArray()));
        for (int row = 1; row < rows.size(); row++) {
            out.println(String.format(Locale.ROOT, format, rows.get(row).toArray()));
            out.println("    " + log.failures().get(row - 1).example());
        }
        out.println();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }

    /** The same for programs. */
    Document document() {
        return new Document(failures(), logs.stream().map(this::row).toList(), unreadable);
    }

    private FileRow row(ScannedLog log) {
        return new FileRow(
                log.name(),
                log.counts().map(Counts::records),
                log.counts().map(Counts::unparsedRecords),
                log.counts().map(counts -> !counts.layoutUnknown()),
                log.failures().stream().map(this::row).toList());
    }

    private FailureRow row(FoundFailure failure) {
        return new FailureRow(
                failure.cause().key(),
                advice(failure.cause()),
                CauseAdvice.of(failure.cause()).meaning(),
                CauseAdvice.of(failure.cause()).nextStep(),
                failure.count(),
                failure.shown(failure.first(), zone),
                failure.shown(failure.last(), zone),
                failure.dated(),
                failure.example());
    }

    /** What {@code --json} prints. */
    record Document(long failures, List<FileRow> files, List<Unreadable> unreadable) {}

    /** One log; what only {@code --thorough} knows is absent without it. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record FileRow(
            String file,
            Optional<Long> records,
            Optional<Long> unparsedRecords,
            Optional<Boolean> layoutUnderstood,
            List<FailureRow> failures) {}

    /** @param dated false if both are times of day, because the log has no dates */
    record FailureRow(
            String cause,
            String advice,
            String meaning,
            String nextStep,
            long count,
            String first,
            String last,
            boolean dated,
            String example) {}

    private static long records(ScannedLog log) {
        return log.counts().map(Counts::records).orElse(0L);
    }

    private static long unparsed(ScannedLog log) {
        return log.counts().map(Counts::unparsedRecords).orElse(0L);
    }

    private long total(ToLongFunction<ScannedLog> number) {
        return logs.stream().mapToLong(number).sum();
    }
}
