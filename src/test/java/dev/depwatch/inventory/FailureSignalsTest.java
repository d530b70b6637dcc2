package dev.depwatch.inventory;

import static dev.depwatch.token.Cause.CONTENT_TOKEN_INVALID;
import static dev.depwatch.token.Cause.SYNC_FAILED;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The failure signals of one reading. Times are minutes from {@link #START}. */
class FailureSignalsTest {
    private static final TimeFormat TIMES = new TimeFormat(ZoneOffset.ofHours(1));
    private static final Instant START = Instant.parse("2026-11-24T14:23:00Z");
    private static final Instance CLOUD = new Instance("cloud");
    private static final InstanceInventory UNREAD = InstanceInventory.unread(CLOUD, Optional.empty(), Source.JAMF);
    private static final Map<Cause, String> NAMES =
            Map.of(SYNC_FAILED, "failed", TERMS_NOT_SIGNED, "terms", CONTENT_TOKEN_INVALID, "revoked");

    private static final String YEAR = "2027-01-02";
    private static final String NEXT_YEAR = "2027-11-24";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, emptyValue = "", textBlock = """
            RULE                                  | READING                                    | SIGNALS
            each failed newest sync, oldest first | ade 1 FAILED 9, ade 2 FAILED 8, ade 3 OK 9 | failed 2 @ 8, failed 1 @ 9
            unread syncs give no signal           | ade 1 FAILED 9, gap SYNCS                  | ''
            another word proves nothing           | ade 1 AWAITING 9                           | ''
            one that never synced gives none      | ade 1                                      | ''
            a content token has no failing word   | app 7 -9000                                | ''
            unsigned terms of the named token     | ade 1 OK 9, ade 2 OK 9, terms token 2      | terms 2 @ 10
            terms of no known token: the failing  | ade 1 OK 9, ade 2 FAILED 9, terms another  | failed 2 @ 9, terms 2 @ 10
            terms without a name: any token       | ade 1 OK 9, ade 2 OK 9, terms              | terms ? @ 10
            a named revoked content token         | app 7, app 8, revoked token 8              | revoked 8 @ 10
            a name of two tokens is none          | app 7, namesake 8, revoked token 7         | revoked ? @ 10
            unread notifications give no signal   | ade 1 OK 9, terms token 1, gap TERMS       | ''
            no failure gives no signal            | ade 1 OK 9, app 7                          | ''
            """)
    void the_signals_of_a_reading_without_a_log(String rule, String reading, String signals) {
        assertThat(String.join(", ", signals(false, new Said(reading))))
                .as(rule)
                .isEqualTo(signals);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            a log reports syncs and terms itself | ade 1 FAILED 9, terms token 1 | ''
            a revoked content token has no key   | app 7, revoked token 7        | revoked ? @ 10
            """)
    void the_signals_of_a_reading_beside_a_log(String rule, String reading, String signals) {
        assertThat(String.join(", ", signals(true, new Said(reading)))).as(rule).isEqualTo(signals);
    }

    /** A content token with a "+" has a later end than before. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, emptyValue = "", textBlock = """
            RULE                       | BEFORE                        | AFTER                          | SIGNALS
            the only one was replaced  | app 7, revoked                | app+ 7, revoked                | ''
            the named was replaced     | app 7, app 8, revoked token 8 | app 7, app+ 8, revoked token 8 | ''
            another was replaced       | app 7, app 8, revoked token 8 | app+ 7, app 8, revoked token 8 | revoked 8 @ 10
            the named was removed      | app 7, app 8, revoked token 8 | app 7, revoked token 8         | ''
            another was removed        | app 7, app 8, revoked token 8 | app 8, revoked token 8         | revoked 8 @ 10
            the only one was removed   | ade 1, app 7, revoked         | ade 1, revoked                 | ''
            it has been removed before | ade 1                         | ade 1, revoked token 7         | ''
            one that cannot be read    | ade 1, app 7, revoked         | ade 1, revoked, gap CONTENT_TOKENS | revoked ? @ 10
            it names none, one stays   | app 7, app 8, revoked         | app 7, app+ 8, revoked         | revoked ? @ 10
            it came with the new token | app 7                         | app+ 7, revoked                | revoked ? @ 20
            a new token signs no terms | ade 1, terms token 1          | ade+ 1, terms token 1          | terms 1 @ 10
            it has synced well since   | ade 1, terms token 1          | ade 1 SUCCESSFUL 19, terms token 1 | ''
            a content token has synced | app 7, revoked                | app 7 19, revoked              | ''
            another one has            | app 7, app 8, revoked token 8 | app 7 19, app 8, revoked token 8 | revoked 8 @ 10
            one of two has             | app 7, app 8, revoked         | app 7 19, app 8, revoked       | revoked ? @ 10
            two of two have            | app 7, app 8, revoked         | app 7 19, app 8 18, revoked    | ''
            it had synced well before  | app 7, revoked                | app 7 10, revoked              | revoked ? @ 10
            it is claimed elsewhere    | app 7, revoked | app 7 clientContextMismatch 19, revoked | revoked ? @ 10
            another word proves nothing | ade 1, terms token 1         | ade 1 OK 19, terms token 1     | terms 1 @ 10
            """)
    void a_notification_that_nobody_has_dismissed_is_no_signal(
            String rule, String before, String after, String signals) {
        assertThat(String.join(", ", signals(false, new Said(before), new Said(after))))
                .as(rule)
                .isEqualTo(signals);
        Said[] moreThanADay = Stream.concat(
                        Stream.of(before), Stream.generate(() -> after).limit(150))
                .map(Said::new)
                .toArray(Said[]::new);
        assertThat(String.join(", ", signals(false, moreThanADay)))
                .as(rule + ", a day later")
                .isEqualTo(signals);
    }

    @Test
    void a_lasting_failure_keeps_its_time_at_every_reading() {
        Said failing = new Said("ade 1 CONNECTION_ERROR 3, terms token 1");

        assertThat(signals(false, failing, failing)).containsExactly("failed 1 @ 3", "terms 1 @ 10");
    }

    @Test
    void a_failure_after_a_good_sync_makes_no_old_notification_new() {
        Said noted = new Said("ade 1 FAILED 9, terms token 1");
        Said good = new Said("ade 1 SUCCESSFUL 19, terms token 1");
        Said failing = new Said("ade 1 FAILED 29, terms token 1");

        assertThat(signals(false, noted, good, failing)).containsExactly("failed 1 @ 29");
    }

    @Test
    void a_signal_has_the_time_of_the_previous_reading() {
        InstanceInventory read = UNREAD.after(new Said("ade 1 OK 0").reading(0), true, minute(0));
        InstanceInventory deaf = UNREAD.after(new Said("ade 1, gap SYNCS").reading(0), true, minute(0));

        assertThat(readBefore(UNREAD)).isEmpty();
        assertThat(readBefore(read)).contains(minute(0));
        assertThat(readBefore(deaf)).isEmpty();
    }

    private static Optional<Instant> readBefore(InstanceInventory before) {
        Reading failing = new Said("ade 1 CONNECTION_ERROR 9").reading(10);
        List<FailureSignal> signals =
                new FailureSignals(before.after(failing, true, minute(10)), before, false, TIMES).all();
        assertThat(signals).hasSize(1);
        return signals.get(0).readBefore();
    }

    @Test
    void the_evidence_quotes_jamf_pro() {
        Reading reading = new Said("ade 1 CONNECTION_ERROR 9, app 7, terms token 1, revoked").reading(10);

        assertThat(new FailureSignals(UNREAD.after(reading, true, minute(10)), UNREAD, false, TIMES).all())
                .extracting(FailureSignal::source, FailureSignal::evidence)
                .containsExactly(
                        tuple(
                                "syncState",
                                "Jamf Pro API: syncState CONNECTION_ERROR of \"token 1\" at 2026-11-24 15:32 +01:00"),
                        tuple("TERMS_NOT_SIGNED", "Jamf Pro API: notification TERMS_NOT_SIGNED of \"token 1\""),
                        tuple("CONTENT_TOKEN_INVALID", "Jamf Pro API: notification CONTENT_TOKEN_INVALID"));
    }

    /** The signals of the last of several readings, ten minutes apart, the first in minute 10. */
    private static List<String> signals(boolean hasLog, Said... readings) {
        InstanceInventory before = UNREAD;
        InstanceInventory known = UNREAD;
        for (int i = 0; i < readings.length; i++) {
            before = known;
            known = known.after(readings[i].reading(10 * (i + 1)), true, minute(10 * (i + 1)));
        }
        return new FailureSignals(known, before, hasLog, TIMES)
                .all().stream()
                        .map(signal -> NAMES.get(signal.cause()) + " "
                                + signal.tokens().stream()
                                        .map(Token.Key::id)
                                        .sorted()
                                        .reduce((one, other) -> one + " " + other)
                                        .orElse("?")
                                + " @ "
                                + Duration.between(START, signal.since()).toMinutes())
                        .toList();
    }

    private static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    /**
     * One reading in words: tokens by kind and id, with the state and minute of their sync, which a content token always
     * has; notifications with the name in them; a part that was not read.
     */
    private static final class Said {
        private final List<TokenState> tokens = new ArrayList<>();
        private final List<JamfNotification> notifications = new ArrayList<>();
        private Map<Part, String> gaps = Map.of();

        Said(String statements) {
            for (String statement : statements.split(", ", -1)) {
                String[] words = statement.split(" ", 2);
                String rest = words.length == 1 ? "" : words[1];
                switch (words[0]) {
                    case "ade" -> token(TokenKind.ADE, rest, YEAR);
                    case "ade+" -> token(TokenKind.ADE, rest, NEXT_YEAR);
                    case "app" -> token(TokenKind.CONTENT, rest, YEAR);
                    case "app+" -> token(TokenKind.CONTENT, rest, NEXT_YEAR);
                    case "namesake" -> tokens.add(state(TokenKind.CONTENT, rest, "token 7", YEAR, Optional.empty()));
                    case "terms" -> notice(TERMS_NOT_SIGNED, rest);
                    case "revoked" -> notice(CONTENT_TOKEN_INVALID, rest);
                    case "gap" -> gaps = Map.of(Part.valueOf(rest), "HTTP 500");
                    default -> throw new IllegalArgumentException(statement);
                }
            }
        }

        private void token(TokenKind kind, String rest, String expires) {
            String[] words = rest.split(" ", -1);
            String state = words.length == 3 ? words[1] : "";
            String minute = words.length > 1 ? words[words.length - 1] : kind == TokenKind.CONTENT ? "9" : "";
            Optional<Sync> sync = minute.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Sync(state, minute(Integer.parseInt(minute))));
            tokens.add(state(kind, words[0], "token " + words[0], expires, sync));
        }

        private static TokenState state(TokenKind kind, String id, String name, String expires, Optional<Sync> sync) {
            return new TokenState(
                    SampleToken.of(new Token.Key(CLOUD, kind, id), name, "it-admin@example.org", "", expires), sync);
        }

        private void notice(Cause cause, String name) {
            notifications.add(
                    new JamfNotification(Optional.of(cause), cause.name(), "" + notifications.size(), name, START));
        }

        Reading reading(int minute) {
            return new Reading(
                    tokens,
                    notifications.stream()
                            .map(notification -> new JamfNotification(
                                    notification.cause(),
                                    notification.type(),
                                    notification.id(),
                                    notification.name(),
                                    minute(minute)))
                            .toList(),
                    gaps);
        }
    }
}
