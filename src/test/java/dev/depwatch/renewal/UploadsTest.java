package dev.depwatch.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.http.LocalServer;
import dev.depwatch.inventory.jamf.UploadException.NextTry;
import dev.depwatch.renewal.Uploads.UploadEnd;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadsTest {
    private static final Instance SCHOOL = new Instance("school");
    private static final AppleId FORMER = new AppleId("it-admin@example.org");
    private static final AppleId NEW = new AppleId("mdm@appleid.example.org");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    private static final Token BEFORE = token(FORMER, "UUID-OF-mdm", TODAY.plusDays(200));
    private static final Token OTHER = token("2", "mdm-2", FORMER, "UUID-OF-mdm-2", TODAY.plusDays(200));

    @TempDir
    Path folder;

    @AutoClose
    private StrictJamf jamf;

    private Runnable atEachLookAtTheClock = () -> {};
    private Uploads uploads;
    private TokenFile file;

    @BeforeEach
    void start() throws Exception {
        Access access = new Access("reader", "the-secret", "user", "password", Duration.ofMinutes(5));
        jamf = new StrictJamf(List.of(BEFORE, OTHER), access, InstantSource.fixed(NOW));
        uploads = to(jamf.url(SCHOOL));
        byte[] bytes = AppleFiles.enrollment(AppleFiles.certificate("school", 1));
        jamf.download(BEFORE.key(), NEW, bytes);
        file = TokenFile.read(Files.write(folder.resolve(AppleFiles.name("mdm", NOW)), bytes));
    }

    @ParameterizedTest(name = "{0} days after the token of the file, of {1}, {2}")
    @CsvSource({
        "-2, UUID-OF-mdm, Example, false",
        "-1, UUID-OF-mdm, Example, true",
        "0, UUID-OF-mdm, Example, true",
        "1, UUID-OF-mdm, Example, true",
        "2, UUID-OF-mdm, Example, false",
        "0, UUID-OF-the-server-of-this-name-made-anew, Example, true",
        "0, UUID-OF-a-server-of-this-name, Another organisation, false",
    })
    void a_token_that_ends_within_a_day_of_the_file_is_that_of_the_file(
            int days, String server, String organization, boolean isTaken) throws Exception {
        String ends = TODAY.plusYears(1).plusDays(days).toString();
        Token now = SampleToken.of(BEFORE.key(), "school devices", NEW.value(), organization, "mdm", server, ends);

        assertThat(Placement.isTaken(file, BEFORE, now)).isEqualTo(isTaken);
        assertThat(Placement.isTaken(file, BEFORE, BEFORE)).isFalse();
    }

    @Test
    void a_token_with_an_expiry_after_one_that_could_not_be_read_is_that_of_the_file() {
        Token unread = SampleToken.withoutExpiry(BEFORE);

        assertThat(Placement.isTaken(file, unread, token(FORMER, "UUID-OF-mdm", TODAY.plusYears(1))))
                .isTrue();
        assertThat(Placement.isTaken(file, unread, unread)).isFalse();
        assertThat(Placement.isTaken(file, unread, BEFORE)).isFalse();
    }

    @Test
    void another_file_of_the_same_name_is_not_deleted() throws Exception {
        Files.writeString(file.path(), "another");

        assertThat(uploads.delete(file, BEFORE)).isFalse();
        assertThat(file.path()).exists();
    }

    @Test
    void after_a_lost_answer_the_files_token_in_place_is_success() throws Exception {
        UploadEnd result = uploadWithoutAnswer(() -> {});

        assertThat(result.token()).map(Token::owner).contains(Optional.of(NEW));
        assertThat(result.nextTry()).isEmpty();
    }

    /** How many days the token in place lives, what to do, and why. */
    @ParameterizedTest
    @CsvSource({"100, CORRECT, has another token now", "200, WAIT, has not taken the file"})
    void after_a_lost_answer_the_former_token_in_place_is_tried_again_and_another_is_not(
            int days, NextTry nextTry, String said) throws Exception {
        Token inPlace = days == 200 ? BEFORE : token(NEW, "UUID-OF-mdm", TODAY.plusDays(days));
        UploadEnd result = uploadWithoutAnswer(() -> jamf.edit(BEFORE.key(), now -> inPlace));

        assertThat(result.token()).isEmpty();
        assertThat(result.nextTry()).contains(nextTry);
        assertThat(result.sentence()).contains("Jamf Pro " + said);
        assertThat(result.sentence().contains("Apple ended")).isEqualTo(nextTry == NextTry.WAIT);
    }

    @Test
    void an_answer_500_is_about_a_file_that_may_be_for_another_key_if_jamf_pro_answers_the_next_question()
            throws Exception {
        TokenFile unknown = unknown("mdm");

        assertThat(uploads.upload(unknown, BEFORE, Optional.empty()).nextTry()).contains(NextTry.ANOTHER_FILE);
        Optional<PublicKey> ofThisKey = PublicKey.of(AppleFiles.pem(AppleFiles.certificate("school", 1)));
        assertThat(uploads.upload(unknown, BEFORE, ofThisKey).nextTry()).contains(NextTry.CORRECT);
        jamf.fail(SCHOOL);
        UploadEnd broken = uploads.upload(file, BEFORE, Optional.empty());
        assertThat(broken.nextTry()).contains(NextTry.CORRECT);
        assertThat(broken.sentence())
                .contains("depwatch does not know whether Jamf Pro took the file. Look at the expiry date of the entry."
                        + " Apple ended the former token when this file was downloaded: until a new one is in place, new and"
                        + " wiped devices do not enrol.");
    }

    @ParameterizedTest
    @CsvSource({"mdm, true", "mdm-2, false"})
    void a_file_ended_the_token_in_place_only_if_it_is_for_the_same_server(String server, boolean isEnded)
            throws Exception {
        TokenFile unknown = unknown(server);

        String sentence = uploads.upload(unknown, BEFORE, Optional.empty()).sentence();

        assertThat(sentence).contains("Jamf Pro has not taken the file");
        assertThat(sentence.contains("Apple ended the former token when this file was downloaded"))
                .isEqualTo(isEnded);
    }

    /** Jamf's documentation does not name 400: nothing is known of what Jamf Pro means by it. */
    @ParameterizedTest(name = "for its key: {0}")
    @CsvSource({"yes, CORRECT", "no, ANOTHER_FILE", "not known, ANOTHER_FILE"})
    void an_answer_400_is_about_a_file_that_may_be_for_another_key(String isForKey, NextTry nextTry) throws Exception {
        Optional<PublicKey> key = isForKey.equals("not known")
                ? Optional.empty()
                : PublicKey.of(AppleFiles.pem(AppleFiles.certificate("school", isForKey.equals("yes") ? 1 : 2)));

        try (LocalServer server = new LocalServer(exchange -> {
            boolean isSignIn = exchange.getRequestURI().getPath().equals("/api/oauth/token");
            LocalServer.answer(exchange, isSignIn ? 200 : 400, "{\"access_token\":\"b3arer\",\"expires_in\":300}");
        })) {
            UploadEnd end = to(server.uri("")).upload(file, BEFORE, key);

            assertThat(end.nextTry()).contains(nextTry);
            assertThat(end.sentence()).contains("Jamf Pro has not taken the file. Apple ended the former token");
        }
    }

    /** With an instance at this address. */
    private Uploads to(URI url) throws Exception {
        Files.writeString(folder.resolve("secret"), "the-secret\n");
        Path config = Files.writeString(
                folder.resolve("renew.yml"),
                "instances:\n  - { name: school, jamf: { url: \"%s\", clientId: %s, clientSecretFile: secret } }\n"
                        .formatted(url, StrictJamf.RENEWER));
        return new Uploads(
                RenewalConfig.load(config, Map.of(), warning -> {}),
                new RenewalRecords(folder.resolve("state"), "anna"),
                () -> {
                    atEachLookAtTheClock.run();
                    return NOW;
                });
    }

    /** A file that Jamf Pro cannot read. */
    private TokenFile unknown(String server) throws Exception {
        byte[] bytes = AppleFiles.enrollment(AppleFiles.certificate("school", 1));
        return TokenFile.read(Files.write(folder.resolve(AppleFiles.name(server, NOW.plusSeconds(1))), bytes));
    }

    /** Jamf Pro takes the file and goes down before it answers; then this happens, and it recovers. */
    private UploadEnd uploadWithoutAnswer(Runnable then) throws Exception {
        // From here on it has an access token.
        uploads.publicKey(SCHOOL);
        jamf.goDown(SCHOOL);
        atEachLookAtTheClock = () -> {
            if (jamf.requests(SCHOOL, "PUT /api/v1/device-enrollments/1/upload-token") > 0) {
                atEachLookAtTheClock = () -> {};
                then.run();
                jamf.recover(SCHOOL);
            }
        };
        return uploads.upload(file, BEFORE, Optional.empty());
    }

    private static Token token(AppleId owner, String uuid, LocalDate ends) {
        return token("1", "mdm", owner, uuid, ends);
    }

    private static Token token(String id, String server, AppleId owner, String uuid, LocalDate ends) {
        return SampleToken.of(
                new Token.Key(SCHOOL, TokenKind.ADE, id),
                "school devices",
                owner.value(),
                "Example",
                server,
                uuid,
                ends.toString());
    }
}
