package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.console.ConsoleConfig;
import dev.depwatch.alert.slack.SlackConfig;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.util.Optional;

/**
 * One receiver of alerts, by exactly one protocol.
 *
 * @param name the {@code receiver} in metrics
 * @param minSeverity alerts below it are not sent
 */
public record ReceiverSettings(
        String name,
        @JsonProperty(defaultValue = "info") Severity minSeverity,
        Optional<ConsoleConfig> console,
        Optional<SlackConfig> slack)
        implements Checked {

    @Override
    public void check(Remarks remarks) {
        remarks.notBlank("name", name);
        if (console.isPresent() == slack.isPresent()) {
            remarks.problem(
                    "", "found " + (console.isPresent() ? "both" : "neither") + "; expected either console or slack");
        }
    }
}
