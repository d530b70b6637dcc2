package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sync that goes well after the last failure contradicts every cause: a token that works is not dead. */
class FlappingScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"one_failure", "in_turn", "for_good"})
    void a_token_that_works_is_not_dead(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> one_failure() {
        return Scenario.told("""
                given: jamf school 1 it-admin; saysNothing
                one rejected sync and good ones after it
                    14:10 refusesOnce school/1 R
                one sync for which the terms are not signed
                    14:10 refusesOnce school/1 T
                one expired sync
                    14:10 refusesOnce school/1 E
                a stray rejected record between good syncs
                    14:11 stray school TOKEN_REJECTED
                a stray record of unsigned terms between good syncs
                    14:11 stray school TERMS_NOT_SIGNED
                a stray record that a server is inactive
                    14:11 stray school SERVER_INACTIVE
                two stray forbidden records between two good syncs
                    14:10:20 stray school FORBIDDEN; 14:11:55 stray school FORBIDDEN
                refused for twenty minutes while depwatch was down
                    14:05 stops; 14:10..14:30 outage FORBIDDEN; 14:33 startsAgain
                given:
                a stray rejected record where there are two tokens
                    jamf school 1 it-admin | 2 anna; 14:11 stray school TOKEN_REJECTED
                    saysNothing
                a stray record and no API: the rule of before
                    jamf school 1 it-admin; configured school 1 it-admin; 14:11 stray school TOKEN_REJECTED
                    14:13 finds regenerate school/1 of it-admin
                refused for twenty minutes while the API was down
                    jamf school 1 it-admin; 14:05 api 503 school; 14:10..14:30 outage FORBIDDEN; 14:32 api 200 school
                    neverFinds investigate; 14:32..14:45 says Resolved
                one failed sync in Jamf Cloud
                    jamf cloud 1 it-admin; withoutLog cloud; 14:10 refusesOnce cloud/1 F
                    saysNothing
                """);
    }

    static Stream<Scenario> in_turn() {
        return Scenario.told("""
                given: jamf school 1 it-admin; neverFinds regenerate
                every second sync is forbidden, and nobody can read the API for hours
                    until 16:30; 14:10 refuses school/1 F.; 14:40 api 503 school; 14:30 finds investigate school/1 of it-admin
                    16:20 findsAmongOthers investigate school/1; 14:10..14:40 says syncs; saysAtMost 2
                every fifth sync is forbidden
                    14:10 refuses school/1 F....; until 16:30; 16:00 finds investigate school/1 of it-admin
                    saysAtMost 1
                every second sync is rejected
                    14:10 refuses school/1 .R; until 15:30; 15:00 finds investigate school/1 of it-admin; saysAtMost 1
                every second sync fails by the network
                    until 16:00; 14:10 refuses school/1 N.; saysAtMost 1
                syncs are refused now and then
                    until 16:00; 14:10 refuses school/1 F..F.....F.F....; saysAtMost 2
                refusals with different words in turn with good syncs
                    14:10 refuses school/1 F.R.; until 15:30; saysAtMost 2
                depwatch is restarted while they go on
                    14:10 refuses school/1 F.; 14:40 stops; 14:41 startsAgain; until 15:30; saysAtMost 1
                given:
                every second sync says that the terms are not signed
                    jamf school 1 it-admin; 14:10 refuses school/1 T.; until 15:30
                    neverFinds accept_terms; 15:00 finds investigate school/1 of it-admin; saysAtMost 1
                two of three syncs are refused: once good ones were seen, nothing is asked for
                    jamf school 1 it-admin; 14:10 refuses school/1 FF.; until 16:00
                    14:16..16:00 neverFindsBetween regenerate; 15:00 finds investigate school/1 of it-admin
                one of two tokens is refused every second time
                    jamf school 1 it-admin | 2 anna; 14:10 refuses school/1 F.; until 15:30
                    neverFinds regenerate | identify; 15:00 finds investigate school/1 of it-admin; saysAtMost 1
                in Jamf Cloud every second sync fails
                    jamf cloud 1 it-admin; withoutLog cloud; 14:10 refuses cloud/1 F.; until 16:00
                    neverFinds regenerate; 15:30 finds investigate cloud/1 of it-admin; saysAtMost 1
                """);
    }

    static Stream<Scenario> for_good() {
        return Scenario.told("""
                a blip an hour before does not hide a dead token
                    jamf school 1 it-admin; 14:06 refusesOnce school/1 F; 14:31 changePassword it-admin
                    14:40 finds regenerate school/1 of it-admin
                flapping that becomes a dead token is reported as one
                    jamf school 1 it-admin
                    14:10 refuses school/1 F.; 14:41 changePassword it-admin; 14:41 refuses school/1 .
                    14:38 finds investigate school/1 of it-admin; 14:58 finds regenerate school/1 of it-admin
                a token that recovered and dies an hour later
                    jamf school 1 it-admin; 14:06 changePassword it-admin; 14:20 renew school/1 it-admin
                    14:50 changePassword it-admin; until 15:10
                    14:24 findsNothing; 14:58 finds regenerate school/1 of it-admin
                """);
    }
}
