package dev.depwatch.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.state.StateDirectory;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final Instant START = Instant.parse("2026-11-24T14:23:00Z");
    private static final LogName SCHOOL = new LogName(new Instance("school"), "/logs/school.log");

    @TempDir
    private Path folder;

    private Journal journal = new Journal(new SimpleMeterRegistry(), Journal.Snapshot.EMPTY);
    private Instant now = START;
    private long identities;

    @SuppressWarnings("NullAway.Init")
    private StateDirectory directory;

    @SuppressWarnings("NullAway.Init")
    private History history;

    @BeforeEach
    void open() throws IOException {
        directory = StateDirectory.open(folder);
        history = new History(directory);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void a_closed_case_is_one_complete_line() throws Exception {
        see();
        see();
        end();

        history.append(journal, now);

        assertThat(lines()).singleElement().isEqualTo(new ObjectMapper().readTree("""
                {
                  "id": "%s", "instance": "school", "cause": "forbidden", "signature": "forbidden",
                  "firstLoggedAt": "2026-11-24T14:24:00Z", "lastLoggedAt": "2026-11-24T14:25:00Z",
                  "firstSeenAt": "2026-11-24T14:24:00Z", "lastSeenAt": "2026-11-24T14:25:00Z",
                  "sightings": 2, "longestGap": "PT1M", "resumed": null, "lastNetworkLoggedAt": null, "statement": null, "evidence": "evidence",
                  "closedAt": "2026-11-24T14:26:00Z", "proof": "synced"
                }""".formatted(
                                lines().get(0).path("id").asText())));
    }

    @Test
    void a_recorded_case_is_written_once() throws Exception {
        see();
        end();
        Journal.Snapshot first = history.append(journal, now);
        Journal.Snapshot second = history.append(journal, now);

        assertThat(first.notInHistory()).isEmpty();
        assertThat(first.closed()).hasSize(1);
        assertThat(second).isEqualTo(first);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void a_reopened_case_has_a_second_line() throws Exception {
        recordACase();
        recordACase();

        assertThat(lines()).extracting(line -> line.path("id").asText()).containsOnly(onlyId());
        assertThat(lines()).extracting(line -> line.path("sightings").asInt()).containsExactly(1, 2);
    }

    @Test
    void a_crash_repeats_a_line_and_loses_none() throws Exception {
        see();
        Journal.Snapshot saved = history.append(journal, now);
        end();
        history.append(journal, now);

        journal = new Journal(new SimpleMeterRegistry(), saved);
        recordACase();

        assertThat(lines())
                .extracting(line -> line.path("id").asText())
                .hasSize(2)
                .containsOnly(onlyId());
        assertThat(lines().get(1).path("sightings").asInt()).isEqualTo(2);
    }

    @Test
    void a_thousand_unwritten_cases_are_written_after_a_restart() throws Exception {
        Files.createDirectories(folder.resolve("history.jsonl/in the way"));
        for (int i = 0; i <= 1_000; i++) {
            see();
            end();
        }
        Journal.Snapshot saved = history.append(journal, now);

        Files.delete(folder.resolve("history.jsonl/in the way"));
        Files.delete(folder.resolve("history.jsonl"));
        journal = new Journal(new SimpleMeterRegistry(), saved);
        Journal.Snapshot savedThen = history.append(journal, now);

        assertThat(lines()).hasSize(1_000);
        assertThat(savedThen.notInHistory()).isEmpty();
    }

    @Test
    void a_line_lasts_400_days_and_a_torn_one_a_day() throws Exception {
        recordACase();
        Instant closed = now;
        Files.writeString(file(), Files.readString(file()) + "{\"id\":\"torn \uFFFF");
        now = now.plus(Duration.ofDays(1));
        recordACase();
        assertThat(lines()).hasSize(2);

        history.append(journal, closed.plus(Duration.ofDays(400)));
        assertThat(lines()).hasSize(2);

        history.append(journal, closed.plus(Duration.ofDays(401)));
        assertThat(lines()).extracting(line -> line.path("closedAt").asText()).containsExactly(now.toString());
    }

    @Test
    void a_history_that_cannot_be_rewritten_waits_for_the_next_day() throws Exception {
        see();
        end();
        // A folder in place of the new file.
        Files.createDirectories(folder.resolve("history.jsonl.tmp/in the way"));
        assertThat(history.append(journal, now).notInHistory()).isEmpty();
        Files.delete(folder.resolve("history.jsonl.tmp/in the way"));

        history.append(journal, now.plus(Duration.ofHours(23)));
        assertThat(folder.resolve("history.jsonl.tmp")).exists();
        history.append(journal, now.plus(Duration.ofDays(1)));
        assertThat(folder.resolve("history.jsonl.tmp")).doesNotExist();
    }

    @Test
    void a_case_that_ended_before_the_start_is_recorded() throws Exception {
        journal.recordSighting(SCHOOL, sighting(START.minus(Duration.ofDays(30))), ++identities, position(), now);
        see();

        history.append(journal, now);

        assertThat(lines()).extracting(line -> line.path("proof").asText()).containsExactly("not_seen_since");
    }

    private void recordACase() {
        see();
        end();
        history.append(journal, now);
    }

    private void see() {
        now = now.plusSeconds(60);
        journal.recordSighting(SCHOOL, sighting(now), ++identities, position(), now);
    }

    private void end() {
        now = now.plusSeconds(60);
        journal.close(journal.snapshot().open().stream()
                .map(found -> new ClosedCase(found, now, Proof.SYNCED))
                .toList());
    }

    private static Sighting sighting(Instant at) {
        return new Sighting(Cause.FORBIDDEN, false, "forbidden", at, "evidence");
    }

    private static Position position() {
        return new Position(List.of());
    }

    private String onlyId() {
        return journal.snapshot().closed().get(0).closed().id();
    }

    private Path file() {
        return folder.resolve("history.jsonl");
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file())) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
