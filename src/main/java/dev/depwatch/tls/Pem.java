package dev.depwatch.tls;

import dev.depwatch.config.FileAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PEM file. Every error begins with the configuration key that names the file, and none quotes the file.
 *
 * @param key the file's key in the configuration
 */
record Pem(String key, Path file) {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN (?<kind>[A-Z0-9 ]*)PRIVATE KEY-----(?<base64>[^-]*)-----END", Pattern.DOTALL);

    /**
     * All certificates in the file, at least one.
     *
     * @throws IOException with a sentence for the administrator
     */
    List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes()))
                    .forEach(certificate -> found.add((X509Certificate) certificate));
        } catch (CertificateException ignored) {
            // As a file without any.
        }
        if (found.isEmpty()) {
            throw new IOException(named(" holds no readable certificate; expected one or several blocks"
                    + " \"-----BEGIN CERTIFICATE-----\", and no private key"));
        }
        return found;
    }

    /**
     * The private key in the file.
     *
     * @param algorithm of the certificate's public key
     * @throws IOException with a sentence for the administrator
     */
    PrivateKey privateKey(String algorithm) throws IOException {
        Matcher block = PRIVATE_KEY.matcher(new String(bytes(), StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw new IOException(named(" holds no private key; expected a block \"-----BEGIN PRIVATE KEY-----\""));
        }
        if (!block.group("kind").isEmpty()) {
            throw new IOException(named(" holds a private key that is encrypted or of an older format; expected"
                    + " \"-----BEGIN PRIVATE KEY-----\", which `openssl pkcs8 -topk8 -nodes -in " + file
                    + "` makes from it"));
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(block.group("base64"));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException ignored) {
            // The original message may quote the file.
            throw new IOException(
                    named(" holds no readable private key of the certificate's kind (" + algorithm + ")"));
        }
    }

    private byte[] bytes() throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(named(" cannot be read (" + FileAccess.reason(e) + ")"), e);
        }
    }

    private String named(String sentence) {
        return key + " " + file + sentence;
    }
}
