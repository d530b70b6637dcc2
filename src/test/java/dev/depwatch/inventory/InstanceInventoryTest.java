package dev.depwatch.inventory;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceInventoryTest {
    private static final Instant FIRST = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(600);
    private static final Instant THIRD = SECOND.plusSeconds(600);
    private static final Instance SCHOOL = new Instance("school");
    private static final Token TOKEN = ade("1", "a@x.org", "2027-01-02");
    private static final InstanceInventory UNREAD = InstanceInventory.unread(SCHOOL, Optional.empty(), Source.JAMF);
    private static final ReadException UNREACHABLE = new ReadException(Reason.UNREACHABLE, "no connection");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        # rule                                                  | owner before | expiry before | owner now | expiry now | replaced
        nothing changed                                         | a@x.org      | 2027-01-02    | a@x.org   | 2027-01-02 | false
        another expiry is another token                         | a@x.org      | 2027-01-02    | a@x.org   | 2027-11-24 | true
        an earlier expiry too                                   | a@x.org      | 2027-01-02    | a@x.org   | 2026-12-01 | true
        another owner is another token                          | a@x.org      | 2027-01-02    | b@x.org   | 2027-01-02 | true
        a missing owner is not                                  | a@x.org      | 2027-01-02    | -         | 2027-01-02 | false
        a new owner value is not                                | -            | 2027-01-02    | a@x.org   | 2027-01-02 | false
        a missing expiry is not                                 | a@x.org      | 2027-01-02    | a@x.org   | -          | false
        a new expiry value is not                               | a@x.org      | -             | a@x.org   | 2027-01-02 | false
        """)
    void a_changed_expiry_or_owner_is_a_replacement(
            String rule, String ownerBefore, String expiryBefore, String owner, String expiry, boolean replaced) {
        InstanceInventory after = UNREAD.after(reading(ade("1", ownerBefore, expiryBefore)), true, FIRST)
                .after(reading(ade("1", owner, expiry)), true, SECOND);

        assertThat(after.replaced()).as(rule).hasSize(replaced ? 1 : 0);
    }

    @Test
    void an_instance_lacks_its_tokens_until_its_source_was_read() {
        assertThat(UNREAD.lacksTokens()).isTrue();
        assertThat(UNREAD.after(reading(TOKEN), true, FIRST).lacksTokens()).isFalse();
        assertThat(InstanceInventory.unread(SCHOOL, Optional.empty(), Source.NONE)
                        .lacksTokens())
                .isFalse();
    }

    @Test
    void a_renamed_token_is_the_same() {
        Token renamed = new Token(
                TOKEN.key(), "Another name", TOKEN.owner(), "Another organisation", "renamed", "", TOKEN.expiry());

        InstanceInventory after = UNREAD.after(reading(TOKEN), true, FIRST).after(reading(renamed), true, SECOND);

        assertThat(after.reading().orElseThrow().tokens())
                .extracting(TokenState::token)
                .containsExactly(renamed);
        assertThat(after.replaced()).isEmpty();
        assertThat(after.removed()).isEmpty();
    }

    @Test
    void a_replacement_is_kept_while_the_token_exists_and_a_day_longer() {
        Token renewed = ade("1", "a@x.org", "2027-11-24");
        InstanceInventory replaced = UNREAD.after(reading(TOKEN), true, FIRST).after(reading(renewed), true, SECOND);

        assertThat(replaced.after(reading(renewed), true, THIRD).replaced())
                .containsExactly(new Replaced(TOKEN.key(), SECOND, TOKEN, FIRST));
        assertThat(replaced.after(reading(), true, THIRD).replaced())
                .as("its entry may come back within a day")
                .hasSize(1);
        assertThat(replaced.after(reading(), true, THIRD)
                        .after(reading(renewed), true, THIRD.plusSeconds(600))
                        .replaced())
                .as("it came back")
                .containsExactly(new Replaced(TOKEN.key(), SECOND, TOKEN, FIRST));
        assertThat(replaced.after(reading(), true, THIRD)
                        .after(reading(), true, THIRD.plus(Duration.ofDays(1)))
                        .replaced())
                .isEmpty();
        assertThat(UNREAD.after(reading(TOKEN), true, FIRST)
                        .after(reading(), true, SECOND)
                        .after(reading(renewed), true, THIRD)
                        .replaced())
                .as("one reading lacked its entry")
                .containsExactly(new Replaced(TOKEN.key(), THIRD, TOKEN, SECOND));
    }

    @Test
    void a_failure_keeps_the_reading_and_its_first_time() {
        Reading good = reading(TOKEN);
        ReadException html = new ReadException(Reason.ANSWER, "HTML");
        InstanceInventory read = UNREAD.after(good, true, FIRST);
        InstanceInventory failing = read.after(UNREACHABLE, SECOND).after(html, THIRD);

        assertThat(failing.reading()).contains(good);
        assertThat(failing.readAt()).contains(FIRST);
        assertThat(failing.failure())
                .as("one odd answer is part of the outage")
                .contains(new ReadFailure(Reason.UNREACHABLE, "HTML", SECOND));
        assertThat(failing.after(new ReadException(Reason.CREDENTIALS, "HTTP 401"), THIRD)
                        .failure())
                .as("refused credentials never are")
                .contains(new ReadFailure(Reason.CREDENTIALS, "HTTP 401", SECOND));
        assertThat(failing.after(html, THIRD).failure()).contains(new ReadFailure(Reason.ANSWER, "HTML", SECOND));
        assertThat(read.after(html, SECOND)
                        .after(new ReadException(Reason.PRIVILEGE, "HTTP 403"), THIRD)
                        .failure())
                .as("so may be one of an upgrade")
                .contains(new ReadFailure(Reason.ANSWER, "HTTP 403", SECOND));
        assertThat(failing.after(good, true, THIRD).failure()).isEmpty();
    }

    @Test
    void unread_content_tokens_are_kept() {
        TokenState content = new TokenState(token(TokenKind.CONTENT, "1", null, null), Optional.empty());
        TokenState enrollment = new TokenState(TOKEN, Optional.empty());
        Reading lacking = new Reading(
                List.of(enrollment), List.of(), Map.of(Part.CONTENT_TOKENS, "content tokens cannot be read: HTTP 500"));
        InstanceInventory before = UNREAD.after(new Reading(List.of(enrollment, content)), true, FIRST);

        Reading after = before.after(lacking, true, SECOND).reading().orElseThrow();

        assertThat(after.tokens()).containsExactly(enrollment, content);
        assertThat(after.unreadParts()).isEqualTo(lacking.unreadParts());
        assertThat(before.after(reading(enrollment.token()), true, SECOND)
                        .reading()
                        .orElseThrow()
                        .tokens())
                .as("a complete reading removes them")
                .containsExactly(enrollment);
    }

    @Test
    void unread_syncs_stay_as_they_were() {
        Optional<Sync> known = Optional.of(new Sync("OK", FIRST));
        InstanceInventory before = UNREAD.after(new Reading(List.of(new TokenState(TOKEN, known))), true, FIRST);
        Reading lacking = new Reading(
                List.of(new TokenState(TOKEN, Optional.empty())),
                List.of(),
                Map.of(Part.SYNCS, "sync states cannot be read: HTTP 500"));

        InstanceInventory after = before.after(lacking, true, SECOND);

        assertThat(after.reading().orElseThrow().tokens()).containsExactly(new TokenState(TOKEN, known));
        assertThat(after.syncs()).as("an unread part adds nothing").isEqualTo(before.syncs());
        assertThat(before.after(reading(TOKEN), true, SECOND)
                        .reading()
                        .orElseThrow()
                        .tokens())
                .as("a complete reading shows that there is none")
                .containsExactly(new TokenState(TOKEN, Optional.empty()));
    }

    @Test
    void a_removed_token_is_kept_for_a_day() {
        Reading failing = synced(TOKEN, "CONNECTION_ERROR", FIRST);
        Reading without = reading(ade("2", "a@x.org", "2027-01-02"));
        InstanceInventory removed =
                UNREAD.after(failing, true, FIRST).after(without, true, SECOND).after(without, true, THIRD);

        assertThat(removed.removed())
                .containsExactly(new Removed(failing.tokens().get(0), SECOND));
        assertThat(removed.syncs(TOKEN.key()).failing())
                .contains(new Failing(Optional.empty(), FIRST, Optional.of(SECOND)));
        assertThat(removed.after(failing, true, THIRD).removed(TOKEN.key()))
                .as("it came back")
                .isEmpty();
        assertThat(removed.after(without, true, SECOND.plus(Duration.ofDays(1))))
                .as("a day later")
                .extracting(InstanceInventory::removed, InstanceInventory::syncs)
                .containsExactly(List.of(), List.of());
    }

    @Test
    void a_token_missing_from_the_configuration_is_not_removed() {
        assertThat(InstanceInventory.unread(SCHOOL, Optional.empty(), Source.CONFIGURED)
                        .after(reading(TOKEN), true, FIRST)
                        .after(reading(), true, SECOND)
                        .removed())
                .isEmpty();
    }

    @Test
    void the_newest_hundred_removed_tokens_are_kept() {
        Token[] many = IntStream.range(0, 150)
                .mapToObj(id -> ade(Integer.toString(id), "a@x.org", "2027-01-02"))
                .toArray(Token[]::new);

        assertThat(UNREAD.after(reading(many), true, FIRST)
                        .after(reading(), true, SECOND)
                        .removed())
                .hasSize(100);
    }

    @Test
    void a_tokens_sync_history_survives_changes() {
        Token renamed = ade("1", "b@x.org", "2027-11-24");
        InstanceInventory failing = UNREAD.after(synced(TOKEN, "OK", FIRST), true, FIRST)
                .after(synced(TOKEN, "CONNECTION_ERROR", SECOND), false, SECOND);

        assertThat(failing.after(synced(renamed, "OK", THIRD), false, THIRD).syncs(TOKEN.key()))
                .isEqualTo(SyncHistory.NONE
                        .with(new Sync("OK", FIRST), Optional.empty(), true, FIRST)
                        .with(new Sync("CONNECTION_ERROR", SECOND), Optional.of(FIRST), false, SECOND)
                        .with(new Sync("OK", THIRD), Optional.of(FIRST), false, THIRD));
    }

    private static Reading synced(Token token, String state, Instant at) {
        return new Reading(List.of(new TokenState(token, Optional.of(new Sync(state, at)))));
    }

    @Test
    void a_part_is_heard_since_its_first_unbroken_reading() {
        Reading whole = reading(TOKEN);
        Reading lacking = new Reading(whole.tokens(), List.of(), Map.of(Part.SYNCS, "no syncs"));
        InstanceInventory heard = UNREAD.after(whole, true, FIRST).after(lacking, true, SECOND);

        assertThat(UNREAD.heardSince()).isEmpty();
        assertThat(heard.heardSince())
                .containsKeys(Part.CONTENT_TOKENS, Part.TERMS, Part.EXPIRY)
                .doesNotContainKey(Part.SYNCS);
        assertThat(heard.after(whole, true, THIRD).heardSince())
                .contains(entry(Part.TERMS, FIRST), entry(Part.SYNCS, THIRD));
        assertThat(heard.after(UNREACHABLE, THIRD).heardSince()).isEmpty();
        assertThat(heard.onto(UNREAD, THIRD).heardSince())
                .as("nothing is heard between a stop and a start")
                .isEmpty();
    }

    @Test
    void a_notification_keeps_its_age_over_gaps_and_restarts() {
        JamfNotification first = notice("1", FIRST);
        InstanceInventory noticed = UNREAD.after(noticing(first), true, FIRST)
                .after(new Reading(List.of(), List.of(), Map.of(Part.TERMS, "HTTP 500")), true, SECOND);
        InstanceInventory restarted = noticed.onto(UNREAD, THIRD);

        assertThat(notices(restarted)).containsExactly(first);
        assertThat(notices(restarted.after(noticing(notice("1", THIRD), notice("2", THIRD)), true, THIRD)))
                .containsExactly(first, notice("2", THIRD));
        assertThat(notices(restarted.after(noticing(), true, THIRD))).isEmpty();
    }

    private static JamfNotification notice(String id, Instant since) {
        return new JamfNotification(Optional.of(Cause.CONTENT_TOKEN_INVALID), "VPP_TOKEN_REVOKED", id, "", since);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # what is read                                | source     | unread | knows | unsigned
            Jamf Pro notifies of unsigned terms           | JAMF       | -      | true  | true
            what it has notified of may be over           | JAMF       | TERMS  | false | false
            the configuration is silent about terms       | CONFIGURED | -      | false | false
            """)
    void only_notifications_that_were_read_say_whether_terms_are_signed(
            String what, Source source, @Nullable Part unread, boolean knows, boolean unsigned) {
        Map<Part, String> gaps = unread == null ? Map.of() : Map.of(unread, "HTTP 500");
        JamfNotification notice = new JamfNotification(Optional.of(Cause.TERMS_NOT_SIGNED), "T_C", "1", "", FIRST);
        Reading reading = new Reading(List.of(), List.of(notice), gaps);

        InstanceInventory known =
                InstanceInventory.unread(SCHOOL, Optional.empty(), source).after(reading, true, FIRST);

        assertThat(known.knowsTerms()).as(what).isEqualTo(knows);
        assertThat(known.reportsUnsignedTerms()).as(what).isEqualTo(unsigned);
    }

    private static Reading noticing(JamfNotification... notifications) {
        return new Reading(List.of(), List.of(notifications), Map.of());
    }

    private static List<JamfNotification> notices(InstanceInventory known) {
        return known.reading().orElseThrow().notices();
    }

    private static Reading reading(Token... tokens) {
        return new Reading(List.of(tokens).stream()
                .map(token -> new TokenState(token, Optional.empty()))
                .toList());
    }

    private static Token ade(String id, String owner, String expiry) {
        return token(TokenKind.ADE, id, owner, expiry);
    }

    private static Token token(TokenKind kind, String id, @Nullable String owner, @Nullable String expiry) {
        return SampleToken.of(
                new Token.Key(SCHOOL, kind, id),
                "Example",
                requireNonNullElse(owner, ""),
                "",
                requireNonNullElse(expiry, ""));
    }
}
