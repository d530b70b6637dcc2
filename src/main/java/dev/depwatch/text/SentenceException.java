package dev.depwatch.text;

import static java.util.Objects.requireNonNull;

/**
 * What went wrong, as a sentence for the person who has to do something about it. The sentence holds no secret. There is
 * no cause, because a cause could hold one.
 */
public abstract class SentenceException extends Exception {
    protected SentenceException(String sentence) {
        super(sentence);
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
