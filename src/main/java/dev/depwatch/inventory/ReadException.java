package dev.depwatch.inventory;

import dev.depwatch.text.SentenceException;
import java.time.Duration;
import java.util.Optional;

/** Jamf Pro or Apple cannot be read. */
public final class ReadException extends SentenceException {
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
        ANSWER;

        /** Whether it ends by itself, as what an upgrade, a restart or a limit of requests causes. */
        public boolean passes() {
            return this == UNREACHABLE || this == UNAVAILABLE;
        }
    }

    private final Reason reason;
    private final Optional<Duration> retryAfter;

    public ReadException(Reason reason, String sentence) {
        this(reason, sentence, Optional.empty());
    }

    /** @param retryAfter how long the server asks to be left alone */
    public ReadException(Reason reason, String sentence, Optional<Duration> retryAfter) {
        super(sentence);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** A reading failed because of an error in depwatch itself. */
    public static ReadException ofFault(RuntimeException fault) {
        String sentence = "a fault of depwatch: " + fault.getClass().getSimpleName() + "; report it with its log";
        return new ReadException(Reason.ANSWER, sentence);
    }

    public Reason reason() {
        return reason;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
