package dev.depwatch.journal;

import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.SERVICE_ERROR;
import static dev.depwatch.token.Cause.SYNC_FAILED;
import static dev.depwatch.token.Cause.TOKEN_REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.journal.Journal.ReadLog;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.Position;
import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.logs.Position.RecordMark;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {
    private static final Instant START = Instant.parse("2026-11-24T14:23:00Z");
    private static final LogName SCHOOL = new LogName(new Instance("school"), "/logs/node1.log");
    private static final LogName SECOND_NODE = new LogName(new Instance("school"), "/logs/node2.log");
    private static final LogName PHYSICS = new LogName(new Instance("physics"), "/logs/physics.log");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Journal journal = new Journal(meters, Journal.Snapshot.EMPTY);
    private long offset;
    private long identities;

    @Test
    void every_record_moves_the_position_and_only_a_sighting_opens_a_case() {
        assertThat(journal.positionOf(SCHOOL)).isEmpty();
        journal.readUpTo(SCHOOL, position(100), START);
        assertThat(journal.positionOf(SCHOOL)).contains(position(100));
        assertThat(journal.snapshot().open()).isEmpty();

        journal.recordSighting(SCHOOL, sighting(FORBIDDEN, 0), ++identities, position(250), START);
        assertThat(journal.positionOf(SCHOOL)).contains(position(250));
        assertThat(journal.snapshot().open()).hasSize(1);
        assertThat(journal.snapshot().logs())
                .extracting(ReadLog::log, ReadLog::position, ReadLog::readAt)
                .containsExactly(tuple(SCHOOL, position(250), START));
    }

    /** Else a thousand tails that read their backlogs keep everybody from the lock. */
    @Test
    void to_move_a_position_waits_for_nobody() {
        journal.rename(
                Map.of(),
                Set.of(),
                locked -> CompletableFuture.supplyAsync(() -> {
                            journal.readUpTo(SCHOOL, position(100), START);
                            return locked;
                        })
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
    }

    @Test
    void the_id_depends_only_on_the_first_sighting() {
        see(SCHOOL, FORBIDDEN, 0);
        Journal another = new Journal(new SimpleMeterRegistry(), Journal.Snapshot.EMPTY);
        another.recordSighting(SECOND_NODE, sighting(FORBIDDEN, 0), ++identities, position(7), minute(45));

        assertThat(another.snapshot().open())
                .extracting(Case::id)
                .containsExactly(onlyCase().id());
        assertThat(onlyCase().id()).matches("[0-9a-f]{16}");
    }

    @Test
    void a_case_keeps_its_last_network_fault() {
        record(SCHOOL, new Sighting(SERVICE_ERROR, true, "tls", minute(0), "tls"), 0);
        record(SCHOOL, new Sighting(SERVICE_ERROR, true, "tls", minute(4), "tls"), 4);
        record(SCHOOL, new Sighting(SERVICE_ERROR, true, "tls", minute(2), "tls"), 5);
        record(SCHOOL, new Sighting(SERVICE_ERROR, false, "5xx", minute(6), "5xx"), 6);

        assertThat(onlyCase().lastNetworkLoggedAt()).contains(minute(4));
        assertThat(onlyCase().signature()).isEqualTo("5xx");
    }

    @Test
    void the_listener_gets_each_beginning_and_end_and_may_read_the_journal() {
        List<Integer> open = new ArrayList<>();
        journal.onChange(() -> open.add(journal.snapshot().open().size()));

        journal.readUpTo(SCHOOL, position(50), START);
        see(SCHOOL, FORBIDDEN, 0);
        see(SCHOOL, FORBIDDEN, 2);
        see(PHYSICS, FORBIDDEN, 2);
        journal.close(List.of(new ClosedCase(caseOf("school"), minute(20), Proof.SYNCED)));
        journal.close(List.of());
        see(SCHOOL, FORBIDDEN, 21);
        assertThat(open).containsExactly(0, 1, 2, 1, 2);

        open.clear();
        report(SYNC_FAILED, 8, 10, "1");
        report(SYNC_FAILED, 8, 11, "1");
        report(SYNC_FAILED, 11, 12, "1");
        assertThat(open).containsExactly(3);
    }

    @Test
    void a_condition_keeps_its_newest_tokens_and_a_thousand_in_all() {
        report(
                SYNC_FAILED,
                8,
                10,
                IntStream.range(0, 1_000).mapToObj(String::valueOf).toArray(String[]::new));
        report(SYNC_FAILED, 8, 11, "new");

        assertThat(onlyCase().condition().orElseThrow().tokens()).hasSize(1_000).contains(token("new"));
    }

    @Test
    void a_journal_continues_from_a_snapshot() {
        see(SCHOOL, FORBIDDEN, 0);
        see(SCHOOL, FORBIDDEN, 2);
        see(PHYSICS, FORBIDDEN, 2);
        journal.close(List.of(new ClosedCase(caseOf("physics"), minute(20), Proof.SYNCED)));
        Journal.Snapshot before = journal.snapshot();
        assertThat(journal.openInstances()).containsExactly(SCHOOL.instance());

        Journal next = new Journal(new SimpleMeterRegistry(), before);
        assertThat(next.snapshot()).isEqualTo(before);
        assertThat(next.positionOf(SCHOOL)).isEqualTo(journal.positionOf(SCHOOL));
        next.recordSighting(SCHOOL, sighting(FORBIDDEN, 4), ++identities, position(1000), minute(4));
        next.recordSighting(PHYSICS, sighting(FORBIDDEN, 21), ++identities, position(1000), minute(21));

        assertThat(next.snapshot().open())
                .extracting(Case::id, Case::sightings)
                .containsExactlyInAnyOrder(
                        tuple(before.open().get(0).id(), 3L),
                        tuple(before.closed().get(0).closed().id(), 2L));
    }

    @ParameterizedTest
    @CsvSource({
        "a followed log is never forgotten                  , /logs/node1.log, 400, true",
        "an unfollowed log is kept for 30 days              , /logs/other.log, 30 , true",
        "and then forgotten                                 , /logs/other.log, 31 , false",
    })
    void when_a_position_is_forgotten(String rule, String path, int days, boolean kept) {
        LogName log = new LogName(new Instance("school"), path);
        journal.readUpTo(log, position(100), START);

        journal.forgetLogsExcept(Set.of(SCHOOL), START.plus(Duration.ofDays(days)));

        assertThat(journal.positionOf(log).isPresent()).as(rule).isEqualTo(kept);
    }

    @Test
    void of_too_many_unfollowed_logs_the_oldest_are_forgotten() {
        for (int i = 0; i <= 1000; i++) {
            record(new LogName(PHYSICS.instance(), "/logs/" + i), sighting(FORBIDDEN, i), i);
        }
        see(SCHOOL, FORBIDDEN, 0);

        journal.forgetLogsExcept(Set.of(SCHOOL), minute(1000));

        assertThat(journal.snapshot().logs())
                .hasSize(1001)
                .extracting(read -> read.log().path())
                .contains(SCHOOL.path(), "/logs/1", "/logs/1000")
                .doesNotContain("/logs/0");
    }

    @ParameterizedTest(name = "logs there now: {0}")
    @CsvSource({"1, true", "2, false"})
    void the_only_log_of_a_renamed_instance_is_the_one_that_is_there_now(int there, boolean isMoved) {
        see(SCHOOL, FORBIDDEN, 0);
        Set<LogName> present = IntStream.range(0, there)
                .mapToObj(number -> new LogName(SCHOOL.instance(), "/moved/" + number))
                .collect(Collectors.toSet());

        journal.rename(Map.of(new Instance("former"), SCHOOL.instance()), present, UnaryOperator.identity());

        assertThat(journal.positionOf(SCHOOL).isEmpty()).isEqualTo(isMoved);
    }

    @Test
    void a_snapshot_does_not_change() {
        see(SCHOOL, FORBIDDEN, 0);
        Journal.Snapshot before = journal.snapshot();
        see(SCHOOL, FORBIDDEN, 2);
        see(PHYSICS, FORBIDDEN, 2);

        assertThat(before.open()).singleElement().extracting(Case::sightings).isEqualTo(1L);
        assertThat(before.logs()).hasSize(1);
    }

    @Test
    void position_and_case_change_together() throws Exception {
        int threads = 4;
        int records = 2000;
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger(threads);
        ExecutorService tails = Executors.newFixedThreadPool(threads);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            LogName log = new LogName(new Instance("instance " + i), "log");
            ends.add(tails.submit(() -> {
                go.await();
                for (int record = 1; record <= records; record++) {
                    journal.recordSighting(
                            log, sighting(FORBIDDEN, record / 60.0), record, position(record), minute(0));
                }
                return running.decrementAndGet();
            }));
        }
        go.countDown();

        do {
            Journal.Snapshot snapshot = journal.snapshot();
            for (Case found : snapshot.open()) {
                assertThat(snapshot.logs())
                        .filteredOn(read -> read.log().instance().equals(found.instance()))
                        .extracting(read -> read.position().files().get(0).end())
                        .containsExactly(found.sightings());
            }
        } while (running.get() > 0);

        for (Future<?> end : ends) {
            end.get(60, TimeUnit.SECONDS);
        }
        tails.shutdownNow();
        assertThat(journal.snapshot().open())
                .hasSize(threads)
                .extracting(Case::sightings)
                .containsOnly((long) records);
    }

    private void see(LogName log, Cause cause, double minute) {
        record(log, sighting(cause, minute), minute);
    }

    private void record(LogName log, Sighting sighting, double seenAt) {
        offset += 100;
        journal.recordSighting(log, sighting, ++identities, position(offset), minute(seenAt));
    }

    private void report(Cause cause, double since, double readAt, String... tokens) {
        journal.recordCondition(SCHOOL.instance(), sighting(cause, since), condition(readAt, tokens));
    }

    private static ApiCondition condition(double readAt, String... tokens) {
        return new ApiCondition(
                Optional.of(minute(0)),
                minute(readAt),
                Stream.of(tokens).map(JournalTest::token).collect(Collectors.toSet()));
    }

    private static Token.Key token(String id) {
        return new Token.Key(SCHOOL.instance(), TokenKind.ADE, id);
    }

    @Test
    void failures_count_by_hour_and_cause() {
        see(SCHOOL, FORBIDDEN, 0);
        see(PHYSICS, FORBIDDEN, 30);
        // The clock of the log is five minutes ahead.
        journal.recordSighting(SCHOOL, sighting(FORBIDDEN, 39), ++identities, position(100), minute(34));
        see(SCHOOL, TOKEN_REJECTED, 40);
        see(SCHOOL, FORBIDDEN, 50);

        assertThat(journal.snapshot().failures())
                .containsExactly(
                        new FailureHour(Instant.parse("2026-11-24T14:00:00Z"), FORBIDDEN, 3),
                        new FailureHour(Instant.parse("2026-11-24T15:00:00Z"), TOKEN_REJECTED, 1),
                        new FailureHour(Instant.parse("2026-11-24T15:00:00Z"), FORBIDDEN, 1));
    }

    @Test
    void failures_are_kept_for_a_week() {
        see(SCHOOL, FORBIDDEN, 0);
        see(SCHOOL, FORBIDDEN, 60 * 24 * 3);
        see(SCHOOL, FORBIDDEN, 60 * 24 * 7 + 60);

        assertThat(journal.snapshot().failures())
                .extracting(FailureHour::begin)
                .containsExactly(Instant.parse("2026-11-27T14:00:00Z"), Instant.parse("2026-12-01T15:00:00Z"));
    }

    @Test
    void old_failures_leave_no_hours() {
        for (int day = 0; day < 1000; day++) {
            journal.recordSighting(SCHOOL, sighting(FORBIDDEN, -60.0 * 24 * day), ++identities, position(100), START);
        }

        assertThat(journal.snapshot().failures()).hasSize(8);
    }

    private static Sighting sighting(Cause cause, double loggedAt) {
        return new Sighting(cause, false, cause.key(), minute(loggedAt), cause + " at " + Math.round(loggedAt));
    }

    private Case onlyCase() {
        assertThat(journal.snapshot().open()).hasSize(1);
        return journal.snapshot().open().get(0);
    }

    private Case caseOf(String instance) {
        return journal.snapshot().open().stream()
                .filter(found -> found.instance().name().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    private static Instant minute(double minute) {
        return START.plusMillis(Math.round(minute * 60_000));
    }

    static Position position(long offset) {
        RecordMark first = new RecordMark(LocalDateTime.parse("2026-11-24T10:00:00"), 1);
        return new Position(List.of(new ReadFile(first, offset, Optional.of(first), offset, true)));
    }
}
