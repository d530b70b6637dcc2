package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.renewal.AppleFiles;
import dev.depwatch.renewal.FileState;
import dev.depwatch.renewal.Renewal;
import dev.depwatch.renewal.RenewalConfig;
import dev.depwatch.renewal.RenewalHistory;
import dev.depwatch.renewal.RenewalRecords;
import dev.depwatch.renewal.Selection;
import dev.depwatch.renewal.TokenFile;
import dev.depwatch.renewal.TokenRenewal;
import dev.depwatch.renewal.TokenRenewal.State;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.renewal.Uploads.Readiness;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Order(1)
class RenewCommandTest extends UniversityTest {
    private static final AppleId ADMIN = University.ADMIN;
    private static final AppleId NEW = new AppleId("mdm@appleid.example.org");
    private static final Instance LAW = new Instance("law");
    private static final Instance PHYSICS = new Instance("physics");
    private static final Instance READING_ROOM = new Instance("reading-room");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Selection NOTHING = new Selection(List.of(), List.of(), List.of(), Set.of());

    private static final Map<String, X509Certificate> KEYS = new HashMap<>();

    private Path downloads = Path.of("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String answers = "";
    private boolean isThere;
    private Runnable beforeAnswers = () -> {};
    private volatile Duration passed = Duration.ZERO;

    @BeforeAll
    static void makeKeys() throws Exception {
        for (String instance : University.instances()) {
            // Two instances that share a server at Apple share its public key.
            String owner = instance.equals("reading-room") ? "library" : instance;
            KEYS.put(
                    instance,
                    AppleFiles.certificate(owner, 1 + University.instances().indexOf(owner)));
        }
    }

    @BeforeEach
    void start() throws IOException {
        downloads = Files.createDirectory(folder.resolve("downloads"));
        for (String instance : University.instances()) {
            jamf().publicKey(new Instance(instance), AppleFiles.pem(key(instance)));
        }
    }

    private static X509Certificate key(String instance) {
        return Optional.ofNullable(KEYS.get(instance)).orElseThrow();
    }

    // The list.

    @Test
    void the_list_names_servers_pages_and_keys_in_the_order_in_which_to_renew() throws Exception {
        int code = renew("it-admin@example.org", "--wait", "0s");

        assertThat(code).isEqualTo(1);
        assertThat(text())
                .startsWith("4 tokens to renew. One at a time: ")
                .contains("Download each ADE token: in Apple Business, Devices > Management Services")
                .contains("Upload it at once: in Jamf Pro, Settings")
                .contains(" 1. [ ] biology: ADE token \"biology devices\" At Apple: \"mdm-biology\", UUID"
                        + " UUID-OF-mdm-biology Public key: Jamf Pro's is ")
                .contains("the downloaded file will show whether Apple has the same one")
                .contains("/biology/deviceEnrollmentProgramInstances.html ")
                .containsSubsequence("1. [ ] biology", "2. [ ] chemistry", "3. [ ] law", "4. [ ] physics");
    }

    @Test
    void without_credentials_the_list_comes_from_what_the_configuration_asks() throws Exception {
        int code = execute(
                "tried", "--config", university.configuration().toString(), "it-admin@example.org", "--wait", "0s");

        assertThat(code).isEqualTo(1);
        assertThat(text())
                .contains(
                        "4 tokens to renew", "Public key: not compared without renew.yml", "Times are in UTC, +00:00.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " and read below what remains"})
    void whether_an_instance_that_no_longer_answers_has_a_new_token_is_not_known(String more) throws Exception {
        if (!more.isEmpty()) {
            Files.writeString(downloads.resolve("smime.p7m"), "<!doctype html><title>Sign in</title>");
        }
        CompletableFuture<Integer> run = uploading("-i", "law", "--yes", "--wait", "60s");
        printed("1. [ ] law");
        jamf().goDown(LAW);
        jamf().renewToken(LAW, "1", NEW);
        int asked = jamf().requests(LAW, "GET /api/v1/device-enrollments");
        await().atMost(PATIENCE).until(() -> jamf().requests(LAW, "GET /api/v1/device-enrollments") > asked + 3);
        endOf(run);

        assertThat(text())
                .contains(
                        "✗ law (\"law devices\"): depwatch does not know whether a new token is in place. Look at the entry"
                                + more + " before you download.")
                .doesNotContain("Download a new one");
    }

    @Test
    void what_is_renewed_by_hand_is_ticked_off_and_proven() throws Exception {
        jamf().changePassword(ADMIN);
        CompletableFuture<Integer> run = running("it-admin@example.org", "--wait", "60s");
        printed("Waiting for new tokens and their syncs. Ctrl-C ends the run and says how to continue it.");

        for (String instance : List.of("biology", "chemistry", "law", "physics")) {
            jamf().renewToken(new Instance(instance), "1", NEW);
            provenAfterASync(instance);
        }

        assertThat(run.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(text())
                .contains("Times are in +00:00.", "4 of 4 tokens renewed and proven.")
                .contains("✓ biology (\"biology devices\"): New token, expires ")
                .contains("downloaded by mdm@appleid.example.org; synced well at ")
                .contains(
                        "What remains",
                        "physics (\"physics apps\"): an Apps and Books token",
                        "--token physics/content/3");
        out.getBuffer().setLength(0);
        answering("");
        assertThat(renew("it-admin@example.org", "--watch", downloads.toString()))
                .isZero();
        assertThat(text())
                .startsWith("4 tokens, already renewed: 1. [x] biology")
                .contains(
                        "All were renewed within the last seven days. To renew one again, start with --from and a folder with"
                                + " a file newer than the one in use. Download only if you have none.")
                .doesNotContain("Continue?", "Waiting for");
    }

    @ParameterizedTest(name = "terms wait: {0}")
    @ValueSource(booleans = {false, true})
    void a_failed_first_sync_is_no_proof(boolean areTerms) throws Exception {
        CompletableFuture<Integer> run = running("-i", "law", "--wait", "60s");
        printed("1. [ ] law");
        jamf().renewToken(LAW, "1", NEW);
        printed("a new token is in place");
        if (areTerms) {
            jamf().leaveTermsUnsigned("Example University");
        } else {
            jamf().changePassword(NEW);
        }
        sync();
        printed("the newest sync with the new token failed: CONNECTION_ERROR. "
                + (areTerms
                        ? "On law, Jamf Pro reports unsigned terms. If they still wait, accept them at Apple first: until then, no token of the same organisation"
                                + " syncs. Otherwise check"
                        : "Check")
                + " that the file belongs to this entry. Check that nobody downloaded a newer one. If the password was"
                + " changed again since, and you have no newer file, download a new one.");

        jamf().acceptTerms("Example University");
        jamf().renewToken(LAW, "1", NEW);
        sync();
        assertThat(run.get(60, TimeUnit.SECONDS)).isZero();
    }

    @ParameterizedTest(name = "with uploads: {0}")
    @ValueSource(booleans = {false, true})
    void a_list_that_is_interrupted_when_all_is_done_speaks_of_no_files(boolean uploads) {
        Renewal renewal = Renewal.begun(NOTHING, Map.of(), new RenewalHistory(List.of()), Instant.EPOCH);

        report(uploads).interrupted(renewal, List.of(), true);

        assertThat(text())
                .endsWith(
                        "0 of 0 tokens renewed and proven. Delete the files that are no longer needed: they are secrets. ");
    }

    /** One of two entries of a server has the file. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"the other entry needs it, true", "the other entry is gone, false", "it is another file by now, false"})
    void an_interrupted_run_names_a_file_that_is_still_needed(String what, boolean isNamed) throws Exception {
        Path path = Files.write(downloads.resolve("smime.p7m"), AppleFiles.enrollment(key("library")));
        TokenFile file = TokenFile.read(path);
        RenewalRecords records = new RenewalRecords(folder.resolve("home"), "anna");
        RenewalConfig config = RenewalConfig.load(university.renewal(), Map.of(), warning -> {});
        TokenRenewal library = shared("library", State.DONE, "C", "");
        new Uploads(config, records, University.CLOCK).taken(file, library.now());
        FileState uploaded =
                new FileState(file, FileState.Stage.UPLOADED, List.of(library.now()), true, "", Instant.EPOCH);
        State other = what.endsWith("gone") ? State.GONE : State.AWAITS_TOKEN;
        List<TokenRenewal> tokens = List.of(library, shared("reading-room", other, "C", ""));
        if (what.startsWith("it is another")) {
            Files.write(path, AppleFiles.enrollment(key("library")));
        }

        new RenewSession(
                        report(true),
                        new Person(false, new BufferedReader(new StringReader(""))),
                        records,
                        Optional.empty(),
                        new RenewCommand.FileOptions(),
                        awaited -> List.of(),
                        new Renewal(NOTHING, Map.of(), Map.of(), tokens, List.of(file), List.of(uploaded)),
                        Duration.ZERO)
                .interrupted();

        assertThat(text()).contains("Interrupted: 1 of 2 tokens renewed and proven.");
        assertThat(text().contains("smime.p7m is still needed for reading-room (\"reading-room devices\")"))
                .as(text())
                .isEqualTo(isNamed);
    }

    /** How far the first entry of a server is, what else is known, and what is said of one of the two. */
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        AWAITS_TOKEN | –         | library: One file is for library and reading-room. Upload the one whose new token syncs in any of them. Only if nobody has it: download it once, for all of them.
        AWAITS_TOKEN | –         | reading-room: One file is for library and reading-room.
        AWAITS_TOKEN | not ready | library: Do not download it yet.
        OTHER_SERVER | –         | reading-room: One file is for library and reading-room.
        DONE         | made anew | reading-room: One file is for library and reading-room.
        DONE         | made anew | library: New token, expires 2027-11-24, downloaded by mdm@appleid.example.org. Its server at Apple has another id than before: assign the devices to it.
        OTHER_SERVER | namesake  | library: WRONG SERVER: this entry has the token of "mdm-library" (UUID B), not of "mdm-library".
        OTHER_SERVER | its file  | reading-room: Upload a newer file. Download a new one only if you have none.
        GONE         | –         | reading-room: Upload a newer file. Download a new one only if you have none.
        GONE         | –         | library: Jamf Pro no longer has this entry. If it is still needed, make a new entry there with the newest file of its server or location. Download one only if you have none.
        FAILS        | newer     | library: the newest sync with the new token failed. Check that the file belongs to this entry. Check that nobody downloaded a newer one. Upload mdm-library_Token_2026-11-26T00-00-00Z_smime.p7m. Do not download again.
        FAILS        | older     | library: the newest sync with the new token failed. Check that the file belongs to this entry. Check that nobody downloaded a newer one. If the password was changed again since, and you have no newer file, download a new one.
        DONE         | a refusal | reading-room: Read below what remains before you download a new one: that ends the tokens of library and reading-room.
        """)
    void one_file_is_for_all_entries_of_a_server(State library, String known, String said) throws Exception {
        Trial denied = new Trial("uploads", Trial.Result.PROBLEM, "may not upload");
        Map<Instance, Readiness> ready =
                known.equals("not ready") ? Map.of(READING_ROOM, new Readiness(Optional.empty(), denied)) : Map.of();
        Map<Instance, InstanceInventory> read = new HashMap<>();
        for (Instance instance : List.of(new Instance("library"), READING_ROOM)) {
            InstanceInventory unread = InstanceInventory.unread(instance, Optional.empty(), Source.JAMF);
            read.put(instance, unread.after(new Reading(List.of()), false, Instant.EPOCH));
        }
        List<TokenRenewal> tokens = List.of(
                shared("library", library, "C", known),
                shared("reading-room", State.AWAITS_TOKEN, known.equals("its file") ? "B" : "C", ""));
        Instant downloaded = Instant.parse(known.equals("newer") ? "2026-11-26T00:00:00Z" : "2026-11-21T00:00:00Z");
        Path path = downloads.resolve(AppleFiles.name("mdm-library", downloaded));
        TokenFile file = TokenFile.read(Files.write(path, AppleFiles.enrollment(key("library"))));
        List<Token> place = List.of(tokens.get(0).now());
        FileState failed = new FileState(file, FileState.Stage.FAILED, place, true, "its upload failed", Instant.EPOCH);
        List<FileState> states = Set.of("newer", "older").contains(known) ? List.of(failed) : List.of();

        report(true)
                .end(
                        new Renewal(NOTHING, ready, read, tokens, List.of(), states),
                        known.equals("a refusal") ? List.of("a.p7m: refused") : List.of());

        assertThat(text().replace("the former token is in place. ", "").replaceAll(" \\(\"[^)]+\\)", ""))
                .contains((library == State.DONE && said.startsWith("library") ? "✓ " : "✗ ") + said + " ");
    }

    private static TokenRenewal shared(String instance, State state, String server, String known) {
        Token before = SampleToken.of(
                ade(instance), instance + " devices", ADMIN.value(), "Example", "mdm-library", server, "2027-06-30");
        Token now = SampleToken.of(
                ade(instance),
                instance + " devices",
                NEW.value(),
                "Example",
                state == State.OTHER_SERVER && !known.equals("namesake") ? "mdm-arts" : "mdm-library",
                state == State.OTHER_SERVER ? "B" : known.equals("made anew") ? "N" : server,
                "2027-11-24");
        boolean isFormer = state == State.AWAITS_TOKEN;
        Optional<Instant> placed = isFormer ? Optional.empty() : Optional.of(Instant.EPOCH);
        return new TokenRenewal(before, isFormer ? before : now, state, placed, Optional.empty());
    }

    private RenewReport report(boolean uploads) {
        Screen screen = new Screen(new PrintWriter(out, true), Screen.UNLIMITED, false);
        return new RenewReport(screen, new TimeFormat(ZoneOffset.UTC), uploads, University.CLOCK);
    }

    // Files.

    @Test
    void eight_tokens_are_renewed_in_twenty_minutes_with_access_tokens_of_a_minute() throws Exception {
        university.close();
        university = new University(folder, () -> University.CLOCK.instant().plus(passed), Duration.ofSeconds(60));
        for (String instance : University.instances()) {
            jamf().publicKey(new Instance(instance), AppleFiles.pem(key(instance)));
        }
        jamf().changePassword(ADMIN);
        CompletableFuture<Integer> run = watching(Stream.concat(
                        Stream.of("--delete"),
                        University.instances().stream().flatMap(instance -> Stream.of("-i", instance)))
                .toArray(String[]::new));

        for (String instance : University.instances()) {
            if (!instance.equals("reading-room")) {
                passed = passed.plus(Duration.ofSeconds(172));
                drop("mdm-" + instance, instance);
                printed(instance + " (\"" + instance + " devices\"): a new token is in place");
                if (instance.equals("library")) {
                    // The same file goes to the other entry of the server.
                    printed("reading-room (\"reading-room devices\"): a new token is in place");
                }
                sync();
                printed(instance + " (\"" + instance + " devices\"): done");
            }
        }

        assertThat(run.get(60, TimeUnit.SECONDS)).as(text()).isZero();
        assertThat(passed).isGreaterThan(Duration.ofMinutes(20));
        // A sync may come between the two requests of a reading, which then has its time and the state before it.
        assertThat(text().replace("the newest sync with the new token failed", ""))
                .contains("reading-room (\"reading-room devices\"): done", "8 of 8 tokens renewed and proven.")
                .doesNotContain("failed");
        assertThat(files(downloads)).isEmpty();
        assertThat(jamf().sync(Instant.now())).isEmpty();
    }

    @Test
    void a_download_that_grows_is_uploaded_when_it_is_whole() throws Exception {
        CompletableFuture<Integer> run = watching("-i", "law");
        byte[] file = AppleFiles.enrollment(key("law"));
        jamf().download(ade("law"), NEW, file);
        Path path = downloads.resolve(AppleFiles.name("mdm-law", Instant.now()));

        Files.write(path, new byte[0]);
        Files.write(downloads.resolve(path.getFileName() + ".part"), file);
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        Files.write(path, Arrays.copyOf(file, file.length / 2));
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(text()).doesNotContain("Uploading", "not complete");
        Files.write(path, file);

        printed("a new token is in place");
        sync();
        assertThat(run.get(60, TimeUnit.SECONDS)).as(text()).isZero();
        assertThat(text()).contains("is no longer needed, and is a secret: delete it.");
    }

    @Test
    void a_download_that_stops_growing_is_given_up() throws Exception {
        CompletableFuture<Integer> run = watching("-i", "law");
        byte[] file = AppleFiles.enrollment(key("law"));
        Files.write(downloads.resolve("a_smime.p7m"), Arrays.copyOf(file, file.length / 2));
        Files.writeString(downloads.resolve("b_smime.p7m"), "<!doctype html><title>Sign in</title>");
        printed("b_smime.p7m: no token");

        passed = Duration.ofSeconds(16);

        printed("a_smime.p7m: the download is not complete.");
        assertThat(endOf(run)).isEqualTo(1);
    }

    @Test
    void a_person_agrees_and_chooses_where_a_place_is_not_certain() throws Exception {
        answering("y\n2\nn\n");
        byte[] file = AppleFiles.content(Instant.now().plus(Duration.ofDays(365)));
        jamf().download(new Token.Key(PHYSICS, TokenKind.CONTENT, "3"), NEW, file);
        Files.write(downloads.resolve("sToken.vpptoken"), file);
        drop("mdm-law", "law");

        CompletableFuture<Integer> run =
                uploading("-i", "law", "--token", "library/content/1", "--token", "physics/content/3");
        printed("physics (\"physics apps\"): a new token is in place");
        sync();
        printed("law (\"law devices\"): done");
        printed("physics (\"physics apps\"): done");
        endOf(run);

        assertThat(text())
                .contains("Upload 1 file? [y/N]")
                .contains("sToken.vpptoken: where does it belong? a content token does not name its location.")
                .contains("Upload it to which? [1-2, or Enter for none]")
                .containsPattern("physics apps\"\\): a new token is in place, expires [0-9-]{10} [0-9:]{5} \\+00:00,");
    }

    @Test
    void a_dry_run_uploads_nothing() throws Exception {
        drop("mdm-law", "law");

        int code = renew("-i", "law", "--from", downloads.toString(), "--dry-run");

        assertThat(code).isZero();
        assertThat(text()).contains("_smime.p7m: to law (\"law devices\"), server \"mdm-law\"", "Nothing was uploaded");
        assertThat(jamf().requests(LAW, "PUT /api/v1/device-enrollments/1/upload-token"))
                .isZero();
        assertThat(state()).doesNotExist();
    }

    @Test
    void a_run_that_was_broken_off_goes_on() throws Exception {
        jamf().changePassword(ADMIN);
        drop("mdm-law", "law");
        renewOnce("it-admin@example.org", "--yes");
        assertThat(text())
                .contains("0 of 4 tokens renewed and proven.", "law (\"law devices\"): a new token is")
                .contains("Upload it at once")
                .doesNotContain("Waiting for");

        // The upload made another Apple ID its owner: it is still on the list of the former one.
        sync();
        out.getBuffer().setLength(0);
        drop("mdm-physics", "physics");
        CompletableFuture<Integer> run = uploading("it-admin@example.org", "--yes");
        provenAfterASync("physics");
        assertThat(endOf(run)).isEqualTo(1);

        assertThat(text())
                .doesNotContain("What remains • mdm-law", "At Apple: \"mdm-law\"")
                .contains("_smime.p7m is no longer needed, and is a secret: delete it.")
                .contains("[x] law: ADE token \"law devices\": done.")
                .contains("it was uploaded before, to law")
                .contains("2 of 4 tokens renewed and proven.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--from", "--watch"})
    void a_wrong_folder_is_named_before_anything_is_asked(String option) throws Exception {
        isThere = true;
        Path none = folder.resolve("none");

        assertThat(renew("-i", "law", option, none.toString())).isEqualTo(1);

        assertThat(text()).startsWith(none + ": no such folder; expected the one where");
        assertThat(jamf().requests(LAW, "GET /api/v1/device-enrollments")).isZero();
        assertThat(state()).doesNotExist();
    }

    @Test
    void a_folder_that_this_user_may_not_list_is_named() throws Exception {
        Files.setPosixFilePermissions(downloads, PosixFilePermissions.fromString("-wx------"));
        assumeThat(Files.isReadable(downloads)).as("root may read everything").isFalse();

        assertThat(renew("-i", "law", "--from", downloads.toString(), "--yes")).isEqualTo(1);

        assertThat(text()).startsWith(downloads + ": this user may not list it");
    }

    @Test
    void instances_with_unsigned_terms_share_a_line() throws Exception {
        jamf().leaveTermsUnsigned("Example University");

        renewOnce("it-admin@example.org", "--yes");

        String terms =
                "On biology, chemistry, law and physics, Jamf Pro reports unsigned terms. If they still wait, accept them at"
                        + " Apple first: until then, no token of the same organisation syncs.";
        assertThat(text()).startsWith(terms + " 4 tokens to renew").contains("What remains", "• " + terms);
    }

    @Test
    void the_end_names_no_instance_that_has_nothing_to_do_with_the_run() throws Exception {
        jamf().leaveTermsUnsigned("Example University");
        jamf().goDown(new Instance("arts"));

        renewOnce("-i", "law", "--yes");

        assertThat(text().substring(text().indexOf("What remains")))
                .contains("On law, Jamf Pro reports unsigned terms.")
                .doesNotContain("arts", "biology", "library");
    }

    // What an upload needs is tried before anybody downloads.

    @Test
    void a_missing_privilege_is_said_before_anything_is_downloaded() throws Exception {
        jamf().deny(LAW, Privilege.UPDATE_ENROLLMENTS);
        isThere = true;

        int code = renew("-i", "law", "--watch", downloads.toString());

        assertThat(code).isEqualTo(1);
        assertThat(text())
                .contains(
                        "law: download nothing for it yet. ",
                        "may not upload. Give its role the privilege \"Update Device Enrollment Program Instances\".",
                        "Do not download it yet.",
                        "depwatch cannot upload anything now. Download nothing yet.")
                .doesNotContain("Continue?", "Waiting for downloads");
        assertThat(state()).doesNotExist();
    }

    @Test
    void who_uploads_by_hand_needs_no_client_that_may() throws Exception {
        jamf().deny(LAW, Privilege.UPDATE_ENROLLMENTS);

        renew("-i", "law", "--wait", "0s");

        assertThat(text())
                .startsWith("1 token to renew: • Sign in")
                .contains("[ ] law")
                .doesNotContain("ownload nothing", "may not upload", "Do not download it");
    }

    @Test
    void the_other_instances_are_renewed_while_one_cannot_be() throws Exception {
        jamf().deny(LAW, Privilege.UPDATE_ENROLLMENTS);
        jamf().goDown(new Instance("biology"));
        CompletableFuture<Integer> run = watching("it-admin@example.org");

        drop("mdm-physics", "physics");

        printed("physics (\"physics devices\"): a new token is in place");
        assertThat(endOf(run)).isEqualTo(1);
        assertThat(text())
                .containsSubsequence(
                        "Not on this list: the tokens of biology. ",
                        "law: download nothing for it yet. ",
                        "Waiting for downloads")
                .doesNotContain("physics: download nothing");
        sync();
        out.getBuffer().setLength(0);
        renew("-i", "law", "-i", "physics", "--yes", "--watch", downloads.toString(), "--wait", "0s");
        assertThat(text()).contains("[x] physics", "depwatch cannot upload anything now. Download nothing yet.");
    }

    @Test
    void a_wrong_secret_is_said_before_anything_is_downloaded() throws Exception {
        Files.writeString(folder.resolve("jamf-secret"), "wrong");

        assertThat(renew("-i", "law", "--watch", downloads.toString(), "--yes")).isEqualTo(1);

        assertThat(text())
                .contains(
                        "Not on this list: the tokens of law. ",
                        "rejects the client id or client secret",
                        "Found no such ADE token on the 0 instances that answered.")
                .doesNotContain("Waiting for downloads");
    }

    @Test
    void a_named_token_that_cannot_be_read_says_why() throws Exception {
        jamf().goDown(LAW);
        jamf().deny(PHYSICS, Privilege.READ_LOCATIONS);

        assertThat(renew("--token", "law/ade/1", "--wait", "0s")).isEqualTo(1);
        assertThat(renew("--token", "physics/content/3", "--wait", "0s")).isEqualTo(1);

        assertThat(text())
                .contains("Cannot read the token law/ade/1: ", "ended the connection")
                .contains("Cannot read the token physics/content/3: content tokens cannot be read: ")
                .doesNotContain("did you mean");
    }

    // The time.

    @Test
    void the_time_to_wait_counts_from_the_last_file() throws Exception {
        CompletableFuture<Integer> run = watching("-i", "law", "-i", "arts");
        passed = Duration.ofMinutes(50);
        drop("mdm-law", "law");
        printed("law (\"law devices\"): a new token is in place");
        passed = Duration.ofMinutes(100);

        drop("mdm-arts", "arts");

        printed("arts (\"arts devices\"): a new token is in place");
        endOf(run);
    }

    @Test
    void the_time_to_wait_does_not_pass_while_a_person_is_asked() throws Exception {
        answering("y\nn\n");
        beforeAnswers = () -> passed = passed.plus(Duration.ofMinutes(61));

        CompletableFuture<Integer> run = running("-i", "law", "--watch", downloads.toString());
        printed("Waiting for downloads");
        drop("mdm-law", "law");
        provenAfterASync("law");

        assertThat(run.get(60, TimeUnit.SECONDS)).as(text()).isZero();
    }

    // Several runs.

    @Test
    void two_runs_do_not_upload_to_the_same_instance() throws Exception {
        CompletableFuture<Integer> run = watching("-i", "law");

        renew("-i", "law", "--watch", downloads.toString(), "--yes");

        assertThat(text()).contains("Another depwatch renew uploads to law already");
        endOf(run);
    }

    // Each reason once.

    @Test
    void a_file_that_changes_is_refused_once_for_each_reason_and_not_at_all_once_it_can_be_used() throws Exception {
        CompletableFuture<Integer> run = watching("-i", "law");
        Path path = downloads.resolve(AppleFiles.name("mdm-law", Instant.now()));
        StringBuilder page = new StringBuilder("<!doctype html><title>Sign in</title>");
        for (int i = 0; i < 5; i++) {
            Files.writeString(path, page.append("<p>more"));
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        }
        printed("no token: found a web page");
        byte[] file = AppleFiles.enrollment(key("law"));
        jamf().download(ade("law"), NEW, file);
        Files.write(path, file);

        printed("law (\"law devices\"): a new token is in place");
        sync();
        assertThat(run.get(60, TimeUnit.SECONDS)).as(text()).isZero();
        assertThat(text().split("no token", -1)).hasSize(2);
    }

    /** What is wrong with the files, and what is said. */
    static final String REFUSALS = """
            no such folder                    | no such folder; expected the one where the browser saves
            half a file                       | the download is not complete
            a web page                        | no token: found a web page
            a link                            | no file, but a folder or a link
            a file of another user            | expected a file that you saved
            a file that everybody may write   | everybody may write it
            a file that was uploaded before   | it was uploaded before, to law
            two files for one server          | a newer file for the same server is known
            an unknown server                 | for the server "mdm-dentistry", which no token here has
            the server of an unread instance  | which no token here has. If you have just downloaded it, Apple ended the token in use. Keep the file, and start again with --from when arts can be read. If you renamed the server, upload it to its entry by hand
            another server                    | which is not on the list. If you have just downloaded it
            another public key                | Apple encrypted it for another public key
            a name that is none of Apple's    | no instance on the list can read it
            an older file                     | it is older than the token of law
            a token of the wrong kind         | a content token, and none is on the list
            a place that is not certain       | nobody chose its place
            Jamf Pro down in the middle       | depwatch does not know whether Jamf Pro took the file
            credentials without the privilege | give its role the privilege "Update Device Enrollment Program Instances"
            a file that Jamf Pro cannot read  | Jamf Pro has not taken the file. Apple ended
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = REFUSALS)
    void every_refusal_has_a_sentence(String what, String said) throws Exception {
        begin(what);

        String last = isThere ? "--delete" : "--yes";
        Path few = university.renewal("law", "arts");
        int code = renew(few, "-i", "law", "--from", downloads.toString(), "--wait", "0s", last);

        assertThat(text()).as(what).contains(said).doesNotContain(AppleFiles.CANARY);
        assertThat(code).isEqualTo(1);
    }

    private void begin(String what) throws Exception {
        Path file = downloads.resolve(AppleFiles.name("mdm-law", Instant.now()));
        switch (what) {
            case "no such folder" -> Files.delete(downloads);
            case "half a file" -> Files.write(file, Arrays.copyOf(AppleFiles.enrollment(key("law")), 500));
            case "a web page" -> Files.writeString(file, "<!doctype html><title>Sign in</title>");
            case "a link" -> Files.createSymbolicLink(file, Files.writeString(downloads.resolve("a"), "a file"));
            case "a file of another user" -> {
                assumeThat(System.getProperty("user.name")).isEqualTo("root");
                Files.setAttribute(drop("mdm-law", "law"), "unix:uid", 65534);
            }
            case "a file that everybody may write" -> Files.setAttribute(drop("mdm-law", "law"), "unix:mode", 0666);
            case "a file that was uploaded before" -> {
                drop("mdm-law", "law");
                renewOnce("-i", "law", "--yes");
            }
            case "two files for one server" -> {
                drop("mdm-law", "law", Instant.now().minusSeconds(60));
                drop("mdm-law", "law");
            }
            case "an unknown server" -> drop("mdm-dentistry", "law");
            case "the server of an unread instance" -> {
                drop("mdm-arts", "arts");
                jamf().goDown(new Instance("arts"));
            }
            case "another server" -> drop("mdm-arts", "arts");
            case "another public key" -> Files.write(file, AppleFiles.enrollment(key("arts")));
            case "a name that is none of Apple's" ->
                Files.move(drop("mdm-arts", "arts"), downloads.resolve("smime.p7m"));
            case "an older file" -> drop("mdm-law", "law", Instant.now().minus(Duration.ofDays(300)));
            case "a token of the wrong kind" ->
                Files.write(file, AppleFiles.content(Instant.now().plusSeconds(9_999)));
            case "a place that is not certain" -> Files.move(drop("mdm-law", "law"), downloads.resolve("smime.p7m"));
            case "Jamf Pro down in the middle" -> {
                // The upload, to which a person agrees, is the first request for which it is down.
                drop("mdm-law", "law");
                answering("y\n");
                beforeAnswers = () -> jamf().goDown(LAW);
            }
            case "credentials without the privilege" -> {
                drop("mdm-law", "law");
                jamf().deny(LAW, Privilege.UPDATE_ENROLLMENTS);
            }
            case "a file that Jamf Pro cannot read" -> Files.write(file, AppleFiles.enrollment(key("law")));
            default -> throw new IllegalArgumentException(what);
        }
    }

    @Test
    void after_a_good_file_nothing_remains_of_one_that_was_not_taken() throws Exception {
        jamf().publicKey(LAW, "a key in a form that is not known");
        CompletableFuture<Integer> run = watching("-i", "law");
        Path bad = downloads.resolve(AppleFiles.name("mdm-law", Instant.now().minusSeconds(60)));
        Files.write(bad, AppleFiles.enrollment(key("law")));
        printed("Then download the token again");
        drop("mdm-law", "law");
        printed("a new token is in place");
        sync();

        assertThat(run.get(60, TimeUnit.SECONDS)).as(text()).isZero();
    }

    /** The file, whose name may be lost or whose key may be another's, and what is typed. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a file that nobody lets be uploaded is not to be downloaded again | law | n | not uploaded: nobody confirmed it \
                & Upload mdm-law_Token_ | Download a new one
            a file is asked about before the downloads that may come | law, watching | n,n | not uploaded: nobody \
                confirmed it & Upload mdm-law_Token_ | Download a new one
            a file that is gone at the end is not to be uploaded | law, gone | n | before you download a new one \
                | Upload mdm-law
            a file that nobody placed is not to be uploaded | arts, nameless | '' | nobody chose its place & law ("law \
                devices"): no new token is in place as far as is known. smime.p7m may be its file: start the same \
                command again with --from, without --yes, and choose its place. Download a new one only if it is not. \
                | Upload smime.p7m & the former token is in place
            a refused file at a chosen place may belong elsewhere | arts, nameless | 1 | If it belongs to another \
                entry, start again with --from and choose that one. Otherwise check that you downloaded \
                the file for this server | Then download
            a choice of one place is no range | law, nameless | 1 | Upload it to which? [1, or Enter for none] \
                & law ("law devices"): a new token is in place | [1-
            """)
    void what_is_said_of_a_file_about_which_a_person_is_asked(
            String rule, String kind, String answer, String said, String notSaid) throws Exception {
        String key = kind.replaceFirst(",.*", "");
        if (key.equals("arts")) {
            jamf().publicKey(LAW, "a key in a form that is not known");
        }
        Path file = drop("mdm-" + key, key);
        if (kind.endsWith("nameless")) {
            Files.move(file, downloads.resolve("smime.p7m"));
        } else if (kind.endsWith("gone")) {
            beforeAnswers = () -> assertThat(file.toFile().delete()).isTrue();
        }
        answering(answer.replace(',', '\n') + "\n");
        String[] law = {"-i", "law"};

        renewOnce(kind.endsWith("watching") ? with(law, "--watch", downloads.toString()) : law);

        assertThat(text()).contains(spaced(said)).doesNotContain(spaced(notSaid));
    }

    private static String[] spaced(String texts) {
        return texts.replaceAll(" +", " ").split(" & ", -1);
    }

    @Test
    void a_copy_is_neither_uploaded_nor_refused_and_is_deleted_as_well() throws Exception {
        Path file = drop("mdm-law", "law");
        Path copy = downloads.resolve(file.getFileName().toString().replace(".p7m", " (1).p7m"));
        Files.copy(file, copy);
        String[] command = {"-i", "law", "--yes", "--delete"};
        renewOnce(command);
        assertThat(text()).contains("a new token is in place", "it was uploaded before, to law");
        sync();
        out.getBuffer().setLength(0);

        assertThat(renewOnce(command)).as(text()).isZero();

        assertThat(jamf().requests(LAW, "PUT /api/v1/device-enrollments/1/upload-token"))
                .isEqualTo(1);
        assertThat(files(downloads)).isEmpty();
    }

    @Test
    void every_entry_of_a_server_is_on_the_list_since_a_download_ends_its_token() throws Exception {
        Path file = drop("mdm-library", "library");
        jamf().deny(READING_ROOM, Privilege.UPDATE_ENROLLMENTS);
        String[] command = {"-i", "library", "--yes", "--delete"};
        String[] watch = with(command, "--watch", downloads.toString(), "--wait", "0s");
        renew(watch);
        assertThat(text()).contains("depwatch cannot upload anything now. Download nothing yet.");
        out.getBuffer().setLength(0);
        CompletableFuture<Integer> run = uploading(command);
        provenAfterASync("library");
        assertThat(endOf(run)).isEqualTo(1);

        assertThat(text())
                .contains(
                        "1 of 2 tokens renewed and proven.",
                        "Correct this and start the same command again with --from.")
                .containsSubsequence("[ ] library", "Do not download it yet.", "[ ] reading-room")
                .doesNotContain("So far", "Download a new one", "is still needed");
        out.getBuffer().setLength(0);
        renew(watch);
        assertThat(text()).contains("[x] library", "depwatch cannot upload anything now. Download nothing yet.");
        jamf().grant(READING_ROOM, Privilege.UPDATE_ENROLLMENTS);
        renewOnce(command);
        sync();
        assertThat(renewOnce(command)).as(text()).isZero();
        assertThat(file).doesNotExist();
    }

    @Test
    void nothing_of_a_token_is_left_in_any_output_or_file() throws Exception {
        jamf().changePassword(ADMIN);
        drop("mdm-law", "law");
        drop("mdm-physics", "physics");
        Files.write(downloads.resolve("bad_smime.p7m"), AppleFiles.content(Instant.now()));
        CompletableFuture<Integer> run = uploading("it-admin@example.org", "--yes", "--delete");
        printed("physics (\"physics devices\"): a new token is in place");
        sync();
        printed("law (\"law devices\"): done");
        printed("physics (\"physics devices\"): done");
        endOf(run);
        Files.delete(downloads.resolve("bad_smime.p7m"));

        List<String> texts = new ArrayList<>(List.of(out.toString(), err.toString()));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
        }
        ProcessHandle.allProcesses()
                .forEach(process -> texts.add(process.info().commandLine().orElse("")));
        assertThat(texts).hasSizeGreaterThan(4).noneMatch(text -> text.contains(AppleFiles.CANARY));
        assertThat(texts).noneMatch(text -> text.contains("MIAGCSqG") || text.contains("MIIB"));
        assertThat(Files.readString(state()))
                .contains(
                        "\"action\":\"UPLOADING\"",
                        "\"action\":\"UPLOADED\"",
                        "\"action\":\"DELETED\"",
                        "\"sha256\":\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        Optional.ofNullable(state().getParent()).orElseThrow())))
                .isEqualTo("rwx------");
    }

    // The public key.

    @Test
    void each_instances_public_key_is_saved_by_its_name() throws Exception {
        Path keys = folder.resolve("keys");

        assertThat(renew("--public-key", keys.toString())).isZero();

        assertThat(files(keys)).hasSize(8);
        assertThat(text()).contains("jamf-public-key-law.pem");
        assertThat(Files.readString(keys.resolve("jamf-public-key-reading-room.pem")))
                .isEqualTo(AppleFiles.pem(key("library")));
        assertThat(renew("--public-key", keys.toString())).isZero();
        Files.writeString(keys.resolve("jamf-public-key-law.pem"), "mine");
        Files.delete(keys.resolve("jamf-public-key-medicine.pem"));
        assertThat(renew("--public-key", keys.toString())).isEqualTo(1);
        assertThat(text()).contains("law: not saved: ", "is there already and holds something else. Move it away");
        assertThat(keys.resolve("jamf-public-key-law.pem")).hasContent("mine");
        assertThat(keys.resolve("jamf-public-key-medicine.pem")).exists();
    }

    @Test
    void a_folder_for_the_keys_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(renew(university.renewal("law"), "--public-key", file.toString()))
                .isEqualTo(1);

        assertThat(text()).contains(file + ": cannot be made; expected a folder for the keys");
    }

    @Test
    void a_folder_for_the_records_that_cannot_be_made_is_named_with_the_reason() throws Exception {
        Path file =
                Files.createFile(Files.createDirectory(folder.resolve("home")).resolve("depwatch"));

        assertThat(renew("-i", "law")).isEqualTo(1);

        assertThat(err.toString()).endsWith(file + ": not a folder\n");
    }

    // The command line.

    static Stream<Arguments> misuses() {
        return Stream.of(
                Arguments.of("Nothing says what to renew", new String[] {}),
                Arguments.of("APPLE_ID is blank", new String[] {" "}),
                Arguments.of("did you mean \"law\"?", new String[] {"-i", "lwa"}),
                // As tokens -i law physics: here the second would be an Apple ID without tokens.
                Arguments.of("\"physics\" is an instance, no Apple ID", new String[] {"-i", "law", "physics"}),
                Arguments.of("did you mean \"law/ade/1\"?", new String[] {"--token", "law/ade/2"}),
                Arguments.of("expected --from or --watch", new String[] {"-i", "law", "--yes"}),
                Arguments.of("and --from for --dry-run", new String[] {"-i", "law", "--watch", ".", "--dry-run"}),
                Arguments.of("standard input is no terminal", new String[] {"-i", "law", "--from", "."}),
                Arguments.of("--public-key only saves keys", new String[] {"--public-key", ".", "--from", "."}),
                Arguments.of("expected a duration such as 30m", new String[] {"-i", "law", "--wait", "long"}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misuses")
    void a_wrong_command_line_is_said(String said, String[] arguments) throws Exception {
        assertThat(renew(arguments)).isEqualTo(2);
        assertThat(err.toString()).contains(said);
    }

    @Test
    void certificates_are_left_to_a_person() throws Exception {
        Path configuration = Files.writeString(folder.resolve("certificates.yml"), """
                listen: 127.0.0.1:0
                instances:
                  - { name: terms, logs: a.log, pushCertificate: { owner: board@example.org, expires: 2026-11-20 } }
                """);

        assertThat(execute("tried", "--config", configuration.toString(), "--token", "terms/push/1"))
                .isEqualTo(2);
        assertThat(execute("tried", "--config", configuration.toString(), "board@example.org"))
                .isEqualTo(1);

        assertThat(err.toString())
                .startsWith("terms: a push certificate, which depwatch renew does not")
                .contains("renew the push certificate with the same Apple ID");
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains(
                        "Found no such ADE token on the 1 instance that answered. What remains",
                        "renew the push certificate with the same Apple ID");
    }

    // How it is run.

    private int renew(String... arguments) throws IOException {
        return renew(university.renewal(), arguments);
    }

    private int renew(Path credentials, String... arguments) {
        List<String> line = new ArrayList<>(List.of("tried", "--credentials", credentials.toString()));
        line.addAll(List.of(arguments));
        return execute(line.toArray(String[]::new));
    }

    /** With the files that are there, and without waiting. */
    private int renewOnce(String... arguments) throws IOException {
        return renew(with(arguments, "--from", downloads.toString(), "--wait", "0s"));
    }

    /** With the files that are there. */
    private CompletableFuture<Integer> uploading(String... arguments) throws IOException {
        return running(with(arguments, "--from", downloads.toString()));
    }

    /** Waits for files. */
    private CompletableFuture<Integer> watching(String... arguments) throws IOException {
        CompletableFuture<Integer> run = running(with(arguments, "--watch", downloads.toString(), "--yes"));
        printed("Waiting for downloads. Ctrl-C ends the run and says how to continue it.");
        return run;
    }

    /** A person is there and types this. */
    private void answering(String typed) {
        isThere = true;
        answers = typed;
    }

    private StrictJamf jamf() {
        return university.jamf();
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private CompletableFuture<Integer> running(String... arguments) throws IOException {
        Path credentials = university.renewal();
        // A thread of its own: Java's HTTP client completes its answers in the common pool, which has one thread with
        // Java 25 on two cores.
        return CompletableFuture.supplyAsync(
                () -> renew(credentials, arguments), run -> new Thread(run, "renew").start());
    }

    private int execute(String... line) {
        Map<String, String> environment =
                Map.of("XDG_STATE_HOME", folder.resolve("home").toString(), "HOME", folder.toString());
        InstantSource clock = () -> University.CLOCK.instant().plus(passed);
        return Depwatch.commandLine(Typed.process(clock, environment, false))
                .addSubcommand(
                        "tried",
                        new RenewCommand(
                                Duration.ofMillis(20),
                                new Person(isThere, new BufferedReader(new StringReader(answers)) {
                                    @Override
                                    public @Nullable String readLine() throws IOException {
                                        beforeAnswers.run();
                                        return super.readLine();
                                    }
                                })))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line);
    }

    /** Ends the wait of a run that waits already: an hour passes, and another if something happened meanwhile. */
    private int endOf(CompletableFuture<Integer> run) throws Exception {
        await().atMost(PATIENCE).until(() -> {
            passed = passed.plus(Duration.ofHours(1));
            return run.isDone();
        });
        return run.get();
    }

    /** All that was printed, wherever it was wrapped. */
    private String text() {
        return (out.toString() + err).replaceAll("\\s+", " ");
    }

    private void printed(String text) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(text()).contains(text));
    }

    private Path drop(String server, String instance) throws Exception {
        return drop(server, instance, Instant.now().plus(passed));
    }

    /** Somebody downloads the token of a server, whose file the browser saves in one go. */
    private Path drop(String server, String instance, Instant at) throws Exception {
        byte[] file = AppleFiles.enrollment(key(instance));
        jamf().download(ade(instance), NEW, file);
        Path path = downloads.resolve(AppleFiles.name(server, at));
        Path partial = Files.write(downloads.resolve("a.crdownload"), file);
        return Files.move(partial, path);
    }

    private void provenAfterASync(String instance) {
        printed(instance + " (\"" + instance + " devices\"): a new token is in place");
        sync();
        printed(instance + " (\"" + instance + " devices\"): done");
    }

    private void sync() {
        // A sync counts only if it is later than the moment from which the new token is known to be in place.
        jamf().sync(Instant.now().plus(passed).plusMillis(5));
    }

    private Path state() {
        return folder.resolve("home/depwatch/renewals.jsonl");
    }

    private List<Path> files(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.sorted().toList();
        }
    }

    private static Token.Key ade(String instance) {
        return new Token.Key(new Instance(instance), TokenKind.ADE, "1");
    }
}
