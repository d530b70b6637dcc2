package dev.depwatch.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.renewal.Placement.Places;
import dev.depwatch.renewal.Placement.Ruling;
import dev.depwatch.renewal.RenewalHistory.RecordedAction;
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
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-11-24T11:00:00Z");
    private static final Token BIOLOGY = ade("biology", "1", "mdm-biology", "A");
    private static final Token PHYSICS = ade("physics", "1", "mdm-physics", "B");
    private static final Token LIBRARY = ade("library", "1", "mdm-library", "C");
    private static final Token READING_ROOM = ade("reading-room", "1", "mdm-library", "C");
    private static final Token APPS = content("physics", "3", 100);
    private static final Token OTHER_APPS = content("library", "1", 90);
    private static final Placement ASKED_FOR_OTHER_APPS =
            new Placement(Ruling.ASK, List.of(OTHER_APPS), "it was uploaded before, to physics (\"physics apps\")");

    private static X509Certificate biologysKey;
    private static X509Certificate physicsKey;

    @TempDir
    Path folder;

    private RenewalRecords records;

    @BeforeAll
    static void make() throws Exception {
        biologysKey = AppleFiles.certificate("biology", 1);
        physicsKey = AppleFiles.certificate("physics", 2);
    }

    @BeforeEach
    void start() throws IOException {
        records = new RenewalRecords(folder.resolve("state"), "anna");
    }

    @Test
    void entries_that_share_a_server_get_the_same_file() throws Exception {
        assertThat(place(file("mdm-library", physicsKey), Map.of(), LIBRARY, PHYSICS, READING_ROOM))
                .isEqualTo(new Placement(Ruling.CERTAIN, List.of(LIBRARY, READING_ROOM), ""));
    }

    @Test
    void servers_of_one_name_are_told_apart_by_the_key_or_by_a_person() throws Exception {
        Token one = ade("biology", "1", "mdm", "A");
        Token other = ade("physics", "1", "mdm", "B");

        assertThat(place(file("mdm", physicsKey), keys(), one, other).tokens()).containsExactly(other);
        assertThat(place(file("mdm", physicsKey), Map.of(), one, other))
                .isEqualTo(new Placement(
                        Ruling.ASK, List.of(one, other), "several servers at Apple have the name \"mdm\""));
        assertThat(place(file("mdm", physicsKey), new Places(List.of(one), List.of(other), keys(), List.of(), ""))
                        .why())
                .startsWith("it is for the server \"mdm\" of physics (\"physics devices\"), which is not on the list");
        assertThat(place(
                                file("mdm-b", physicsKey),
                                new Places(
                                        List.of(one),
                                        List.of(ade("biology", "2", "mdm-b", "B")),
                                        keys(),
                                        List.of(),
                                        ""))
                        .why())
                .startsWith(
                        "it is for the server \"mdm-b\" of biology (\"biology devices\"), which is not on the list");
    }

    @ParameterizedTest(name = "{0}, keys of {1}")
    @CsvSource({"physics, all, ASK", "biology, none, ASK", "biology, physics, CERTAIN", "biology, biology, CERTAIN"})
    void a_server_of_the_same_name_counts_although_it_is_not_on_the_list(String other, String known, Ruling ruling)
            throws Exception {
        Token physics = ade("physics", "1", "mdm", "A");
        Map<Instance, PublicKey> keys = new HashMap<>(keys());
        keys.keySet()
                .removeIf(instance -> !known.equals("all") && !instance.name().equals(known));
        Places places = new Places(List.of(physics), List.of(ade(other, "2", "mdm", "B")), keys, List.of(), "");

        Placement place = place(file("mdm", physicsKey), places);

        assertThat(place.ruling()).isEqualTo(ruling);
        assertThat(place.tokens()).containsExactly(physics);
    }

    @ParameterizedTest
    @CsvSource({
        "mdm physics, ASK, no server has exactly the name",
        "MDM-Physics, ASK, no server has exactly the name",
        "mdm-chemistry, REFUSED, 'which no token here has. If you have just downloaded it, Apple ended the token in use."
                + " Keep the file, and upload it where that server is used'",
        "mdm-library, REFUSED, 'which is not on the list. If you have just downloaded it, Apple ended the token in use."
                + " Keep the file, and start again with --from and the --instance or --token of that entry'",
    })
    void a_name_that_is_not_exactly_one_of_a_token_to_renew_is_never_certain(String server, Ruling ruling, String said)
            throws Exception {
        Places places = new Places(List.of(BIOLOGY, PHYSICS), List.of(LIBRARY), Map.of(), List.of(), "");

        Placement place = place(file(server, physicsKey), places);

        assertThat(place.ruling()).isEqualTo(ruling);
        assertThat(place.why()).contains(said);
    }

    @Test
    void a_renamed_file_is_asked_about_among_those_that_can_read_it() throws Exception {
        TokenFile renamed = fileNamed("smime.p7m", physicsKey);

        assertThat(place(renamed, keys(), BIOLOGY, PHYSICS).tokens()).containsExactly(PHYSICS);
        assertThat(place(renamed, keys(), BIOLOGY, PHYSICS).ruling()).isEqualTo(Ruling.ASK);
        // It may be the newest token of an instance that is not on the list.
        assertThat(place(renamed, keys(), BIOLOGY).why())
                .isEqualTo(
                        "Apple gives no such name, and no instance on the list can read it. If it is a token, keep it:"
                                + " rename it as Apple named it, or name its instance with --instance");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T11:00:00Z, 2027-11-24, CERTAIN",
        "2026-11-21T11:00:00Z, 2027-11-21, ASK",
        "2026-07-02T11:00:00Z, 2027-06-30, CERTAIN",
        "2026-07-01T11:00:00Z, 2027-06-30, ASK",
        "2026-06-29T11:00:00Z, 2027-06-30, ASK",
        "2026-06-28T11:00:00Z, 2027-06-30, REFUSED",
    })
    void a_file_that_is_older_than_the_token_in_place_is_refused_and_one_that_may_be_it_is_asked_about(
            Instant downloaded, LocalDate expires, Ruling ruling) throws Exception {
        Token physics = ade("physics", "1", "mdm-physics", "B", expires);

        assertThat(place(fileNamed(AppleFiles.name("mdm-physics", downloaded), physicsKey), keys(), physics)
                        .ruling())
                .isEqualTo(ruling);
    }

    @Test
    void a_file_that_was_uploaded_does_not_go_there_again() throws Exception {
        TokenFile file = file("mdm-library", physicsKey);
        records.add(RecordedAction.UPLOADED, LIBRARY, Optional.of(file), "", NOW);

        assertThat(place(file, Map.of(), LIBRARY, READING_ROOM).tokens()).containsExactly(READING_ROOM);
        assertThat(place(file, Map.of(), LIBRARY))
                .isEqualTo(new Placement(
                        Ruling.UPLOADED_BEFORE,
                        List.of(LIBRARY),
                        "it was uploaded before, to library (\"library devices\")"));
        records.add(RecordedAction.UPLOADED, LIBRARY, Optional.of(file("mdm-library", biologysKey)), "", NOW);
        assertThat(place(file, Map.of(), LIBRARY).ruling()).isEqualTo(Ruling.UPLOADED_BEFORE);
    }

    /** How a file is placed whose token is in place, after a change that would refuse it or ask about it. */
    static Stream<Arguments> inUse() throws Exception {
        Token renamed = ade("physics", "1", "mdm-optics", "B");
        Map<Instance, PublicKey> changed = Map.of(PHYSICS.instance(), key(biologysKey));
        return Stream.of(
                Arguments.of("nothing changed", "mdm-physics", PHYSICS, listed(PHYSICS)),
                Arguments.of(
                        "another public key",
                        "mdm-physics",
                        PHYSICS,
                        new Places(List.of(PHYSICS), List.of(), changed, List.of(), "")),
                Arguments.of("another server's name", "mdm-physics", PHYSICS, listed(renamed)),
                Arguments.of(
                        "not on the list",
                        "mdm-physics",
                        PHYSICS,
                        new Places(List.of(BIOLOGY), List.of(PHYSICS), Map.of(), List.of(), "")),
                Arguments.of("a renamed file", "", PHYSICS, listed(BIOLOGY, PHYSICS)),
                Arguments.of("a content token", "s.vpptoken", APPS, listed(APPS, OTHER_APPS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inUse")
    void a_file_whose_token_is_in_place_is_neither_refused_nor_asked_about(
            String what, String server, Token token, Places places) throws Exception {
        TokenFile file = switch (server) {
            case "" -> fileNamed("smime.p7m", physicsKey);
            case "s.vpptoken" -> contentFile(NOW.plus(Duration.ofDays(365)));
            default -> file(server, physicsKey);
        };
        records.add(RecordedAction.UPLOADED, token, Optional.of(file), "", NOW);

        Placement place = place(file, places, file);

        assertThat(place.ruling()).isEqualTo(Ruling.UPLOADED_BEFORE);
        assertThat(place.tokens()).extracting(Token::key).containsExactly(token.key());
    }

    @Test
    void a_content_token_in_place_goes_elsewhere_only_if_a_person_agrees() throws Exception {
        TokenFile file = contentFile(NOW.plus(Duration.ofDays(365)));
        records.add(RecordedAction.UPLOADED, APPS, Optional.of(file), "", NOW);

        assertThat(ofOtherApps(file)).isEqualTo(ASKED_FOR_OTHER_APPS);
    }

    @Test
    void a_content_token_that_was_replaced_in_the_wrong_location_goes_to_the_right_one_if_that_is_named()
            throws Exception {
        TokenFile file = contentFile(NOW.plus(Duration.ofDays(365)));
        TokenFile right = contentFile(NOW.plus(Duration.ofDays(364)));
        records.add(RecordedAction.UPLOADED, APPS, Optional.of(file), "", NOW);
        records.add(RecordedAction.UPLOADED, APPS, Optional.of(right), "", NOW);

        assertThat(ofOtherApps(file)).isEqualTo(ASKED_FOR_OTHER_APPS);
        assertThat(ofOtherApps(file, right)).isEqualTo(ASKED_FOR_OTHER_APPS);
        assertThat(place(file, Map.of(), APPS, OTHER_APPS).ruling()).isEqualTo(Ruling.UPLOADED_BEFORE);
        assertThat(place(file, Map.of(), APPS).ruling()).isEqualTo(Ruling.UPLOADED_BEFORE);
        assertThat(place(right, Map.of(), APPS, OTHER_APPS).ruling()).isEqualTo(Ruling.UPLOADED_BEFORE);
    }

    @Test
    void a_token_that_jamf_pro_lost_is_uploaded_again() throws Exception {
        TokenFile file = file("mdm-physics", physicsKey);
        Token renewed = ade("physics", "1", "mdm-physics", "B", LocalDate.parse("2027-11-24"));
        Token putBack = ade("physics", "1", "mdm-physics", "B", LocalDate.parse("2027-06-30"));
        records.add(RecordedAction.UPLOADED, renewed, Optional.of(file), "", NOW);

        assertThat(place(file, keys(), renewed).ruling()).isEqualTo(Ruling.UPLOADED_BEFORE);
        assertThat(place(file, keys(), putBack).ruling()).isEqualTo(Ruling.CERTAIN);
        Places misplaced = new Places(List.of(renewed), List.of(), keys(), List.of(renewed), "");
        TokenFile older = fileNamed("smime.p7m", physicsKey);
        records.add(RecordedAction.UPLOADED, putBack, Optional.of(older), "", NOW);
        assertThat(place(file, misplaced).ruling()).isEqualTo(Ruling.CERTAIN);
        assertThat(place(older, misplaced).ruling()).as("an older one").isEqualTo(Ruling.UPLOADED_BEFORE);
    }

    @ParameterizedTest(name = "{0} {1}, for the key of {2}, {3}")
    @CsvSource({
        "mdm-physics, 2026-11-24T11:00:01Z, physics, beside it, REFUSED",
        "mdm-physics, 2026-11-24T11:00:01Z, biology, beside it, REFUSED",
        "mdm-physics, 2026-11-24T11:00:00Z, physics, beside it, CERTAIN",
        "mdm-physics, 2026-11-24T10:59:59Z, physics, beside it, CERTAIN",
        "mdm-biology, 2026-11-24T11:00:01Z, physics, beside it, CERTAIN",
        "mdm-physics, 2026-11-24T11:00:01Z, physics, whose upload failed, REFUSED",
        "mdm-physics, 2026-11-24T10:59:59Z, physics, whose upload failed, CERTAIN",
        "mdm-biology, 2026-11-24T11:00:01Z, physics, whose upload failed, CERTAIN",
    })
    void a_later_download_of_the_server_ends_a_file_whomever_it_serves(
            String server, Instant downloaded, String key, String where, Ruling ruling) throws Exception {
        TokenFile other = fileNamed(
                AppleFiles.name(server, downloaded).replace(".p7m", " (1).p7m"),
                key.equals("physics") ? physicsKey : biologysKey);
        TokenFile file = fileNamed(AppleFiles.name("mdm-physics", ELEVEN), physicsKey);
        if (where.endsWith("failed")) {
            records.add(RecordedAction.UPLOADING, PHYSICS, Optional.of(other), "", NOW);
        }

        List<TokenFile> files = where.startsWith("beside") ? List.of(file, other) : List.of(file);
        Placement place = place(file, files, keys(), BIOLOGY, PHYSICS);

        assertThat(place.ruling()).isEqualTo(ruling);
        assertThat(place.why()).startsWith(ruling == Ruling.CERTAIN ? "" : "a newer file for the same server is known");
        assertThat(place.why().isEmpty()).isEqualTo(ruling == Ruling.CERTAIN);
    }

    @ParameterizedTest(name = "{0}, token in place until {1}")
    @CsvSource({
        "nothing else, 2027-11-24, 'Apple encrypted it for another public key than the one of physics (\"physics"
                + " devices\"), which cannot read it. If the token in place syncs, delete this file and do not download again. If it does not, save the key with --public-key, upload it to the server'",
        "nothing else, 2027-12-24, it is older than the token of physics",
        "a newer file, 2027-06-30, a newer file for the same server is known",
        "a newer upload, 2027-06-30, a newer file for the same server is known",
    })
    void a_file_for_another_public_key_asks_for_a_download_only_if_nothing_newer_is_known(
            String beside, LocalDate expires, String said) throws Exception {
        Token physics = ade("physics", "1", "mdm-physics", "B", expires);
        TokenFile file = fileNamed(AppleFiles.name("mdm-physics", ELEVEN), biologysKey);
        TokenFile newer = fileNamed(AppleFiles.name("mdm-physics", ELEVEN.plusSeconds(60)), physicsKey);
        if (beside.equals("a newer upload")) {
            records.add(RecordedAction.UPLOADING, physics, Optional.of(newer), "", NOW);
        }
        Placement place = place(file, beside.contains("file") ? List.of(file, newer) : List.of(file), keys(), physics);

        assertThat(place.ruling()).isEqualTo(Ruling.REFUSED);
        assertThat(place.why()).contains(said);
        assertThat(place.tokens()).isEmpty();
    }

    @ParameterizedTest(name = "on the list: {0}")
    @ValueSource(booleans = {false, true})
    void a_newer_token_in_another_entry_of_the_server_shows_that_a_file_is_ended(boolean isListed) throws Exception {
        Token library = ade("library", "1", "mdm-library", "C", LocalDate.parse("2027-11-24"));
        Token readingRoom = ade("reading-room", "1", "mdm-library", "C", LocalDate.parse("2027-01-24"));
        Places places = isListed
                ? listed(library, readingRoom)
                : new Places(List.of(readingRoom), List.of(library), Map.of(), List.of(), "");
        TokenFile file = fileNamed(AppleFiles.name("mdm-library", Instant.parse("2026-08-01T11:00:00Z")), physicsKey);

        Placement place = place(file, places, file);

        assertThat(place.ruling()).isEqualTo(Ruling.REFUSED);
        assertThat(place.why()).startsWith("it is older than the token of library (");
    }

    @Test
    void a_copy_is_the_same_download() throws Exception {
        TokenFile file = file("mdm-physics", physicsKey);
        TokenFile copy = TokenFile.read(
                Files.copy(file.path(), folder.resolve(file.name().replace(".p7m", " (1).p7m"))));

        assertThat(place(copy, List.of(file, copy), keys(), PHYSICS).ruling()).isEqualTo(Ruling.CERTAIN);
    }

    @Test
    void a_later_download_of_another_server_with_the_same_name_ends_nothing() throws Exception {
        Token one = ade("biology", "1", "mdm", "A");
        Token other = ade("physics", "1", "mdm", "B");
        TokenFile file = fileNamed(AppleFiles.name("mdm", NOW.minusSeconds(20)), biologysKey);
        TokenFile later = fileNamed(AppleFiles.name("mdm", NOW.minusSeconds(10)), physicsKey);

        assertThat(place(file, List.of(file, later), keys(), one, other).tokens())
                .containsExactly(one);
    }

    @Test
    void a_content_token_is_certain_only_where_a_person_named_its_place() throws Exception {
        TokenFile file = contentFile(NOW.plus(Duration.ofDays(365)));

        assertThat(place(file, Map.of(), APPS, PHYSICS)).isEqualTo(new Placement(Ruling.CERTAIN, List.of(APPS), ""));
        assertThat(place(file, Map.of(), APPS, OTHER_APPS).ruling()).isEqualTo(Ruling.ASK);
    }

    @ParameterizedTest(name = "the other one lives for {0} days")
    @CsvSource({"364, ASK", "100, ASK", "1, ASK", "0, CERTAIN"})
    void a_content_token_beside_another_that_still_lives_is_not_certain(int days, Ruling ruling) throws Exception {
        TokenFile file = contentFile(NOW.plus(Duration.ofDays(365)));
        TokenFile other = contentFile(NOW.plus(Duration.ofDays(days)));

        assertThat(place(file, List.of(other, file), Map.of(), APPS).ruling()).isEqualTo(ruling);
    }

    @Test
    void a_content_token_that_is_over_or_older_is_refused() throws Exception {
        assertThat(place(contentFile(NOW), Map.of(), APPS).why())
                .isEqualTo("its time is over. Look for a newer file, and download one only if there is none");
        assertThat(place(contentFile(NOW.plus(Duration.ofDays(20))), Map.of(), APPS)
                        .why())
                .startsWith("it is older than the token of physics");
    }

    @ParameterizedTest(name = "one second more or less: {0}")
    @ValueSource(ints = {-1, 1})
    void a_content_token_that_a_location_has_is_no_renewal_of_it(int seconds) throws Exception {
        TokenFile file = contentFile(NOW.plus(Duration.ofDays(100)).plusSeconds(seconds));
        String why = "it expires when the token of physics (\"physics apps\") expires, and may be the same token";

        assertThat(place(file, Map.of(), APPS)).isEqualTo(new Placement(Ruling.UPLOADED_BEFORE, List.of(APPS), why));
        assertThat(ofOtherApps(file)).isEqualTo(new Placement(Ruling.ASK, List.of(OTHER_APPS), why));
    }

    @Test
    void a_token_of_a_kind_that_is_not_to_be_renewed_is_refused_and_told_what_it_could_be_for() throws Exception {
        Stream<Token> more = IntStream.range(0, 12).mapToObj(id -> content("school", "" + id, 100));
        Places ade = new Places(
                List.of(PHYSICS),
                Stream.concat(Stream.of(BIOLOGY, APPS, OTHER_APPS), more).toList(),
                Map.of(),
                List.of(),
                "");
        Places content = new Places(List.of(APPS), List.of(PHYSICS), Map.of(), List.of(), "");
        TokenFile apps = contentFile(NOW.plus(Duration.ofDays(20)));

        assertThat(place(apps, Map.of(), PHYSICS).why()).isEqualTo("a content token, and none is on the list");
        assertThat(place(fileNamed("smime.p7m", physicsKey), Map.of(), APPS).why())
                .startsWith("Apple gives no such name, and no instance on the list can read it. If it is a token,");
        assertThat(place(apps, ade).why())
                .startsWith("a content token, and none is on the list. Name the one that it is for with --token."
                        + " Known: physics/content/3, library/content/1, school/content/0")
                .endsWith("school/content/9 and 2 more");
        assertThat(place(file("mdm-physics", physicsKey), content).why())
                .startsWith("it is for the server \"mdm-physics\" of physics (\"physics devices\"), which is not on");
    }

    private Placement place(TokenFile file, Map<Instance, PublicKey> keys, Token... tokens) {
        return place(file, List.of(), keys, tokens);
    }

    private Placement place(TokenFile file, List<TokenFile> downloads, Map<Instance, PublicKey> keys, Token... tokens) {
        Places places = new Places(List.of(tokens), List.of(), keys, List.of(), "");
        return place(file, places, downloads.toArray(TokenFile[]::new));
    }

    private Placement place(TokenFile file, Places places, TokenFile... downloads) {
        return Placement.of(file, List.of(downloads), places, records.history(), NOW);
    }

    /** No other token is there, and no public key is known. */
    private static Places listed(Token... tokens) {
        return new Places(List.of(tokens), List.of(), Map.of(), List.of(), "");
    }

    private static Map<Instance, PublicKey> keys() throws Exception {
        return Map.of(
                BIOLOGY.instance(), key(biologysKey),
                PHYSICS.instance(), key(physicsKey));
    }

    private static PublicKey key(X509Certificate certificate) throws IOException {
        return PublicKey.of(AppleFiles.pem(certificate)).orElseThrow();
    }

    private TokenFile file(String server, X509Certificate recipient) throws Exception {
        return fileNamed(AppleFiles.name(server, NOW.minusSeconds(10)), recipient);
    }

    private TokenFile fileNamed(String name, X509Certificate recipient) throws Exception {
        return TokenFile.read(Files.write(folder.resolve(name), AppleFiles.enrollment(recipient)));
    }

    private TokenFile contentFile(Instant expires) throws Exception {
        return TokenFile.read(Files.write(folder.resolve("s.vpptoken"), AppleFiles.content(expires)));
    }

    private static Token ade(String instance, String id, String server, String uuid) {
        return ade(instance, id, server, uuid, LocalDate.parse("2027-06-30"));
    }

    private static Token ade(String instance, String id, String server, String uuid, LocalDate expires) {
        return SampleToken.of(
                SampleToken.key(instance, TokenKind.ADE, id),
                instance + " devices",
                "it-admin@example.org",
                "Example",
                server,
                uuid,
                expires.toString());
    }

    private static Token content(String instance, String id, int days) {
        return SampleToken.of(
                SampleToken.key(instance, TokenKind.CONTENT, id),
                instance + " apps",
                "it-admin@example.org",
                "Example",
                NOW.plus(Duration.ofDays(days)).toString());
    }

    /** For a run that has the other location on its list, and knows of the first. */
    private Placement ofOtherApps(TokenFile file, TokenFile... downloads) throws Exception {
        Places places = new Places(List.of(OTHER_APPS), List.of(APPS), Map.of(), List.of(), "");
        return place(file, places, downloads);
    }
}
