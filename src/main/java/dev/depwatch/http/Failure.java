package dev.depwatch.http;

import dev.depwatch.http.HttpException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Turns what the JDK's client throws into a sentence. The JDK's own messages are not passed on, since they quote what
 * was sent and received; only a certificate's fault is, because nothing else says which name it was made for.
 */
final class Failure {
    private static final int MAX_CHAIN = 20;
    private static final int MAX_DETAIL = 200;

    private Failure() {}

    static HttpException timeout(String server, Duration timeout) {
        return new HttpException(
                Kind.TIMEOUT,
                server + " has not answered in full within " + seconds(timeout)
                        + ": check that it is up, and that no firewall or proxy swallows the connection");
    }

    static HttpException of(String server, Duration timeout, Throwable thrown) {
        List<Throwable> chain = Stream.iterate(thrown, Throwable::getCause)
                .limit(MAX_CHAIN)
                .takeWhile(e -> e != null)
                .toList();
        Optional<BoundedBody.TooLargeException> tooLarge = first(chain, BoundedBody.TooLargeException.class);
        if (tooLarge.isPresent()) {
            return new HttpException(
                    Kind.TOO_LARGE,
                    server + " answers more than " + tooLarge.get().maxBytes
                            + " bytes, which is more than this answer can need: check the address");
        }
        if (first(chain, HttpTimeoutException.class).isPresent()) {
            return timeout(server, timeout);
        }
        if (first(chain, SSLException.class).isPresent()) {
            return new HttpException(Kind.TLS, server + tls(chain));
        }
        if (first(chain, UnresolvedAddressException.class).isPresent()
                || first(chain, UnknownHostException.class).isPresent()) {
            return new HttpException(
                    Kind.UNREACHABLE, server + ": the host name is not known here: check the address and the DNS");
        }
        if (first(chain, ConnectException.class).isPresent()
                || first(chain, NoRouteToHostException.class).isPresent()) {
            return new HttpException(
                    Kind.UNREACHABLE,
                    server + " refuses the connection or cannot be reached: check the port, and that the server is up");
        }
        return new HttpException(
                Kind.BROKEN,
                server
                        + " ended the connection in the middle or does not speak HTTP: check the port and http or https");
    }

    private static String tls(List<Throwable> chain) {
        if (first(chain, CertificateExpiredException.class).isPresent()) {
            return " shows a certificate that has expired: renew it there";
        }
        if (first(chain, CertificateNotYetValidException.class).isPresent()) {
            return " shows a certificate that is not valid yet: check the clocks of both hosts";
        }
        Optional<CertificateException> certificate = first(chain, CertificateException.class);
        if (certificate.isPresent() && isUntrusted(chain)) {
            return " shows a certificate that no known authority has signed: put the authority's certificate (PEM) into"
                    + " caFile";
        }
        if (certificate.isPresent()) {
            return " shows a certificate that does not fit its name: use the name the certificate was made for"
                    + detail(certificate.get());
        }
        return " and this host find no common TLS: check that the port speaks TLS 1.2 or newer";
    }

    /** The JDK's validator says so with classes of its own, which are not public; their cause is. */
    private static boolean isUntrusted(List<Throwable> chain) {
        return first(chain, CertPathValidatorException.class).isPresent()
                || first(chain, CertPathBuilderException.class).isPresent();
    }

    private static String detail(CertificateException thrown) {
        String message = Objects.requireNonNullElse(thrown.getMessage(), "");
        String text = message.replaceAll("\\p{Cntrl}", " ");
        return " (" + text.substring(0, Math.min(text.length(), MAX_DETAIL)) + ")";
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
