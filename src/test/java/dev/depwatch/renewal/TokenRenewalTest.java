package dev.depwatch.renewal;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.renewal.RenewalHistory.Line;
import dev.depwatch.renewal.RenewalHistory.RecordedAction;
import dev.depwatch.renewal.TokenRenewal.State;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRenewalTest {
    private static final Instance LAW = new Instance("law");
    private static final Token FORMER = token("A", "left@example.org", "2027-06-30");
    private static final Token NEW = token("A", "mdm@example.org", "2027-11-24");
    private static final Token OTHER = token("B", "mdm@example.org", "2027-11-24");
    private static final String GOOD = "SUCCESSFUL";

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private RenewalRecords records;

    @BeforeEach
    void start() throws IOException {
        records = new RenewalRecords(folder, "anna");
    }

    @ParameterizedTest
    @CsvSource({
        // what is in place, how many seconds after the reading that told of it the sync was, its state, how far it is
        "former, 0, SUCCESSFUL, AWAITS_TOKEN",
        "new, -1, SUCCESSFUL, AWAITS_SYNC",
        "new, 0, SUCCESSFUL, DONE",
        "new, 60, SUCCESSFUL, DONE",
        "new, 60, CONNECTION_ERROR, FAILS",
        "new, 60, IN_PROGRESS, AWAITS_SYNC",
        "new, 60, WORD_OF_TOMORROW, AWAITS_SYNC",
        "other, 60, SUCCESSFUL, OTHER_SERVER",
        "recreated, 60, SUCCESSFUL, DONE",
    })
    void a_token_is_done_when_a_sync_after_the_new_one_went_well(
            String inPlace, int seconds, String word, State state) {
        Token recreated = SampleToken.of(
                NEW.key(), "law devices", "mdm@example.org", "Example", FORMER.serverName(), "B", "2027-11-24");
        Token token = Map.of("former", FORMER, "new", NEW, "other", OTHER, "recreated", recreated)
                .getOrDefault(inPlace, FORMER);
        TokenRenewal read =
                renewal(FORMER).read(reading(token, "NEVER", now)).read(reading(token, word, now.plusSeconds(seconds)));

        assertThat(read.state()).isEqualTo(state);
    }

    @Test
    void a_server_without_a_name_is_another_one_by_its_id() {
        TokenRenewal before = renewal(unnamed("A"));

        assertThat(before.read(reading(unnamed("A"), GOOD, now)).state()).isNotEqualTo(State.OTHER_SERVER);
        assertThat(before.read(reading(unnamed("B"), GOOD, now)).state()).isEqualTo(State.OTHER_SERVER);
    }

    private static Token unnamed(String server) {
        return SampleToken.of(NEW.key(), "law devices", "mdm@example.org", "Example", "", server, "2027-11-24");
    }

    @Test
    void an_upload_counts_although_nothing_else_tells_the_tokens_apart() {
        TokenRenewal uploaded = renewal(FORMER).uploaded(FORMER, now);

        TokenRenewal read = uploaded.read(reading(FORMER, GOOD, now.plusSeconds(1)));

        assertThat(uploaded.isDone()).isFalse();
        assertThat(read.isDone()).isTrue();
    }

    @Test
    void an_upload_of_another_servers_token_is_seen_at_once() {
        TokenRenewal uploaded = renewal(FORMER).uploaded(OTHER, now);

        assertThat(uploaded.state()).isEqualTo(State.OTHER_SERVER);
        assertThat(uploaded.now()).isEqualTo(OTHER);
    }

    @Test
    void a_server_without_an_id_may_have_a_new_name() {
        Token renamed = new Token(
                FORMER.key(), FORMER.name(), NEW.owner(), FORMER.organization(), "mdm-renamed", "", NEW.expiry());

        TokenRenewal read = renewal(FORMER).read(reading(renamed, GOOD, now)).read(reading(renamed, GOOD, now));

        assertThat(read.state()).isEqualTo(State.DONE);
        assertThat(renewal(FORMER).uploaded(renamed, now).state()).isEqualTo(State.AWAITS_SYNC);
    }

    @Test
    void a_reading_without_the_expiry_shows_no_new_token() {
        Token unread = SampleToken.withoutExpiry(FORMER);

        TokenRenewal read = renewal(FORMER)
                .read(reading(unread, GOOD, now))
                .read(reading(unread, GOOD, now.plusSeconds(60)))
                .read(reading(FORMER, GOOD, now.plusSeconds(60)));

        assertThat(read.state()).isEqualTo(State.AWAITS_TOKEN);
    }

    @Test
    void an_entry_is_gone_only_if_it_was_looked_for() {
        TokenRenewal renewal = renewal(contentToken(LAW));
        TokenRenewal elsewhere = renewal(contentToken(new Instance("physics")));
        InstanceInventory without = inventory(Optional.of(new Reading(List.of())));
        Reading gap = new Reading(List.of(), List.of(), Map.of(Part.CONTENT_TOKENS, "not read"));

        assertThat(renewal.read(inventory(Optional.of(gap)))).isEqualTo(renewal);
        assertThat(renewal.read(inventory(Optional.empty()))).isEqualTo(renewal);
        assertThat(elsewhere.read(without)).isEqualTo(elsewhere);
        assertThat(renewal.read(without).state()).isEqualTo(State.GONE);
    }

    @Test
    void a_renewal_that_was_broken_off_goes_on_from_the_token_it_began_with() throws Exception {
        records.begin(List.of(renewal(FORMER)), now);
        now = now.plus(Duration.ofHours(1));

        TokenRenewal resumed = renewal(NEW);

        assertThat(resumed.before().owner()).isEqualTo(FORMER.owner());
        assertThat(resumed.state()).isEqualTo(State.AWAITS_SYNC);
        assertThat(isBegunOfTheFormerOwner()).isTrue();
        now = now.plus(Duration.ofDays(6));
        records.begin(List.of(renewal(NEW)), now);
        records.add(RecordedAction.UPLOADING, NEW, Optional.empty(), "", now);
        now = now.plus(Duration.ofDays(6));
        assertThat(renewal(NEW).before().owner()).as("not from a later one").isEqualTo(FORMER.owner());
    }

    @Test
    void another_servers_token_is_not_forgotten_by_a_restart() throws Exception {
        records.begin(List.of(renewal(FORMER)), now);
        records.add(RecordedAction.UPLOADED, OTHER, Optional.empty(), "", now);
        records = new RenewalRecords(folder, "anna");

        assertThat(renewal(OTHER).state()).isEqualTo(State.OTHER_SERVER);
        assertThat(renewal(OTHER).before().serverName()).isEqualTo("mdm-A");
        records.proven(renewal(NEW), now);
        assertThat(renewal(token("B", "mdm@example.org", "2027-06-30")).state())
                .as("one that ends earlier than the proven one")
                .isEqualTo(State.OTHER_SERVER);
    }

    @Test
    void a_renewal_that_was_proven_is_done_and_one_that_nobody_went_on_with_begins_anew() throws Exception {
        records.begin(List.of(renewal(FORMER)), now);
        now = now.plus(Duration.ofHours(1));
        records.proven(renewal(NEW), now);
        assertThat(renewal(NEW).state()).isEqualTo(State.DONE);
        assertThat(resumed(NEW, Optional.empty()))
                .as("syncs that were not read")
                .isEqualTo(State.DONE);
        assertThat(resumed(NEW, Optional.of(new Sync("CONNECTION_ERROR", now)))).isEqualTo(State.FAILS);
        assertThat(renewal(NEW, "CONNECTION_ERROR")
                        .read(reading(NEW, GOOD, now))
                        .state())
                .isEqualTo(State.DONE);
        assertThat(renewal(FORMER).state()).isEqualTo(State.AWAITS_TOKEN);
        now = now.plus(Duration.ofHours(1));
        records.begin(List.of(renewal(NEW, "CONNECTION_ERROR")), now);
        assertThat(resumed(NEW, Optional.of(new Sync("CONNECTION_ERROR", now)))).isEqualTo(State.FAILS);
        assertThat(renewal(NEW, "IN_PROGRESS").state()).as("failed before").isEqualTo(State.AWAITS_SYNC);
        assertThat(renewal(NEW).state()).as("an outage is over").isEqualTo(State.DONE);
        assertThat(isBegunOfTheFormerOwner()).as("of the first owner").isTrue();
        assertThat(renewal(NEW, "CONNECTION_ERROR")
                        .read(reading(token("A", "mdm@example.org", "2027-11-25"), GOOD, now.minusSeconds(1)))
                        .state())
                .as("a sync before another new token")
                .isEqualTo(State.AWAITS_SYNC);
        records.add(RecordedAction.UPLOADED, NEW, Optional.empty(), "", now);
        assertThat(renewal(NEW).state()).as("uploaded again").isEqualTo(State.AWAITS_SYNC);

        now = now.plus(Duration.ofDays(8));
        assertThat(renewal(NEW).state()).isEqualTo(State.AWAITS_TOKEN);
    }

    @Test
    void a_second_new_token_needs_a_proof_of_its_own_although_the_first_has_one() throws Exception {
        Token second = token("A", "mdm@example.org", "2027-11-25");
        records.proven(renewal(NEW), now);
        now = now.plus(Duration.ofHours(1));
        assertThat(renewal(second).state()).as("uploaded by hand").isEqualTo(State.AWAITS_SYNC);
        records.add(RecordedAction.UPLOADING, NEW, Optional.empty(), "", now);
        assertThat(renewal(NEW, GOOD).read(reading(NEW, GOOD, now)).state())
                .as("not taken")
                .isEqualTo(State.DONE);
        records.add(RecordedAction.UPLOADED, second, Optional.empty(), "", now);

        assertThat(renewal(second).state()).isEqualTo(State.AWAITS_SYNC);
        assertThat(renewal(second).read(reading(second, GOOD, now)).isDone()).isTrue();
        assertThat(records.history().isBegunOf(NEW.owner().orElseThrow(), NEW.key(), now))
                .isTrue();
    }

    @Test
    void a_torn_line_of_the_records_costs_no_other() throws Exception {
        records.begin(List.of(renewal(FORMER)), now);
        Path file = folder.resolve("renewals.jsonl");
        Files.writeString(file, Files.readString(file) + "\n{\"at\":\"2026-11");
        records.add(RecordedAction.UPLOADED, NEW, Optional.empty(), "", now);

        records.add(RecordedAction.PROVEN, FORMER, Optional.empty(), "", now);

        assertThat(Files.readAllLines(file)).hasSize(5);
        assertThat(new RenewalRecords(folder, "anna").history().lines())
                .extracting(Line::action)
                .containsExactly(RecordedAction.BEGUN, RecordedAction.UPLOADED, RecordedAction.PROVEN);
        assertThat(isBegunOfTheFormerOwner()).isTrue();
    }

    @Test
    void only_their_owner_may_read_the_records_whoever_could_before() throws Exception {
        Path file = Files.writeString(folder.resolve("renewals.jsonl"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));

        records.begin(List.of(renewal(FORMER)), now);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void records_that_are_a_link_or_larger_than_any_are_refused() throws Exception {
        Path file = folder.resolve("renewals.jsonl");
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("elsewhere"), ""));
        assertThat(catchThrowable(() -> new RenewalRecords(folder, "anna"))).hasMessageContaining("is no file");
        assertThat(catchThrowable(() -> records.begin(List.of(renewal(FORMER)), now)))
                .isInstanceOf(IOException.class);
        assertThat(folder.resolve("elsewhere")).isEmptyFile();

        Files.delete(file);
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(16 * 1024 * 1024 + 1);
        }
        assertThat(catchThrowable(() -> new RenewalRecords(folder, "anna"))).hasMessageContaining("larger than 16 MiB");
    }

    @Test
    void one_run_uploads_to_an_instance_at_a_time() throws Exception {
        Instance school = new Instance("school");
        Instance physics = new Instance("physics");
        try (Closeable alone = records.alone(Set.of(school))) {
            assertThat(alone).isNotNull();
            assertThat(catchThrowable(() -> records.alone(Set.of(school, physics))))
                    .hasMessageContaining("Another depwatch renew uploads to school already");
            records.alone(Set.of(physics)).close();
        }
        records.alone(Set.of(school)).close();
        // Their names have one hash.
        records.alone(Set.of(new Instance("law-an"), new Instance("law-c0"))).close();
    }

    private TokenRenewal renewal(Token token) {
        return renewal(token, GOOD);
    }

    private TokenRenewal renewal(Token token, String word) {
        TokenState state = new TokenState(token, Optional.of(new Sync(word, now.minusSeconds(60))));
        return records.history().resumed(state, now);
    }

    /** As a later run reads it. */
    private boolean isBegunOfTheFormerOwner() throws IOException {
        RenewalHistory history = new RenewalRecords(folder, "anna").history();
        return history.isBegunOf(FORMER.owner().orElseThrow(), NEW.key(), now);
    }

    private State resumed(Token token, Optional<Sync> sync) {
        return records.history().resumed(new TokenState(token, sync), now).state();
    }

    private InstanceInventory reading(Token token, String word, Instant syncedAt) {
        return inventory(Optional.of(
                new Reading(List.of(new TokenState(token, Optional.of(new Sync(word, syncedAt)))))));
    }

    private InstanceInventory inventory(Optional<Reading> reading) {
        InstanceInventory unread = InstanceInventory.unread(LAW, Optional.empty(), InstanceInventory.Source.JAMF);
        return reading.map(read -> unread.after(read, false, now)).orElse(unread);
    }

    private static Token contentToken(Instance instance) {
        return SampleToken.of(new Token.Key(instance, TokenKind.CONTENT, "3"), "apps");
    }

    private static Token token(String server, String owner, String expires) {
        return SampleToken.of(
                key("law", TokenKind.ADE, "1"), "law devices", owner, "Example", "mdm-" + server, server, expires);
    }
}
