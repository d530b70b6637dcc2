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
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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

/** What one reading of an instance states of failing tokens. Times are minutes from {@link #START}. */
class FailureSignalsTest {
    private static final Instant START = Instant.parse("2026-11-24T14:23:00Z");
    private static final Instance CLOUD = new Instance("cloud");
    private static final InstanceInventory UNREAD = InstanceInventory.unread(CLOUD, Optional.empty(), Source.JAMF);
    private static final String YEAR = "2027-01-02";
    private static final String NEXT_YEAR = "2027-11-24";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"without_log", "beside_a_log"})
    void what_a_reading_states(String rule, boolean hasLog, Said reading, List<String> signs) {
        assertThat(signs(hasLog, reading)).as(rule).containsExactlyElementsOf(signs);
    }

    static Stream<Arguments> without_log() {
        return Stream.of(
                row(
                        "each token whose newest sync tells failure, the oldest first",
                        said().ade("1", "CONNECTION_ERROR", 9)
                                .ade("2", "CONNECTION_ERROR", 8)
                                .ade("3", "OK", 9),
                        "sync_failed of 2 since 8",
                        "sync_failed of 1 since 9"),
                row(
                        "syncs that cannot be read say nothing, whatever is still known of them",
                        said().ade("1", "CONNECTION_ERROR", 9).gap(Part.SYNCS)),
                row("a word without a tell-tale proves nothing", said().ade("1", "AWAITING", 9)),
                row("a token that never synced has said nothing", said().ade("1", "", -1)),
                row(
                        "a content token has no word for a failing sync, and standing still is none",
                        said().content("7", YEAR, "", -9000)),
                row(
                        "unsigned terms, of the token that is named",
                        said().ade("1", "OK", 9).ade("2", "OK", 9).notice(TERMS_NOT_SIGNED, "token 2"),
                        "terms_not_signed of 2 since 10"),
                row(
                        "unsigned terms that name no token of ours are about those whose syncs fail",
                        said().ade("1", "OK", 9).ade("2", "NOT_SIGNED", 9).notice(TERMS_NOT_SIGNED, "another"),
                        "sync_failed of 2 since 9",
                        "terms_not_signed of 2 since 10"),
                row(
                        "unsigned terms that name nobody while no sync fails are anybody's",
                        said().ade("1", "OK", 9).ade("2", "OK", 9).notice(TERMS_NOT_SIGNED, ""),
                        "terms_not_signed of  since 10"),
                row(
                        "a revoked content token that is named",
                        said().content("7", YEAR, "", 9)
                                .content("8", YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        "content_token_invalid of 8 since 10"),
                row(
                        "a name that two tokens have says nothing",
                        said().content("7", YEAR, "", 9)
                                .token(TokenKind.CONTENT, "8", "token 7", YEAR, Optional.empty())
                                .notice(CONTENT_TOKEN_INVALID, "token 7"),
                        "content_token_invalid of  since 10"),
                row(
                        "notifications that cannot be read say nothing",
                        said().ade("1", "OK", 9)
                                .notice(TERMS_NOT_SIGNED, "token 1")
                                .gap(Part.TERMS)),
                row("nothing, where nothing fails", said().ade("1", "OK", 9).content("7", YEAR, "", 9)));
    }

    static Stream<Arguments> beside_a_log() {
        return Stream.of(
                arguments(
                        "a log tells of failing syncs and unsigned terms by itself",
                        true,
                        said().ade("1", "CONNECTION_ERROR", 9).notice(TERMS_NOT_SIGNED, "token 1"),
                        List.of()),
                arguments(
                        "a revoked content token is told, and of which the log may tell otherwise",
                        true,
                        said().content("7", YEAR, "", 9).notice(CONTENT_TOKEN_INVALID, "token 7"),
                        List.of("content_token_invalid of  since 10")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_notification_that_stood_when_its_token_was_replaced_is_an_old_one(
            String rule, Said before, Said after, List<String> signs) {
        assertThat(signs(false, before, after)).as(rule).containsExactlyElementsOf(signs);
    }

    static Stream<Arguments> a_notification_that_stood_when_its_token_was_replaced_is_an_old_one() {
        return Stream.of(
                arguments(
                        "the only content token was replaced",
                        said().content("7", YEAR, "", 9).notice(CONTENT_TOKEN_INVALID, ""),
                        said().content("7", NEXT_YEAR, "", 9).notice(CONTENT_TOKEN_INVALID, ""),
                        List.of()),
                arguments(
                        "the one that it names was replaced",
                        said().content("7", YEAR, "", 9)
                                .content("8", YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        said().content("7", YEAR, "", 9)
                                .content("8", NEXT_YEAR, "", 9)
                                .notice(CONTENT_TOKEN_INVALID, "token 8"),
                        List.of()),
                arguments(
                        "another one than it names was replaced",
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
    void what_stands_is_said_again_at_every_reading_as_old_as_it_is() {
        Said failing = said().ade("1", "CONNECTION_ERROR", 3).notice(TERMS_NOT_SIGNED, "token 1");

        assertThat(signs(false, failing, failing))
                .containsExactly("sync_failed of 1 since 3", "terms_not_signed of 1 since 10");
    }

    @Test
    void a_sign_tells_when_a_reading_could_have_said_so_before() {
        Reading failing = said().ade("1", "CONNECTION_ERROR", 9).reading(10);
        Reading lacking = said().ade("1", "", -1).gap(Part.SYNCS).reading(0);

        assertThat(new FailureSignals(UNREAD.after(failing, true, minute(10)), UNREAD, false).all())
                .extracting(FailureSignal::readBefore)
                .containsExactly(Optional.empty());
        InstanceInventory read = UNREAD.after(said().ade("1", "OK", 0).reading(0), true, minute(0));
        assertThat(new FailureSignals(read.after(failing, true, minute(10)), read, false).all())
                .extracting(FailureSignal::readBefore)
                .containsExactly(Optional.of(minute(0)));
        InstanceInventory deaf = UNREAD.after(lacking, true, minute(0));
        assertThat(new FailureSignals(deaf.after(failing, true, minute(10)), deaf, false).all())
                .extracting(FailureSignal::readBefore)
                .containsExactly(Optional.empty());
    }

    @Test
    void the_evidence_is_what_jamf_pro_said() {
        Reading reading = said().ade("1", "CONNECTION_ERROR", 9)
                .notice(TERMS_NOT_SIGNED, "token 1")
                .notice(CONTENT_TOKEN_INVALID, "")
                .reading(10);

        assertThat(new FailureSignals(UNREAD.after(reading, true, minute(10)), UNREAD, false).all())
                .extracting(FailureSignal::source, FailureSignal::evidence)
                .containsExactly(
                        tuple(
                                "syncState",
                                "Jamf Pro API: syncState CONNECTION_ERROR of \"token 1\" at 2026-11-24T14:32:00Z"),
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
    void a_state_with_a_word_of_failure_tells_it(String state) {
        assertThat(signs(false, said().ade("1", state, 9))).containsExactly("sync_failed of 1 since 9");
    }

    /** The signs of the last of some readings, ten minutes apart, the first of them in minute 10. */
    private static List<String> signs(boolean hasLog, Said... readings) {
        InstanceInventory before = UNREAD;
        InstanceInventory known = UNREAD;
        for (int i = 0; i < readings.length; i++) {
            before = known;
            known = known.after(readings[i].reading(10 * (i + 1)), true, minute(10 * (i + 1)));
        }
        return new FailureSignals(known, before, hasLog)
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

        /** Without a sync before minute 0. */
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

    private static Arguments row(String rule, Said reading, String... signs) {
        return arguments(rule, false, reading, List.of(signs));
    }
}
