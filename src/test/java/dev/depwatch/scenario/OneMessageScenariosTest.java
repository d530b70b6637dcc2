package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One cause is one message, on however many instances. The first one names all that failed together, and waits for them
 * no longer than two syncs.
 */
class OneMessageScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void one_cause_is_one_message(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> scenarios() {
        return Scenario.told("""
                eight tokens of one Apple ID whose syncs come one after the other
                    many school 8 it-admin; syncsApart 14 school*; 14:10:01 changePassword it-admin
                    14:10..14:18 says it-admin@example.org: 8 ADE tokens need regenerating; saysAtMost 1
                some of them sync a minute later
                    many school 8 it-admin; syncsApart 7 school*; 14:10:31 changePassword it-admin
                    14:10..14:18 says it-admin@example.org: 8 ADE tokens need regenerating; saysAtMost 1
                terms of one organisation, on instances that sync one after the other
                    jamf school1 1 it-admin; jamf school2 1 anna; jamf school3 1 mdm; firstSync school2 13:00:50
                    firstSync school3 13:01:50; 14:10:01 publishTerms Example
                    14:10..14:18 says school1, school2 and school3; saysAtMost 1
                the last one fails while the first wait is nearly over, and nobody waits twice
                    many school 6 it-admin; syncsApart 19 school*
                    14:10 refuses school6/1 F; 14:12 refuses school5/1 F; 14:14 refuses school4/1 F
                    14:16 refuses school3/1 F; 14:18 refuses school2/1 F; 14:20 refuses school1/1 F
                    14:12..14:19 says 3 ADE tokens need regenerating
                a lone token is reported as soon as ever
                    jamf school 1 it-admin; jamf lab 1 anna @Other; looksEvery 30
                    14:10 changePassword it-admin; 14:11 refuses lab/1 F.
                    14:12..14:13:30 says 1 ADE token needs regenerating
                a token of another owner and organisation delays nothing
                    jamf school 1 it-admin; jamf lab 1 anna @Other; firstSync lab 13:00:50; looksEvery 30
                    14:10 changePassword it-admin; 14:11:30 changePassword anna
                    14:12..14:13:30 says it-admin@example.org: 1 ADE token needs regenerating
                one that fails once and syncs well again delays it by two syncs at most
                    many school 2 it-admin; syncsApart 55 school*
                    14:10 refuses school1/1 F; 14:12 refusesOnce school2/1 F
                    14:12..14:17 says 1 ADE token needs regenerating
                Apple answers 503 on twelve instances
                    many school 12 it-admin; 14:10..14:55 outage SERVICE_UNAVAILABLE; until 15:30
                    neverFinds regenerate; 14:40..14:50 says 12; saysAtMost 2
                three Jamf Cloud instances of one account fail together
                    many cloud 3 it-admin; withoutLog cloud*; 14:05 changePassword it-admin
                    14:35..15:00 says Apple ID it-admin@example.org: Jamf Pro reports that the device enrolment (ADE) sync fails; saysAtMost 1
                an owner leaves, whose token on Jamf Cloud then fails until another account renews it
                    jamf cloud 1 anna; jamf lab 1 mdm; withoutLog cloud; asksApple; 14:10 leaves anna
                    15:10 renew cloud/1 mdm; until 15:40; neverSays gives no reason
                    14:10..14:30 says depends on this account, which is deactivated. Renew it with another account
                    14:40..15:00 says Renew it with another account. The syncs on cloud fail already
                    15:10..15:40 says no longer depends on this account; saysAtMost 3
                its syncs failed for half an hour when the owner's account was closed
                    jamf cloud 1 anna; jamf lab 1 mdm; withoutLog cloud; asksApple; 14:10 changePassword anna
                    15:00 leaves anna; 15:20 returns anna; until 15:40; 14:40..14:59 says gives no reason
                    15:00..15:10 says New advice: Apple ID anna@example.org; 15:20..15:30 says gives no reason
                    neverSays withdrawn; neverSays because of the account; saysAtMost 5
                the API of twelve contexts does not answer for an hour
                    many school 12 it-admin; 14:10 api 0 school*; 15:10 api 200 school*; until 15:40
                    14:40..14:50 says 12; 15:10..15:40 says read again; saysAtMost 2
                unstated failures of three owners for an hour
                    jamf a 1 anna; jamf b 1 ben; jamf c 1 cleo; logs a UNSTATED; logs b UNSTATED; logs c UNSTATED
                    14:10..15:10 outage FORBIDDEN; until 15:30
                    neverFinds regenerate; saysAtMost 2
                a text does not say that no answer is stated above one that states 503
                    jamf a 1 anna; jamf b 1 ben; jamf c 1 cleo; 14:10..15:10 outage SERVICE_UNAVAILABLE
                    neverSays without a stated answer | No answer of Apple's is stated
                nothing says that depwatch cannot know whether tokens work while it follows the log
                    jamf school 1 it-admin; 14:10 api 401 school
                    14:14..14:40 says tokens; neverSays does not know whether the tokens work
                """);
    }
}
