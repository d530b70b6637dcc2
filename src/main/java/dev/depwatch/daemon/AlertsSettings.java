package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.assess.Route;
import dev.depwatch.assess.Silence;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.notify.AlertsConfig;
import dev.depwatch.notify.heartbeat.HeartbeatOutbox;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who gets which notifications, and when.
 *
 * @param rules the same for all receivers
 * @param timeZone of the times in messages, on the page and of commands, and in which the last day of a silence ends
 * @param statusUrl where people find depwatch's status page; every message has it
 * @param receivers names are unique; none: only metrics and pages report
 * @param heartbeat who notices that depwatch itself has stopped
 * @param notifications types of Jamf Pro's notifications that depwatch has no rule for and reports as they are
 * @param silences named as in Alertmanager: a matcher, an end and a comment
 */
public record AlertsSettings(
        @JsonUnwrapped AlertsConfig rules,
        @JsonProperty(defaultValue = "host") ZoneId timeZone,
        Optional<URI> statusUrl,
        @JsonProperty(defaultValue = "[]") List<ReceiverSettings> receivers,
        Optional<HeartbeatOutbox.Config> heartbeat,
        @JsonProperty(defaultValue = "[]") List<String> notifications,
        @JsonProperty(defaultValue = "[]") List<Silence.Config> silences)
        implements Checked {
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");

    @Override
    public void check(Remarks remarks) {
        statusUrl.ifPresent(url -> remarks.address("statusUrl", url, "one such as https://depwatch.example.org"));
        notifications.stream()
                .filter(type -> !TYPE.matcher(type).matches())
                .sorted()
                .forEach(type -> remarks.unexpected(
                        "notifications", type, "types of Jamf Pro's notifications, such as TOMCAT_SSL_CERT_EXPIRED"));
        remarks.unique("receivers", receivers, ReceiverSettings::name, "receiver; expected a unique name");
        if (heartbeat.isPresent()
                && receivers.stream().anyMatch(receiver -> receiver.name().equals(HeartbeatOutbox.NAME))) {
            remarks.problem(
                    "heartbeat", "found beside a receiver of this name; expected another name for the receiver");
        }
    }

    /** What each receiver is notified of. */
    public List<Route> routes() {
        return receivers.stream().map(receiver -> receiver.route().route()).toList();
    }

    /** The silences to apply, including those that have ended. */
    List<Silence> appliedSilences() {
        return silences.stream().map(config -> config.silence(timeZone)).toList();
    }
}
