package dev.depwatch.apple;

import dev.depwatch.inventory.TokenSourceException.Kind;
import java.time.Duration;
import java.util.Optional;

/**
 * Apple's API could not be read. The message is a sentence that says what to do and holds no secret; there is no cause,
 * since a cause could hold one.
 */
final class AppleException extends Exception {
    private final Kind kind;
    private final String sentence;
    private final Optional<Duration> retryAfter;

    AppleException(Kind kind, String sentence) {
        this(kind, sentence, Optional.empty());
    }

    /** @param retryAfter how long Apple asks to be left alone */
    AppleException(Kind kind, String sentence, Optional<Duration> retryAfter) {
        super(sentence);
        this.kind = kind;
        this.sentence = sentence;
        this.retryAfter = retryAfter;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    Kind kind() {
        return kind;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
