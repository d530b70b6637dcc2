package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Cell;
import dev.depwatch.config.Problem;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.text.Phrase;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code check} found, as {@code --json} prints it, and as text.
 *
 * @param summary the numbers of what depwatch will watch
 * @param problems of the configuration; if there are any, the rest is empty
 * @param warnings about the configuration
 * @param instances empty without {@code --online}
 * @param apple the organisations at Apple; last, with the name "", the checks of no organisation
 */
@JsonPropertyOrder("good")
record CheckReport(
        String summary, List<Problem> problems, List<Problem> warnings, List<Checked> instances, List<Checked> apple) {
    /** The checks of one instance, or of one organisation at Apple. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Checked(Optional<String> instance, Optional<String> organization, List<Trial> checks) {
        static Checked ofInstance(String name, List<Trial> checks) {
            return new Checked(Optional.of(name), Optional.empty(), checks);
        }

        static Checked ofOrganization(String name, List<Trial> checks) {
            return new Checked(Optional.empty(), Optional.of(name), checks);
        }

        private String shown() {
            return instance.or(() -> organization.filter(String::isEmpty).map(none -> "Apple"))
                    .orElseGet(() -> "Apple \"" + organization.orElseThrow() + "\"");
        }

        private boolean isGood() {
            return checks.stream().allMatch(trial -> trial.result() == Result.OK);
        }
    }

    /** About an unusable configuration. */
    static CheckReport unusable(List<Problem> problems) {
        return new CheckReport("", problems, List.of(), List.of(), List.of());
    }

    @JsonProperty("good")
    boolean isGood() {
        return problems.isEmpty() && count(Result.PROBLEM) == 0;
    }

    private List<Checked> all() {
        return Stream.concat(instances.stream(), apple.stream()).toList();
    }

    private long count(Result result) {
        return all().stream()
                .flatMap(checked -> checked.checks().stream())
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
            for (Checked checked : all()) {
                for (Trial trial : checked.checks()) {
                    if (trial.result() == result && (all || result != Result.OK)) {
                        Cell verdict = new Cell(style(result), result.key());
                        table.note(trial.sentence(), verdict, checked.shown(), trial.subject());
                    }
                }
            }
        }
        table.printAbove(screen);
        List<Problem> shown = all ? warnings : Problem.oneOfEachKind(warnings);
        shown.forEach(warning -> warned.println("warning: " + warning));
        List<String> good =
                all().stream().filter(Checked::isGood).map(Checked::shown).toList();
        if (!all && !good.isEmpty()) {
            screen.paragraph(Style.GOOD, "all checks are good: " + String.join(", ", good) + " (--all lists them)");
        }
        String summed = summary + ", " + Phrase.counted(shown.size() + count(Result.WARNING), "warning");
        screen.paragraph(
                Style.BOLD,
                isGood() ? "OK: " + summed : Phrase.counted(count(Result.PROBLEM), "problem") + ": " + summed);
    }

    private static Style style(Result result) {
        return switch (result) {
            case OK -> Style.GOOD;
            case WARNING -> Style.WARNING;
            case PROBLEM -> Style.BAD;
        };
    }
}
