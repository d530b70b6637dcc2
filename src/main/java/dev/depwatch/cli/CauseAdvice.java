package dev.depwatch.cli;

import dev.depwatch.token.Cause;
import java.util.ResourceBundle;

/**
 * What a cause in an old log means and what to do next, in the words of docs/advice.md; a test compares them.
 *
 * @param meaning one sentence or several
 * @param nextStep what to do if it still fails
 */
record CauseAdvice(String meaning, String nextStep) {
    private static final ResourceBundle WORDS = ResourceBundle.getBundle("scan.causes");

    static CauseAdvice of(Cause cause) {
        return new CauseAdvice(WORDS.getString(cause.key() + ".meaning"), WORDS.getString(cause.key() + ".nextStep"));
    }
}
