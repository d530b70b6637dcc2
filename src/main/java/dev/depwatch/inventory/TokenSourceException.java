package dev.depwatch.inventory;

/**
 * The tokens of an instance cannot be read. The message is a sentence that says what to do and holds no secret. There
 * is no cause, because a cause could hold a secret.
 */
public final class TokenSourceException extends Exception {
    /** Why it failed, which decides when to try again. */
    public enum Reason {
        /** The client id, secret or password is rejected; trying again soon can lock the account. */
        CREDENTIALS,
        /** The role lacks a privilege. */
        PRIVILEGE,
        /** No connection, a broken connection, no answer in time, or a certificate that does not verify. */
        UNREACHABLE,
        /** It answers that it is not available now (HTTP 429 or 5xx). */
        UNAVAILABLE,
        /** An answer that the API does not document. */
        ANSWER
    }

    private final Reason reason;
    private final String sentence;

    public TokenSourceException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public Reason reason() {
        return reason;
    }
}
