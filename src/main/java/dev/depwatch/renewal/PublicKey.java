package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.depwatch.renewal.EnvelopedFile.Recipient;
import dev.depwatch.text.Sha256;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The public key that a Jamf Pro has for Apple.
 *
 * @param pem as Jamf Pro answers it
 * @param sha256 of it, for a person who compares two
 * @param certificate which a file names as its recipient; empty of a bare key, which no file names
 */
public record PublicKey(String pem, String sha256, Optional<X509Certificate> certificate) {
    private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";
    private static final String BEGIN_KEY = "-----BEGIN PUBLIC KEY-----";

    /** Empty if it is no public key; what it is else is not said, as it could be a secret. */
    public static Optional<PublicKey> of(String pem) {
        String text = pem.strip();
        if (text.contains("PRIVATE") || !(text.startsWith(BEGIN_CERTIFICATE) || text.startsWith(BEGIN_KEY))) {
            return Optional.empty();
        }
        String sha256 = HexFormat.of().formatHex(Sha256.of(text));
        try {
            Optional<X509Certificate> certificate = text.startsWith(BEGIN_KEY)
                    ? Optional.empty()
                    : Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(text.getBytes(US_ASCII))));
            return Optional.of(new PublicKey(pem, sha256, certificate));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Whether Apple encrypted the file for this key; empty if that is not known. */
    Optional<Boolean> isOf(TokenFile file) {
        return certificate
                .filter(own -> !file.recipients().isEmpty())
                .map(own ->
                        file.recipients().contains(new Recipient(own.getIssuerX500Principal(), own.getSerialNumber())));
    }
}
