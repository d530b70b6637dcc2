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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.commons.io.input.BoundedInputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * One connection to a mail server and its conversation. Used by one thread, except {@link #abandon}, which any other
 * can call to end it at once, and {@link #step}.
 */
final class SmtpSession implements AutoCloseable {
    /** A mail server that sends more than this is broken: Angus Mail would collect it all. */
    private static final int MAX_BYTES = 256 << 10;

    private final EmailConfig config;
    private final SSLContext tls;
    private final int timeoutMillis;
    private final Transport transport;
    private volatile SmtpPhase phase = SmtpPhase.CONNECT;
    private volatile Reply lastReply = Reply.NONE;
    private volatile boolean encrypted;
    private volatile boolean abandoned;
    private volatile Socket wire = new Socket();

    /** @param timeout after which the caller abandons it; nothing in it waits for longer either */
    SmtpSession(EmailConfig config, SSLContext tls, Duration timeout, Session session) {
        this.config = config;
        this.tls = tls;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        this.transport = new Transport(session, config);
    }

    /** Connects, encrypts and signs in, as configured. */
    void open() throws IOException, MessagingException {
        Socket socket = connect();
        transport.setLocalHost(literal(socket.getLocalAddress()));
        if (config.tls() == EmailConfig.Tls.IMPLICIT) {
            phase = SmtpPhase.TLS;
            socket = encrypt(socket);
            encrypted = true;
            phase = SmtpPhase.CONNECT;
        }
        transport.connect(socket);
    }

    void send(MimeMessage message, List<? extends Address> recipients) throws MessagingException {
        transport.sendMessage(message, recipients.toArray(Address[]::new));
    }

    /** The phase of the last command, or of the one that waits for an answer. */
    SmtpPhase step() {
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

    /** Tries each address of the name in turn, with its share of the time. */
    private Socket connect() throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(config.host());
        IOException last = new SocketException("no address");
        for (InetAddress address : addresses) {
            Wire next = new Wire();
            wire = next;
            // An abandonment between the two previous lines would not have closed the socket.
            if (abandoned) {
                break;
            }
            try {
                next.setSoTimeout(timeoutMillis);
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

    private SSLSocket encrypt(Socket socket) throws IOException {
        SSLSocket over =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, config.host(), config.serverPort(), true);
        SSLParameters parameters = over.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        over.setSSLParameters(parameters);
        over.startHandshake();
        return over;
    }

    /**
     * The host's name in EHLO. A real name needs a look-up, which can take longer than everything else, and nobody else
     * knows a container's name: RFC 5321, section 4.1.4, requires the address then.
     */
    private static String literal(InetAddress address) {
        String plain = address.getHostAddress().split("%", 2)[0];
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    /** Ends the conversation at once, whatever it waits for. */
    void abandon() {
        abandoned = true;
        hangUp();
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (MessagingException ignored) {
            // A failed QUIT does not undo what the server has accepted.
        }
        hangUp();
    }

    private void hangUp() {
        try {
            wire.close();
        } catch (IOException ignored) {
            // The socket is no longer needed.
        }
    }

    /** Records the phase, and keeps the answer that Angus Mail replaces by the one to a RSET. */
    private final class Transport extends SMTPTransport {
        private boolean cleansUp;

        Transport(Session session, EmailConfig config) {
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
            Optional<SmtpPhase> next = SmtpPhase.of(command);
            cleansUp = next.isEmpty();
            if (next.isPresent()) {
                // A HELO follows a refused EHLO, and may get no answer.
                lastReply = phase == next.get() && phase == SmtpPhase.HELLO ? lastReply : Reply.NONE;
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
