import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.depwatch.demo.SimulatedFleet;
import dev.depwatch.demo.StrictApple;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * Measures the cost of the service on a host with one log, its Jamf API over TLS and two receivers over TLS: the time
 * until it is ready, the CPU time until then, and the memory then and while it follows. A simulation writes the log and
 * answers the API, a scrape reads `/metrics` every 15 seconds, and after five minutes the password of the token's Apple
 * ID changes, so both receivers get a message.
 *
 * <p>{@code --apple} instead compares starts with and without {@code apple:}, by turns, each followed for half a
 * minute, with a simulation of Apple's API that lists a thousand servers.
 *
 * <p>{@code java -cp target/depwatch.jar:target/test-classes src/benchmark/Footprint.java [--apple] [STARTS [MINUTES [OPTIONS]]]}; default:
 * 5 starts, the last one for 60 minutes, with the options of config/jvm.options. Before them comes a first start with a
 * problem that depwatch reports and that ends; that start makes the archive of classes when it stops. Run it from the
 * project's folder, on a machine without other work.
 */
final class Footprint {
    private static final AppleId OWNER = new AppleId("it-admin@example.org");
    private static final String SECRET = "a-secret-of-the-benchmark";

    private final Path folder;
    private final Path options;
    private final int port;
    private StrictJamf jamf;
    private final AtomicInteger messages = new AtomicInteger();

    private Footprint(Path folder, Path options) throws IOException {
        this.folder = folder;
        this.options = options;
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    public static void main(String[] arguments) throws Exception {
        boolean isAboutApple = arguments.length > 0 && arguments[0].equals("--apple");
        if (isAboutApple) {
            arguments = Arrays.copyOfRange(arguments, 1, arguments.length);
        }
        int starts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int minutes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        Path options = Path.of(arguments.length > 2 ? arguments[2] : "config/jvm.options");
        Footprint footprint = new Footprint(Files.createTempDirectory("depwatch-footprint"), options.toAbsolutePath());
        if (isAboutApple) {
            footprint.compare(starts);
        } else {
            footprint.run(starts, minutes);
        }
        System.exit(0);
    }

    private void compare(int starts) throws Exception {
        SimulatedFleet fleet = fleet();
        try (StrictApple apple =
                new StrictApple(new StrictApple.Access("BUSINESSAPI.1", "key", "business.api"), InstantSource.system())) {
            for (int server = 0; server < 999; server++) {
                apple.addServer("1F97349736CF4614A94F624E7058%04X".formatted(server), "Server " + server, server);
            }
            apple.addServer("677CAB70FE1811E2B7780800200C9A66", "Jamf Pro", 12);
            secret("apple", apple.privateKeyPem());
            String configuration = Files.readString(folder.resolve("depwatch.yml"));
            String with = configuration + """
                    apple:
                      - { name: Example, scope: business, clientId: BUSINESSAPI.1, keyId: key, privateKeyFile: apple,
                          url: "%s", tokenUrl: "%s" }
                    """.formatted(apple.url(), apple.tokenUrl());
            fleet.start();
            Files.writeString(folder.resolve("depwatch.yml"), with);
            stop(start("first start, which makes the archive"));
            for (int each = 1; each <= starts; each++) {
                for (String text : List.of(configuration, with)) {
                    Files.writeString(folder.resolve("depwatch.yml"), text);
                    String name = (text.equals(with) ? "with" : "without") + " apple:, start " + each;
                    Process process = start(name);
                    Thread.sleep(30_000);
                    System.out.printf(Locale.ROOT, "%-38s after half a minute: %s; %.2f CPU seconds%n", name, memory(process),
                            cpu(process));
                    stop(process);
                }
            }
            if (!apple.misuses().isEmpty()) {
                throw new IllegalStateException("asked of Apple in another way than documented: " + apple.misuses());
            }
        }
    }

    private void run(int starts, int minutes) throws Exception {
        SimulatedFleet fleet = fleet();
        fleet.start();

        Process first = start("first start, which makes the archive");
        jamf.changePassword(OWNER);
        waitForMessages(2);
        jamf.renewToken(new Instance("school"), "1", OWNER);
        waitForMessages(4);
        stop(first);
        for (int each = 1; each < starts; each++) {
            stop(start("start " + each));
        }
        Process process = start("start " + starts);
        Instant begun = Instant.now();
        for (int quarter = 1; quarter <= minutes * 4; quarter++) {
            Thread.sleep(Math.max(0, Duration.between(Instant.now(), begun.plusSeconds(15L * quarter)).toMillis()));
            if (quarter == 20) {
                jamf.changePassword(OWNER);
            }
            get("/metrics");
            int minute = quarter / 4;
            if (quarter % 4 == 0 && (minute < 10 && minute % 2 == 1 || minute % 10 == 0)) {
                System.out.printf(Locale.ROOT, "after %2d minutes: %s; %.1f CPU seconds; %d messages taken%n", minute,
                        memory(process), cpu(process), messages.get());
            }
        }
        stop(process);
    }

    /** One instance with its API and two receivers, over TLS, and a configuration for them. */
    private SimulatedFleet fleet() throws Exception {
        SSLContext tls = certificate();
        Access access = new Access("depwatch", SECRET, "depwatch", SECRET, Duration.ofMinutes(20));
        jamf = new StrictJamf(tokens(), access, InstantSource.system());
        SimulatedFleet fleet = new SimulatedFleet(folder, jamf.simulated(), Duration.ofSeconds(30), InstantSource.system());
        int relay = relay(tls, jamf.url(new Instance("school")).getPort());
        HttpsServer receivers = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        receivers.setHttpsConfigurator(new HttpsConfigurator(tls));
        receivers.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            messages.incrementAndGet();
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes());
            exchange.close();
        });
        receivers.start();
        configure(jamf.url(new Instance("school")), relay, receivers.getAddress().getPort());
        return fleet;
    }

    private void waitForMessages(int number) throws InterruptedException {
        for (int second = 0; messages.get() < number; second++) {
            if (second > 1200) {
                throw new IllegalStateException("both receivers should have a message by now; accepted: " + messages);
            }
            if (second % 15 == 0) {
                get("/metrics");
            }
            Thread.sleep(1000);
        }
    }

    /** Self-signed; the trust store also has this Java's authorities, because a daemon loads as many. */
    private SSLContext certificate() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Path trusted = folder.resolve("trusted.p12");
        Path home = Path.of(System.getProperty("java.home"));
        Files.copy(home.resolve("lib/security/cacerts").toRealPath(), trusted);
        keytool("-genkeypair", "-alias", "server", "-keyalg", "RSA", "-dname", "CN=localhost", "-validity", "30", "-ext",
                "san=dns:localhost", "-keystore", keys.toString());
        keytool("-exportcert", "-alias", "server", "-keystore", keys.toString(), "-file", folder.resolve("ca").toString());
        keytool("-importcert", "-noprompt", "-alias", "benchmark", "-keystore", trusted.toString(), "-file",
                folder.resolve("ca").toString());
        KeyStore store = KeyStore.getInstance(keys.toFile(), "changeit".toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        return tls;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private static int relay(SSLContext tls, int to) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
        thread(() -> {
            while (true) {
                Socket client = server.accept();
                Socket jamf = new Socket(InetAddress.getLoopbackAddress(), to);
                thread(() -> pipe(client, jamf));
                thread(() -> pipe(jamf, client));
            }
        });
        return server.getLocalPort();
    }

    private static void pipe(Socket from, Socket to) throws IOException {
        try (from; to; InputStream input = from.getInputStream(); OutputStream output = to.getOutputStream()) {
            input.transferTo(output);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The client has closed the connection.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void configure(URI jamf, int tlsPort, int receivers) throws IOException {
        secret("secret", SECRET);
        secret("slack", "https://localhost:" + receivers + "/slack");
        Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:%d
                syncInterval: 30s
                instances:
                  - name: school
                    logs: %s/school/JAMFSoftwareServer.log
                    jamf: { url: "https://localhost:%d%s", clientId: depwatch, clientSecretFile: secret }
                alerts:
                  groupWait: 5s
                  groupInterval: 5s
                  receivers:
                    - { name: slack, slack: { webhookUrlFile: slack } }
                    - { name: bridge, webhook: { url: "https://localhost:%d/bridge" } }
                """.formatted(port, folder, tlsPort, jamf.getPath(), receivers));
        String launcher = Files.readString(Path.of("src/main/package/depwatch"));
        Path jar = Path.of("target/depwatch.jar").toAbsolutePath();
        Files.writeString(folder.resolve("depwatch"), launcher.replace("/usr/share/depwatch/depwatch.jar", jar.toString()));
        Files.createDirectories(folder.resolve("cache"));
    }

    private void secret(String name, String text) throws IOException {
        Files.writeString(
                Files.createFile(
                        folder.resolve(name),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                text);
    }

    private static List<Token> tokens() {
        Instant end = Instant.now().plus(Duration.ofDays(200));
        return List.of(
                new Token(
                        new Token.Key(new Instance("school"), TokenKind.ADE, "1"),
                        "School devices",
                        Optional.of(OWNER),
                        "Example University",
                        "Jamf Pro",
                        "677CAB70FE1811E2B7780800200C9A66",
                        Optional.of(Expiry.ofDate(LocalDate.ofInstant(end, ZoneOffset.UTC)))),
                new Token(
                        new Token.Key(new Instance("school"), TokenKind.CONTENT, "1"),
                        "School apps",
                        Optional.of(OWNER),
                        "Example University",
                        "",
                        "",
                        Optional.of(Expiry.ofInstant(end))));
    }

    private Process start(String name) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "sh", folder.resolve("depwatch").toString(), "run", "--config", folder.resolve("depwatch.yml").toString());
        // As in systemd/depwatch.service.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CACHE_DIRECTORY", folder.resolve("cache").toString());
        builder.environment().put("STATE_DIRECTORY", Files.createDirectories(folder.resolve("state")).toString());
        builder.environment()
                .put("DEPWATCH_JAVA_OPTIONS", "@" + options + " -Djavax.net.ssl.trustStore=" + folder.resolve("trusted.p12"));
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
        long begun = System.nanoTime();
        Process process = builder.start();
        while (!get("/-/ready").startsWith("HTTP/1.1 200")) {
            if (!process.isAlive() || System.nanoTime() - begun > 60_000_000_000L) {
                throw new IllegalStateException("not ready; it said:\n" + Files.readString(folder.resolve("output")));
            }
            Thread.sleep(5);
        }
        System.out.printf(Locale.ROOT, "%-38s ready in %.2f s, %.2f CPU seconds; %s%n", name,
                (System.nanoTime() - begun) / 1e9, cpu(process), memory(process));
        return process;
    }

    private static void stop(Process process) throws Exception {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it did not end within a minute");
        }
    }

    /** The answer; empty while nobody answers yet. */
    private String get(String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes());
            return new String(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            return "";
        }
    }

    private static double cpu(Process process) throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + process.pid() + "/stat")).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    private static String memory(Process process) throws IOException {
        double resident = 0;
        double own = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
            String[] words = line.split("\\s+");
            switch (words[0]) {
                case "Rss:" -> resident = Long.parseLong(words[1]) / 1024.0;
                case "Private_Clean:", "Private_Dirty:" -> own += Long.parseLong(words[1]) / 1024.0;
                default -> {}
            }
        }
        return String.format(Locale.ROOT, "RSS %.0f MB, of which its own %.0f MB", resident, own);
    }
}
