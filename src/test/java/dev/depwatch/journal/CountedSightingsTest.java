package dev.depwatch.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.state.SavedForm;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading may repeat; counting may not. */
class CountedSightingsTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final Instant NOW = START.plus(Duration.ofDays(1));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Journal journal = new Journal(meters, Journal.Snapshot.EMPTY);
    private Instance school = new Instance("school");

    /**
     * {@code 7} is the sighting logged in minute 7, {@code 7'} the second of two equal lines, {@code 1..9} one in each
     * minute, {@code node2:7} one in another log of the instance.
     */
    @ParameterizedTest
    @CsvSource({
        "the same twice                             , 7 7                        , 1",
        "two in two minutes                         , 7 8                        , 2",
        "an equal line twice in one file            , 7 7'                       , 2",
        "and the file again                         , 7 7' 7 7'                  , 2",
        "the same line in two logs of a cluster     , 7 node2:7                  , 2",
        "and both again                             , 7 node2:7 7 node2:7        , 2",
        "after a restart                            , 7 restart 7                , 1",
        "after a restart the instance has a new name, 7 rename 7                 , 1",
        "a log that is forgotten and followed anew  , 7 forget 7                 , 2",
        "more than are kept                         , 1..600                     , 600",
        "more than are kept and all again           , 1..600 1..600              , 600",
        "more than are kept and a restart           , 1..600 restart 1..600      , 600",
        "older than all of few                      , 20..29 10                  , 11",
        "older than all of a full set               , 20..531 10                 , 512",
        "late but not older than all of a full set  , 20..531 21'                , 513",
        "another log's full set does not matter     , 20..531 node2:10           , 513",
    })
    void what_counts(String rule, String read, int counted) throws IOException {
        for (String step : read.split(" ", -1)) {
            play(step);
        }

        assertThat(journal.snapshot().failures().stream()
                        .mapToLong(FailureHour::failures)
                        .sum())
                .as(rule)
                .isEqualTo(counted);
    }

    @Test
    void what_is_read_again_moves_the_position_and_changes_nothing_else() throws IOException {
        play("1..600");
        ClosedCase end = new ClosedCase(journal.snapshot().open().get(0), NOW, Proof.SYNCED);
        journal.close(List.of(end));
        play("900");
        Journal.Snapshot before = journal.snapshot();
        AtomicInteger changes = new AtomicInteger();
        journal.onChange(changes::incrementAndGet);

        Position further = JournalTest.position(5000);
        for (int minute = 1; minute <= 600; minute++) {
            see("node1", minute, 0, further, NOW.plusSeconds(60));
        }
        see("node1", 900, 0, further, NOW.plusSeconds(60));

        Journal.Snapshot after = journal.snapshot();
        assertThat(after.open()).isEqualTo(before.open());
        assertThat(after.closed()).isEqualTo(before.closed());
        assertThat(after.notInHistory()).isEqualTo(before.notInHistory());
        assertThat(after.failures()).isEqualTo(before.failures());
        assertThat(after.logs()).singleElement().satisfies(log -> {
            assertThat(log.position()).isEqualTo(further);
            assertThat(log.counted()).isEqualTo(before.logs().get(0).counted());
        });
        assertThat(changes).hasValue(0);
        assertThat(meters.find("depwatch.failures").counters().stream().mapToDouble(Counter::count))
                .containsExactly(601.0);
    }

    @Test
    void sightings_of_one_instant_count_once_however_many_they_are() {
        CountedSightings counted = new CountedSightings();
        for (long reading = 0; reading < 2; reading++) {
            for (long identity = 0; identity < 600; identity++) {
                Optional<CountedSightings> more = counted.with(START, identity, NOW);
                assertThat(more.isPresent()).isEqualTo(reading == 0);
                counted = more.orElse(counted);
            }
        }
    }

    @Test
    void a_log_whose_clock_was_ahead_still_counts_when_it_is_right() {
        for (int minute = 0; minute < 600; minute++) {
            see("node1", 100_000 + minute, 0, JournalTest.position(1), NOW.plusSeconds(60L * minute));
        }
        see("node1", 2100, 0, JournalTest.position(2), START.plusSeconds(60 * 2100));

        assertThat(meters.counter("depwatch.failures", "jamf_instance", "school", "cause", "forbidden")
                        .count())
                .isEqualTo(601);
    }

    @Test
    void what_this_host_read_with_a_clock_that_was_ahead_makes_nothing_else_look_old() {
        Instant ahead = NOW.plus(Duration.ofDays(300));
        CountedSightings counted = new CountedSightings();
        for (long identity = 0; identity < 600; identity++) {
            counted = counted.with(ahead.plusSeconds(identity), identity, ahead.plusSeconds(identity))
                    .orElseThrow();
        }

        CountedSightings corrected = counted.with(NOW, 1000, NOW).orElseThrow();

        assertThat(corrected.with(NOW.minusSeconds(1), 1001, NOW)).isPresent();
        assertThat(corrected.with(NOW, 1000, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8})
    void less_than_one_holds_nothing(int bytes) {
        assertThat(CountedSightings.read(new byte[bytes])).isEqualTo(new CountedSightings());
    }

    @Test
    void any_saved_numbers_take_another() {
        byte[] bytes = new byte[16 * CountedSightings.MOST];
        for (long seed = 0; seed < 100; seed++) {
            new Random(seed).nextBytes(bytes);
            CountedSightings read = CountedSightings.read(bytes);

            assertThat(read.with(NOW, 1, NOW)).isPresent();
        }
    }

    @Test
    void the_identity_of_a_record_never_changes() {
        assertThat(CountedSightings.identity("2026-11-24 14:51:41,702 [ERROR] - text", 0))
                .as("a saved state holds it")
                .isEqualTo(-2_154_507_406_606_704_548L)
                .isNotEqualTo(CountedSightings.identity("2026-11-24 14:51:41,702 [ERROR] - text", 1))
                .isNotEqualTo(CountedSightings.identity("2026-11-24 14:51:41,703 [ERROR] - text", 0));
    }

    private void play(String step) throws IOException {
        switch (step) {
            case "restart" -> journal = new Journal(meters, saved(journal.snapshot(), UnaryOperator.identity()));
            case "rename" -> {
                Instance former = school;
                school = new Instance("college");
                journal.rename(
                        Map.of(former, school),
                        Set.of(),
                        before -> saved(before, json -> with(json, "instance", school.name())));
            }
            case "forget" -> journal.forgetLogsExcept(Set.of(), NOW.plus(Duration.ofDays(31)));
            default -> read(step);
        }
    }

    private void read(String step) {
        String log = step.contains(":") ? step.replaceAll(":.*", "") : "node1";
        String[] minutes = step.replaceAll(".*:|'", "").split("\\.\\.", -1);
        int last = Integer.parseInt(minutes[minutes.length - 1]);
        for (int minute = Integer.parseInt(minutes[0]); minute <= last; minute++) {
            see(log, minute, step.endsWith("'") ? 1 : 0, JournalTest.position(minute), NOW);
        }
    }

    private void see(String log, int minute, int place, Position end, Instant seenAt) {
        Instant loggedAt = START.plusSeconds(60L * minute);
        journal.recordSighting(
                new LogName(school, log),
                new Sighting(Cause.FORBIDDEN, false, "forbidden", loggedAt, "evidence"),
                CountedSightings.identity(loggedAt + " [ERROR] - forbidden", place),
                end,
                seenAt);
    }

    private static Journal.Snapshot saved(Journal.Snapshot snapshot, UnaryOperator<JsonNode> change) {
        return SavedForm.changed(snapshot, Journal.Snapshot.class, change);
    }

    private static JsonNode with(JsonNode json, String key, String value) {
        json.findParents(key).forEach(parent -> ((ObjectNode) parent).put(key, value));
        return json;
    }
}
