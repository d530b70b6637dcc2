package dev.depwatch.alert;

import java.util.List;
import java.util.stream.Stream;

/**
 * A rule of a table: its sentence, one or two situations in words, and after "=" what follows from them.
 *
 * @param given in the order of the table; one after the other for a change
 */
public record Rule(String sentence, List<Situation> given, List<String> expected) {
    /** The rules of a text, which are paragraphs. */
    public static Stream<Rule> in(String text) {
        return Stream.of(text.split("\n\n"))
                .map(paragraph -> paragraph.lines().map(String::strip).toList())
                .map(lines -> new Rule(
                        lines.get(0),
                        lines.stream()
                                .skip(1)
                                .filter(line -> !line.startsWith("="))
                                .map(Situation::of)
                                .toList(),
                        lines.stream()
                                .filter(line -> line.startsWith("="))
                                .map(line -> line.substring(1).strip())
                                .toList()));
    }

    public Situation before() {
        return given.get(0);
    }

    public Situation after() {
        return given.get(1);
    }

    @Override
    public String toString() {
        return sentence;
    }
}
