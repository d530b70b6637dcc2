package dev.depwatch.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's certificate authorities and those of a PEM file. */
public final class Trust {
    private Trust() {}

    /**
     * Trusts Java's authorities and, if there is a file, also its certificates.
     *
     * @throws IOException with a sentence for the administrator if the file is unusable
     */
    public static SSLContext including(Optional<Path> caFile) throws IOException {
        try {
            return caFile.isPresent() ? including(caFile.get()) : SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("Java has no TLS: " + e.getMessage(), e);
        }
    }

    private static SSLContext including(Path caFile) throws IOException {
        List<X509Certificate> own = new Pem("caFile", caFile).certificates();
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int entry = 0;
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                        all.setCertificateEntry("jdk-" + entry++, certificate);
                    }
                }
            }
            for (X509Certificate certificate : own) {
                all.setCertificateEntry("ca-file-" + entry++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(all), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("caFile " + caFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Trusts only certificates that an authority in the file has signed.
     *
     * @param key the file's key in the configuration
     * @throws IOException with a sentence for the administrator if the file is unusable
     */
    public static X509ExtendedTrustManager only(String key, Path caFile) throws IOException {
        List<X509Certificate> own = new Pem(key, caFile).certificates();
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int entry = 0;
            for (X509Certificate certificate : own) {
                store.setCertificateEntry("ca-file-" + entry++, certificate);
            }
            for (TrustManager manager : managers(store)) {
                if (manager instanceof X509ExtendedTrustManager x509) {
                    return x509;
                }
            }
            throw new IOException("Java cannot verify certificates");
        } catch (GeneralSecurityException e) {
            throw new IOException(key + " " + caFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** @param store null for the JDK's own authorities */
    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
