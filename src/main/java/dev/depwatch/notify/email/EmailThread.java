package dev.depwatch.notify.email;

import dev.depwatch.alert.Alert;
import dev.depwatch.notify.Notification;
import dev.depwatch.text.SafeText;
import dev.depwatch.text.Sha256;
import java.util.HexFormat;

/**
 * The place of a message in its alert's conversation, as mail clients show it: every message after the first refers to
 * the first, under the first one's subject.
 *
 * <p>A message that is sent again, because nobody knows whether the server accepted it, has the same id: servers and
 * clients drop the second one. With another text it has another id.
 *
 * @param id of this message
 * @param first the id of the alert's first message by email; this one's if it is the first
 * @param subject without a number or anything else that changes while the alert continues
 */
record EmailThread(String id, String first, String subject) {
    private static final int MAX_SUBJECT = 150;
    private static final int ID_BYTES = 16;

    /**
     * @param text of the message
     * @param domain of the sender, within which ids are unique (RFC 5322, section 3.6.4)
     */
    static EmailThread of(Notification notification, String text, String domain) {
        Alert alert = notification.alert();
        String previous = notification
                .before()
                .map(delivered -> delivered.lastDeliveredAt().toString())
                .orElse("");
        byte[] hash = Sha256.of(String.join(
                "\n",
                alert.remedy().key(),
                alert.subject().name(),
                previous,
                notification.reason().name(),
                alert.since().toString(),
                text));
        String id = "<depwatch." + HexFormat.of().formatHex(hash, 0, ID_BYTES) + "@" + domain + ">";
        String first = notification.handle().orElse(id);
        return new EmailThread(id, first, (first.equals(id) ? "" : "Re: ") + subject(notification));
    }

    /** Names the topic and not the state, since it also heads the end. */
    private static String subject(Notification notification) {
        Alert alert = notification.alert();
        String matter = switch (alert.remedy()) {
            case REGENERATE -> "Failing tokens";
            case ACCEPT_TERMS -> "Terms to accept";
            case RELINK_SERVER -> "Server missing at Apple";
            case RECLAIM -> "Apps and Books token claimed";
            case IDENTIFY -> "One of several tokens fails";
            case INVESTIGATE -> "To look into";
            case RENEW -> "Tokens to renew";
            case RENEW_CERTIFICATE -> "Certificates to renew";
            // The summary of a week.
            case WAIT -> "";
        };
        return "[depwatch] " + (notification.message().saysTest() ? "TEST: " : "") + matter
                + (matter.isEmpty() ? "" : ": ") + SafeText.line(alert.subject().name(), MAX_SUBJECT);
    }
}
