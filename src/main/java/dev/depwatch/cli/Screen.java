package dev.depwatch.cli;

import dev.depwatch.alert.WordWrap;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The output of a command for people. It cleans everything that it prints.
 *
 * @param columns its width; {@link #UNLIMITED} without a terminal, so that {@code grep} finds whole lines
 * @param colour whether to use ANSI colours
 */
record Screen(PrintWriter out, int columns, boolean colour) {
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int MAX_TEXT = 4000;

    /** The look of a text. */
    enum Style {
        PLAIN(""),
        BOLD("\u001B[1m"),
        GOOD("\u001B[32m"),
        WARNING("\u001B[33m"),
        BAD("\u001B[1;31m");

        private static final String RESET = "\u001B[0m";

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** Standard output, as wide as the terminal. */
    static Screen of(CommandSpec spec) {
        boolean colour = spec.commandLine().getColorScheme().ansi().enabled();
        int columns = isTerminal(1) ? spec.usageMessage().autoWidth(true).width() : UNLIMITED;
        return new Screen(spec.commandLine().getOut(), columns, colour);
    }

    static boolean standardInputIsTerminal() {
        return isTerminal(0);
    }

    static boolean standardErrorIsTerminal() {
        return isTerminal(2);
    }

    /** Java does not know, but Linux does. */
    private static boolean isTerminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException ignored) {
            // Not Linux: whether the terminal shows colours decides.
            return Ansi.AUTO.enabled();
        }
    }

    void paragraph(Style style, String text) {
        paragraph(style, "", text);
    }

    /** One line, or several if the screen is narrow; none is too wide to read. */
    void paragraph(Style style, String lead, String text) {
        int width = Math.min(columns, WordWrap.WIDTH);
        WordWrap.wrap(lead, clean(text), width).forEach(line -> line(styled(style, line)));
    }

    void heading(String text) {
        line("");
        line(styled(Style.BOLD, text));
    }

    /** Prints the line unchanged, so it must be clean. */
    void line(String line) {
        out.println(line);
    }

    String styled(Style style, String text) {
        return colour && style != Style.PLAIN ? style.code + text + Style.RESET : text;
    }

    static String clean(String text) {
        return SafeText.line(text, MAX_TEXT);
    }
}
