package dev.depwatch.journal;

import dev.depwatch.token.Cause;
import java.time.Instant;

/**
 * The number of failures of one cause in one hour, on all instances.
 *
 * @param begin of the hour
 * @param failures what {@code depwatch_failures_total} counts, by the log's own times
 */
public record FailureHour(Instant begin, Cause cause, long failures) {}
