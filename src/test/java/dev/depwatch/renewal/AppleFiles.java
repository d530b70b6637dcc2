package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Files as Apple gives them out, with a made-up secret in each, and public keys as Jamf Pro has them. */
public final class AppleFiles {
    /** Stands in every file, and must stand nowhere else. */
    public static final String CANARY = "CANARY-9af2f8218b150c351ad802c6f3d66abe";

    private static final KeyPair KEYS = keys();
    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EXPIRY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx", Locale.ROOT).withZone(ZoneOffset.UTC);

    private AppleFiles() {}

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            // Apple's have 2048 bits; these are made in an eighth of the time.
            generator.initialize(1024);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate of a Jamf Pro's public key: the same key for all, another serial number for each. */
    public static X509Certificate certificate(String name, long serial) throws Exception {
        X500Name subject = new X500Name("CN=" + name);
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                subject,
                                BigInteger.valueOf(serial),
                                Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                                Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                                subject,
                                KEYS.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(KEYS.getPrivate())));
    }

    public static String pem(X509Certificate certificate) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return text.toString();
    }

    /** The name that Apple gives to a file. */
    public static String name(String server, Instant at) {
        return server + "_Token_" + NAME_TIME.format(at) + "_smime.p7m";
    }

    /** An enrolment token as Apple writes it: S/MIME. No two are the same. */
    public static byte[] enrollment(X509Certificate recipient) {
        return ("Content-Type: application/pkcs7-mime; name=\"smime.p7m\"; smime-type=enveloped-data\r\n"
                        + "Content-Transfer-Encoding: base64\r\n"
                        + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n"
                        + "Content-Description: S/MIME Encrypted Message\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(der(recipient))
                        + "\r\n")
                .getBytes(US_ASCII);
    }

    public static byte[] der(X509Certificate recipient) {
        try {
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(recipient));
            String json = "{\"consumer_key\":\"CK_" + CANARY + "\",\"consumer_secret\":\"CS_" + CANARY
                    + "\",\"access_token\":\"AT_x\",\"access_secret\":\"AS_x\",\"access_token_expiry\":\"\"}";
            return generator
                    .generate(
                            new CMSProcessableByteArray(json.getBytes(StandardCharsets.UTF_8)),
                            new JceCMSContentEncryptorBuilder(CMSAlgorithm.DES_EDE3_CBC).build())
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A content token: base64 of JSON. */
    public static byte[] content(Instant expires) {
        String json = "{\"expDate\":\"" + EXPIRY.format(expires) + "\",\"token\":\"" + CANARY
                + "\",\"orgName\":\"Example University\"}";
        return Base64.getEncoder().encode(json.getBytes(StandardCharsets.UTF_8));
    }

    static KeyPair keyPair() {
        return KEYS;
    }
}
