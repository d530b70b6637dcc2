package dev.depwatch.fleet;

/**
 * Prometheus or the running depwatch does not answer. The message is a sentence that says what to do and holds no
 * secret. There is no cause, because a cause could hold one.
 */
public final class NotAnsweredException extends Exception {
    private final String sentence;

    public NotAnsweredException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
