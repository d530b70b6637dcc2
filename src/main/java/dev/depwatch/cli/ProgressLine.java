package dev.depwatch.cli;

import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** A line on a terminal with the progress of long work, redrawn in place. Prints nothing without a terminal. */
final class ProgressLine {
    /** Shorter work shows nothing. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int BAR = 24;

    private final PrintWriter terminal;
    private final boolean shown;
    private int width;

    ProgressLine(PrintWriter terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    void show(String line, Duration elapsed) {
        if (shown && elapsed.compareTo(PATIENCE) >= 0) {
            draw(line);
        }
    }

    /** Clears the line for the next output. */
    void end() {
        if (width > 0) {
            draw("");
            terminal.print('\r');
            terminal.flush();
        }
    }

    private void draw(String line) {
        String bar = Ansi.AUTO.string(line.replace("[", "@|green [").replace("]", "]|@"));
        terminal.print("\r" + bar + " ".repeat(Math.max(0, width - line.length())));
        terminal.flush();
        width = line.length();
    }

    /** How many of a number of things are done. */
    static String ofThings(long done, long total, String noun) {
        return bar((double) done / Math.max(1, total)) + " " + done + " of " + Phrase.counted(total, noun);
    }

    /**
     * The part done, the speed and the time left, as far as they are known.
     *
     * @param total the number of bytes; 0 if it is not known
     */
    static String ofBytes(long done, long total, Duration elapsed) {
        double rate = done * 1000.0 / Math.max(1, elapsed.toMillis());
        String speed = megabytes((long) rate) + "/s";
        if (total == 0) {
            return megabytes(done) + ", " + speed;
        }
        // A log can grow meanwhile.
        double part = Math.min(1, (double) done / total);
        Duration left = Duration.ofSeconds((long) (Math.max(0, total - done) / rate));
        return String.format(
                Locale.ROOT,
                "%s %3d %%, %s of %s, %s%s",
                bar(part),
                (int) (100 * part),
                megabytes(done),
                megabytes(total),
                speed,
                rate > 0 ? ", " + TimeFormat.period(left) + " left" : "");
    }

    private static String bar(double part) {
        int filled = (int) (BAR * part);
        return "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "]";
    }

    private static String megabytes(long bytes) {
        return bytes / 1_000_000 + " MB";
    }
}
