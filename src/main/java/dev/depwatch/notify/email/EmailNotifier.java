package dev.depwatch.notify.email;

import static dev.depwatch.notify.Notification.NotifyReason.RESOLVED;
import static dev.depwatch.notify.Notification.NotifyReason.SUMMARY;

import dev.depwatch.alert.Alert;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.Outbox.Sending;
import dev.depwatch.notify.email.SmtpClient.Refused;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each message to all recipients in one email. If the server refuses some recipients temporarily, a retry goes to
 * those alone until the alert has another reason for a message. If it refuses some permanently, the others get the
 * message, and that retry is the failure that names them.
 */
public final class EmailNotifier implements Notifier {
    /**
     * For one whole conversation. Servers check for viruses and spam before they answer to the message, and a server
     * that answers too late gets it again.
     */
    public static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Longer than any pause between two tries: after it the alert has ended, and nobody asks for its message again. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(EmailNotifier.class);

    private final InternetAddress from;
    private final List<InternetAddress> to;
    private final String domain;
    private final ZoneId zone;
    private final SmtpClient server;
    /** Alerts whose message only some recipients have. */
    private final Map<Alert.Key, Served> waiting = new HashMap<>();

    /** A message that some recipients have and others still need. */
    private record Served(Notification notification, EmailMessage email, Set<InternetAddress> recipients) {
        /** Whether it is the same alert and has no other news since. Its text is none: it contains times. */
        boolean isUpToDate(Notification now) {
            Alert alert = notification.alert();
            return notification.reason() == now.reason()
                    && alert.equals(now.alert().with(alert.message()));
        }
    }

    /**
     * @param config was checked
     * @param tls verifies the server's certificate
     * @param timeout of one delivery
     * @param zone of the times shown
     */
    public EmailNotifier(EmailConfig config, SSLContext tls, Duration timeout, ZoneId zone) {
        this.from = config.sender();
        this.to = config.recipients().stream().distinct().toList();
        this.domain = from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
        this.zone = zone;
        this.server = SmtpClient.of(config, tls, timeout);
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        Served due = due(notification);
        Optional<DeliveryException> refusal = send(due);
        // Nothing follows these: they stay due until every deferred recipient has them.
        if (refusal.isPresent() && Set.of(RESOLVED, SUMMARY).contains(notification.reason())) {
            if (refusal.get().isRetryable()) {
                throw refusal.get();
            }
            LOG.error("{}. The other recipients get the message.", refusal.get().getMessage());
            waiting.remove(notification.alert().key());
        }
        return Optional.of(due.email().first());
    }

    /** The same for deferred and refused recipients. The others get the alert's news and its end meanwhile. */
    @Override
    public Optional<Sending> followUp(Notification accepted, Optional<String> handle) {
        Alert.Key key = accepted.alert().key();
        return Optional.ofNullable(waiting.get(key)).map(served -> () -> {
            // A newer message may have gone to everybody.
            Served due = waiting.get(key);
            Optional<DeliveryException> refusal = due == null ? Optional.empty() : send(due);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        });
    }

    /** Sends it to whoever lacks it. Some recipient has it when this returns; the result says why others do not. */
    private Optional<DeliveryException> send(Served due) throws DeliveryException, InterruptedException {
        Alert.Key key = due.notification().alert().key();
        List<InternetAddress> left =
                to.stream().filter(each -> !due.recipients().contains(each)).toList();
        List<Refused> refused = server.send(due.email().message(server.session(), from, to), left);
        due.recipients().addAll(left);
        refused.forEach(each -> due.recipients().remove(each.recipient()));
        List<Refused> temporary =
                refused.stream().filter(each -> each.reply().isTemporary()).toList();
        if (refused.isEmpty()) {
            waiting.remove(key);
            return Optional.empty();
        }
        DeliveryException refusal = server.refusal(temporary.isEmpty() ? refused : temporary);
        if (due.recipients().isEmpty()) {
            throw refusal;
        }
        Instant oldest = due.notification().at().minus(FORGOTTEN_AFTER);
        waiting.values().removeIf(other -> other.notification().at().isBefore(oldest));
        waiting.put(key, due);
        return Optional.of(refusal);
    }

    /** The partly delivered message if it is still up to date; otherwise a new one for every recipient. */
    private Served due(Notification notification) {
        Served before = waiting.get(notification.alert().key());
        return before != null && before.isUpToDate(notification)
                ? before
                : new Served(notification, new EmailMessage(notification, zone, domain), new HashSet<>());
    }
}
