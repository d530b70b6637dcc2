package dev.depwatch.notify;

import dev.depwatch.http.HttpException;
import dev.depwatch.text.SentenceException;
import dev.depwatch.token.Keyword;
import java.time.Duration;
import java.util.Optional;

/** A delivery that was not accepted. */
public final class DeliveryException extends SentenceException {
    /** The reason, as a closed set, since it is a metric label. */
    public enum Reason implements Keyword {
        /** The host is unknown, refuses the connection or cannot be reached. */
        UNREACHABLE,
        /** No complete answer within the time allowed. */
        TIMEOUT,
        /** The server's certificate does not verify, or the two sides share no version of TLS. */
        TLS,
        /** The connection ended early, or the answer is not valid. */
        BROKEN,
        /** The receiver asks for fewer messages. */
        RATE_LIMITED,
        /** The receiver has an internal error. */
        UNAVAILABLE,
        /**
         * The receiver refuses this message, or every message from depwatch; a retry a minute later would fail as well.
         */
        REJECTED,
        /** A fault of depwatch. */
        FAULT
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
     * The failure itself, or for a fault of depwatch one that names the place and not the message: the message of an
     * unexpected exception may hold anything.
     */
    public static DeliveryException of(Exception fault) {
        if (fault instanceof DeliveryException failure) {
            return failure;
        }
        String where = fault.getStackTrace().length == 0 ? "" : " at " + fault.getStackTrace()[0];
        return new DeliveryException(
                Reason.FAULT,
                "a fault of depwatch (" + fault.getClass().getName() + where + "): report it with its log");
    }

    public Reason reason() {
        return reason;
    }

    /** Whether a retry can succeed although nobody changes anything on depwatch's side. */
    public boolean isRetryable() {
        return reason != Reason.REJECTED && reason != Reason.FAULT;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
