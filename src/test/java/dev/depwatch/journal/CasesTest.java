package dev.depwatch.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.table.Statements;
import dev.depwatch.table.Table;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * When a case opens, goes on, closes and reopens. All times are minutes. A case is written with how many sightings it
 * has, from when to when they were logged, and the longest gap between two; further when they were seen, and what is
 * newest, where the log says otherwise.
 */
class CasesTest {
    static Stream<Table.Row> life() {
        return Table.rows("""
            A case has the number of its sightings, the first, the last, and the longest gap.
              sees school FORBIDDEN 0 2 9 11
              finds case 1 school forbidden: 4, 0..11, gap 7
            Each cause on each instance has a case of its own.
              sees school FORBIDDEN 0; sees school TOKEN_REJECTED 0; sees physics FORBIDDEN 0
              finds case 1 school forbidden: 1, 0..0, gap 0 | case 2 school token_rejected: 1, 0..0, gap 0
              | case 3 physics forbidden: 1, 0..0, gap 0
            The nodes of a cluster share a case, in any order.
              sees school FORBIDDEN 30 32; 33 reads school FORBIDDEN 20 31
              finds case 1 school forbidden: 4, 20..32, gap 10, seen 30..33
            A case that was seen again since it was judged stays open.
              sees school FORBIDDEN 0; 20 judges SYNCED; sees school FORBIDDEN 20; closes 0
              finds case 1 school forbidden: 2, 0..20, gap 20; over
            What is closed twice is closed once.
              sees school FORBIDDEN 0; 20 judges SYNCED; closes 1; closes 0
              finds; over case 1 school forbidden: 1, 0..0, gap 0, synced
            A case reopens within an hour.
              sees school FORBIDDEN 0; 20 judges SYNCED; closes 1; sees school FORBIDDEN 80
              finds case 1 school forbidden: 2, 0..80, gap 80, resumed 80; over
            One that was not watched meanwhile goes on as it was.
              sees school FORBIDDEN 0 2; 20 judges NO_LONGER_WATCHED; closes 1; sees school FORBIDDEN 8
              finds case 1 school forbidden: 3, 0..8, gap 6, resumed 0; over
            If the log was silent for longer meanwhile, it was over: another Jamf Pro may be watched now.
              sees school FORBIDDEN 0 2; 20 judges NO_LONGER_WATCHED; closes 1; sees school FORBIDDEN 8.1
              finds case 1 school forbidden: 3, 0..8, gap 6, resumed 8; over
            After an hour it is another case.
              sees school FORBIDDEN 0; 20 judges SYNCED; closes 1; sees school FORBIDDEN 80.1
              finds case 2 school forbidden: 1, 80..80, gap 0; over case 1 school forbidden: 1, 0..0, gap 0, synced
            A failure after a new token is another case.
              sees school FORBIDDEN 0; 20 judges REPLACED; closes 1; sees school FORBIDDEN 30
              finds case 2 school forbidden: 1, 30..30, gap 0
            So is one after the token was removed.
              sees school FORBIDDEN 0; 20 judges TOKEN_REMOVED; closes 1; sees school FORBIDDEN 30
              finds case 2 school forbidden: 1, 30..30, gap 0
            An old record reopens no case.
              sees school FORBIDDEN 50000; 50020 judges SYNCED; closes 1; 50030 reads school FORBIDDEN 0
              finds case 2 school forbidden: 1, 0..0, gap 0, seen 50030..50030
            A closed case is forgotten after a week.
              sees school FORBIDDEN 0; 20 judges SYNCED; closes 1
              sees physics FORBIDDEN 10085; 10101 judges SYNCED; closes 1
              over case 2 physics forbidden: 1, 10085..10085, gap 0, synced
            Of an old log only the last series stays open.
              5003 reads school FORBIDDEN 0 2 4 5000 5002
              finds case 2 school forbidden: 2, 5000..5002, gap 2, seen 5003..5003
              over case 1 school forbidden: 3, 0..4, gap 2, seen 5003..5003, not_seen_since
            In an old log too a case may be silent for three times its longest gap.
              5003 reads school FORBIDDEN 0 50 180
              finds case 1 school forbidden: 3, 0..180, gap 130, seen 5003..5003
            An old record of another log is not the beginning of the case, and counts.
              sees school FORBIDDEN 50000 50002; 50003 reads school FORBIDDEN 0 2
              finds case 1 school forbidden: 2, 50000..50002, gap 2; counted FORBIDDEN 4
            Another log's records extend the case if they reach up to it.
              sees school FORBIDDEN 1000; 1001 reads school FORBIDDEN 0 2 950 998
              finds case 1 school forbidden: 3, 950..1000, gap 50, seen 1000..1001
            A log whose clock is set back keeps its case.
              sees school FORBIDDEN 1000; 1002 readsOn school FORBIDDEN 700
              finds case 1 school forbidden: 2, 1000..1000, gap 0, seen 1000..1002
            When the clock of this host is corrected, the first record after that begins the case, which is not kept open.
              sees school FORBIDDEN 300 0 2
              finds case 1 school forbidden: 3, 0..300, gap 300, seen 0..2
            A cause that does not come with each sync stays one case over a day.
              5003 reads school CONTENT_TOKEN_INVALID 0 1440
              finds case 1 school content_token_invalid: 2, 0..1440, gap 1440, seen 5003..5003
            Silence in a log that is followed ends no case.
              sees school FORBIDDEN 0 5000
              finds case 1 school forbidden: 2, 0..5000, gap 5000
            So does a log whose clock or zone is corrected: its times are those of reading then.
              300 readsOn school FORBIDDEN 0; 302 readsOn school FORBIDDEN 2; 304 readsOn school FORBIDDEN 304
              finds case 1 school forbidden: 3, 300..304, gap 2
            Not so an old log that takes long to read: its times were right.
              40000 reads school FORBIDDEN 0 2; 40002 reads school FORBIDDEN 30000
              finds case 2 school forbidden: 1, 30000..30000, gap 0, seen 40002..40002
            A case that was reopened, and whose log is corrected then, goes on from its reopening.
              300 readsOn school FORBIDDEN 0; 310 judges SYNCED; closes 1; 320 readsOn school FORBIDDEN 20
              324 readsOn school FORBIDDEN 324
              finds case 1 school forbidden: 3, 300..324, gap 20, resumed 320
            A clock of this host that was ahead at one reading of the API keeps no case open.
              1440 states SYNC_FAILED 0 1; 2 states SYNC_FAILED 1 1
              finds case 1 school sync_failed: 2, 0..1, gap 0, seen 2..2, known 2 of 1
            A condition of the API opens a case with its time and its tokens.
              10 states SYNC_FAILED 8 1
              finds case 1 school sync_failed: 1, 8..8, gap 0, seen 10..10, known 10 of 1; counted SYNC_FAILED 1
            One that lasts counts once and keeps the case open.
              10 states SYNC_FAILED 8 1; 10.5 states SYNC_FAILED 8 1; 11 states SYNC_FAILED 10 1
              60 states SYNC_FAILED 10 1
              finds case 1 school sync_failed: 2, 8..10, gap 0, seen 10..60, known 60 of 1; counted SYNC_FAILED 2
            A second of difference is the same condition.
              10 states SYNC_FAILED 8 1; 11 states SYNC_FAILED 8.016666667 1
              finds case 1 school sync_failed: 1, 8..8, gap 0, seen 10..11, known 11 of 1
            More than a second is another one.
              10 states SYNC_FAILED 8 1; 11 states SYNC_FAILED 8.018333333 1
              finds case 1 school sync_failed: 2, 8..8, gap 0, seen 10..11, known 11 of 1
            Conditions of several tokens share a case.
              10 states SYNC_FAILED 8 1; 10 states SYNC_FAILED 9 2; 12 states SYNC_FAILED 11 2
              finds case 1 school sync_failed: 3, 8..11, gap 1, seen 10..12, known 12 of 1, 2
            A condition that lasts leaves no gap.
              10 states SYNC_FAILED 8 1; 40 states SYNC_FAILED 8 1; 42 states SYNC_FAILED 41 1
              finds case 1 school sync_failed: 2, 8..41, gap 1, seen 10..42, known 42 of 1
            One that was over for a while leaves one.
              42 states SYNC_FAILED 41 1; 63 states SYNC_FAILED 62 1
              finds case 1 school sync_failed: 2, 41..62, gap 20, seen 42..63, known 63 of 1
            A condition reopens a case within an hour.
              10 states SYNC_FAILED 8 1; 20 judges SYNCED; closes 1; 79 states SYNC_FAILED 78 1
              finds case 1 school sync_failed: 2, 8..78, gap 68, resumed 78, seen 10..79, known 79 of 1
            A record two days after one that a notification confirmed all the time is no new case.
              sees school CONTENT_TOKEN_INVALID 0; 3 states CONTENT_TOKEN_INVALID 3 -
              3000 states CONTENT_TOKEN_INVALID 3 -; sees school CONTENT_TOKEN_INVALID 3001
              finds case 1 school content_token_invalid: 3, 0..3001, gap 3, known 3000 of
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("life")
    void what_a_case_is(Table.Row row) {
        Statements.say(new Cases(), row.text());
    }

    /** A journal, what it records and what it answers. */
    static final class Cases {
        private static final Instant START = Instant.parse("2026-11-24T14:23:00Z");

        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final Journal journal = new Journal(meters, Journal.Snapshot.EMPTY);
        private final List<String> ids = new ArrayList<>();
        private List<ClosedCase> judged = List.of();
        private long identities;

        /** They are read as they are written. */
        void sees(String instance, Cause cause, double... minutes) {
            for (double minute : minutes) {
                record(instance + ".log", instance, cause, minute, minute);
            }
        }

        /** The next record of its log. */
        void readsOn(double readAt, String instance, Cause cause, double minute) {
            record(instance + ".log", instance, cause, minute, readAt);
        }

        /** A log that was not read before is read in one go. */
        void reads(double readAt, String instance, Cause cause, double... minutes) {
            for (double minute : minutes) {
                record("other.log", instance, cause, minute, readAt);
            }
        }

        private void record(String log, String instance, Cause cause, double minute, double readAt) {
            identities++;
            journal.recordSighting(
                    new LogName(new Instance(instance), log),
                    sighting(cause, minute),
                    identities,
                    new Position(List.of()),
                    at(readAt));
            note();
        }

        /** @param token whose it is; "" if nobody knows */
        void states(double readAt, Cause cause, double since, String token) {
            Instance school = new Instance("school");
            Set<Token.Key> tokens = token.isEmpty() ? Set.of() : Set.of(new Token.Key(school, TokenKind.ADE, token));
            journal.recordCondition(
                    school, sighting(cause, since), new ApiCondition(Optional.of(at(0)), at(readAt), tokens));
            note();
        }

        /** The open cases are over, by an assessment of that time. */
        void judges(double minute, Proof proof) {
            judged = journal.snapshot().open().stream()
                    .map(found -> new ClosedCase(found, at(minute), proof))
                    .toList();
        }

        void closes(int count) {
            assertThat(journal.close(judged)).hasSize(count);
        }

        void finds(String... cases) {
            assertThat(journal.snapshot().open().stream()
                            .sorted(Comparator.comparing(found -> ids.indexOf(found.id())))
                            .map(this::written))
                    .containsExactly(cases);
        }

        void over(String... cases) {
            assertThat(journal.snapshot().closed().stream()
                            .map(end ->
                                    written(end.closed()) + ", " + end.proof().key()))
                    .containsExactly(cases);
        }

        void counted(Cause cause, int failures) {
            assertThat(meters.get("depwatch.failures")
                            .tags("jamf_instance", "school", "cause", cause.key())
                            .counter()
                            .count())
                    .isEqualTo(failures);
        }

        private void note() {
            Stream.concat(
                            journal.snapshot().open().stream(),
                            journal.snapshot().closed().stream().map(ClosedCase::closed))
                    .map(Case::id)
                    .filter(id -> !ids.contains(id))
                    .forEach(ids::add);
        }

        private String written(Case found) {
            String logged = span(found.firstLoggedAt(), found.lastLoggedAt());
            String seen = span(found.firstSeenAt(), found.lastSeenAt());
            String evidence = found.cause() + " at " + minutes(found.lastLoggedAt());
            return "case " + (ids.indexOf(found.id()) + 1) + " " + found.instance() + " "
                    + found.cause().key() + ": " + found.sightings() + ", " + logged + ", gap "
                    + found.longestGap().toMinutes()
                    + found.reopened()
                            .map(again -> ", resumed " + minutes(again.loggedAt()))
                            .orElse("")
                    + (seen.equals(logged) ? "" : ", seen " + seen)
                    + found.condition().map(this::known).orElse("")
                    + (found.evidence().equals(evidence) ? "" : ", newest " + found.evidence());
        }

        private String known(ApiCondition condition) {
            return ", known " + minutes(condition.until()) + " of"
                    + condition.tokens().stream()
                            .map(token -> " " + token.id())
                            .sorted()
                            .collect(Collectors.joining(","));
        }

        private static Sighting sighting(Cause cause, double minute) {
            return new Sighting(cause, false, cause.key(), at(minute), cause + " at " + minutes(at(minute)));
        }

        private static String span(Instant from, Instant to) {
            return minutes(from) + ".." + minutes(to);
        }

        private static long minutes(Instant at) {
            return Duration.between(START, at).toMinutes();
        }

        private static Instant at(double minute) {
            return START.plusMillis(Math.round(minute * 60_000));
        }
    }
}
