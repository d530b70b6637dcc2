package dev.depwatch.inventory;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.SyncHistory.Failing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Readings are {@code <minute read> <word> <minute synced>}; {@code !} means that something fails on the instance, and
 * {@code gap} is a reading that failed, or a restart.
 */
class SyncHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        # rule                                                         | readings                                      | after | by | recovered
        syncs that never failed                                        | 0 OK 0, 10 OK 9                               | -     | -  | -
        a first failed sync counts from its own time                   | 10 ERROR 7                                    | -     | 7  | -
        it failed after the previous reading                           | 0 OK 0, 10 ERROR 9                            | 0     | 9  | -
        further failures do not change the time                        | 0 OK 0, 10 ERROR 9, 20 ERROR 19               | 0     | 9  | -
        nor does another word of failure                               | 0 OK 0, 10 ERROR 9, 20 TIMEOUT 19             | 0     | 9  | -
        the previous reading overrules an earlier sync time            | 0 OK 0, 10 ERROR -5                           | 0     | 0  | -
        the reading overrules a future sync time                       | 0 OK 0, 10 ERROR 12                           | 0     | 10 | -
        the first reading without failure ends it                      | 0 OK 0, 10 ERROR 9, 20 OK 19, 30 OK 29        | 0     | 9  | 20
        with any word                                                  | 0 OK 0, 10 ERROR 9, 20 WHATEVER 19            | 0     | 9  | 20
        the newest failure counts                                      | 0 OK 0, 10 ERROR 9, 20 OK 19, 30 ERROR 29     | 20    | 29 | -
        """)
    void when_a_token_began_to_fail(String rule, String readings, Integer after, Integer by, Integer recovered) {
        assertThat(read(readings).failing())
                .as(rule)
                .isEqualTo(Optional.ofNullable(by)
                        .map(minute -> new Failing(optionalMinute(after), minute(minute), optionalMinute(recovered))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "''", textBlock = """
        # rule                                                                 | readings                                          | word  | minutes
        one reading has no duration                                            | 0 OK 0                                            | OK    | 0
        a word is seen from its first reading to its newest                    | 0 OK 0, 10 OK 9, 60 OK 59                         | OK    | 60
        another good word does not interrupt it                                | 0 OK 0, 10 BUSY 9, 60 OK 59                       | OK    | 60
        another good word has its own time                                     | 0 OK 0, 10 BUSY 9, 40 BUSY 39                     | BUSY  | 30
        a failure on the instance interrupts it                                | 0 OK 0, 40! OK 39, 50 OK 49, 90 OK 89             | OK    | 40
        a failed sync of the token interrupts it                               | 0 OK 0, 40 ERROR 39, 50 OK 49, 90 OK 89           | OK    | 40
        time with a failure does not count                                     | 0! OK 0, 60! OK 59                                | OK    | 0
        time before a failure stays counted                                    | 0 OK 0, 60 OK 59, 70! ERROR 69                    | OK    | 60
        a word of failure is never good, however long it is seen               | 0 ERROR 0, 90 ERROR 89                            | ERROR | 0
        a clock set back adds no time                                          | 60 OK 59, 0 OK 0, 30 OK 29                        | OK    | 30
        """)
    void how_long_a_word_was_seen_without_failures(String rule, String readings, String word, long minutes) {
        assertThat(read(readings).quietFor(word)).as(rule).isEqualTo(Duration.ofMinutes(minutes));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        # rule                                                     | readings                                         | streaks
        syncs with one word are one streak                         | 0 OK 0, 10 OK 9                                  | OK 0-9
        another word begins one                                    | 0 OK 0, 10 ERROR 9, 20 OK 19                     | OK 0-0, ERROR 9-9, OK 19-19
        so does a gap, which can hide a failure                    | 0 OK 0, 10 OK 9, gap, 20 OK 19, 30 OK 29         | OK 0-9, OK 19-29
        a gap without a sync hides none                            | 0 OK 0, gap, 10 OK 0, 20 OK 19                   | OK 0-19
        a gap until a sync is under way hides as much              | 0 OK 0, gap, 10 IN_PROGRESS 9, 20 OK 19          | OK 0-0, OK 19-19
        a sync under way is no gap                                 | 0 OK 0, 10 IN_PROGRESS 9, 20 OK 19               | OK 0-19
        it fails before a gap and after it, so within it           | 0 ERROR 0, gap, 10 ERROR 9                       | ERROR 0-9
        """)
    void the_syncs_that_were_read_one_after_the_other(String rule, String readings, String streaks) {
        assertThat(read(readings).streaks())
                .extracting(streak -> streak.word() + " " + minutes(streak.first()) + "-" + minutes(streak.last()))
                .as(rule)
                .containsExactly(streaks.split(", ", -1));
    }

    @Test
    void many_gaps_leave_two_streaks() {
        String gaps = IntStream.range(1, 100)
                .mapToObj(n -> ", gap, " + (n * 10 + 1) + " OK " + n * 10)
                .collect(joining());

        assertThat(read("0 OK 0" + gaps).streaks()).hasSize(2);
        assertThat(read("0 ERROR 0, 5 OK 5" + gaps).streaks())
                .as("they push none of other words out")
                .hasSize(3);
    }

    @Test
    void a_sync_without_a_word_teaches_nothing() {
        SyncHistory history = SyncHistory.NONE
                .with(new Sync(" ", minute(0)), Optional.empty(), true, minute(0))
                .with(new Sync(" ", minute(90)), Optional.of(minute(0)), true, minute(90));

        assertThat(history.words()).isEmpty();
    }

    @Test
    void the_first_words_stay() {
        SyncHistory history = read("0 OK 0, 60 OK 59");
        for (int n = 0; n < 1000; n++) {
            history = history.with(new Sync("WORD " + n, minute(60 + n)), Optional.of(NOON), true, minute(60 + n));
        }

        assertThat(history.words()).hasSize(8);
        assertThat(history.quietFor("OK")).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "true, 'CONNECTION_ERROR,sync failed,Expired,TOKEN_REJECTED,invalid,FORBIDDEN,ACCESS_DENIED,TIMEOUT'",
        "true, 'T_C_NOT_SIGNED,UNAUTHORIZED,REVOKED,clientContextMismatch'",
        "false, ',OK,COMPLETED,SIGNED,whatever'"
    })
    void only_a_word_of_failure_reports_one(boolean reportsFailure, String words) {
        assertThat(words.split(",", -1)).allMatch(word -> new Sync(word, NOON).reportsFailure() == reportsFailure);
    }

    private static SyncHistory read(String readings) {
        SyncHistory history = SyncHistory.NONE;
        Optional<Instant> heardSince = Optional.empty();
        for (String reading : readings.split(", ", -1)) {
            if (reading.equals("gap")) {
                heardSince = Optional.empty();
                continue;
            }
            String[] words = reading.split(" ", -1);
            boolean nothingFails = !words[0].endsWith("!");
            int readAt = Integer.parseInt(words[0].replace("!", ""));
            history = history.with(
                    new Sync(words[1], minute(Integer.parseInt(words[2]))), heardSince, nothingFails, minute(readAt));
            heardSince = heardSince.or(() -> Optional.of(minute(readAt)));
        }
        return history;
    }

    private static Optional<Instant> optionalMinute(Integer minute) {
        return Optional.ofNullable(minute).map(SyncHistoryTest::minute);
    }

    private static long minutes(Instant moment) {
        return Duration.between(NOON, moment).toMinutes();
    }

    private static Instant minute(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }
}
