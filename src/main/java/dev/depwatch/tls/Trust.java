package dev.depwatch.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's certificate authorities and those of a PEM file. */
public final class Trust {
    /** A whole operating system's bundle of authorities is a quarter of it. */
    private static final int MAX_BYTES = 1 << 20;

    private Trust() {}

    /**
     * What trusts the certificates of the file as well, if there is one.
     *
     * @throws IOException with a sentence for the administrator if the file cannot serve
     */
    public static SSLContext including(Optional<Path> caFile) throws IOException {
        try {
            return caFile.isPresent() ? including(caFile.get()) : SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("Java has no TLS: " + e.getMessage(), e);
        }
    }

    private static SSLContext including(Path caFile) throws IOException {
        Collection<? extends Certificate> own = certificates(caFile);
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
            for (Certificate certificate : own) {
                all.setCertificateEntry("ca-file-" + entry++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(all), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("caFile " + caFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path caFile) throws IOException {
        byte[] pem;
        try (InputStream in = Files.newInputStream(caFile)) {
            pem = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IOException("caFile " + caFile + " does not exist; expected a PEM file of certificates", e);
        } catch (IOException e) {
            throw new IOException("caFile " + caFile + " cannot be read: check its permissions", e);
        }
        if (pem.length > MAX_BYTES) {
            throw new IOException("caFile " + caFile + " is larger than 1 MiB; expected a PEM file of certificates");
        }
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw new IOException(notPem(caFile), e);
        }
        throw new IOException(notPem(caFile));
    }

    private static String notPem(Path caFile) {
        return "caFile " + caFile + " holds no readable certificate; expected one or several blocks"
                + " \"-----BEGIN CERTIFICATE-----\", and no private key";
    }

    /** @param store null for the JDK's own authorities */
    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
