package dev.depwatch.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates, made by the JDK's own keytool when a test needs one. */
public final class Certificates {
    /** Of every key store. */
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
        Path pem = unusedPath(".pem");
        keyPair(store, "san=" + alternativeName, "-1d", 30);
        keytool(store, "-exportcert", "-rfc", "-file", pem.toString());
        return new Identity(context(store), pem, store);
    }

    /** Signed by an authority of its own, whose certificate is the PEM; the server's is good from {@code start} on. */
    public Identity signed(String alternativeName, String start, int days) throws IOException, InterruptedException {
        Path authority = unusedPath(".p12");
        Path authorityPem = unusedPath(".pem");
        Path store = unusedPath(".p12");
        Path request = unusedPath(".csr");
        Path chain = unusedPath(".pem");
        keyPair(authority, "bc:c", "-20d", 60);
        keytool(authority, "-exportcert", "-rfc", "-file", authorityPem.toString());
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
        keytool(store, "-importcert", "-noprompt", "-file", chain.toString());
        return new Identity(context(store), authorityPem, store);
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
            throw new IOException("keytool did not succeed: " + List.of(arguments));
        }
    }

    private static SSLContext context(Path store) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
