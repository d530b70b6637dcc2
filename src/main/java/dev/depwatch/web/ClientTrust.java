package dev.depwatch.web;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the clients that another trust manager trusts, if their certificate also has an allowed alternative name.
 *
 * @param allowedNames empty: accepts any name
 */
record ClientTrust(X509TrustManager trust, List<String> allowedNames) implements X509TrustManager {
    /** RFC 5280, 4.2.1.6: email addresses, DNS names, URIs and IP addresses, each a text. */
    private static final Set<Object> KINDS = Set.of(1, 2, 6, 7);

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkClientTrusted(chain, authType);
        if (!allowedNames.isEmpty() && !hasAllowedName(chain[0])) {
            throw new CertificateException("none of the client's names is in client_allowed_sans");
        }
    }

    private boolean hasAllowedName(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names != null
                && names.stream().anyMatch(name -> KINDS.contains(name.get(0)) && allowedNames.contains(name.get(1)));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is a server");
    }
}
