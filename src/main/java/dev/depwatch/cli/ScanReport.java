package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.depwatch.cli.ScannedLog.FoundFailure;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.config.FileAccess;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Cause;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * What {@code scan} found, as JSON for programs or as a table for people.
 */
@JsonPropertyOrder("failures")
record ScanReport(List<ScannedLog> files, List<Unreadable> unreadable) {
    /** A path that depwatch could not read, or not to its end. */
    record Unreadable(String file, String reason) {
        Unreadable(String file, IOException failure) {
            this(SafeText.of(file), SafeText.of(prefix(failure) + FileAccess.reason(failure)));
        }

        private static String prefix(IOException failure) {
            return failure instanceof EOFException || failure instanceof ZipException
                    ? "is damaged; depwatch read it up to the damage: "
                    : "";
        }
    }

    @JsonProperty
    long failures() {
        return found().mapToLong(FoundFailure::count).sum();
    }

    private Stream<FoundFailure> found() {
        return files.stream().flatMap(log -> log.failures().stream());
    }

    /**
     * Prints the table.
     *
     * @param screen without bars if it is no terminal
     * @param counted whether depwatch counted all records
     */
    void printTable(Screen screen, ZoneId zone, boolean counted) {
        PrintWriter out = screen.out();
        printWarnings(out);
        files.stream().filter(log -> !log.failures().isEmpty()).forEach(log -> printTable(log, out));
        if (screen.columns() != Screen.UNLIMITED) {
            List<String> bars = histogram(zone).lines(screen.columns());
            bars.forEach(out::println);
            if (!bars.isEmpty()) {
                out.println();
            }
        }
        if (files.isEmpty()) {
            // Another message says why; "0 failures" would read as good news.
            return;
        }
        printAdvice(screen);
        long withFailures =
                files.stream().filter(log -> !log.failures().isEmpty()).count();
        out.println(Phrase.counted(failures(), "failure") + " in " + withFailures + " of "
                + Phrase.counted(files.size(), "file")
                + (counted
                        ? "; " + Phrase.counted(total(ScannedLog::records), "record") + ", "
                                + total(ScannedLog::unparsedRecords) + " not understood"
                        : ""));
        if (!counted && failures() == 0) {
            out.println("To check that depwatch understands the layout of the logs: --thorough");
        }
    }

    /** Names the logs whose layout depwatch does not understand. */
    void printWarnings(PrintWriter out) {
        for (ScannedLog log : files) {
            if (!log.layoutUnderstood().orElse(true)) {
                out.println("warning: " + log.file() + ": layout not understood in "
                        + Phrase.counted(log.unparsedRecords().orElse(0L), "record")
                        + "; expected lines like \"2026-11-24 22:32:43,697 [ERROR] [thread] [class] - message\"");
            }
        }
    }

    private Histogram histogram(ZoneId zone) {
        Map<Cause, Map<Instant, Long>> hours = new EnumMap<>(Cause.class);
        found().forEach(failure -> failure.hours()
                .forEach((hour, count) -> hours.computeIfAbsent(failure.cause(), cause -> new HashMap<>())
                        .merge(hour, count, Long::sum)));
        return new Histogram(hours, zone);
    }

    /** A record of a log is no reason to act yet: no log says whose token it is, or whether it still fails. */
    private void printAdvice(Screen screen) {
        Map<Cause, FoundFailure> causes = new EnumMap<>(Cause.class);
        found().forEach(failure -> causes.put(failure.cause(), failure));
        if (causes.isEmpty()) {
            return;
        }
        screen.line("What it means, and what to do if it still fails:");
        causes.forEach((cause, failure) -> {
            CauseAdvice words = failure.words();
            screen.paragraph(Style.PLAIN, "  ", cause.key() + ": " + words.meaning());
            screen.paragraph(Style.PLAIN, "    ", "Next step: " + words.nextStep() + " More: " + failure.advice());
        });
        screen.paragraph(
                Style.PLAIN,
                "  ",
                "To learn whose tokens they are and which still fail, configure depwatch, then run depwatch tokens and depwatch run.");
        screen.line("");
    }

    private static void printTable(ScannedLog log, PrintWriter out) {
        out.println(log.file());
        out.println(row("CAUSE", "COUNT", "FIRST", "LAST"));
        for (FoundFailure failure : log.failures()) {
            out.println(row(failure.cause().key(), failure.count(), failure.first(), failure.last()));
            out.println("    " + failure.example());
        }
        out.println();
    }

    /** As wide as the longest cause and a time with its zone. */
    private static String row(String cause, Object count, String first, String last) {
        return String.format(Locale.ROOT, "  %-31s  %5s  %-25s  %s", cause, count, first, last);
    }

    private long total(Function<ScannedLog, Optional<Long>> number) {
        return files.stream().mapToLong(log -> number.apply(log).orElse(0L)).sum();
    }
}
