package dev.depwatch.daemon;

import dev.depwatch.alert.Alerts;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Route;
import dev.depwatch.http.Http;
import dev.depwatch.notify.AlertsConfig;
import dev.depwatch.notify.MessageOutbox;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.Outbox;
import dev.depwatch.notify.RoutedOutbox;
import dev.depwatch.notify.SummaryOutbox;
import dev.depwatch.notify.alertmanager.AlertmanagerOutbox;
import dev.depwatch.notify.console.ConsoleNotifier;
import dev.depwatch.notify.email.EmailConfig;
import dev.depwatch.notify.email.EmailNotifier;
import dev.depwatch.notify.pagerduty.PagerDutyNotifier;
import dev.depwatch.notify.slack.SlackBot;
import dev.depwatch.notify.slack.SlackConfig;
import dev.depwatch.notify.slack.SlackWebhook;
import dev.depwatch.notify.teams.TeamsNotifier;
import dev.depwatch.notify.webhook.WebhookConfig;
import dev.depwatch.notify.webhook.WebhookNotifier;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes the outbox of each configured receiver.
 *
 * @param rules when to notify it
 * @param alerts the content of notifications
 * @param newest the assessment of the alerts, for facts that their messages omit
 */
record ReceiverFactory(
        Settings settings,
        AlertsConfig rules,
        Alerts alerts,
        Supplier<Optional<Assessment>> newest,
        Resources resources,
        Terminal terminal) {

    Outbox of(ReceiverSettings receiver) {
        Route route = receiver.route().route();
        return route.coversAll() ? ofAll(receiver) : new RoutedOutbox(route, ofAll(receiver));
    }

    private Outbox ofAll(ReceiverSettings receiver) {
        if (receiver.alertmanager().isPresent()) {
            return new AlertmanagerOutbox(
                    receiver.alertmanager()
                            .get()
                            .withStatusUrl(settings.alerts().statusUrl()),
                    receiver.minSeverity(),
                    alerts,
                    resources.http(receiver.caFile()));
        }
        ZoneId zone = settings.alerts().timeZone();
        Optional<URI> statusUrl = settings.alerts().statusUrl();
        Predicate<Instant> isQuiet = now -> receiver.isQuiet(now, zone);
        Notifier notifier = notifier(receiver);
        MessageOutbox messages = new MessageOutbox(
                rules,
                receiver.minSeverity(),
                notifier,
                receiver.detailOrDefault(),
                alerts::of,
                alerts::ends,
                statusUrl,
                isQuiet);
        return receiver.summary()
                .<Outbox>map(
                        summary -> new SummaryOutbox(summary, zone, isQuiet, alerts, notifier, statusUrl, messages))
                .orElse(messages);
    }

    private Notifier notifier(ReceiverSettings receiver) {
        if (receiver.slack().isPresent()) {
            SlackConfig slack = receiver.slack().get();
            Http http = resources.http(receiver.caFile());
            return slack.webhookUrl().isPresent() ? new SlackWebhook(slack, http) : new SlackBot(slack, http);
        }
        if (receiver.teams().isPresent()) {
            return new TeamsNotifier(receiver.teams().get(), resources.http(receiver.caFile()));
        }
        if (receiver.email().isPresent()) {
            EmailConfig email = receiver.email().get();
            return new EmailNotifier(
                    email,
                    resources.tls(email.caFile()),
                    EmailNotifier.TIMEOUT,
                    settings.alerts().timeZone());
        }
        if (receiver.pagerduty().isPresent()) {
            return new PagerDutyNotifier(
                    receiver.pagerduty().get(),
                    resources.http(receiver.caFile()),
                    settings.instances().get(0).name() + " " + receiver.name());
        }
        if (receiver.webhook().isPresent()) {
            WebhookConfig webhook = receiver.webhook().get();
            return new WebhookNotifier(
                    webhook,
                    webhook.bodyFile().map(resources.bodies()::get),
                    resources.http(receiver.caFile()),
                    newest);
        }
        if (receiver.console().isPresent()) {
            return new ConsoleNotifier(
                    terminal.out(), terminal.colour(), settings.alerts().timeZone());
        }
        throw new AssertionError("no notifier for receiver " + receiver.name());
    }
}
