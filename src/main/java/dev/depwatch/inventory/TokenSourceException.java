package dev.depwatch.inventory;

/**
 * The tokens of an instance cannot be read. The message is a sentence that says what to do and holds no secret. There
 * is no cause, because a cause could hold a secret.
 */
public final class TokenSourceException extends Exception {
    /** The kind of failure, which decides when to try again. */
    public enum Kind {
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

    private final Kind kind;
    private final String sentence;

    public TokenSourceException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public Kind kind() {
        return kind;
    }
}
