package dev.depwatch.inventory;

/** The tokens of an instance could not be read. The message is a sentence that says what to do and holds no secret. */
public final class TokenSourceException extends Exception {
    /** What kind of trouble, which decides how soon to ask again. */
    public enum Kind {
        /** The client id, secret or password is refused; asking again soon can lock the account. */
        CREDENTIALS,
        /** The role lacks a privilege. */
        PRIVILEGE,
        /** No connection, no answer in time, or a certificate that does not verify. */
        UNREACHABLE,
        /** An answer that is not what the API documents. */
        ANSWER
    }

    private final Kind kind;

    public TokenSourceException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public TokenSourceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
