package dev.depwatch.tls;

import dev.depwatch.text.SafeText;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why TLS failed. Does not repeat the JDK's own messages, except a certificate's: only that one has the name the
 * certificate was made for.
 */
public final class TlsFault {
    private static final int MAX_CHAIN = 20;
    private static final int MAX_DETAIL = 200;

    private TlsFault() {}

    /** What is wrong and what to do, to append to the server's name; empty if TLS did not fail. */
    public static Optional<String> of(Throwable thrown) {
        List<Throwable> chain = Stream.iterate(thrown, Throwable::getCause)
                .limit(MAX_CHAIN)
                .takeWhile(e -> e != null)
                .toList();
        return first(chain, SSLException.class).map(tls -> sentence(chain));
    }

    private static String sentence(List<Throwable> chain) {
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

    /** The JDK's validator throws internal classes for this; only their causes are public. */
    private static boolean isUntrusted(List<Throwable> chain) {
        return first(chain, CertPathValidatorException.class).isPresent()
                || first(chain, CertPathBuilderException.class).isPresent();
    }

    private static String detail(CertificateException thrown) {
        String message = Objects.requireNonNullElse(thrown.getMessage(), "");
        return " (" + SafeText.line(message, MAX_DETAIL) + ")";
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
