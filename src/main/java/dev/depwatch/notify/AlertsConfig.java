package dev.depwatch.notify;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.time.Duration;

/**
 * When receivers are notified.
 *
 * @param groupWait how long a new alert waits for more tokens to join it
 * @param groupInterval the least time before a message that changes a reported alert or ends it without a proof
 * @param repeatEvery how often a critical alert that continues is sent again, and how long something must have left
 *     an alert before its return is sent
 * @param sendResolved whether the end of an alert is sent
 */
public record AlertsConfig(
        @JsonProperty(defaultValue = "60s") Duration groupWait,
        @JsonProperty(defaultValue = "5m") Duration groupInterval,
        @JsonProperty(defaultValue = "24h") Duration repeatEvery,
        @JsonProperty(defaultValue = "true") boolean sendResolved)
        implements Checked {

    @Override
    public void check(Remarks remarks) {
        remarks.between("groupWait", groupWait, Duration.ZERO, Duration.ofHours(1));
        remarks.between("groupInterval", groupInterval, Duration.ZERO, Duration.ofHours(24));
        remarks.between("repeatEvery", repeatEvery, Duration.ofMinutes(1), Duration.ofDays(30));
    }
}
