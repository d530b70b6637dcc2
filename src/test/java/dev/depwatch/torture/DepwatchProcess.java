package dev.depwatch.torture;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.status.ScrapeText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One life of the real jar: {@code depwatch run}, from its start to its end by whatever signal. */
final class DepwatchProcess {
    /** How far a life has come. */
    enum Phase {
        STARTING,
        CATCHING_UP,
        FOLLOWING
    }

    private static final Path JAR = Path.of("target", "depwatch.jar").toAbsolutePath();
    private static final Pattern RUNNING = Pattern.compile("is running;.* (http://[^/]+)/metrics");
    private static final Pattern COMPLAINT = Pattern.compile(" (WARN|ERROR) |^WARNING: |^Exception in thread|^\\tat ");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final HttpClient browser;
    private Optional<URI> address = Optional.empty();

    private DepwatchProcess(Process process, Path log, HttpClient browser) {
        this.process = process;
        this.log = log;
        this.browser = browser;
    }

    /**
     * Starts it in a folder that holds its configuration, and where it keeps its state, with the flags that start a JVM
     * fast.
     *
     * @param log where its own log goes
     */
    static DepwatchProcess start(Path folder, Path log, HttpClient browser) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-jar",
                        JAR.toString(),
                        "run",
                        "--config",
                        "depwatch.yml")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new DepwatchProcess(process, log, browser);
    }

    /** Waits so long, or until it has ended by itself, which it must not. */
    void live(long millis) throws InterruptedException, IOException {
        if (process.waitFor(Math.max(0, millis), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    "depwatch has ended by itself with " + process.exitValue() + ":\n" + Files.readString(log));
        }
    }

    /** Waits until it has said that it runs; then its pages answer. */
    void awaitRunning() {
        await().until(() -> {
            live(0);
            return isRunning();
        });
    }

    /** Waits until it has read all that stood in the logs. */
    void awaitReady() {
        awaitRunning();
        await().until(() -> {
            live(0);
            return phase() == Phase.FOLLOWING;
        });
    }

    /** Without waiting. */
    Phase phase() throws IOException, InterruptedException {
        if (!isRunning()) {
            return Phase.STARTING;
        }
        return get("/-/ready").statusCode() == 200 ? Phase.FOLLOWING : Phase.CATCHING_UP;
    }

    private boolean isRunning() throws IOException {
        if (address.isEmpty()) {
            Matcher running = RUNNING.matcher(Files.readString(log));
            address = running.find() ? Optional.of(URI.create(running.group(1))) : Optional.empty();
        }
        return address.isPresent();
    }

    Tally counted() throws IOException, InterruptedException {
        Map<Tally.Subject, Long> failures = new TreeMap<>();
        for (JsonNode open : JSON.readTree(get("/api/v1/assessment").body()).path("cases")) {
            failures.put(
                    new Tally.Subject(
                            open.path("instance").asText(), open.path("cause").asText()),
                    open.path("sightings").asLong());
        }
        return new Tally(failures);
    }

    /** The sum of a counter over all logs. */
    long sum(String metric) throws IOException, InterruptedException {
        return (long) ScrapeText.parse(get("/metrics").body()).samples().stream()
                .filter(sample -> sample.name().equals(metric))
                .mapToDouble(ScrapeText.Sample::value)
                .sum();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI page = address.orElseThrow().resolve(path);
        return browser.send(HttpRequest.newBuilder(page).timeout(ANSWERS_WITHIN).build(), BodyHandlers.ofString());
    }

    void reload() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    /** By SIGKILL: nothing of it runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** By SIGTERM, as systemd does. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            kill();
            throw new IllegalStateException("depwatch did not end within 120 s of SIGTERM");
        }
    }

    /** What it complained of; a good life has nothing to complain of. */
    List<String> complaints() throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> COMPLAINT.matcher(line).find())
                .toList();
    }
}
