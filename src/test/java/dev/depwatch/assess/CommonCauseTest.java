package dev.depwatch.assess;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Why? Failures that began together in the fleet have one reason. */
class CommonCauseTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"password", "outage", "without_log", "content"})
    void why_tokens_fail(Situation situation) {
        situation.holds(AssessmentLines::by);
    }

    static Stream<Situation> password() {
        return Situation.told("""
                given: instances a | b | c | d; ade a 1 anna; ade b 1 anna; ade c 1 ben
                every token of one owner on two instances began within 10 minutes: the password changed
                    fails a FORBIDDEN 0 20; fails b FORBIDDEN 10 20
                    @ 20 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                the clocks of their hosts may differ
                    clockAhead b PT9M; fails a FORBIDDEN 0 20; fails b FORBIDDEN 5 20
                    @ 20 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                an unknown answer counts too, if one owner fails and another does not
                    fails a OAUTH_REFRESH_FAILED 0 4; fails b OAUTH_REFRESH_FAILED 1 4
                    @ 4 | a: regenerate likely, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                a token renewed with another account still counts for its former owner
                    fails a FORBIDDEN 0 20; fails b FORBIDDEN 10 20; renewedBy ben a 1 21
                    @ 22 | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                not of tokens that Apple rejects: somebody has downloaded new ones
                    fails a TOKEN_REJECTED 0 20; fails b TOKEN_REJECTED 5 20
                    @ 20 | a: regenerate, certain 1 of anna UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                    | b: regenerate, certain 1 of anna UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                two instances of one server share one token, which one download ends
                    server a 1 one; server b 1 one; fails a FORBIDDEN 0 20; fails b FORBIDDEN 0 20
                    @ 20 | a: regenerate, certain 1 of anna | b: regenerate, certain 1 of anna
                two servers have two tokens
                    server a 1 one; server b 1 other; fails a FORBIDDEN 0 20; fails b FORBIDDEN 0 20
                    @ 20 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                more than 10 minutes apart they are separate failures
                    fails a FORBIDDEN 0 20; fails b FORBIDDEN 10.5 20
                    @ 20 | a: regenerate, certain 1 of anna | b: regenerate, certain 1 of anna
                one working token of the owner refutes it
                    ade c 1 anna; fails a FORBIDDEN 0 4; fails b FORBIDDEN 0 4
                    @ 4 | a: regenerate, certain 1 of anna | b: regenerate, certain 1 of anna
                one that ended long before says nothing of the account
                    ade c 1 anna; expires c 1 -50000; fails a FORBIDDEN 0 20; fails b FORBIDDEN 10 20
                    @ 20 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | c: regenerate, certain 1 of anna
                it needs a second sighting
                    fails a FORBIDDEN 0 4; seen b FORBIDDEN 4 @ 4 | a: regenerate, certain 1 of anna
                unsigned terms of one owner's organisation are no changed password
                    seen a TERMS_NOT_SIGNED 0; seen b TERMS_NOT_SIGNED 0
                    @ 4 | a: accept_terms, certain 1 of anna | b: accept_terms, certain 1 of anna
                unidentified tokens of one owner count, because the account is certain
                    ade b 2 anna; fails a FORBIDDEN 0 4; fails b FORBIDDEN 0 4
                    @ 4 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: identify, one_of 1 2 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                a token next to another owner's counts if its sync state fails
                    ade a 2 ben; says a 1 CONNECTION_ERROR 0; says a 2 OK 0; fails a FORBIDDEN 0 4
                    fails b FORBIDDEN 0 4
                    @ 4 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                a token that joins another owner's case fails since its own state
                    ade a 2 ben; says a 1 OK -60; says a 1 CONNECTION_ERROR 60.5; says a 2 OK -60
                    says a 2 CONNECTION_ERROR 0.5; fails a FORBIDDEN 0 64; fails b FORBIDDEN 61 65
                    @ 65 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | a: regenerate, certain 2 of ben
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                whatever the clock of the log's host says
                    ade a 2 ben; says a 1 OK -60; says a 1 CONNECTION_ERROR 60.5; says a 2 OK -60
                    says a 2 CONNECTION_ERROR 0.5; clockAhead a PT9M; fails a FORBIDDEN 0 66; fails b FORBIDDEN 62 66
                    @ 66 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | a: regenerate, certain 2 of ben
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                a token renewed meanwhile still explains the other one
                    fails a FORBIDDEN 0 4; fails b FORBIDDEN 0 40; closed a FORBIDDEN 20
                    @ 40 | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                it does so with a good state too
                    says a 1 OK -60; says a 1 CONNECTION_ERROR 0; says a 1 OK 20; says b 1 OK -60
                    says b 1 CONNECTION_ERROR 0; replaced a 1 20; fails a OAUTH_REFRESH_FAILED 0 19
                    fails b OAUTH_REFRESH_FAILED 0 40; closed a OAUTH_REFRESH_FAILED 20
                    @ 40 | b: regenerate likely, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                two owners with a known answer are two changed passwords and no outage
                    ade d 1 ben; fails a FORBIDDEN 0 4; fails b FORBIDDEN 0 4; fails c FORBIDDEN 0 4
                    fails d FORBIDDEN 0 4
                    @ 4 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | c: regenerate, certain 1 of ben PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | d: regenerate, certain 1 of ben PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                one of two tokens whose owners both changed theirs needs no outage elsewhere to explain it
                    ade d 1 ben; fails a FORBIDDEN 0 20; fails b FORBIDDEN 0 20; fails c FORBIDDEN 0 20
                    fails d FORBIDDEN 0 20; instances e | f; ade e 1 anna; ade e 2 ben; replaced e 1 2; replaced e 2 2
                    fails e OAUTH_REFRESH_FAILED 0 20; ade f 1 cleo; fails f SERVICE_ERROR 0 20
                    @ 20 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | b: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | c: regenerate, certain 1 of ben PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | d: regenerate, certain 1 of ben PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                    | e: identify, one_of 1 2 CHECK_TERMS_FIRST
                """);
    }

    static Stream<Situation> outage() {
        return Situation.told("""
                given: instances a | b | c | d; ade a 1 anna; ade b 1 ben; ade c 1 cleo; ade d 2 dora
                tokens of three owners began within 5 minutes without a known answer: wait
                    fails a OAUTH_REFRESH_FAILED 0 8; fails b OAUTH_REFRESH_FAILED 2 8; fails c OAUTH_REFRESH_FAILED 5 8
                    @ 8 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                    | b: wait, certain 1 of ben APPLE_OR_NETWORK
                    | c: wait, certain 1 of cleo APPLE_OR_NETWORK
                more than 5 minutes apart they are three failures
                    fails a OAUTH_REFRESH_FAILED 0 8; fails b OAUTH_REFRESH_FAILED 2 8
                    fails c OAUTH_REFRESH_FAILED 5.5 8
                    @ 8 | a: regenerate likely, certain 1 of anna CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of ben CHECK_TERMS_FIRST
                    | c: regenerate likely, certain 1 of cleo CHECK_TERMS_FIRST
                the clocks of their hosts may differ
                    clockAhead c PT9M; fails a OAUTH_REFRESH_FAILED 0 8; fails b OAUTH_REFRESH_FAILED 2 8
                    fails c OAUTH_REFRESH_FAILED 4 8
                    @ 8 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                    | b: wait, certain 1 of ben APPLE_OR_NETWORK
                    | c: wait, certain 1 of cleo APPLE_OR_NETWORK
                two of four owners are no outage
                    fails a OAUTH_REFRESH_FAILED 0 8; fails b OAUTH_REFRESH_FAILED 2 8
                    @ 8 | a: regenerate likely, certain 1 of anna CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of ben CHECK_TERMS_FIRST
                given: instances a | b | c | d; ade a 1 anna; ade b 1 anna; ade c 1 ben
                if there are two owners and both fail: wait, although one has two tokens
                    fails a OAUTH_REFRESH_FAILED 0 4; fails b OAUTH_REFRESH_FAILED 0 4; fails c OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                    | b: wait, certain 1 of anna APPLE_OR_NETWORK
                    | c: wait, certain 1 of ben APPLE_OR_NETWORK
                given: instances a | b | c; ade a 1 anna; ade b 1 ben; ade c 1 cleo; expires c 1 -50000
                an owner whose only token ended long before does not refute it
                    fails a OAUTH_REFRESH_FAILED 0 4; fails b OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                    | b: wait, certain 1 of ben APPLE_OR_NETWORK | c: regenerate, certain 1 of cleo
                given: instances a | b | c; ade a 1 anna; ade b 1 ben; ade c 1 cleo
                of many owners whom Apple refused together, those who recovered by themselves accuse Apple
                    fails a FORBIDDEN 0 20; over a FORBIDDEN SYNCED 26; fails b FORBIDDEN 0 20; over b FORBIDDEN SYNCED 26
                    fails c FORBIDDEN 0 40
                    @ 40 | c: regenerate likely, certain 1 of cleo MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                one whose token was renewed in vain accuses Apple too
                    replaced a 1 20; fails a FORBIDDEN 0 40; fails b FORBIDDEN 0 40; fails c FORBIDDEN 0 40
                    @ 40 | a: regenerate likely, certain 1 of anna MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of ben MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                    | c: regenerate likely, certain 1 of cleo MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                one who leaves now does not, since Apple says why
                    account X cleo DEACTIVATED 2; fails a FORBIDDEN 0 8; fails b FORBIDDEN 0 8; fails c FORBIDDEN 0 8
                    @ 8 | a: regenerate, certain 1 of anna | b: regenerate, certain 1 of ben
                    | c: regenerate, certain 1 of cleo OWNER_ACCOUNT_OUT
                one who left long before does: the token worked until now
                    account X cleo DEACTIVATED -600; fails a FORBIDDEN 0 8; fails b FORBIDDEN 0 8; fails c FORBIDDEN 0 8
                    @ 8 | a: regenerate likely, certain 1 of anna MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of ben MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                    | c: regenerate likely, certain 1 of cleo MANY_OWNERS_REFUSED CHECK_TERMS_FIRST OWNER_ACCOUNT_OUT
                one who is locked out does: such an account keeps its tokens
                    account X cleo LOCKED 2; fails a FORBIDDEN 0 8; fails b FORBIDDEN 0 8; fails c FORBIDDEN 0 8
                    @ 8 | a: regenerate likely, certain 1 of anna MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of ben MANY_OWNERS_REFUSED CHECK_TERMS_FIRST
                    | c: regenerate likely, certain 1 of cleo MANY_OWNERS_REFUSED CHECK_TERMS_FIRST OWNER_ACCOUNT_OUT
                given: instances a | b; ade a 1 anna; ade b 1 anna
                a single owner is no outage
                    fails a OAUTH_REFRESH_FAILED 0 4; fails b OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: regenerate likely, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                given: instances a | b | c | d; ade a 1 anna; ade b 1 ben; ade c 1 cleo; ade d 2 dora
                after 30 minutes: investigate, still not regenerate
                    fails a OAUTH_REFRESH_FAILED 0 32; fails b OAUTH_REFRESH_FAILED 0 32
                    fails c OAUTH_REFRESH_FAILED 0 28
                    @ 32 | a: investigate, certain 1 of anna APPLE_OR_NETWORK
                    | b: investigate, certain 1 of ben APPLE_OR_NETWORK
                    | c: wait, certain 1 of cleo APPLE_OR_NETWORK
                Apple's 5xx on some instances explains the failed refresh on others
                    fails a OAUTH_REFRESH_FAILED 0 4; fails b SERVICE_ERROR 0 4; fails c SERVICE_ERROR 0 4
                    @ 4 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                with a known answer from Apple it is no outage
                    fails a FORBIDDEN 0 4; fails b FORBIDDEN 0 4; fails c TOKEN_REJECTED 0 4
                    @ 4 | a: regenerate, certain 1 of anna
                    | b: regenerate, certain 1 of ben
                    | c: regenerate, certain 1 of cleo UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST
                given: instances a | b | c | d; ade a 1 anna
                an owner with a known answer is not part of an outage
                    ade b 1 anna; ade c 1 ben; fails a OAUTH_REFRESH_FAILED 0 4; fails b OAUTH_REFRESH_FAILED 0 4
                    fails c FORBIDDEN 0 4
                    @ 4 | a: regenerate likely, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST
                    | c: regenerate, certain 1 of ben
                an outage that ended for two owners is no changed password of the third
                    ade b 1 ben; ade c 1 cleo; ade d 2 dora; fails a OAUTH_REFRESH_FAILED 0 8
                    fails b OAUTH_REFRESH_FAILED 0 8; fails c OAUTH_REFRESH_FAILED 0 20
                    closed a OAUTH_REFRESH_FAILED 10; closed b OAUTH_REFRESH_FAILED 10
                    @ 20 | c: wait, certain 1 of cleo APPLE_OR_NETWORK
                given: instances a | b | c; ade a 1 anna; ade b 1 ben; ade c 1 cleo
                an owner whose tokens all failed before does not refute an outage
                    fails a FORBIDDEN 0 60; fails b OAUTH_REFRESH_FAILED 50 60; fails c SERVICE_ERROR 50 60
                    @ 60 | a: regenerate, certain 1 of anna | b: wait, certain 1 of ben APPLE_OR_NETWORK
                given: instances a | b | c | d; ade a 1 anna; ade b 1 ben; ade c 1 cleo
                an owner with a working token refutes an outage
                    ade d 1 anna; fails a FORBIDDEN 0 60; fails b OAUTH_REFRESH_FAILED 50 60
                    fails c OAUTH_REFRESH_FAILED 50 60
                    @ 60 | a: regenerate, certain 1 of anna
                    | b: regenerate likely, certain 1 of ben CHECK_TERMS_FIRST
                    | c: regenerate likely, certain 1 of cleo CHECK_TERMS_FIRST
                a failure that reopens in an outage is part of it
                    ade d 2 dora; fails a OAUTH_REFRESH_FAILED 0 20; over a OAUTH_REFRESH_FAILED SYNCED 28
                    fails a OAUTH_REFRESH_FAILED 50 54; fails b SERVICE_ERROR 50 54; fails c SERVICE_ERROR 50 54
                    @ 54 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                an earlier failure is no part of an outage
                    ade d 2 dora; ade d 1 cleo; fails d OAUTH_REFRESH_FAILED 0 60; fails a OAUTH_REFRESH_FAILED 50 60
                    fails b OAUTH_REFRESH_FAILED 50 60; fails c OAUTH_REFRESH_FAILED 50 60
                    @ 60 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                    | b: wait, certain 1 of ben APPLE_OR_NETWORK
                    | c: wait, certain 1 of cleo APPLE_OR_NETWORK
                    | d: identify, one_of 1 2 CHECK_TERMS_FIRST
                given: instances a | b | c; ade a 1 anna; ade a 2 ben; ade b 1 cleo; ade c 1 dora
                a token that failed before its neighbour's outage is no part of it
                    says a 1 OK -60; says a 1 CONNECTION_ERROR 0; says a 2 OK -60; says a 2 CONNECTION_ERROR 50
                    fails a OAUTH_REFRESH_FAILED 0 60; fails b OAUTH_REFRESH_FAILED 50 60
                    fails c OAUTH_REFRESH_FAILED 50 60
                    @ 60 | a: regenerate likely, certain 1 of anna CHECK_TERMS_FIRST
                    | a: wait, certain 2 of ben APPLE_OR_NETWORK
                    | b: wait, certain 1 of cleo APPLE_OR_NETWORK
                    | c: wait, certain 1 of dora APPLE_OR_NETWORK
                given: instances a | b | c; ade a 1 anna; ade b 1 ben; ade c 1 cleo
                an owner on an invisible instance does not refute an outage
                    unfollowedSince c -100; fails a OAUTH_REFRESH_FAILED 0 4; fails b OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: wait, certain 1 of anna APPLE_OR_NETWORK | b: wait, certain 1 of ben APPLE_OR_NETWORK
                nor does an owner without a reading since
                    withoutLog c; synced c 1 OK -6; readAt c -5; fails a OAUTH_REFRESH_FAILED 0 4
                    fails b OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: wait, certain 1 of anna APPLE_OR_NETWORK | b: wait, certain 1 of ben APPLE_OR_NETWORK
                an owner with a good sync since does
                    withoutLog c; synced c 1 OK 3; fails a OAUTH_REFRESH_FAILED 0 4; fails b OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: regenerate likely, certain 1 of anna CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of ben CHECK_TERMS_FIRST
                given: instances a | b | c | d; ade a 1 anna; ade b 1 ben; ade c 1 cleo; ade d 2 dora
                a pause of the others does not end the outage for a token without one
                    fails a OAUTH_REFRESH_FAILED 0 40; fails b SERVICE_ERROR 0 10; over b SERVICE_ERROR SYNCED 16
                    fails b SERVICE_ERROR 30 40; fails c SERVICE_ERROR 0 10; over c SERVICE_ERROR SYNCED 16
                    fails c SERVICE_ERROR 30 40
                    @ 40 | a: investigate, certain 1 of anna APPLE_OR_NETWORK
                nor does its own pause
                    fails a OAUTH_REFRESH_FAILED 0 10; over a OAUTH_REFRESH_FAILED SYNCED 16
                    fails a OAUTH_REFRESH_FAILED 30 40; fails b OAUTH_REFRESH_FAILED 0 40
                    fails c OAUTH_REFRESH_FAILED 0 40
                    @ 40 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                    | b: investigate, certain 1 of ben APPLE_OR_NETWORK
                    | c: investigate, certain 1 of cleo APPLE_OR_NETWORK
                an uncertain beginning joins known ones on both sides
                    withoutLog c; fails a OAUTH_REFRESH_FAILED 0 12; fails b OAUTH_REFRESH_FAILED 1 12
                    seen d OAUTH_REFRESH_FAILED 6.5; syncsFail c 1 7 12
                    @ 12 | a: wait, certain 1 of anna APPLE_OR_NETWORK | b: wait, certain 1 of ben APPLE_OR_NETWORK
                given: instances a; ade a 1 anna; ade a 2 ben; ade a 3 cleo
                one instance whose tokens have three owners is no outage
                    fails a OAUTH_REFRESH_FAILED 0 4 @ 4 | a: identify, one_of 1 2 3 CHECK_TERMS_FIRST
                one instance is an outage if the tokens of three owners all changed to failing
                    says a 1 CONNECTION_ERROR 0; says a 2 CONNECTION_ERROR 0; says a 3 CONNECTION_ERROR 0
                    fails a OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                    | a: wait, certain 2 of ben APPLE_OR_NETWORK
                    | a: wait, certain 3 of cleo APPLE_OR_NETWORK
                given: instances a | b | c | d; ade a 1 anna; ade b 1 ben; ade c 1 cleo; ade d 2 dora
                unsigned terms in the notifications are reported, whoever else fails
                    organization a 1 Another; terms a NOT_SIGNED; fails a OAUTH_REFRESH_FAILED 0 4
                    fails b OAUTH_REFRESH_FAILED 0 4; fails c OAUTH_REFRESH_FAILED 0 4
                    @ 4 | a: accept_terms, certain 1 of anna
                    | b: wait, certain 1 of ben APPLE_OR_NETWORK
                    | c: wait, certain 1 of cleo APPLE_OR_NETWORK
                """);
    }

    static Stream<Situation> without_log() {
        return Situation.told("""
                given: instances a | b | c | d; ade a 1 anna; ade b 1 ben; ade c 1 cleo; ade d 2 dora
                if sync states of three owners fail together, Apple or the network is the cause
                    withoutLog a; withoutLog b; withoutLog c; syncsFail a 1 0 30; syncsFail b 1 2 32; syncsFail c 1 5 35
                    @ 35 | a: investigate, certain 1 of anna APPLE_OR_NETWORK
                    | b: investigate, certain 1 of ben APPLE_OR_NETWORK
                    | c: investigate, certain 1 of cleo APPLE_OR_NETWORK
                states that failed at the first reading have no known beginning
                    withoutLog a; withoutLog b; withoutLog c; foundFailing a 1 0 30; foundFailing b 1 0 30
                    foundFailing c 1 0 30
                    @ 30 | a: investigate, certain 1 of anna
                    | b: investigate, certain 1 of ben
                    | c: investigate, certain 1 of cleo
                they prevent regenerating after a failed refresh elsewhere
                    withoutLog b; withoutLog c; fails a OAUTH_REFRESH_FAILED 0 8; syncsFail b 1 2 8; syncsFail c 1 4 8
                    @ 8 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                a token whose owner has left shows them too, beside another owner's
                    withoutLog b; ade b 2 emil; account X emil DEACTIVATED -5; fails a OAUTH_REFRESH_FAILED 0 8
                    syncsFail b 1 2 8; syncsFail b 2 2 8
                    @ 8 | a: wait, certain 1 of anna APPLE_OR_NETWORK | b: renew, certain 2 of emil OWNER_ACCOUNT_OUT
                one read late may have begun with the others
                    withoutLog b; withoutLog c; fails a OAUTH_REFRESH_FAILED 0 12; syncsFail b 1 4 12
                    syncsFail c 1 9 12
                    @ 12 | a: wait, certain 1 of anna APPLE_OR_NETWORK
                one that Jamf Pro reported late began at the reported time
                    withoutLog b; withoutLog c; fails a OAUTH_REFRESH_FAILED 0 60; reportedLate b 1 4 60
                    reportedLate c 1 5 60
                    @ 60 | a: investigate, certain 1 of anna APPLE_OR_NETWORK
                    | b: investigate, certain 1 of ben APPLE_OR_NETWORK
                    | c: investigate, certain 1 of cleo APPLE_OR_NETWORK
                a token that joined a neighbour's case later began later
                    withoutLog c; ade c 2 emil; says c 1 OK -200; says c 1 CONNECTION_ERROR -60; says c 2 OK -200
                    says c 2 CONNECTION_ERROR 60; syncsFail c 1 -60 64; syncsFail c 2 60 64
                    fails a OAUTH_REFRESH_FAILED 0 64; fails b OAUTH_REFRESH_FAILED 1 64
                    @ 64 | a: regenerate likely, certain 1 of anna CHECK_TERMS_FIRST
                    | b: regenerate likely, certain 1 of ben CHECK_TERMS_FIRST
                    | c: investigate, certain 1 of cleo
                given: instances a | b | c | d; ade a 1 anna; ade b 1 anna; ade c 1 ben
                a failing sync state supports the log of the same owner
                    withoutLog b; fails a FORBIDDEN 0 20; syncsFail b 1 18 20
                    @ 20 | a: regenerate, certain 1 of anna PASSWORD_CHANGED_OR_ACCOUNT_DISABLED
                a good sync state contradicts it
                    withoutLog b; fails a FORBIDDEN 0 20; synced b 1 OK 20 @ 20 | a: regenerate, certain 1 of anna
                a state that failed at the first reading has no known beginning
                    withoutLog b; fails a FORBIDDEN 0 20; foundFailing b 1 0 20 @ 20 | a: regenerate, certain 1 of anna
                sync states alone never prove a changed password
                    withoutLog a; withoutLog b; syncsFail a 1 0 30; syncsFail b 1 0 30
                    @ 30 | a: investigate, certain 1 of anna | b: investigate, certain 1 of anna
                """);
    }

    static Stream<Situation> content() {
        return Situation.told("""
                given: instances a | b | c | d; ade a 1 anna; ade b 1 anna; ade c 1 ben
                content tokens of an owner with a rejected token are reported with it
                    content b 7 anna; fails a FORBIDDEN 0 4
                    @ 4 | a: regenerate, certain 1 of anna CONTENT_TOKENS_AT_RISK
                another owner's content tokens are not at risk
                    content b 7 ben; fails a FORBIDDEN 0 4 @ 4 | a: regenerate, certain 1 of anna
                an expired token puts no content token at risk
                    content b 7 anna; expires a 1 -1 @ 0 | a: regenerate, certain 1 of anna
                terms put no content token at risk
                    content b 7 anna; seen a TERMS_NOT_SIGNED 0 @ 4 | a: accept_terms, certain 1 of anna
                """);
    }
}
