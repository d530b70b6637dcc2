package dev.depwatch.alert;

import static dev.depwatch.alert.Situation.ade;
import static dev.depwatch.alert.Situation.content;
import static dev.depwatch.alert.Situation.token;
import static java.util.Objects.requireNonNull;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every situation whose text is in a golden file, by the file's name. */
public final class GoldenSituations {
    public static final Alerts ALERTS = new Alerts(
            ZoneId.of("Europe/Zurich"),
            Stream.of(60, 30, 14, 7, 1).map(Duration::ofDays).toList());

    private static final String ADMIN = "it-admin@example.org";
    private static final String LAB = "lab@example.org";

    /** The file, and the situation as {@link Situation#of} reads it. */
    private static final String REPORTED = """
            regenerate-password-changed | jamf school physics chemistry biology; certain regenerate forbidden \
                ade@school ade@physics ade@chemistry ade@biology +password_changed_or_account_disabled \
                +content_tokens_at_risk; health at_risk content@physics content@school content@school/lab
            regenerate-likely | jamf school physics; likely ade@school ade@physics +check_terms_first
            regenerate-likely-clock | jamf school; likely ade@school +check_clock_first
            regenerate-likely-others-work | jamf school; likely ade@school; others_work 2
            regenerate-likely-password-changed | jamf school physics; \
                likely ade@school +password_changed_or_account_disabled; \
                likely ade@physics +password_changed_or_account_disabled +content_tokens_at_risk; \
                health at_risk content@school
            investigate-sync-state | jamf school; stated investigate sync_failed ade@school; \
                health failing ade@school
            investigate-sync-state-unknown-owners | jamf school; \
                stated investigate sync_failed ade@school/- loan@school/-
            investigate-sync-state-apple-or-network | jamf school; \
                stated investigate sync_failed ade@school loan@school/lab +apple_or_network; \
                health failing ade@school
            investigate-nothing-seen | jamf school; trouble school nothing_seen: https://jamf.example.org/school \
                answers 401: check clientId and clientSecretFile.
            terms-notified | jamf school; stated accept_terms terms_not_signed ade@school +as_notified
            regenerate-notified | jamf school; stated regenerate content_token_invalid content@school +as_notified
            regenerate-many-owners | jamf biology chemistry physics; likely_of forbidden ade@biology/biology \
                ade@chemistry/chemistry ade@physics/physics +many_owners_refused +check_terms_first
            regenerate-partly-likely | jamf school physics; likely ade@school; \
                certain regenerate forbidden ade@physics
            regenerate-rejected-one | jamf school; \
                certain regenerate token_rejected ade@school +upload_a_just_downloaded_token_first
            regenerate-expired | jamf school; date regenerate ade@school~2026-11-22
            regenerate-shared-server | jamf school school-test; \
                certain regenerate forbidden ade@school! ade@school-test!
            regenerate-server-of-another-too | jamf school; health failing ade@school!; \
                health healthy ade@school-test/lab!; certain regenerate token_expired ade@school!
            regenerate-consumer-key | jamf school; likely_of token_rejected ade@school +check_server_first
            regenerate-both-kinds | jamf school physics; certain regenerate forbidden ade@school; \
                certain regenerate content_token_invalid content@physics
            regenerate-unknown-token | jamf school; \
                likely_unknown regenerate oauth_refresh_failed school +owner_not_configured +check_terms_first
            regenerate-not-read-yet | jamf school; unknown regenerate forbidden school +owner_not_read_yet
            regenerate-unknown-owner | jamf school; certain regenerate content_token_invalid content@school/-
            regenerate-as-configured | certain regenerate forbidden ade@school +as_configured
            terms-organisation | jamf school physics; \
                certain accept_terms terms_not_signed ade@school ade@physics/lab
            terms-by-notification | jamf school; certain accept_terms forbidden ade@school
            terms-unknown-organisation | unknown accept_terms terms_not_signed school +owner_not_configured
            certificate-push-soon | jamf school; dated_certificate push@school~2026-11-30
            certificate-push-expired | jamf school; dated_certificate push@school~2026-11-20 +certificate_is_over
            certificate-push-notified | jamf school; \
                unknown renew_certificate certificate_expired school +certificate_is_over +as_notified
            certificate-push-revoked | jamf school; \
                revoked push@school~2027-06-30 +certificate_is_over +as_notified
            certificate-account-out | jamf school; account_out push@school~2027-06-30 +owner_account_out; \
                account it-admin locked
            certificate-ca-soon | jamf school; dated_certificate ca@school/-~2027-01-10
            certificate-gsx-expired | jamf school; dated_certificate gsx@school~2026-11-20 +certificate_is_over
            certificate-gsx-notified | jamf school; unknown_gsx school +as_notified
            certificate-gsx-unread | silent school 2026-11-19T08:00:00Z; dated_certificate gsx@school~2026-11-20
            certificate-ca-unread | silent school 2026-11-19T08:00:00Z; \
                dated_certificate ca@school/-~2026-11-20 gsx@school/-~2026-11-21
            certificate-several | jamf physics; silent school 2026-11-19T08:00:00Z; \
                dated_certificate push@physics~2026-12-24 push@school~2026-12-20 gsx@school~2026-11-20
            dates-differ | jamf school; trouble school dates_differ "Example ADE" has expired, but the Jamf Pro API \
                says 2027-06-30: Jamf Pro notifies DEP_INSTANCE_EXPIRED: "Example ADE" has expired, but the Jamf Pro API \
                says 2027-06-30. Find out in Jamf Pro which is right. If the notification is an old one, dismiss it.
            topic-changed | jamf school; trouble school topic_changed: If the former certificate has not ended, upload it \
                to Jamf Pro again and renew it with its own Apple ID. If only the file in pushCertificate is wrong, correct \
                that. The new topic is com.apple.mgmt.External.B, the former one com.apple.mgmt.External.A.
            jamf-notifies-apns | jamf school physics; trouble school jamf_notifies APNS_CONNECTION_FAILURE: Check the \
                network, the firewall and the push certificate of the Jamf Pro host (APNS_CONNECTION_FAILURE).; \
                trouble physics jamf_notifies TOMCAT_SSL_CERT_EXPIRED 100%: Look at it in Jamf Pro \
                (TOMCAT_SSL_CERT_EXPIRED, "100%").
            jamf-notifies | jamf school; trouble school jamf_notifies TOMCAT_SSL_CERT_EXPIRED: Look at it in Jamf Pro (TOMCAT_SSL_CERT_EXPIRED).
            identify-several | jamf school; one_of identify forbidden ade@school loan@school/lab +check_terms_first
            identify-one-owner | jamf school; \
                one_of identify token_rejected ade@school loan@school +upload_a_just_downloaded_token_first
            identify-deleted-server | jamf school; one_of identify server_inactive ade@school loan@school/lab
            identify-only-one-known | silent school 2026-11-23T08:00:00Z; one_of identify forbidden ade@school
            identify-likeliest | jamf school; one_of identify forbidden ade@school
            identify-several-causes | jamf school; \
                one_of identify forbidden ade@school loan@school/lab +several_causes
            identify-several-causes-of-one | jamf school; one_of identify forbidden ade@school +several_causes
            relink-server | jamf school; certain relink_server server_inactive ade@school
            reclaim | jamf school; certain reclaim content_token_claimed_elsewhere content@school
            investigate-bad-request | jamf school; \
                certain investigate bad_request ade@school +upload_a_just_downloaded_token_first
            investigate-unknown-answer | jamf school; certain investigate bad_request ade@school
            investigate-clock-refused | jamf school; certain investigate clock_refused ade@school
            investigate-proxy-answer | jamf school; certain investigate proxy_answer ade@school
            investigate-request-invalid | jamf school; certain investigate request_invalid ade@school
            investigate-not-logged | jamf school; trouble school failure_not_logged: Jamf Pro says that the sync of \
                "Example ADE" fails (CONNECTION_ERROR), but /srv/school/JAMFSoftwareServer.log has no record of it.
            investigate-apple-or-network | jamf school; \
                certain investigate oauth_refresh_failed ade@school +apple_or_network
            investigate-log-trouble | jamf school; trouble school log_not_followed: \
                /srv/school/JAMFSoftwareServer.log: permission denied. Add the user depwatch to the group that may \
                read it.
            investigate-service-error | jamf school physics; \
                certain investigate service_error ade@school ade@physics/lab
            investigate-service-error-not-read | jamf school; \
                unknown investigate service_error school +owner_not_read_yet
            investigate-other-server | jamf school physics; health failing ade@physics/lab!; \
                dated investigate token_of_another_server ade@school!; former_server mdm-loan
            investigate-flapping | jamf school; certain investigate forbidden ade@school +syncs_flap; syncs 3 5
            investigate-flapping-log-only | jamf school; certain investigate forbidden ade@school +syncs_flap
            investigate-terms-signed-lately | jamf school; \
                certain investigate forbidden ade@school +terms_signed_lately
            investigate-old-notification | jamf school; \
                certain investigate content_token_invalid content@school +as_notified
            investigate-sync-state-several | jamf school physics chemistry; \
                stated investigate sync_failed ade@school ade@physics ade@chemistry +owner_account_out; account it-admin locked; \
                health failing ade@school ade@physics ade@chemistry
            investigate-tokens-not-read | jamf school physics; trouble school tokens_not_read: \
                https://jamf.example.org asks for fewer requests (HTTP 429): if it lasts, find what else uses API \
                client "depwatch"; trouble physics tokens_not_read: https://jamf.example.org answers HTTP 503 to \
                /api/oauth/token: if it lasts, look whether Jamf Pro runs, and whether its proxy or load balancer \
                reaches it
            investigate-content-flapping | jamf school; certain investigate content_token_invalid content@school +syncs_flap
            investigate-content-file | jamf school; certain investigate content_token_invalid content@school
            investigate-syncs-stopped | jamf school; trouble school syncs_stopped: "Example ADE" last synced at \
                2026-11-22 15:29 +01:00. Check in Jamf Pro that it is enabled, and in a cluster that the primary node \
                runs.
            investigate-connections-stopped | jamf school; trouble school connections_stopped it-admin@example.org: Apple last heard from \
                the server of "Example ADE" of it-admin@example.org at 2026-11-24 14:23 +01:00. Jamf Pro reports \
                no sync. Ask whether the password of this account was changed, and look in Jamf Pro when the token \
                last synced.
            investigate-apple-not-read | jamf school; apple_not_read Example School: https://account.apple.com \
                refuses the key of API account "SCHOOLAPI.1" (HTTP 400, invalid_client): check clientId, keyId and \
                privateKeyFile, and at Apple that the account is there and its key is not revoked. After a \
                change of depwatch.yml or a secret file, reload depwatch, or restart it if systemd passes the secret.
            investigate-apples-not-read | jamf school; apple_not_read Example School: https://account.apple.com \
                refuses the key of API account "SCHOOLAPI.1" (HTTP 400, invalid_client): check clientId, keyId and \
                privateKeyFile, and at Apple that the account is there and its key is not revoked. After a \
                change of depwatch.yml or a secret file, reload depwatch, or restart it if systemd passes the secret.; apple_not_read \
                Example Business: https://api-business.apple.com asks for fewer requests (HTTP 429), and for none \
                during 60 min: check whether another program uses the same API account
            regenerate-by-apples-times | jamf school; likely ade@school +apple_connections +owner_account_out; \
                health failing ade@school; health healthy loan@school/lab; heard mdm-school 2026-11-24T13:21:00Z; \
                heard mdm-loan 2026-11-24T14:23:00Z; account it-admin locked
            regenerate-by-apples-times-rejected | jamf school; likely_of token_rejected ade@school +apple_connections \
                +upload_a_just_downloaded_token_first; health failing ade@school; health healthy loan@school/lab; \
                heard mdm-school 2026-11-24T13:21:00Z; heard mdm-loan 2026-11-24T14:23:00Z
            identify-narrowed-by-apple | silent school 2026-11-23T08:00:00Z; \
                one_of identify token_rejected ade@school loan@school/lab +apple_excludes; \
                heard mdm-school 2026-11-24T13:21:00Z; heard mdm-loan 2026-11-24T13:22:00Z
            regenerate-last-connected | jamf school physics; certain regenerate forbidden ade@school ade@physics; \
                health failing ade@physics; heard mdm-school 2026-11-24T13:19:00Z; \
                heard mdm-physics 2026-11-24T13:21:00Z
            relink-server-by-apple | jamf school; certain relink_server server_inactive ade@school +as_apple_reports
            renew-account-deactivated | jamf school physics; \
                date renew ade@school ade@physics content@physics +owner_account_out; account it-admin deactivated
            renew-account-locked | jamf school; date renew ade@school +owner_account_out; account it-admin locked
            regenerate-others-work | jamf school; certain regenerate forbidden ade@school +other_tokens_work; \
                others_work 20; health healthy ade@physics
            regenerate-not-read-since | silent school 2026-11-23T08:00:00Z; likely_of token_rejected \
                ade@school +tokens_not_read_since +upload_a_just_downloaded_token_first
            regenerate-partly-not-read | jamf physics; silent school 2026-11-23T08:00:00Z; certain regenerate \
                token_rejected ade@physics; likely_of token_rejected ade@school +tokens_not_read_since; \
                likely_of content_token_invalid content@school +tokens_not_read_since
            regenerate-consumer-key-not-read | silent school 2026-11-23T08:00:00Z; \
                likely_of token_rejected ade@school +check_server_first +tokens_not_read_since
            regenerate-revoked-content | jamf school; \
                certain regenerate content_token_invalid content@school +revoked_by_apple
            renew-one | jamf school; date renew ade@school~2026-12-08
            renew-failing | jamf school physics; stated renew sync_failed ade@school~2026-11-24; \
                date renew ade@physics~2026-12-08
            renew-shared-server | jamf school school-test; health healthy ade@school-test/lab!; \
                health expiring ade@school!; date renew ade@school!
            renew-several | jamf school physics; \
                date renew ade@school ade@physics~2026-12-08 content@physics~2026-12-25T21:09:31.661Z
            renew-passed-unread | stated renew sync_failed ade@school~2026-11-20
            renew-tomorrow | date renew ade@school/-~2026-11-25 +as_configured
            renew-personal-owner | jamf school; date renew ade@school~2026-12-08 +personal_owner
            regenerate-personal-owner | jamf school; certain regenerate forbidden ade@school +personal_owner
            regenerate-outdated | silent school 2026-11-24T08:00:00Z; silent physics 2026-11-23T08:00:00Z; \
                silent chemistry 2026-11-22T08:00:00Z; certain regenerate forbidden ade@school ade@physics
            """;

    /** The file, what was reported before (by its file, or as a situation), and the situation that ends it. */
    private static final String ENDED = """
            end-synced | regenerate-password-changed | ended forbidden synced school physics chemistry biology
            end-replaced-one | regenerate-rejected-one | ended token_rejected replaced school
            end-not-seen-since | regenerate-rejected-one | ended token_rejected not_seen_since school
            end-token-removed | regenerate-rejected-one | ended token_rejected token_removed school
            end-no-longer-watched | regenerate-password-changed | \
                ended forbidden no_longer_watched school physics chemistry biology
            end-mixed | regenerate-password-changed | ended forbidden synced school; \
                ended forbidden replaced physics; ended forbidden not_seen_since chemistry; \
                ended forbidden token_removed biology
            end-causes-forgotten | regenerate-password-changed | ended forbidden synced school; \
                ended forbidden replaced physics; renewed proven ade@chemistry; recovery proven ade@biology
            end-sync-state | investigate-sync-state | ended sync_failed synced school
            end-terms | terms-by-notification | ended forbidden synced school
            end-identify | identify-several | ended forbidden synced school
            end-renewed | renew-several | jamf physics school; \
                health healthy ade@school~2027-12-01 ade@physics~2027-12-01
            end-in-place | regenerate-rejected-one | renewed not_proven ade@school
            end-in-place-of-several | regenerate-partly-likely | renewed not_proven ade@school; \
                renewed proven ade@physics
            end-log-dropped | investigate-log-trouble | jamf school
            end-topic-left | topic-changed | days_later 8; jamf school; health healthy push@school!
            end-organisation-dropped | renew-account-deactivated | jamf school physics; \
                health healthy ade@school~2027-12-01 ade@physics~2027-12-01 content@physics~2027-12-01
            end-troubles-over | investigate-tokens-not-read | jamf physics school
            end-trouble-over | investigate-log-trouble | jamf school; followed school
            end-apple-read-again | investigate-apple-not-read | apple_read Example School
            end-apple-no-longer-watched | investigate-apples-not-read | nothing
            end-trouble-no-longer-watched | investigate-log-trouble | nothing
            end-not-remembered | regenerate-rejected-one | jamf school
            end-owner-became-known | regenerate-not-read-yet | open forbidden school; \
                certain regenerate forbidden ade@school
            end-terms-instead | regenerate-not-read-yet | open forbidden school; \
                certain accept_terms forbidden ade@school
            end-expired-instead | renew-one | date regenerate ade@school~2026-11-22
            end-silenced | regenerate-password-changed | jamf biology chemistry; \
                silence school: the server moves in December; silence physics ade 1: decommissioned; \
                open forbidden school; certain regenerate forbidden ade@school ade@physics; \
                health failing ade@school ade@physics
            end-silenced-and-renewed | jamf physics school; certain regenerate forbidden ade@physics ade@school | \
                silence school: the server moves in December; open forbidden school; \
                certain regenerate forbidden ade@school; health failing ade@school; renewed proven ade@physics; \
                ended forbidden replaced physics
            end-account-active-again | renew-account-deactivated | jamf school physics; account it-admin active; \
                health healthy ade@school~2027-12-01 ade@physics~2027-12-01 content@physics~2027-12-01
            end-silenced-unnamed | regenerate-unknown-token | silence school: the server moves in December; \
                open oauth_refresh_failed school; likely_unknown regenerate oauth_refresh_failed school
            end-silenced-trouble | investigate-log-trouble | silence school: the server moves in December; trouble \
                school log_not_followed: /srv/school/JAMFSoftwareServer.log: permission denied. Add the user depwatch \
                to the group that may read it.
            end-silenced-expiring | renew-one | silence school: the server moves in December; \
                date renew ade@school~2026-12-08
            end-silenced-but-over | regenerate-rejected-one | silence school: the server moves in December; \
                ended token_rejected replaced school
            end-wait | regenerate-unknown-token | open oauth_refresh_failed school; \
                unknown wait oauth_refresh_failed school +apple_or_network
            """;

    private GoldenSituations() {}

    public static Map<String, Situation> alerts() {
        Map<String, Situation> all = new TreeMap<>();
        rows(REPORTED).forEach(row -> all.put(row[0], Situation.of(row[1])));
        all.put(
                "identify-notified",
                oneOf(
                        Remedy.IDENTIFY,
                        Cause.CONTENT_TOKEN_INVALID,
                        content("school", ADMIN),
                        token("school", TokenKind.CONTENT, "8", "Books", LAB, "Example School", ""),
                        Hint.AS_NOTIFIED));
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
                "terms-one-of-two-organisations",
                oneOf(
                        Remedy.ACCEPT_TERMS,
                        Cause.TERMS_NOT_SIGNED,
                        ade("school", ADMIN),
                        token("school", TokenKind.ADE, "2", "Other ADE", LAB, "Other School", "mdm-other")));
        all.put(
                "terms-of-one-of-two-tokens",
                Situation.of("jamf school; health failing ade@school")
                        .health(
                                token("school", TokenKind.ADE, "2", "Loan iPads", LAB, "Other", "mdm-loan"),
                                Health.HEALTHY)
                        .certain(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("school", ADMIN)));
        all.put("regenerate-forty", many(40));
        all.put("hostile-names", hostile());
        return all;
    }

    public static Map<String, Message> ends() {
        Map<String, Situation> alerts = alerts();
        Map<String, Message> all = new TreeMap<>();
        rows(ENDED).forEach(row -> {
            Situation reported = row[1].contains(" ") ? Situation.of(row[1]) : requireNonNull(alerts.get(row[1]));
            Alerts.Ended end = ended(
                            only(reported.assessment()), Situation.of(row[2]).later())
                    .orElseThrow();
            all.put(row[0], end.message());
        });
        return all;
    }

    private static Stream<String[]> rows(String table) {
        return table.lines().map(row -> row.split(" \\| "));
    }

    public static Alert only(Assessment assessment) {
        List<Alert> alerts = ALERTS.of(assessment);
        if (alerts.size() != 1) {
            throw new IllegalStateException("a golden file holds one alert; found " + alerts);
        }
        return alerts.get(0);
    }

    /** How an alert ended that named no other tokens before; empty while it has not ended. */
    static Optional<Alerts.Ended> ended(Alert alert, Assessment now) {
        return ALERTS.ends(now).apply(new Delivered(alert, now.at(), now.at(), Optional.empty()));
    }

    private static Situation oneOf(Remedy remedy, Cause cause, Token one, Token other, Hint... hints) {
        return new Situation().jamf("school").oneOf(remedy, cause, List.of(one, other), hints);
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

    private static Situation hostile() {
        String name = "<!channel> *&* " + "x".repeat(300);
        return new Situation()
                .certain(
                        Remedy.REGENERATE,
                        Cause.FORBIDDEN,
                        token("school", TokenKind.ADE, "1", name, "a".repeat(200) + "@example.org", name, name));
    }
}
