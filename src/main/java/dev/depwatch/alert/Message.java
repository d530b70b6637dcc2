package dev.depwatch.alert;

import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The text of an alert, in reading order and without markup. Any part may hold text from logs and from the API: the
 * renderer escapes it for its destination.
 *
 * @param headline who, what and how many, how sure and what to check first: enough for the person on call
 * @param where the instances and tokens, one a line, already shortened to a readable number
 * @param why since when, and what depwatch concludes it from
 * @param evidence a line of a log; "" if there is none
 * @param steps what to do, in order; empty if there is nothing to do
 * @param alsoCheck what else to check
 * @param doNot what would make it worse
 * @param brief what stands in place of reasons and steps where there is little room; empty if all of it is short
 */
public record Message(
        String headline,
        List<Line> where,
        String why,
        String evidence,
        List<Line> steps,
        List<String> alsoCheck,
        List<String> doNot,
        Optional<Brief> brief) {
    /** No headline of an alert begins with it. */
    private static final String TEST = "TEST: ";

    public Message {
        where = List.copyOf(where);
        steps = List.copyOf(steps);
        alsoCheck = List.copyOf(alsoCheck);
        doNot = List.copyOf(doNot);
    }

    /** A text that is short as it is. */
    public Message(
            String headline,
            List<Line> where,
            String why,
            String evidence,
            List<Line> steps,
            List<String> alsoCheck,
            List<String> doNot) {
        this(headline, where, why, evidence, steps, alsoCheck, doNot, Optional.empty());
    }

    /**
     * The reasons in a sentence or two, and the steps in a few words.
     *
     * @param steps without the ways through menus
     */
    public record Brief(String why, List<Line> steps) {
        public Brief {
            steps = List.copyOf(steps);
        }
    }

    /** The same for a phone. It keeps the headline, the tokens and what not to do. */
    public Message inBrief() {
        return brief.map(shorter -> new Message(
                        headline,
                        where,
                        shorter.why(),
                        "",
                        shorter.steps(),
                        alsoCheck.isEmpty() ? List.of() : List.of(alsoCheck.size() + " more on the status page."),
                        doNot,
                        Optional.empty()))
                .orElse(this);
    }

    /** The sections after the headline that have a text, in reading order. */
    public List<Section> sections() {
        return Stream.of(
                        new Section("Where", Form.PLACES, where),
                        new Section("Why", Form.TEXT, List.of(Line.of(why))),
                        new Section("Evidence", Form.QUOTE, List.of(Line.of(evidence))),
                        new Section("What to do", Form.STEPS, steps),
                        new Section("Also check", Form.LIST, Line.all(alsoCheck)),
                        new Section("Do not", Form.LIST, Line.all(doNot)))
                .filter(section ->
                        section.lines().stream().anyMatch(line -> !line.text().isBlank()))
                .toList();
    }

    /** Lines under a heading. */
    public record Section(String heading, Form form, List<Line> lines) {
        public Section {
            lines = List.copyOf(lines);
        }

        /** What stands before a line: its number, or in a list the bullet. */
        String mark(int index, String bullet) {
            return switch (form) {
                case STEPS -> index + 1 + ". ";
                case PLACES, LIST -> bullet;
                case TEXT, QUOTE -> "";
            };
        }

        /** Each line, shown with what stands before it. */
        public <T> List<T> marked(String bullet, BiFunction<String, Line, T> shown) {
            return IntStream.range(0, lines.size())
                    .mapToObj(i -> shown.apply(mark(i, bullet), lines.get(i)))
                    .toList();
        }
    }

    /** How the lines of a section are shown. */
    public enum Form {
        TEXT,
        QUOTE,
        /** A list that may be long, and whose lines have links. */
        PLACES,
        LIST,
        STEPS
    }

    /** Who, where, and what not to do: the reader has the rest. */
    public Message withoutReasonsAndSteps() {
        return new Message(headline, where, "", "", List.of(), List.of(), doNot);
    }

    /** The same with another headline and other lines. */
    Message with(String otherHeadline, List<Line> otherWhere) {
        return new Message(otherHeadline, otherWhere, why, evidence, steps, alsoCheck, doNot, brief);
    }

    Message with(List<Line> otherSteps, List<String> otherChecks) {
        return new Message(headline, where, why, evidence, otherSteps, otherChecks, doNot, brief);
    }

    /** The same as a sample, which nobody can mistake for an alert. */
    Message ofATest() {
        String test = "This is a test of depwatch: nothing is wrong, and the names are made up. ";
        return new Message(
                TEST + headline,
                where,
                (test + why).strip(),
                evidence,
                steps,
                alsoCheck,
                doNot,
                brief.map(shorter -> new Brief((test + shorter.why()).strip(), shorter.steps())));
    }

    /** Whether it is a sample. The name is not that of a getter, since messages are saved. */
    public boolean saysTest() {
        return headline.startsWith(TEST);
    }

    /** A token or an action, and the page where to see it or to do it. */
    public record Line(String text, Optional<URI> link) {
        public static Line of(String text) {
            return new Line(text, Optional.empty());
        }

        public static List<Line> all(List<String> texts) {
            return texts.stream().map(Line::of).toList();
        }

        /** The path through the menus of Apple's sites that the text has; "" if it has none. */
        public String applesMenus() {
            return Stream.of(TokenKind.values())
                    .map(Links::downloadPath)
                    .filter(text::contains)
                    .findFirst()
                    .orElse("");
        }
    }
}
