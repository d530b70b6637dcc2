package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.config.ConfigException;
import dev.depwatch.daemon.Daemon;
import dev.depwatch.daemon.Settings;
import dev.depwatch.daemon.Terminal;
import dev.depwatch.demo.SimulatedApple;
import dev.depwatch.demo.SimulatedFleet;
import dev.depwatch.demo.SimulatedJamf;
import dev.depwatch.demo.SimulatedServer;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.commons.io.IOUtils;

/**
 * The story of {@code demo}: a password changes, terms stay unsigned, and both end well. It runs the real daemon on a
 * real configuration file, and reads the result from its metrics, as anybody would.
 */
final class DemoStory implements AutoCloseable {
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final AppleId LIBRARIAN = new AppleId("librarian@example.com");
    private static final String REGENERATE = "depwatch_account_tokens_to_regenerate{apple_id=\"" + ADMIN + "\"}";
    private static final String UNIVERSITY = "Example University";
    private static final String LIBRARY = "Example Library";
    private static final List<Instance> FACULTIES =
            List.of(new Instance("physics"), new Instance("chemistry"), new Instance("biology"));

    /** It has two tokens, and Jamf Pro does not say how they sync. */
    private static final Instance LAW = new Instance("law");

    private static final AppleId DEAN = new AppleId("dean@example.org");
    private static final AppleId REGISTRAR = new AppleId("registrar@example.org");

    private static final int DEVICES_OF_A_FACULTY = 120;

    /** Jamf Pro's is two minutes; every duration of depwatch's rules shrinks with it. */
    private static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    private static final Duration GROUP_INTERVAL = Duration.ofSeconds(1);

    /** Much longer than any part of the story takes; reaching it is a fault. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int COLUMNS = 96;

    private final PrintWriter out;
    private final boolean colour;
    private final SimulatedJamf jamf = new SimulatedJamf(tokens(), InstantSource.system());
    private final SimulatedServer jamfServer = new SimulatedServer(jamf::answer);
    private final SimulatedServer appleServer;
    private final SimulatedFleet fleet;
    private final Daemon daemon;
    private final URI address;
    private final Path file;

    /** Whether all came as it should, so far. */
    private boolean good = true;

    DemoStory(Path folder, PrintWriter out, boolean colour) throws IOException, ConfigException {
        this.out = out;
        this.colour = colour;
        this.fleet = new SimulatedFleet(folder, jamf, SYNC_INTERVAL, InstantSource.system());
        FACULTIES.forEach(faculty -> jamf.assignDevices(faculty, "1", DEVICES_OF_A_FACULTY));
        jamf.tellNoSyncs(LAW);
        SimulatedApple apple = new SimulatedApple(InstantSource.system());
        this.appleServer = new SimulatedServer(apple::answer);
        tokens().stream()
                .filter(token -> token.kind() == TokenKind.ADE)
                .forEach(token -> apple.addServer(token.serverUuid(), token.serverName(), DEVICES_OF_A_FACULTY));
        fleet.heardBy(apple);
        this.file = Files.writeString(folder.resolve("depwatch.yml"), configuration());
        CredentialFiles secrets = CredentialFiles.beside(file);
        secrets.write(folder.resolve("jamf-secret"), UUID.randomUUID().toString());
        secrets.write(folder.resolve("apple-key"), apple.privateKeyPem());
        Settings.Loaded settings =
                Settings.load(file, Map.of(), "demo", InstantSource.system().instant());
        fleet.start();
        this.daemon = Daemon.start(
                at -> settings, Subcommand.Version.number(), InstantSource.system(), new Terminal(out, colour));
        int port = daemon.address().getPort();
        this.address = URI.create("http://127.0.0.1:" + port);
        // For the other commands, which ask the daemon there.
        Files.writeString(file, configuration().replace("listen: 127.0.0.1:0", "listen: 127.0.0.1:" + port));
    }

    private static List<Token> tokens() {
        return List.of(
                token("physics", TokenKind.ADE, ADMIN, UNIVERSITY),
                token("chemistry", TokenKind.ADE, ADMIN, UNIVERSITY),
                token("biology", TokenKind.ADE, ADMIN, UNIVERSITY),
                token("biology", TokenKind.CONTENT, ADMIN, UNIVERSITY),
                token("law", TokenKind.ADE, DEAN, UNIVERSITY),
                token(new Token.Key(LAW, TokenKind.ADE, "2"), "law loans", "law loans", REGISTRAR, UNIVERSITY),
                token("library", TokenKind.ADE, LIBRARIAN, LIBRARY),
                token("museum", TokenKind.ADE, new AppleId("curator@example.net"), "Example Museum"));
    }

    private static Token token(String instance, TokenKind kind, AppleId owner, String organization) {
        String name = instance + (kind == TokenKind.ADE ? " devices" : " apps");
        return token(new Token.Key(new Instance(instance), kind, "1"), name, instance, owner, organization);
    }

    private static Token token(Token.Key key, String name, String server, AppleId owner, String organization) {
        String uuid = UUID.nameUUIDFromBytes(server.getBytes(UTF_8)).toString();
        Expiry end = Expiry.ofDate(LocalDate.now(ZoneOffset.UTC).plusDays(200));
        return new Token(key, name, Optional.of(owner), organization, "Jamf Pro " + server, uuid, Optional.of(end));
    }

    private String configuration() {
        String instances = fleet.logs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(log -> """
                          - name: %s
                            logs: "%s"
                            jamf: { url: "%s/%s", clientId: depwatch-demo, clientSecretFile: jamf-secret }
                        """.formatted(log.getKey(), log.getValue(), jamfServer.url(), log.getKey()))
                .collect(Collectors.joining());
        return """
                listen: 127.0.0.1:0
                stateDirectory: state
                poll: 100ms
                syncInterval: %ds
                instances:
                %sapple:
                  - name: Example University
                    scope: business
                    clientId: BUSINESSAPI.demo
                    keyId: demo-key
                    privateKeyFile: apple-key
                    url: "%s"
                    tokenUrl: "%s/auth/oauth2/token"
                alerts:
                  groupWait: 2s
                  groupInterval: %ds
                  receivers:
                    - { name: terminal, console: {} }
                """.formatted(
                SYNC_INTERVAL.toSeconds(), instances, appleServer.url(), appleServer.url(), GROUP_INTERVAL.toSeconds());
    }

    /** Plays the story; false if something did not come as it should. */
    boolean play() throws InterruptedException {
        say(
                "Six instances of Jamf Pro are running here, with eight tokens of five Apple IDs. depwatch follows their logs"
                        + " and knows their APIs, and Apple's own. Time runs fast: they sync with Apple every second instead of every two"
                        + " minutes.");
        waitFor("depwatch_token_info", 8);
        say("All is well: no account needs anything. Now somebody changes the password of " + ADMIN
                + ". Apple notifies nobody. The only trace is a line in three of the logs:");
        jamf.changePassword(ADMIN);
        waitFor("depwatch_case_open", 3);
        FACULTIES.forEach(this::showLog);
        waitFor(REGENERATE + " 3", 1);
        waitFor("notifications: 1", () -> notifications() >= 1);
        say("Prometheus gets one number for each account:");
        showMetrics("depwatch_account_tokens_to_regenerate{");
        say(
                "Meanwhile at the library: Apple has new terms, and nobody has signed them. Jamf Pro logs nearly the same line;"
                        + " a new token would not help at all:");
        jamf.leaveTermsUnsigned(LIBRARY);
        waitFor("depwatch_case_open{cause=\"terms_not_signed\",jamf_instance=\"library\"}", 1);
        showLog(new Instance("library"));
        waitFor("notifications: 2", () -> notifications() >= 2);
        say("The terms are signed, and " + ADMIN + " downloads and uploads a new token for each server, one at a time."
                + " depwatch reports the end when Jamf Pro has synced again and the failures have stopped:");
        jamf.acceptTerms(LIBRARY);
        for (Instance faculty : FACULTIES) {
            jamf.renewToken(faculty, "1", ADMIN);
            Thread.sleep(SYNC_INTERVAL.toMillis());
        }
        waitFor(REGENERATE + " 0", 1);
        waitFor("depwatch_case_open", 0);
        waitForQuiet();
        playApple();
        say(
                good
                        ? "The demo is over. Begin with your own logs: depwatch scan /usr/local/jss/logs"
                        : "Not everything came as it should: this is a fault of depwatch's, or this computer is very busy.");
        return good;
    }

    /** The part for which depwatch needs Apple's own API. */
    private void playApple() throws InterruptedException {
        say("law has two tokens, and its Jamf Pro does not say how they sync. Now somebody changes the password of "
                + DEAN
                + ". The log names no token, so depwatch can only report that one of the two fails, until Apple's own"
                + " API shows which server has stopped connecting while the other did not:");
        jamf.changePassword(DEAN);
        waitFor(
                "depwatch_token_action_required{certainty=\"certain\",jamf_instance=\"law\",kind=\"ade\","
                        + "remedy=\"regenerate\",token_id=\"1\"}",
                1);
        showMetrics("depwatch_token_last_connected_timestamp_seconds{jamf_instance=\"law\"");
        waitForQuiet();
        say(DEAN + " renews this one token. Apple hears from its server again, which proves it:");
        jamf.renewToken(LAW, "1", DEAN);
        waitFor("depwatch_case_open", 0);
        waitForQuiet();
    }

    /** Waits until the terminal has every message: nothing is new for longer than depwatch holds messages back. */
    private void waitForQuiet() throws InterruptedException {
        long before;
        do {
            before = notifications();
            Thread.sleep(3 * GROUP_INTERVAL.toMillis());
        } while (notifications() > before);
    }

    private long notifications() {
        String start = "depwatch_notifications_total{receiver=\"terminal\"} ";
        return metrics().stream()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(start.length())))
                .sum();
    }

    /** Waits until the metrics have this number of lines with this start. */
    private void waitFor(String start, int lines) throws InterruptedException {
        waitFor(lines + " of: " + start, () -> {
            List<String> all = metrics();
            return !all.isEmpty()
                    && all.stream().filter(line -> line.startsWith(start)).count() == lines;
        });
    }

    private void waitFor(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.sleep(100);
        }
        out.println("Waited in vain for " + what);
        good = false;
    }

    private List<String> metrics() {
        try {
            return IOUtils.toString(address.resolve("/metrics"), UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void showMetrics(String start) {
        metrics().stream().filter(line -> line.startsWith(start)).forEach(line -> out.println("    " + line));
    }

    private void showLog(Instance instance) {
        try {
            Files.readAllLines(requireNonNull(fleet.logs().get(instance))).stream()
                    .filter(line -> line.contains("oauth token refresh"))
                    .findFirst()
                    .ifPresent(line -> out.println("    " + instance + ": " + line));
        } catch (IOException ignored) {
            // The log rotates at this moment; the alert shows the line as well.
        }
    }

    private void say(String text) {
        out.println();
        new Screen(out, COLUMNS, colour).paragraph(Style.BOLD, "» ", text);
        out.println();
    }

    /** Runs until a signal ends the process. */
    void keep() throws InterruptedException {
        say("Running on, until Ctrl-C. Metrics: " + address + "/metrics, the status page: " + address
                + "/. Try the other commands in another terminal (or with java -jar depwatch.jar):");
        out.println("    depwatch tokens --config " + file);
        out.println("    depwatch impact " + ADMIN + " --config " + file);
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        daemon.close();
        fleet.close();
        jamfServer.close();
        appleServer.close();
    }
}
