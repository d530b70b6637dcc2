package dev.depwatch.alert.email;

import dev.depwatch.alert.DeliveryException;
import dev.depwatch.alert.DeliveryException.Kind;
import dev.depwatch.tls.TlsFault;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * A mail server that is not trusted to answer, to end, or to be brief. Each message is handed over in a conversation of
 * its own, in a thread of its own: the JDK's sockets know neither a bound on the whole nor an interrupt, but end when they
 * are closed from elsewhere. Without the encryption that is configured nothing is said but a greeting.
 */
final class SmtpClient {
    private final EmailConfig config;
    private final SSLContext tls;
    private final Duration timeout;
    private final String name;
    private final SmtpRejection rejection;
    private final Session session;

    /**
     * @param tls what verifies the server's certificate
     * @param timeout of one whole conversation
     */
    SmtpClient(EmailConfig config, SSLContext tls, Duration timeout) {
        this.config = config;
        this.tls = tls;
        this.timeout = timeout;
        this.name = config.host() + ":" + config.serverPort();
        this.rejection = new SmtpRejection(name, config);
        this.session = Session.getInstance(properties());
    }

    /** A recipient that the server did not take the message for. */
    record Refused(InternetAddress recipient, Reply reply) {}

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.smtp.starttls.required", Boolean.toString(config.tls() == EmailConfig.Tls.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls.getSocketFactory());
        // Within TLS the others that Angus Mail knows are of no use, and they are obsolete.
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.quitwait", "false");
        return properties;
    }

    /** Host and port, as errors have them. */
    String name() {
        return name;
    }

    Session session() {
        return session;
    }

    SmtpRejection refusal() {
        return rejection;
    }

    /**
     * Hands a message over for those recipients that the server takes it for.
     *
     * @return the recipients it does not take it for; all of them if it took it for nobody
     * @throws DeliveryException if it took it for nobody, for another reason than their addresses, or if nobody can tell
     */
    List<Refused> send(MimeMessage message, List<InternetAddress> recipients)
            throws DeliveryException, InterruptedException {
        SmtpSession smtp = new SmtpSession(config, tls, timeout, session);
        CompletableFuture<List<Refused>> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try (smtp) {
                        outcome.complete(handOver(smtp, message, recipients));
                    } catch (DeliveryException | RuntimeException | Error e) {
                        outcome.completeExceptionally(e);
                    }
                },
                "smtp-" + config.host());
        thread.setDaemon(true);
        thread.start();
        try {
            return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            smtp.abandon();
            throw e;
        } catch (TimeoutException e) {
            smtp.abandon();
            throw failure(smtp, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeliveryException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private List<Refused> handOver(SmtpSession smtp, MimeMessage message, List<InternetAddress> recipients)
            throws DeliveryException {
        try {
            smtp.open();
            smtp.send(message, recipients);
            return List.of();
        } catch (SMTPSendFailedException e) {
            // Angus Mail's way to say that it was taken for some of them.
            if (smtp.step() == SmtpPhase.MESSAGE && smtp.lastReply().isGood()) {
                return refused(e);
            }
            throw failure(smtp, e);
        } catch (SMTPAddressFailedException e) {
            throw failure(smtp, e);
        } catch (SendFailedException e) {
            return refused(e);
        } catch (MessagingException | IOException e) {
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
        if (reply.isForNow() || reply.isForGood()) {
            return rejection.of(smtp.step(), reply);
        }
        boolean encrypting = smtp.step() == SmtpPhase.TLS;
        Optional<String> tlsFault = TlsFault.of(e).filter(fault -> encrypting);
        if (tlsFault.isPresent()) {
            return new DeliveryException(Kind.TLS, name + tlsFault.get());
        }
        if (config.tls() == EmailConfig.Tls.STARTTLS
                && smtp.step() == SmtpPhase.HELLO
                && reply.isGood()
                && !smtp.isEncrypted()) {
            return new DeliveryException(
                    Kind.TLS,
                    name
                            + " offers no STARTTLS, so nothing was sent: check the port (587), or use its port for TLS from the"
                            + " start (465) with tls: implicit");
        }
        if (e instanceof AuthenticationFailedException && reply.isGood()) {
            return new DeliveryException(
                    Kind.REJECTED,
                    name
                            + " offers a sign-in by neither PLAIN nor LOGIN, and depwatch knows no other: allow one of them"
                            + " there, or use another server");
        }
        return unanswered(smtp, e);
    }

    private DeliveryException unanswered(SmtpSession smtp, Exception thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof UnknownHostException) {
                return new DeliveryException(
                        Kind.UNREACHABLE, name + ": the host name is not known here: check host and the DNS");
            }
            if (e instanceof TimeoutException || e instanceof SocketTimeoutException) {
                return timeout(smtp.step());
            }
        }
        if (!smtp.isConnected()) {
            return new DeliveryException(
                    Kind.UNREACHABLE,
                    name + " refuses the connection or cannot be reached: check the port, and that the server is up");
        }
        return new DeliveryException(
                Kind.BROKEN,
                name + " ended the connection in the middle, or does not speak SMTP: check host, port and tls"
                        + mayHaveIt(smtp.step()));
    }

    private DeliveryException timeout(SmtpPhase phase) {
        return new DeliveryException(
                Kind.TIMEOUT,
                name + " has not answered " + phase.phrase() + " within " + seconds()
                        + ": check that it is up, and that no firewall swallows the connection" + mayHaveIt(phase));
    }

    private static String mayHaveIt(SmtpPhase phase) {
        return phase == SmtpPhase.MESSAGE ? ". It may have taken the message all the same: then it comes twice" : "";
    }

    private String seconds() {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }
}
