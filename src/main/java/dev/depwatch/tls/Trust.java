package dev.depwatch.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
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
            if (caFile.isEmpty()) {
                return SSLContext.getDefault();
            }
            List<X509Certificate> all = new ArrayList<>(new Pem("caFile", caFile.get()).certificates());
            all.addAll(List.of(manager(null).getAcceptedIssuers()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager(store(all))}, null);
            return context;
        } catch (GeneralSecurityException e) {
            String what =
                    caFile.map(file -> "caFile " + file + " cannot be used: ").orElse("Java has no TLS: ");
            throw new IOException(what + e.getMessage(), e);
        }
    }

    /**
     * Trusts only certificates that an authority in the file has signed.
     *
     * @param clientCaFile of the web configuration
     * @throws IOException with a sentence for the administrator if the file is unusable
     */
    public static X509TrustManager only(Path clientCaFile) throws IOException {
        try {
            return manager(store(new Pem("client_ca_file", clientCaFile).certificates()));
        } catch (GeneralSecurityException e) {
            throw new IOException("client_ca_file " + clientCaFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore store(List<X509Certificate> certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry("certificate-" + store.size(), certificate);
        }
        return store;
    }

    /** @param store null for the JDK's own authorities */
    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        // One for each kind of certificate, of which TLS has this one.
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
