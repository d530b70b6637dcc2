package dev.depwatch.inventory;

import static dev.depwatch.token.Cause.CONTENT_TOKEN_INVALID;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The failure signals of one reading. Times are minutes from {@link #START}. */
class FailureSignalsTest {
    private static final TimeFormat TIMES = new TimeFormat(ZoneOffset.ofHours(1));
    private static final Instant START = Instant.parse("2026-11-24T14:23:00Z");
    private static final Instance CLOUD = new Instance("cloud");
    private static final InstanceInventory UNREAD = InstanceInventory.unread(CLOUD, Optional.empty(), Source.JAMF);
    private static final String YEAR = "2027-01-02";
    private static final String NEXT_YEAR = "2027-11-24";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"without_log", "beside_a_log"})
    void the_signals_of_a_reading(String rule, boolean hasLog, Said reading, List<String> signals) {
        assertThat(signals(hasLog, reading)).as(rule).containsExactlyElementsOf(signals);
    }

    static Stream<Arguments> without_log() {
        return Stream.of(
                row(
                        "each token with a failed newest sync, the oldest first",
                        said().ade("1", "CONNECTION_ERROR", 9)
                                .ade("2", "CONNECTION_ERROR", 8)
                                .ade("3", "OK", 9),
                        "sync_failed of 2 since 8",
                        "sync_failed of 1 since 9"),
                row(
                        "unread syncs give no signal, whatever is still known",
                        said().ade("1", "CONNECTION_ERROR", 9).gap(Part.SYNCS)),
                row("a word without failure proves nothing", said().ade("1", "AWAITING", 9)),
                row("a token that never synced gives no signal", said().ade("1", "", -1)),
                row("a content token has no word for a failed sync", said().content("7", YEAR, "", -9000)),
                row(
                        "unsigned terms of the named token",
                        said().ade("1", "OK", 9).ade("2", "OK", 9).notice(TERMS_NOT_SIGNED, "token 2"),
                        "terms_not_signed of 2 since 10"),
                row(
                        "unsigned terms without a known token concern those with failing syncs",
                        said().ade("1", "OK", 9).ade("2", "NOT_SIGNED", 9).notice(TERMS_NOT_SIGNED, "another"),
                        "sync_failed of 2 since 9",
                        "terms_not_signed of 2 since 10"),
                row(
                        "unsigned terms without a name and without failing syncs concern any token",
                        said().ade("1", "OK", 9).ade("2", "OK", 9).notice(TERMS_NOT_SIGNED, ""),
                        "terms_not_signed of  since 10"),
                row(
                        "a named revoked content token",
                        said().content("7", YEAR, "", 9)
                                .content("8", YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        "content_token_invalid of 8 since 10"),
                row(
                        "a name that two tokens share identifies none",
                        said().content("7", YEAR, "", 9)
                                .token(TokenKind.CONTENT, "8", "token 7", YEAR, Optional.empty())
                                .notice(CONTENT_TOKEN_INVALID, "token 7"),
                        "content_token_invalid of  since 10"),
                row(
                        "unread notifications give no signal",
                        said().ade("1", "OK", 9)
                                .notice(TERMS_NOT_SIGNED, "token 1")
                                .gap(Part.TERMS)),
                row(
                        "without a failure there is no signal",
                        said().ade("1", "OK", 9).content("7", YEAR, "", 9)));
    }

    static Stream<Arguments> beside_a_log() {
        return Stream.of(
                arguments(
                        "a log reports failing syncs and unsigned terms itself",
                        true,
                        said().ade("1", "CONNECTION_ERROR", 9).notice(TERMS_NOT_SIGNED, "token 1"),
                        List.of()),
                arguments(
                        "a revoked content token is reported without its key",
                        true,
                        said().content("7", YEAR, "", 9).notice(CONTENT_TOKEN_INVALID, "token 7"),
                        List.of("content_token_invalid of  since 10")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_replaced_token_makes_its_notification_old(String rule, Said before, Said after, List<String> signals) {
        assertThat(signals(false, before, after)).as(rule).containsExactlyElementsOf(signals);
    }

    static Stream<Arguments> a_replaced_token_makes_its_notification_old() {
        return Stream.of(
                arguments(
                        "the only content token was replaced",
                        said().content("7", YEAR, "", 9).notice(CONTENT_TOKEN_INVALID, ""),
                        said().content("7", NEXT_YEAR, "", 9).notice(CONTENT_TOKEN_INVALID, ""),
                        List.of()),
                arguments(
                        "the named one was replaced",
                        said().content("7", YEAR, "", 9)
                                .content("8", YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        said().content("7", YEAR, "", 9)
                                .content("8", NEXT_YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        List.of()),
                arguments(
                        "another one was replaced",
                        said().content("7", YEAR, "", 9)
                                .content("8", YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        said().content("7", NEXT_YEAR, "", 9)
                                .content("8", YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        List.of("content_token_invalid of 8 since 10")),
                arguments(
                        "it names none, and one of two was not replaced",
                        said().content("7", YEAR, "", 9)
                                .content("8", YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, ""),
                        said().content("7", YEAR, "", 9)
                                .content("8", NEXT_YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, ""),
                        List.of("content_token_invalid of  since 10")),
                arguments(
                        "it came with the new token",
                        said().content("7", YEAR, "", 9),
                        said().content("7", NEXT_YEAR, "", 9).notice(CONTENT_TOKEN_INVALID, ""),
                        List.of("content_token_invalid of  since 20")),
                arguments(
                        "a new token does not sign terms",
                        said().token(TokenKind.ADE, "1", "token 1", YEAR, Optional.empty())
                                .notice(TERMS_NOT_SIGNED, "token 1"),
                        said().token(TokenKind.ADE, "1", "token 1", NEXT_YEAR, Optional.empty())
                                .notice(TERMS_NOT_SIGNED, "token 1"),
                        List.of("terms_not_signed of 1 since 10")));
    }

    @Test
    void a_lasting_failure_keeps_its_time_at_every_reading() {
        Said failing = said().ade("1", "CONNECTION_ERROR", 3).notice(TERMS_NOT_SIGNED, "token 1");

        assertThat(signals(false, failing, failing))
                .containsExactly("sync_failed of 1 since 3", "terms_not_signed of 1 since 10");
    }

    @Test
    void a_signal_has_the_time_of_the_previous_reading() {
        Reading failing = said().ade("1", "CONNECTION_ERROR", 9).reading(10);
        Reading lacking = said().ade("1", "", -1).gap(Part.SYNCS).reading(0);

        assertThat(new FailureSignals(UNREAD.after(failing, true, minute(10)), UNREAD, false, TIMES).all())
                .extracting(FailureSignal::readBefore)
                .containsExactly(Optional.empty());
        InstanceInventory read = UNREAD.after(said().ade("1", "OK", 0).reading(0), true, minute(0));
        assertThat(new FailureSignals(read.after(failing, true, minute(10)), read, false, TIMES).all())
                .extracting(FailureSignal::readBefore)
                .containsExactly(Optional.of(minute(0)));
        InstanceInventory deaf = UNREAD.after(lacking, true, minute(0));
        assertThat(new FailureSignals(deaf.after(failing, true, minute(10)), deaf, false, TIMES).all())
                .extracting(FailureSignal::readBefore)
                .containsExactly(Optional.empty());
    }

    @Test
    void the_evidence_quotes_jamf_pro() {
        Reading reading = said().ade("1", "CONNECTION_ERROR", 9)
                .notice(TERMS_NOT_SIGNED, "token 1")
                .notice(CONTENT_TOKEN_INVALID, "")
                .reading(10);

        assertThat(new FailureSignals(UNREAD.after(reading, true, minute(10)), UNREAD, false, TIMES).all())
                .extracting(FailureSignal::source, FailureSignal::evidence)
                .containsExactly(
                        tuple(
                                "syncState",
                                "Jamf Pro API: syncState CONNECTION_ERROR of \"token 1\" at 2026-11-24 15:32 +01:00"),
                        tuple("TERMS_NOT_SIGNED", "Jamf Pro API: notification TERMS_NOT_SIGNED of \"token 1\""),
                        tuple("CONTENT_TOKEN_INVALID", "Jamf Pro API: notification CONTENT_TOKEN_INVALID"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECTION_ERROR",
                "SYNC_FAILED",
                "Expired",
                "TOKEN_REJECTED",
                "invalid",
                "FORBIDDEN",
                "ACCESS_DENIED",
                "TIMEOUT",
                "T_C_NOT_SIGNED",
                "UNAUTHORIZED",
                "REVOKED"
            })
    void a_failing_state_gives_a_signal(String state) {
        assertThat(signals(false, said().ade("1", state, 9))).containsExactly("sync_failed of 1 since 9");
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
                        .map(signal -> signal.cause().key() + " of "
                                + signal.tokens().stream()
                                        .map(Token.Key::id)
                                        .sorted()
                                        .collect(joining(" ")) + " since "
                                + Duration.between(START, signal.since()).toMinutes())
                        .toList();
    }

    private static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    private static Said said() {
        return new Said();
    }

    /** One reading in a few words. */
    private static final class Said {
        private final List<TokenState> tokens = new ArrayList<>();
        private final List<JamfNotification> notifications = new ArrayList<>();
        private Map<Part, String> gaps = Map.of();

        /** No sync if the minute is negative. */
        Said ade(String id, String state, int syncedAt) {
            return token(TokenKind.ADE, id, "token " + id, YEAR, sync(state, syncedAt));
        }

        Said content(String id, String expires, String state, int syncedAt) {
            return token(TokenKind.CONTENT, id, "token " + id, expires, Optional.of(new Sync(state, minute(syncedAt))));
        }

        Said token(TokenKind kind, String id, String name, String expires, Optional<Sync> sync) {
            tokens.add(new TokenState(
                    new Token(
                            new Token.Key(CLOUD, kind, id),
                            name,
                            AppleId.of("it-admin@example.org"),
                            "",
                            "",
                            "",
                            Optional.of(Expiry.ofDate(LocalDate.parse(expires)))),
                    sync));
            return this;
        }

        Said notice(Cause cause, String name) {
            notifications.add(new JamfNotification(cause, cause.name(), "" + notifications.size(), name, START));
            return this;
        }

        Said gap(Part part) {
            gaps = Map.of(part, "HTTP 500");
            return this;
        }

        Reading reading(int minute) {
            return new Reading(
                    tokens,
                    Terms.UNKNOWN,
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

        private static Optional<Sync> sync(String state, int at) {
            return at < 0 ? Optional.empty() : Optional.of(new Sync(state, minute(at)));
        }
    }

    private static Arguments row(String rule, Said reading, String... signals) {
        return arguments(rule, false, reading, List.of(signals));
    }
}
