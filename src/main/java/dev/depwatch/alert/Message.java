package dev.depwatch.alert;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What an alert says, in the order it is to be read, without any markup. All of it may hold text from logs and from the
 * API: whoever renders it escapes it for the place it goes.
 *
 * @param headline who and what and how many: one sentence that is enough to be woken up by
 * @param where the instances and tokens, one a line, already shortened to a readable number
 * @param why since when, and why that is thought
 * @param evidence a line of a log; "" if there is none
 * @param steps what to do, in order; empty if there is nothing to do
 * @param alsoCheck what else to look at
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

    /** The same as a sample, which nobody can take for an alert. */
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

    /** Whether it is a sample. No getter by its name, since messages are saved. */
    public boolean saysTest() {
        return headline.startsWith(TEST);
    }

    /** One thing to do, and where. */
    public record Step(String text, Optional<URI> link) {}
}
