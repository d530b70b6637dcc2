package dev.depwatch.fleet;

import dev.depwatch.text.SentenceException;

/** Prometheus or the running depwatch does not answer. */
public final class NotAnsweredException extends SentenceException {
    public NotAnsweredException(String sentence) {
        super(sentence);
    }
}
