package dev.depwatch.web;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.Problem;
import dev.depwatch.tls.ServerIdentity;
import dev.depwatch.tls.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the pages are served and to whom, by the newest version of the web configuration file that can be used. Looked at
 * whenever somebody asks; a version that cannot be used is told once, and leaves the one before in force. Safe for use by
 * many threads: one reads the file anew, the others go on meanwhile.
 */
public final class Web {
    private final Logger logger = LoggerFactory.getLogger(Web.class);
    private final Optional<Path> file;
    private final List<Problem> warnings;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Access access;
    private volatile Map<Path, Stamp> seen;
    private volatile String failure = "";

    /** By what a changed file is known; as good as its content unless somebody takes pains. */
    private record Stamp(FileTime modified, long size, Optional<Object> fileKey) {
        static final Stamp MISSING = new Stamp(FileTime.fromMillis(0), -1, Optional.empty());

        static Stamp of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(found.lastModifiedTime(), found.size(), Optional.ofNullable(found.fileKey()));
            } catch (IOException ignored) {
                return MISSING;
            }
        }
    }

    private record Version(Access access, Map<Path, Stamp> seen, List<Problem> warnings) {}

    private Web(Optional<Path> file, Version first) {
        this.file = file;
        this.access = first.access;
        this.seen = first.seen;
        this.warnings = first.warnings;
    }

    /**
     * Reads the file; without one everybody is served, unencrypted.
     *
     * @throws ConfigException with everything that is wrong with it or with what it names
     */
    public static Web of(Optional<Path> file) throws ConfigException {
        return new Web(file, file.isPresent() ? read(file.get()) : new Version(open(), Map.of(), List.of()));
    }

    private static Access open() {
        return new Access(Optional.empty(), new Users(Map.of()), Map.of());
    }

    private static Version read(Path file) throws ConfigException {
        // Before it is read: what changes meanwhile is seen by the next look.
        Map<Path, Stamp> seen = new HashMap<>(Map.of(file, Stamp.of(file)));
        ConfigFile config = ConfigFile.read(file, Map.of());
        WebConfig written = config.bind(WebConfig.class);
        if (!written.users().isEmpty()) {
            config.remarksOn(written).closed("basic_auth_users", file);
        }
        List<Problem> warnings = config.warnings();
        Optional<Access.Tls> tls = Optional.empty();
        if (written.tls().isPresent()) {
            TlsServerConfig server = written.tls().get();
            for (Path named : named(server)) {
                seen.put(named, Stamp.of(named));
            }
            try {
                tls = Optional.of(new Access.Tls(context(server), server.parameters(), server.isClientVerified()));
            } catch (IOException e) {
                throw new ConfigException(List.of(
                        new Problem(file.toString(), 0, 0, "tls_server_config", String.valueOf(e.getMessage()))));
            }
        }
        return new Version(
                new Access(tls, new Users(written.users()), written.http().headers()), Map.copyOf(seen), warnings);
    }

    private static List<Path> named(TlsServerConfig server) {
        List<Path> files = new ArrayList<>(List.of(server.certFile(), server.keyFile()));
        server.clientCaFile().ifPresent(files::add);
        return files;
    }

    private static SSLContext context(TlsServerConfig server) throws IOException {
        // None: then nobody is asked, and nobody would be trusted.
        TrustManager[] trusted = server.clientCaFile().isEmpty()
                ? new TrustManager[0]
                : new TrustManager[] {
                    new ClientTrust(
                            Trust.only("client_ca_file", server.clientCaFile().get()), server.clientAllowedSans())
                };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    ServerIdentity.of("cert_file", server.certFile(), "key_file", server.keyFile()), trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("Java cannot serve TLS: " + e.getMessage(), e);
        }
    }

    /** What the administrator should know of the version that it was opened with. */
    public List<Problem> warnings() {
        return warnings;
    }

    /** Whether the pages are served by TLS, which no later version of the file changes. */
    public boolean isEncrypted() {
        return access.isEncrypted();
    }

    /** What holds now. */
    public Access current() {
        if (file.isPresent() && hasChanged() && reading.compareAndSet(false, true)) {
            try {
                readAnew(file.get());
            } finally {
                reading.set(false);
            }
        }
        return access;
    }

    /** One that could not be used is tried again at each look, since what it names may have been mended. */
    private boolean hasChanged() {
        return !failure.isEmpty()
                || seen.entrySet().stream()
                        .anyMatch(look -> !Stamp.of(look.getKey()).equals(look.getValue()));
    }

    private void readAnew(Path changed) {
        try {
            Version next = read(changed);
            if (next.access.isEncrypted() != access.isEncrypted()) {
                failed(changed + ": tls_server_config came or went; restart depwatch to take it");
                return;
            }
            if (access.isAuthenticated() && !next.access.isAuthenticated()) {
                logger.warn("{}: from now on nobody has to prove who it is to read the pages", changed);
            }
            access = next.access;
            seen = next.seen;
            failure = "";
            logger.info("{} is taken anew", changed);
        } catch (ConfigException e) {
            failed(String.join(
                    "; ", e.problems().stream().map(Problem::toString).toList()));
        }
    }

    private void failed(String what) {
        if (!what.equals(failure)) {
            logger.error("a changed web configuration is not taken, the one before stays in force: {}", what);
        }
        failure = what;
    }

    /** The certificate and the rules of now for each connection that is made by it. */
    public static SSLContext contextOf(Supplier<Web> web) {
        return new SSLContext(new NewestContext(() -> web.get().current().tls()), null, "TLS") {};
    }
}
