package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Journal;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceTest {
    private static final LocalDate LAST_DAY = LocalDate.of(2027, 1, 31);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // rule | kind and id of the silence on school | a token | whether it is covered
                "an instance covers all of its tokens         | - | - | school ade 1     | true",
                "of either kind                               | - | - | school content 7 | true",
                "and no token of another instance             | - | - | physics ade 1    | false",
                "a kind covers all of its tokens              | ade | - | school ade 2   | true",
                "and none of the other kind                   | ade | - | school content 7 | false",
                "an id is one token                           | ade | 1 | school ade 1   | true",
                "and not another                              | ade | 1 | school ade 2   | false",
                "the kinds have ids of their own              | content | 1 | school ade 1 | false",
                "an id without a kind is that of an ade token | - | 1 | school ade 1     | true",
                "and leaves the content token alone           | - | 1 | school content 1 | false",
            })
    void what_a_silence_covers(String rule, String kind, String id, String token, boolean covered) {
        String[] parts = token.split(" ", -1);
        Token.Key key = new Token.Key(new Instance(parts[0]), kindOf(parts[1]), parts[2]);

        Silence silence =
                config(Optional.ofNullable(kind), Optional.ofNullable(id)).silence(ZoneId.of("Europe/Zurich"));

        assertThat(silence.covers(key)).as(rule).isEqualTo(covered);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            it lasts all of its last day                 | Europe/Zurich    | 2027-01-31T22:59:59Z | true
            the day ends in the administrator's zone     | Europe/Zurich    | 2027-01-31T23:00:00Z | false
            and in no other zone                         | America/New_York | 2027-01-31T23:00:00Z | true
            """)
    void an_assessment_lists_silences_in_force(String rule, String zone, Instant now, boolean there) {
        Silence silence = config(Optional.empty(), Optional.empty()).silence(ZoneId.of(zone));

        assertThat(assess(silence, Map.of(), now).silences()).as(rule).isEqualTo(there ? List.of(silence) : List.of());
    }

    @Test
    void nobody_is_notified_of_what_is_known_of_a_silenced_token() {
        Map<Instance, InstanceInventory> read = World.of("school")
                .ade("school", "1", "anna")
                .endsOn("school", "1", "2027-10-01")
                .notifies("school", "DEP_INSTANCE_EXPIRED", "token_1")
                .inventory(2_880);

        for (TokenKind kind : List.of(TokenKind.PUSH, TokenKind.ADE)) {
            Silence silence = new Silence.Config(
                            "school", Optional.of(kind), Optional.empty(), LAST_DAY, "gone", Optional.empty())
                    .silence(ZoneOffset.UTC);
            assertThat(assess(silence, read, World.minute(2_880)).toNotify().issues())
                    .as(kind.key())
                    .hasSize(kind == TokenKind.ADE ? 0 : 1);
        }
    }

    private static Assessment assess(Silence silence, Map<Instance, InstanceInventory> read, Instant now) {
        Policy policy = new Policy(
                Duration.ofMinutes(2), World.STEPS, List.of(silence), SharedAccounts.NONE, List.of(), ZoneOffset.UTC);
        return new Assessor(policy).assess(Journal.Snapshot.EMPTY, List.of(), read, List.of(), now);
    }

    private static Silence.Config config(Optional<String> kind, Optional<String> id) {
        return new Silence.Config("school", kind.map(SilenceTest::kindOf), id, LAST_DAY, "gone", Optional.empty());
    }

    private static TokenKind kindOf(String key) {
        return key.equals("ade") ? TokenKind.ADE : TokenKind.CONTENT;
    }
}
