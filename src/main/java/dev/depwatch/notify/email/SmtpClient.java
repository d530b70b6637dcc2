package dev.depwatch.notify.email;

import static java.util.stream.Collectors.joining;

import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.email.SmtpSession.Phase;
import dev.depwatch.text.Causes;
import dev.depwatch.tls.TlsFault;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;

/**
 * A client for a mail server that may not answer, may not end, or may send too much: {@link SmtpSession} bounds all
 * three. Without the configured encryption, it sends nothing but a greeting. The codes of refusals are those of RFC 5321
 * (4.2.3), RFC 4954 (6), RFC 3207 (4) and RFC 3463.
 *
 * @param timeout of one whole conversation, after the look-up of the host's name
 */
record SmtpClient(EmailConfig config, Duration timeout, Session session) {
    /** @param tls verifies the server's certificate */
    static SmtpClient of(EmailConfig config, SSLContext tls, Duration timeout) {
        return new SmtpClient(config, timeout, Session.getInstance(properties(config, tls)));
    }

    /** Host and port, as errors name them. */
    private String server() {
        return config.host() + ":" + config.serverPort();
    }

    /** A recipient for whom the server refused the message. */
    record Refused(InternetAddress recipient, Reply reply) {}

    private static Properties properties(EmailConfig config, SSLContext tls) {
        Properties properties = new Properties();
        properties.put("mail.smtp.starttls.required", Boolean.toString(config.tls() == EmailConfig.Tls.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls.getSocketFactory());
        // Within TLS, the other mechanisms of Angus Mail add nothing, and they are obsolete.
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.quitwait", "false");
        return properties;
    }

    /**
     * Sends a message to all recipients that the server accepts.
     *
     * @return the recipients that the server refuses; all of them if it accepts none
     * @throws DeliveryException if it accepted the message for nobody, for another reason than their addresses, or if
     *     that is unknown
     */
    List<Refused> send(MimeMessage message, List<InternetAddress> recipients)
            throws DeliveryException, InterruptedException {
        SmtpSession smtp = new SmtpSession(config, timeout, session);
        try {
            // Its time does not count: the error of a time-out names the server and firewalls, and not the DNS.
            InetAddress[] addresses = InetAddress.getAllByName(config.host());
            smtp.send(addresses, message, recipients);
            return List.of();
        } catch (SendFailedException e) {
            List<Refused> refused = refused(e);
            // It accepted the message, with any 2xx, or refused all recipients.
            if (smtp.isAccepted() || (!refused.isEmpty() && smtp.phase() == Phase.RECIPIENT)) {
                return refused;
            }
            throw failure(smtp, e);
        } catch (MessagingException | IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw failure(smtp, e);
        }
    }

    private static List<Refused> refused(SendFailedException e) {
        List<Refused> refused = new ArrayList<>();
        for (Exception next = e.getNextException(); next instanceof SMTPAddressFailedException each; ) {
            refused.add(
                    new Refused(each.getAddress(), Reply.of(each.getReturnCode(), String.valueOf(each.getMessage()))));
            next = each.getNextException();
        }
        return refused;
    }

    private DeliveryException failure(SmtpSession smtp, Exception e) {
        Reply reply = smtp.lastReply();
        if (reply.isTemporary() || reply.isPermanent()) {
            return refusal(smtp.phase(), reply);
        }
        Causes causes = new Causes(e);
        Optional<String> tlsFault = TlsFault.of(causes).filter(fault -> smtp.phase() == Phase.TLS);
        if (tlsFault.isPresent()) {
            return new DeliveryException(Reason.TLS, server() + tlsFault.get());
        }
        if (config.tls() == EmailConfig.Tls.STARTTLS
                && smtp.phase() == Phase.HELLO
                && reply.isGood()
                && !smtp.isEncrypted()) {
            return new DeliveryException(
                    Reason.TLS,
                    server()
                            + " offers no STARTTLS, so nothing was sent: check the port (587), or use its port for TLS from the"
                            + " start (465) with tls: implicit");
        }
        if (e instanceof AuthenticationFailedException && reply.isGood()) {
            return new DeliveryException(
                    Reason.REJECTED,
                    server()
                            + " offers neither PLAIN nor LOGIN for the sign-in, and depwatch supports no other: allow one of them"
                            + " there, or use another server");
        }
        if (causes.have(UnknownHostException.class)) {
            return new DeliveryException(
                    Reason.UNREACHABLE, server() + ": the host name is not known here: check host and the DNS");
        }
        if (causes.have(AsynchronousCloseException.class, SocketTimeoutException.class)) {
            return new DeliveryException(
                    Reason.TIMEOUT,
                    server() + " has not answered " + smtp.phase().phrase() + " within " + timeout.toSeconds() + " s"
                            + ": check that it is up, and that no firewall drops the connection");
        }
        if (!smtp.isConnected()) {
            return new DeliveryException(
                    Reason.UNREACHABLE,
                    server() + " refuses the connection or cannot be reached: check the port, and that the host is up");
        }
        return new DeliveryException(
                Reason.BROKEN,
                server() + " ended the connection in the middle, or does not speak SMTP: check host, port and tls");
    }

    /** For an answer with a code from 400 to 599. */
    DeliveryException refusal(Phase phase, Reply reply) {
        return new DeliveryException(
                kind(reply), server() + " answers " + reply + " " + phase.phrase() + ": " + advice(phase, reply));
    }

    /**
     * For recipients that are all refused temporarily, or all permanently.
     *
     * @param recipients at least one
     */
    DeliveryException refusal(List<Refused> recipients) {
        return new DeliveryException(kind(recipients.get(0).reply()), sentence(recipients));
    }

    /** The refused recipients, the answer, and what to do; for at least one recipient. */
    String sentence(List<Refused> recipients) {
        return server() + " refuses "
                + recipients.stream()
                        .map(refused -> refused.recipient().getAddress() + " (" + refused.reply() + ")")
                        .collect(joining(", "))
                + ": " + advice(Phase.RECIPIENT, recipients.get(0).reply());
    }

    private static Reason kind(Reply reply) {
        return reply.isTemporary() ? Reason.UNAVAILABLE : Reason.REJECTED;
    }

    private String advice(Phase phase, Reply reply) {
        if (reply.isTemporary()) {
            return "it asks to retry later. If that persists, see the server's log";
        }
        if (reply.code() == 530) {
            return "it requires encryption or a sign-in: check tls, username and passwordFile, and use its port for"
                    + " submission (587 or 465)";
        }
        if (reply.code() == 552 && phase != Phase.RECIPIENT) {
            return "the message exceeds its size limit: raise the limit, or give this receiver a higher minSeverity";
        }
        return switch (phase) {
            case CONNECT, HELLO -> "it accepts no mail from this host: allow it there, or use another server or port";
            case TLS -> "it cannot encrypt: fix its TLS, or use its port for TLS from the start (tls: implicit)";
            case AUTH ->
                switch (reply.toString()) {
                    case "550 5.7.30" ->
                        "Microsoft 365 takes no password for this account: use another mail server, or a relay that needs no"
                                + " sign-in";
                    case "535 5.7.139" ->
                        "check username and passwordFile, and that the mailbox and its organisation allow SMTP AUTH";
                    default ->
                        reply.code() == 534
                                ? "it requires another kind of password: many providers have one for applications"
                                : "it does not accept the sign-in: check username and passwordFile";
                };
            case SENDER ->
                "it does not let this account or host send as "
                        + config.sender().getAddress() + ": check from, or allow it there";
            case RECIPIENT ->
                "the mailbox does not exist, is full or disabled, or the server does not relay to it from here: check to,"
                        + " or allow it there";
            case DATA, MESSAGE ->
                "it refuses the message, as spam or by a rule of its own: its log gives the reason."
                        + " Allow messages from " + config.sender().getAddress() + " there";
        };
    }
}
