package dev.depwatch.demo;

import dev.depwatch.demo.SimulatedJamf.Access;
import dev.depwatch.demo.SimulatedLog.Form;
import dev.depwatch.loop.Loop;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several running instances of Jamf Pro: each writes its log, syncs its tokens and answers its API. Owns the thread
 * {@code simulated-fleet}, which drives them at the given interval.
 */
public final class SimulatedFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedFleet.class);

    /** Records between two syncs, so that the log grows and rotates continuously. */
    private static final int CHATTER = 5;

    private static final List<Form> FORMS = List.of(Form.A, Form.B, Form.C);
    private static final long ROTATED_AT_BYTES = 4 * 1024;

    private final SimulatedJamf jamf;
    private final Map<Token.Key, String> servers = new LinkedHashMap<>();
    private final Map<Instance, SimulatedLog> logs = new LinkedHashMap<>();
    private final Map<Instance, Path> files = new LinkedHashMap<>();
    private final Duration syncInterval;
    private final InstantSource clock;
    private volatile @Nullable SimulatedApple apple;
    private final Loop loop;

    /**
     * @param folder contains a folder for each instance's log
     * @param tokens on the instances that they name; the instances use the log forms A, B and C in turn
     */
    public SimulatedFleet(Path folder, List<Token> tokens, Access access, Duration syncInterval, InstantSource clock)
            throws IOException {
        this.jamf = new SimulatedJamf(tokens, access, clock);
        this.syncInterval = syncInterval;
        this.clock = clock;
        this.loop = new Loop("simulated-fleet", clock, this::live);
        tokens.stream()
                .filter(token -> token.kind() == TokenKind.ADE)
                .forEach(token -> servers.put(token.key(), token.serverUuid()));
        List<Instance> instances =
                tokens.stream().map(Token::instance).distinct().toList();
        for (Instance instance : instances) {
            Path file = Files.createDirectories(folder.resolve(instance.name())).resolve("JAMFSoftwareServer.log");
            Form form = FORMS.get(logs.size() % FORMS.size());
            files.put(instance, file);
            logs.put(instance, new SimulatedLog(file, form, ZoneId.systemDefault(), ROTATED_AT_BYTES));
        }
    }

    /** The log of each instance. */
    public Map<Instance, Path> logs() {
        return Map.copyOf(files);
    }

    /** Use it to change what happens to the tokens. */
    public SimulatedJamf jamf() {
        return jamf;
    }

    /** Apple, which hears every sync that goes well; it must have the servers of the tokens. Before the start. */
    public void heardBy(SimulatedApple hears) {
        this.apple = hears;
    }

    public void start() {
        loop.start();
    }

    private Duration live(Instant now) throws InterruptedException {
        try {
            sync(now);
            for (int record = 0; record < CHATTER; record++) {
                Thread.sleep(syncInterval.dividedBy(CHATTER).toMillis());
                chatter(clock.instant());
            }
        } catch (UncheckedIOException e) {
            LOG.error("the simulation has stopped", e);
            loop.stop();
        }
        return Duration.ZERO;
    }

    /** Every instance syncs once and logs what failed. */
    private void sync(Instant now) {
        SimulatedApple hears = apple;
        for (SyncOutcome outcome : jamf.sync(now)) {
            if (hears != null && outcome.failure().isEmpty()) {
                hears.connected(servers.getOrDefault(outcome.token(), ""), now);
            }
            outcome.failure()
                    .ifPresent(failure -> logs.forEach((instance, log) -> {
                        if (instance.equals(outcome.token().instance())) {
                            write(() -> log.failed(failure, now));
                        }
                    }));
        }
    }

    private void chatter(Instant now) {
        logs.values().forEach(log -> write(() -> log.chatter(now)));
    }

    private interface Writing {
        void write() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        loop.stop();
        loop.awaitEnd(Duration.ofSeconds(5));
        jamf.close();
    }
}
