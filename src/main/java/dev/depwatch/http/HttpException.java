package dev.depwatch.http;

import dev.depwatch.text.Causes;
import dev.depwatch.text.SentenceException;
import dev.depwatch.tls.TlsFault;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;

/**
 * An exchange without an answer. The message names the server by scheme, host and port only, since a path can be a
 * secret (for example a Slack webhook's), and so can a header or a body.
 */
public final class HttpException extends SentenceException {
    /** Why there is no answer. */
    public enum Reason {
        /** The host is unknown, refuses the connection or cannot be reached. */
        UNREACHABLE,
        /** No connection, or no whole answer, within the time limit. */
        TIMEOUT,
        /** The server's certificate does not verify, or the two sides find no common TLS. */
        TLS,
        /** The answer exceeds the caller's limit. */
        TOO_LARGE,
        /** The connection ended in the middle, the answer is not HTTP, or a proxy does not let this host through. */
        BROKEN
    }

    /** A body is larger than its limit. The JDK's client passes it on. */
    static final class TooLargeException extends RuntimeException {}

    private final Reason reason;

    private HttpException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    static HttpException timeout(String server, Duration timeout) {
        return new HttpException(
                Reason.TIMEOUT,
                server + " has not answered in full within " + timeout.toSeconds()
                        + " s: check that it is up, and that no firewall or proxy drops the connection");
    }

    static HttpException atProxy(String server) {
        return new HttpException(
                Reason.BROKEN,
                server + " is behind a proxy that wants a sign-in (HTTP 407): let this host reach it directly");
    }

    /** Does not repeat the JDK's own messages, since they quote requests and answers. */
    static HttpException of(String server, int maxBytes, Throwable thrown) {
        Causes causes = new Causes(thrown);
        if (causes.have(TooLargeException.class)) {
            return new HttpException(
                    Reason.TOO_LARGE,
                    server + " answers more than " + maxBytes
                            + " bytes, which is more than this answer can need: check the address");
        }
        Optional<String> tls = TlsFault.of(causes);
        if (tls.isPresent()) {
            return new HttpException(Reason.TLS, server + tls.get());
        }
        boolean isUnknown = causes.have(UnresolvedAddressException.class, UnknownHostException.class);
        boolean isUnreachable = isUnknown || causes.have(ConnectException.class, NoRouteToHostException.class);
        String sentence = isUnknown
                ? ": the host name is not known here: check the address, the DNS"
                : isUnreachable
                        ? " refuses the connection or cannot be reached: check the port, that the host is up"
                        : " ended the connection in the middle or does not speak HTTP"
                                + (server.startsWith("https:") ? ", or requires a client certificate" : "")
                                + ": check the port, whether the address begins with http or https";
        // A proxy's fault looks like the server's.
        return new HttpException(
                isUnreachable ? Reason.UNREACHABLE : Reason.BROKEN,
                server + sentence + ", and the proxy if one is set");
    }

    public Reason reason() {
        return reason;
    }
}
