package dev.depwatch.daemon;

import dev.depwatch.apple.AppleCheck;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.OrganizationConfig;
import dev.depwatch.apple.Organizations;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.fixed.FixedTokenSource;
import dev.depwatch.inventory.jamf.JamfCheck;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.inventory.jamf.JamfTokenSource;
import dev.depwatch.notify.email.EmailConfig;
import dev.depwatch.notify.webhook.BodyTemplate;
import dev.depwatch.notify.webhook.WebhookNotifier;
import dev.depwatch.signature.Signatures;
import dev.depwatch.tls.Trust;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.web.Web;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.commons.io.function.IOFunction;

/**
 * The settings, with everything that they name and depwatch reads from files before use.
 *
 * @param https the HTTP clients, by the certificates they trust in addition to Java's own; always one without any
 * @param web how depwatch serves the pages, and to whom
 * @param tls the verifiers of mail servers' certificates, by those they trust in addition
 * @param bodies the templates of webhooks, by their files
 */
public record Resources(
        Settings settings,
        Signatures signatures,
        Web web,
        Map<Optional<Path>, Http> https,
        Map<Optional<Path>, SSLContext> tls,
        Map<Path, BodyTemplate> bodies) {
    /**
     * Reads them.
     *
     * @throws ConfigException with everything that is unusable
     */
    public static Resources of(Settings settings) throws ConfigException {
        List<Problem> problems = new ArrayList<>();
        List<ReceiverSettings> receivers = settings.alerts().receivers();
        Stream<Optional<Path>> called = Stream.concat(
                settings.instances().stream().flatMap(instance -> instance.jamf().map(JamfConfig::caFile).stream()),
                receivers.stream().map(ReceiverSettings::caFile));
        Map<Optional<Path>, Http> https = trusting(
                Stream.concat(Stream.of(Optional.empty()), called), caFile -> new Http(Http.TIMEOUT, caFile), problems);
        Stream<Optional<Path>> mailed =
                receivers.stream().flatMap(receiver -> receiver.email().map(EmailConfig::caFile).stream());
        Map<Optional<Path>, SSLContext> tls = trusting(mailed, Trust::including, problems);
        Map<Path, BodyTemplate> bodies = new HashMap<>();
        receivers.stream()
                .flatMap(receiver -> receiver.webhook().flatMap(WebhookNotifier.Config::bodyFile).stream())
                .forEach(file ->
                        read(() -> BodyTemplate.read(file), problems).ifPresent(body -> bodies.put(file, body)));
        Optional<Signatures> signatures = settings.signaturesDirectory()
                .map(directory -> read(() -> Signatures.withSite(directory), problems))
                .orElseGet(() -> Optional.of(Signatures.builtIn()));
        Optional<Web> web = read(() -> Web.of(settings.webConfigFile()), problems);
        if (signatures.isEmpty() || web.isEmpty() || !problems.isEmpty()) {
            // A file that several parts need is one problem.
            throw new ConfigException(problems.stream().distinct().toList());
        }
        return new Resources(settings, signatures.get(), web.get(), https, tls, bodies);
    }

    /** Something that is read from a file. */
    private interface Part<T> {
        T read() throws ConfigException;
    }

    private static <T> Optional<T> read(Part<T> part, List<Problem> problems) {
        try {
            return Optional.of(part.read());
        } catch (ConfigException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    /** About these files, for the administrator. */
    public List<Problem> warnings() {
        List<Problem> warnings = new ArrayList<>(web.warnings());
        String flaw = !web.current().isAuthenticated()
                ? "everyone may read the Apple IDs there; set webConfigFile with users or client certificates"
                : web.current().exposesPasswords()
                        ? "the passwords cross the network without encryption; add tls_server_config to webConfigFile"
                        : "";
        if (!flaw.isEmpty() && is(address -> !address.isLoopbackAddress())) {
            warnings.add(Problem.of(
                    "listen",
                    "other hosts can reach " + settings.listen().getHostString() + ", and " + flaw
                            + ", or listen on 127.0.0.1"));
        }
        if (settings.alerts().receivers().isEmpty()) {
            warnings.add(Problem.of(
                    "alerts.receivers",
                    "no receiver, so depwatch notifies nobody of an alert; add one, unless Prometheus or somebody at the"
                            + " page watches"));
        }
        return warnings;
    }

    /** The address of the pages for a process on this host. At port 0 nobody answers: depwatch selects one that is free. */
    public WebAddress pages() {
        // As configured: an IPv6 address has its brackets.
        InetSocketAddress listen = settings.listen();
        String host = is(InetAddress::isAnyLocalAddress) ? "localhost" : listen.getHostString();
        return WebAddress.of((web.isEncrypted() ? "https://" : "http://") + host + ":" + listen.getPort());
    }

    /** Whether the rule is true of the address that depwatch listens on. */
    private boolean is(Predicate<InetAddress> rule) {
        try {
            return rule.test(InetAddress.getByName(settings.listen().getHostString()));
        } catch (UnknownHostException ignored) {
            // Listening or connecting there reports the error.
            return false;
        }
    }

    /** One for each file; an unusable file is a problem. */
    private static <T> Map<Optional<Path>, T> trusting(
            Stream<Optional<Path>> caFiles, IOFunction<Optional<Path>, T> make, List<Problem> problems) {
        Map<Optional<Path>, T> made = new HashMap<>();
        for (Optional<Path> caFile : caFiles.distinct().toList()) {
            try {
                made.put(caFile, make.apply(caFile));
            } catch (IOException e) {
                String file = caFile.map(Path::toString).orElse("Java's own certificates");
                problems.add(Problem.of(file, String.valueOf(e.getMessage())));
            }
        }
        return made;
    }

    /**
     * The source of an instance's tokens: the API if configured, since it knows more, else the tokens in the
     * configuration; and its push certificate, which only the configuration knows.
     */
    public Inventory.Watched watched(InstanceSettings watched, InstantSource clock) {
        Instance instance = watched.instance();
        Optional<TokenSource> jamf = watched.jamf()
                .flatMap(JamfConfig::fault)
                .<TokenSource>map(fault -> now -> {
                    throw new ReadException(ReadException.Reason.CREDENTIALS, fault);
                })
                .or(() -> jamf(watched, clock));
        Stream<Token> listed =
                jamf.isPresent() ? Stream.of() : watched.tokens().stream().map(token -> token.token(instance));
        Stream<Token> certificate = watched.pushCertificate().stream().map(configured -> configured.token(instance));
        List<Token> configured = Stream.concat(listed, certificate).toList();
        Source source = jamf.isPresent() ? Source.JAMF : watched.tokens().isEmpty() ? Source.NONE : Source.CONFIGURED;
        return new Inventory.Watched(
                instance,
                watched.jamf().map(JamfConfig::url),
                source,
                configured.isEmpty() ? jamf : Optional.of(new FixedTokenSource(configured, jamf)),
                !watched.logs().isEmpty());
    }

    /** The API of an instance; empty if none is configured or its credentials are unreadable. */
    public Optional<JamfTokenSource> jamf(InstanceSettings instance, InstantSource clock) {
        return instance.usableJamf()
                .map(config -> new JamfTokenSource(
                        instance.instance(), config.server(), config.gsx(), http(config.caFile()), clock));
    }

    /** Checks the API of an instance; empty if none is configured or its credentials are unreadable. */
    public Optional<JamfCheck> check(InstanceSettings instance, InstantSource clock) {
        ZoneId zone = settings.alerts().timeZone();
        return instance.usableJamf()
                .map(config -> new JamfCheck(config.server(), config.gsx(), http(config.caFile()), zone, clock));
    }

    /** Checks Apple's API of an organisation. */
    public AppleCheck check(OrganizationConfig organization, InstantSource clock) {
        return new AppleCheck(organization, http(Optional.empty()), clock);
    }

    /** Reads each organisation's API at Apple once; with the reason where one cannot be read. */
    public List<Organization> readOnce(Collection<Token> tokens, InstantSource clock) throws InterruptedException {
        return Organizations.readOnce(settings.apple(), http(Optional.empty()), tokens, clock);
    }

    /** @param caFile of the settings */
    Http http(Optional<Path> caFile) {
        return Objects.requireNonNull(https.get(caFile));
    }

    /** @param caFile of the settings */
    SSLContext tls(Optional<Path> caFile) {
        return Objects.requireNonNull(tls.get(caFile));
    }
}
