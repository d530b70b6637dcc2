package dev.depwatch.notify.email;

import dev.depwatch.alert.Alert;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
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
 * Sends each message to all recipients in one email. If the server refuses some, the log names them, and the others get
 * the message. If it refuses them temporarily, one retry goes to those alone, unless it refused the same before.
 */
public final class EmailNotifier implements Notifier {
    /**
     * For one whole conversation. Servers check for viruses and spam before they answer to the message, and a server
     * that answers too late gets it again.
     */
    public static final Duration TIMEOUT = Duration.ofSeconds(25);

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

    private String lastRefused = "";

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
        Alert.Key key = notification.alert().key();
        Served due = due(notification);
        List<InternetAddress> left =
                to.stream().filter(each -> !due.recipients().contains(each)).toList();
        List<Refused> refused = server.send(due.email().message(server.session(), from, to), left);
        due.recipients().addAll(left);
        refused.forEach(each -> due.recipients().remove(each.recipient()));
        List<Refused> temporary =
                refused.stream().filter(each -> each.reply().isTemporary()).toList();
        // Whoever tests reads the result and no log.
        if (due.recipients().isEmpty() || (notification.message().saysTest() && !refused.isEmpty())) {
            throw server.refusal(temporary.isEmpty() ? refused : temporary);
        }
        String sentence = refused.isEmpty() ? "" : server.sentence(refused);
        // A greylist has passed by the retry; a full mailbox must not keep the next message or the end from the others.
        if (!temporary.isEmpty() && !waiting.containsKey(key) && !sentence.equals(lastRefused)) {
            Instant oldest = notification.at().minus(FORGOTTEN_AFTER);
            waiting.values().removeIf(other -> other.notification().at().isBefore(oldest));
            waiting.put(key, due);
            // A temporary failure would delay the messages about other alerts.
            throw new DeliveryException(Reason.REJECTED, sentence);
        }
        waiting.remove(key);
        if (!sentence.isEmpty() && !sentence.equals(lastRefused)) {
            LOG.error("{}. The other recipients get the message.", sentence);
        }
        lastRefused = sentence;
        return Optional.of(due.email().first());
    }

    /** The partly delivered message if it is still up to date; otherwise a new one for every recipient. */
    private Served due(Notification notification) {
        Served before = waiting.get(notification.alert().key());
        return before != null && before.isUpToDate(notification)
                ? before
                : new Served(notification, new EmailMessage(notification, zone, domain), new HashSet<>());
    }
}
