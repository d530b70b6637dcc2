package dev.depwatch.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The person who runs a command, if one can answer.
 *
 * @param isThere whether standard input is a terminal
 */
record Person(boolean isThere, BufferedReader in) {
    static Person atTheTerminal() {
        return new Person(
                Screen.standardInputIsTerminal(),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }

    /** Whether the answer is a yes; without anybody it is none. */
    boolean agrees(Screen screen, String question) {
        return ask(screen, question + " [y/N] ").map(answer -> answer.toLowerCase(Locale.ROOT)).stream()
                .anyMatch(answer -> answer.equals("y") || answer.equals("yes"));
    }

    /** The chosen one, by its number from 1; empty for none. */
    <T> Optional<T> choice(Screen screen, String question, List<T> places) {
        try {
            String range = places.size() == 1 ? "1" : "1-" + places.size();
            int chosen = ask(screen, question + " [" + range + ", or Enter for none] ")
                    .map(Integer::parseInt)
                    .orElse(0);
            return 1 <= chosen && chosen <= places.size() ? Optional.of(places.get(chosen - 1)) : Optional.empty();
        } catch (NumberFormatException isNoNumber) {
            return Optional.empty();
        }
    }

    private Optional<String> ask(Screen screen, String question) {
        if (!isThere) {
            return Optional.empty();
        }
        screen.out().print(question);
        screen.out().flush();
        try {
            return Optional.ofNullable(in.readLine()).map(String::strip).filter(answer -> !answer.isEmpty());
        } catch (IOException e) {
            // Nobody is there any more.
            return Optional.empty();
        }
    }
}
