package dev.depwatch.assess;

import static dev.depwatch.token.Cause.FORBIDDEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.logs.LogName;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Is it over? Each world fails from minute 0 to 4 unless it says otherwise. */
class CaseEndTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "replaced",
        "synced",
        "known_good",
        "several_tokens",
        "silence",
        "cluster",
        "gone",
        "old_news",
        "without_log",
        "notified"
    })
    void whether_a_case_is_over(Situation situation) {
        situation.holds(AssessmentLines::ended);
    }

    static Stream<Situation> replaced() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; fails school FORBIDDEN 0 4
                a new token that synced well and three quiet syncs are an end; two quiet syncs are not enough
                    replaced school 1 5; synced school 1 SUCCESSFUL 6 @ 9.9 | nothing @ 10 | school forbidden replaced
                a new token that has not synced is no end; three syncs later only silence is left, which is no proof
                    synced school 1 OK 0; replaced school 1 20 @ 25.9 | nothing @ 26 | school forbidden not_seen_since
                given: instances school; ade school 1 it-admin
                a replacement followed by failures is no end
                    replaced school 1 3; synced school 1 OK 0; fails school FORBIDDEN 0 10 @ 20 | nothing
                nor is one followed by failed syncs
                    fails school FORBIDDEN 0 4; synced school 1 CONNECTION_ERROR 4; replaced school 1 3 @ 60 | nothing
                a failed sync before the replacement proves nothing about it
                    fails school FORBIDDEN 0 4; synced school 1 CONNECTION_ERROR 2; replaced school 1 5
                    @ 19 | school forbidden not_seen_since
                a replacement before the case began does not count
                    fails school FORBIDDEN 0 4; synced school 1 OK 0; replaced school 1 -5 @ 20 | nothing
                both of two candidates must be good
                    fails school FORBIDDEN 0 4; ade school 2 it-admin; synced school 2 OK 0; replaced school 1 3
                    @ 20 | nothing
                a new token without further log records is not proven good
                    fails school FORBIDDEN 0 4; replaced school 1 6; silentSince school 5 @ 30 | nothing
                if the cause is expiry, the renewed token is the one
                    ade school 2 it-admin; synced school 2 OK 0; replaced school 1 3; synced school 1 SUCCESSFUL 4
                    seen school TOKEN_EXPIRED 0 2
                    @ 9 | school token_expired replaced
                """);
    }

    static Stream<Situation> synced() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; fails school FORBIDDEN 0 4
                a newer sync with an unknown word and the quiet window are an end without proof; without the quiet window they are no end
                    synced school 1 OK 12 @ 18.9 | nothing @ 19 | school forbidden not_seen_since
                a sync from before the last sighting proves nothing
                    synced school 1 OK 3 @ 60 | nothing
                a sync of one candidate does not clear the other
                    ade school 2 it-admin; synced school 1 OK 12; synced school 2 OK 3 @ 60 | nothing
                the syncs of both candidates are an end
                    ade school 2 it-admin; synced school 1 OK 12; synced school 2 OK 12
                    @ 19 | school forbidden not_seen_since
                the proof is the weakest of the candidates'
                    ade school 2 it-admin; synced school 2 OK 12; replaced school 1 5; synced school 1 SUCCESSFUL 6
                    @ 19 | school forbidden not_seen_since
                given: instances school; ade school 1 it-admin
                the quiet window is three times the longest gap; after three times the longest gap a newer sync is an end
                    seen school FORBIDDEN 0 20; synced school 1 OK 70
                    @ 79.9 | nothing @ 80 | school forbidden not_seen_since
                a gap of weeks is an outage; one quiet day is enough; less than a day is not enough
                    seen school FORBIDDEN 0 50000; synced school 1 OK 51000
                    @ 51439 | nothing @ 51440 | school forbidden not_seen_since
                one quiet week is enough for an intermittent cause
                    seen school SERVER_INACTIVE 0 50000; synced school 1 OK 51000
                    @ 60080 | school server_inactive not_seen_since
                an intermittent cause must be quiet for a day; an intermittent cause is over after a quiet day
                    seen school SERVER_INACTIVE 0; synced school 1 OK 600
                    @ 1439 | nothing @ 1440 | school server_inactive not_seen_since
                a log that cannot be followed is not quiet
                    fails school FORBIDDEN 0 4; synced school 1 OK 12; unfollowedSince school 6 @ 60 | nothing
                a log that is not caught up is not quiet
                    fails school FORBIDDEN 0 4; synced school 1 OK 12; catchingUp school @ 60 | nothing
                """);
    }

    static Stream<Situation> known_good() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin
                a newer sync with a word known to be good needs three quiet syncs; two quiet syncs are not enough
                    fails school FORBIDDEN 0 4; knownGood school 1 OK; synced school 1 OK 6
                    @ 9.9 | nothing @ 10 | school forbidden synced
                a word is good only after an hour without a failure
                    fails school FORBIDDEN 0 4; quiet school 1 OK PT59M; synced school 1 OK 6 @ 18.9 | nothing
                another word is not good
                    fails school FORBIDDEN 0 4; knownGood school 1 OK; synced school 1 BUSY 6 @ 18.9 | nothing
                a good word of a sync from before the last sighting proves nothing
                    fails school FORBIDDEN 0 4; knownGood school 1 OK; synced school 1 OK 4 @ 600 | nothing
                the hour scales with the sync interval
                    syncEvery PT2S; seen school FORBIDDEN 0 0.1; quiet school 1 OK PT1M; synced school 1 OK 0.15
                    @ 0.2 | school forbidden synced
                both of two candidates must be good; an unknown word needs the quiet window
                    fails school FORBIDDEN 0 4; ade school 2 it-admin; knownGood school 1 OK; synced school 1 OK 6
                    synced school 2 OK 6
                    @ 18.9 | nothing
                a word that may have been there all the time does not end an intermittent cause
                    seen school SERVER_INACTIVE 0; knownGood school 1 OK; says school 1 OK -60 @ 1439 | nothing
                a good word after a failing one ends it
                    seen school SERVER_INACTIVE 0; knownGood school 1 OK; says school 1 CONNECTION_ERROR 0.5
                    says school 1 OK 10.5
                    @ 11 | school server_inactive synced
                """);
    }

    static Stream<Situation> several_tokens() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; fails school FORBIDDEN 0 4; ade school 2 it-admin
                only the token that changed to failing must be good again
                    says school 1 CONNECTION_ERROR 0.5; says school 1 OK 5; knownGood school 1 OK
                    @ 10 | school forbidden synced
                all that changed must be good again
                    says school 1 CONNECTION_ERROR 0.5; says school 1 OK 5; says school 2 CONNECTION_ERROR 0.5
                    @ 600 | nothing
                a token that fails for another reason keeps only its own case open
                    says school 1 OK -60; says school 1 CONNECTION_ERROR 0.5; says school 1 OK 5; says school 2 OK -60
                    says school 2 CONNECTION_ERROR 20.5; fails school TERMS_NOT_SIGNED 20 40
                    @ 40 | school forbidden not_seen_since
                given: instances school; ade school 1 it-admin; ade school 2 it-admin
                of two cases that began together, the one with the renewed token ends
                    says school 1 CONNECTION_ERROR 0.5; says school 1 OK 10.5; says school 2 CONNECTION_ERROR 0.5
                    fails school FORBIDDEN 0 10; fails school TERMS_NOT_SIGNED 1 31
                    @ 31 | school forbidden not_seen_since
                """);
    }

    static Stream<Situation> cluster() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; fails school FORBIDDEN 0 4
                failures that another node logs later are not over
                    synced school 1 OK 3; read school node2 FORBIDDEN false 18 18 @ 30 | nothing
                nor are they if the first node stops writing
                    silentSince school 4; read school node2 FORBIDDEN false 18 18 @ 30 | nothing
                the silence of a node that writes nothing proves nothing
                    silentSince school 5; alsoLogs school node2 @ 600 | nothing
                if all nodes write without a failure, it has not been seen since
                    alsoLogs school node2 @ 19 | school forbidden not_seen_since
                """);
    }

    static Stream<Situation> silence() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; fails school FORBIDDEN 0 4
                without a sync state, 15 minutes of silence are an end without proof; less than 15 minutes are no silence
                    @ 18.9 | nothing @ 19 | school forbidden not_seen_since
                with fixed tokens only silence is left
                    fixedTokens school @ 19 | school forbidden not_seen_since
                without any inventory only silence is left
                    withoutInventory school @ 19 | school forbidden not_seen_since
                with an old sync state, silence is no proof
                    synced school 1 OK 0 @ 600 | nothing
                an API down for less than 30 minutes may return with a proof; an API down for 30 minutes proves nothing any more
                    synced school 1 OK 0; apiDown school 5 @ 34.9 | nothing @ 35 | school forbidden not_seen_since
                an API that has never answered and is down for 30 minutes proves nothing
                    neverRead school; apiDown school 1 @ 31 | school forbidden not_seen_since
                syncs unread for less than 30 minutes may return with a proof; syncs unread for 30 minutes prove nothing any more
                    synced school 1 OK 0; gap school SYNCS 5 @ 34.9 | nothing @ 35 | school forbidden not_seen_since
                an API that has never answered may still do so
                    neverRead school @ 31 | nothing
                given: instances school
                silence is three times the longest gap; after three times the longest gap silence counts
                    ade school 1 it-admin; seen school FORBIDDEN 0 20
                    @ 79.9 | nothing @ 80 | school forbidden not_seen_since
                an unreadable content token must be silent for a day
                    content school 7 it-admin; seen school CONTENT_TOKEN_INVALID 0 1 @ 1440 | nothing
                given: instances school; ade school 1 it-admin
                silence counts only while other records kept arriving
                    fails school FORBIDDEN 0 4; silentSince school 18 @ 600 | nothing
                a record after the window shows that depwatch heard the log
                    fails school FORBIDDEN 0 4; silentSince school 19 @ 600 | school forbidden not_seen_since
                a record after a pause of Jamf Pro says nothing about the failure; ten minutes later silence counts
                    fails school FORBIDDEN 0 4; paused school 5 40 @ 49.9 | nothing @ 50 | school forbidden not_seen_since
                a log that has shown the silence before its pause has shown it
                    fails school FORBIDDEN 0 4; paused school 20 40 @ 41 | school forbidden not_seen_since
                a log that is silent again after a pause has shown nothing
                    fails school FORBIDDEN 0 4; paused school 5 40; silentSince school 40.5 @ 60 | nothing
                a clock that was ahead for one record makes no pause of a day
                    fails school FORBIDDEN 0 4; paused school 5 1440 @ 41 | school forbidden not_seen_since
                depwatch must hear every node's log
                    fails school FORBIDDEN 0 4; alsoLogsNothing school node2 @ 600 | nothing
                a log that cannot be followed is not silent
                    fails school FORBIDDEN 0 4; unfollowedSince school 6 @ 600 | nothing
                a Jamf Pro that syncs every 2 s needs 15 s of silence
                    syncEvery PT2S; seen school FORBIDDEN 0 0.1 @ 0.4 | school forbidden not_seen_since
                """);
    }

    static Stream<Situation> gone() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; fails school FORBIDDEN 0 4
                a removed token no longer fails; a removed token needs three quiet syncs
                    removed school 1 6 @ 9.9 | nothing @ 10 | school forbidden token_removed
                a removed token may be unknown
                    without school 1 @ 10 | school forbidden token_removed
                if the failing token is removed, the other need not prove anything
                    ade school 2 it-admin; says school 1 CONNECTION_ERROR 0.5; removed school 1 6
                    @ 10 | school forbidden token_removed
                if the failing token is unknown, the other must be good
                    ade school 2 it-admin; synced school 2 OK 3; removed school 1 6 @ 60 | nothing
                a token removed before the case began does not count
                    ade school 2 it-admin; synced school 2 OK 3; removed school 1 -6 @ 60 | nothing
                a token missing from fixed tokens is not removed
                    fixedTokens school; without school 1 @ 10 | nothing
                given: instances school
                unread content tokens are not removed; if content tokens cannot be read, only silence is left
                    gap school CONTENT_TOKENS -5; seen school CONTENT_TOKEN_INVALID 0 1
                    @ 1439 | nothing @ 1441 | school content_token_invalid not_seen_since
                no API lists push certificates, so none is known to be removed
                    seen school CERTIFICATE_EXPIRED 0 1 @ 60 | nothing @ 1441 | school certificate_expired not_seen_since
                unread syncs of ADE tokens are not those of content tokens
                    content school 7 it-admin; synced school 7 OK 0; gap school SYNCS 5
                    seen school CONTENT_TOKEN_INVALID 0 1
                    @ 1441 | nothing
                given: instances school; ade school 1 it-admin; fails school FORBIDDEN 0 4
                an ADE token is removed even if content tokens cannot be read
                    without school 1; gap school CONTENT_TOKENS -5 @ 10 | school forbidden token_removed
                an instance that is no longer watched has no open case
                    gone school @ 5 | school forbidden no_longer_watched
                nor has one whose log the configuration no longer names
                    withoutLog school @ 5 | school forbidden no_longer_watched
                a case of the log continues whatever reads the tokens
                    withoutSource school @ 10 | nothing
                given: instances school; ade school 7 it-admin; notified school CONTENT_TOKEN_INVALID 7 0 3
                a case of the API ends with the API
                    withoutSource school @ 5 | school content_token_invalid no_longer_watched
                """);
    }

    static Stream<Situation> old_news() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin
                a case that was over before the catch-up ends at once
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0
                    synced school 1 OK -60
                    @ 0 | school forbidden not_seen_since
                it ends even without a later record
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0
                    silentSince school -100
                    @ 0 | school forbidden not_seen_since
                it does not if the API reports a failure
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0
                    synced school 1 CONNECTION_ERROR -60
                    @ 0 | nothing
                one that ended minutes after it is no newer case
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0
                    read school log TOKEN_REJECTED false -110 0; synced school 1 CONNECTION_ERROR -60
                    @ 0 | nothing
                nor is one of a content token a newer case of an ADE token
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0
                    synced school 1 CONNECTION_ERROR -1; read school log CONTENT_TOKEN_INVALID false -1 0
                    @ 0 | nothing
                the API's current failure belongs to the newest case
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0
                    synced school 1 CONNECTION_ERROR -1; read school log SERVICE_ERROR false -10 0
                    read school log SERVICE_ERROR false -1 0
                    @ 0 | school forbidden not_seen_since
                depwatch waits for a running API read
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0; readAt school -1
                    @ 0.5 | nothing
                depwatch does not wait for a failing API
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0; readAt school -1
                    apiDown school -1
                    @ 0.5 | school forbidden not_seen_since
                nothing ends before the log is caught up
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0; catchingUp school
                    @ 0 | nothing
                a last sighting within the window is still open
                    read school log FORBIDDEN false -14 0; read school log FORBIDDEN false -12 0 @ 0 | nothing
                a record read a minute late is not old, however short the sync interval
                    syncEvery PT2S; read school log FORBIDDEN false -1 0 @ 0 | nothing
                a log with a clock an hour behind is not an hour old
                    read school log FORBIDDEN false -124 0; read school log FORBIDDEN false -120 0
                    clockAhead school -PT1H
                    @ 0 | nothing
                nor is one with a clock two hours behind, which a start or a new time zone forgets
                    read school log SERVICE_ERROR false -120 0; read school log SERVICE_ERROR false -104 16
                    @ 17 | nothing
                even if it began before depwatch did
                    read school log SERVICE_ERROR false -180 0; read school log SERVICE_ERROR false -120 0
                    read school log SERVICE_ERROR false -104 16
                    @ 17 | nothing
                but what came while depwatch was down is old
                    read school log SERVICE_ERROR true 0 0; read school log SERVICE_ERROR false 60 2880
                    @ 2880 | school service_error not_seen_since
                """);
    }

    static Stream<Situation> without_log() {
        return Situation.told("""
                given: instances cloud; withoutLog cloud; ade cloud 1 it-admin; syncsFail cloud 1 0 4
                an unknown word alone proves nothing; a newer sync without failure and the quiet window are an end
                    synced cloud 1 OK 12 @ 18.9 | nothing @ 19 | cloud sync_failed not_seen_since
                a good sync since then and three quiet syncs are proof
                    synced cloud 1 SUCCESSFUL 12 @ 12.1 | cloud sync_failed synced
                a failed sync is no end
                    @ 600 | nothing
                silence proves nothing if a token's sync state has disappeared
                    withoutSync cloud 1 @ 6000 | nothing
                a new token that synced well and three quiet syncs are an end
                    synced cloud 1 SUCCESSFUL 6; replaced cloud 1 3 @ 10 | cloud sync_failed replaced
                a removed token no longer fails
                    without cloud 1 @ 10 | cloud sync_failed token_removed
                the failing token is removed, whatever others exist
                    without cloud 1; ade cloud 2 it-admin; synced cloud 2 SUCCESSFUL 3
                    @ 10 | cloud sync_failed token_removed
                only the tokens that failed must be proven good
                    synced cloud 1 SUCCESSFUL 12; ade cloud 2 it-admin @ 19 | cloud sync_failed synced
                both of two that failed must be proven good
                    ade cloud 2 it-admin; syncsFail cloud 2 0 4; synced cloud 1 SUCCESSFUL 12 @ 600 | nothing
                two that failed and are proven good are an end
                    ade cloud 2 it-admin; syncsFail cloud 2 0 4; synced cloud 1 SUCCESSFUL 12
                    synced cloud 2 SUCCESSFUL 12
                    @ 19 | cloud sync_failed synced
                nothing ends while the API is down, however long
                    synced cloud 1 SUCCESSFUL 12; readAt cloud 13; apiDown cloud 14 @ 6000 | nothing
                nothing ends while sync states cannot be read
                    synced cloud 1 SUCCESSFUL 12; gap cloud SYNCS 14 @ 6000 | nothing
                an outage is not quiet: the window restarts after it; a quiet window after an outage is an end
                    synced cloud 1 OK 900; heardSince cloud 901
                    @ 915.9 | nothing @ 916 | cloud sync_failed not_seen_since
                given: instances cloud; withoutLog cloud; ade cloud 1 it-admin
                a failed sync that stays the newest is not quiet; the window begins when it was last the newest sync
                    staysFailed cloud 1 0 1 30 60; synced cloud 1 OK 61
                    @ 74.9 | nothing @ 75 | cloud sync_failed not_seen_since
                a failed sync that was old at its reading still counts from the reading
                    staysFailed cloud 1 -4000 0; synced cloud 1 OK 1 @ 14.9 | nothing
                the window is three times the longest gap between failed syncs; after three times the longest gap the case ends
                    syncsFail cloud 1 0 4; syncsFail cloud 1 14 14; synced cloud 1 OK 16
                    @ 43.9 | nothing @ 44 | cloud sync_failed not_seen_since
                an hour without a failed sync is an end, however long the API was down
                    syncsFail cloud 1 0 4; syncsFail cloud 1 304 304; synced cloud 1 OK 306
                    @ 364 | cloud sync_failed not_seen_since
                an instance that is no longer watched has no open case
                    syncsFail cloud 1 0 4; gone cloud @ 5 | cloud sync_failed no_longer_watched
                nothing ends before the first reading
                    syncsFail cloud 1 0 4; neverRead cloud @ 6000 | nothing
                """);
    }

    static Stream<Situation> notified() {
        return Situation.told("""
                given: instances cloud; withoutLog cloud; ade cloud 1 it-admin
                a standing notification is over once the token has synced well
                    notified cloud TERMS_NOT_SIGNED 1 0 590; notice cloud TERMS_NOT_SIGNED token 1
                    synced cloud 1 SUCCESSFUL 599
                    @ 600 | cloud terms_not_signed synced
                a missing notification, a newer sync and the quiet window are an end
                    notified cloud TERMS_NOT_SIGNED 1 0 4; synced cloud 1 OK 12
                    @ 19 | cloud terms_not_signed not_seen_since
                a missing notification ends its case while another failure continues
                    notified cloud TERMS_NOT_SIGNED 1 0 4; syncsFail cloud 1 0 18
                    @ 19 | cloud terms_not_signed not_seen_since
                an unread notification is not gone
                    notified cloud TERMS_NOT_SIGNED 1 0 4; synced cloud 1 SUCCESSFUL 12; gap cloud TERMS 5
                    @ 6000 | nothing
                given: instances cloud; withoutLog cloud; content cloud 7 it-admin
                a replaced content token ends its revocation
                    notified cloud CONTENT_TOKEN_INVALID - 0 4; replaced cloud 7 3; synced cloud 7 - 4
                    @ 10 | cloud content_token_invalid replaced
                a content token that has synced since is proof against a notification alone, in three quiet syncs
                    notified cloud CONTENT_TOKEN_INVALID - 0 4; synced cloud 7 - 5
                    @ 9.9 | nothing @ 10 | cloud content_token_invalid synced
                without its notification a revocation must be quiet for a day; after a day it ends without proof
                    notified cloud CONTENT_TOKEN_INVALID - 0 4
                    @ 1443.9 | nothing @ 1444 | cloud content_token_invalid not_seen_since
                given: instances school; content school 7 it-admin
                so it is beside a silent log
                    notified school CONTENT_TOKEN_INVALID - 0 4; synced school 7 - 5
                    @ 9.9 | nothing @ 10 | school content_token_invalid synced
                beside a log that reports it too it must be quiet for a day
                    notified school CONTENT_TOKEN_INVALID - 0 4; seen school CONTENT_TOKEN_INVALID 4; synced school 7 - 5
                    @ 1443.9 | nothing @ 1444 | school content_token_invalid synced
                a standing notification with a log is no end either
                    notified school CONTENT_TOKEN_INVALID - 0 1000 2000 2990 @ 3000 | nothing
                """);
    }

    @Test
    void an_ended_case_is_recently_ended_and_has_no_finding() {
        assertThat(AssessmentLines.by(failing().at(18.9))).isNotEmpty();
        Assessment assessment = failing().at(19);

        assertThat(AssessmentLines.by(assessment)).isEmpty();
        assertThat(assessment.recentlyEnded()).isEqualTo(assessment.ended()).hasSize(1);
        assertThat(assessment.cases()).isEmpty();
    }

    @Test
    void an_end_an_hour_ago_is_not_recent() {
        World world = failing().closed("school", FORBIDDEN, 20);

        assertThat(world.at(80).recentlyEnded()).hasSize(1);
        assertThat(world.at(80.1).recentlyEnded()).isEmpty();
    }

    @Test
    void a_followed_instance_without_inventory_is_watched() {
        World world = failing();

        Assessment assessment = new Assessor(new Policy(Duration.ofMinutes(2), World.STEPS))
                .assess(
                        world.cases(5),
                        List.of(Logs.heard(new LogName(new Instance("school"), "log"), World.minute(5))),
                        Map.of(),
                        List.of(),
                        World.minute(5));

        assertThat(assessment.ended()).isEmpty();
        assertThat(assessment.cases()).hasSize(1);
    }

    private static World failing() {
        return World.of("school").ade("school", "1", "it-admin").fails("school", FORBIDDEN, 0, 4);
    }
}
