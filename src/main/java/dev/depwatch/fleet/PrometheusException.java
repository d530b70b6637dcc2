package dev.depwatch.fleet;

/** Prometheus does not tell. The message is a sentence that says what to do and holds no secret; for that it has no cause. */
public final class PrometheusException extends Exception {
    private final String sentence;

    public PrometheusException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
