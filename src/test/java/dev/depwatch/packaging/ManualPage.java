package dev.depwatch.packaging;

import dev.depwatch.cli.Depwatch;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** {@code depwatch(1)}: the {@code --help} of every command as a manual page. */
final class ManualPage {
    private ManualPage() {}

    static String text(String version) {
        CommandLine depwatch = Depwatch.commandLine();
        StringBuilder page = new StringBuilder();
        page.append(".TH DEPWATCH 1 \"\" \"depwatch ").append(escaped(version)).append("\" \"\"\n");
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
        text.stripTrailing().lines().forEach(line -> page.append(escaped(line)).append('\n'));
        page.append(".fi\n");
    }

    /** Escapes requests of troff, and keeps hyphens, so that a reader can copy options from the page. */
    private static String escaped(String line) {
        String text = line.replace("\\", "\\e").replace("-", "\\-");
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
    }
}
