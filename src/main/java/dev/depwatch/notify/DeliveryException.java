package dev.depwatch.notify;

import dev.depwatch.http.HttpException;
import dev.depwatch.text.SentenceException;
import java.time.Duration;
import java.util.Optional;

/** A delivery that was not accepted. */
public final class DeliveryException extends SentenceException {
    /** The reason, as a closed set, since it is a metric label. */
    public enum Reason {
        /** The host is unknown, refuses the connection or cannot be reached. */
        UNREACHABLE("unreachable", true),
        /** No complete answer within the time allowed. */
        TIMEOUT("timeout", true),
        /** The server's certificate does not verify, or the two sides share no version of TLS. */
        TLS("tls", true),
        /** The connection ended early, or the answer is not valid. */
        BROKEN("broken", true),
        /** The receiver asks for fewer messages. */
        RATE_LIMITED("rate_limited", true),
        /** The receiver has an internal error. */
        UNAVAILABLE("unavailable", true),
        /**
         * The receiver refuses this message, or every message from depwatch; a retry a minute later would fail as well.
         */
        REJECTED("rejected", false),
        /** A fault of depwatch. */
        FAULT("fault", false);

        private final String key;
        private final boolean retryable;

        Reason(String key, boolean retryable) {
            this.key = key;
            this.retryable = retryable;
        }

        /** The value of the label {@code reason}. */
        public String key() {
            return key;
        }

        /** Whether a retry can succeed although nobody changes anything on depwatch's side. */
        public boolean isRetryable() {
            return retryable;
        }
    }

    private final Reason reason;
    private final transient Optional<Duration> retryAfter;

    public DeliveryException(Reason reason, String sentence) {
        this(reason, sentence, Optional.empty());
    }

    /** @param retryAfter the least wait that the receiver asks for */
    public DeliveryException(Reason reason, String sentence, Optional<Duration> retryAfter) {
        super(sentence);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** For an HTTP exchange without an answer. */
    public static DeliveryException of(HttpException failure) {
        Reason reason = switch (failure.reason()) {
            case UNREACHABLE -> Reason.UNREACHABLE;
            case TIMEOUT -> Reason.TIMEOUT;
            case TLS -> Reason.TLS;
            case TOO_LARGE, BROKEN -> Reason.BROKEN;
        };
        return new DeliveryException(reason, failure.getMessage());
    }

    /**
     * For a fault of depwatch. Names the place and not the message: the message of an unexpected exception may hold
     * anything.
     */
    public static DeliveryException of(RuntimeException fault) {
        String where = fault.getStackTrace().length == 0 ? "" : " at " + fault.getStackTrace()[0];
        return new DeliveryException(
                Reason.FAULT,
                "a fault of depwatch (" + fault.getClass().getName() + where + "): report it with its log");
    }

    public Reason reason() {
        return reason;
    }

    public boolean isRetryable() {
        return reason.isRetryable();
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
