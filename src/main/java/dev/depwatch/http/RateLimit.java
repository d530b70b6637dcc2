package dev.depwatch.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Until when a server wants no request of an account: {@code x-ratelimit-reset} of an answer 429. Whether it is a number
 * of seconds or a time is not public, so its size decides. Thread-safe.
 */
public final class RateLimit {
    /** A misunderstood header must not stop an account for long. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Two clocks may differ by as much without being noticed. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(3);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    /** As seconds the year 2001, and a wait of 31 years: no server means either. */
    private static final long FIRST_TIME = 1_000_000_000;

    private static final long FIRST_MILLIS = FIRST_TIME * 1_000;

    private volatile Instant until = Instant.EPOCH;

    /**
     * Notes what an answer says.
     *
     * @param serverBehind how far the server's clock is behind this host's
     * @return whether it is a refusal that passes by waiting
     */
    public boolean isReached(Http.Response answer, Instant now, Duration serverBehind) {
        Optional<String> reset = answer.status() == 429 ? answer.header("x-ratelimit-reset") : Optional.empty();
        reset.ifPresent(text -> until = now.plus(wait(text.strip(), now.minus(serverBehind))));
        return reset.isPresent();
    }

    /** How long to wait before the next request; zero or less if none. */
    public Duration left(Instant now) {
        return Duration.between(now, until);
    }

    private static Duration wait(String reset, Instant serverNow) {
        if (!NUMBER.matcher(reset).matches()) {
            return LONGEST;
        }
        long number = Long.parseLong(reset);
        Duration wait = Duration.ofSeconds(number);
        if (number >= FIRST_TIME) {
            Instant time = number < FIRST_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
            wait = Duration.between(serverNow, time).plus(CLOCKS_DIFFER);
        }
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
