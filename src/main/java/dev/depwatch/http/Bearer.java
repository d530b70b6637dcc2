package dev.depwatch.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An access token, and until when requests use it. Its text is a secret, which only {@link #header} gives out. */
public final class Bearer {
    /**
     * A token is not used in the last part of its life, so that it does not end while a request travels: a tenth, and
     * at most three times as long as one exchange. A server that rejects it all the same answers 401, and the caller
     * fetches another.
     */
    private static final Duration LONGEST_MARGIN = Http.TIMEOUT.multipliedBy(3);

    /** Jamf Pro gives minutes and Apple an hour: a longer life is an error, and would keep a revoked token in use. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(1);

    /**
     * If the answer gives none: the shortest in the examples of Jamf's documentation. Apple always gives one. Too short
     * costs a request a minute; too long costs a failed request.
     */
    private static final Duration LIFE_IF_NOT_GIVEN = Duration.ofMinutes(1);

    /** RFC 6749, 5.2: the errors that reject the client and not the request. */
    private static final Set<String> CLIENT_REJECTED = Set.of("invalid_client", "unauthorized_client", "invalid_grant");

    /** What fits into a header. The tokens of Jamf Pro and Apple have about a thousand characters. */
    private static final Pattern HEADER_SAFE = Pattern.compile("[!-~]{1,16384}");

    private final String token;
    private final Instant renewAt;

    private Bearer(String token, Instant renewAt) {
        this.token = token;
        this.renewAt = renewAt;
    }

    /**
     * The token of an answer.
     *
     * @param askedAt when it was asked for; its life begins then or later
     * @param life as the answer gives it; zero or less if it gives none
     * @return empty if no header can hold the text
     */
    public static Optional<Bearer> of(String token, Instant askedAt, Duration life) {
        if (!HEADER_SAFE.matcher(token).matches()) {
            return Optional.empty();
        }
        Duration lasts =
                life.isNegative() || life.isZero() ? LIFE_IF_NOT_GIVEN : Collections.min(List.of(life, LONGEST_LIFE));
        Duration margin = Collections.min(List.of(lasts.dividedBy(10), LONGEST_MARGIN));
        return Optional.of(new Bearer(token, askedAt.plus(lasts).minus(margin)));
    }

    /** The same of an answer by RFC 6749, section 5.1, whatever number of seconds it gives. */
    public static Optional<Bearer> of(JsonNode answer, Instant askedAt) {
        long seconds = Math.max(0, Math.min(answer.path("expires_in").asLong(0), LONGEST_LIFE.toSeconds()));
        return of(answer.path("access_token").asText(""), askedAt, Duration.ofSeconds(seconds));
    }

    /** Whether the {@code error} of a token endpoint's answer rejects the client, and not only this request. */
    public static boolean rejectsClient(String error) {
        return CLIENT_REJECTED.contains(error);
    }

    public boolean isUsable(Instant now) {
        return now.isBefore(renewAt);
    }

    /** The value of the header {@code Authorization}. */
    public String header() {
        return "Bearer " + token;
    }
}
