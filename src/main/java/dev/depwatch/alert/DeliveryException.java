package dev.depwatch.alert;

import dev.depwatch.http.HttpException;
import java.time.Duration;
import java.util.Optional;

/**
 * A message that was not taken. The text is a sentence for the administrator that holds no secret; for the same reason
 * there is no cause.
 */
public final class DeliveryException extends Exception {
    /** Why, as a closed set, since it is a label. */
    public enum Kind {
        /** The host is unknown, refuses the connection or cannot be reached. */
        UNREACHABLE("unreachable", true),
        /** No whole answer within the time allowed. */
        TIMEOUT("timeout", true),
        /** The server's certificate does not verify, or the two sides find no common TLS. */
        TLS("tls", true),
        /** The connection ended in the middle, or what came is not an answer. */
        BROKEN("broken", true),
        /** The receiver asks for fewer messages. */
        RATE_LIMITED("rate_limited", true),
        /** The receiver has a fault of its own. */
        UNAVAILABLE("unavailable", true),
        /** The receiver does not take this message, or none from us; it would not take it a minute later either. */
        REJECTED("rejected", false),
        /** A fault of depwatch. */
        FAULT("fault", false);

        private final String key;
        private final boolean retryable;

        Kind(String key, boolean retryable) {
            this.key = key;
            this.retryable = retryable;
        }

        /** The word in the label {@code reason}. */
        public String key() {
            return key;
        }

        /** Whether the same message may well be taken later without anybody doing anything here. */
        public boolean isRetryable() {
            return retryable;
        }
    }

    private final Kind kind;
    private final String sentence;
    private final transient Optional<Duration> retryAfter;

    public DeliveryException(Kind kind, String sentence) {
        this(kind, sentence, Optional.empty());
    }

    /** @param retryAfter how long the receiver asks to be left alone */
    public DeliveryException(Kind kind, String sentence, Optional<Duration> retryAfter) {
        super(sentence);
        this.kind = kind;
        this.sentence = sentence;
        this.retryAfter = retryAfter;
    }

    /** For an exchange over HTTP that brought no answer. */
    public static DeliveryException of(HttpException failure) {
        Kind kind = switch (failure.kind()) {
            case UNREACHABLE -> Kind.UNREACHABLE;
            case TIMEOUT -> Kind.TIMEOUT;
            case TLS -> Kind.TLS;
            case TOO_LARGE, BROKEN -> Kind.BROKEN;
        };
        return new DeliveryException(kind, failure.getMessage());
    }

    /** For a fault of ours. Says where and not what: the message of an exception that nobody foresaw may hold anything. */
    public static DeliveryException of(RuntimeException fault) {
        String where = fault.getStackTrace().length == 0 ? "" : " at " + fault.getStackTrace()[0];
        return new DeliveryException(
                Kind.FAULT, "a fault of depwatch (" + fault.getClass().getName() + where + "): report it with its log");
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public Kind kind() {
        return kind;
    }

    public boolean isRetryable() {
        return kind.isRetryable();
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
