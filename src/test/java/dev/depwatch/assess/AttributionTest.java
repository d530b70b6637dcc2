package dev.depwatch.assess;

import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.OAUTH_REFRESH_FAILED;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which token? */
class AttributionTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"one_token", "several_tokens", "sync_states", "several_cases", "recovered", "no_token", "without_log"
    })
    void which_token_fails(Situation situation) {
        situation.holds(AssessmentLines::by);
    }

    static Stream<Situation> one_token() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin
                the only token of the kind is certain
                    content school 7 other; fails school FORBIDDEN 0 4 @ 4 | school: regenerate, certain 1 of it-admin
                the only fixed token is certain as configured
                    fixedTokens school; fails school TERMS_NOT_SIGNED 0 4
                    @ 4 | school: accept_terms, certain 1 of it-admin AS_CONFIGURED
                while the API is down, the only token of the last reading is certain
                    readAt school -5; apiDown school -3; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST TOKENS_NOT_READ_SINCE
                a token read since the case began is certain, even while the API is down
                    readAt school 1; apiDown school 2; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                while the API is being read for a new case, nothing is reported; depwatch waits at most a minute for it
                    readAt school -5; seen school TERMS_NOT_SIGNED 0
                    @ 0.5 | nothing @ 5 | school: accept_terms, one_of 1 of it-admin
                before the first reading of fixed tokens, nothing is reported
                    fixedTokens school; neverRead school; seen school TERMS_NOT_SIGNED 0 @ 0.1 | nothing
                depwatch does not wait for a failing API
                    readAt school -5; apiDown school 0; seen school TERMS_NOT_SIGNED 0
                    @ 0.1 | school: accept_terms, certain 1 of it-admin TOKENS_NOT_READ_SINCE
                a token renewed since needs nothing, whoever renewed it
                    fails school FORBIDDEN 0 4; renewedBy other school 1 5 @ 6 | nothing
                if it fails again, it is the new owner's
                    fails school FORBIDDEN 0 20; renewedBy other school 1 5
                    @ 20 | school: regenerate, certain 1 of other
                given: instances school; ade school 1 -
                a token with an unknown owner is certain too
                    fails school FORBIDDEN 0 4 @ 4 | school: regenerate, certain 1
                """);
    }

    static Stream<Situation> several_tokens() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin
                several tokens are all named, and somebody must identify one
                    ade school 2 other; fails school FORBIDDEN 0 4 @ 4 | school: identify, one_of 1 2
                if all candidates have one owner, the account is certain and the token is not
                    ade school 2 it-admin; fails school FORBIDDEN 0 4 @ 4 | school: identify, one_of 1 2 of it-admin
                candidates have no common owner if one owner is unknown
                    ade school 2 -; fails school FORBIDDEN 0 4 @ 4 | school: identify, one_of 1 2
                a likely regeneration of one of several becomes identify
                    ade school 2 other; fails school OAUTH_REFRESH_FAILED 0 4
                    @ 4 | school: identify, one_of 1 2 CHECK_TERMS_FIRST
                identify a server before linking it again
                    ade school 2 other; seen school SERVER_INACTIVE 0 @ 4 | school: identify, one_of 1 2
                given: instances school; content school 7 it-admin; content school 8 other
                identify a content token before reclaiming it
                    seen school CONTENT_TOKEN_CLAIMED_ELSEWHERE 0 @ 0 | school: identify, one_of 7 8
                given: instances school; ade school 1 it-admin; ade school 2 other
                terms are accepted by organisation, whichever token it is
                    seen school TERMS_NOT_SIGNED 0 @ 4 | school: accept_terms, one_of 1 2
                an investigation needs no token
                    fails school SERVICE_ERROR 0 30 @ 30 | school: investigate, one_of 1 2
                several fixed tokens are several candidates
                    fixedTokens school; fails school FORBIDDEN 0 4
                    @ 4 | school: identify, one_of 1 2 CHECK_TERMS_FIRST AS_CONFIGURED
                a token with a good sync newer than the last sighting is no candidate
                    ade school 3 other; synced school 2 SUCCESSFUL 9; fails school FORBIDDEN 0 4
                    @ 9 | school: identify, one_of 1 3
                a sync between two sightings of another token proves nothing
                    synced school 2 OK 5.5; fails school FORBIDDEN 0 4 @ 5.9 | school: identify, one_of 1 2
                a newer failed sync is no good sync
                    synced school 2 CONNECTION_ERROR 9; fails school FORBIDDEN 0 4 @ 9 | school: identify, one_of 1 2
                the last remaining candidate is not certain: it may just have been renewed
                    synced school 2 SUCCESSFUL 9; fails school FORBIDDEN 0 4
                    @ 9 | school: identify, one_of 1 of it-admin
                a newer sync with a word that proves nothing leaves it one
                    synced school 2 OK 9; fails school FORBIDDEN 0 4 @ 9 | school: identify, one_of 1 2
                if the cause is expiry, the expired tokens are the failing ones
                    expires school 1 -10; seen school TOKEN_EXPIRED 0 @ 0 | school: regenerate, certain 1 of it-admin
                two expired tokens concern two accounts
                    expires school 1 -10; expires school 2 -10; seen school TOKEN_EXPIRED 0
                    @ 0 | school: regenerate, certain 1 of it-admin | school: regenerate, certain 2 of other
                if the cause is expiry and none has expired, identify the token
                    seen school TOKEN_EXPIRED 0 @ 4 | school: identify, one_of 1 2
                given: instances school; ade school 1 it-admin
                a failure before a new token was found does not concern the new one
                    renewedBy other school 1 0.5; seen school TOKEN_REJECTED 0 @ 1 | nothing
                a token that failed twice and was then renewed needs nothing
                    renewedBy other school 1 3; seen school TOKEN_REJECTED 0 2 @ 4 | nothing
                so does one whose failures and renewal were read at once, as after a start
                    renewedBy other school 1 0.1; read school log TOKEN_REJECTED false -60 0
                    read school log TOKEN_REJECTED false -1 0
                    @ 1 | nothing
                if the cause is expiry, a token with a later date is no candidate
                    ade school 2 other; ade school 3 other; expires school 1 60; expires school 2 500000
                    seen school TOKEN_EXPIRED 0
                    @ 4 | school: identify, one_of 1 3 | school: renew, certain 1 of it-admin
                if all others end later, the one that ends today has just expired
                    ade school 2 other; expires school 1 60; expires school 2 500000; seen school TOKEN_EXPIRED 0
                    @ 4 | school: regenerate, certain 1 of it-admin
                given: instances school; content school 7 it-admin; content school 8 other
                an expired content token is the one that Jamf Pro cannot read
                    expires school 7 -10; seen school CONTENT_TOKEN_INVALID 0 2
                    @ 2 | school: regenerate, certain 7 of it-admin
                a content token that synced after its date is not
                    expires school 7 -10; synced school 7 - -5; seen school CONTENT_TOKEN_INVALID 0 2
                    @ 2 | school: identify, one_of 7 8 | school: renew, certain 7 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 other
                an expired token that was renewed was the one; no other is a candidate
                    replaced school 1 3; seen school TOKEN_EXPIRED 0 2 @ 4 | nothing
                an expired token does not explain a known answer; another token caused it
                    expires school 1 -10; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin | school: identify, one_of 2 of other
                a token's last day explains an unknown answer that began on it
                    expires school 1 30; fails school OAUTH_REFRESH_FAILED 0 40
                    @ 40 | school: regenerate, certain 1 of it-admin
                an unknown answer that began after a token's end concerns another token
                    expires school 1 -1; fails school OAUTH_REFRESH_FAILED 0 40
                    @ 40 | school: regenerate, certain 1 of it-admin
                    | school: identify, one_of 2 of other CHECK_TERMS_FIRST
                nor does the end of a token explain one that began days before
                    expires school 1 3060; fails school OAUTH_REFRESH_FAILED 0 3070
                    @ 3070 | school: regenerate, certain 1 of it-admin
                    | school: identify, one_of 2 of other CHECK_TERMS_FIRST
                two causes with several tokens can be about two of them: report both
                    fails school FORBIDDEN 0 10; fails school TERMS_NOT_SIGNED 4 10
                    @ 10 | school: accept_terms, one_of 1 2 | school: identify, one_of 1 2 CHECK_TERMS_FIRST
                """);
    }

    /** One case. Tokens that do not fail say OK all the time. */
    static Stream<Situation> sync_states() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin
                the token whose sync state changed to failing with the case is the failing one
                    ade school 2 other; well school 2; says school 1 OK -60; says school 1 CONNECTION_ERROR 0.5
                    fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                so it is if the previous reading was nine minutes earlier
                    ade school 2 other; well school 2; readEvery 9; says school 1 OK -60
                    says school 1 CONNECTION_ERROR 0.5; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                if several changed, all fail: one owner's appear together
                    ade school 2 it-admin; startsFailing school 0.5 1 | 2; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 2 of it-admin
                if several changed, all fail: two owners' appear separately
                    ade school 2 other; startsFailing school 0.5 1 | 2; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin | school: regenerate, certain 2 of other
                nor are those of one owner in two organisations one: each has its own terms
                    ade school 2 it-admin; organization school 2 Another; startsFailing school 0.5 1 | 2
                    fails school TERMS_NOT_SIGNED 0 4
                    @ 4 | school: accept_terms, certain 1 of it-admin | school: accept_terms, certain 2 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 it-admin
                a token that changes later, while no other case begins, fails too
                    startsFailing school 0.5 1; startsFailing school 20.5 2; fails school FORBIDDEN 0 24
                    @ 24 | school: regenerate, certain 1 2 of it-admin
                one later failing sync may be a blip
                    startsFailing school 0.5 1; startsFailing school 20.5 2; fails school FORBIDDEN 0 22
                    @ 21.5 | school: regenerate, certain 1 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 other
                a token failing since before is not the one if another changed
                    says school 2 CONNECTION_ERROR -60; startsFailing school 0.5 1; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                nor is one whose failing sync is older than the case, however late the reading
                    startsFailing school 0.5 1; readEvery 9; says school 2 OK -60; says school 2 CONNECTION_ERROR 0.5 -8
                    fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                a token failing since before proves nothing if another may be the one
                    well school 2; says school 1 CONNECTION_ERROR -60; fails school FORBIDDEN 0 4
                    @ 4 | school: identify, one_of 1 2
                it is the one that is left if every other has synced well since, but not for certain
                    well school 2; knownGood school 2 OK; says school 1 CONNECTION_ERROR -60; fails school FORBIDDEN 0 4
                    @ 4 | school: identify, one_of 1 of it-admin
                a word is good only after an hour without a failure
                    well school 2; quiet school 2 OK PT59M; says school 1 CONNECTION_ERROR -60
                    fails school FORBIDDEN 0 4
                    @ 4 | school: identify, one_of 1 2
                at a first reading amid the failure, the token whose newest sync failed is the one
                    says school 1 CONNECTION_ERROR -4; says school 2 OK -4; read school log FORBIDDEN false -60 0
                    read school log FORBIDDEN false -1 0
                    @ 0 | school: regenerate, certain 1 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 it-admin; ade school 3 other
                at a first reading amid the failure, several failing states all count
                    says school 1 CONNECTION_ERROR -4; says school 2 CONNECTION_ERROR -4; says school 3 OK -4
                    read school log FORBIDDEN false -60 0; read school log FORBIDDEN false -1 0
                    @ 0 | school: regenerate, certain 1 2 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 other
                at a first reading amid the failure, an older failing sync proves nothing
                    says school 1 CONNECTION_ERROR 0 -65; says school 2 OK 0; read school log FORBIDDEN false -60 0
                    read school log FORBIDDEN false -1 0
                    @ 4 | school: identify, one_of 1 2
                a failing sync two syncs older than the case still belongs to it
                    says school 1 CONNECTION_ERROR 0 -64; says school 2 OK 0; read school log FORBIDDEN false -60 0
                    read school log FORBIDDEN false -1 0
                    @ 0 | school: regenerate, certain 1 of it-admin
                a failing state confirms no cause: one FORBIDDEN stays a blip
                    startsFailing school 0.5 1; seen school FORBIDDEN 0 @ 10 | nothing
                nor does it turn a bad request into more
                    startsFailing school 0.5 1; fails school BAD_REQUEST 0 10
                    @ 10 | school: investigate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                a word without failure is no failure, however new it is
                    startsFailing school 0.5 1; says school 2 OK -60; says school 2 BUSY 0.5; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                states read before the case began name a token, but not for certain
                    says school 1 CONNECTION_ERROR -1; says school 2 OK -60; readAt school -0.5; apiDown school -0.2
                    fails school FORBIDDEN 0 4
                    @ 4 | school: identify, one_of 1 of it-admin CHECK_TERMS_FIRST
                states read since the case began still count while the API is down
                    startsFailing school 0.5 1; says school 2 OK -60; readAt school 2; apiDown school 3
                    fails school FORBIDDEN 0 20
                    @ 20 | school: regenerate, certain 1 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 it-admin
                if the cause is expiry, a changed token without a date has expired too
                    expires school 1 -10; startsFailing school 0.5 2; seen school TOKEN_EXPIRED 0 2
                    @ 3 | school: regenerate, certain 1 2 of it-admin
                if the cause is expiry, a changed token with a later date has not expired
                    expires school 1 -10; expires school 2 500000; startsFailing school 0.5 2
                    seen school TOKEN_EXPIRED 0
                    @ 2 | school: regenerate, certain 1 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 other
                with a sync every 2 s, syncs 4 s apart decide
                    syncEvery PT2S; says school 1 CONNECTION_ERROR 0 -1.07; says school 2 CONNECTION_ERROR 0 -1.06
                    read school log FORBIDDEN false -1 0; read school log FORBIDDEN false -0.01 0
                    @ 0 | school: regenerate, certain 2 of other
                """);
    }

    /** Two cases on one instance with several tokens: which token has which cause? */
    static Stream<Situation> several_cases() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; ade school 2 other
                a token that changed with a new case does not belong to a silent older one
                    startsFailing school 0.5 1; startsFailing school 50.5 2; fails school FORBIDDEN 0 48
                    fails school SERVICE_ERROR 50 58
                    @ 58 | school: regenerate, certain 1 of it-admin
                each of two cases has the token that changed with it
                    startsFailing school 0.5 1; startsFailing school 20.5 2; fails school FORBIDDEN 0 30
                    fails school TERMS_NOT_SIGNED 20 30
                    @ 30 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                    | school: accept_terms, certain 2 of other
                one token with the first case, two with the second
                    ade school 3 other; startsFailing school 0.5 1; startsFailing school 20.5 2 | 3
                    fails school FORBIDDEN 0 30; fails school TERMS_NOT_SIGNED 20 30
                    @ 30 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                    | school: accept_terms, certain 2 3 of other
                two tokens with the first case, one with the second
                    ade school 3 other; startsFailing school 0.5 1 | 2; startsFailing school 20.5 3
                    fails school FORBIDDEN 0 30; fails school TERMS_NOT_SIGNED 20 30
                    @ 30 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                    | school: regenerate, certain 2 of other CHECK_TERMS_FIRST
                    | school: accept_terms, certain 3 of other
                given: instances school | lab; ade school 1 it-admin; ade school 2 other; ade lab 9 third
                while Apple or the network fails elsewhere, a case without an answer asks for no token, so they do not agree
                    startsFailing school 0.5 1 | 2; fails school FORBIDDEN 0 30; fails school OAUTH_REFRESH_FAILED 1 30
                    fails lab SERVICE_ERROR 0 30
                    @ 30 | lab: investigate, certain 9 of third
                    | school: identify, one_of 1 2 SEVERAL_CAUSES | school: wait, one_of 1 2 SEVERAL_CAUSES
                given: instances school; ade school 1 it-admin; ade school 2 other
                two cases began together on two tokens: nothing separates them
                    startsFailing school 0.5 1 | 2; fails school FORBIDDEN 0 30; fails school TERMS_NOT_SIGNED 1 30
                    @ 30 | school: accept_terms, one_of 1 2 SEVERAL_CAUSES
                    | school: identify, one_of 1 2 CHECK_TERMS_FIRST SEVERAL_CAUSES
                a third token that does not fail is no candidate of either
                    ade school 3 other; startsFailing school 0.5 1 | 2; well school 3; fails school FORBIDDEN 0 30
                    fails school TERMS_NOT_SIGNED 1 30
                    @ 30 | school: accept_terms, one_of 1 2 SEVERAL_CAUSES
                    | school: identify, one_of 1 2 CHECK_TERMS_FIRST SEVERAL_CAUSES
                given: instances school; ade school 1 it-admin; ade school 2 it-admin
                cases with the same remedy need not be separated
                    startsFailing school 0.5 1 | 2; fails school FORBIDDEN 0 30; fails school TOKEN_REJECTED 1 30
                    @ 30 | school: regenerate, certain 1 2 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                the finding includes the hints of all of them
                    startsFailing school 0.5 1 | 2; fails school TOKEN_REJECTED 0 30; fails school FORBIDDEN 1 30
                    @ 30 | school: regenerate, certain 1 2 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                so it does with one token, and leaves out those that only might be meant
                    ade school 3 it-admin; startsFailing school 0.5 1; well school 2; well school 3
                    fails school TOKEN_REJECTED 0 30; fails school FORBIDDEN 1 30
                    @ 30 | school: regenerate, certain 1 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                given: instances school; ade school 1 it-admin
                a token that changes during two cases may have either; the others keep theirs
                    ade school 2 other; ade school 3 other; startsFailing school 0.5 1; startsFailing school 20.5 2
                    startsFailing school 40.5 3; fails school FORBIDDEN 0 50; fails school TERMS_NOT_SIGNED 20 50
                    @ 50 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                    | school: accept_terms, certain 2 of other
                    | school: accept_terms, one_of 3 of other SEVERAL_CAUSES
                    | school: identify, one_of 3 of other CHECK_TERMS_FIRST SEVERAL_CAUSES
                an intermittent case can have returned with a token that changed with another case
                    ade school 2 other; startsFailing school 50.5 1 | 2; fails school TERMS_NOT_SIGNED 0 4
                    fails school TERMS_NOT_SIGNED 50 60; fails school FORBIDDEN 50 60
                    @ 60 | school: accept_terms, one_of 1 2 SEVERAL_CAUSES
                    | school: identify, one_of 1 2 CHECK_TERMS_FIRST SEVERAL_CAUSES
                a case that was silent when a token changed is not about it
                    ade school 2 other; well school 1; startsFailing school 20.5 2; seen school SERVER_INACTIVE 0
                    @ 30 | school: identify, one_of 1 2
                a token that changed with a network fault does not belong to another case
                    ade school 2 it-admin; startsFailing school 0.5 1; startsFailing school 20.5 2
                    fails school FORBIDDEN 0 22; networkFault school 20
                    @ 22 | school: regenerate, certain 1 of it-admin
                nor does it when the network fault has ended and it still fails
                    ade school 2 it-admin; startsFailing school 0.5 1; startsFailing school 20.5 2
                    fails school FORBIDDEN 0 40; networkFault school 20
                    @ 40 | school: regenerate, certain 1 of it-admin
                a case below its opening rule can still be a token's cause
                    ade school 2 it-admin; startsFailing school 0.5 1 | 2; seen school TOKEN_REJECTED 0 3
                    seen school SERVICE_ERROR 1
                    @ 3 | school: identify, one_of 1 2 of it-admin UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST SEVERAL_CAUSES
                if one cause ends as another begins, the token keeps only the new one
                    ade school 2 other; startsFailing school 0.5 1; well school 2; fails school FORBIDDEN 0 20
                    fails school TERMS_NOT_SIGNED 22 40
                    @ 40 | school: accept_terms, certain 1 of it-admin
                if only one token fails, its newest known answer wins
                    ade school 2 other; startsFailing school 0.5 1; well school 2; knownGood school 2 OK
                    fails school FORBIDDEN 0 30; fails school TERMS_NOT_SIGNED 1 30
                    @ 30 | school: accept_terms, certain 1 of it-admin
                if the other token is not known to work, one cause may be about it
                    ade school 2 other; startsFailing school 0.5 1; well school 2; fails school FORBIDDEN 0 30
                    fails school TERMS_NOT_SIGNED 1 30
                    @ 30 | school: accept_terms, one_of 1 2 SEVERAL_CAUSES
                    | school: identify, one_of 1 2 CHECK_TERMS_FIRST SEVERAL_CAUSES
                the one whose syncs fail is named first
                    ade school 2 other; startsFailing school 0.5 2; well school 1; fails school FORBIDDEN 0 30
                    fails school TERMS_NOT_SIGNED 1 30
                    @ 30 | school: accept_terms, one_of 2 1 SEVERAL_CAUSES
                    | school: identify, one_of 2 1 CHECK_TERMS_FIRST SEVERAL_CAUSES
                a case that began after a token's removal is about another: the only one left that does not sync well
                    ade school 2 other; ade school 3 other; startsFailing school 10.5 1; startsFailing school 11.5 2
                    well school 3; knownGood school 3 OK; removed school 1 11.8; fails school TERMS_NOT_SIGNED 11 15
                    fails school TOKEN_REJECTED 12 14
                    @ 15 | school: regenerate, certain 2 of other UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                    | school: accept_terms, certain 1 of it-admin
                the only one left has failed since that case began, whatever its sync state says
                    ade school 2 other; seen school SERVER_INACTIVE 0; removed school 1 11; startsFailing school 30.5 2
                    fails school FORBIDDEN 12 31
                    @ 31 | school: regenerate, certain 2 of other | school: identify, one_of 1 of it-admin
                a case without a matching state concerns a token without another cause
                    ade school 2 other; ade school 3 other; startsFailing school 0.5 1; fails school FORBIDDEN 0 30
                    fails school TERMS_NOT_SIGNED 20 30
                    @ 30 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                    | school: accept_terms, one_of 2 3 of other
                the date separates an expired token from unsigned terms that began together
                    ade school 2 other; expires school 1 -10; startsFailing school 0.5 1 | 2
                    fails school TOKEN_EXPIRED 0 10; fails school TERMS_NOT_SIGNED 1 10
                    @ 10 | school: regenerate, certain 1 of it-admin | school: accept_terms, certain 2 of other
                at a first reading amid two failures, nothing separates the tokens
                    ade school 2 other; says school 1 CONNECTION_ERROR -4; says school 2 CONNECTION_ERROR -4
                    read school log FORBIDDEN false -50 0; read school log TERMS_NOT_SIGNED false -30 0
                    read school log FORBIDDEN false -1 0; read school log TERMS_NOT_SIGNED false -1 0
                    @ 0 | school: accept_terms, one_of 1 2 SEVERAL_CAUSES
                    | school: identify, one_of 1 2 CHECK_TERMS_FIRST SEVERAL_CAUSES
                """);
    }

    /** A case keeps its token until its end is proven. */
    static Stream<Situation> recovered() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin; ade school 2 other
                a removed token stays the one until the end is proven
                    startsFailing school 0.5 1; well school 2; removed school 1 11; fails school FORBIDDEN 0 10
                    @ 15.9 | school: regenerate, certain 1 of it-admin
                the remaining token does not become the only candidate
                    removed school 1 11; fails school FORBIDDEN 0 10 @ 15.9 | school: identify, one_of 1 2
                nor if depwatch was down meanwhile, and reads the failures after the removal
                    removed school 1 11; read school log TOKEN_REJECTED false 8 12
                    read school log TOKEN_REJECTED false 10 12
                    @ 14 | school: identify, one_of 1 2 UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                it does if the failures continue after the removal
                    removed school 1 11; fails school FORBIDDEN 0 16 @ 16 | school: regenerate, certain 2 of other
                given: instances school; ade school 1 it-admin
                the only token stays the one after its removal
                    removed school 1 11; fails school FORBIDDEN 0 10 @ 15.9 | school: regenerate, certain 1 of it-admin
                given: instances school; ade school 1 it-admin; ade school 2 other
                a token that appeared as the failing one was removed is not the one
                    startsFailing school 0.5 1; says school 2 OK 11; removed school 1 11; fails school FORBIDDEN 0 10
                    @ 15.9 | school: regenerate, certain 1 of it-admin
                a token that syncs again stays the one until the end is proven
                    startsFailing school 0.5 1; well school 2; says school 1 OK 10.5; fails school FORBIDDEN 0 10
                    @ 15.9 | school: regenerate, certain 1 of it-admin
                it is no longer the one if the failures continue without it
                    startsFailing school 0.5 1 | 2; says school 1 OK 10.5; fails school FORBIDDEN 0 20
                    @ 20 | school: regenerate, certain 2 of other
                if no other token fails, somebody must identify it again
                    startsFailing school 0.5 1; well school 2; says school 1 OK 10.5; fails school FORBIDDEN 0 20
                    @ 20 | school: identify, one_of 1 2
                a token that failed and recovered before the case began is not the one
                    startsFailing school -20 2; says school 2 OK -10; says school 1 OK -60
                    says school 1 CONNECTION_ERROR 0.5; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of it-admin
                given: instances school; content school 7 it-admin; content school 8 other; says school 7 - -60
                of several content tokens, the one that was renewed after the last record explains all of them
                    seen school CONTENT_TOKEN_INVALID 0 20 40; renewedUntil 500000 school 8 45; synced school 8 - 46
                    @ 60 | nothing
                it does not if the log goes on
                    seen school CONTENT_TOKEN_INVALID 0 20 40 50; renewedUntil 500000 school 8 45; synced school 8 - 46
                    @ 60 | school: investigate, one_of 7 8 SYNCS_FLAP
                given: instances school; ade school 1 it-admin; ade school 2 other
                after one token's renewal each case keeps its own token
                    startsFailing school 0.5 1 | 2; says school 1 OK 10.5; fails school FORBIDDEN 0 10
                    fails school TERMS_NOT_SIGNED 1 24
                    @ 18 | school: regenerate, certain 1 of it-admin CHECK_TERMS_FIRST
                    | school: accept_terms, certain 2 of other
                """);
    }

    static Stream<Situation> no_token() {
        return Situation.told("""
                without a configured source the owner is unknown
                    instances school; withoutSource school; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, unknown CHECK_TERMS_FIRST OWNER_NOT_CONFIGURED
                without an inventory the owner is unknown
                    instances school; withoutInventory school; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, unknown CHECK_TERMS_FIRST OWNER_NOT_CONFIGURED
                an API that has never answered leaves the owner unknown
                    instances school; neverRead school; apiDown school -1; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, unknown CHECK_TERMS_FIRST OWNER_NOT_READ_YET
                fixed tokens of another kind leave the owner unknown
                    instances school; fixedTokens school; content school 7 it-admin; fails school TERMS_NOT_SIGNED 0 4
                    @ 4 | school: accept_terms, unknown OWNER_NOT_CONFIGURED
                an API without a token of the kind leaves the owner unknown
                    instances school; fails school FORBIDDEN 0 4 @ 4 | school: regenerate, unknown
                two causes of one unknown token are one finding
                    instances school; withoutSource school; fails school FORBIDDEN 0 4
                    fails school TERMS_NOT_SIGNED 1 4; terms school UNKNOWN
                    @ 4 | school: accept_terms, unknown OWNER_NOT_CONFIGURED
                """);
    }

    static Stream<Situation> without_log() {
        return Situation.told("""
                given: instances cloud; withoutLog cloud; ade cloud 1 it-admin; ade cloud 2 other
                the tokens with a failing state are the failing ones
                    syncsFail cloud 2 0 30; synced cloud 1 OK 30 @ 30 | cloud: investigate, certain 2 of other
                if every account fails at once, Apple or the network is the cause
                    syncsFail cloud 1 0 30; syncsFail cloud 2 0 30
                    @ 30 | cloud: investigate, certain 1 of it-admin APPLE_OR_NETWORK
                    | cloud: investigate, certain 2 of other APPLE_OR_NETWORK
                of two that failed one after the other, the one that fails now
                    syncsFail cloud 1 0 30; syncsFail cloud 2 20 60; synced cloud 1 OK 60
                    @ 60 | cloud: investigate, certain 2 of other
                a token that no longer fails stays the one until the end is proven
                    syncsFail cloud 2 0 40; synced cloud 2 OK 42; synced cloud 1 OK 42
                    @ 43 | cloud: investigate, certain 2 of other
                a notification that names a token identifies the organisation
                    notified cloud TERMS_NOT_SIGNED 2 0; notice cloud TERMS_NOT_SIGNED token 2
                    @ 4 | cloud: accept_terms, certain 2 of other AS_NOTIFIED
                one without a name leaves it open: terms are accepted by organisation
                    notified cloud TERMS_NOT_SIGNED - 0; notice cloud TERMS_NOT_SIGNED -
                    @ 4 | cloud: accept_terms, one_of 1 2 AS_NOTIFIED
                """);
    }

    @Test
    void a_finding_rests_on_all_cases_with_its_remedy() {
        World world = World.of("school")
                .ade("school", "1", "it-admin")
                .fails("school", OAUTH_REFRESH_FAILED, 0, 20)
                .fails("school", FORBIDDEN, 10, 19);

        assertThat(world.at(20).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isEqualTo(FORBIDDEN);
            assertThat(finding.since()).isEqualTo(World.minute(0));
            assertThat(finding.lastSeen()).isEqualTo(World.minute(20));
            assertThat(finding.sightings()).isEqualTo(11 + 5);
            assertThat(finding.caseIds()).hasSize(2);
            assertThat(finding.evidence()).isEqualTo("evidence of FORBIDDEN");
        });
    }

    @Test
    void an_organisation_is_named_only_if_all_candidates_have_it() {
        World world = World.of("school")
                .ade("school", "1", "it-admin")
                .ade("school", "2", "other")
                .seen("school", TERMS_NOT_SIGNED, 0);

        assertThat(world.at(4).findings())
                .singleElement()
                .extracting(Finding::organization)
                .isEqualTo("Example");
        assertThat(world.organization("school", "2", "Another").at(4).findings())
                .singleElement()
                .extracting(Finding::organization)
                .isEqualTo("");
    }
}
