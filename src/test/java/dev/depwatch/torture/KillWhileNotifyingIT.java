package dev.depwatch.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.http.LocalServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills depwatch while it notifies: the receiver kills it when a message has arrived, before or right after its answer.
 * More of it: {@code ./mvnw verify -Ptorture -DskipUnitTests -Ddepwatch.torture.killsWhileNotifying=100}.
 */
@Tag("torture")
class KillWhileNotifyingIT {
    private static final int KILLS = Integer.getInteger("depwatch.torture.killsWhileNotifying", 2);
    private static final long SEED = Long.getLong("depwatch.torture.seed", System.nanoTime());
    /** Enough for each life, although it may send two messages before the kill. */
    private static final int OWNERS = 2 * KILLS + 2;

    private static final Pattern OWNER = Pattern.compile("Apple ID (owner-\\d+)@example.org");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

    @TempDir
    Path folder;

    private final HttpClient browser = HttpClient.newHttpClient();
    private final Random random = new Random(SEED);
    private final List<String> heard = new ArrayList<>();
    private final Semaphore killed = new Semaphore(0);
    private LocalServer slack;
    private int lives;

    /** Who is killed when so many messages have arrived. */
    private Optional<DepwatchProcess> victim = Optional.empty();

    private int killedAt;

    @BeforeEach
    void listen() throws IOException {
        slack = new LocalServer(this::hear);
        Path secret = Files.createFile(
                folder.resolve("webhook"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, slack.uri("/services/x").toString());
        StringBuilder instances = new StringBuilder();
        for (int i = 0; i < OWNERS; i++) {
            String record = STAMP.format(LocalDateTime.now(ZoneId.systemDefault()))
                    + " [ERROR] [duledPool-8] [ntInstanceSyncCommService] - DeviceEnrollmentProgramException"
                    + "[responseCode=403, responseBody='token_rejectedForbidden', message='An error occurred during oauth"
                    + " token refresh']\n";
            Path log = Files.writeString(folder.resolve("log-" + i), record);
            instances.append("""
                      - { name: i%1$d, logs: %2$s, timeZone: %3$s, tokens: [{ kind: ade, id: 1, name: x, owner: owner-%1$d@example.org }] }
                    """.formatted(i, log, ZoneId.systemDefault()));
        }
        Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:0
                poll: 50ms
                instances:
                %salerts:
                  groupWait: 0s
                  receivers: [{ name: team, slack: { webhookUrlFile: webhook } }]
                """.formatted(instances));
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void only_the_message_in_flight_is_sent_twice_and_none_is_lost() throws Exception {
        for (int kills = 0; kills < KILLS; kills++) {
            DepwatchProcess life = start();
            kill(life, 1 + random.nextInt(2));
            assertThat(killed.tryAcquire(60, TimeUnit.SECONDS))
                    .as("seed " + SEED)
                    .isTrue();
        }
        liveUntilNothingMoreComes();
        int sent = heard().size();
        liveUntilNothingMoreComes();

        assertThat(new HashSet<>(heard())).as("seed " + SEED).hasSize(OWNERS);
        assertThat(heard().size()).as("seed " + SEED).isEqualTo(sent).isLessThanOrEqualTo(OWNERS + KILLS);
    }

    private void liveUntilNothingMoreComes() throws Exception {
        DepwatchProcess life = start();
        life.awaitReady();
        while (new HashSet<>(heard()).size() < OWNERS) {
            life.live(50);
        }
        for (int before = -1; before < heard().size(); ) {
            before = heard().size();
            life.live(2_000);
        }
        life.stop();
        assertThat(life.complaints()).as("seed " + SEED).isEmpty();
    }

    private DepwatchProcess start() throws IOException {
        lives++;
        return DepwatchProcess.start(folder, folder.resolve("life-" + lives + ".txt"), browser);
    }

    private synchronized void kill(DepwatchProcess life, int whenSoManyMoreHaveArrived) {
        victim = Optional.of(life);
        killedAt = heard.size() + whenSoManyMoreHaveArrived;
    }

    private synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    private synchronized void hear(HttpExchange exchange) throws IOException {
        String message = LocalServer.body(exchange);
        Matcher owner = OWNER.matcher(message);
        heard.add(owner.find() ? owner.group(1) : message);
        Optional<DepwatchProcess> dies = heard.size() == killedAt ? victim : Optional.empty();
        boolean answered = dies.isEmpty() || random.nextBoolean();
        if (answered) {
            exchange.sendResponseHeaders(200, -1);
        }
        try {
            if (dies.isPresent()) {
                dies.get().kill();
                killed.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}
