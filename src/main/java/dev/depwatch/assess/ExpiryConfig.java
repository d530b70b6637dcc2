package dev.depwatch.assess;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.time.Duration;
import java.util.List;

/**
 * When to warn that a token ends.
 *
 * @param warnAt how long before, longest first; each step notifies again
 */
public record ExpiryConfig(
        @JsonProperty(defaultValue = "[60d, 30d, 14d, 7d, 1d]")
        List<Duration> warnAt) implements Checked {
    private static final int MAX_STEPS = 20;

    @Override
    public void check(Remarks remarks) {
        if (warnAt.isEmpty() || warnAt.size() > MAX_STEPS) {
            remarks.problem("warnAt", "found " + warnAt.size() + " durations; expected 1 to " + MAX_STEPS);
        }
        for (int i = 0; i < warnAt.size(); i++) {
            // A token is valid for a year.
            remarks.between("warnAt[" + i + "]", warnAt.get(i), Duration.ofHours(1), Duration.ofDays(366));
            if (i > 0 && warnAt.get(i).compareTo(warnAt.get(i - 1)) >= 0) {
                remarks.problem("warnAt[" + i + "]", "not shorter than the previous one; expected the longest first");
            }
        }
    }
}
