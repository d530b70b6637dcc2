package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.SyncHistory.Failing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings are {@code <minute read> <word> <minute synced>}, or with {@code !} where something fails on the instance. */
class SyncHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        # rule                                                         | readings                                      | after | by | recovered
        syncs that never failed have not turned                        | 0 OK 0, 10 OK 9                               | -     | -  | -
        a first failing sync has turned by its own time                | 10 ERROR 7                                    | -     | 7  | -
        it has turned after the reading before                         | 0 OK 0, 10 ERROR 9                            | 0     | 9  | -
        that it fails on does not make it turn later                   | 0 OK 0, 10 ERROR 9, 20 ERROR 19               | 0     | 9  | -
        nor does another word for it                                   | 0 OK 0, 10 ERROR 9, 20 TIMEOUT 19             | 0     | 9  | -
        a time of its own that the reading before contradicts is none  | 0 OK 0, 10 ERROR -5                           | 0     | 0  | -
        nor is one from the future                                     | 0 OK 0, 10 ERROR 12                           | 0     | 10 | -
        the first reading that does not tell failure tells the end     | 0 OK 0, 10 ERROR 9, 20 OK 19, 30 OK 29        | 0     | 9  | 20
        whatever its word is                                           | 0 OK 0, 10 ERROR 9, 20 WHATEVER 19            | 0     | 9  | 20
        the newest turn counts                                         | 0 OK 0, 10 ERROR 9, 20 OK 19, 30 ERROR 29     | 20    | 29 | -
        """)
    void when_a_token_turned_to_failure(String rule, String readings, Integer after, Integer by, Integer recovered) {
        assertThat(read(readings).failing())
                .as(rule)
                .isEqualTo(Optional.ofNullable(by)
                        .map(minute -> new Failing(optionalMinute(after), minute(minute), optionalMinute(recovered))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "''", textBlock = """
        # rule                                                                 | readings                                          | word  | minutes
        one reading is no time                                                 | 0 OK 0                                            | OK    | 0
        a word is seen from its first reading to its newest                    | 0 OK 0, 10 OK 9, 60 OK 59                         | OK    | 60
        another good word in between is no interruption                        | 0 OK 0, 10 BUSY 9, 60 OK 59                       | OK    | 60
        and is known for its own time                                          | 0 OK 0, 10 BUSY 9, 40 BUSY 39                     | BUSY  | 30
        a failure on the instance is one                                       | 0 OK 0, 40! OK 39, 50 OK 49, 90 OK 89             | OK    | 40
        a failing sync of the token's own is one                               | 0 OK 0, 40 ERROR 39, 50 OK 49, 90 OK 89           | OK    | 40
        what was seen while something fails does not count                     | 0! OK 0, 60! OK 59                                | OK    | 0
        what was known before a failure stays known                            | 0 OK 0, 60 OK 59, 70! ERROR 69                    | OK    | 60
        a word that tells failure is never good, however long it is seen       | 0 ERROR 0, 90 ERROR 89                            | ERROR | 0
        a clock that was set back makes no time                                | 60 OK 59, 0 OK 0, 30 OK 29                        | OK    | 30
        """)
    void for_how_long_a_word_was_seen_while_nothing_failed(String rule, String readings, String word, long minutes) {
        assertThat(read(readings).quietFor(word)).as(rule).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void a_sync_without_a_word_is_no_word_to_know() {
        SyncHistory history = SyncHistory.NONE
                .with(new Sync(" ", minute(0)), true, minute(0))
                .with(new Sync(" ", minute(90)), true, minute(90));

        assertThat(history.words()).isEmpty();
    }

    @Test
    void of_too_many_words_the_best_known_stays() {
        SyncHistory history = read("0 OK 0, 60 OK 59");
        for (int n = 0; n < 1000; n++) {
            history = history.with(new Sync("WORD " + n, minute(60 + n)), true, minute(60 + n));
        }

        assertThat(history.words()).hasSize(8);
        assertThat(history.quietFor("OK")).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECTION_ERROR",
                "sync failed",
                "Expired",
                "TOKEN_REJECTED",
                "invalid",
                "FORBIDDEN",
                "ACCESS_DENIED",
                "TIMEOUT",
                "T_C_NOT_SIGNED",
                "UNAUTHORIZED",
                "REVOKED",
                "clientContextMismatch"
            })
    void a_word_gives_a_failure_away(String state) {
        assertThat(new Sync(state, NOON).isFailure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "COMPLETED", "SIGNED", "whatever"})
    void another_tells_nothing(String state) {
        assertThat(new Sync(state, NOON).isFailure()).isFalse();
    }

    private static SyncHistory read(String readings) {
        SyncHistory history = SyncHistory.NONE;
        for (String reading : readings.split(", ", -1)) {
            String[] words = reading.split(" ", -1);
            boolean nothingFails = !words[0].endsWith("!");
            int readAt = Integer.parseInt(words[0].replace("!", ""));
            history =
                    history.with(new Sync(words[1], minute(Integer.parseInt(words[2]))), nothingFails, minute(readAt));
        }
        return history;
    }

    private static Optional<Instant> optionalMinute(Integer minute) {
        return Optional.ofNullable(minute).map(SyncHistoryTest::minute);
    }

    private static Instant minute(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }
}
