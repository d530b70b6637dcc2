package dev.depwatch.http;

import java.io.IOException;

/**
 * An exchange without an answer. The message is a sentence for the administrator that names the server by scheme, host
 * and port only: a path can be a secret (a Slack webhook's is), and so can a header or a body. For the same reason it
 * has no cause.
 */
public final class HttpException extends IOException {
    /** Why there is no answer. */
    public enum Kind {
        /** The host is unknown, refuses the connection or cannot be reached. */
        UNREACHABLE,
        /** No connection, or no whole answer, within the time allowed. */
        TIMEOUT,
        /** The server's certificate does not verify, or the two sides find no common TLS. */
        TLS,
        /** The answer is larger than the caller reads. */
        TOO_LARGE,
        /** The connection ended in the middle, or what came is not HTTP. */
        BROKEN
    }

    private final Kind kind;
    private final String sentence;

    HttpException(Kind kind, String sentence) {
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
