package dev.depwatch.alert;

import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The text of an alert, in reading order and without markup. Any part may hold text from logs and from the API: the
 * renderer escapes it for its destination.
 *
 * @param headline who, what and how many: one sentence that is enough for the person on call
 * @param where the instances and tokens, one a line, already shortened to a readable number
 * @param why since when, and what depwatch concludes it from
 * @param evidence a line of a log; "" if there is none
 * @param steps what to do, in order; empty if there is nothing to do
 * @param alsoCheck what else to check
 * @param doNot what would make it worse
 */
public record Message(
        String headline,
        List<String> where,
        String why,
        String evidence,
        List<Step> steps,
        List<String> alsoCheck,
        List<String> doNot) {
    /** No headline of an alert begins with it. */
    private static final String TEST = "TEST: ";

    public Message {
        where = List.copyOf(where);
        steps = List.copyOf(steps);
        alsoCheck = List.copyOf(alsoCheck);
        doNot = List.copyOf(doNot);
    }

    /** The same as a sample, which nobody can mistake for an alert. */
    Message ofATest() {
        return new Message(
                TEST + headline,
                where,
                ("This is a test of depwatch: nothing is wrong, and the names are made up. " + why).strip(),
                evidence,
                steps,
                alsoCheck,
                doNot);
    }

    /** Whether it is a sample. The name is not that of a getter, since messages are saved. */
    public boolean saysTest() {
        return headline.startsWith(TEST);
    }

    /** One action, and where to do it. */
    public record Step(String text, Optional<URI> link) {
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
