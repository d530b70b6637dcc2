package dev.depwatch.alert;

import static dev.depwatch.alert.Situation.ade;
import static dev.depwatch.alert.Situation.content;
import static dev.depwatch.alert.Situation.token;
import static dev.depwatch.alert.Situation.withExpiry;
import static dev.depwatch.alert.Situation.withServer;
import static java.util.Objects.requireNonNull;

import dev.depwatch.apple.Account;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenRecovery;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every situation whose text is in a golden file, by the file's name. */
public final class GoldenSituations {
    public static final Alerts ALERTS = new Alerts(
            ZoneId.of("Europe/Zurich"),
            List.of(
                    Duration.ofDays(60),
                    Duration.ofDays(30),
                    Duration.ofDays(14),
                    Duration.ofDays(7),
                    Duration.ofDays(1)));

    private static final String ADMIN = "it-admin@example.org";
    private static final String LAB = "lab@example.org";
    private static final String SERVER = "677cab70-fe18-11e2-b778-0800200c9a66";
    private static final Instant LONG_BEFORE = Instant.parse("2026-11-23T08:00:00Z");
    private static final Expiry YESTERDAY = Expiry.ofDate(LocalDate.of(2026, 11, 22));
    private static final Expiry IN_DAYS = Expiry.ofDate(LocalDate.of(2026, 12, 8));
    private static final String KEY_REFUSED =
            "https://account.apple.com refuses the key of API account \"SCHOOLAPI.1\" (HTTP 400, invalid_client): check"
                    + " clientId, keyId and privateKeyFile, and at Apple that the account is there and its key is not"
                    + " revoked";
    private static final String BUSY =
            "https://jamf.example.org is overloaded or restarts (HTTP 503): depwatch asks again later.";
    private static final String UNREADABLE =
            "/srv/school/JAMFSoftwareServer.log: permission denied. Add the user depwatch to the group that may read it.";

    private GoldenSituations() {}

    public static Map<String, Situation> alerts() {
        Map<String, Situation> all = new TreeMap<>();
        all.put("regenerate-password-changed", passwordChanged());
        all.put("regenerate-many-owners", manyOwners());
        all.put(
                "regenerate-likely",
                new Situation()
                        .jamf("school", "physics")
                        .likely(ade("school", ADMIN), Hint.CHECK_TERMS_FIRST)
                        .likely(ade("physics", ADMIN), Hint.CHECK_TERMS_FIRST));
        all.put(
                "regenerate-likely-clock",
                new Situation().jamf("school").likely(ade("school", ADMIN), Hint.CHECK_CLOCK_FIRST));
        all.put(
                "regenerate-likely-password-changed",
                new Situation()
                        .jamf("school", "physics")
                        .likely(ade("school", ADMIN), Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED)
                        .likely(
                                ade("physics", ADMIN),
                                Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED,
                                Hint.CONTENT_TOKENS_AT_RISK)
                        .health(content("school", ADMIN), Health.AT_RISK));
        all.put(
                "investigate-sync-state",
                new Situation()
                        .jamf("school")
                        .stated(Remedy.INVESTIGATE, Cause.SYNC_FAILED, ade("school", ADMIN))
                        .health(ade("school", ADMIN), Health.FAILING));
        all.put(
                "investigate-sync-state-apple-or-network",
                new Situation()
                        .jamf("school")
                        .stated(Remedy.INVESTIGATE, Cause.SYNC_FAILED, ade("school", ADMIN), Hint.APPLE_OR_NETWORK)
                        .stated(
                                Remedy.INVESTIGATE,
                                Cause.SYNC_FAILED,
                                token("school", TokenKind.ADE, "2", "Loan iPads", LAB, "Example School", "mdm-loan"),
                                Hint.APPLE_OR_NETWORK)
                        .health(ade("school", ADMIN), Health.FAILING));
        all.put(
                "investigate-nothing-seen",
                new Situation()
                        .jamf("school")
                        .trouble(
                                "school",
                                MonitoringIssue.Kind.NOTHING_SEEN,
                                "https://jamf.example.org/school answers 401: check clientId and clientSecretFile."));
        all.put(
                "terms-notified",
                new Situation()
                        .jamf("school")
                        .stated(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("school", ADMIN), Hint.AS_NOTIFIED));
        all.put(
                "regenerate-notified",
                new Situation()
                        .jamf("school")
                        .stated(
                                Remedy.REGENERATE,
                                Cause.CONTENT_TOKEN_INVALID,
                                content("school", ADMIN),
                                Hint.AS_NOTIFIED));
        all.put(
                "identify-notified",
                new Situation()
                        .jamf("school")
                        .oneOf(
                                Remedy.IDENTIFY,
                                Cause.CONTENT_TOKEN_INVALID,
                                List.of(
                                        content("school", ADMIN),
                                        token("school", TokenKind.CONTENT, "8", "Books", LAB, "Example School", "")),
                                Hint.AS_NOTIFIED));
        all.put(
                "regenerate-partly-likely",
                new Situation()
                        .jamf("school", "physics")
                        .likely(ade("school", ADMIN))
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN)));
        all.put(
                "regenerate-rejected-one",
                new Situation()
                        .jamf("school")
                        .certain(
                                Remedy.REGENERATE,
                                Cause.TOKEN_REJECTED,
                                ade("school", ADMIN),
                                Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST));
        all.put("regenerate-forty", many(40));
        all.put(
                "regenerate-expired",
                new Situation().jamf("school").date(Remedy.REGENERATE, withExpiry(ade("school", ADMIN), YESTERDAY)));
        all.put(
                "regenerate-shared-server",
                new Situation()
                        .jamf("school", "school-test")
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, withServer(ade("school", ADMIN), SERVER))
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, withServer(ade("school-test", ADMIN), SERVER)));
        all.put(
                "regenerate-server-of-another-too",
                new Situation()
                        .jamf("school")
                        .health(withServer(ade("school", ADMIN), SERVER), Health.FAILING)
                        .health(withServer(ade("school-test", LAB), SERVER), Health.HEALTHY)
                        .certain(Remedy.REGENERATE, Cause.TOKEN_EXPIRED, withServer(ade("school", ADMIN), SERVER)));
        all.put(
                "regenerate-outdated",
                new Situation()
                        .silentJamf("school", LONG_BEFORE.plus(Duration.ofDays(1)))
                        .silentJamf("physics", LONG_BEFORE)
                        .silentJamf("chemistry", LONG_BEFORE.minus(Duration.ofDays(1)))
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN)));
        all.put(
                "regenerate-both-kinds",
                new Situation()
                        .jamf("school", "physics")
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                        .certain(Remedy.REGENERATE, Cause.CONTENT_TOKEN_INVALID, content("physics", ADMIN)));
        all.put(
                "regenerate-unknown-token",
                new Situation()
                        .jamf("school")
                        .unknown(
                                Remedy.REGENERATE,
                                Cause.OAUTH_REFRESH_FAILED,
                                "school",
                                true,
                                Hint.OWNER_NOT_CONFIGURED,
                                Hint.CHECK_TERMS_FIRST));
        all.put(
                "regenerate-not-read-yet",
                new Situation()
                        .jamf("school")
                        .unknown(Remedy.REGENERATE, Cause.FORBIDDEN, "school", false, Hint.OWNER_NOT_READ_YET));
        all.put(
                "regenerate-unknown-owner",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.REGENERATE, Cause.CONTENT_TOKEN_INVALID, content("school", "")));
        all.put(
                "regenerate-as-configured",
                new Situation().certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN), Hint.AS_CONFIGURED));
        all.put(
                "terms-organisation",
                new Situation()
                        .jamf("school", "physics")
                        .certain(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("school", ADMIN))
                        .certain(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("physics", LAB)));
        all.put(
                "terms-by-notification",
                new Situation().jamf("school").certain(Remedy.ACCEPT_TERMS, Cause.FORBIDDEN, ade("school", ADMIN)));
        all.put(
                "terms-unknown-organisation",
                new Situation()
                        .unknown(
                                Remedy.ACCEPT_TERMS,
                                Cause.TERMS_NOT_SIGNED,
                                "school",
                                false,
                                Hint.OWNER_NOT_CONFIGURED));
        all.put(
                "terms-one-of-two-organisations",
                new Situation()
                        .jamf("school")
                        .oneOf(
                                Remedy.ACCEPT_TERMS,
                                Cause.TERMS_NOT_SIGNED,
                                List.of(
                                        ade("school", ADMIN),
                                        token(
                                                "school",
                                                TokenKind.ADE,
                                                "2",
                                                "Other ADE",
                                                LAB,
                                                "Other School",
                                                "mdm-other"))));
        all.put("identify-several", identify(Cause.FORBIDDEN, LAB, Hint.CHECK_TERMS_FIRST));
        all.put("identify-one-owner", identify(Cause.TOKEN_REJECTED, ADMIN, Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST));
        all.put("identify-deleted-server", identify(Cause.SERVER_INACTIVE, LAB));
        all.put(
                "identify-only-one-known",
                new Situation()
                        .silentJamf("school", LONG_BEFORE)
                        .oneOf(Remedy.IDENTIFY, Cause.FORBIDDEN, List.of(ade("school", ADMIN))));
        all.put(
                "identify-likeliest",
                new Situation().jamf("school").oneOf(Remedy.IDENTIFY, Cause.FORBIDDEN, List.of(ade("school", ADMIN))));
        all.put("identify-several-causes", identify(Cause.FORBIDDEN, LAB, Hint.SEVERAL_CAUSES));
        all.put(
                "identify-several-causes-of-one",
                new Situation()
                        .jamf("school")
                        .oneOf(Remedy.IDENTIFY, Cause.FORBIDDEN, List.of(ade("school", ADMIN)), Hint.SEVERAL_CAUSES));
        all.put(
                "identify-content",
                new Situation()
                        .oneOf(
                                Remedy.IDENTIFY,
                                Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                                List.of(
                                        content("school", ADMIN),
                                        token("school", TokenKind.CONTENT, "8", "", "", "", ""))));
        all.put(
                "relink-server",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.RELINK_SERVER, Cause.SERVER_INACTIVE, ade("school", ADMIN)));
        all.put(
                "reclaim",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.RECLAIM, Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE, content("school", ADMIN)));
        all.put(
                "investigate-bad-request",
                new Situation()
                        .jamf("school")
                        .certain(
                                Remedy.INVESTIGATE,
                                Cause.BAD_REQUEST,
                                ade("school", ADMIN),
                                Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST));
        all.put(
                "investigate-unknown-answer",
                new Situation().jamf("school").certain(Remedy.INVESTIGATE, Cause.BAD_REQUEST, ade("school", ADMIN)));
        all.put(
                "investigate-not-logged",
                new Situation()
                        .jamf("school")
                        .trouble(
                                "school",
                                MonitoringIssue.Kind.FAILURE_NOT_LOGGED,
                                "Jamf Pro says that the sync of \"Example ADE\" fails (CONNECTION_ERROR), but"
                                        + " /srv/school/JAMFSoftwareServer.log has no record of it."));
        all.put(
                "investigate-apple-or-network",
                new Situation()
                        .jamf("school")
                        .certain(
                                Remedy.INVESTIGATE,
                                Cause.OAUTH_REFRESH_FAILED,
                                ade("school", ADMIN),
                                Hint.APPLE_OR_NETWORK));
        all.put(
                "investigate-log-trouble",
                new Situation().jamf("school").trouble("school", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, UNREADABLE));
        all.put(
                "investigate-service-error",
                new Situation()
                        .jamf("school", "physics")
                        .certain(Remedy.INVESTIGATE, Cause.SERVICE_ERROR, ade("school", ADMIN))
                        .certain(Remedy.INVESTIGATE, Cause.SERVICE_ERROR, ade("physics", LAB)));
        all.put(
                "investigate-service-error-not-read",
                new Situation()
                        .jamf("school")
                        .unknown(Remedy.INVESTIGATE, Cause.SERVICE_ERROR, "school", false, Hint.OWNER_NOT_READ_YET));
        all.put(
                "investigate-other-server",
                new Situation()
                        .jamf("school", "physics")
                        .health(withServer(ade("physics", LAB), SERVER), Health.FAILING)
                        .date(
                                Remedy.INVESTIGATE,
                                Cause.TOKEN_OF_ANOTHER_SERVER,
                                withServer(ade("school", ADMIN), SERVER))
                        .formerServer("mdm-loan"));
        all.put(
                "investigate-flapping",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.INVESTIGATE, Cause.FORBIDDEN, ade("school", ADMIN), Hint.SYNCS_FLAP)
                        .syncs(3, 5));
        all.put(
                "investigate-flapping-log-only",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.INVESTIGATE, Cause.FORBIDDEN, ade("school", ADMIN), Hint.SYNCS_FLAP));
        all.put(
                "investigate-terms-signed-lately",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.INVESTIGATE, Cause.FORBIDDEN, ade("school", ADMIN), Hint.TERMS_SIGNED_LATELY));
        all.put(
                "investigate-old-notification",
                new Situation()
                        .jamf("school")
                        .certain(
                                Remedy.INVESTIGATE,
                                Cause.CONTENT_TOKEN_INVALID,
                                content("school", ADMIN),
                                Hint.AS_NOTIFIED));
        all.put(
                "investigate-sync-state-several",
                new Situation()
                        .jamf("school", "physics", "chemistry")
                        .stated(Remedy.INVESTIGATE, Cause.SYNC_FAILED, ade("school", ADMIN))
                        .stated(Remedy.INVESTIGATE, Cause.SYNC_FAILED, ade("physics", ADMIN))
                        .stated(Remedy.INVESTIGATE, Cause.SYNC_FAILED, ade("chemistry", ADMIN))
                        .health(ade("school", ADMIN), Health.FAILING)
                        .health(ade("physics", ADMIN), Health.FAILING)
                        .health(ade("chemistry", ADMIN), Health.FAILING));
        all.put(
                "investigate-tokens-not-read",
                new Situation()
                        .jamf("school", "physics")
                        .trouble("school", MonitoringIssue.Kind.TOKENS_NOT_READ, BUSY)
                        .trouble("physics", MonitoringIssue.Kind.TOKENS_NOT_READ, BUSY));
        all.put(
                "investigate-syncs-stopped",
                new Situation()
                        .jamf("school")
                        .trouble(
                                "school",
                                MonitoringIssue.Kind.SYNCS_STOPPED,
                                "\"Example ADE\" last synced at 2026-11-22 15:29 +01:00. Check in Jamf Pro that it is"
                                        + " enabled, and in a cluster that the primary node runs."));
        all.put(
                "investigate-connections-stopped",
                new Situation()
                        .jamf("school")
                        .trouble(
                                "school",
                                MonitoringIssue.Kind.CONNECTIONS_STOPPED,
                                "Apple last heard from the server of \"Example ADE\" of it-admin@example.org at"
                                        + " 2026-11-24 14:23 +01:00, and Jamf Pro reports no sync. Ask whether the password of"
                                        + " this account was changed, and look in Jamf Pro when the token last synced."));
        all.put(
                "investigate-apple-not-read",
                new Situation().jamf("school").appleNotRead("Example School", KEY_REFUSED));
        all.put(
                "investigate-apples-not-read",
                new Situation()
                        .jamf("school")
                        .appleNotRead("Example School", KEY_REFUSED)
                        .appleNotRead(
                                "Example Business",
                                "https://api-business.apple.com asks for fewer requests (HTTP 429), and for 3600 s without"
                                        + " any: depwatch asks again later. Does another program use the same API account?"));
        all.put(
                "regenerate-by-apples-times",
                new Situation()
                        .jamf("school")
                        .likely(ade("school", ADMIN), Hint.APPLE_CONNECTIONS, Hint.OWNER_ACCOUNT_OUT)
                        .health(ade("school", ADMIN), Health.FAILING)
                        .health(
                                token("school", TokenKind.ADE, "2", "Loan iPads", LAB, "Example School", "mdm-loan"),
                                Health.HEALTHY)
                        .heard("mdm-school", Situation.SINCE.minusSeconds(120))
                        .heard("mdm-loan", Situation.SINCE.plusSeconds(3600))
                        .account(ADMIN, Account.Status.LOCKED));
        all.put(
                "identify-narrowed-by-apple",
                new Situation()
                        .jamf("school")
                        .oneOf(
                                Remedy.IDENTIFY,
                                Cause.TOKEN_REJECTED,
                                List.of(
                                        ade("school", ADMIN),
                                        token(
                                                "school",
                                                TokenKind.ADE,
                                                "2",
                                                "Loan iPads",
                                                LAB,
                                                "Example School",
                                                "mdm-loan")),
                                Hint.APPLE_EXCLUDES)
                        .heard("mdm-school", Situation.SINCE.minusSeconds(120))
                        .heard("mdm-loan", Situation.SINCE.minusSeconds(60)));
        all.put(
                "regenerate-last-connected",
                new Situation()
                        .jamf("school", "physics")
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN))
                        .health(ade("physics", ADMIN), Health.FAILING)
                        .heard("mdm-school", Situation.SINCE.minusSeconds(240))
                        .heard("mdm-physics", Situation.SINCE.minusSeconds(120)));
        all.put(
                "relink-server-by-apple",
                new Situation()
                        .jamf("school")
                        .certain(
                                Remedy.RELINK_SERVER,
                                Cause.SERVER_INACTIVE,
                                ade("school", ADMIN),
                                Hint.AS_APPLE_REPORTS));
        all.put(
                "renew-account-deactivated",
                new Situation()
                        .jamf("school", "physics")
                        .date(Remedy.RENEW, ade("school", ADMIN), Hint.OWNER_ACCOUNT_OUT)
                        .date(Remedy.RENEW, ade("physics", ADMIN), Hint.OWNER_ACCOUNT_OUT)
                        .date(Remedy.RENEW, content("physics", ADMIN), Hint.OWNER_ACCOUNT_OUT)
                        .account(ADMIN, Account.Status.DEACTIVATED));
        all.put(
                "regenerate-others-work",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN), Hint.OTHER_TOKENS_WORK)
                        .othersWork(20)
                        .health(ade("physics", ADMIN), Health.HEALTHY));
        all.put(
                "regenerate-not-read-since",
                new Situation()
                        .silentJamf("school", LONG_BEFORE)
                        .certain(
                                Remedy.REGENERATE,
                                Cause.TOKEN_REJECTED,
                                ade("school", ADMIN),
                                Hint.TOKENS_NOT_READ_SINCE,
                                Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST));
        all.put(
                "regenerate-revoked-content",
                new Situation()
                        .jamf("school")
                        .certain(
                                Remedy.REGENERATE,
                                Cause.CONTENT_TOKEN_INVALID,
                                content("school", ADMIN),
                                Hint.REVOKED_BY_APPLE));
        all.put(
                "terms-of-one-of-two-tokens",
                new Situation()
                        .jamf("school")
                        .health(ade("school", ADMIN), Health.FAILING)
                        .health(
                                token("school", TokenKind.ADE, "2", "Loan iPads", LAB, "Other", "mdm-loan"),
                                Health.HEALTHY)
                        .certain(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("school", ADMIN)));
        all.put(
                "renew-one",
                new Situation().jamf("school").date(Remedy.RENEW, withExpiry(ade("school", ADMIN), IN_DAYS)));
        all.put(
                "renew-shared-server",
                new Situation()
                        .jamf("school", "school-test")
                        .health(withServer(ade("school-test", LAB), SERVER), Health.HEALTHY)
                        .health(withServer(ade("school", ADMIN), SERVER), Health.EXPIRING)
                        .date(Remedy.RENEW, withServer(ade("school", ADMIN), SERVER)));
        all.put(
                "renew-several",
                new Situation()
                        .jamf("school", "physics")
                        .date(Remedy.RENEW, ade("school", ADMIN))
                        .date(Remedy.RENEW, withExpiry(ade("physics", ADMIN), IN_DAYS))
                        .date(
                                Remedy.RENEW,
                                withExpiry(
                                        content("physics", ADMIN),
                                        Expiry.ofInstant(Instant.parse("2026-12-25T21:09:31.661Z")))));
        all.put(
                "renew-passed-unread",
                new Situation()
                        .date(
                                Remedy.RENEW,
                                withExpiry(ade("school", ADMIN), Expiry.ofDate(LocalDate.of(2026, 11, 20)))));
        all.put(
                "renew-tomorrow",
                new Situation()
                        .date(
                                Remedy.RENEW,
                                withExpiry(ade("school", ""), Expiry.ofDate(LocalDate.of(2026, 11, 25))),
                                Hint.AS_CONFIGURED));
        all.put(
                "renew-personal-owner",
                new Situation()
                        .jamf("school")
                        .date(Remedy.RENEW, withExpiry(ade("school", ADMIN), IN_DAYS), Hint.PERSONAL_OWNER));
        all.put(
                "regenerate-personal-owner",
                new Situation()
                        .jamf("school")
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN), Hint.PERSONAL_OWNER));
        all.put("hostile-names", hostile());
        return all;
    }

    public static Map<String, Message> ends() {
        Map<String, Message> all = new TreeMap<>();
        all.put("end-synced", end(passwordChanged(), everywhere(Proof.SYNCED)));
        all.put(
                "end-replaced-one",
                end(reported("regenerate-rejected-one"), one(Cause.TOKEN_REJECTED, Proof.REPLACED)));
        all.put(
                "end-not-seen-since",
                end(reported("regenerate-rejected-one"), one(Cause.TOKEN_REJECTED, Proof.NOT_SEEN_SINCE)));
        all.put(
                "end-token-removed",
                end(reported("regenerate-rejected-one"), one(Cause.TOKEN_REJECTED, Proof.TOKEN_REMOVED)));
        all.put("end-no-longer-watched", end(passwordChanged(), everywhere(Proof.NO_LONGER_WATCHED)));
        all.put(
                "end-mixed",
                end(
                        passwordChanged(),
                        new Situation()
                                .ended("school", Cause.FORBIDDEN, Proof.SYNCED)
                                .ended("physics", Cause.FORBIDDEN, Proof.REPLACED)
                                .ended("chemistry", Cause.FORBIDDEN, Proof.NOT_SEEN_SINCE)
                                .ended("biology", Cause.FORBIDDEN, Proof.TOKEN_REMOVED)));
        all.put(
                "end-causes-forgotten",
                end(
                        passwordChanged(),
                        new Situation()
                                .ended("school", Cause.FORBIDDEN, Proof.SYNCED)
                                .ended("physics", Cause.FORBIDDEN, Proof.REPLACED)
                                .recovery(ade("chemistry", ADMIN), TokenRecovery.State.PROVEN, true)
                                .recovery(ade("biology", ADMIN), TokenRecovery.State.PROVEN, false)));
        all.put("end-sync-state", end(reported("investigate-sync-state"), one(Cause.SYNC_FAILED, Proof.SYNCED)));
        all.put("end-terms", end(reported("terms-by-notification"), one(Cause.FORBIDDEN, Proof.SYNCED)));
        all.put("end-identify", end(reported("identify-several"), one(Cause.FORBIDDEN, Proof.SYNCED)));
        all.put(
                "end-renewed",
                end(
                        reported("renew-several"),
                        new Situation()
                                .jamf("physics", "school")
                                .health(
                                        withExpiry(ade("school", ADMIN), Expiry.ofDate(LocalDate.of(2027, 12, 1))),
                                        Health.HEALTHY)
                                .health(
                                        withExpiry(ade("physics", ADMIN), Expiry.ofDate(LocalDate.of(2027, 12, 1))),
                                        Health.HEALTHY)));
        all.put(
                "end-in-place",
                end(
                        reported("regenerate-rejected-one"),
                        new Situation().recovery(ade("school", ADMIN), TokenRecovery.State.NOT_PROVEN, true)));
        all.put(
                "end-in-place-of-several",
                end(
                        reported("regenerate-partly-likely"),
                        new Situation()
                                .recovery(ade("school", ADMIN), TokenRecovery.State.NOT_PROVEN, true)
                                .recovery(ade("physics", ADMIN), TokenRecovery.State.PROVEN, true)));
        all.put(
                "end-troubles-over",
                end(reported("investigate-tokens-not-read"), new Situation().jamf("physics", "school")));
        all.put("end-trouble-over", end(reported("investigate-log-trouble"), new Situation().jamf("school")));
        all.put(
                "end-apple-read-again",
                end(
                        reported("investigate-apple-not-read"),
                        new Situation().appleRead("Example School", Situation.NOW)));
        all.put("end-apple-no-longer-watched", end(reported("investigate-apples-not-read"), new Situation()));
        all.put("end-trouble-no-longer-watched", end(reported("investigate-log-trouble"), new Situation()));
        all.put("end-not-remembered", end(reported("regenerate-rejected-one"), new Situation().jamf("school")));
        all.put(
                "end-owner-became-known",
                end(
                        reported("regenerate-not-read-yet"),
                        new Situation()
                                .open("school", Cause.FORBIDDEN)
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))));
        all.put(
                "end-terms-instead",
                end(
                        reported("regenerate-not-read-yet"),
                        new Situation()
                                .open("school", Cause.FORBIDDEN)
                                .certain(Remedy.ACCEPT_TERMS, Cause.FORBIDDEN, ade("school", ADMIN))));
        all.put(
                "end-expired-instead",
                end(
                        reported("renew-one"),
                        new Situation().date(Remedy.REGENERATE, withExpiry(ade("school", ADMIN), YESTERDAY))));
        all.put(
                "end-silenced",
                end(
                        passwordChanged(),
                        new Situation()
                                .jamf("biology", "chemistry")
                                .silence("school", Optional.empty(), Optional.empty(), "the server moves in December")
                                .silence("physics", Optional.of(TokenKind.ADE), Optional.of("1"), "decommissioned")
                                .open("school", Cause.FORBIDDEN)
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN))
                                .health(ade("school", ADMIN), Health.FAILING)
                                .health(ade("physics", ADMIN), Health.FAILING)));
        all.put(
                "end-silenced-and-renewed",
                end(
                        two(ade("physics", ADMIN), ade("school", ADMIN)),
                        new Situation()
                                .silence("school", Optional.empty(), Optional.empty(), "the server moves in December")
                                .open("school", Cause.FORBIDDEN)
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                                .health(ade("school", ADMIN), Health.FAILING)
                                .recovery(ade("physics", ADMIN), TokenRecovery.State.PROVEN, true)
                                .ended("physics", Cause.FORBIDDEN, Proof.REPLACED)));
        all.put(
                "end-account-active-again",
                end(
                        reported("renew-account-deactivated"),
                        new Situation()
                                .jamf("school", "physics")
                                .account(ADMIN, Account.Status.ACTIVE)
                                .health(ade("school", ADMIN), Health.HEALTHY)
                                .health(ade("physics", ADMIN), Health.HEALTHY)
                                .health(content("physics", ADMIN), Health.HEALTHY)));
        all.put(
                "end-silenced-unnamed",
                end(
                        reported("regenerate-unknown-token"),
                        new Situation()
                                .silence("school", Optional.empty(), Optional.empty(), "the server moves in December")
                                .open("school", Cause.OAUTH_REFRESH_FAILED)
                                .unknown(Remedy.REGENERATE, Cause.OAUTH_REFRESH_FAILED, "school", true)));
        all.put(
                "end-silenced-trouble",
                end(
                        reported("investigate-log-trouble"),
                        new Situation()
                                .silence("school", Optional.empty(), Optional.empty(), "the server moves in December")
                                .trouble("school", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, UNREADABLE)));
        all.put(
                "end-silenced-expiring",
                end(
                        reported("renew-one"),
                        new Situation()
                                .silence("school", Optional.empty(), Optional.empty(), "the server moves in December")
                                .date(Remedy.RENEW, withExpiry(ade("school", ADMIN), IN_DAYS))));
        all.put(
                "end-silenced-but-over",
                end(
                        reported("regenerate-rejected-one"),
                        new Situation()
                                .silence("school", Optional.empty(), Optional.empty(), "the server moves in December")
                                .ended("school", Cause.TOKEN_REJECTED, Proof.REPLACED)));
        all.put(
                "end-wait",
                end(
                        reported("regenerate-unknown-token"),
                        new Situation()
                                .open("school", Cause.OAUTH_REFRESH_FAILED)
                                .unknown(
                                        Remedy.WAIT,
                                        Cause.OAUTH_REFRESH_FAILED,
                                        "school",
                                        false,
                                        Hint.APPLE_OR_NETWORK)));
        return all;
    }

    public static Alert only(Assessment assessment) {
        List<Alert> alerts = ALERTS.of(assessment);
        if (alerts.size() != 1) {
            throw new IllegalStateException("a golden file holds one alert; found " + alerts);
        }
        return alerts.get(0);
    }

    private static Situation reported(String name) {
        return requireNonNull(alerts().get(name));
    }

    private static Message end(Situation reported, Situation now) {
        return ended(only(reported.assessment()), now.later())
                .map(Alerts.Ended::message)
                .orElseThrow();
    }

    /** How an alert ended that named no other tokens before; empty while it has not ended. */
    static Optional<Alerts.Ended> ended(Alert alert, Assessment now) {
        return ALERTS.ends(now).apply(new Delivered(alert, now.at(), now.at(), Optional.empty()));
    }

    private static Situation everywhere(Proof proof) {
        Situation all = new Situation();
        for (String instance : List.of("school", "physics", "chemistry", "biology")) {
            all.ended(instance, Cause.FORBIDDEN, proof);
        }
        return all;
    }

    private static Situation two(Token one, Token other) {
        return new Situation()
                .jamf(one.instance().name(), other.instance().name())
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, one)
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, other);
    }

    private static Situation one(Cause cause, Proof proof) {
        return new Situation().ended("school", cause, proof);
    }

    private static Situation manyOwners() {
        Situation many = new Situation().jamf("biology", "chemistry", "physics");
        for (String name : List.of("biology", "chemistry", "physics")) {
            Token token = ade(name, name + "@example.org");
            many.with(Situation.finding(
                    Remedy.REGENERATE,
                    Certainty.CERTAIN,
                    true,
                    Cause.FORBIDDEN,
                    List.of(token),
                    token.instance(),
                    3,
                    Hint.MANY_OWNERS_REFUSED,
                    Hint.CHECK_TERMS_FIRST));
        }
        return many;
    }

    private static Situation passwordChanged() {
        Situation all = new Situation().jamf("school", "physics", "chemistry", "biology");
        for (String instance : List.of("school", "physics", "chemistry", "biology")) {
            all.certain(
                    Remedy.REGENERATE,
                    Cause.FORBIDDEN,
                    ade(instance, ADMIN),
                    Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED,
                    Hint.CONTENT_TOKENS_AT_RISK);
        }
        return all.health(content("physics", ADMIN), Health.AT_RISK)
                .health(content("school", ADMIN), Health.AT_RISK)
                .health(content("school", LAB), Health.AT_RISK);
    }

    /** One owner's tokens on as many instances. */
    public static Situation many(int instances) {
        Situation all = new Situation();
        for (int number = 1; number <= instances; number++) {
            String instance = "school-" + (number < 10 ? "0" : "") + number;
            all.jamf(instance).certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade(instance, ADMIN));
        }
        return all;
    }

    private static Situation identify(Cause cause, String secondOwner, Hint... hints) {
        List<Token> candidates = new ArrayList<>();
        candidates.add(ade("school", ADMIN));
        candidates.add(token("school", TokenKind.ADE, "2", "Loan iPads", secondOwner, "Example School", "mdm-loan"));
        return new Situation().jamf("school").oneOf(Remedy.IDENTIFY, cause, candidates, hints);
    }

    private static Situation hostile() {
        String name = "<!channel> *&* " + "x".repeat(300);
        return new Situation()
                .certain(
                        Remedy.REGENERATE,
                        Cause.FORBIDDEN,
                        token("school", TokenKind.ADE, "1", name, "a".repeat(200) + "@example.org", name, name));
    }
}
