package dev.depwatch.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first certificate in a PEM file. Nothing else in the file is kept: it may hold a private key as well.
 *
 * @param certificate empty if it cannot be read, which is a problem of the configuration
 * @param isBesidePrivateKey whether the file holds a private key as well
 */
public record PemCertificate(Optional<X509Certificate> certificate, boolean isBesidePrivateKey) {
    /** In place of one that cannot be read. */
    static final PemCertificate NONE = new PemCertificate(Optional.empty(), false);

    /** A certificate has about 2,000 bytes. */
    private static final int MAX_KIB = 64;

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    /** @throws IOException with the reason for the administrator, without the file's name and contents */
    static PemCertificate read(Path file) throws IOException {
        FileAccess.requireSmall(file, MAX_KIB);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new IOException("no certificate in it");
        }
        try (InputStream in = new ByteArrayInputStream(block.group().getBytes(StandardCharsets.ISO_8859_1))) {
            return new PemCertificate(
                    Optional.of((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in)),
                    text.contains("PRIVATE KEY-----"));
        } catch (CertificateException e) {
            throw new IOException("its certificate is damaged", e);
        }
    }
}
