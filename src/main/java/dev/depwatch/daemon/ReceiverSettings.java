package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.alert.Severity;
import dev.depwatch.assess.Route;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.QuietConfig;
import dev.depwatch.notify.Receiver;
import dev.depwatch.notify.Summary;
import dev.depwatch.notify.alertmanager.AlertmanagerConfig;
import dev.depwatch.notify.console.ConsoleNotifier;
import dev.depwatch.notify.email.EmailConfig;
import dev.depwatch.notify.pagerduty.PagerDutyNotifier;
import dev.depwatch.notify.slack.SlackConfig;
import dev.depwatch.notify.teams.TeamsNotifier;
import dev.depwatch.notify.webhook.WebhookNotifier;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One receiver of alerts, by exactly one protocol.
 *
 * @param name the {@code receiver} in metrics
 * @param minSeverity alerts below it are not sent
 * @param route what it is notified of
 * @param quiet when only critical alerts are sent
 * @param summary how often it gets a summary; empty: never
 * @param detail how much of each text it gets; empty for the protocol's own: brief for people on their phones
 */
public record ReceiverSettings(
        String name,
        @JsonProperty(defaultValue = "info") Severity minSeverity,
        @JsonUnwrapped Route.Config route,
        @JsonProperty(defaultValue = "[]") List<QuietConfig> quiet,
        Optional<Summary> summary,
        Optional<Detail> detail,
        Optional<ConsoleNotifier.Config> console,
        Optional<SlackConfig> slack,
        Optional<TeamsNotifier.Config> teams,
        Optional<EmailConfig> email,
        Optional<AlertmanagerConfig> alertmanager,
        Optional<PagerDutyNotifier.Config> pagerduty,
        Optional<WebhookNotifier.Config> webhook)
        implements Checked {
    @Override
    public void check(Remarks remarks) {
        remarks.notBlank("name", name);
        if (alertmanager.isPresent() && !quiet.isEmpty()) {
            remarks.problem(
                    "quiet", "found beside alertmanager; expected mute_time_intervals in its own configuration");
        }
        if (summary.isPresent() && (alertmanager.isPresent() || pagerduty.isPresent())) {
            remarks.problem(
                    "summary",
                    "found beside " + (alertmanager.isPresent() ? "alertmanager" : "pagerduty")
                            + "; expected beside a protocol that people read");
        }
        List<String> found = used().map(Protocol::key).toList();
        if (found.size() != 1) {
            remarks.problem(
                    "",
                    "found " + (found.isEmpty() ? "no protocol" : String.join(" and ", found))
                            + "; expected exactly one of "
                            + protocols().stream().map(Protocol::key).collect(Collectors.joining(", ")));
        }
        if (detail.isPresent() && alertmanager.isPresent()) {
            remarks.problem("detail", "found for an Alertmanager; expected none, since its templates choose");
        }
    }

    /** @param detail how much text its reader wants unless the file says otherwise */
    private record Protocol(String key, Optional<?> config, Detail detail) {}

    /** Every protocol there is. */
    private List<Protocol> protocols() {
        return List.of(
                new Protocol("console", console, Detail.FULL),
                new Protocol("slack", slack, Detail.BRIEF),
                new Protocol("teams", teams, Detail.BRIEF),
                new Protocol("email", email, Detail.FULL),
                new Protocol("alertmanager", alertmanager, Detail.FULL),
                new Protocol("pagerduty", pagerduty, Detail.BRIEF),
                new Protocol("webhook", webhook, Detail.FULL));
    }

    private Stream<Protocol> used() {
        return protocols().stream().filter(protocol -> protocol.config().isPresent());
    }

    private Protocol only() {
        return used().findFirst().orElseThrow();
    }

    Receiver.Id id() {
        return new Receiver.Id(name, only().key());
    }

    /** The configuration of its protocol. */
    Object protocol() {
        return only().config().orElseThrow();
    }

    /** @param zone of the alerts */
    boolean isQuiet(Instant now, ZoneId zone) {
        return quiet.stream().anyMatch(time -> time.covers(now, zone));
    }

    Detail detailOrDefault() {
        return detail.orElseGet(() -> only().detail());
    }

    /** Certificates that it trusts over HTTP in addition to Java's own. */
    Optional<Path> caFile() {
        return alertmanager
                .map(AlertmanagerConfig::server)
                .or(() -> webhook.map(WebhookNotifier.Config::server))
                .flatMap(HttpConfig::caFile);
    }
}
