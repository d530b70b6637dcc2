package dev.depwatch.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long a server asks clients to wait: RFC 9110, section 10.2.3, a number of seconds or a date. */
public final class RetryAfter {
    /** At most eleven digits: more than any server means, and no overflow. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private RetryAfter() {}

    /** Never negative; empty if the header is missing or invalid. */
    public static Optional<Duration> of(Http.Response response, Instant now) {
        return response.header("Retry-After").map(String::strip).flatMap(asked -> parse(asked, now));
    }

    private static Optional<Duration> parse(String asked, Instant now) {
        if (SECONDS.matcher(asked).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(asked)));
        }
        try {
            Duration wait = Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(asked, Instant::from));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
