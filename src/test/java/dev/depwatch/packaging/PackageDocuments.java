package dev.depwatch.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.cli.Depwatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/**
 * Makes the files that only a package needs: manual page, Debian changelog, shell completion. One file, which {@code java} runs as it
 * is: a package needs no compiled test.
 */
public final class PackageDocuments {
    /** The byte of a gzip file for the compression level, which Java leaves at 0: RFC 1952, 2.3.1. */
    private static final int EXTRA_FLAGS = 8;

    private static final byte TIGHTEST = 2;

    private PackageDocuments() {}

    /**
     * Writes them.
     *
     * @param arguments the folder to write to, the version, the number of the build, and its time in ISO 8601
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        String version = arguments[1];
        Files.writeString(folder.resolve("depwatch.completion"), completion());
        write(folder.resolve("depwatch.1.gz"), ManualPage.text(version));
        write(folder.resolve("changelog.gz"), """
                depwatch (%s) unstable; urgency=medium

                  * See CHANGELOG.md beside this file.

                 -- depwatch maintainers <maintainers@example.org>  %s
                """.formatted(
                        version.replace("-SNAPSHOT", "~SNAPSHOT." + arguments[2]),
                        OffsetDateTime.parse(arguments[3])
                                .atZoneSameInstant(ZoneOffset.UTC)
                                .format(DateTimeFormatter.RFC_1123_DATE_TIME)
                                .replace("GMT", "+0000")));
    }

    /** Without the line for an interpreter: shells read the file, and nobody executes it. */
    static String completion() {
        return AutoComplete.bash("depwatch", Depwatch.commandLine()).replaceFirst("^#!.*\n", "");
    }

    private static void write(Path file, String text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new Tight(compressed)) {
            out.write(text.getBytes(UTF_8));
        }
        byte[] bytes = compressed.toByteArray();
        bytes[EXTRA_FLAGS] = TIGHTEST;
        Files.write(file, bytes);
    }

    /** As small as possible, as Debian's policy requires. */
    private static final class Tight extends GZIPOutputStream {
        Tight(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /** {@code depwatch(1)}: the {@code --help} of every command as a manual page. */
    static final class ManualPage {
        private ManualPage() {}

        static String text(String version) {
            CommandLine depwatch = Depwatch.commandLine();
            StringBuilder page = new StringBuilder();
            page.append(".TH DEPWATCH 1 \"\" \"depwatch ")
                    .append(escaped(version))
                    .append("\" \"\"\n");
            section(page, "NAME");
            page.append("depwatch \\- whose enrolment tokens on Jamf Pro need regenerating\n");
            section(page, "SYNOPSIS");
            for (CommandLine command : depwatch.getSubcommands().values()) {
                verbatim(page, help(command).synopsis(0));
            }
            section(page, "DESCRIPTION");
            filled(page, help(depwatch).description());
            for (CommandLine command : depwatch.getSubcommands().values()) {
                Help help = help(command);
                section(page, "depwatch " + command.getCommandName());
                filled(page, help.description());
                page.append(".PP\n");
                verbatim(page, help.parameterList() + help.optionList());
                titled(page, "Exit codes:", help.exitCodeList());
                titled(page, "Examples:", help.footer());
            }
            section(page, "EXIT STATUS");
            verbatim(page, help(depwatch).exitCodeList());
            section(page, "FILES");
            verbatim(page, """
                    /etc/depwatch/depwatch.yml          the configuration
                    /usr/share/doc/depwatch/config      every key of the configuration, explained; examples
                    /var/lib/depwatch                   what depwatch keeps over a restart
                    /usr/share/doc/depwatch             installation, operations by symptom, metrics
                    """);
            section(page, "SEE ALSO");
            page.append("systemctl(1), journalctl(1)\n");
            return page.toString();
        }

        private static Help help(CommandLine command) {
            return new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
        }

        private static void section(StringBuilder page, String title) {
            page.append(".SH \"").append(escaped(title)).append("\"\n");
        }

        private static void titled(StringBuilder page, String title, String text) {
            if (!text.isBlank()) {
                page.append(".PP\n").append(escaped(title)).append('\n');
                verbatim(page, text);
            }
        }

        private static void filled(StringBuilder page, String text) {
            page.append(escaped(text.replaceAll("\\s+", " ").strip())).append('\n');
        }

        private static void verbatim(StringBuilder page, String text) {
            page.append(".nf\n");
            text.stripTrailing()
                    .lines()
                    .forEach(line -> page.append(escaped(line)).append('\n'));
            page.append(".fi\n");
        }

        /** Escapes requests of troff, and keeps hyphens, so that a reader can copy options from the page. */
        private static String escaped(String line) {
            String text = line.replace("\\", "\\e").replace("-", "\\-");
            return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
        }
    }
}
