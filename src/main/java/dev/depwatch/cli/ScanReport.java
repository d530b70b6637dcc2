package dev.depwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
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
import java.util.function.ToLongFunction;
import java.util.zip.ZipException;

/**
 * What {@code scan} found, as a table for people or as JSON for programs.
 *
 * @param counted whether depwatch counted all records
 */
record ScanReport(List<ScannedLog> logs, List<Unreadable> unreadable, boolean counted, ZoneId zone) {
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

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
            screen.paragraph(
                    Style.PLAIN, "    ", "Next step: " + advice.nextStep() + " More: docs/advice.md#" + cause.key());
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
                    failure.firstIn(zone),
                    failure.lastIn(zone)));
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

    /**
     * Without {@code --thorough}, what only it knows is absent. Writes each field itself: a mapper takes long to load.
     */
    void printJson(PrintWriter out) {
        try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("failures", failures());
            json.writeArrayFieldStart("files");
            for (ScannedLog log : logs) {
                write(log, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unreadable");
            for (Unreadable path : unreadable) {
                json.writeStartObject();
                json.writeStringField("file", path.file());
                json.writeStringField("reason", path.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a PrintWriter throws nothing", e);
        }
        out.println();
    }

    private void write(ScannedLog log, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", log.name());
        if (counted) {
            json.writeNumberField("records", records(log));
            json.writeNumberField("unparsedRecords", unparsed(log));
            json.writeBooleanField("layoutUnderstood", !log.layoutUnknown());
        }
        json.writeArrayFieldStart("failures");
        for (FoundFailure failure : log.failures()) {
            json.writeStartObject();
            json.writeStringField("cause", failure.cause().key());
            json.writeStringField("advice", advice(failure.cause()));
            json.writeStringField("meaning", CauseAdvice.of(failure.cause()).meaning());
            json.writeStringField("nextStep", CauseAdvice.of(failure.cause()).nextStep());
            json.writeNumberField("count", failure.count());
            json.writeStringField("first", failure.firstIn(zone));
            json.writeStringField("last", failure.lastIn(zone));
            // False if both are times of day, because the log has no dates.
            json.writeBooleanField("dated", failure.dated());
            json.writeStringField("example", failure.example());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
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
}
