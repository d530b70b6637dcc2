package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.assess.Silence;
import dev.depwatch.config.ConfigException;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.LocalServer;
import dev.depwatch.status.ScrapeText;
import java.io.IOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart or a reload costs nothing, whether depwatch was stopped or killed. */
@Timeout(180)
@Order(1)
class RestartTest {
    private static final String WEBHOOK_SECRET = "the-secret-part-of-the-webhook";

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

    /** A millisecond later with every record, so that no test depends on how long a start takes. */
    private LocalDateTime at = LocalDateTime.now(ZoneId.systemDefault());

    @TempDir
    private Path folder;

    private final HttpClient browser = HttpClient.newHttpClient();
    private final List<String> slackMessages = new CopyOnWriteArrayList<>();
    private final List<String> instances = new ArrayList<>(List.of("school"));
    private String stateDirectory = "state";
    private String settings = "";
    private String protocol = "slack: { webhookUrlFile: slack-webhook }";
    private String listen = "127.0.0.1:0";
    /** What loading the settings throws instead of returning settings. */
    private Optional<RuntimeException> fault = Optional.empty();
    /** How often the clock fails who starts the loaded settings. */
    private int faultsOfClock;

    private volatile int dueFaults;
    private final Thread tester = Thread.currentThread();

    @AutoClose
    private Daemon daemon;

    @AutoClose
    private LocalServer slack;

    @BeforeEach
    void listen() throws Exception {
        slack = new LocalServer(Map.of("/" + WEBHOOK_SECRET, exchange -> {
            slackMessages.add(LocalServer.body(exchange));
            LocalServer.answer(exchange, 200, "");
        }));
        Files.writeString(
                folder.resolve("slack-webhook"), slack.uri("/" + WEBHOOK_SECRET).toString());
    }

    @Test
    void restarts_repeat_no_count_and_no_notification() throws Exception {
        fail("school", 3);
        start();
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(3L));
        await().untilAsserted(() -> assertThat(slackMessages).hasSize(1));
        String id = cases().get(0).path("id").asText();
        String first = cases().get(0).path("firstSeenAt").asText();

        daemon.close();
        fail("school", 2);
        rotate("school");
        fail("school", 4);
        start();
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(9L));
        assertThat(cases().get(0).path("id").asText()).isEqualTo(id);
        assertThat(cases().get(0).path("firstSeenAt").asText()).isEqualTo(first);

        restart();
        assertThat(sightings()).containsExactly(9L);
        assertThat(slackMessages).hasSize(1);

        await().untilAsserted(() -> {
            append("school", "[INFO ] [main] [PolicyHelper] - all is quiet");
            assertThat(slackMessages).hasSize(2);
        });
        assertThat(slackMessages.get(1)).contains("Not seen since").contains("it-admin@example.org");
        restart();
        restart();
        assertThat(cases()).isEmpty();
        assertThat(slackMessages).hasSize(2);
        assertThat(history()).singleElement().satisfies(line -> {
            assertThat(line.path("id").asText()).isEqualTo(id);
            assertThat(line.path("sightings").asInt()).isEqualTo(9);
            assertThat(line.path("proof").asText()).isEqualTo("not_seen_since");
        });
        daemon.close();
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(file).content().doesNotContain(WEBHOOK_SECRET));
        }
    }

    @Test
    void an_end_during_a_stop_is_reported_once() throws Exception {
        fail("school", 1);
        start();
        await().untilAsserted(() -> assertThat(slackMessages).hasSize(1));
        daemon.close();

        instances.set(0, "physics");
        start();

        await().untilAsserted(() -> assertThat(slackMessages).hasSize(2));
        await().untilAsserted(() -> assertThat(history())
                .extracting(line -> line.path("proof").asText())
                .containsExactly("no_longer_watched"));
        restart();
        assertThat(slackMessages).hasSize(2);
    }

    @Test
    void a_kill_right_after_the_first_ready_loses_nothing() throws Exception {
        fail("school", 3);
        // Ends the last failure: until then further lines of it could come, and it counts only after a pause.
        append("school", "[INFO ] [duledPool-8] [ntInstanceSyncCommService] - another record");
        start();
        await().until(() -> {
            if (!get("/-/ready").equals("ready\n")) {
                return false;
            }
            copyState("state-killed");
            return true;
        });

        daemon.close();
        rotate("school");
        Files.delete(backup("school", 1));
        fail("school", 1);
        stateDirectory = "state-killed";
        start();

        await().untilAsserted(() -> assertThat(sightings()).containsExactly(4L));
    }

    @Test
    void problems_of_the_settings_leave_the_state_unchanged() throws Exception {
        Files.createDirectory(folder.resolve("signatures"));
        Files.writeString(folder.resolve("signatures/site.yml"), "nonsense");
        settings = "signaturesDirectory: signatures";
        ownFolder("state");
        Files.writeString(folder.resolve("state/state.json"), "{");

        assertThatThrownBy(this::start).isInstanceOf(ConfigException.class);
        assertThat(folder.resolve("state/state.json")).hasContent("{");
        assertThat(folder.resolve("state")).isDirectoryNotContaining("glob:**.damaged*");

        settings = "";
        start();
        Daemon first = daemon;
        settings = "signaturesDirectory: signatures";
        assertThatThrownBy(this::start).isInstanceOf(ConfigException.class);
        assertThat(daemon).isSameAs(first);
    }

    @Test
    void a_reload_adds_instances_and_loses_nothing() throws Exception {
        fail("school", 3);
        start();
        await().untilAsserted(() -> assertThat(slackMessages).hasSize(1));
        String id = cases().get(0).path("id").asText();

        fail("school", 2);
        instances.add("physics");
        configure();
        assertThat(daemon.reload()).isEmpty();
        fail("school", 1);
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(6L));
        assertThat(cases().get(0).path("id").asText()).isEqualTo(id);
        assertThat(slackMessages).hasSize(1);

        fail("physics", 1);
        await().untilAsserted(() -> assertThat(slackMessages).hasSize(2));
        assertThat(slackMessages.get(1)).contains("physics");
        assertThat(reloaded()).isOne();
    }

    @Test
    void a_receiver_that_moves_to_another_protocol_gets_once_what_is_open() throws Exception {
        start();
        fail("school", 1);
        await().untilAsserted(() -> assertThat(slackMessages).hasSize(1));

        protocol = "webhook: { urlFile: slack-webhook }";
        configure();
        assertThat(daemon.reload()).isEmpty();

        await().untilAsserted(() -> assertThat(slackMessages).hasSize(2));
        assertThat(slackMessages.get(1)).contains("\"reason\":\"opened\"", "it-admin@example.org");
        restart();
        daemon.close();
        // As an earlier release saved it.
        Path saved = folder.resolve("state/state.json");
        Files.writeString(saved, Files.readString(saved).replace("\"webhook team\"", "\"team\""));
        restart();
        await().untilAsserted(() -> {
            append("school", "[INFO ] [main] [PolicyHelper] - all is quiet");
            assertThat(slackMessages).hasSize(3);
        });
        assertThat(slackMessages.get(2)).contains("\"reason\":\"resolved\"");
    }

    @Test
    void a_renamed_instance_keeps_its_history_over_reload_and_restart() throws Exception {
        start();
        fail("school", 3);
        await().untilAsserted(() -> assertThat(slackMessages).hasSize(1));
        String id = cases().path(0).path("id").asText();
        CommandedSilences silences = new CommandedSilences(folder.resolve("state"));
        LocalDate today = at.toLocalDate();
        silences.put(
                new Silence.Config("school", Optional.empty(), Optional.of("2"), today, "known", Optional.empty()),
                ZoneOffset.UTC,
                Instant.EPOCH);

        renamed("school", "campus");
        assertThat(daemon.reload()).isEmpty();
        fail("school", 1);
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(4L));

        assertThat(cases().path(0).path("id").asText()).isEqualTo(id);
        assertThat(cases().path(0).path("instance").asText()).isEqualTo("campus");
        assertThat(get("/metrics")).doesNotContain("jamf_instance=\"school\"");
        assertThat(silences.read()).extracting(Silence.Config::instance).containsExactly("campus");

        renamed("school", "zurich/campus");
        Files.writeString(
                folder.resolve("depwatch.yml"),
                Files.readString(folder.resolve("depwatch.yml")).replace("formerName: school", "formerName: campus"));
        daemon.close();
        start(folder.resolve("depwatch.yml"));
        fail("school", 1);
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(5L));

        assertThat(cases().path(0).path("id").asText()).isEqualTo(id);
        assertThat(cases().path(0).path("instance").asText()).isEqualTo("zurich/campus");
        assertThat(slackMessages).as("no message is sent again").hasSize(1);
        assertThat(history()).isEmpty();
    }

    private void renamed(String former, String name) throws IOException {
        Path file = configure();
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("name: " + former + "\n", "name: " + name + "\n    formerName: " + former + "\n"));
    }

    @Test
    void a_reload_with_problems_keeps_the_previous_configuration() throws Exception {
        start();
        Path file = configure();
        String good = Files.readString(file);

        Files.writeString(file, good.replace("poll: 50ms", "poll: often"));
        assertThat(daemon.reload()).singleElement().asString().contains("depwatch.yml", "often");
        assertThat(reloaded()).isZero();
        assertThat(daemon.summary()).contains("configuration reload failed");
        assertThat(get("/")).contains("configuration reload failed");
        fail("school", 2);
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(2L));

        Files.writeString(file, good);
        assertThat(daemon.reload()).isEmpty();
        assertThat(reloaded()).isOne();
        assertThat(daemon.summary()).doesNotContain("reload failed");
        fail("school", 1);
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(3L));
    }

    @Test
    void a_fault_of_depwatch_during_a_reload_is_reported_as_one() throws Exception {
        start();
        fault = Optional.of(new IllegalStateException("of ours"));

        assertThat(reloadOverHttp())
                .contains("a fault of depwatch (java.lang.IllegalStateException): report it with its log");

        assertThat(reloaded()).isZero();
        fault = Optional.empty();
        assertThat(daemon.reload()).isEmpty();
    }

    @Test
    void a_fault_in_the_start_of_new_settings_leaves_the_former_ones_or_is_reported_until_a_reload() throws Exception {
        start();
        faultsOfClock = 1;
        assertThat(daemon.reload()).singleElement().asString().startsWith("a fault of depwatch");
        fail("school", 1);
        await().untilAsserted(() -> assertThat(sightings()).containsExactly(1L));

        faultsOfClock = 2;
        assertThat(daemon.reload()).singleElement().asString().contains("monitors nothing");
        assertThat(get("/-/healthy")).startsWith("settings: depwatch could not start");
        assertThat(daemon.reload()).isEmpty();
        await().untilAsserted(() -> assertThat(get("/-/healthy")).isEqualTo("healthy\n"));
    }

    @Test
    void a_reload_moves_the_pages_to_a_free_address() throws Exception {
        // Nobody else takes a port there that is free for a moment.
        listen = "127.0.0.2:0";
        start();
        InetSocketAddress before = daemon.address();
        try (ServerSocket taken = new ServerSocket(0, 1, before.getAddress())) {
            listen = "127.0.0.2:" + taken.getLocalPort();
            configure();
            assertThat(daemon.reload()).singleElement().asString().startsWith("listen: cannot listen on " + listen);
            assertThat(daemon.address()).isEqualTo(before);
        }

        assertThatThrownBy(this::reloadOverHttp)
                .as("its connection closes with the former address")
                .isInstanceOf(IOException.class);

        assertThat(daemon.address().getPort()).isEqualTo(Integer.parseInt(listen.split(":", 2)[1]));
        await().untilAsserted(() -> assertThat(get("/-/ready")).isEqualTo("ready\n"));
        listen = "0.0.0.0:" + daemon.address().getPort();
        configure();
        assertThat(daemon.reload())
                .containsExactly(
                        "listen: only the host changed; restart depwatch to change it, or change the port as well");
        assertThatThrownBy(() -> new Socket(before.getAddress(), before.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void a_reload_changes_users_but_not_encryption() throws Exception {
        start();
        Path web = Files.writeString(folder.resolve("web.yml"), "{}");
        Path file = configure();
        Files.writeString(file, Files.readString(file) + "webConfigFile: web.yml\n");
        assertThat(daemon.reload()).isEmpty();

        Files.writeString(web, "basic_auth_users: { alice: secret }");
        assertThat(get("/")).contains("web configuration reload failed");
        assertThat(reloaded()).as("the next start would fail").isZero();
        assertThat(daemon.summary()).contains("web configuration reload failed");
        assertThat(daemon.reload()).singleElement().asString().contains("web.yml", "no bcrypt hash");
        assertThat(get("/-/healthy")).isEqualTo("healthy\n");

        Files.writeString(
                web, "basic_auth_users: { alice: $2y$04$LblVBR22/N78O67r.cl2gukRG6k6q6V1rRqZPzzz3BORfXoivltcy }");
        assertThat(daemon.reload()).isEmpty();
        assertThat(daemon.summary()).doesNotContain("reload failed");
        assertThat(get("/-/healthy")).contains("requires a user and a password");

        Certificates certificates = new Certificates(folder);
        Files.writeString(web, certificates.webConfiguration(certificates.selfSigned("localhost")));
        assertThat(daemon.reload()).singleElement().asString().contains("restart depwatch");
        assertThat(get("/-/healthy")).contains("requires a user and a password");
    }

    @Test
    void the_calendar_has_a_secret_address_that_a_reload_changes() throws Exception {
        Path key = Files.writeString(folder.resolve("calendar-key"), "the-first-key-of-the-calendar\n");
        settings = "calendar: { keyFile: calendar-key }";
        start();
        await().untilAsserted(() ->
                assertThat(get("/calendar/the-first-key-of-the-calendar.ics")).startsWith("BEGIN:VCALENDAR\r\n"));

        Files.writeString(key, "the-second-key-of-the-calendar\n");
        assertThat(daemon.reload()).isEmpty();

        // The pages of the new settings wait for their first assessment.
        await().untilAsserted(() ->
                assertThat(get("/calendar/the-second-key-of-the-calendar.ics")).startsWith("BEGIN:VCALENDAR\r\n"));
        assertThat(get("/calendar/the-first-key-of-the-calendar.ics")).startsWith("There is no page");
        for (String page : List.of("/", "/metrics", "/api/v1/assessment", "/calendar.ics", "/-/healthy", "/-/ready")) {
            assertThat(get(page)).doesNotContain("key-of-the-calendar");
        }

        settings = "";
        configure();
        assertThat(daemon.reload()).isEmpty();
        assertThat(get("/calendar/the-second-key-of-the-calendar.ics")).startsWith("There is no page");
    }

    @Test
    void a_reload_does_not_change_the_state_directory() throws Exception {
        start();
        stateDirectory = "another";
        configure();

        assertThat(daemon.reload())
                .singleElement()
                .asString()
                .startsWith("stateDirectory: found")
                .endsWith("restart depwatch to change it");
        assertThat(folder.resolve("another")).doesNotExist();
    }

    private double reloaded() throws Exception {
        return scrape().of("depwatch_config_last_reload_successful").get(0).value();
    }

    private void start() throws Exception {
        start(configure());
    }

    private void start(Path file) throws Exception {
        daemon = new Operator()
                .start(
                        now -> {
                            if (fault.isPresent()) {
                                throw fault.get();
                            }
                            dueFaults = faultsOfClock;
                            faultsOfClock = 0;
                            return Settings.load(file, Map.of(), "host", now);
                        },
                        this::now,
                        Writer.nullWriter());
    }

    private Instant now() {
        if (dueFaults > 0 && Thread.currentThread().equals(tester)) {
            dueFaults--;
            throw new IllegalStateException("of the clock");
        }
        return Instant.now();
    }

    private Path configure() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String instance : instances) {
            Files.createDirectories(log(instance).getParent());
            if (!Files.exists(log(instance))) {
                Files.createFile(log(instance));
            }
            all.append("""
                      - name: %s
                        logs: %s
                        tokens: [{ kind: ade, id: 1, name: Devices, owner: it-admin@example.org }]
                    """.formatted(instance, log(instance)));
        }
        return Files.writeString(
                folder.resolve("depwatch.yml"), """
                listen: %s
                stateDirectory: %s
                enableLifecycle: true
                poll: 50ms
                syncInterval: 1s
                instances:
                %salerts:
                  groupWait: 1s
                  groupInterval: 0s
                  receivers:
                    - { name: team, %s }
                %s
                """.formatted(listen, stateDirectory, all, protocol, settings));
    }

    private void restart() throws Exception {
        daemon.close();
        start();
        await().untilAsserted(() -> assertThat(get("/-/ready")).isEqualTo("ready\n"));
    }

    private Path log(String instance) {
        return folder.resolve(instance).resolve("JAMFSoftwareServer.log");
    }

    private void fail(String instance, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            append(
                    instance,
                    "[ERROR] [duledPool-8] [ntInstanceSyncCommService] - DeviceEnrollmentProgramException"
                            + "[responseCode=403, responseBody='token_rejectedForbidden', message='An error occurred"
                            + " during oauth token refresh']");
        }
    }

    private void append(String instance, String record) throws IOException {
        at = at.plus(Duration.ofMillis(1));
        Files.createDirectories(log(instance).getParent());
        Files.writeString(
                log(instance),
                STAMP.format(at) + " " + record + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Log4j's chain of backups; none is deleted. */
    private void rotate(String instance) throws IOException {
        int last = 1;
        while (Files.exists(backup(instance, last))) {
            last++;
        }
        for (int index = last; index > 1; index--) {
            Files.move(backup(instance, index - 1), backup(instance, index));
        }
        Files.move(log(instance), backup(instance, 1));
    }

    private Path backup(String instance, int index) {
        return log(instance).resolveSibling("JAMFSoftwareServer.log." + index);
    }

    /** A state directory with the right mode, whatever the umask. */
    private Path ownFolder(String name) throws IOException {
        return Files.createDirectory(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** The copy equals the state after a kill at that instant. */
    private void copyState(String name) throws IOException {
        Path copy = ownFolder(name);
        Path state = folder.resolve(stateDirectory);
        for (String file : List.of("state.json", "history.jsonl")) {
            if (Files.exists(state.resolve(file))) {
                Files.copy(state.resolve(file), copy.resolve(file));
            }
        }
    }

    private List<JsonNode> history() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        Path file = folder.resolve("state/history.jsonl");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                lines.add(new ObjectMapper().readTree(line));
            }
        }
        return lines;
    }

    private JsonNode cases() throws Exception {
        return new ObjectMapper().readTree(get("/api/v1/assessment")).path("cases");
    }

    private List<Long> sightings() throws Exception {
        List<Long> counts = new ArrayList<>();
        cases().forEach(one -> counts.add(one.path("sightings").asLong()));
        return counts;
    }

    private ScrapeText scrape() throws Exception {
        return ScrapeText.parse(get("/metrics"));
    }

    private String get(String path) throws Exception {
        return body(request(path).build());
    }

    private String reloadOverHttp() throws Exception {
        return body(request("/-/reload").POST(BodyPublishers.noBody()).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http:/" + daemon.address() + path));
    }

    private String body(HttpRequest request) throws Exception {
        return browser.send(request, BodyHandlers.ofString()).body();
    }
}
