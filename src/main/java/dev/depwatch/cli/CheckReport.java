package dev.depwatch.cli;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.Table.Cell;
import dev.depwatch.cli.Table.Column;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.inventory.jamf.Trial.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code check} found in a configuration that can be used.
 *
 * @param summary what there is to watch
 * @param warnings about the configuration
 * @param tried what was tried of each instance; empty unless that was asked for
 * @param apple the same of each organisation at Apple, by its name, and at last what belongs to none, by ""
 */
record CheckReport(String summary, List<String> warnings, List<Tried> tried, List<Tried> apple) {
    /** All that was tried of one instance. */
    record Tried(String instance, List<Trial> trials) {
        Tried {
            trials = List.copyOf(trials);
        }
    }

    boolean isGood() {
        return count(Verdict.PROBLEM) == 0;
    }

    /** The instances, and after them the organisations at Apple by the name that a person reads. */
    private List<Tried> all() {
        return Stream.concat(
                        tried.stream(),
                        apple.stream()
                                .map(organization -> new Tried(
                                        organization.instance().isEmpty()
                                                ? "Apple"
                                                : "Apple, " + organization.instance(),
                                        organization.trials())))
                .toList();
    }

    private long count(Verdict verdict) {
        return all().stream()
                .flatMap(instance -> instance.trials().stream())
                .filter(trial -> trial.verdict() == verdict)
                .count();
    }

    /**
     * Problems first, then warnings, and of the rest how much it is.
     *
     * @param warned takes the warnings about the configuration
     * @param all whether to list what is good, too
     */
    void print(Screen screen, PrintWriter warned, boolean all) {
        Table table = new Table(Column.of("RESULT"), Column.of("INSTANCE"), Column.of("CHECK"), Column.of("FOUND"));
        for (Verdict verdict : List.of(Verdict.PROBLEM, Verdict.WARNING, Verdict.OK)) {
            for (Tried one : all()) {
                for (Trial trial : one.trials()) {
                    if (trial.verdict() == verdict && (all || verdict != Verdict.OK)) {
                        table.note(
                                trial.sentence(),
                                new Cell(style(verdict), word(verdict)),
                                Cell.of(one.instance()),
                                Cell.of(trial.subject()));
                    }
                }
            }
        }
        if (!table.isEmpty()) {
            table.print(screen);
            screen.line("");
        }
        warnings.forEach(warning -> warned.println("warning: " + warning));
        List<String> good = all().stream()
                .filter(instance -> instance.trials().stream().allMatch(trial -> trial.verdict() == Verdict.OK))
                .map(Tried::instance)
                .toList();
        if (!all && !good.isEmpty()) {
            screen.paragraph(
                    Style.GOOD,
                    "",
                    "good in everything that was tried: " + String.join(", ", good) + " (--all lists it)");
        }
        String summed = summary + ", " + Screen.counted(warnings.size() + count(Verdict.WARNING), "warning");
        screen.paragraph(
                Style.BOLD,
                "",
                isGood() ? "OK: " + summed : Screen.counted(count(Verdict.PROBLEM), "problem") + ": " + summed);
    }

    private static Style style(Verdict verdict) {
        return switch (verdict) {
            case OK -> Style.GOOD;
            case WARNING -> Style.WARNING;
            case PROBLEM -> Style.BAD;
        };
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** The same for programs. */
    Document document() {
        return new Document(
                isGood(),
                summary,
                List.of(),
                warnings,
                tried.stream()
                        .map(instance -> new InstanceRow(instance.instance(), rows(instance)))
                        .toList(),
                apple.stream()
                        .map(organization -> new OrganizationRow(organization.instance(), rows(organization)))
                        .toList());
    }

    private static List<CheckRow> rows(Tried tried) {
        return tried.trials().stream()
                .map(trial -> new CheckRow(trial.subject(), word(trial.verdict()), trial.sentence()))
                .toList();
    }

    /** For programs, of a configuration that cannot be used. */
    static Document unusable(List<String> problems) {
        return new Document(false, "", problems, List.of(), List.of(), List.of());
    }

    /**
     * What {@code --json} prints.
     *
     * @param problems of the configuration; with any, nothing else is known
     */
    record Document(
            boolean good,
            String summary,
            List<String> problems,
            List<String> warnings,
            List<InstanceRow> instances,
            List<OrganizationRow> apple) {}

    record InstanceRow(String instance, List<CheckRow> checks) {}

    /** @param organization "" for what belongs to none */
    record OrganizationRow(String organization, List<CheckRow> checks) {}

    /** @param result {@code ok}, {@code warning} or {@code problem} */
    record CheckRow(String check, String result, String sentence) {}
}
