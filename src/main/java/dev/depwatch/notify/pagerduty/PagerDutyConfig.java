package dev.depwatch.notify.pagerduty;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import java.util.regex.Pattern;

/**
 * A PagerDuty service.
 *
 * @param routingKey the integration key of its Events API v2 integration
 */
public record PagerDutyConfig(
        @JsonProperty("routingKeyFile") Secret routingKey) implements Checked {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{32}");

    @Override
    public void check(Remarks remarks) {
        if (!KEY.matcher(routingKey.reveal()).matches()) {
            remarks.problem(
                    "routingKeyFile",
                    "the file holds no integration key; expected the 32 letters and digits that PagerDuty shows for an"
                            + " Events API v2 integration of a service");
        }
    }
}
