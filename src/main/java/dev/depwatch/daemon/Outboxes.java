package dev.depwatch.daemon;

import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.AlertsConfig;
import dev.depwatch.alert.MessageOutbox;
import dev.depwatch.alert.Notifier;
import dev.depwatch.alert.Outbox;
import dev.depwatch.alert.console.ConsoleNotifier;
import dev.depwatch.alert.slack.SlackBot;
import dev.depwatch.alert.slack.SlackConfig;
import dev.depwatch.alert.slack.SlackWebhook;
import dev.depwatch.http.Http;
import java.util.Optional;

/**
 * What a receiver is told by, as it is configured.
 *
 * @param rules when it is told
 * @param alerts what it is told
 */
record Outboxes(Settings settings, AlertsConfig rules, Alerts alerts, Supplies supplies, Terminal terminal) {

    Outbox of(ReceiverSettings receiver) {
        return new MessageOutbox(rules, receiver.minSeverity(), notifier(receiver), alerts::of, alerts::ended);
    }

    private Notifier notifier(ReceiverSettings receiver) {
        if (receiver.slack().isPresent()) {
            SlackConfig slack = receiver.slack().get();
            Http http = supplies.http(Optional.empty());
            return slack.webhookUrl().isPresent() ? new SlackWebhook(slack, http) : new SlackBot(slack, http);
        }
        return new ConsoleNotifier(
                terminal.out(), terminal.colour(), settings.alerts().timeZone());
    }
}
