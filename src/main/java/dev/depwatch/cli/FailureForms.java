package dev.depwatch.cli;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.depwatch.cli.MaskedText.StandIns;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import dev.depwatch.signature.Signatures;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Cause;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The forms of failing records about Apple's services, {@linkplain MaskedText masked}: those that no signature matches,
 * and those that one does. {@code scan --report} prints them for a person to read and to send.
 *
 * <p>Thread-safe. It holds a bounded number of forms, whatever the logs hold.
 */
final class FailureForms {
    /** Of each kind, so that known forms never leave the unknown ones out. */
    private static final int MOST_FORMS = 150;

    private static final String INTRODUCTION = """
            Read it: a name of common words, such as Apple Server, stays. Replace it if you do not want it known.
            Then send the report with depwatch's issue form "A log line".
            A stand-in such as <word-1> replaces each text that depwatch does not know: names, addresses, ids, hosts,
            secrets. The same text has the same stand-in. If a word is harmless and says why it failed, write it in.
            Frames of a stack trace stay only if they are Jamf Pro's, three of each record.

            Version of Jamf Pro:\s
            """;

    private static final int MOST_LINES = 12;
    private static final int MOST_FRAMES = 3;

    /** What a record of a class without a signature names if it is about Apple's services. */
    private static final Pattern APPLE_SERVICES = Pattern.compile("(?i)device.?enrollment|enrollment.?program|\\bDEP\\b"
            + "|\\bvpp|volume.?purchas|oauth|\\bapns\\b|push.?(?:cert|notif)|\\bgsx\\b|apple\\.com|terms and conditions"
            + "|T_C_NOT_SIGNED|(?:server|service).?token");

    private static final Pattern LEVEL = Pattern.compile("\\b(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\b");
    private static final Set<String> FAILING_LEVELS = Set.of("WARN", "ERROR", "FATAL", "");

    /** The name of a host in place of the class has a dot, or no capital. */
    private static final Pattern CLASS_NAME = Pattern.compile("[\\w$]*[A-Z][\\w$]*");

    private static final Pattern DATE_AND_TIME =
            Pattern.compile("[^\\w\\s]?[\\d./-]{8,10}[ T][\\d:]{5,8}(?:[.,]\\d+)?(?:Z|[+-][\\d:]{4,5})?");
    private static final Pattern FRAME = Pattern.compile("\\s+(?:at \\S+\\(.*|\\.\\.\\. \\d+ .*)");
    private static final Pattern JAMF_FRAME = Pattern.compile(
            "\\s+at (com\\.jamfsoftware(?:\\.[A-Za-z][\\w$]*)+(?:\\.<init>)?\\([A-Z]\\w*\\.java:\\d+\\)).*");

    private final Signatures builtIn;
    private final Signatures signatures;

    private final Map<List<Object>, Form> forms = new HashMap<>();
    private long others;

    /**
     * @param builtIn those that recognise a record here: what a site's signature recognises is new to depwatch
     * @param signatures the built-in ones, and perhaps the site's
     */
    FailureForms(Signatures builtIn, Signatures signatures) {
        this.builtIn = builtIn;
        this.signatures = signatures;
    }

    /** @param signature its id; "" if no built-in signature matches */
    private record Form(String signature, Optional<Cause> cause, Layout layout, List<MaskedText> lines, long count) {
        List<Object> key() {
            List<String> texts = lines.stream().map(MaskedText::form).toList();
            return List.of(signature, cause, layout, texts);
        }

        Form and(Form other) {
            return new Form(signature, cause, layout, lines, count + other.count);
        }
    }

    /** Takes any record, and keeps the form of one that fails. */
    void add(LogRecord record) {
        Optional<String> signature = builtIn.idOf(record);
        Optional<Cause> cause = signature.flatMap(known -> builtIn.causeOf(record));
        boolean kept = signature.isPresent() ? cause.isPresent() : isUnknownFailure(record);
        if (!kept) {
            return;
        }
        Form form = new Form(signature.orElse(""), cause, record.layout(), lines(record), 1);
        synchronized (this) {
            List<Object> key = form.key();
            if (forms.containsKey(key) || ofKind(signature.isEmpty()).size() < MOST_FORMS) {
                forms.merge(key, form, Form::and);
            } else {
                others++;
            }
        }
    }

    private boolean isUnknownFailure(LogRecord record) {
        boolean failing = FAILING_LEVELS.contains(level(record))
                && (signatures.knowClassOf(record)
                        || APPLE_SERVICES.matcher(record.firstLine()).find()
                        || APPLE_SERVICES.matcher(record.continuation()).find());
        return failing || signatures.causeOf(record).isPresent();
    }

    /** Its level; "" if it has none. */
    private static String level(LogRecord record) {
        int messageStart = record.classFields().stream()
                .mapToInt(ClassField::messageStart)
                .max()
                .orElse(record.firstLine().length());
        Matcher level = LEVEL.matcher(record.firstLine().substring(0, messageStart));
        return level.find() ? level.group() : "";
    }

    private static List<MaskedText> lines(LogRecord record) {
        List<MaskedText> lines = new ArrayList<>();
        lines.add(firstLine(record));
        int frames = 0;
        for (String line : (Iterable<String>) record.continuation().lines()::iterator) {
            Matcher frame = JAMF_FRAME.matcher(line);
            if (frame.matches() && frames++ < MOST_FRAMES) {
                lines.add(new MaskedText("  at " + frame.group(1), ""));
            } else if (!FRAME.matches(line) && !line.isBlank()) {
                lines.add(new MaskedText("", line));
            }
            if (lines.size() == MOST_LINES) {
                break;
            }
        }
        return lines;
    }

    /** Without time and thread; in a layout that somebody edited, all of it, with 9 for each digit of the time. */
    private static MaskedText firstLine(LogRecord record) {
        boolean ofJamf = record.layout() != Layout.EDITED && record.layout() != Layout.NOT_UNDERSTOOD;
        if (ofJamf && CLASS_NAME.matches(record.classFields().get(0).name())) {
            ClassField field = record.classFields().get(0);
            String shown = (level(record) + " [" + field.name() + "] - ").stripLeading();
            return new MaskedText(shown, record.messageAfter(field));
        }
        Matcher time = DATE_AND_TIME.matcher(record.firstLine());
        int end = time.lookingAt() ? time.end() : 0;
        return new MaskedText(
                record.firstLine().substring(0, end).replaceAll("\\d", "9"),
                record.firstLine().substring(end));
    }

    /** Prints the report. Nothing in it names the site, its files or its people. */
    synchronized void print(PrintWriter out, String version, int files) {
        StandIns standIns = new StandIns();
        out.println(version + ": failing records about Apple's services in " + Phrase.counted(files, "log"));
        out.println();
        INTRODUCTION.lines().forEach(out::println);
        print(out, standIns, "Records that depwatch does not recognise", true);
        print(out, standIns, "Records that depwatch recognises", false);
        if (others > 0) {
            out.println();
            out.println("Not shown, because there are more than " + MOST_FORMS + " forms: "
                    + Phrase.counted(others, "record"));
        }
    }

    private void print(PrintWriter out, StandIns standIns, String title, boolean unknown) {
        List<Form> shown = ofKind(unknown).stream()
                .sorted(Comparator.comparingLong(Form::count)
                        .reversed()
                        .thenComparing(form -> form.key().toString()))
                .toList();
        out.println();
        out.println(title + ": " + (shown.isEmpty() ? "none" : Phrase.counted(shown.size(), "form")));
        for (Form form : shown) {
            out.println();
            Optional<String> cause = form.cause.map(known -> ", " + known.key() + " (" + form.signature + ")");
            out.println(Phrase.counted(form.count, "record") + ", layout " + layout(form.layout) + cause.orElse(""));
            form.lines.forEach(line -> out.println("  " + line.text(standIns)));
        }
    }

    /** In the letters of docs/signatures.md. */
    private static String layout(Layout layout) {
        return switch (layout) {
            case SPACED -> "A";
            case ISO -> "B";
            case CONTAINER -> "C";
            case SHORT -> "D";
            case EDITED -> "of your own";
            case NOT_UNDERSTOOD -> "not understood";
        };
    }

    private List<Form> ofKind(boolean unknown) {
        return forms.values().stream()
                .filter(form -> form.signature.isEmpty() == unknown)
                .toList();
    }
}
