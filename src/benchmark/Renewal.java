import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.demo.SimulatedFleet;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Measures a renewal from end to end: a running daemon and {@code renew --watch} before eight simulated instances of
 * Jamf Pro, whose tokens one Apple ID owns. Its password changes; when the daemon asks for eight new tokens, each token
 * file is dropped into the folder. For each it prints the time from the file's arrival until Jamf Pro has it, and from
 * then until the daemon has closed the case.
 *
 * <p>{@code java -cp target/depwatch.jar:target/test-classes src/benchmark/Renewal.java [SYNC_SECONDS]}; default: 120, as Jamf Pro syncs.
 * Run it from the project's folder. It needs {@code openssl}, which writes files as Apple does.
 */
final class Renewal {
    private static final AppleId OWNER = new AppleId("it-admin@example.org");
    private static final AppleId SHARED = new AppleId("mdm@appleid.example.org");
    private static final String SECRET = "a-secret-of-the-benchmark";
    private static final List<String> INSTANCES =
            List.of("arts", "biology", "chemistry", "law", "library", "medicine", "physics", "reading-room");

    private final Path folder;
    private final Path downloads;
    private final Duration syncInterval;
    private final int port;
    private final StrictJamf jamf;
    private final SimulatedFleet fleet;
    private final HttpClient browser = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Renewal(Path folder, Duration syncInterval) throws IOException {
        this.folder = folder;
        this.downloads = Files.createDirectory(folder.resolve("downloads"));
        this.syncInterval = syncInterval;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.jamf = new StrictJamf(
                INSTANCES.stream().map(Renewal::token).toList(),
                new Access("reader", SECRET, "user", SECRET, Duration.ofMinutes(20)),
                InstantSource.system());
        this.fleet = new SimulatedFleet(
                Files.createDirectory(folder.resolve("logs")), jamf.simulated(), syncInterval, InstantSource.system());
    }

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 120;
        new Renewal(Files.createTempDirectory("depwatch-renewal"), Duration.ofSeconds(seconds)).run();
        System.exit(0);
    }

    private static Token token(String instance) {
        return new Token(
                new Token.Key(new Instance(instance), TokenKind.ADE, "1"),
                instance + " devices",
                Optional.of(OWNER),
                "Example University",
                "mdm-" + instance,
                "UUID-OF-" + instance,
                Optional.of(Expiry.ofDate(LocalDate.now(ZoneOffset.UTC).plusDays(200))));
    }

    private void run() throws Exception {
        configure();
        fleet.start();
        Process daemon = depwatch("daemon", "run", "--config", folder.resolve("depwatch.yml").toString());
        Process renew = null;
        try {
            until("the daemon is ready", () -> get("/-/ready").isPresent());
            jamf.changePassword(OWNER);
            Instant changed = Instant.now();
            until("the daemon asks for eight tokens", () -> failing().size() == INSTANCES.size());
            System.out.printf(Locale.ROOT, "sync every %d s; the daemon asks for 8 tokens %.0f s after the password changed%n",
                    syncInterval.toSeconds(), seconds(changed, Instant.now()));

            renew = depwatch("renew", "renew", OWNER.value(), "--watch", downloads.toString(), "--yes", "--delete", "--credentials",
                    folder.resolve("renew.yml").toString());
            until("renew waits", () -> said("Waiting for downloads"));
            Map<String, Instant> arrived = new LinkedHashMap<>();
            Map<String, Instant> uploaded = new LinkedHashMap<>();
            for (String instance : INSTANCES) {
                arrived.put(instance, drop(instance));
                until(instance + " is uploaded", () -> said(instance + " (\"" + instance + " devices\"): a new token is in place"));
                uploaded.put(instance, Instant.now());
            }
            Map<String, Instant> closed = new LinkedHashMap<>();
            until("every case is closed", () -> {
                Set<String> open = open();
                Instant now = Instant.now();
                INSTANCES.stream().filter(instance -> !open.contains(instance)).forEach(instance -> closed.putIfAbsent(instance, now));
                return closed.size() == INSTANCES.size();
            });
            Instant allClosed = Instant.now();
            System.out.printf("%-14s %22s %26s%n", "", "arrival to upload, s", "upload to closed case, s");
            for (String instance : INSTANCES) {
                System.out.printf(Locale.ROOT, "%-14s %22.2f %26.0f%n", instance, seconds(arrived.get(instance), uploaded.get(instance)),
                        seconds(uploaded.get(instance), closed.get(instance)));
            }
            boolean ended = renew.waitFor(syncInterval.multipliedBy(3).toSeconds(), TimeUnit.SECONDS);
            System.out.printf(Locale.ROOT, "first arrival to the last closed case: %.0f s; renew %s%n",
                    seconds(arrived.get(INSTANCES.get(0)), allClosed), ended ? "ended with " + renew.exitValue() : "did not end");
        } finally {
            daemon.destroy();
            daemon.waitFor(30, TimeUnit.SECONDS);
            if (renew != null) {
                renew.destroy();
            }
        }
        if (!jamf.misuses().isEmpty()) {
            throw new IllegalStateException("asked of Jamf Pro in another way than documented: " + jamf.misuses());
        }
    }

    private void configure() throws IOException {
        Files.createFile(folder.resolve("secret"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(folder.resolve("secret"), SECRET);
        StringBuilder daemon = new StringBuilder("listen: 127.0.0.1:%d\nsyncInterval: %ds\ninstances:\n".formatted(port, syncInterval.toSeconds()));
        StringBuilder renew = new StringBuilder("instances:\n");
        fleet.logs().forEach((instance, log) -> {
            URI url = jamf.url(instance);
            daemon.append("  - { name: %s, logs: \"%s\", jamf: { url: \"%s\", clientId: reader, clientSecretFile: secret } }\n"
                    .formatted(instance, log, url));
            renew.append("  - { name: %s, jamf: { url: \"%s\", clientId: %s, clientSecretFile: secret } }\n"
                    .formatted(instance, url, StrictJamf.RENEWER));
        });
        Files.writeString(folder.resolve("depwatch.yml"), daemon);
        Files.writeString(folder.resolve("renew.yml"), renew);
    }

    /** A token file arrives as a browser saves it: under another name first. */
    private Instant drop(String instance) throws Exception {
        Path plain = Files.writeString(folder.resolve("plain.json"), "{\"access_token\":\"" + instance + Instant.now() + "\"}");
        Path certificate = folder.resolve("certificate.pem");
        if (!Files.exists(certificate)) {
            openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=benchmark", "-keyout",
                    folder.resolve("key.pem").toString(), "-out", certificate.toString());
        }
        Path file = folder.resolve("file.p7m");
        openssl("smime", "-encrypt", "-des3", "-in", plain.toString(), "-out", file.toString(), certificate.toString());
        jamf.download(token(instance).key(), SHARED, Files.readAllBytes(file));
        String time = Instant.now().toString().substring(0, 19).replace(':', '-');
        Files.move(file, downloads.resolve("mdm-" + instance + "_Token_" + time + "Z_smime.p7m"));
        return Instant.now();
    }

    private static void openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private Process depwatch(String output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-jar",
                Path.of("target/depwatch.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile());
        builder.environment().put("XDG_STATE_HOME", folder.resolve("home").toString());
        builder.environment().put("STATE_DIRECTORY", Files.createDirectories(folder.resolve("state")).toString());
        return builder.start();
    }

    private boolean said(String text) {
        try {
            return Files.readString(folder.resolve("renew")).replaceAll("\\s+", " ").contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    private Set<String> failing() {
        return instances("tokens", row -> row.path("remedy").asText().equals("regenerate"));
    }

    private Set<String> open() {
        return instances("cases", row -> true);
    }

    private Set<String> instances(String rows, Predicate<JsonNode> isWanted) {
        Set<String> instances = new HashSet<>();
        try {
            json.readTree(get("/api/v1/assessment").orElseThrow()).path(rows).forEach(row -> {
                if (isWanted.test(row)) {
                    instances.add(row.path("instance").asText());
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("the daemon answers no JSON");
        }
        return instances;
    }

    private Optional<String> get(String path) {
        try {
            var response = browser.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), BodyHandlers.ofString());
            return Optional.of(response.body()).filter(body -> response.statusCode() == 200);
        } catch (IOException | InterruptedException e) {
            return Optional.empty();
        }
    }

    private void until(String what, BooleanSupplier isSo) throws Exception {
        Instant end = Instant.now().plus(syncInterval.multipliedBy(10)).plusSeconds(60);
        while (!isSo.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("it never came to this: " + what + "\n" + Files.readString(folder.resolve("daemon")));
            }
            Thread.sleep(20);
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
