package dev.depwatch.inventory;

/**
 * The tokens of an instance could not be read. The message is a sentence that says what to do and holds no
 * secret; there is no cause, since a cause could hold one.
 */
public final class TokenSourceException extends Exception {
    /** What kind of trouble, which decides how soon to ask again. */
    public enum Kind {
        /** The client id, secret or password is refused; asking again soon can lock the account. */
        CREDENTIALS,
        /** The role lacks a privilege. */
        PRIVILEGE,
        /** No connection, none that lasts, no answer in time, or a certificate that does not verify. */
        UNREACHABLE,
        /** It answers that it cannot just now (HTTP 429 or 5xx). */
        UNAVAILABLE,
        /** An answer that is not what the API documents. */
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
