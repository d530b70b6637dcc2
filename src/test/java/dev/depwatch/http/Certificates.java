package dev.depwatch.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates that the JDK's own keytool makes when a test needs one. */
public final class Certificates {
    /** The password of every key store. */
    public static final String PASSWORD = "password";

    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /**
     * A server that shows a certificate for a name, such as {@code dns:localhost}, that certificate as PEM, and the
     * PKCS #12 store with its key.
     */
    public record Identity(SSLContext server, Path pem, Path store) {}

    public Identity selfSigned(String alternativeName) throws IOException, InterruptedException {
        Path store = unusedPath(".p12");
        keyPair(store, "san=" + alternativeName, "-1d", 30);
        return new Identity(context(store), chain(store), store);
    }

    /** The certificate that the server shows, with those that signed it, as PEM. */
    public Path chain(Identity identity) throws IOException {
        return chain(identity.store);
    }

    private Path chain(Path store) throws IOException {
        StringBuilder pem = new StringBuilder();
        try {
            for (Certificate certificate : keys(store).getCertificateChain("server")) {
                pem.append(block("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return Files.writeString(unusedPath(".pem"), pem);
    }

    /** The server's private key as PEM (PKCS #8), readable only by its owner. */
    public Path privateKey(Identity identity) throws IOException {
        Path file = Files.createFile(
                unusedPath(".key"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Key key = keys(identity.store).getKey("server", PASSWORD.toCharArray());
            return Files.writeString(file, block("PRIVATE KEY", key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String block(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + "-----\n";
    }

    /** Signed by its own authority, whose certificate is the PEM; the server's is valid from {@code start} on. */
    public Identity signed(String alternativeName, String start, int days) throws IOException, InterruptedException {
        Path authority = unusedPath(".p12");
        Path store = unusedPath(".p12");
        Path request = unusedPath(".csr");
        Path chain = unusedPath(".pem");
        keyPair(authority, "bc:c", "-20d", 60);
        Path authorityPem = chain(authority);
        keyPair(store, "san=" + alternativeName, start, days);
        keytool(store, "-certreq", "-file", request.toString());
        keytool(
                authority,
                "-gencert",
                "-rfc",
                "-infile",
                request.toString(),
                "-outfile",
                chain.toString(),
                "-ext",
                "san=" + alternativeName,
                "-startdate",
                start,
                "-validity",
                Integer.toString(days));
        Files.writeString(chain, Files.readString(chain) + Files.readString(authorityPem));
        show(store, chain);
        return new Identity(context(store), authorityPem, store);
    }

    /** From now on, the store's key has this chain. */
    private static void show(Path store, Path chain) throws IOException {
        try (InputStream in = Files.newInputStream(chain)) {
            KeyStore keys = keys(store);
            Certificate[] certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            keys.setKeyEntry(
                    "server", keys.getKey("server", PASSWORD.toCharArray()), PASSWORD.toCharArray(), certificates);
            try (OutputStream out = Files.newOutputStream(store)) {
                keys.store(out, PASSWORD.toCharArray());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void keyPair(Path store, String extension, String start, int days)
            throws IOException, InterruptedException {
        keytool(
                store,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + store.getFileName(),
                "-ext",
                extension,
                "-startdate",
                start,
                "-validity",
                Integer.toString(days));
    }

    private Path unusedPath(String suffix) {
        return folder.resolve(UUID.randomUUID() + suffix);
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "server", "-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of("-J-Duser.language=en", "-J-XX:TieredStopAtLevel=1"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool failed: " + List.of(arguments));
        }
    }

    private static SSLContext context(Path store) throws IOException {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys(store), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static KeyStore keys(Path store) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        }
    }

    /** A client that trusts the server, and shows a certificate of its own if it has one. */
    public static SSLContext client(Identity server, Optional<Identity> own) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(server.pem)) {
                trusted.setCertificateEntry(
                        "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(own.isPresent() ? keys(own.get().store) : null, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
