package dev.depwatch.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A server's certificate and its private key, from the PEM files of the web configuration. */
public final class ServerIdentity {
    /** The password of a key store that exists only in memory. FIPS 140 wants 14 characters. */
    private static final char[] PASSWORD = "only in memory".toCharArray();

    private ServerIdentity() {}

    /**
     * Key managers that show the certificate and prove possession of its key.
     *
     * @throws IOException with a sentence for the administrator if the files are unusable
     */
    public static KeyManager[] of(Path certificates, Path privateKey) throws IOException {
        List<X509Certificate> chain = new Pem("cert_file", certificates).certificates();
        PublicKey shown = chain.get(0).getPublicKey();
        PrivateKey key = new Pem("key_file", privateKey).privateKey(shown.getAlgorithm());
        try {
            if (!belongs(key, shown)) {
                throw new IOException("key_file " + privateKey
                        + " is not the key of the first certificate in cert_file " + certificates);
            }
            KeyStore store = KeyStore.getInstance(isBouncyCastleFips() ? "BCFKS" : "PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD);
            return managers.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException("cert_file " + certificates + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** There PKCS#12 may not encrypt a key. Another default, such as PKCS#11, could write the key to a device. */
    private static boolean isBouncyCastleFips() {
        return KeyStore.getDefaultType().equalsIgnoreCase("BCFKS");
    }

    /** Whether the public key verifies a signature of the private key. */
    private static boolean belongs(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
        byte[] anything = {1, 2, 3};
        Signature signature = Signature.getInstance(
                switch (shown.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> shown.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(shown);
        signature.update(anything);
        return signature.verify(signed);
    }
}
