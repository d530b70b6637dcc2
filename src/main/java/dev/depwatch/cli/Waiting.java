package dev.depwatch.cli;

import dev.depwatch.renewal.TokenFile;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An upload that failed for a reason that can pass.
 *
 * @param token in place when the upload failed
 * @param isChosen whether a person chose the place
 * @param failedAt when the last try failed: an earlier reading does not count
 * @param tries how many failed
 * @param readings how many more good readings of the instance it waits for
 * @param sentence why the last try failed
 */
record Waiting(
        TokenFile file, Token token, boolean isChosen, Instant failedAt, int tries, int readings, String sentence) {
    /** With readings every five seconds, a minute. */
    private static final int MOST_READINGS = 12;

    /** @param last the try before */
    static Waiting after(
            Optional<Waiting> last, TokenFile file, Token token, boolean isChosen, Instant failedAt, String sentence) {
        int tries = last.map(Waiting::tries).orElse(0) + 1;
        int readings = Math.min(1 << Math.min(tries - 1, 8), MOST_READINGS);
        return new Waiting(file, token, isChosen, failedAt, tries, readings, sentence);
    }

    Waiting oneReadingLess() {
        return new Waiting(file, token, isChosen, failedAt, tries, readings - 1, sentence);
    }

    /** Whether the try before failed for the same reason, which was said then. */
    boolean isSaid(Optional<Waiting> last) {
        return last.filter(before -> before.sentence.equals(sentence)).isPresent();
    }

    /** @param each how often the instance is read */
    String nextTry(Duration each) {
        return "depwatch tries again in "
                + Math.max(1, each.multipliedBy(readings).toSeconds())
                + " s, and then less often, at last once a minute. Do not download again.";
    }
}
