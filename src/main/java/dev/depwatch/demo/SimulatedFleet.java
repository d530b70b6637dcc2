package dev.depwatch.demo;

import static java.util.Objects.requireNonNull;

import dev.depwatch.demo.SimulatedLog.Failure;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The running instances of a {@link SimulatedJamf}: each syncs its tokens and writes its log. Owns the thread {@code
 * simulated-fleet}, which drives them at the given interval.
 */
public final class SimulatedFleet implements AutoCloseable {
    /** Records between two syncs, so that the log grows and rotates continuously. */
    private static final int CHATTER = 5;

    private static final List<Form> FORMS = List.of(Form.A, Form.B, Form.C);
    private static final long ROTATED_AT_BYTES = 4 * 1024;

    private final SimulatedJamf jamf;
    private final Map<Instance, SimulatedLog> logs = new LinkedHashMap<>();
    private final Duration syncInterval;
    private final InstantSource clock;
    private Optional<SimulatedApple> apple = Optional.empty();
    private final Loop loop;

    /**
     * @param folder contains a folder for each instance's log
     * @param jamf its instances use the log forms A, B and C in turn
     */
    public SimulatedFleet(Path folder, SimulatedJamf jamf, Duration syncInterval, InstantSource clock)
            throws IOException {
        this.jamf = jamf;
        this.syncInterval = syncInterval;
        this.clock = clock;
        this.loop = new Loop("simulated-fleet", clock, this::live);
        for (Token token : jamf.tokens()) {
            if (!logs.containsKey(token.instance())) {
                Path file = Files.createDirectories(
                                folder.resolve(token.instance().name()))
                        .resolve("JAMFSoftwareServer.log");
                Form form = FORMS.get(logs.size() % FORMS.size());
                logs.put(token.instance(), new SimulatedLog(file, form, ZoneId.systemDefault(), ROTATED_AT_BYTES));
            }
        }
    }

    /** The log of each instance. */
    public Map<Instance, Path> logs() {
        Map<Instance, Path> files = new HashMap<>();
        logs.forEach((instance, log) -> files.put(instance, log.file()));
        return files;
    }

    /** Apple, which hears every sync that goes well; it must have the servers of the tokens. Before the start. */
    public void heardBy(SimulatedApple hears) {
        this.apple = Optional.of(hears);
    }

    public void start() {
        loop.start();
    }

    private Duration live(Instant now) throws InterruptedException {
        try {
            sync(now);
            for (int record = 0; record < CHATTER; record++) {
                Thread.sleep(syncInterval.dividedBy(CHATTER).toMillis());
                for (SimulatedLog log : logs.values()) {
                    log.chatter(clock.instant());
                }
            }
        } catch (IOException e) {
            // Ends the loop, with an error in the log.
            throw new UncheckedIOException(e);
        }
        return Duration.ZERO;
    }

    /** Every instance syncs once and logs what failed. */
    private void sync(Instant now) throws IOException {
        Map<Token.Key, Failure> failures = jamf.sync(now);
        for (Map.Entry<Token.Key, Failure> failed : failures.entrySet()) {
            requireNonNull(logs.get(failed.getKey().instance())).failed(failed.getValue(), now);
        }
        apple.ifPresent(hears -> jamf.tokens().stream()
                .filter(token -> token.kind() == TokenKind.ADE && !failures.containsKey(token.key()))
                .forEach(token -> hears.connected(token.serverUuid(), now)));
    }

    @Override
    public void close() {
        loop.stop();
        loop.awaitEnd(Duration.ofSeconds(5));
    }
}
