package dev.depwatch.systemd;

import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether output goes to systemd's journal, and how its lines look: each event is one line with its priority in front,
 * as in {@code sd-daemon(3)}, and without a time, since the journal adds its own.
 */
public final class JournalStream {
    /** Logback's pattern for one event. */
    public static final String PATTERN = "%replace(%replace(%replace(%replace(%level){'ERROR','<3>'}){'WARN','<4>'})"
            + "{'INFO','<6>'}){'DEBUG|TRACE','<7>'}"
            + "%logger{0}: "
            + oneLine("%replace(%msg%replace(%ex){'^(?=.)','\n'}){'\\s+$',''}")
            + "%nopex%n";

    public static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    public static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private JournalStream() {}

    /** A part of a Logback pattern in one line, with a space for every character that is not printable. */
    public static String oneLine(String part) {
        return "%replace(%replace(" + part + "){'\\s*[\\r\\n]+\\s*',' | '}){'" + SafeText.NOT_SHOWN + "',' '}";
    }

    /** Whether this open file is the journal, and was not redirected since: {@code systemd.exec(5)}. */
    public static boolean isJournal(Path open, Map<String, String> environment) {
        String journal = environment.getOrDefault("JOURNAL_STREAM", "");
        try {
            return journal.equals(Files.getAttribute(open, "unix:dev") + ":" + Files.getAttribute(open, "unix:ino"));
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException ignored) {
            // Not Linux, or no open file there.
            return false;
        }
    }

    /** A line of a command's output, with its own priority: text from logs and APIs must not set one. */
    public static String text(String line) {
        return "<6>" + line;
    }

    /** A line of depwatch's own, with its priority. */
    public static String line(String text) {
        return (text.startsWith("warning: ") ? "<4>" : "<3>") + text;
    }
}
