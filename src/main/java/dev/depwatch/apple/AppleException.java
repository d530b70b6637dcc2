package dev.depwatch.apple;

import dev.depwatch.inventory.TokenSourceException.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * Apple's API could not be read. The message is a sentence that says what to do and holds no secret; there is no cause,
 * since a cause could hold one.
 */
final class AppleException extends Exception {
    private final Reason reason;
    private final String sentence;
    private final Optional<Duration> retryAfter;

    AppleException(Reason reason, String sentence) {
        this(reason, sentence, Optional.empty());
    }

    /** @param retryAfter how long Apple asks to be left alone */
    AppleException(Reason reason, String sentence, Optional<Duration> retryAfter) {
        super(sentence);
        this.reason = reason;
        this.sentence = sentence;
        this.retryAfter = retryAfter;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    Reason reason() {
        return reason;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
