package dev.depwatch.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.renewal.Placement.Places;
import dev.depwatch.renewal.Placement.Verdict;
import dev.depwatch.renewal.RenewalRecords.Action;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Token BIOLOGY = ade("biology", "1", "mdm-biology", "A");
    private static final Token PHYSICS = ade("physics", "1", "mdm-physics", "B");
    private static final Token LIBRARY = ade("library", "1", "mdm-library", "C");
    private static final Token READING_ROOM = ade("reading-room", "1", "mdm-library", "C");
    private static final Token APPS = content("physics", "3");
    private static final Token OTHER_APPS = content("library", "1");

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
        records = RenewalRecords.in(folder.resolve("state"), "anna");
    }

    @Test
    void the_server_in_the_name_and_the_key_in_the_file_make_it_certain() throws Exception {
        assertThat(place(file("mdm-physics", physicsKey), keys(), BIOLOGY, PHYSICS))
                .isEqualTo(new Placement(Verdict.CERTAIN, List.of(PHYSICS), ""));
    }

    @Test
    void a_key_that_is_not_known_leaves_the_name() throws Exception {
        assertThat(place(file("mdm-physics", physicsKey), Map.of(), BIOLOGY, PHYSICS)
                        .verdict())
                .isEqualTo(Verdict.CERTAIN);
    }

    @Test
    void a_file_for_another_public_key_is_refused_whatever_its_name_says() throws Exception {
        assertThat(place(file("mdm-physics", biologysKey), keys(), BIOLOGY, PHYSICS)
                        .why())
                .startsWith("Apple encrypted it for another public key than the one of physics (\"physics devices\")");
    }

    @Test
    void entries_that_share_a_server_get_the_same_file() throws Exception {
        assertThat(place(file("mdm-library", physicsKey), Map.of(), LIBRARY, PHYSICS, READING_ROOM))
                .isEqualTo(new Placement(Verdict.CERTAIN, List.of(LIBRARY, READING_ROOM), ""));
    }

    @Test
    void servers_of_one_name_are_told_apart_by_the_key_or_by_a_person() throws Exception {
        Token one = ade("biology", "1", "mdm", "A");
        Token other = ade("physics", "1", "mdm", "B");

        assertThat(place(file("mdm", physicsKey), keys(), one, other).tokens()).containsExactly(other);
        assertThat(place(file("mdm", physicsKey), Map.of(), one, other))
                .isEqualTo(new Placement(
                        Verdict.ASK, List.of(one, other), "several servers at Apple have the name \"mdm\""));
    }

    @ParameterizedTest
    @CsvSource({
        "mdm physics, ASK, no server has exactly the name",
        "MDM-Physics, ASK, no server has exactly the name",
        "mdm-chemistry, REFUSED, 'which no token here has. The servers here: \"mdm-biology\", \"mdm-physics\","
                + " \"mdm-library\"'",
        "mdm-library, REFUSED, 'which is not on the list. Name it with --instance or --token'",
    })
    void a_name_that_is_not_exactly_one_of_a_token_to_renew_is_never_certain(
            String server, Verdict verdict, String said) throws Exception {
        Placement place = Placement.of(
                file(server, physicsKey),
                new Places(List.of(BIOLOGY, PHYSICS), List.of(LIBRARY), Map.of(), false),
                records,
                NOW);

        assertThat(place.verdict()).isEqualTo(verdict);
        assertThat(place.why()).contains(said);
    }

    @Test
    void a_renamed_file_is_asked_about_among_those_that_can_read_it() throws Exception {
        TokenFile renamed = fileNamed("smime.p7m", physicsKey);

        assertThat(place(renamed, keys(), BIOLOGY, PHYSICS).tokens()).containsExactly(PHYSICS);
        assertThat(place(renamed, keys(), BIOLOGY, PHYSICS).verdict()).isEqualTo(Verdict.ASK);
        assertThat(place(renamed, keys(), BIOLOGY).why()).contains("for another public key than any of");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T11:00:00Z, CERTAIN",
        "2026-11-26T00:00:00Z, ASK",
        "2026-06-30T11:00:00Z, CERTAIN",
        "2026-06-29T11:00:00Z, CERTAIN",
        "2026-06-28T11:00:00Z, REFUSED",
        "2025-11-24T11:00:00Z, REFUSED",
    })
    void a_file_that_is_older_than_the_token_in_place_is_refused(Instant downloaded, Verdict verdict) throws Exception {
        Token physics = ade("physics", "1", "mdm-physics", "B", LocalDate.parse("2027-06-30"));

        assertThat(place(fileNamed(AppleFiles.name("mdm-physics", downloaded), physicsKey), keys(), physics)
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void a_file_that_was_uploaded_does_not_go_there_again() throws Exception {
        TokenFile file = file("mdm-library", physicsKey);
        records.add(Action.UPLOADED, LIBRARY, file, Optional.empty(), "", NOW);

        assertThat(place(file, Map.of(), LIBRARY, READING_ROOM).tokens()).containsExactly(READING_ROOM);
        assertThat(place(file, Map.of(), LIBRARY))
                .isEqualTo(new Placement(
                        Verdict.UPLOADED_BEFORE,
                        List.of(LIBRARY),
                        "it was uploaded before, to library (\"library devices\")"));
        records.add(Action.UPLOADED, LIBRARY, file("mdm-library", biologysKey), Optional.empty(), "", NOW);
        assertThat(place(file, Map.of(), LIBRARY).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "mdm-physics, 2026-11-24T11:00:01Z, REFUSED",
        "mdm-physics, 2026-11-24T11:00:00Z, CERTAIN",
        "mdm-biology, 2026-11-24T11:00:01Z, CERTAIN",
    })
    void a_file_that_apple_ended_by_a_later_one_is_refused_even_if_the_later_upload_failed(
            String server, Instant later, Verdict verdict) throws Exception {
        TokenFile former = fileNamed(AppleFiles.name(server, later), physicsKey);
        records.add(Action.UPLOADING, PHYSICS, former, Optional.empty(), "", NOW);
        TokenFile file = fileNamed(AppleFiles.name("mdm-physics", Instant.parse("2026-11-24T11:00:00Z")), physicsKey);

        Placement place = place(file, keys(), PHYSICS);

        assertThat(place.verdict()).isEqualTo(verdict);
        assertThat(place.why().isEmpty()).isEqualTo(verdict == Verdict.CERTAIN);
    }

    @Test
    void a_content_token_is_certain_only_where_a_person_named_its_place() throws Exception {
        TokenFile file = contentFile(NOW.plus(Duration.ofDays(365)));

        assertThat(place(file, Map.of(), APPS, PHYSICS).verdict()).isEqualTo(Verdict.ASK);
        assertThat(Placement.of(file, new Places(List.of(APPS), List.of(), Map.of(), true), records, NOW)
                        .verdict())
                .isEqualTo(Verdict.CERTAIN);
        assertThat(Placement.of(file, new Places(List.of(APPS, OTHER_APPS), List.of(), Map.of(), true), records, NOW)
                        .verdict())
                .isEqualTo(Verdict.ASK);
    }

    @Test
    void a_content_token_that_is_over_or_older_is_refused() throws Exception {
        assertThat(place(contentFile(NOW), Map.of(), APPS).why()).startsWith("its time is over");
        assertThat(place(contentFile(NOW.plus(Duration.ofDays(20))), Map.of(), APPS)
                        .why())
                .startsWith("it is older than the token that physics");
    }

    @Test
    void a_token_of_a_kind_that_is_not_to_be_renewed_is_refused() throws Exception {
        assertThat(place(contentFile(NOW.plus(Duration.ofDays(20))), Map.of(), PHYSICS)
                        .why())
                .isEqualTo("a content token, and none is on the list");
        assertThat(place(fileNamed("smime.p7m", physicsKey), Map.of(), APPS).why())
                .isEqualTo("an enrolment token, and none is on the list. Name its instance with --instance");
    }

    @Test
    void a_refusal_names_what_the_file_could_be_for() throws Exception {
        Places ade = new Places(List.of(PHYSICS), List.of(BIOLOGY, APPS, OTHER_APPS), Map.of(), false);
        Places content = new Places(List.of(APPS), List.of(PHYSICS), Map.of(), true);

        assertThat(Placement.of(contentFile(NOW.plus(Duration.ofDays(20))), ade, records, NOW)
                        .why())
                .isEqualTo("a content token, and none is on the list. Name the one that it is for with --token:"
                        + " physics/content/3, library/content/1");
        assertThat(Placement.of(file("mdm-physics", physicsKey), content, records, NOW)
                        .why())
                .isEqualTo("it is for the server \"mdm-physics\" of physics (\"physics devices\"), which is not on the"
                        + " list. Name it with --instance or --token");
    }

    private Placement place(TokenFile file, Map<Instance, PublicKey> keys, Token... tokens) {
        return Placement.of(file, new Places(List.of(tokens), List.of(), keys, false), records, NOW);
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
        return new Token(
                new Token.Key(new Instance(instance), TokenKind.ADE, id),
                instance + " devices",
                AppleId.of("it-admin@example.org"),
                "Example",
                server,
                uuid,
                Optional.of(Expiry.ofDate(expires)));
    }

    private static Token content(String instance, String id) {
        return new Token(
                new Token.Key(new Instance(instance), TokenKind.CONTENT, id),
                instance + " apps",
                AppleId.of("it-admin@example.org"),
                "Example",
                "",
                "",
                Optional.of(Expiry.ofInstant(NOW.plus(Duration.ofDays(100)))));
    }
}
