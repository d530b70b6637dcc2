package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.depwatch.renewal.EnvelopedFile.Recipient;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The public key that a Jamf Pro has for Apple.
 *
 * @param pem as Jamf Pro answers it
 * @param sha256 of it, to recognise it by
 * @param certificate which a file names as its recipient; empty of a bare key, which no file names
 */
public record PublicKey(String pem, String sha256, Optional<X509Certificate> certificate) {
    private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";
    private static final String BEGIN_KEY = "-----BEGIN PUBLIC KEY-----";

    /** Its extension that holds the identifier of the key: RFC 5280, 4.2.1.2; an octet string in an octet string. */
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

    private static final int TWO_HEADERS = 4;

    /** Whether a file is encrypted for a key. */
    enum Match {
        YES,
        NO,
        /** The key is not known, or has no certificate. */
        UNKNOWN
    }

    /** Empty if it is no public key; what it is else is not said, as it could be a secret. */
    public static Optional<PublicKey> of(String pem) {
        String text = pem.strip();
        if (text.contains("PRIVATE") || !(text.startsWith(BEGIN_CERTIFICATE) || text.startsWith(BEGIN_KEY))) {
            return Optional.empty();
        }
        String sha256 = TokenContents.sha256(text.getBytes(US_ASCII));
        if (text.startsWith(BEGIN_KEY)) {
            return Optional.of(new PublicKey(pem, sha256, Optional.empty()));
        }
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(text.getBytes(US_ASCII)));
            return Optional.of(new PublicKey(pem, sha256, Optional.of(certificate)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Whether Apple encrypted the file for this key. */
    Match match(TokenFile file) {
        return certificate
                .map(own ->
                        file.recipients().stream().anyMatch(recipient -> isFor(recipient, own)) ? Match.YES : Match.NO)
                .orElse(Match.UNKNOWN);
    }

    private static boolean isFor(Recipient recipient, X509Certificate own) {
        if (recipient.issuer().isPresent()) {
            return recipient.issuer().get().equals(own.getIssuerX500Principal())
                    && recipient.serial().equals(Optional.of(own.getSerialNumber()));
        }
        byte[] extension = own.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        return extension != null
                && extension.length > TWO_HEADERS
                && HexFormat.of()
                        .formatHex(Arrays.copyOfRange(extension, TWO_HEADERS, extension.length))
                        .equals(recipient.keyId());
    }
}
