package dev.depwatch.notify.email;

import com.samskivert.mustache.Template;
import dev.depwatch.alert.TextMessage;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.Tone;
import dev.depwatch.text.HtmlTemplate;
import dev.depwatch.text.JarText;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** One notification as a message (RFC 5322): the same text as plain text and as HTML. */
final class EmailMessage {
    /** RFC 5322 recommends 78 (2.1.1); this leaves room for quoting in an answer, and fits quoted-printable's 76. */
    private static final int WIDTH = 72;

    private static final String SENT_BY =
            "Sent by depwatch, which follows the logs of Jamf Pro. Nobody reads\nreplies to this address.\n";

    /** Readable without images, in dark mode and on a phone. A test rejects it with a value that is not escaped. */
    private static final Template HTML = HtmlTemplate.compiler(Map.of()).compile(JarText.of("/email/message.html"));

    private final Notification notification;
    private final ZoneId zone;
    private final TextMessage plain;
    private final EmailThread thread;

    /**
     * @param zone of the times shown
     * @param domain of the sender
     */
    EmailMessage(Notification notification, ZoneId zone, String domain) {
        this.notification = notification;
        this.zone = zone;
        this.plain = new TextMessage(notification.asNextMessage(), WIDTH, heading -> "\n" + heading + ":");
        this.thread = EmailThread.of(notification, headline() + plain.sections(), domain);
    }

    /** The id of the alert's first message. */
    String first() {
        return thread.first();
    }

    MimeMessage message(Session session, InternetAddress from, List<InternetAddress> to) {
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(from);
            message.setRecipients(RecipientType.TO, to.toArray(InternetAddress[]::new));
            message.setSubject(thread.subject(), StandardCharsets.UTF_8.name());
            ZonedDateTime sentAt = notification.at().atZone(zone);
            message.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(sentAt));
            if (!thread.first().equals(thread.id())) {
                message.setHeader("In-Reply-To", thread.first());
                message.setHeader("References", thread.first());
            }
            // RFC 3834; Exchange has a header of its own ([MS-OXCMAIL] 2.1.3.2.19).
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("X-Auto-Response-Suppress", "All");
            message.setContent(new MimeMultipart("alternative", part(text(), "plain"), part(html(), "html")));
            message.saveChanges();
            // Saving has set one of its own.
            message.setHeader("Message-ID", thread.id());
            return message;
        } catch (MessagingException e) {
            throw new IllegalStateException("cannot build the message", e);
        }
    }

    /** Always quoted-printable: no line is too long for SMTP, and a person can read it in a log. */
    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, StandardCharsets.UTF_8.name(), subtype);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }

    private String headline() {
        return String.join("\n", plain.headline()) + "\n";
    }

    private String text() {
        return headline() + "\n" + Phrase.capital(notification.status()) + " · " + time() + "\n" + plain.sections()
                + notification.pageLine() + "\n-- \n" + SENT_BY;
    }

    private String html() {
        String page = notification.statusUrl().map(URI::toASCIIString).orElse("");
        // No green: an absent failure does not prove health. The headline says what is proven.
        Tone tone = notification.tone() == Tone.PROVEN ? Tone.OVER : notification.tone();
        return HTML.execute(Map.of(
                "subject", thread.subject(),
                "tone", tone.key(),
                "colour", colour(tone),
                "status", Phrase.capital(notification.status()),
                "time", time(),
                "message", plain.message(),
                "statusUrl", page));
    }

    private String time() {
        return new TimeFormat(zone).time(notification.at());
    }

    /** The severity's colour on white. The template has the colour for a dark background, by the tone's key. */
    private static String colour(Tone tone) {
        return switch (tone) {
            case CRITICAL -> "#c0281f";
            case WARNING -> "#a85b00";
            case INFO -> "#1a62c4";
            case PROVEN, OVER -> "#51606f";
        };
    }
}
