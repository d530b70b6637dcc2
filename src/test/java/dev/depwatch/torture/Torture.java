package dev.depwatch.torture;

import dev.depwatch.torture.DepwatchProcess.Phase;
import dev.depwatch.torture.Tally.Subject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Lives of depwatch that end by SIGKILL at random instants, and what depwatch has counted over them all. */
final class Torture {
    /** What is right must stay right for two assessments. */
    private static final Duration STAYS_RIGHT = Duration.ofSeconds(2);

    /** What is wrong may still become right. */
    private static final Duration NOTHING_MORE_COMES = Duration.ofSeconds(8);

    private static final long SAVES_WITHIN = 10_000;

    private static final int MOST_EVIDENCES = 4;
    private static final Path EVIDENCE = Path.of("target", "torture");

    private final Path folder;
    private final long seed;
    private final Path halfSaved;
    private final Random random;
    private final LogWriter writer;
    private final HttpClient browser = HttpClient.newHttpClient();
    private final Instant begun = Instant.now();
    private final List<String> complaints = new ArrayList<>();
    private final Reckoning reckoning = new Reckoning();

    private int starts;
    private int kills;
    private final Map<Phase, Integer> killedWhile = new EnumMap<>(Phase.class);
    private int evidences;
    private long gaps;
    private long failures;
    private int killedWhileSaving;

    Torture(Path folder, long seed) throws IOException {
        this.folder = folder;
        this.seed = seed;
        halfSaved = folder.resolve("state").resolve("state.json.tmp");
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
        return ("kills %d %s (%d in the middle of a save), starts %d,"
                        + " rotations %d, records %d, failures %d, lost %d, double %d, gaps %d, complaints %d, seed %d, %d s")
                .formatted(
                        kills,
                        killedWhile,
                        killedWhileSaving,
                        starts,
                        writer.rotations(),
                        writer.records(),
                        failures,
                        reckoning.lost(),
                        reckoning.doubled(),
                        gaps,
                        complaints.size(),
                        seed,
                        Duration.between(begun, Instant.now()).toSeconds());
    }

    /** Records that were lost, counted twice, or said to be lost. */
    long faults() {
        return reckoning.lost() + reckoning.doubled() + gaps;
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
        return "listen: 127.0.0.1:0\npoll: 100ms\nalerts: { receivers: [{ name: terminal, console: {} }] }\ninstances:\n"
                + instances;
    }

    /** From a start to a kill. Each life ends in the next of four ways. */
    void live() throws Exception {
        DepwatchProcess depwatch = start();
        Instant born = Instant.now();
        Phase phase;
        try {
            switch (kills++ % 4) {
                case 0 -> {
                    depwatch.awaitReady();
                    depwatch.live(random.nextLong(2500));
                    phase = depwatch.phase();
                }
                case 1 -> {
                    depwatch.awaitRunning();
                    phase = depwatch.phase();
                    awaitSave(depwatch, born);
                }
                case 2 -> {
                    depwatch.live(random.nextLong(1500));
                    phase = depwatch.phase();
                }
                default -> {
                    depwatch.awaitReady();
                    phase = depwatch.phase();
                    awaitSave(depwatch, Instant.now());
                }
            }
        } finally {
            depwatch.kill();
        }
        killedWhile.merge(phase, 1, Integer::sum);
        if (isHalfSaved(born)) {
            killedWhileSaving++;
        }
        buried(depwatch);
    }

    /** Waits for the save that a reload begins within about a second. */
    private void awaitSave(DepwatchProcess depwatch, Instant since) throws Exception {
        depwatch.reload();
        while (!isHalfSaved(since) && age(since) < SAVES_WITHIN) {
            depwatch.live(1);
        }
    }

    /** Whether a save is going on, or was when this life ended; one that an earlier life left behind is none. */
    private boolean isHalfSaved(Instant born) throws IOException {
        try {
            return Files.getLastModifiedTime(halfSaved).toInstant().isAfter(born);
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private static long age(Instant born) {
        return Duration.between(born, Instant.now()).toMillis();
    }

    private DepwatchProcess start() throws IOException {
        starts++;
        Path log = Files.createDirectories(folder.resolve("lives")).resolve(starts + ".txt");
        return DepwatchProcess.start(folder, log, browser);
    }

    private void buried(DepwatchProcess depwatch) throws IOException {
        for (String complaint : depwatch.complaints()) {
            complaints.add("life " + starts + ": " + complaint);
        }
        Path saved = folder.resolve("state").resolve("state.json");
        if (Files.exists(saved)) {
            Files.copy(saved, folder.resolve("lives").resolve(starts + ".json"));
        }
    }

    /** Lets depwatch read all there is and compares; then the state is saved by a stop, so that old files may go. */
    void compare() throws Exception {
        Tally written = writer.pause();
        DepwatchProcess depwatch = start();
        Tally counted;
        try {
            counted = settled(depwatch, written);
            gaps += depwatch.sum("depwatch_log_gaps_total");
            depwatch.stop();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("depwatch does not become ready" + keptEvidence(), e);
        } finally {
            depwatch.kill();
        }
        buried(depwatch);
        failures = written.total();
        Map<Subject, Long> arisen = reckoning.settle(written, counted);
        if (!arisen.isEmpty()) {
            System.out.println("torture: life " + starts + ": " + arisen + keptEvidence());
        }
        clear(folder.resolve("lives"));
        writer.resume();
    }

    /** What is counted once nothing more comes. */
    private Tally settled(DepwatchProcess depwatch, Tally written) throws Exception {
        depwatch.awaitReady();
        Tally counted = depwatch.counted();
        Instant changed = Instant.now();
        while (age(changed) < (reckoning.isSettled(written, counted) ? STAYS_RIGHT : NOTHING_MORE_COMES).toMillis()) {
            depwatch.live(100);
            Tally now = depwatch.counted();
            if (!now.equals(counted)) {
                counted = now;
                changed = Instant.now();
            }
        }
        return counted;
    }

    /** Copies all there is, for the first few faults. */
    private String keptEvidence() throws IOException {
        if (++evidences > MOST_EVIDENCES) {
            return "";
        }
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
        return ", kept in " + kept;
    }

    private static void clear(Path lives) throws IOException {
        try (Stream<Path> logs = Files.list(lives)) {
            for (Path log : logs.toList()) {
                Files.delete(log);
            }
        }
    }
}
