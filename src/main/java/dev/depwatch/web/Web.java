package dev.depwatch.web;

import static java.util.stream.Collectors.joining;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.Problem;
import dev.depwatch.tls.ServerIdentity;
import dev.depwatch.tls.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How depwatch serves the pages, and to whom, by the newest valid version of the web configuration file. Each request
 * checks the file. depwatch reports an invalid version once and keeps the previous one. Thread-safe: one thread reads
 * the file again while the others continue.
 */
public final class Web {
    private final Logger logger = LoggerFactory.getLogger(Web.class);
    private final Optional<Path> file;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Version version;
    private volatile Optional<String> failure = Optional.empty();

    /**
     * One version of the file.
     *
     * @param stamps of the file and of those that it names
     */
    private record Version(Access access, Map<Path, String> stamps, List<Problem> warnings) {}

    private Web(Optional<Path> file, Version first) {
        this.file = file;
        this.version = first;
    }

    /** Identifies a version of a file, as well as its content unless somebody forges it; "" if there is no file. */
    private static String stamp(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
        } catch (IOException ignored) {
            return "";
        }
    }

    /**
     * Reads the file; without a file, everyone may read the pages, without TLS.
     *
     * @throws ConfigException with every problem of the file and of the files that it names
     */
    public static Web of(Optional<Path> file) throws ConfigException {
        Access open = new Access(Optional.empty(), new Users(Map.of()), Map.of());
        return new Web(file, file.isPresent() ? read(file.get()) : new Version(open, Map.of(), List.of()));
    }

    private static Version read(Path file) throws ConfigException {
        // Before reading: the next check sees a change in the meantime.
        Map<Path, String> stamps = new HashMap<>(Map.of(file, stamp(file)));
        ConfigFile config = ConfigFile.read(file, Map.of());
        WebConfig written = config.bind(WebConfig.class);
        if (!written.users().isEmpty()) {
            config.remarksOn(written).closed("basic_auth_users", file);
        }
        List<Problem> warnings = config.warnings();
        Optional<Access.Tls> tls = Optional.empty();
        if (written.tls().isPresent()) {
            TlsServerConfig server = written.tls().get();
            Stream.concat(Stream.of(server.certFile(), server.keyFile()), server.clientCaFile().stream())
                    .forEach(named -> stamps.put(named, stamp(named)));
            try {
                tls = Optional.of(new Access.Tls(context(server), server.parameters()));
            } catch (IOException e) {
                throw new ConfigException(List.of(
                        new Problem(file.toString(), 0, 0, "tls_server_config", String.valueOf(e.getMessage()))));
            }
        }
        return new Version(
                new Access(tls, new Users(written.users()), written.http().headers()), Map.copyOf(stamps), warnings);
    }

    private static SSLContext context(TlsServerConfig server) throws IOException {
        // None: the server requests no certificate, and trusts none.
        TrustManager[] trusted = server.clientCaFile().isEmpty()
                ? new TrustManager[0]
                : new TrustManager[] {
                    new ClientTrust(Trust.only(server.clientCaFile().get()), server.clientAllowedSans())
                };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(ServerIdentity.of(server.certFile(), server.keyFile()), trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("Java cannot serve TLS: " + e.getMessage(), e);
        }
    }

    /** Warnings about the version in force. */
    public List<Problem> warnings() {
        return version.warnings;
    }

    /** A sentence if the newest version is invalid. */
    public Optional<String> fault() {
        return failure.map(what -> "web configuration reload failed; keeping the previous one: see the log");
    }

    /** Whether depwatch serves the pages by TLS; no later version of the file changes that. */
    public boolean isEncrypted() {
        return version.access.tls().isPresent();
    }

    /** The settings in force now. */
    public Access current() {
        if (hasChanged() && reading.compareAndSet(false, true)) {
            try {
                file.ifPresent(this::reload);
            } finally {
                reading.set(false);
            }
        }
        return version.access;
    }

    /** Retries an invalid version at each check, since the files that it names may be repaired. */
    private boolean hasChanged() {
        return failure.isPresent()
                || version.stamps.entrySet().stream()
                        .anyMatch(look -> !stamp(look.getKey()).equals(look.getValue()));
    }

    private void reload(Path changed) {
        try {
            Version next = read(changed);
            if (next.access.tls().isPresent() != isEncrypted()) {
                failed(changed + ": tls_server_config was added or removed; restart depwatch to apply it");
                return;
            }
            if (version.access.isAuthenticated() && !next.access.isAuthenticated()) {
                logger.warn("{}: from now on everyone may read the pages without a password or certificate", changed);
            }
            version = next;
            failure = Optional.empty();
            logger.info("{} is reloaded", changed);
        } catch (ConfigException e) {
            failed(e.problems().stream().map(Problem::toString).collect(joining("; ")));
        }
    }

    private void failed(String what) {
        if (!failure.equals(Optional.of(what))) {
            logger.error("web configuration reload failed; keeping the previous one: {}", what);
        }
        failure = Optional.of(what);
    }

    /** The newest certificate and rules for each of its connections. */
    public static SSLContext contextOf(Supplier<Web> web) {
        return new SSLContext(new NewestContext(() -> web.get().current().tls().orElseThrow()), null, "TLS") {};
    }

    /**
     * Trusts the clients that another trust manager trusts, if their certificate also has an allowed alternative name.
     *
     * @param allowedNames empty: accepts any name
     */
    private record ClientTrust(X509TrustManager trust, List<String> allowedNames) implements X509TrustManager {
        /** RFC 5280, 4.2.1.6: email addresses, DNS names, URIs and IP addresses, each a text. */
        private static final Set<Object> KINDS = Set.of(1, 2, 6, 7);

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkClientTrusted(chain, authType);
            if (!allowedNames.isEmpty() && !hasAllowedName(chain[0])) {
                throw new CertificateException("none of the client's names is in client_allowed_sans");
            }
        }

        private boolean hasAllowedName(X509Certificate certificate) throws CertificateException {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .anyMatch(name -> KINDS.contains(name.get(0)) && allowedNames.contains(name.get(1)));
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is a server");
        }
    }
}
