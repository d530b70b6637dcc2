package dev.depwatch.notify.email;

import dev.depwatch.config.Secret;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.BoundedInputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.SocketFetcher;

/**
 * One connection to a mail server, for one message. The JDK closes its socket when the thread is interrupted, as it
 * does for each {@link java.nio.channels.InterruptibleChannel}; a timer closes it at the time-out.
 */
final class SmtpSession extends AbstractInterruptibleChannel {
    /** A mail server that sends more than this is broken: Angus Mail would collect it all. */
    private static final int MAX_BYTES = 256 << 10;

    private final EmailConfig config;
    private final int timeoutMillis;
    private final Session session;
    private final Transport transport;
    private Phase phase = Phase.CONNECT;
    private Reply lastReply = Reply.NONE;
    private boolean encrypted;
    private volatile Socket wire = new Socket();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** The phases of a conversation with a server, in the order of RFC 5321. */
    enum Phase {
        CONNECT("to the connection"),
        HELLO("to EHLO"),
        TLS("to the start of TLS"),
        AUTH("to the sign-in"),
        SENDER("to the sender's address"),
        RECIPIENT("to a recipient's address"),
        DATA("to DATA"),
        MESSAGE("to the message");

        private final String phrase;

        Phase(String phrase) {
            this.phrase = phrase;
        }

        /** Completes "it has not answered …". */
        String phrase() {
            return phrase;
        }

        /** Empty for a command that only cleans up. */
        static Optional<Phase> of(String command) {
            return Optional.ofNullable(
                    switch (command.split(" ", 2)[0]) {
                        case "EHLO", "HELO" -> HELLO;
                        case "STARTTLS" -> TLS;
                        case "AUTH" -> AUTH;
                        case "MAIL" -> SENDER;
                        case "RCPT" -> RECIPIENT;
                        case "DATA" -> DATA;
                        case "." -> MESSAGE;
                        default -> null;
                    });
        }
    }

    /** @param timeout of the whole conversation */
    SmtpSession(EmailConfig config, Duration timeout, Session session) {
        this.config = config;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        this.session = session;
        this.transport = new Transport(config, session);
    }

    /**
     * Connects, encrypts and signs in as configured, sends the message, and closes the connection.
     *
     * @param addresses of the host, which are tried in turn
     * @throws ClosedByInterruptException if the thread was interrupted, also if the server accepted the message; it
     *     still is
     * @throws AsynchronousCloseException at the time-out
     */
    void send(InetAddress[] addresses, MimeMessage message, List<? extends Address> recipients)
            throws IOException, MessagingException {
        CompletableFuture<Void> timer = over.completeOnTimeout(null, timeoutMillis, TimeUnit.MILLISECONDS)
                .thenRun(() -> IOUtils.closeQuietly(this));
        try {
            begin();
            Socket socket = connect(addresses);
            transport.setLocalHost(literal(socket.getLocalAddress()));
            if (config.tls() == EmailConfig.Tls.IMPLICIT) {
                phase = Phase.TLS;
                socket = SocketFetcher.startTLS(socket, config.host(), session.getProperties(), "mail.smtp");
                encrypted = true;
                phase = Phase.CONNECT;
            }
            transport.connect(socket);
            transport.sendMessage(message, recipients.toArray(Address[]::new));
        } finally {
            quit();
            timer.cancel(false);
            try {
                end(isAccepted());
            } finally {
                IOUtils.closeQuietly(this);
            }
        }
    }

    /** Whether the server accepted the message, for one recipient or more. */
    boolean isAccepted() {
        return phase == Phase.MESSAGE && lastReply.isGood();
    }

    /** The phase of the last command, or of the one that waits for an answer. */
    Phase phase() {
        return phase;
    }

    /** The answer to the last command; {@link Reply#NONE} if there is none yet. */
    Reply lastReply() {
        return lastReply;
    }

    boolean isConnected() {
        return wire.isConnected();
    }

    boolean isEncrypted() {
        return encrypted;
    }

    /** Tries each address in turn, with its share of the time. */
    private Socket connect(InetAddress[] addresses) throws IOException {
        IOException last = new SocketException("no address");
        for (InetAddress address : addresses) {
            Wire next = new Wire();
            wire = next;
            // Closing between the two previous lines would have closed the socket before this one.
            if (!isOpen()) {
                break;
            }
            try {
                next.setTcpNoDelay(true);
                // With the configured name, which Angus Mail checks the certificate against: an address alone has
                // another name in the DNS.
                InetAddress named = InetAddress.getByAddress(config.host(), address.getAddress());
                next.connect(
                        new InetSocketAddress(named, config.serverPort()),
                        Math.max(1, timeoutMillis / addresses.length));
                return next;
            } catch (IOException e) {
                next.close();
                last = e;
            }
        }
        throw last;
    }

    /**
     * The host's name in EHLO. A real name needs a look-up, which can take longer than everything else, and nobody else
     * knows a container's name: RFC 5321, section 4.1.4, requires the address then.
     */
    private static String literal(InetAddress address) {
        String plain = address.getHostAddress().split("%", 2)[0];
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    private void quit() {
        try {
            transport.close();
        } catch (MessagingException ignored) {
            // A failed QUIT does not undo what the server has accepted, and hides no failure before it.
        }
    }

    @Override
    protected void implCloseChannel() throws IOException {
        // Otherwise the JDK's timer would keep this session in memory until the time-out.
        over.complete(null);
        wire.close();
    }

    /** Records the phase, and keeps the answer that Angus Mail replaces by the one to a RSET. */
    private final class Transport extends SMTPTransport {
        private boolean cleansUp;

        Transport(EmailConfig config, Session session) {
            super(
                    session,
                    new URLName(
                            "smtp",
                            config.host(),
                            config.serverPort(),
                            null,
                            config.username().orElse(null),
                            config.password().map(Secret::reveal).orElse(null)));
        }

        @Override
        protected void sendCommand(String command) throws MessagingException {
            Optional<Phase> next = Phase.of(command);
            cleansUp = next.isEmpty();
            if (next.isPresent()) {
                // A HELO follows a refused EHLO, and may get no answer.
                lastReply = phase == next.get() && phase == Phase.HELLO ? lastReply : Reply.NONE;
                phase = next.get();
            }
            super.sendCommand(command);
        }

        @Override
        protected void startTLS() throws MessagingException {
            // Angus Mail also starts TLS when the server answers a sign-in with 530.
            if (encrypted) {
                throw new MessagingException("encrypted already");
            }
            super.startTLS();
            encrypted = true;
        }

        @Override
        protected int readServerResponse() throws MessagingException {
            int code = super.readServerResponse();
            boolean isAnswered = code > 0 || lastReply.equals(Reply.NONE);
            if (!cleansUp && isAnswered) {
                lastReply = Reply.of(code, getLastServerResponse());
            }
            return code;
        }
    }

    /** A socket that limits the number of bytes read. */
    private static final class Wire extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return BoundedInputStream.builder()
                    .setInputStream(super.getInputStream())
                    .setMaxCount(MAX_BYTES)
                    .get();
        }
    }
}
