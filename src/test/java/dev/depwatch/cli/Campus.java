package dev.depwatch.cli;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.daemon.Daemon;
import dev.depwatch.daemon.Operator;
import dev.depwatch.demo.DatedRelay;
import dev.depwatch.demo.SimulatedLog;
import dev.depwatch.demo.SimulatedLog.Failure;
import dev.depwatch.demo.SimulatedLog.Form;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The real daemon before eight simulated instances of Jamf Pro, with three Apple IDs and two organisations, on a day
 * whose time is assigned. One instance is a cluster of two nodes, one holds two enrolment tokens, one has no log.
 *
 * <p>Jamf Pro syncs whenever the time is set, and each log gets a record then. Time stands still until it is set again,
 * so the newest record of a log is complete only then, and a case must open when tokens are read anyway: every ten
 * minutes.
 */
final class Campus implements AutoCloseable {
    static final AppleId ADMIN = new AppleId("it-admin@example.org");
    static final AppleId SHARED = new AppleId("mdm@appleid.example.org");
    static final AppleId LIBRARIAN = new AppleId("anna.librarian@example.com");
    static final String UNIVERSITY = "Example University";
    static final String LIBRARY = "Example Library";
    static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    private static final String SECRET = "the-client-secret";
    private static final Duration READ_EVERY = Duration.ofMinutes(10);
    private static final long NO_ROTATION = 1_000_000;

    /** The layouts of the logs; an instance that is not here has none. The nodes of a cluster are alike. */
    private static final Map<String, Form> FORMS = Map.of(
            "arts", Form.B,
            "biology", Form.C,
            "chemistry", Form.B,
            "law", Form.B,
            "library", Form.B,
            "medicine", Form.C,
            "physics", Form.A);

    private final Path folder;
    private final StrictJamf jamf;
    private final DatedRelay relay;
    private final Map<Path, SimulatedLog> logs = new LinkedHashMap<>();
    /** The node of each instance that talks to Apple. */
    private final Map<String, Path> primaries = new HashMap<>();
    /** How many records stand in each log. */
    private final Map<Path, Integer> written = new HashMap<>();
    /** How many failures were logged on each instance at this time. */
    private final Map<String, Integer> failures = new HashMap<>();
    /** The sightings that each case had before this time. */
    private final Map<String, Integer> sightings = new HashMap<>();

    private final Operator operator = new Operator();
    private final Daemon daemon;
    /** The configuration, with the port that the daemon took. */
    private final Path fileWithPort;

    private volatile Instant now = DAY.atTime(7, 40).toInstant(ZoneOffset.UTC);

    Campus(Path folder) throws Exception {
        this.folder = folder;
        Access access = new Access("depwatch", SECRET, "reader", "password", Duration.ofHours(24));
        jamf = new StrictJamf(tokens(), access, () -> now);
        relay = new DatedRelay(jamf.url(new Instance("physics")), () -> now);
        for (String instance : List.of("chemistry", "law", "medicine", "physics")) {
            jamf.assignDevices(new Instance(instance), "1", 100 + instance.length());
        }
        for (String instance : FORMS.keySet()) {
            primaries.put(instance, newLog(instance, "JAMFSoftwareServer.log"));
        }
        newLog("law", "node-2/JAMFSoftwareServer.log");
        Files.writeString(folder.resolve("jamf-secret"), SECRET);
        Path file = Files.writeString(folder.resolve("depwatch.yml"), configuration());
        daemon = operator.start(file, () -> now, Writer.nullWriter());
        fileWithPort = Files.writeString(
                folder.resolve("asking.yml"),
                configuration().replace(":0\n", ":" + daemon.address().getPort() + "\n"));
        // The first reading of the tokens may come before the logs are caught up: what a sync is called in it is not
        // learned.
        passesTo(7, 40);
        passesTo(8, 0);
    }

    private static List<Token> tokens() {
        List<Token> tokens = new ArrayList<>();
        for (String instance : List.of("physics", "chemistry", "law", "medicine")) {
            tokens.add(ade(instance, "1", ADMIN, UNIVERSITY, DAY.plusDays(217)));
        }
        tokens.add(content("physics", ADMIN, UNIVERSITY));
        tokens.add(ade("medicine", "2", SHARED, UNIVERSITY, DAY.plusDays(90)));
        tokens.add(ade("biology", "1", SHARED, UNIVERSITY, DAY.plusDays(300)));
        // A date without a zone is over everywhere at noon of the next day in UTC.
        tokens.add(ade("arts", "1", SHARED, UNIVERSITY, DAY.minusDays(1)));
        tokens.add(ade("library", "1", LIBRARIAN, LIBRARY, DAY.plusDays(130)));
        tokens.add(content("library", LIBRARIAN, LIBRARY));
        tokens.add(ade("reading-room", "1", LIBRARIAN, LIBRARY, DAY.plusDays(130)));
        return tokens;
    }

    private static Token ade(String instance, String id, AppleId owner, String organization, LocalDate expires) {
        return SampleToken.of(
                key(instance, TokenKind.ADE, id),
                instance + " devices" + (id.equals("1") ? "" : " " + id),
                owner.value(),
                organization,
                "mdm-" + instance + "-" + id,
                "UUID-OF-mdm-" + instance + "-" + id,
                expires.toString());
    }

    private static Token content(String instance, AppleId owner, String organization) {
        return SampleToken.of(
                key(instance, TokenKind.CONTENT, "1"),
                instance + " apps",
                owner.value(),
                organization,
                DAY.plusDays(151).atStartOfDay().toInstant(ZoneOffset.UTC).toString());
    }

    private Path newLog(String instance, String name) throws IOException {
        Path log = folder.resolve("logs").resolve(instance).resolve(name);
        Files.createDirectories(log.getParent());
        Form form = Optional.ofNullable(FORMS.get(instance)).orElseThrow();
        logs.put(log, new SimulatedLog(log, form, ZoneOffset.UTC, NO_ROTATION));
        return log;
    }

    private String configuration() {
        StringBuilder text = new StringBuilder("""
                listen: 127.0.0.1:0
                stateDirectory: state
                poll: 50ms
                owners: { shared: ["*@appleid.example.org"] }
                alerts: { timeZone: UTC, receivers: [{ name: terminal, console: {} }] }
                instances:
                """);
        for (String instance : instances()) {
            List<String> paths = logs.keySet().stream()
                    .filter(log -> log.startsWith(folder.resolve("logs").resolve(instance)))
                    .map(log -> "\"" + log + "\"")
                    .toList();
            text.append("  - { name: %s, %sjamf: { url: \"%s\", clientId: depwatch, clientSecretFile: jamf-secret } }\n"
                    .formatted(
                            instance,
                            paths.isEmpty() ? "" : "logs: [" + String.join(", ", paths) + "], timeZone: UTC, ",
                            relay.url().resolve("/" + instance)));
        }
        return text.toString();
    }

    private static List<String> instances() {
        return tokens().stream()
                .map(token -> token.instance().name())
                .distinct()
                .sorted()
                .toList();
    }

    StrictJamf jamf() {
        return jamf;
    }

    /** Another node of the cluster talks to Apple from now on. */
    void failsOver(String instance) {
        primaries.put(
                instance,
                logs.keySet().stream()
                        .filter(log -> log.startsWith(folder.resolve("logs").resolve(instance)))
                        .filter(log -> !log.equals(primaries.get(instance)))
                        .findFirst()
                        .orElseThrow());
    }

    /** Jamf Pro syncs at that time, and depwatch has read and judged all of it. */
    JsonNode passesTo(int hour, int minute) throws Exception {
        sync(DAY.atTime(hour, minute).toInstant(ZoneOffset.UTC));
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(missing(assessment())).isEmpty());
        JsonNode assessment = assessment();
        failures.clear();
        stream(assessment, "cases")
                .forEach(one -> sightings.put(
                        one.path("id").asText(), one.path("sightings").asInt()));
        return assessment;
    }

    /**
     * The states first, for as long as nobody asks; then the time, which makes depwatch ask; then what is logged at it.
     */
    private void sync(Instant next) throws IOException {
        Map<Token.Key, Failure> failed = jamf.sync(next);
        now = next;
        for (Map.Entry<Token.Key, Failure> each : failed.entrySet()) {
            String instance = each.getKey().instance().name();
            Path log = primaries.get(instance);
            failures.merge(instance, 1, Integer::sum);
            if (log != null) {
                written(log).failed(each.getValue(), next);
            }
        }
        for (Path log : logs.keySet()) {
            written(log).chatter(next);
        }
    }

    private SimulatedLog written(Path log) {
        written.merge(log, 1, Integer::sum);
        return Optional.ofNullable(logs.get(log)).orElseThrow();
    }

    /** What the assessment does not know yet of this time. */
    private List<JsonNode> missing(JsonNode assessment) {
        if (!assessment.path("at").asText().equals(now.toString())) {
            return List.of(assessment.path("at"));
        }
        Stream<JsonNode> logsBehind = stream(assessment, "logs")
                .filter(log -> !isRead(
                        Path.of(log.path("log").asText()), log.path("records").asInt()));
        Stream<JsonNode> notAsked = stream(assessment, "instances").filter(instance -> !isRead(assessment, instance));
        return Stream.concat(logsBehind, notAsked).toList();
    }

    /** All but the newest record, which is not complete yet. */
    private boolean isRead(Path log, int records) {
        return records == written.getOrDefault(log, 0) - 1;
    }

    private boolean isRead(JsonNode assessment, JsonNode instance) {
        String name = instance.path("instance").asText();
        List<JsonNode> cases = stream(assessment, "cases")
                .filter(one -> one.path("instance").asText().equals(name))
                .toList();
        String readAt = instance.path("tokensReadAt").asText("");
        boolean due = instance.path("tokensReadAt").isNull()
                || !cases.isEmpty()
                || !Instant.parse(readAt).plus(READ_EVERY).isAfter(now);
        int seen = cases.stream()
                .mapToInt(one -> one.path("sightings").asInt()
                        - sightings.getOrDefault(one.path("id").asText(), 0))
                .sum();
        boolean isRead = readAt.equals(now.toString());
        // Without a log, depwatch sees a failure when it reads the instance.
        int failed = isRead || primaries.containsKey(name) ? failures.getOrDefault(name, 0) : 0;
        return (!due || isRead) && seen >= failed;
    }

    static Stream<JsonNode> stream(JsonNode node, String field) {
        return StreamSupport.stream(node.path(field).spliterator(), false);
    }

    JsonNode assessment() throws Exception {
        return new ObjectMapper().readTree(operator.get(daemon, "/api/v1/assessment"));
    }

    /** What {@code tokens} prints now. */
    String tokensCommand() {
        return typed("tokens");
    }

    /** What {@code impact} prints now. */
    String impactCommand(AppleId account) {
        return typed("impact", account.value());
    }

    private String typed(String command, String... arguments) {
        String here = relay.url().resolve("/").toString();
        return Typed.command(() -> now, command, fileWithPort, arguments)
                .out()
                .replace(here, "https://jamf.example.org/");
    }

    @Override
    public void close() throws IOException {
        // Time passes meanwhile: a stop waits for the save after a message, and depwatch saves once a second.
        now = now.plusSeconds(2);
        daemon.close();
        relay.close();
        assertThat(jamf.misuses()).isEmpty();
        jamf.close();
    }
}
