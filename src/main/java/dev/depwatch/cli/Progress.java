package dev.depwatch.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** One line on a terminal that says how far a long work is, drawn anew in its place. Nothing where there is no terminal. */
final class Progress {
    /** Work that is done sooner shows nothing. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int BAR = 24;
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final PrintWriter terminal;
    private final boolean shown;
    private final long total;
    private int width;

    /** @param total how many bytes there are to do; 0 if that is not known */
    Progress(PrintWriter terminal, boolean shown, long total) {
        this.terminal = terminal;
        this.shown = shown;
        this.total = total;
    }

    /** Whether standard error is a terminal. Java does not tell, Linux does. */
    static boolean standardErrorIsTerminal() {
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException ignored) {
            // Not Linux: then whether colours may be shown.
            return Ansi.AUTO.enabled();
        }
    }

    void show(long done, Duration elapsed) {
        if (shown && elapsed.compareTo(PATIENCE) >= 0) {
            draw(line(done, total, elapsed));
        }
    }

    /** Leaves the line empty for what is printed next. */
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

    /** How far, how fast and how long yet, as far as that is known. */
    static String line(long done, long total, Duration elapsed) {
        double rate = done * 1000.0 / Math.max(1, elapsed.toMillis());
        String speed = size((long) rate) + "/s";
        if (total == 0) {
            return size(done) + ", " + speed;
        }
        // A log that is written meanwhile grows.
        double part = Math.min(1, (double) done / total);
        int filled = (int) (BAR * part);
        String left = rate > 0 ? ", " + time((long) Math.ceil(Math.max(0, total - done) / rate)) + " left" : "";
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %%, %s of %s, %s%s",
                "=".repeat(filled),
                " ".repeat(BAR - filled),
                (int) (100 * part),
                size(done),
                size(total),
                speed,
                left);
    }

    /** A number of bytes, in the units that disks are sold in. */
    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        String units = "kMGTPE";
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, units.charAt(unit));
    }

    private static String time(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600 ? seconds / 60 + " min" : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
