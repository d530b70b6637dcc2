package dev.depwatch.notify.webhook;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject.Kind;
import dev.depwatch.alert.TextMessage;
import dev.depwatch.assess.Assessment;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A message for a webhook: the documented JSON that other software relies on (docs/webhook.md). New fields keep the
 * version; a field that is renamed, removed or changes its meaning makes a new version. Every field is always present;
 * {@code null} and {@code ""} mean that it is not known or does not apply. Texts are plain, one line each except
 * {@code text}, and limited to a readable length; the receiver escapes them.
 *
 * @param test whether it is a sample: nothing is wrong
 * @param reason why it is sent
 * @param resolvedBy how the alert ended, in the words of docs/alertmanager.md; null unless it has
 * @param at when depwatch sent it
 * @param message the text, in parts: the names of its components are documented, too
 * @param text the same as one text
 * @param statusUrl where people find depwatch's status page; null if that is not configured
 */
record WebhookDocument(
        int version,
        boolean test,
        NotifyReason reason,
        Optional<String> resolvedBy,
        Instant at,
        OfAlert alert,
        Message message,
        String text,
        Optional<String> statusUrl) {
    static final int VERSION = 1;

    private static final int MAX_LISTED = 500;
    private static final int MAX_NAME = 500;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /**
     * @param key the same for all messages about this alert, and for nothing else
     * @param appleId if the alert is about one
     * @param organization if the alert is about one
     * @param instances the first of them; {@code instanceCount} is their number; tokens likewise
     */
    record OfAlert(
            String key,
            String remedy,
            String severity,
            String subject,
            Optional<String> appleId,
            Optional<String> organization,
            Instant since,
            int instanceCount,
            List<String> instances,
            int tokenCount,
            List<OfToken> tokens) {
        static OfAlert of(Notification notification, Optional<Assessment> newest) {
            Alert alert = notification.alert();
            return new OfAlert(
                    notification.key(""),
                    alert.remedy().key(),
                    alert.severity().key(),
                    line(alert.subject().name()),
                    alert.subject().valueOf(Kind.APPLE_ID).map(OfAlert::line),
                    organization(alert).map(OfAlert::line),
                    alert.since(),
                    alert.instances().size(),
                    alert.instances().stream()
                            .sorted()
                            .limit(MAX_LISTED)
                            .map(Instance::name)
                            .map(OfAlert::line)
                            .toList(),
                    alert.tokens().size(),
                    tokens(alert, newest));
        }

        private static Optional<String> organization(Alert alert) {
            Set<String> notRead = alert.organizationsAtApple();
            return notRead.size() == 1
                    ? notRead.stream().findFirst()
                    : alert.subject().valueOf(Kind.ORGANISATION);
        }

        private static List<OfToken> tokens(Alert alert, Optional<Assessment> newest) {
            Map<Token.Key, String> names = newest.stream()
                    .flatMap(Assessment::everyToken)
                    .filter(token -> alert.tokens().contains(token.key()))
                    .collect(toMap(Token::key, Token::name, (first, second) -> first));
            return alert.tokens().stream()
                    .sorted()
                    .limit(MAX_LISTED)
                    .map(key -> new OfToken(
                            line(key.instance().name()),
                            key.kind().key(),
                            line(key.id()),
                            Optional.ofNullable(names.get(key)).map(OfAlert::line)))
                    .toList();
        }

        private static String line(String text) {
            return SafeText.line(text, MAX_NAME);
        }
    }

    /** @param name the token's name in Jamf Pro; null if it is not known now */
    record OfToken(String instance, String kind, String id, Optional<String> name) {}

    /** @param newest supplies the names of the alert's tokens */
    static WebhookDocument of(Notification notification, Optional<Assessment> newest) {
        Message message = MessageLimits.message(notification.message());
        return new WebhookDocument(
                VERSION,
                notification.message().saysTest(),
                notification.reason(),
                notification.end().map(AlertEnd::resolvedBy),
                notification.at(),
                OfAlert.of(notification, newest),
                message,
                text(notification),
                notification.statusUrl().map(URI::toASCIIString));
    }

    private static String text(Notification notification) {
        TextMessage text =
                new TextMessage(notification.asNextMessage(), Integer.MAX_VALUE, heading -> "\n" + heading + ":");
        return text.message().headline() + "\n" + text.sections() + notification.pageLine();
    }

    /** Documents of every form: of each reason and severity, with all that there can be, with half of it and without. */
    static List<WebhookDocument> samples() {
        Optional<String> filled = Optional.of("\\\"<é\n");
        List<WebhookDocument> samples = new ArrayList<>();
        for (NotifyReason reason : NotifyReason.values()) {
            for (Severity severity : Severity.values()) {
                samples.add(sample(reason, severity, true, filled, Optional.empty()));
                samples.add(sample(reason, severity, false, filled, Optional.empty()));
                samples.add(sample(reason, severity, false, Optional.empty(), filled));
                samples.add(sample(reason, severity, false, Optional.empty(), Optional.empty()));
            }
        }
        return samples;
    }

    private static WebhookDocument sample(
            NotifyReason reason,
            Severity severity,
            boolean test,
            Optional<String> appleId,
            Optional<String> organization) {
        Optional<String> filled = appleId.or(() -> organization);
        String text = filled.orElse("");
        List<Optional<String>> extras = filled.isEmpty() ? List.of() : List.of(appleId, organization);
        List<String> texts = extras.stream().map(any -> text).toList();
        List<Message.Line> lines = extras.stream()
                .map(extra -> new Message.Line(text, extra.map(any -> URI.create("https://example.org"))))
                .toList();
        boolean isOver = reason == NotifyReason.RESOLVED;
        Optional<Message.Brief> brief = filled.filter(any -> !isOver).map(any -> new Message.Brief(text, lines));
        return new WebhookDocument(
                VERSION,
                test,
                reason,
                isOver ? filled : Optional.empty(),
                Instant.EPOCH,
                new OfAlert(
                        text,
                        "regenerate",
                        severity.key(),
                        text,
                        appleId,
                        organization,
                        Instant.EPOCH,
                        texts.size(),
                        texts,
                        texts.size(),
                        extras.stream()
                                .map(name -> new OfToken(text, "ade", text, name))
                                .toList()),
                new Message(text, lines, text, text, lines, texts, texts, brief),
                text,
                filled);
    }

    /** The same in maps and lists. */
    Map<String, Object> asMap() {
        return JSON.convertValue(this, new TypeReference<>() {});
    }

    String json() {
        return JSON.valueToTree(this).toString();
    }
}
