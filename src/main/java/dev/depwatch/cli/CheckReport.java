package dev.depwatch.cli;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Cell;
import dev.depwatch.config.Problem;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.inventory.jamf.Trial.Result;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code check} found in a usable configuration.
 *
 * @param summary the numbers of what depwatch will watch
 * @param warnings about the configuration
 * @param tried the checks of each instance; empty without {@code --online}
 * @param apple the checks of each organisation at Apple, by its name; last, with the name "", those of no organisation
 */
record CheckReport(String summary, List<Problem> warnings, List<Tried> tried, List<Tried> apple) {
    /** The checks of one instance. */
    record Tried(String instance, List<Trial> trials) {
        Tried {
            trials = List.copyOf(trials);
        }
    }

    boolean isGood() {
        return count(Result.PROBLEM) == 0;
    }

    /** The instances, then the organisations at Apple by the name that a person reads. */
    private List<Tried> all() {
        return Stream.concat(
                        tried.stream(),
                        apple.stream()
                                .map(organization -> new Tried(
                                        organization.instance().isEmpty()
                                                ? "Apple"
                                                : "Apple \"" + organization.instance() + "\"",
                                        organization.trials())))
                .toList();
    }

    private long count(Result result) {
        return all().stream()
                .flatMap(instance -> instance.trials().stream())
                .filter(trial -> trial.result() == result)
                .count();
    }

    /**
     * Problems first, then warnings, then the number of the rest.
     *
     * @param warned takes the warnings about the configuration
     * @param all whether to list good checks, too, and every warning of a kind
     */
    void print(Screen screen, PrintWriter warned, boolean all) {
        ScreenTable table = new ScreenTable("RESULT", "INSTANCE", "CHECK", "FOUND");
        for (Result result : List.of(Result.PROBLEM, Result.WARNING, Result.OK)) {
            for (Tried one : all()) {
                for (Trial trial : one.trials()) {
                    if (trial.result() == result && (all || result != Result.OK)) {
                        table.note(
                                trial.sentence(),
                                new Cell(style(result), word(result)),
                                one.instance(),
                                trial.subject());
                    }
                }
            }
        }
        if (!table.isEmpty()) {
            table.print(screen);
            screen.line("");
        }
        List<Problem> shown = all ? warnings : Problem.oneOfEachKind(warnings);
        shown.forEach(warning -> warned.println("warning: " + warning));
        List<String> good = all().stream()
                .filter(instance -> instance.trials().stream().allMatch(trial -> trial.result() == Result.OK))
                .map(Tried::instance)
                .toList();
        if (!all && !good.isEmpty()) {
            screen.paragraph(Style.GOOD, "", "all checks are good: " + String.join(", ", good) + " (--all lists them)");
        }
        String summed = summary + ", " + Screen.counted(shown.size() + count(Result.WARNING), "warning");
        screen.paragraph(
                Style.BOLD,
                "",
                isGood() ? "OK: " + summed : Screen.counted(count(Result.PROBLEM), "problem") + ": " + summed);
    }

    private static Style style(Result result) {
        return switch (result) {
            case OK -> Style.GOOD;
            case WARNING -> Style.WARNING;
            case PROBLEM -> Style.BAD;
        };
    }

    private static String word(Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }

    /** The same for programs. */
    Document document() {
        return new Document(
                isGood(),
                summary,
                List.of(),
                warnings.stream().map(Problem::toString).toList(),
                tried.stream()
                        .map(instance -> new InstanceRow(instance.instance(), rows(instance)))
                        .toList(),
                apple.stream()
                        .map(organization -> new OrganizationRow(organization.instance(), rows(organization)))
                        .toList());
    }

    private static List<CheckRow> rows(Tried tried) {
        return tried.trials().stream()
                .map(trial -> new CheckRow(trial.subject(), word(trial.result()), trial.sentence()))
                .toList();
    }

    /** For programs, about an unusable configuration. */
    static Document unusable(List<String> problems) {
        return new Document(false, "", problems, List.of(), List.of(), List.of());
    }

    /**
     * What {@code --json} prints.
     *
     * @param problems of the configuration; if there are any, the rest is empty
     */
    record Document(
            boolean good,
            String summary,
            List<String> problems,
            List<String> warnings,
            List<InstanceRow> instances,
            List<OrganizationRow> apple) {}

    record InstanceRow(String instance, List<CheckRow> checks) {}

    /** @param organization "" for checks of no organisation */
    record OrganizationRow(String organization, List<CheckRow> checks) {}

    /** @param result {@code ok}, {@code warning} or {@code problem} */
    record CheckRow(String check, String result, String sentence) {}
}
