package dev.depwatch.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates with elliptic curve keys, made when a test needs one. */
public final class Certificates {
    /** The password of every key store. */
    public static final String PASSWORD = "password";

    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /**
     * A server that shows a certificate for a host name, the certificate as PEM that clients must trust, and the
     * server's key and certificates under the alias {@code server}.
     */
    public record Identity(SSLContext server, Path pem, KeyStore keys) {}

    /** Valid since yesterday, for 30 days. */
    public Identity selfSigned(String host) throws IOException, GeneralSecurityException {
        KeyPair keys = keyPair();
        X509Certificate certificate = certificate(keys, keys, -1, 30, Extension.subjectAlternativeName, name(host));
        return identity(certificate, keys, certificate);
    }

    /**
     * Signed by its own authority, whose certificate is the PEM.
     *
     * @param start when the server's certificate becomes valid, in days from now
     * @param days for how long
     */
    public Identity signed(String host, int start, int days) throws IOException, GeneralSecurityException {
        KeyPair signer = keyPair();
        KeyPair keys = keyPair();
        X509Certificate authority =
                certificate(signer, signer, -20, 60, Extension.basicConstraints, new BasicConstraints(true));
        X509Certificate certificate =
                certificate(keys, signer, start, days, Extension.subjectAlternativeName, name(host));
        return identity(authority, keys, certificate, authority);
    }

    private Identity identity(X509Certificate trusted, KeyPair keys, X509Certificate... chain)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD.toCharArray(), chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(managers.getKeyManagers(), null, null);
        return new Identity(server, write(trusted), store);
    }

    /** In memory only. PKCS #12 would hash the password ten thousand times at each use of a key. */
    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        return store;
    }

    /** What a web configuration says so that the pages are served with this identity. */
    public String webConfiguration(Identity identity) throws IOException, GeneralSecurityException {
        return "tls_server_config: { cert_file: '%s', key_file: '%s' }"
                .formatted(chain(identity), privateKey(identity));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            KeyPair keys, KeyPair signer, int start, int days, ASN1ObjectIdentifier extension, ASN1Encodable value)
            throws IOException, GeneralSecurityException {
        Instant from = Instant.now().plus(start, ChronoUnit.DAYS);
        return certificate(subject(keys), keys, signer, from, from.plus(days, ChronoUnit.DAYS), extension, value);
    }

    private static X509Certificate certificate(
            X500Name subject,
            KeyPair keys,
            KeyPair signer,
            Instant from,
            Instant end,
            ASN1ObjectIdentifier extension,
            ASN1Encodable value)
            throws IOException, GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    subject(signer),
                                    new BigInteger(64, new SecureRandom()),
                                    Date.from(from),
                                    Date.from(end),
                                    subject,
                                    keys.getPublic())
                            .addExtension(extension, false, value)
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        } catch (OperatorException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** The certificate alone of a push service, or of what else has this subject, as PEM. */
    public Path ofSubject(String subject, Instant end) throws IOException, GeneralSecurityException {
        KeyPair keys = keyPair();
        return write(certificate(
                new X500Name(subject),
                keys,
                keys,
                end.minus(365, ChronoUnit.DAYS),
                end,
                Extension.basicConstraints,
                new BasicConstraints(false)));
    }

    /** Another one for each key. */
    private static X500Name subject(KeyPair keys) {
        return new X500Name("CN=" + UUID.nameUUIDFromBytes(keys.getPublic().getEncoded()));
    }

    private static GeneralNames name(String host) {
        return new GeneralNames(new GeneralName(GeneralName.dNSName, host));
    }

    /** The certificate that the server shows, with those that signed it, as PEM. */
    public Path chain(Identity identity) throws IOException, GeneralSecurityException {
        return write(identity.keys.getCertificateChain("server"));
    }

    private Path write(Certificate... chain) throws IOException, GeneralSecurityException {
        StringBuilder pem = new StringBuilder();
        for (Certificate certificate : chain) {
            pem.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        return Files.writeString(unusedPath(".pem"), pem);
    }

    /** The server's private key as PEM (PKCS #8), readable only by its owner. */
    public Path privateKey(Identity identity) throws IOException, GeneralSecurityException {
        Path file = Files.createFile(
                unusedPath(".key"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Key key = identity.keys.getKey("server", PASSWORD.toCharArray());
        return Files.writeString(file, block("PRIVATE KEY", key.getEncoded()));
    }

    private static String block(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + "-----\n";
    }

    /** The server's key and certificates as a PKCS #12 file. */
    public Path store(Identity identity) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server",
                identity.keys.getKey("server", PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                identity.keys.getCertificateChain("server"));
        Path file = unusedPath(".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private Path unusedPath(String suffix) {
        return folder.resolve(UUID.randomUUID() + suffix);
    }

    /** A client that trusts the server, and shows a certificate of its own if it has one. */
    public static SSLContext client(Identity server, Optional<Identity> own)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = emptyStore();
        try (InputStream in = Files.newInputStream(server.pem)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own.map(Identity::keys).orElse(null), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
