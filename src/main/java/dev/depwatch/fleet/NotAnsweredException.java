package dev.depwatch.fleet;

import static java.util.Objects.requireNonNull;

/**
 * Prometheus or the running depwatch does not answer. The message is a sentence that says what to do and holds no
 * secret. There is no cause, because a cause could hold one.
 */
public final class NotAnsweredException extends Exception {
    public NotAnsweredException(String sentence) {
        super(sentence);
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
