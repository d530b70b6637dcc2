package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.depwatch.cli.ScannedLog.Failure;
import dev.depwatch.logs.OldLogs.Counts;
import dev.depwatch.signature.Evidence;
import dev.depwatch.status.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code scan} found, as a table for people or as JSON for programs.
 *
 * @param counted whether all records were counted
 */
record ScanReport(List<ScannedLog> logs, List<Unreadable> unreadable, boolean counted, ZoneId zone) {
    ScanReport {
        logs = List.copyOf(logs);
        unreadable = List.copyOf(unreadable);
    }

    /** A path that could not be read, or not to its end. */
    record Unreadable(String file, String reason) {
        Unreadable(String file, IOException failure) {
            this(file, reason(failure));
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

    long failures() {
        return total(ScannedLog::sightings);
    }

    void printTable(PrintWriter out) {
        for (ScannedLog log : logs) {
            if (log.layoutUnknown()) {
                out.println("warning: " + Evidence.printable(log.name()) + ": layout not understood in "
                        + Screen.counted(unparsed(log), "record")
                        + "; expected lines like \"2026-11-24 22:32:43,697 [ERROR] [thread] [class] - message\"");
            }
        }
        for (ScannedLog log : logs) {
            if (!log.failures().isEmpty()) {
                printTable(log, out);
            }
        }
        long withFailures =
                logs.stream().filter(log -> !log.failures().isEmpty()).count();
        out.println(Screen.counted(failures(), "failure") + " in " + withFailures + " of "
                + Screen.counted(logs.size(), "file")
                + (counted
                        ? "; " + Screen.counted(total(ScanReport::records), "record") + ", "
                                + total(ScanReport::unparsed) + " not understood"
                        : ""));
        if (!counted && failures() == 0 && !logs.isEmpty()) {
            out.println("Whether the layout of the logs is understood is told with --thorough.");
        }
    }

    private void printTable(ScannedLog log, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CAUSE", "COUNT", "FIRST", "LAST"));
        for (Failure failure : log.failures()) {
            rows.add(List.of(
                    failure.cause().key(),
                    Long.toString(failure.count()),
                    failure.firstIn(zone),
                    failure.lastIn(zone)));
        }
        String format = "  %%-%ds  %%%ds  %%-%ds  %%s".formatted(width(rows, 0), width(rows, 1), width(rows, 2));
        out.println(Evidence.printable(log.name()));
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

    void printJson(PrintWriter out) {
        List<JsonFile> files = logs.stream().map(this::json).toList();
        out.println(Json.of(new JsonReport(failures(), files, unreadable)));
    }

    private JsonFile json(ScannedLog log) {
        List<JsonFailure> failures = log.failures().stream()
                .map(failure -> new JsonFailure(
                        failure.cause().key(),
                        failure.count(),
                        failure.firstIn(zone),
                        failure.lastIn(zone),
                        failure.dated(),
                        failure.example()))
                .toList();
        return new JsonFile(
                log.name(),
                counted ? records(log) : null,
                counted ? unparsed(log) : null,
                counted ? !log.layoutUnknown() : null,
                failures);
    }

    private static long records(ScannedLog log) {
        return log.counts().map(Counts::records).orElse(0L);
    }

    private static long unparsed(ScannedLog log) {
        return log.counts().map(Counts::unparsedRecords).orElse(0L);
    }

    private long total(ToLongFunction<ScannedLog> number) {
        return logs.stream().mapToLong(number).sum();
    }

    private record JsonReport(long failures, List<JsonFile> files, List<Unreadable> unreadable) {}

    /** What only {@code --thorough} knows is absent without it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record JsonFile(
            String file,
            @Nullable Long records,
            @Nullable Long unparsedRecords,
            @Nullable Boolean layoutUnderstood,
            List<JsonFailure> failures) {}

    /** @param dated false where {@code first} and {@code last} are times of day, since the log states no dates */
    private record JsonFailure(String cause, long count, String first, String last, boolean dated, String example) {}
}
