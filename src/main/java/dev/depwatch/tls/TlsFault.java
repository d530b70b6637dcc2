package dev.depwatch.tls;

import dev.depwatch.text.Causes;
import dev.depwatch.text.SafeText;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why TLS failed. Does not repeat the JDK's own messages, except a certificate's: only that one has the name the
 * certificate was made for.
 */
public final class TlsFault {
    private static final int MAX_DETAIL = 200;

    private TlsFault() {}

    /** What is wrong and what to do, to append to the server's name; empty if TLS did not fail. */
    public static Optional<String> of(Causes causes) {
        return causes.first(SSLException.class).map(tls -> sentence(causes));
    }

    private static String sentence(Causes causes) {
        if (causes.have(CertificateExpiredException.class)) {
            return " shows a certificate that has expired: renew it there";
        }
        if (causes.have(CertificateNotYetValidException.class)) {
            return " shows a certificate that is not valid yet: check the clocks of both hosts";
        }
        Optional<CertificateException> certificate = causes.first(CertificateException.class);
        if (certificate.isEmpty()) {
            return " and this host find no common TLS: check that the port speaks TLS 1.2 or newer and"
                    + " requires no client certificate";
        }
        // The JDK's validator throws internal classes for this; only their causes are public.
        if (causes.have(CertPathValidatorException.class, CertPathBuilderException.class)) {
            return " shows a certificate that no known authority has signed: put the authority's certificate (PEM) into"
                    + " caFile; for Apple, Slack, Teams, PagerDuty and the heartbeat into the certificates of the Java that"
                    + " runs depwatch (keytool -importcert -cacerts), and restart it";
        }
        String message = Objects.requireNonNullElse(certificate.get().getMessage(), "");
        return " shows a certificate that does not fit its name: use the name the certificate was made for ("
                + SafeText.line(message, MAX_DETAIL) + ")";
    }
}
