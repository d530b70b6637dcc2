package dev.depwatch.daemon;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts;
import dev.depwatch.assess.Assessment;
import dev.depwatch.http.Http;
import dev.depwatch.notify.AlertsConfig;
import dev.depwatch.notify.MessageOutbox;
import dev.depwatch.notify.MessageOutbox.Subscription;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.Outbox;
import dev.depwatch.notify.SummaryOutbox;
import dev.depwatch.notify.alertmanager.AlertmanagerConfig;
import dev.depwatch.notify.alertmanager.AlertmanagerOutbox;
import dev.depwatch.notify.console.ConsoleNotifier;
import dev.depwatch.notify.email.EmailConfig;
import dev.depwatch.notify.email.EmailNotifier;
import dev.depwatch.notify.pagerduty.PagerDutyNotifier;
import dev.depwatch.notify.slack.SlackBot;
import dev.depwatch.notify.slack.SlackConfig;
import dev.depwatch.notify.slack.SlackWebhook;
import dev.depwatch.notify.teams.TeamsNotifier;
import dev.depwatch.notify.webhook.WebhookNotifier;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the outbox of each configured receiver.
 *
 * @param rules when to notify it
 * @param alerts the content of notifications
 * @param alertsOf those of the whole assessment
 * @param newest the assessment of the alerts, for facts that their messages omit
 * @param isTest whether these are samples, of which each receiver gets all, at any time
 */
record ReceiverFactory(
        AlertsConfig rules,
        Alerts alerts,
        Function<Assessment, List<Alert>> alertsOf,
        Supplier<Optional<Assessment>> newest,
        Resources resources,
        Terminal terminal,
        boolean isTest) {

    Outbox of(ReceiverSettings receiver) {
        Http http = resources.http(receiver.caFile());
        AlertsSettings settings = resources.settings().alerts();
        Optional<URI> statusUrl = settings.statusUrl();
        if (receiver.protocol() instanceof AlertmanagerConfig alertmanager) {
            AlertmanagerConfig config = (isTest ? alertmanager.ofATest() : alertmanager).withStatusUrl(statusUrl);
            return new AlertmanagerOutbox(config, receiver.minSeverity(), alerts, http);
        }
        ZoneId zone = settings.timeZone();
        Subscription subscription = new Subscription(
                rules,
                receiver.minSeverity(),
                notifier(receiver, http),
                receiver.detailOrDefault(),
                statusUrl,
                now -> !isTest && receiver.isQuiet(now, zone));
        MessageOutbox messages = new MessageOutbox(
                subscription, receiver.route().route().coversAll() ? alertsOf : alerts::of, alerts::ends);
        return receiver.summary()
                .<Outbox>map(summary -> new SummaryOutbox(summary, zone, alerts, subscription, messages))
                .orElse(messages);
    }

    private Notifier notifier(ReceiverSettings receiver, Http http) {
        Object protocol = receiver.protocol();
        ZoneId zone = resources.settings().alerts().timeZone();
        if (protocol instanceof SlackConfig slack) {
            return slack.webhookUrl().isPresent() ? new SlackWebhook(slack, http) : new SlackBot(slack, http);
        }
        if (protocol instanceof TeamsNotifier.Config teams) {
            return new TeamsNotifier(teams, http);
        }
        if (protocol instanceof EmailConfig email) {
            return new EmailNotifier(email, resources.tls(email.caFile()), EmailNotifier.TIMEOUT, zone);
        }
        if (protocol instanceof PagerDutyNotifier.Config pagerDuty) {
            return new PagerDutyNotifier(
                    pagerDuty, http, resources.settings().instances().get(0).name() + " " + receiver.name());
        }
        if (protocol instanceof WebhookNotifier.Config webhook) {
            return new WebhookNotifier(webhook, webhook.bodyFile().map(resources.bodies()::get), http, newest);
        }
        return new ConsoleNotifier(terminal.out(), terminal.colour(), zone);
    }
}
