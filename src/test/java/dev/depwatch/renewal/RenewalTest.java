package dev.depwatch.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.jamf.UploadException.NextTry;
import dev.depwatch.renewal.Renewal.Action;
import dev.depwatch.renewal.Renewal.Turn;
import dev.depwatch.renewal.TokenRenewal.State;
import dev.depwatch.renewal.Uploads.UploadEnd;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenewalTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(15);
    private static final Instance LAW = new Instance("law");
    private static final Token BEFORE = ade("it-admin@example.org", "mdm-law", "A", "2027-06-30");
    private static final Token NEW = ade("mdm@example.org", "mdm-law", "A", "2027-11-24");
    private static final Token ARTS = ade("mdm@example.org", "mdm-arts", "B", "2027-11-24");
    private static final Token APPS = content("3", Duration.ofDays(100));
    private static final Token OTHER_APPS = content("4", Duration.ofDays(100));
    private static final RenewalHistory NOTHING = new RenewalHistory(List.of());
    private static final UploadEnd BUSY =
            new UploadEnd(Optional.empty(), Optional.of(NextTry.WAIT), "law: it is too busy.");

    private static X509Certificate certificate;

    @TempDir
    Path folder;

    private RenewalRecords records;
    private TokenFile file;
    private TokenFile newer;
    private TokenFile apps;

    @BeforeAll
    static void make() throws Exception {
        certificate = AppleFiles.certificate("law", 1);
    }

    @BeforeEach
    void download() throws Exception {
        records = new RenewalRecords(folder.resolve("state"), "anna");
        file = enrollment(AppleFiles.name("mdm-law", NOW.minusSeconds(20)));
        newer = enrollment(AppleFiles.name("mdm-law", NOW.minusSeconds(10)));
        apps = TokenFile.read(
                Files.write(folder.resolve("s.vpptoken"), AppleFiles.content(NOW.plus(Duration.ofDays(365)))));
    }

    /** How far a file is, what happens, how far it is then, and what depwatch does. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
        new       | its place is certain                         | uploading | uploads it
        new       | its place is not certain                     | new       | asks
        new       | it has no place                              | refused   | says why
        new       | it was uploaded before                       | uploaded  | says so
        new       | its entry synced well a minute later         | uploading | uploads it
        new       | its entry synced well three minutes later    | new       | asks
        new       | another token was proven at once             | new       | asks
        new       | its token was proven in another entry        | uploading | uploads it
        new       | a person chooses its place                   | uploading | uploads it
        new       | nobody chooses its place                     | unplaced  | says why
        new       | nobody agrees                                | failed    | says why
        uploading | Jamf Pro takes it                            | uploaded  | reports it
        uploading | the upload fails for a reason that can pass  | waiting   | says why
        uploading | the upload fails for another reason          | failed    | says why
        uploading | Jamf Pro does not take this file             | rejected  | says why
        waiting   | the entry is read after less than 15 seconds | waiting   | –
        waiting   | the entry is read after 15 seconds           | uploading | uploads it again
        waiting   | it fails again for the same reason           | waiting   | –
        waiting   | the entry has the token of the file          | uploaded  | reports it and records the upload
        undated   | the entry has the token of the file          | uploaded  | reports it and records the upload
        failed    | the entry has the token of the file          | uploaded  | reports it and records the upload
        failed    | the entry has another token                  | failed    | reports it
        rejected  | the entry has the token of the file          | rejected  | reports it
        declined  | the entry has another location's token       | failed    | reports it
        misplaced | the entry has the token of the file          | uploaded  | reports it and records the upload
        misplaced | the entry has another server's token         | uploading | uploads it again
        waiting   | the entry has another token                  | refused   | reports it and says why
        waiting   | a newer file is known                        | refused   | says why
        """)
    void a_file_goes_on(String from, String event, String to, String does) throws Exception {
        Turn turn = on(event, from.equals("new") ? begun(BEFORE) : waiting(from));

        assertThat(kinds(turn.renewal())).as(event).containsExactly(to);
        assertThat(String.join(
                        " and ", turn.actions().stream().map(RenewalTest::words).toList()))
                .isEqualTo(does.equals("–") ? "" : does);
    }

    private Turn on(String event, Renewal renewal) throws Exception {
        return switch (event) {
            case "its place is certain" -> renewal.arrived(file, NOTHING, NOW);
            case "its place is not certain" -> renewal.arrived(enrollment("smime.p7m"), NOTHING, NOW);
            case "it has no place" -> renewal.arrived(enrollment(AppleFiles.name("mdm-arts", NOW)), NOTHING, NOW);
            case "it was uploaded before" -> renewal.arrived(file, uploaded(BEFORE, file), NOW);
            case "its entry synced well a minute later" ->
                renewal.read(synced(NOW.plusSeconds(60), BEFORE), NOTHING, NOW, NOW)
                        .renewal()
                        .arrived(file, NOTHING, NOW);
            case "its entry synced well three minutes later" ->
                renewal.read(synced(NOW.plusSeconds(180), BEFORE), NOTHING, NOW, NOW)
                        .renewal()
                        .arrived(file, NOTHING, NOW);
            case "another token was proven at once" ->
                read(read(renewal, reading(NEW), NOW), synced(LATER, NEW), LATER)
                        .arrived(file, NOTHING, LATER);
            case "its token was proven in another entry" -> {
                RenewalHistory history = uploaded(second(NEW), file);
                Renewal placed = read(begun(BEFORE, second(BEFORE)), reading(BEFORE, second(NEW)), NOW);
                yield read(placed, synced(LATER, BEFORE, second(NEW)), LATER).arrived(file, history, LATER);
            }
            case "a person chooses its place" -> chosen(renewal, Optional.of(BEFORE));
            case "nobody chooses its place" -> chosen(renewal, Optional.empty());
            case "nobody agrees" -> renewal.declined(file, List.of(BEFORE), NOW);
            case "Jamf Pro takes it" -> ended(renewal, new UploadEnd(Optional.of(NEW), Optional.empty(), ""));
            case "the upload fails for a reason that can pass" -> ended(renewal, BUSY);
            case "it fails again for the same reason" ->
                ended(renewal.read(reading(BEFORE), NOTHING, LATER, LATER).renewal(), BUSY);
            case "the upload fails for another reason" -> ended(renewal, failed(NextTry.CORRECT));
            case "Jamf Pro does not take this file" -> ended(renewal, failed(NextTry.ANOTHER_FILE));
            case "the entry is read after less than 15 seconds" ->
                renewal.read(reading(BEFORE), NOTHING, LATER.minusSeconds(1), LATER);
            case "the entry is read after 15 seconds" -> renewal.read(reading(BEFORE), NOTHING, LATER, LATER);
            case "the entry has the token of the file" -> renewal.read(reading(NEW), NOTHING, LATER, LATER);
            case "the entry has another token" ->
                renewal.read(reading(ade("it-admin@example.org", "mdm-law", "A", "2027-08-30")), NOTHING, LATER, LATER);
            case "the entry has another location's token" ->
                renewal.read(reading(content("3", Duration.ofDays(365).minusHours(1))), NOTHING, LATER, LATER);
            case "the entry has another server's token" -> renewal.read(reading(ARTS), NOTHING, LATER, LATER);
            case "a newer file is known" -> renewal.seen(newer).read(reading(BEFORE), NOTHING, LATER, LATER);
            default -> throw new IllegalArgumentException(event);
        };
    }

    private static String words(Action action) {
        if (action instanceof Action.Say say) {
            return say.isBad() ? "says why" : "says so";
        }
        if (action instanceof Action.Ask) {
            return "asks";
        }
        if (action instanceof Action.Upload upload) {
            return upload.state().sentence().isEmpty() ? "uploads it" : "uploads it again";
        }
        return action instanceof Action.Report ? "reports it" : "records the upload";
    }

    /** The run with the file in this state, one of which leads to all others. */
    private Renewal waiting(String kind) {
        // One without an expiry date has none to differ in; its owner stays.
        Token before = kind.equals("undated") ? SampleToken.withoutExpiry(NEW) : BEFORE;
        Renewal begun = begun(before);
        // Its entry has the token of another server.
        Renewal open = kind.equals("misplaced")
                ? begun.read(reading(ARTS), NOTHING, NOW, NOW).renewal()
                : begun;
        Renewal uploading = open.arrived(file, NOTHING, NOW).renewal();
        return switch (kind) {
            case "uploading" -> uploading;
            case "failed" -> ended(uploading, failed(NextTry.CORRECT)).renewal();
            case "rejected" -> ended(uploading, failed(NextTry.ANOTHER_FILE)).renewal();
            case "declined" -> begun(APPS).declined(apps, List.of(APPS), NOW).renewal();
            case "waiting", "undated", "misplaced" -> ended(uploading, BUSY).renewal();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static UploadEnd failed(NextTry nextTry) {
        return new UploadEnd(Optional.empty(), Optional.of(nextTry), "law: it fails.");
    }

    private Renewal read(Renewal renewal, InstanceInventory inventory, Instant at) {
        return renewal.read(inventory, records.history(), at, at).renewal();
    }

    private Renewal arrived(Renewal renewal, TokenFile of) throws IOException {
        return renewal.arrived(of, records.history(), NOW).renewal();
    }

    /** The newest upload of the run ended. */
    private static Turn ended(Renewal renewal, UploadEnd end) {
        return renewal.ended(renewal.states().get(renewal.states().size() - 1), end, NOW);
    }

    private Turn chosen(Renewal renewal, Optional<Token> choice) {
        return renewal.chosen(new Action.Ask(file, List.of(BEFORE), "why"), choice, NOW);
    }

    private static List<String> kinds(Renewal renewal) {
        return renewal.states().isEmpty()
                ? List.of("new")
                : renewal.states().stream()
                        .map(state -> state.stage().name().toLowerCase(Locale.ROOT))
                        .toList();
    }

    // Readings.

    @Test
    void a_reading_without_the_content_tokens_lets_the_file_wait() {
        Reading unread = new Reading(List.of(), List.of(), Map.of(Part.CONTENT_TOKENS, "not read"));

        Turn turn = ofContent().read(reading(unread), NOTHING, LATER, LATER);

        assertThat(turn.actions()).isEmpty();
        assertThat(kinds(turn.renewal())).containsExactly("waiting");
    }

    @Test
    void a_reading_that_began_before_the_upload_changes_nothing() {
        Renewal waiting = waiting("waiting");

        assertThat(waiting.read(reading(NEW), NOTHING, NOW.minusSeconds(1), LATER))
                .isEqualTo(new Turn(waiting, List.of()));
    }

    @Test
    void a_token_of_another_server_is_not_taken_for_that_of_the_file() {
        Turn turn = waiting("waiting").read(reading(ARTS), NOTHING, LATER, LATER);

        assertThat(kinds(turn.renewal())).containsExactly("refused");
        assertThat(turn.renewal().remains())
                .singleElement()
                .asString()
                .contains(
                        "not uploaded: law (\"law devices\") has another token than before",
                        "start the same command again with --from");
    }

    @ParameterizedTest(name = "the other entry is on the list: {0}")
    @ValueSource(booleans = {false, true})
    void a_server_of_the_same_name_that_another_entry_has_was_not_made_anew(boolean isListed) {
        Token namesake = ade("mdm@example.org", "mdm-law", "B", "2027-11-24");
        Renewal begun = isListed ? begun(BEFORE, second(namesake)) : begun(List.of(BEFORE), BEFORE, second(namesake));

        Turn turn = begun.read(reading(namesake, second(namesake)), NOTHING, NOW, NOW);

        assertThat(turn.renewal().tokens().get(0).state()).isEqualTo(State.OTHER_SERVER);
        assertThat(turn.renewal()
                        .read(reading(namesake, second(namesake)), NOTHING, LATER, LATER)
                        .actions())
                .isEmpty();
    }

    @Test
    void a_file_whose_proven_token_another_servers_replaced_is_uploaded_again() throws Exception {
        TokenFile proven = enrollment(AppleFiles.name("mdm-law", NOW.minus(Duration.ofDays(9))));
        Token token = ade("mdm@example.org", "mdm-law", "A", "2027-11-15");
        uploaded(token, proven);
        uploaded(ARTS, enrollment("smime.p7m"));
        Renewal begun = begun(token);

        Turn turn = read(begun, reading(ARTS), NOW).arrived(proven, records.history(), NOW);

        assertThat(kinds(turn.renewal())).containsExactly("uploading");
        assertThat(begun.arrived(proven, records.history(), NOW).actions())
                .extracting(RenewalTest::words)
                .containsExactly("says so");
        Turn putBack = ended(turn.renewal(), BUSY).renewal().read(reading(token), records.history(), LATER, LATER);
        assertThat(putBack.renewal().tokens())
                .extracting(TokenRenewal::state)
                .as("the answer was lost")
                .containsExactly(State.AWAITS_SYNC);
        assertThat(putBack.actions())
                .extracting(RenewalTest::words)
                .containsExactly("reports it", "records the upload");
    }

    @Test
    void what_a_person_did_by_hand_is_reported_and_proven() {
        Turn placed = begun(BEFORE).read(reading(NEW), NOTHING, NOW, NOW);
        Turn proven = placed.renewal().read(synced(LATER, NEW), NOTHING, LATER, LATER);

        assertThat(placed.actions()).singleElement().isInstanceOf(Action.Report.class);
        assertThat(proven.actions()).singleElement().isInstanceOf(Action.Report.class);
        assertThat(proven.renewal().isDone()).isTrue();
        assertThat(placed.renewal().awaited()).containsExactly(LAW);
        assertThat(proven.renewal().awaited()).isEmpty();
    }

    // Several files.

    @Test
    void a_newer_file_takes_the_place_of_one_that_waits() {
        Renewal next = waiting("waiting").arrived(newer, NOTHING, NOW).renewal();

        assertThat(next.states()).extracting(FileState::file).containsExactly(newer);
        assertThat(next.remains()).isEmpty();
    }

    @Test
    void a_chosen_place_holds_when_the_file_is_uploaded_again() {
        Turn turn = ofContent().read(reading(APPS, OTHER_APPS), NOTHING, LATER, LATER);

        assertThat(turn.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Upload.class,
                        upload -> assertThat(upload.state().tokens()).containsExactly(APPS));
    }

    @Test
    void a_file_that_another_one_replaced_is_not_proven_by_the_sync_of_the_other() throws Exception {
        uploaded(BEFORE, file);
        uploaded(NEW, newer);

        Renewal arrived = arrived(arrived(read(begun(BEFORE), reading(NEW), NOW), file), newer);
        Renewal run = read(arrived, synced(LATER, NEW), LATER);

        assertThat(run.isDone()).isTrue();
        assertThat(run.proven(file, records.history(), LATER)).isEmpty();
        assertThat(run.proven(newer, records.history(), LATER)).contains(NEW);
    }

    @Test
    void a_file_is_proven_once_each_of_its_entries_has_synced() throws Exception {
        Token other = second(NEW);
        uploaded(NEW, file);
        uploaded(other, file);

        Renewal placed = arrived(read(begun(BEFORE, second(BEFORE)), reading(NEW, other), NOW), file);
        Reading one = new Reading(List.of(
                new TokenState(NEW, Optional.of(new Sync("SUCCESSFUL", LATER))),
                new TokenState(other, Optional.empty())));
        Renewal half = read(placed, reading(one), LATER);
        Renewal whole = read(placed, synced(LATER, NEW, other), LATER);

        assertThat(half.done()).isEqualTo(1);
        assertThat(half.proven(file, records.history(), LATER)).isEmpty();
        assertThat(whole.proven(file, records.history(), LATER)).contains(NEW);
    }

    @ParameterizedTest(name = "the entry that failed is gone: {0}")
    @ValueSource(booleans = {false, true})
    void a_file_that_failed_at_one_entry_is_kept_if_the_server_was_made_anew(boolean isGone) throws Exception {
        Token anew = ade("mdm@example.org", "mdm-law", "N", "2027-11-24");
        Turn uploads = begun(BEFORE, second(BEFORE)).arrived(file, NOTHING, NOW);
        uploaded(anew, file);

        Renewal end = uploads.renewal();
        for (UploadEnd each :
                List.of(new UploadEnd(Optional.of(anew), Optional.empty(), ""), failed(NextTry.CORRECT))) {
            end = end.ended(end.states().get(0), each, NOW).renewal();
        }
        InstanceInventory read = isGone ? synced(LATER, anew) : synced(LATER, anew, second(BEFORE));
        end = read(end, read, LATER);

        assertThat(end.done()).isEqualTo(1);
        assertThat(end.proven(file, records.history(), LATER)).isEmpty();
        assertThat(end.rest(file, records.history(), LATER))
                .as("the failure says it")
                .isEmpty();
        assertThat(end.remains()).as("an entry that is gone takes no file").hasSize(isGone ? 0 : 1);
    }

    /** What the entry of the file has now, the token of another entry, and whether that needs the file. */
    @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
    @CsvSource({
        "its own newer file, B, 2027-06-30, true",
        "its own newer file, B, 2027-11-24, false",
        "its own newer file, B, 2027-11-25, false",
        "its own token by hand, B, 2027-11-24, false",
        "another server's token, B, 2027-06-30, true",
        "another server's token, B, 2027-11-24, false",
        // Two files of one day: the entries that share the server have the older one.
        "the token of the file, A, 2027-11-24, true"
    })
    void a_file_is_still_needed_where_an_older_token_is(String here, String server, String end, boolean isNeeded)
            throws Exception {
        TokenFile nameless = enrollment("smime.p7m");
        Token uploaded = here.startsWith("the token") ? NEW : ARTS;
        Token other = second(ade("mdm@example.org", server.equals("A") ? "mdm-law" : "mdm-arts", server, end));
        uploaded(uploaded, nameless);
        if (here.endsWith("newer file")) {
            uploaded(NEW, file);
        }

        Token now = here.startsWith("its own") ? NEW : uploaded;
        Renewal run = read(begun(BEFORE, other), reading(now, other), NOW);

        assertThat(run.rest(nameless, records.history(), NOW)).hasSize(isNeeded ? 1 : 0);
    }

    // What is left.

    @Test
    void a_file_at_hand_is_open_for_each_of_its_entries_wherever_the_run_is_broken_off() throws Exception {
        Token other = second(BEFORE);
        Renewal seen = begun(BEFORE, other).seen(file);
        Turn first = ended(seen.arrived(file, NOTHING, NOW).renewal(), BUSY);
        TokenFile nameless = enrollment("smime.p7m");

        for (Renewal end : List.of(seen, first.renewal(), begun(BEFORE, other).seen(nameless))) {
            assertThat(Stream.of(BEFORE, other)
                            .map(token -> end.brokenOff(NOTHING, NOW).open(token.key())))
                    .allSatisfy(open -> assertThat(open)
                            .hasValueSatisfying(state -> assertThat(state.isAtHand())
                                    .as(state.file().name())
                                    .isEqualTo(state.isOf(file)))
                            .map(FileState::file)
                            .contains(end.files().get(0)));
        }
    }

    /** Why a file is not in place, what a reading shows then, and how many sentences remain of the file. */
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "it failed, it was renewed by hand, 0",
        "it was rejected, it was renewed by hand, 0",
        "it was rejected where a person chose, it was renewed by hand, 1",
        "nobody agreed, one of its two entries is gone, 1"
    })
    void a_failed_upload_is_settled_once_each_entry_is(String failure, String then, int remain) {
        Renewal begun = begun(BEFORE);
        Token other = second(BEFORE);
        Renewal failed = switch (failure) {
            case "it failed" ->
                ended(begun.arrived(file, NOTHING, NOW).renewal(), failed(NextTry.CORRECT))
                        .renewal();
            case "it was rejected" ->
                ended(begun.arrived(file, NOTHING, NOW).renewal(), failed(NextTry.ANOTHER_FILE))
                        .renewal();
            case "nobody agreed" ->
                begun(BEFORE, other).declined(file, List.of(BEFORE, other), NOW).renewal();
            default ->
                ended(chosen(begun, Optional.of(BEFORE)).renewal(), failed(NextTry.ANOTHER_FILE))
                        .renewal();
        };
        TokenState synced = new TokenState(NEW, Optional.of(new Sync("SUCCESSFUL", LATER)));
        Reading read = then.endsWith("gone")
                ? new Reading(List.of(new TokenState(other, Optional.empty())))
                : new Reading(List.of(synced));
        // The first reading shows that the token is in place.
        Renewal placed = failed.read(reading(read), NOTHING, NOW, NOW).renewal();

        assertThat(failed.remains()).hasSize(1);
        assertThat(placed.read(reading(read), NOTHING, LATER, LATER).renewal().remains())
                .hasSize(remain);
    }

    @Test
    void a_content_file_that_is_not_taken_has_nothing_to_do_with_a_public_key() {
        assertThat(ended(ofContent(), failed(NextTry.ANOTHER_FILE)).renewal().remains())
                .singleElement()
                .asString()
                .contains(
                        "Otherwise check that you downloaded the file for this location. Download again only if this entry still needs a new token")
                .doesNotContain("--public-key");
    }

    @Test
    void a_run_waits_for_the_file_that_it_uploads_again() {
        Renewal waiting = waiting("waiting");

        assertThat(waiting.isDone()).isFalse();
        assertThat(waiting.awaited()).containsExactly(LAW);
        assertThat(waiting.open(BEFORE.key()).map(FileState::file)).contains(file);
        assertThat(waiting.remains())
                .containsExactly(
                        "law: it is too busy. Correct this and start the same command again with --from. If that fails"
                                + " too, and Jamf Pro still has the former token, upload the file by hand. Do not download"
                                + " again");
    }

    /** A content token, for which a person chose the first of two locations. */
    private Renewal ofContent() {
        Turn asked = begun(APPS, OTHER_APPS).arrived(apps, NOTHING, NOW);
        Turn chosen = asked.renewal().chosen((Action.Ask) asked.actions().get(0), Optional.of(APPS), NOW);
        return ended(chosen.renewal(), BUSY).renewal();
    }

    private RenewalHistory uploaded(Token token, TokenFile of) throws IOException {
        records.add(RenewalHistory.RecordedAction.UPLOADED, token, Optional.of(of), "", NOW);
        return records.history();
    }

    private static Renewal begun(Token... tokens) {
        return begun(List.of(tokens), tokens);
    }

    private static Renewal begun(List<Token> list, Token... tokens) {
        List<TokenState> states = list.stream()
                .map(token -> new TokenState(token, Optional.empty()))
                .toList();
        return Renewal.begun(
                new Selection(List.of(reading(tokens)), states, List.of(), Set.of(LAW)), Map.of(), NOTHING, NOW);
    }

    private static InstanceInventory reading(Token... tokens) {
        return synced(NOW.minusSeconds(1), tokens);
    }

    private static InstanceInventory synced(Instant at, Token... tokens) {
        return reading(new Reading(Arrays.stream(tokens)
                .map(token -> new TokenState(token, Optional.of(new Sync("SUCCESSFUL", at))))
                .toList()));
    }

    private static InstanceInventory reading(Reading reading) {
        return InstanceInventory.unread(LAW, Optional.empty(), InstanceInventory.Source.JAMF)
                .after(reading, false, NOW);
    }

    private TokenFile enrollment(String name) throws Exception {
        return TokenFile.read(Files.write(folder.resolve(name), AppleFiles.enrollment(certificate)));
    }

    private static Token ade(String owner, String server, String uuid, String expires) {
        return SampleToken.of(
                new Token.Key(LAW, TokenKind.ADE, "1"), "law devices", owner, "Example", server, uuid, expires);
    }

    /** The same in another entry. */
    private static Token second(Token one) {
        return SampleToken.withKey(one, new Token.Key(LAW, TokenKind.ADE, "2"));
    }

    private static Token content(String id, Duration left) {
        return SampleToken.of(
                new Token.Key(LAW, TokenKind.CONTENT, id),
                "apps " + id,
                "it-admin@example.org",
                "Example",
                NOW.plus(left).toString());
    }
}
