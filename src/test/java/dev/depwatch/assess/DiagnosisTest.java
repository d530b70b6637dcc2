package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.token.Remedy;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of causes and remedies, and everything that must never end in "regenerate". */
class DiagnosisTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"opening", "remedies", "terms", "network", "one_remedy", "without_log", "notified"})
    void what_to_do_about_a_failing_token(Situation situation) {
        situation.holds(AssessmentLines::by);
    }

    static Stream<Situation> opening() {
        return Situation.told("""
                given: instances school | physics; ade school 1 it-admin
                no advice while another sync may go well; unsigned terms count once two syncs had the time to go well
                    seen school TERMS_NOT_SIGNED 0 @ 3.9 | nothing @ 4 | school: accept_terms, certain 1 of it-admin
                so does an expired token
                    seen school TOKEN_EXPIRED 0 @ 4 | school: regenerate, certain 1 of it-admin
                so does a rejected token
                    seen school TOKEN_REJECTED 0
                    @ 4 | school: regenerate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                so does a deleted server
                    seen school SERVER_INACTIVE 0 @ 4 | school: relink_server, certain 1 of it-admin
                given: instances school; content school 7 it-admin
                a content token claimed elsewhere is reported at once
                    seen school CONTENT_TOKEN_CLAIMED_ELSEWHERE 0 @ 0 | school: reclaim, certain 7 of it-admin
                given: instances school | physics; ade school 1 it-admin
                one FORBIDDEN may be a blip
                    seen school FORBIDDEN 0 @ 10 | nothing
                a second FORBIDDEN in the same sync is the same blip
                    seen school FORBIDDEN 0 1.4 @ 10 | nothing
                a second FORBIDDEN 90 s later is a failure
                    seen school FORBIDDEN 0 1.5 @ 1.5 | school: regenerate, certain 1 of it-admin
                a FORBIDDEN after a closed one counts once, however old the first was
                    seen school FORBIDDEN 0; over school FORBIDDEN SYNCED 6; seen school FORBIDDEN 50 @ 50.5 | nothing
                one failed refresh may be a blip
                    seen school OAUTH_REFRESH_FAILED 0 @ 10 | nothing
                a second failed refresh in the same sync is the same blip
                    seen school OAUTH_REFRESH_FAILED 0 1.4 @ 10 | nothing
                a second failed refresh 90 s later is a failure
                    seen school OAUTH_REFRESH_FAILED 0 1.5
                    @ 1.5 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                one bad request may be a blip
                    seen school BAD_REQUEST 0 @ 10 | nothing
                a second bad request is a failure
                    seen school BAD_REQUEST 0 0.1
                    @ 4 | school: investigate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                given: instances school; content school 7 it-admin
                one unreadable content token may be a blip
                    seen school CONTENT_TOKEN_INVALID 0 @ 10 | nothing
                a second unreadable content token is a failure
                    seen school CONTENT_TOKEN_INVALID 0 1 @ 1 | school: regenerate, certain 7 of it-admin
                if it syncs and ends later, somebody has tried another file, although nobody can read its syncs for days
                    expires school 7 400000; synced school 7 - -360; seen school CONTENT_TOKEN_INVALID 0 1 4000
                    readAt school 1; apiDown school 2 @ 3 | school: investigate, certain 7 of it-admin
                    @ 4000 | school: investigate, certain 7 of it-admin
                unless Apple itself says that the token is revoked
                    expires school 7 400000; synced school 7 - -360
                    answers school CONTENT_TOKEN_INVALID content-token-revoked 0 2
                    @ 2 | school: regenerate, certain 7 of it-admin REVOKED_BY_APPLE
                given: instances school | physics; ade school 1 it-admin
                depwatch waits 30 minutes for the end of a service error
                    fails school SERVICE_ERROR 0 28 @ 29.9 | nothing
                a single service error has not lasted 30 minutes
                    seen school SERVICE_ERROR 0 @ 40 | nothing
                a service error of 30 minutes: investigate
                    fails school SERVICE_ERROR 0 30 @ 30 | school: investigate, certain 1 of it-admin
                depwatch waits 30 minutes for the end of a failing sync state
                    fails school SYNC_FAILED 0 28 @ 29.9 | nothing
                a failing sync state alone for 30 minutes: investigate
                    fails school SYNC_FAILED 0 30 @ 30 | school: investigate, certain 1 of it-admin
                a Jamf Pro that syncs every 2 s shortens 90 s to 1.5 s
                    syncEvery PT2S; seen school FORBIDDEN 0 0.025 @ 0.025 | school: regenerate, certain 1 of it-admin
                """);
    }

    static Stream<Situation> remedies() {
        return Situation.told("""
                given: instances school | physics; ade school 1 it-admin
                a likely regeneration does not become firm by silence
                    fails school OAUTH_REFRESH_FAILED 0 4
                    @ 18 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                a bad request never says regenerate, however long it lasts
                    fails school BAD_REQUEST 0 60
                    @ 60 | school: investigate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                an unrecognized answer: investigate, without a hint about downloads
                    answers school BAD_REQUEST ade-answer-unknown 0 60 @ 60 | school: investigate, certain 1 of it-admin
                a refused clock never says regenerate, however long it lasts
                    fails school CLOCK_REFUSED 0 60 @ 60 | school: investigate, certain 1 of it-admin
                nor does a proxy that answers
                    fails school PROXY_ANSWER 0 60 @ 60 | school: investigate, certain 1 of it-admin
                nor does a request that Apple cannot read
                    fails school REQUEST_INVALID 0 60 @ 60 | school: investigate, certain 1 of it-admin
                a single one of them may be about one device
                    seen school CLOCK_REFUSED 0; seen school PROXY_ANSWER 1; seen school REQUEST_INVALID 2 @ 10 | nothing
                Apple does not know the server's key: most likely the token, if the server exists
                    answers school TOKEN_REJECTED ade-consumer-key 0 4
                    @ 4 | school: regenerate likely, certain 1 of it-admin CHECK_SERVER_FIRST
                a refused clock precedes a refresh without an answer
                    fails school OAUTH_REFRESH_FAILED 0 60; fails school CLOCK_REFUSED 1 60
                    @ 60 | school: investigate, certain 1 of it-admin
                a later date in Jamf Pro does not refute Apple's own answer
                    expires school 1 432000; answers school TOKEN_EXPIRED ade-token-expired 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                a wrong clock may be why a refresh fails, however long it lasts
                    clockAhead school -PT21M; fails school OAUTH_REFRESH_FAILED 0 40
                    @ 40 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST CHECK_CLOCK_FIRST
                a wrong time zone is no wrong clock
                    clockAhead school PT2H; fails school OAUTH_REFRESH_FAILED 0 40
                    @ 40 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                a token of the new server was not meant for another entry, however late depwatch read of the deletion
                    server school 1 A; replaced school 1 10; server school 1 B
                    read school log SERVER_INACTIVE false 2 10.1
                    @ 20 | nothing
                """);
    }

    static Stream<Situation> terms() {
        return Situation.told("""
                given: instances school | physics; ade school 1 it-admin
                FORBIDDEN while the notifications name unsigned terms is about the terms
                    terms school NOT_SIGNED; fails school FORBIDDEN 0 60
                    @ 60 | school: accept_terms, certain 1 of it-admin
                a failed refresh while the notifications name unsigned terms is about the terms
                    terms school NOT_SIGNED; fails school OAUTH_REFRESH_FAILED 0 60
                    @ 60 | school: accept_terms, certain 1 of it-admin
                unsigned terms are reported although the network fails too
                    terms school NOT_SIGNED; fails school OAUTH_REFRESH_FAILED 0 4; networkFault school 3
                    @ 4 | school: accept_terms, certain 1 of it-admin
                a rejected token is rejected whatever the terms
                    terms school NOT_SIGNED; seen school TOKEN_REJECTED 0
                    @ 4 | school: regenerate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                notifications that cannot be read are not signed terms: check them first
                    terms school UNKNOWN; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                notifications that cannot be read are not signed terms, with a failed refresh too
                    terms school UNKNOWN; fails school OAUTH_REFRESH_FAILED 0 4
                    @ 4 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                a token of the organisation that works rules out unsigned terms
                    ade physics 1 other; well physics 1; knownGood physics 1 OK; fails school OAUTH_REFRESH_FAILED 0 20
                    @ 20 | school: regenerate likely, certain 1 of it-admin
                whatever a notification says
                    ade physics 1 other; well physics 1; knownGood physics 1 OK; terms school NOT_SIGNED
                    fails school FORBIDDEN 0 20
                    @ 20 | school: regenerate, certain 1 of it-admin
                terms that were signed before the failure began may be other terms
                    readAt school -5; apiDown school -1; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST TOKENS_NOT_READ_SINCE
                terms unsigned before the failure count as unsigned
                    terms school NOT_SIGNED; readAt school -5; apiDown school -1; fails school FORBIDDEN 0 4
                    @ 4 | school: accept_terms, certain 1 of it-admin TOKENS_NOT_READ_SINCE
                an old notification does not explain a failure of a token that worked since
                    notice school TERMS_NOT_SIGNED token 1; says school 1 OK -60; says school 1 CONNECTION_ERROR 60
                    fails school FORBIDDEN 60 64
                    @ 64 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                nor does it explain a failed refresh
                    notice school TERMS_NOT_SIGNED -; says school 1 OK -60; fails school OAUTH_REFRESH_FAILED 60 80
                    @ 80 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                it may explain it if no reading saw the token work since
                    notice school TERMS_NOT_SIGNED token 1; says school 1 CONNECTION_ERROR 0
                    fails school FORBIDDEN 60 64
                    @ 64 | school: accept_terms, certain 1 of it-admin
                a notification that came with the failure explains it, even after a silence
                    notice school TERMS_NOT_SIGNED token 1; fails school FORBIDDEN 0 10
                    over school FORBIDDEN NOT_SEEN_SINCE 40; fails school FORBIDDEN 60 70
                    @ 70 | school: accept_terms, certain 1 of it-admin
                for 36 hours after terms were signed, Apple may still refuse
                    termsSigned school -2400 -2150; fails school FORBIDDEN 0 8
                    @ 20 | school: investigate, certain 1 of it-admin TERMS_SIGNED_LATELY
                a refusal that came later has another reason
                    termsSigned school -2400 -2150; fails school FORBIDDEN 0 10
                    @ 10 | school: regenerate, certain 1 of it-admin
                while another token of the organisation works again, too
                    ade physics 1 other; termsSigned school -30 -5; says physics 1 SUCCESSFUL -4
                    fails school FORBIDDEN 0 20
                    @ 20 | school: investigate, certain 1 of it-admin TERMS_SIGNED_LATELY
                then a refusal that had begun long before those terms has another reason
                    ade physics 1 other; termsSigned school -30 -5; says physics 1 SUCCESSFUL -4
                    fails school FORBIDDEN -90 20
                    @ 20 | school: regenerate, certain 1 of it-admin
                so has one that begins long after them
                    ade physics 1 other; termsSigned school -30 -5; says physics 1 SUCCESSFUL -4
                    fails school FORBIDDEN 30 50
                    @ 50 | school: regenerate, certain 1 of it-admin
                and one of a token that had synced well under them
                    ade physics 1 other; termsSigned school -30 -5; says physics 1 SUCCESSFUL -4
                    says school 1 SUCCESSFUL -4; says school 1 CONNECTION_ERROR 0; fails school FORBIDDEN 0 20
                    @ 20 | school: regenerate, certain 1 of it-admin
                whether a notification reported them or the log
                    fixedTokens school; fails school TERMS_NOT_SIGNED 0 20; over school TERMS_NOT_SIGNED NOT_SEEN_SINCE 36
                    fails school FORBIDDEN 22 2184
                    @ 120 | school: investigate, certain 1 of it-admin TERMS_SIGNED_LATELY AS_CONFIGURED
                    @ 2000 | school: investigate, certain 1 of it-admin TERMS_SIGNED_LATELY AS_CONFIGURED
                    @ 2184 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST AS_CONFIGURED
                however late depwatch read them
                    fixedTokens school; read school log TERMS_NOT_SIGNED false -24 0
                    over school TERMS_NOT_SIGNED NOT_SEEN_SINCE 0.1; read school log FORBIDDEN false -22 0
                    read school log FORBIDDEN false -20 0; fails school FORBIDDEN 0 80
                    @ 80 | school: investigate, certain 1 of it-admin TERMS_SIGNED_LATELY AS_CONFIGURED
                and where no token is known
                    withoutSource school; fails school TERMS_NOT_SIGNED 0 20
                    over school TERMS_NOT_SIGNED NOT_SEEN_SINCE 36; fails school FORBIDDEN 22 40
                    @ 26 | school: investigate, unknown TERMS_SIGNED_LATELY OWNER_NOT_CONFIGURED
                    @ 40 | school: investigate, unknown TERMS_SIGNED_LATELY OWNER_NOT_CONFIGURED
                a refusal that begins later has another reason
                    fixedTokens school; fails school TERMS_NOT_SIGNED 0 20; over school TERMS_NOT_SIGNED NOT_SEEN_SINCE 36
                    fails school FORBIDDEN 1200 1210
                    @ 1210 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST AS_CONFIGURED
                where no token is known, terms that wait outweigh the other of two answers in turn
                    withoutSource school; fails school TERMS_NOT_SIGNED 0 40; fails school FORBIDDEN 5 40
                    @ 40 | school: accept_terms, unknown OWNER_NOT_CONFIGURED
                once somebody has accepted them, the other answer may lag
                    withoutSource school; fails school TERMS_NOT_SIGNED 0 40; fails school FORBIDDEN 5 60
                    @ 50 | school: investigate, unknown TERMS_SIGNED_LATELY OWNER_NOT_CONFIGURED
                terms that wait are not accepted, though they may be another token's
                    fixedTokens school; ade school 2 it-admin; fails school TERMS_NOT_SIGNED -1000 40
                    fails school FORBIDDEN 5 60
                    @ 40 | school: accept_terms, one_of 1 2 of it-admin AS_CONFIGURED
                    | school: identify, one_of 1 2 of it-admin CHECK_TERMS_FIRST AS_CONFIGURED
                unsigned terms do not explain another organisation's token
                    ade school 2 it-admin; organization school 2 Another; says school 1 OK -60; says school 2 OK -60
                    says school 2 CONNECTION_ERROR 0; notice school TERMS_NOT_SIGNED token 1; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 2 of it-admin
                without a token's name the organisation of the terms is unknown
                    ade school 2 it-admin; organization school 2 Another; says school 1 OK -60; says school 2 OK -60
                    says school 2 CONNECTION_ERROR 0; notice school TERMS_NOT_SIGNED -; fails school FORBIDDEN 0 4
                    @ 4 | school: accept_terms, certain 2 of it-admin
                unsigned terms explain the organisation's tokens on every instance
                    ade physics 1 other; notice school TERMS_NOT_SIGNED token 1; fails physics FORBIDDEN 0 4
                    @ 4 | physics: accept_terms, certain 1 of other
                the notification needs no token's name if all have one organisation
                    ade physics 1 other; notice school TERMS_NOT_SIGNED -; fails physics OAUTH_REFRESH_FAILED 0 4
                    @ 4 | physics: accept_terms, certain 1 of other
                a notification about another organisation explains nothing
                    ade physics 1 other; ade school 2 it-admin; organization school 2 Another
                    notice school TERMS_NOT_SIGNED token 2; fails physics FORBIDDEN 0 4
                    @ 4 | physics: regenerate, certain 1 of other
                nor does one without a name if there are two organisations
                    ade physics 1 other; ade school 2 it-admin; organization school 2 Another
                    notice school TERMS_NOT_SIGNED -; fails physics FORBIDDEN 0 4
                    @ 4 | physics: regenerate, certain 1 of other
                tokens without an organisation's name do not share one
                    ade physics 1 other; organization school 1 -; organization physics 1 -
                    notice school TERMS_NOT_SIGNED token 1; fails physics FORBIDDEN 0 4
                    @ 4 | physics: regenerate, certain 1 of other
                a notification that nobody can read any more still explains what it explained
                    ade physics 1 other; notice school TERMS_NOT_SIGNED token 1; readAt school 3; apiDown school 4
                    fails physics FORBIDDEN 0 60
                    @ 60 | physics: accept_terms, certain 1 of other
                an old one does not, under which the other instance's token worked
                    ade physics 1 other; notice school TERMS_NOT_SIGNED token 1; fails physics FORBIDDEN 20 24
                    @ 24 | physics: regenerate, certain 1 of other
                whether or not a reading tells
                    fixedTokens physics; ade physics 1 other; notice school TERMS_NOT_SIGNED token 1
                    fails physics FORBIDDEN 20 24
                    @ 24 | physics: regenerate, certain 1 of other CHECK_TERMS_FIRST AS_CONFIGURED
                nor if the token joins a failure that is older than the notification
                    ade physics 1 other; ade physics 2 another; notice school TERMS_NOT_SIGNED token 1
                    says physics 1 CONNECTION_ERROR -60; startsFailing physics 60 2; fails physics FORBIDDEN -60 70
                    @ 70 | physics: regenerate, certain 2 of another | physics: accept_terms, certain 1 of other
                it may explain it there, too, if no reading saw the token work since
                    ade physics 1 other; notice school TERMS_NOT_SIGNED token 1; says physics 1 CONNECTION_ERROR 0
                    fails physics FORBIDDEN 20 24
                    @ 24 | physics: accept_terms, certain 1 of other
                how old it is does not depend on the clock of the log's host
                    ade physics 1 other; notice school TERMS_NOT_SIGNED token 1; clockAhead physics PT9M
                    fails physics FORBIDDEN 13 17
                    @ 17 | physics: accept_terms, certain 1 of other
                a failed refresh is about the terms while a log reports them as unsigned
                    ade physics 1 other; fails school TERMS_NOT_SIGNED 0 20; fails physics OAUTH_REFRESH_FAILED 0 20
                    @ 20 | physics: accept_terms, certain 1 of other | school: accept_terms, certain 1 of it-admin
                it is not once that log is silent
                    ade physics 1 other; fails school TERMS_NOT_SIGNED 0 10; fails physics OAUTH_REFRESH_FAILED 0 20
                    @ 20 | physics: regenerate likely, certain 1 of other CHECK_TERMS_FIRST
                    | school: accept_terms, certain 1 of it-admin
                a different known answer is another failure, but the organisation's terms wait for everybody
                    ade physics 1 other; fails school TERMS_NOT_SIGNED 0 20; fails physics FORBIDDEN 0 20
                    @ 20 | physics: regenerate, certain 1 of other CHECK_TERMS_FIRST | school: accept_terms, certain 1 of it-admin
                fixed tokens prove nothing about terms: check them first
                    fixedTokens school; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST AS_CONFIGURED
                """);
    }

    static Stream<Situation> network() {
        return Situation.told("""
                given: instances school | physics; ade school 1 it-admin
                a network fault within 5 minutes vetoes a likely regeneration
                    fails school OAUTH_REFRESH_FAILED 0 4; networkFault school 1
                    @ 4 | school: wait, certain 1 of it-admin
                a network fault exactly 5 minutes before the newest failure still does
                    fails school OAUTH_REFRESH_FAILED 0 6; networkFault school 1
                    @ 6 | school: wait, certain 1 of it-admin
                an older one does not
                    fails school OAUTH_REFRESH_FAILED 0 6; networkFault school 0.9
                    @ 6 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                a network fault that comes after a likely regeneration vetoes it
                    fails school OAUTH_REFRESH_FAILED 0 4; networkFault school 10 12
                    @ 12 | school: wait, certain 1 of it-admin
                one network record does not outweigh a longer failure
                    fails school OAUTH_REFRESH_FAILED 0 12; networkFault school 11
                    @ 12 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                a veto that lasts 30 minutes: investigate, never regenerate
                    fails school OAUTH_REFRESH_FAILED 0 30; networkFault school 1 11 21 29
                    @ 30 | school: investigate, certain 1 of it-admin
                a late network fault vetoes it too
                    fails school OAUTH_REFRESH_FAILED 0 40; networkFault school 37 39
                    @ 40 | school: investigate, certain 1 of it-admin
                a network fault on another instance does not count
                    fails school OAUTH_REFRESH_FAILED 0 4; networkFault physics 3
                    @ 4 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                a service error of Apple's vetoes a likely regeneration too
                    fails school OAUTH_REFRESH_FAILED 0 4; seen school SERVICE_ERROR 3
                    @ 4 | school: wait, certain 1 of it-admin
                a likely regeneration returns if failures continue 5 minutes after the service error
                    fails school OAUTH_REFRESH_FAILED 0 10; seen school SERVICE_ERROR 3
                    @ 10 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                an error of Apple's service on another instance, begun within 5 minutes, vetoes a likely regeneration
                    fails school OAUTH_REFRESH_FAILED 0 20; fails physics SERVICE_ERROR 4 20
                    @ 20 | school: wait, certain 1 of it-admin
                whatever the clock of its host says
                    clockAhead physics PT9M; fails school OAUTH_REFRESH_FAILED 0 20; fails physics SERVICE_ERROR 4 20
                    @ 20 | school: wait, certain 1 of it-admin
                a later error of Apple's service elsewhere does not count
                    fails school OAUTH_REFRESH_FAILED 0 20; fails physics SERVICE_ERROR 6 20
                    @ 20 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                given: instances school | biology | physics; ade school 1 it-admin; ade biology 1 it-admin
                nor does one elsewhere when an owner's password changed
                    fails biology FORBIDDEN 0 20; fails school OAUTH_REFRESH_FAILED 0 20
                    fails physics SERVICE_ERROR 0 20
                    @ 20 | biology: regenerate, certain 1 of it-admin PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | school: regenerate likely, certain 1 of it-admin PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                given: instances school | physics; ade school 1 it-admin
                a likely regeneration returns once failures outlast Apple's error elsewhere by 5 minutes
                    fails school OAUTH_REFRESH_FAILED 0 14; fails physics SERVICE_ERROR 2 8
                    @ 14 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                a refresh that fails amid Apple's outage does not become firm
                    fails school SERVICE_ERROR 0 20; fails school OAUTH_REFRESH_FAILED 1 19
                    @ 20 | school: wait, certain 1 of it-admin
                a service error does not veto a known answer
                    fails school FORBIDDEN 0 4; seen school SERVICE_ERROR 3
                    @ 4 | school: regenerate, certain 1 of it-admin
                a network fault does not veto a known answer
                    fails school FORBIDDEN 0 4; networkFault school 3 @ 4 | school: regenerate, certain 1 of it-admin
                """);
    }

    static Stream<Situation> one_remedy() {
        return Situation.told("""
                given: instances school | physics; ade school 1 it-admin
                the newest known answer wins for one token
                    fails school FORBIDDEN 0 30; fails school TERMS_NOT_SIGNED 20 30
                    @ 30 | school: accept_terms, certain 1 of it-admin
                a known answer wins over a newer unknown one
                    fails school TERMS_NOT_SIGNED 0 20; fails school OAUTH_REFRESH_FAILED 2 30
                    @ 30 | school: accept_terms, certain 1 of it-admin
                an outage does not hide what Apple answered before
                    seen school TERMS_NOT_SIGNED 0; fails school SERVICE_ERROR 2 40
                    @ 40 | school: accept_terms, certain 1 of it-admin
                a cause that missed three syncs while another continued is the older one
                    fails school FORBIDDEN 0 30; seen school TERMS_NOT_SIGNED 20
                    @ 30 | school: regenerate, certain 1 of it-admin
                two alternating causes do not change the advice with every line
                    fails school FORBIDDEN 0 30; fails school TERMS_NOT_SIGNED 21 29
                    @ 30 | school: accept_terms, certain 1 of it-admin
                a case that is not open yet does not compete
                    fails school TERMS_NOT_SIGNED 0 4; seen school FORBIDDEN 4
                    @ 4 | school: accept_terms, certain 1 of it-admin
                two causes that each concern one of several tokens are both reported
                    ade school 2 it-admin; fails school TOKEN_REJECTED 0 20; fails school TERMS_NOT_SIGNED 5 21
                    @ 21 | school: accept_terms, one_of 1 2 of it-admin
                    | school: identify, one_of 1 2 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                two bad requests do not hide what every sync reports
                    fails school OAUTH_REFRESH_FAILED 0 60; seen school BAD_REQUEST 20 20.1
                    @ 60 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                if both began together, a bad request counts at once
                    fails school OAUTH_REFRESH_FAILED 0 4; fails school BAD_REQUEST 0 4
                    @ 4 | school: investigate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                nor do they while they occur
                    fails school OAUTH_REFRESH_FAILED 0 60; seen school BAD_REQUEST 60 60
                    @ 60 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                nor does an occasional one hide a known answer
                    fails school FORBIDDEN 0 60; seen school BAD_REQUEST 48 52 56 60
                    @ 60 | school: regenerate, certain 1 of it-admin
                nor does an answer in a single record outlast what every sync reports
                    seen school SERVER_INACTIVE 0; fails school OAUTH_REFRESH_FAILED 2 30
                    @ 30 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST
                nor does a new one in a single record count more
                    fails school FORBIDDEN 0 64; seen school SERVER_INACTIVE 60
                    @ 64 | school: regenerate, certain 1 of it-admin
                one that replaces it counts
                    fails school FORBIDDEN 0 20; fails school BAD_REQUEST 22 60
                    @ 60 | school: investigate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                so does one next to a failed refresh without a known answer
                    fails school OAUTH_REFRESH_FAILED 0 60; fails school BAD_REQUEST 40 60
                    @ 60 | school: investigate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                investigate does not hide identify
                    ade school 2 it-admin; fails school TOKEN_REJECTED 0 20; fails school BAD_REQUEST 5 21
                    @ 21 | school: identify, one_of 1 2 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                    | school: investigate, one_of 1 2 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                two causes with the same remedy for one of several tokens are reported once
                    ade school 2 it-admin; fails school FORBIDDEN 0 20; fails school SERVER_INACTIVE 5 21
                    @ 21 | school: identify, one_of 1 2 of it-admin
                given: instances school; content school 7 it-admin
                a claimed content token is reported without any sighting
                    synced school 7 clientContextMismatch 0 @ 0 | school: reclaim, certain 7 of it-admin
                which says nothing of a revocation that a good sync has ended
                    seen school CONTENT_TOKEN_INVALID 0 1; says school 7 - 2; says school 7 clientContextMismatch 8
                    @ 9 | school: reclaim, certain 7 of it-admin
                a case with the same remedy is the same finding
                    content school 8 it-admin; synced school 7 clientContextMismatch 0
                    seen school CONTENT_TOKEN_CLAIMED_ELSEWHERE 0
                    @ 0 | school: reclaim, certain 7 of it-admin
                a token of another kind has a remedy of its own
                    ade school 1 it-admin; seen school TERMS_NOT_SIGNED 0; seen school CONTENT_TOKEN_INVALID 0 1
                    @ 4 | school: accept_terms, certain 1 of it-admin | school: regenerate, certain 7 of it-admin
                """);
    }

    static Stream<Situation> without_log() {
        return Situation.told("""
                given: instances cloud; withoutLog cloud; ade cloud 1 it-admin
                a failing sync may pass: depwatch waits 30 minutes
                    syncsFail cloud 1 0 28 @ 29.9 | nothing
                syncs that fail for 30 minutes: investigate, nothing more is known
                    syncsFail cloud 1 0 30 @ 30 | cloud: investigate, certain 1 of it-admin
                one failed sync that stays the newest for 30 minutes has not passed
                    staysFailed cloud 1 0 1 11 30 @ 30 | cloud: investigate, certain 1 of it-admin
                nor has one that is 30 minutes old at the first reading
                    staysFailed cloud 1 -4000 0 @ 0 | cloud: investigate, certain 1 of it-admin
                one failed sync without another has passed
                    staysFailed cloud 1 0 1; synced cloud 1 OK 4 @ 40 | nothing
                syncs that fail for days: still only investigate
                    syncsFail cloud 1 0 6000 @ 6000 | cloud: investigate, certain 1 of it-admin
                a passed date explains the failing syncs by itself
                    expires cloud 1 -10; syncsFail cloud 1 0 30 @ 30 | cloud: regenerate, certain 1 of it-admin
                on its last day, which has no hour and no zone, it explains them too
                    endsOn cloud 1 2026-11-24; syncsFail cloud 1 0 30 @ 30 | cloud: renew, certain 1 of it-admin
                an owner who has left explains them for each of the owner's tokens; one who is locked out may come back
                    ade cloud 2 other; account X it-admin DEACTIVATED -5; account X other LOCKED -5
                    syncsFail cloud 1 0 30; syncsFail cloud 2 0 30
                    @ 30 | cloud: investigate, certain 2 of other APPLE_OR_NETWORK OWNER_ACCOUNT_OUT
                    | cloud: renew, certain 1 of it-admin OWNER_ACCOUNT_OUT
                of two failing tokens the expired one is regenerated and the other investigated
                    ade cloud 2 it-admin; expires cloud 1 -10; syncsFail cloud 1 0 30; syncsFail cloud 2 0 30
                    @ 30 | cloud: regenerate, certain 1 of it-admin | cloud: investigate, certain 2 of it-admin
                and the one whose last day it is is renewed, though another has failed since yesterday
                    ade cloud 2 it-admin; endsOn cloud 1 2026-11-24
                    syncsFail cloud 2 -1500 0; readAt cloud 0; syncsFail cloud 1 0 30; syncsFail cloud 2 0 30
                    @ 30 | cloud: investigate, certain 2 of it-admin | cloud: renew, certain 1 of it-admin
                unsigned terms that the notifications name are reported at once
                    notified cloud TERMS_NOT_SIGNED 1 0; notice cloud TERMS_NOT_SIGNED token 1
                    @ 4 | cloud: accept_terms, certain 1 of it-admin AS_NOTIFIED
                failing syncs under unsigned terms are about the terms
                    notified cloud TERMS_NOT_SIGNED 1 0 40; notice cloud TERMS_NOT_SIGNED token 1
                    syncsFail cloud 1 0 40
                    @ 40 | cloud: accept_terms, certain 1 of it-admin AS_NOTIFIED
                one token's terms do not explain another token's failing syncs
                    ade cloud 2 it-admin; notified cloud TERMS_NOT_SIGNED 1 0 40; notice cloud TERMS_NOT_SIGNED token 1
                    syncsFail cloud 2 0 40
                    @ 40 | cloud: accept_terms, certain 1 of it-admin AS_NOTIFIED
                    | cloud: investigate, certain 2 of it-admin
                nothing is reported before the first reading, as after a start without a state
                    neverRead cloud; syncsFail cloud 1 -60 0 @ 0 | nothing
                findings from before the start return at once
                    syncsFail cloud 1 -60 -10; readAt cloud -10; heardSince cloud 0
                    @ 0 | cloud: investigate, certain 1 of it-admin
                known findings stay while the API is down
                    syncsFail cloud 1 0 40; apiDown cloud 41; readAt cloud 40
                    @ 600 | cloud: investigate, certain 1 of it-admin
                """);
    }

    static Stream<Situation> notified() {
        return Situation.told("""
                a revoked content token in one reading may be a blip
                    instances school; content school 7 it-admin; notified school CONTENT_TOKEN_INVALID - 0 @ 0 | nothing
                one in a second reading is none, even with a log
                    instances school; content school 7 it-admin; notified school CONTENT_TOKEN_INVALID - 0 1
                    @ 1 | school: regenerate, certain 7 of it-admin AS_NOTIFIED
                one at the first reading may be older than the last good sync
                    instances school; content school 7 it-admin; says school 7 - -60
                    notified school CONTENT_TOKEN_INVALID - 0 1
                    @ 1 | school: investigate, certain 7 of it-admin AS_NOTIFIED
                such a one does not hide that the token ends soon
                    instances school; content school 7 it-admin; says school 7 - -60; expires school 7 7200
                    notified school CONTENT_TOKEN_INVALID - 0 1 @ 1 | school: renew, certain 7 of it-admin
                nor does a record of the log
                    instances school; content school 7 it-admin; synced school 7 - -360; expires school 7 7200
                    seen school CONTENT_TOKEN_INVALID 0 1 @ 1 | school: renew, certain 7 of it-admin
                nor that it has ended
                    instances school; content school 7 it-admin; synced school 7 - -60; expires school 7 0
                    notified school CONTENT_TOKEN_INVALID - 0 1 @ 1 | school: regenerate, certain 7 of it-admin
                a revocation that somebody found today, of a token that ends in 55 days
                    instances school; content school 7 it-admin; synced school 7 - -600; expires school 7 79200
                    notified school CONTENT_TOKEN_INVALID - 0 1
                    @ 1 | school: investigate, certain 7 of it-admin AS_NOTIFIED
                one in a reading and in a record is none
                    instances school; content school 7 it-admin; notified school CONTENT_TOKEN_INVALID - 0
                    seen school CONTENT_TOKEN_INVALID 2
                    @ 2 | school: regenerate, certain 7 of it-admin AS_NOTIFIED
                with a log, too, a notification's name identifies the token
                    instances school; content school 7 it-admin; content school 8 other
                    notified school CONTENT_TOKEN_INVALID - 0 1; notice school CONTENT_TOKEN_INVALID token 8
                    @ 1 | school: regenerate, certain 8 of other AS_NOTIFIED
                of a record and a notification, the last to begin wins
                    instances school; content school 7 it-admin; fails school CONTENT_TOKEN_CLAIMED_ELSEWHERE 0 20
                    notified school CONTENT_TOKEN_INVALID - 5 20
                    @ 20 | school: regenerate, certain 7 of it-admin AS_NOTIFIED
                whatever the clock of the log's host says
                    instances school; content school 7 it-admin; clockAhead school PT9M
                    fails school CONTENT_TOKEN_CLAIMED_ELSEWHERE 0 20; notified school CONTENT_TOKEN_INVALID - 5 20
                    @ 20 | school: regenerate, certain 7 of it-admin AS_NOTIFIED
                given: instances school; content school 7 it-admin; withoutLog school; content school 8 it-admin
                without a log, a notification's name identifies the token
                    notified school CONTENT_TOKEN_INVALID 8 0 1; notice school CONTENT_TOKEN_INVALID token 8
                    @ 1 | school: regenerate, certain 8 of it-admin AS_NOTIFIED
                a notification without a name leaves the token to identify
                    notified school CONTENT_TOKEN_INVALID - 0 1; notice school CONTENT_TOKEN_INVALID -
                    @ 1 | school: identify, one_of 7 8 of it-admin AS_NOTIFIED
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("never")
    void regenerate_is_never_advised(Situation situation) {
        for (double at = 0; at <= situation.moments().get(0).minute(); at += 0.5) {
            assertThat(situation.world().at(at).findings())
                    .as("%s; at minute %s", situation, at)
                    .noneMatch(finding -> finding.remedy() == Remedy.REGENERATE);
        }
    }

    static Stream<Situation> never() {
        return Situation.told("""
                given: instances school | physics; ade school 1 it-admin
                not for unsigned terms
                    fails school TERMS_NOT_SIGNED 0 90 @ 90 | nothing
                not for unsigned terms that Apple calls FORBIDDEN
                    terms school NOT_SIGNED; fails school FORBIDDEN 0 90 @ 90 | nothing
                not for unsigned terms without a known answer
                    terms school NOT_SIGNED; fails school OAUTH_REFRESH_FAILED 0 90 @ 90 | nothing
                not for an answer of 5xx or 429
                    fails school SERVICE_ERROR 0 90 @ 90 | nothing
                not for a fault of TLS, name look-up or connection
                    networkFault school 0 2 4 6 30 40 @ 90 | nothing
                not for a refresh that fails while the network fails
                    networkFault school -1 3 7 11 15 19 23 27 31 35 39; fails school OAUTH_REFRESH_FAILED 0 40
                    @ 90 | nothing
                not for a refresh that fails while Apple's service fails
                    fails school SERVICE_ERROR 0 90; fails school OAUTH_REFRESH_FAILED 1 89 @ 90 | nothing
                not for a deleted server
                    fails school SERVER_INACTIVE 0 90 @ 90 | nothing
                not for a bad request, where a downloaded token may wait to be uploaded
                    fails school BAD_REQUEST 0 90 @ 90 | nothing
                given:
                not for a content token that another server has claimed
                    instances school; content school 7 it-admin; fails school CONTENT_TOKEN_CLAIMED_ELSEWHERE 0 90
                    @ 90 | nothing
                not for a sync state alone
                    instances school | physics; ade school 1 it-admin; fails school SYNC_FAILED 0 90 @ 90 | nothing
                given: instances cloud; withoutLog cloud; ade cloud 1 it-admin
                not for a sync state alone without a log
                    syncsFail cloud 1 0 90 @ 90 | nothing
                not for a sync state alone of several owners
                    ade cloud 2 other; syncsFail cloud 1 0 90; syncsFail cloud 2 0 90 @ 90 | nothing
                not for unsigned terms that a notification names while no token fails
                    notice cloud TERMS_NOT_SIGNED -; notified cloud TERMS_NOT_SIGNED - 0 30 60 90 @ 90 | nothing
                given: instances school | physics; ade school 1 it-admin
                not for one of several tokens
                    ade school 2 other; fails school FORBIDDEN 0 90 @ 90 | nothing
                not for one of several tokens of one owner
                    ade school 2 it-admin; fails school TOKEN_REJECTED 0 90 @ 90 | nothing
                given: instances a | b | c; ade a 1 a; ade b 1 b; ade c 1 c
                not for Apple's outage in the words of an older Jamf Pro
                    fails a OAUTH_REFRESH_FAILED 0 120; fails b OAUTH_REFRESH_FAILED 0.5 120
                    fails c OAUTH_REFRESH_FAILED 1 120
                    @ 120 | nothing
                not for Apple's outage in the words of a newer Jamf Pro
                    fails a SERVICE_ERROR 0 120; fails b SERVICE_ERROR 0.5 120; fails c SERVICE_ERROR 1 120
                    @ 120 | nothing
                """);
    }
}
