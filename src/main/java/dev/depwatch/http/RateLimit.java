package dev.depwatch.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Until when a server asks for no request of an account: {@code x-ratelimit-reset} of an answer 429. Whether it is a number
 * of seconds or a time is not public; what is no small number stands for a minute. Thread-safe.
 */
public final class RateLimit {
    /** A misunderstood header must not stop an account for long. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Pattern SECONDS = Pattern.compile("[0-5]?[0-9]");

    private volatile Instant until = Instant.EPOCH;

    /**
     * Notes what an answer says.
     *
     * @return whether it is a refusal that passes by waiting
     */
    public boolean isReached(Http.Response answer, Instant now) {
        Optional<String> reset = answer.status() == 429 ? answer.header("x-ratelimit-reset") : Optional.empty();
        reset.map(String::strip)
                .map(text -> SECONDS.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : LONGEST)
                .ifPresent(wait -> until = now.plus(wait));
        return reset.isPresent();
    }

    /** How long to wait before the next request; zero or less if none. */
    public Duration left(Instant now) {
        return Duration.between(now, until);
    }
}
