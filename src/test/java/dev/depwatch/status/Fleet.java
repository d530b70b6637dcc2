package dev.depwatch.status;

import static dev.depwatch.token.SampleToken.key;

import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Detail;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.Finding.Seen;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenHealth.Recovery;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.journal.Case;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Some Jamf Pro instances and the conclusions about them at {@link #NOW}, built step by step. */
final class Fleet {
    static final Instant NOW = Instant.parse("2026-11-24T14:30:00Z");
    private static final Instant SINCE = Instant.parse("2026-11-24T14:23:00Z");

    private final List<InstanceInventory> inventories = new ArrayList<>();
    private final List<LogStatus> logs = new ArrayList<>();
    private final List<TokenHealth> tokens = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<MonitoringIssue> issues = new ArrayList<>();
    private final List<Case> cases = new ArrayList<>();
    private final List<Silence> silences = new ArrayList<>();

    /** Every state that a metric or a field reports, at least once. */
    static Fleet withEveryProblem() {
        return new Fleet()
                .tokensRead("school")
                .logFollowed("school", "/srv/school/JAMFSoftwareServer.log")
                .failing(token("school", "1", "it-admin@example.org"), Cause.FORBIDDEN)
                .tokensRead("physics")
                .logFollowed("physics", "/srv/physics/JAMFSoftwareServer.log")
                .failing(token("physics", "1", "it-admin@example.org"), Cause.FORBIDDEN)
                .atRisk(contentToken("physics", "7", "it-admin@example.org"))
                .tokensRead(
                        "terms",
                        new JamfNotification(Optional.empty(), "TOMCAT_SSL_CERT_EXPIRED", "3", "", SINCE),
                        new JamfNotification(Optional.empty(), "DEP_INSTANCE_EXPIRED", "4", "Old", SINCE))
                .failing(token("terms", "1", "board@example.org"), Cause.TERMS_NOT_SIGNED)
                .failing(pushCertificate("terms", "board@example.org"), Cause.CERTIFICATE_EXPIRED)
                .tokensRead("twins")
                .oneOfFails(
                        Cause.TOKEN_REJECTED,
                        token("twins", "1", "it-admin@example.org"),
                        token("twins", "2", "lab@example.org"))
                .tokensNotRead("closed", "HTTP 401; check clientId and clientSecretFile")
                .logNotFollowed(
                        "closed", "/srv/closed/JAMFSoftwareServer.log", "permission denied; add the user to the group")
                .expired(token("closed", "1", "board@example.org"))
                .silenced("closed", "decommissioned in January")
                .tokensUnknown("blind")
                .logFollowed("blind", "/srv/blind/JAMFSoftwareServer.log")
                .failingUnknownToken("blind", Cause.OAUTH_REFRESH_FAILED)
                .healthy(token("calm", "1", "calm@example.org"))
                .healthy(SampleToken.of(key("calm", TokenKind.ADE, "2"), ""));
    }

    static Token token(String instance, String id, String owner) {
        return SampleToken.of(
                key(instance, TokenKind.ADE, id),
                "ADE of " + instance,
                owner,
                "Example School",
                "mdm-" + instance,
                // The instance physics is a copy of school and has its server's token.
                Set.of("school", "physics").contains(instance) ? "BASD08C11F3C455" : "BASD-" + instance,
                "2027-01-02");
    }

    static Token contentToken(String instance, String id, String owner) {
        return SampleToken.of(
                key(instance, TokenKind.CONTENT, id),
                "Books of " + instance,
                owner,
                "Example School",
                "2027-04-25T21:09:31.661Z");
    }

    private static Token pushCertificate(String instance, String owner) {
        return SampleToken.of(
                key(instance, TokenKind.PUSH, Token.Key.ONLY),
                "com.apple.mgmt.External." + instance,
                owner,
                "",
                "2026-11-20");
    }

    Fleet healthy(Token token) {
        return with(token, Health.HEALTHY, Optional.empty());
    }

    Fleet atRisk(Token token) {
        return with(token, Health.AT_RISK, Optional.empty());
    }

    Fleet failing(Token token, Cause cause) {
        Finding finding = finding(cause.remedy(), Certainty.CERTAIN, cause, token.instance(), List.of(token));
        return with(token, Health.FAILING, Optional.of(finding));
    }

    /** Nothing proves yet that the failure ended. */
    Fleet justRenewed(Token former, Token renewed, Cause cause) {
        Finding finding = finding(cause.remedy(), Certainty.CERTAIN, cause, former.instance(), List.of(former));
        return with(renewed, Health.FAILING, Optional.of(finding));
    }

    Fleet expired(Token token) {
        Finding finding =
                finding(Remedy.REGENERATE, Certainty.CERTAIN, Cause.TOKEN_EXPIRED, token.instance(), List.of(token));
        return with(token, Health.EXPIRED, Optional.of(finding));
    }

    Fleet oneOfFails(Cause cause, Token... candidates) {
        Finding finding =
                finding(Remedy.IDENTIFY, Certainty.ONE_OF, cause, candidates[0].instance(), List.of(candidates));
        for (Token candidate : candidates) {
            with(candidate, Health.SUSPECT, Optional.of(finding));
        }
        return this;
    }

    Fleet failingUnknownToken(String instance, Cause cause) {
        finding(cause.remedy(), Certainty.UNKNOWN, cause, new Instance(instance), List.of());
        return this;
    }

    Fleet healthyOfOnePerson(Token token) {
        return with(token, Health.HEALTHY, Optional.empty(), true);
    }

    Fleet with(Token token, Health health, Optional<Finding> finding) {
        return with(token, health, finding, false);
    }

    private Fleet with(Token token, Health health, Optional<Finding> finding, boolean personalOwner) {
        Sync sync = new Sync("CONNECTION_ERROR", Instant.parse("2026-11-24T14:28:00.250Z"));
        tokens.add(new TokenHealth(
                token,
                health,
                token.kind().isCertificate() ? Optional.empty() : Optional.of(sync),
                false,
                Recovery.NONE,
                finding,
                personalOwner,
                Optional.empty(),
                Optional.empty()));
        return this;
    }

    Fleet tokensRead(String instance, JamfNotification... notifications) {
        Instant readAt = NOW.minusSeconds(40);
        return with(unread(instance, Source.JAMF)
                .after(new Reading(List.of(), List.of(notifications), Map.of()), false, readAt));
    }

    Fleet tokensNotRead(String instance, String sentence) {
        ReadException refused = new ReadException(ReadException.Reason.CREDENTIALS, sentence);
        return with(unread(instance, Source.JAMF).after(refused, SINCE));
    }

    /** Neither the API nor the configuration lists the tokens of this instance. */
    Fleet tokensUnknown(String instance) {
        return with(unread(instance, Source.NONE));
    }

    private static InstanceInventory unread(String instance, Source source) {
        return InstanceInventory.unread(new Instance(instance), Optional.empty(), source);
    }

    /** Until 2027-01-31 in Zurich. */
    Fleet silenced(String instance, String reason) {
        silences.add(new Silence(
                new Instance(instance),
                Optional.empty(),
                Optional.empty(),
                LocalDate.of(2027, 1, 31),
                Instant.parse("2027-01-31T23:00:00Z"),
                reason,
                Optional.of("anna")));
        return this;
    }

    Fleet with(InstanceInventory inventory) {
        inventories.add(inventory);
        return this;
    }

    Fleet logFollowed(String instance, String path) {
        return log(instance, path, true, Optional.empty(), Optional.of(NOW.minusSeconds(3)), 0);
    }

    /** As after a start: depwatch does not know yet what the log contains. */
    Fleet logBeingCaughtUp(String instance, String path) {
        return log(instance, path, false, Optional.empty(), Optional.empty(), 90_000_000);
    }

    Fleet logNotFollowed(String instance, String path, String sentence) {
        issues.add(new MonitoringIssue(new Instance(instance), MonitoringIssue.Kind.LOG_NOT_FOLLOWED, sentence, SINCE));
        return log(
                instance,
                path,
                false,
                Optional.of(new LogStatus.FollowFailure(sentence, SINCE)),
                Optional.empty(),
                4096);
    }

    private Fleet log(
            String instance,
            String path,
            boolean caughtUp,
            Optional<LogStatus.FollowFailure> failure,
            Optional<Instant> lastRecordAt,
            long backlogBytes) {
        logs.add(new LogStatus(
                new LogName(new Instance(instance), path),
                caughtUp,
                failure,
                backlogBytes,
                new LogStatus.Records(
                        1200,
                        2,
                        Optional.empty(),
                        lastRecordAt,
                        Optional.empty(),
                        lastRecordAt.map(at -> at.minusSeconds(1)),
                        Optional.empty()),
                0));
        return this;
    }

    /** A finding and the open case that it rests on. */
    private Finding finding(Remedy remedy, Certainty certainty, Cause cause, Instance instance, List<Token> tokens) {
        String caseId = instance.name() + "-" + cause.key();
        String evidence =
                "2026-11-24 15:29:00,004 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - <" + cause.key() + ">";
        cases.add(new Case(
                caseId,
                instance,
                cause,
                cause.key(),
                SINCE,
                NOW.minusSeconds(60),
                SINCE.plusMillis(300),
                NOW.minusMillis(59_700),
                4,
                Duration.ofMinutes(2),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                evidence));
        Finding finding = new Finding(
                remedy,
                certainty,
                cause == Cause.OAUTH_REFRESH_FAILED,
                cause,
                certainty == Certainty.UNKNOWN ? Set.of(Hint.OWNER_NOT_CONFIGURED, Hint.CHECK_TERMS_FIRST) : Set.of(),
                instance,
                cause.kind(),
                tokens,
                new Seen(SINCE, NOW.minusSeconds(60), 4, List.of(caseId), evidence),
                Detail.NONE);
        findings.add(finding);
        return finding;
    }

    Assessment assessment() {
        return new Assessment(
                NOW,
                inventories,
                logs,
                tokens,
                findings,
                issues,
                cases,
                List.of(),
                List.of(),
                silences,
                Witnesses.NONE);
    }
}
