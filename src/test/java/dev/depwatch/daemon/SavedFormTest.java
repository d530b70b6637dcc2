package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.apple.Account;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Organizations;
import dev.depwatch.apple.Scope;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.SignedTerms;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.InstanceInventory.Syncs;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.inventory.SyncHistory.Quiet;
import dev.depwatch.inventory.SyncHistory.Streak;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.journal.Case.Reopened;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.journal.CountedSightings;
import dev.depwatch.journal.FailureHour;
import dev.depwatch.journal.Journal;
import dev.depwatch.journal.Journal.ReadLog;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.Position;
import dev.depwatch.logs.Position.ReadFile;
import dev.depwatch.logs.Position.RecordMark;
import dev.depwatch.notify.DeliveryLog;
import dev.depwatch.state.State;
import dev.depwatch.state.StateDirectory;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The form of a state.json that has one of everything, and that depwatch reads what it wrote. {@code
 * -Ddepwatch.golden.update=true} rewrites it, and its diff shows whether the version must change.
 */
class SavedFormTest {
    private static final Path GOLDEN = Path.of("src/test/resources/state/state-1.json");
    private static final Instant NOW = Instant.parse("2026-11-24T15:00:00Z");
    private static final Instance SCHOOL = new Instance("school");
    private static final Token.Key TOKEN = new Token.Key(SCHOOL, TokenKind.ADE, "1");

    private static final Optional<String> HANDLE = Optional.of("C012345:1764000000.000100");

    @TempDir
    private Path folder;

    private StateDirectory directory;

    @BeforeEach
    void open() throws Exception {
        directory = StateDirectory.open(folder);
    }

    @Test
    void the_state_matches_the_golden_file() throws Exception {
        try (State state = state()) {
            state.section("journal", Journal.Snapshot.class).suppliedBy(SavedFormTest::journal);
            state.section("inventory", Inventory.Saved.class).suppliedBy(SavedFormTest::inventory);
            state.section("apple", Organizations.Saved.class).suppliedBy(SavedFormTest::apple);
            state.section("deliveries", DeliveryLog.class).suppliedBy(() -> deliveries());
            state.start();
        }

        String written = Files.readString(folder.resolve("state.json"));
        if (Boolean.getBoolean("depwatch.golden.update")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, written);
        }
        assertThat(written).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void the_state_is_read_as_it_was_written() throws Exception {
        Files.copy(GOLDEN, folder.resolve("state.json"));

        try (State state = state()) {
            assertThat(state.section("journal", Journal.Snapshot.class).latest())
                    .contains(journal());
            assertThat(state.section("inventory", Inventory.Saved.class).latest())
                    .contains(inventory());
            assertThat(state.section("apple", Organizations.Saved.class).latest())
                    .contains(apple());
            assertThat(state.section("deliveries", DeliveryLog.class).latest()).contains(deliveries());
        }
    }

    private State state() {
        return new State(directory, new SimpleMeterRegistry(), InstantSource.fixed(NOW), () -> {});
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-24T" + time + "Z");
    }

    private static Journal.Snapshot journal() {
        Case open = new Case(
                "4824635312d16d40",
                SCHOOL,
                Cause.TOKEN_REJECTED,
                "ade-token-rejected",
                at("14:23:41.698"),
                at("14:51:41.702"),
                at("14:23:41.951"),
                at("14:51:42.003"),
                15,
                Duration.ofSeconds(120, 4_000_000),
                Optional.of(new Reopened(at("14:41:41.700"), at("14:41:42.001"))),
                Optional.of(at("14:31:41")),
                Optional.empty(),
                "2026-11-24 14:51:41,702 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - an \"answer\"");
        Case over = new Case(
                "0c1d2e3f40516273",
                new Instance("host/physics"),
                Cause.CONTENT_TOKEN_INVALID,
                "content-token-revoked",
                at("12:00:00"),
                at("12:00:00"),
                at("12:00:00.3"),
                at("12:00:00.3"),
                1,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ApiCondition(
                        Optional.of(at("11:50:00")),
                        at("12:10:00"),
                        Set.of(new Token.Key(new Instance("host/physics"), TokenKind.CONTENT, "2")))),
                "");
        ClosedCase closed = new ClosedCase(over, at("14:30:00"), Proof.NOT_SEEN_SINCE);
        RecordMark first = new RecordMark(LocalDateTime.parse("2026-11-24T09:12:44.118"), 1_514_382_211);
        RecordMark last = new RecordMark(LocalDateTime.parse("2026-11-24T15:59:57.902"), -804_116_730);
        return new Journal.Snapshot(
                List.of(new ReadLog(
                        new LogName(SCHOOL, "/usr/local/jss/logs/JAMFSoftwareServer.log"),
                        new Position(List.of(new ReadFile(first, 48_082, Optional.of(last), 48_213, true))),
                        at("14:59:58.114"),
                        CountedSightings.read(Base64.getDecoder().decode("AAABmrYMqAJNTtZZhKdX5g==")))),
                List.of(open),
                List.of(closed),
                List.of(closed),
                List.of(new FailureHour(at("14:00:00"), Cause.TOKEN_REJECTED, 15)));
    }

    private static Organizations.Saved apple() {
        Organization organization = new Organization(
                "Example",
                Scope.BUSINESS,
                List.of(new MdmServer(
                        "1F97349736CF4614A94F624E705841AD",
                        "Production MDM",
                        MdmServer.Status.ACTIVE,
                        Optional.of(128L),
                        Optional.of(NOW.minusSeconds(600)),
                        Optional.of(NOW.minusSeconds(90_000)),
                        Optional.empty())),
                List.of(new Account(
                        new AppleId("it-admin@example.org"), Account.Status.LOCKED, NOW.minusSeconds(3_600))),
                Optional.empty(),
                Optional.of(NOW.minusSeconds(60)),
                Optional.of(new ReadFailure(
                        ReadException.Reason.UNAVAILABLE, "it asks for fewer requests", NOW.minusSeconds(5))));
        return new Organizations.Saved(List.of(organization));
    }

    private static Inventory.Saved inventory() {
        Token token = SampleToken.of(
                TOKEN,
                "School",
                "it-admin@example.org",
                "Example School",
                "Jamf Pro school",
                "677CAB70FE1811E2B7780800200C9A66",
                "2027-01-02");
        Token unknown = SampleToken.of(new Token.Key(SCHOOL, TokenKind.CONTENT, "2"), "Apps");
        Token removed = SampleToken.of(new Token.Key(SCHOOL, TokenKind.ADE, "3"), "Old");
        Reading reading = new Reading(
                List.of(
                        new TokenState(token, Optional.of(new Sync("CONNECTION_ERROR", at("14:51:40")))),
                        new TokenState(unknown, Optional.empty())),
                List.of(new JamfNotification(
                        Optional.of(Cause.TERMS_NOT_SIGNED),
                        "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED",
                        "1",
                        "School",
                        at("14:22:00"))),
                Map.of(Part.CONTENT_TOKENS, "give its role the privilege \"Read Volume Purchasing Locations\""));
        return new Inventory.Saved(List.of(new InstanceInventory(
                SCHOOL,
                Source.JAMF,
                Optional.of(URI.create("https://jamf.example.org:8443")),
                Optional.of(reading),
                Optional.of(at("14:52:00")),
                Optional.of(Instant.parse("2026-10-01T08:00:00Z")),
                List.of(new Replaced(
                        TOKEN, Instant.parse("2026-11-01T08:00:00Z"), removed, Instant.parse("2026-11-01T07:50:00Z"))),
                List.of(new Removed(new TokenState(removed, Optional.empty()), at("09:00:00"))),
                List.of(new Syncs(
                        TOKEN,
                        new SyncHistory(
                                Optional.of(at("14:52:00")),
                                Optional.of(new Failing(
                                        Optional.of(at("14:20:00")), at("14:23:40"), Optional.of(at("14:52:00")))),
                                Map.of("COMPLETED", new Quiet(Optional.of(at("14:52:00")), Duration.ofHours(30))),
                                List.of(new Streak(
                                        "COMPLETED",
                                        at("14:24:00"),
                                        at("14:50:00"),
                                        14,
                                        Optional.of(at("14:48:00")),
                                        Optional.of(Duration.ofMinutes(2))))))),
                List.of(new SignedTerms(
                        "Example", Instant.parse("2026-11-22T08:00:00Z"), Instant.parse("2026-11-23T08:00:00Z"))),
                Map.of(Part.CONTENT_TOKENS, Instant.parse("2026-11-20T08:00:00Z")),
                Map.of(),
                Optional.of(new ReadFailure(ReadException.Reason.UNREACHABLE, "no connection", at("14:55:00"))))));
    }

    private static DeliveryLog deliveries() {
        Alert alert = new Alert(
                Remedy.REGENERATE,
                new Subject(Subject.Kind.APPLE_ID, "it-admin@example.org"),
                Severity.CRITICAL,
                Set.of(TOKEN),
                Set.of(SCHOOL),
                Set.of("certain"),
                at("14:23:41.698"),
                List.of("4824635312d16d40"),
                new Message(
                        "Apple ID it-admin@example.org: 1 ADE token needs regenerating, on school.",
                        List.of(Message.Line.of("school: ADE token \"School\"")),
                        "Failing since 14:23.",
                        "2026-11-24 14:51:41,702 [ERROR]",
                        List.of(
                                new Message.Line("Sign in.", Optional.of(URI.create("https://business.apple.com/"))),
                                new Message.Line("Upload it.", Optional.empty())),
                        List.of("Check the terms."),
                        List.of("Do not delete the server."),
                        Optional.of(new Message.Brief("Failing.", List.of(Message.Line.of("Upload it."))))));
        return new DeliveryLog(
                Map.of("slack team", List.of(new Delivered(alert, at("14:24:42"), at("14:24:42"), HANDLE))));
    }
}
