package dev.depwatch.torture;

import dev.depwatch.torture.Tally.Subject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lives of depwatch that end by SIGKILL at random instants, and what depwatch has counted over them all. */
final class Torture {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration NOTHING_MORE_COMES = Duration.ofSeconds(8);
    private static final Path EVIDENCE = Path.of("target", "torture");

    private final Path folder;
    private final long seed;
    private final Random random;
    private final LogWriter writer;
    private final HttpClient browser = HttpClient.newHttpClient();
    private final Instant begun = Instant.now();
    private final List<String> complaints = new ArrayList<>();
    private final Map<Subject, Long> knownDifference = new TreeMap<>();

    private int starts;
    private int killedWhileStarting;
    private int killedWhileCatchingUp;
    private int killedWhileFollowing;
    private long lost;
    private long doubled;
    private long gaps;
    private long failures;
    private long startMillis = 1500;

    Torture(Path folder, long seed) throws IOException {
        this.folder = folder;
        this.seed = seed;
        random = new Random(seed);
        writer = new LogWriter(Files.createDirectories(folder.resolve("logs")), new Random(seed + 1));
        Files.writeString(folder.resolve("depwatch.yml"), configuration());
    }

    /** Writes a little and lets it be read: the first start ever reads the current files only. */
    void begin() throws Exception {
        writer.writeSome();
        compare();
    }

    /** What happened so far, in one line. */
    String figures() throws InterruptedException {
        return ("kills %d (%d starting, %d catching up, %d following), starts %d, rotations %d, records %d, failures %d,"
                        + " lost %d, double %d, gaps %d, complaints %d, seed %d, %d s")
                .formatted(
                        killedWhileStarting + killedWhileCatchingUp + killedWhileFollowing,
                        killedWhileStarting,
                        killedWhileCatchingUp,
                        killedWhileFollowing,
                        starts,
                        writer.rotations(),
                        writer.records(),
                        failures,
                        lost,
                        doubled,
                        gaps,
                        complaints.size(),
                        seed,
                        Duration.between(begun, Instant.now()).toSeconds());
    }

    /** Records that were lost, counted twice, or said to be lost. */
    long faults() {
        return lost + doubled + gaps;
    }

    /** What depwatch's own log complained of: nothing that happens here is a reason to. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void end() throws InterruptedException {
        writer.end();
    }

    private String configuration() {
        String instances = writer.files().entrySet().stream()
                .map(log -> """
                          - name: %s
                            logs: %s
                            timeZone: %s
                            tokens: [{ kind: ade, id: "1", name: Example, owner: it-admin@example.org }]
                        """.formatted(log.getKey(), log.getValue(), ZoneId.systemDefault()))
                .collect(Collectors.joining());
        return "listen: 127.0.0.1:0\npoll: 100ms\ninstances:\n" + instances;
    }

    /** From a start to a kill: while it starts, or at any instant from when it runs. */
    void live() throws Exception {
        DepwatchProcess depwatch = start();
        boolean ready = false;
        if (random.nextInt(3) == 0) {
            depwatch.live(random.nextLong(startMillis));
        } else {
            startMillis = Math.max(500, (startMillis * 7 + untilRunning(depwatch)) / 8);
            long kill =
                    System.nanoTime() + Duration.ofMillis(random.nextInt(1200)).toNanos();
            while (!ready && System.nanoTime() < kill) {
                ready = depwatch.isReady();
                depwatch.live(Math.min(20, (kill - System.nanoTime()) / 1_000_000));
            }
            depwatch.live((kill - System.nanoTime()) / 1_000_000);
        }
        boolean running = depwatch.isRunning();
        depwatch.kill();
        if (ready) {
            killedWhileFollowing++;
        } else if (running) {
            killedWhileCatchingUp++;
        } else {
            killedWhileStarting++;
        }
        buried(depwatch);
    }

    private DepwatchProcess start() throws IOException {
        starts++;
        Path log = Files.createDirectories(folder.resolve("lives")).resolve(starts + ".txt");
        return DepwatchProcess.start(folder, log, browser);
    }

    private long untilRunning(DepwatchProcess depwatch) throws Exception {
        Instant begun = Instant.now();
        while (!depwatch.isRunning()) {
            depwatch.live(10);
            if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) {
                depwatch.kill();
                throw new IllegalStateException("depwatch does not start within " + PATIENCE);
            }
        }
        return Duration.between(begun, Instant.now()).toMillis();
    }

    private void buried(DepwatchProcess depwatch) throws IOException {
        for (String complaint : depwatch.complaints()) {
            complaints.add("life " + starts + ": " + complaint);
        }
    }

    /** Lets depwatch read all there is and compares; then the state is saved by a stop, so that old files may go. */
    void compare() throws Exception {
        Tally written = writer.pause();
        DepwatchProcess depwatch = start();
        untilRunning(depwatch);
        Map<Subject, Long> difference = settledDifference(depwatch, written);
        gaps += depwatch.sum("depwatch_log_gaps_total");
        depwatch.stop();
        buried(depwatch);
        failures = written.total();
        Map<Subject, Long> news = new TreeMap<>(difference);
        knownDifference.forEach((subject, known) -> news.merge(subject, -known, Long::sum));
        news.values().removeIf(above -> above == 0);
        knownDifference.clear();
        knownDifference.putAll(difference);
        lost -= news.values().stream()
                .filter(above -> above < 0)
                .mapToLong(Long::longValue)
                .sum();
        doubled += news.values().stream()
                .filter(above -> above > 0)
                .mapToLong(Long::longValue)
                .sum();
        if (!news.isEmpty()) {
            System.out.println("torture: life " + starts + ": " + news + ", kept in " + keepEvidence());
        }
        clear(folder.resolve("lives"));
        writer.resume();
    }

    private Map<Subject, Long> settledDifference(DepwatchProcess depwatch, Tally written) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        Instant changed = Instant.now();
        Tally counted = new Tally(Map.of());
        boolean again = true;
        while (again) {
            Tally now = depwatch.isReady() ? depwatch.counted() : counted;
            if (!now.equals(counted)) {
                counted = now;
                changed = Instant.now();
            }
            Map<Subject, Long> difference = new TreeMap<>(written.differenceTo(counted));
            // What is right must stay right for two assessments; what is not may become so.
            Duration enough = difference.equals(knownDifference) ? Duration.ofSeconds(2) : NOTHING_MORE_COMES;
            depwatch.live(50);
            again = Instant.now().isBefore(end)
                    && Duration.between(changed, Instant.now()).compareTo(enough) < 0;
        }
        return written.differenceTo(counted);
    }

    private Path keepEvidence() throws IOException {
        Path kept = EVIDENCE.resolve(seed + "-" + starts);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Path copy = kept.resolve(folder.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
        return kept;
    }

    private static void clear(Path lives) throws IOException {
        try (Stream<Path> logs = Files.list(lives)) {
            for (Path log : logs.toList()) {
                Files.delete(log);
            }
        }
    }
}
