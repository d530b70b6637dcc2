package dev.depwatch.http;

import java.io.IOException;

/**
 * An exchange without an answer. The message is a sentence for the administrator. It names the server by scheme, host
 * and port only, since a path can be a secret (for example a Slack webhook's), and so can a header or a body. For the
 * same reason it has no cause.
 */
public final class HttpException extends IOException {
    /** Why there is no answer. */
    public enum Kind {
        /** The host is unknown, refuses the connection or cannot be reached. */
        UNREACHABLE,
        /** No connection, or no whole answer, within the time limit. */
        TIMEOUT,
        /** The server's certificate does not verify, or the two sides find no common TLS. */
        TLS,
        /** The answer exceeds the caller's limit. */
        TOO_LARGE,
        /** The connection ended in the middle, or the answer is not HTTP. */
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
