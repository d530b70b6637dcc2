package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Jamf Pro really answers about syncs and dates. */
class AnswersScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"words", "times", "still"})
    void what_jamf_pro_really_answers(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> words() {
        return Scenario.told("""
                times with an offset do as well
                    jamf school 1 it-admin | 2 anna; timesWithOffset school
                    14:10 changePassword it-admin; 14:30 renew school/1 mdm
                    14:15 finds regenerate school/1 of it-admin; 14:30..14:45 says Resolved
                NOT_SUCCESSFUL is a failure, in Jamf Cloud
                    jamf cloud 1 it-admin; withoutLog cloud; syncWords cloud SUCCESSFUL | NOT_SUCCESSFUL
                    14:05 changePassword it-admin
                    14:50 finds investigate cloud/1 of it-admin
                the words are good in small letters, too
                    jamf school 1 it-admin | 2 anna; syncWords school Successful | Connection error
                    14:10 changePassword it-admin; 14:30 renew school/1 mdm
                    14:15 finds regenerate school/1 of it-admin; 14:30..14:45 says Resolved
                a sync under way is neither good nor failing
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:20 word school/1 IN_PROGRESS
                    14:15 finds regenerate school/1 of it-admin; 14:50 finds regenerate school/1 of it-admin
                    neverSays Resolved
                an API that fails ends nothing in Jamf Cloud, and depwatch says that it sees nothing
                    jamf cloud 1 it-admin; withoutLog cloud
                    14:05 changePassword it-admin; 14:45 api 503 cloud; until 16:00
                    15:50 finds investigate cloud/1 of it-admin | issue cloud NOTHING_SEEN; neverSays Resolved
                PENDING ends nothing in Jamf Cloud
                    jamf cloud 1 it-admin; withoutLog cloud
                    14:05 changePassword it-admin; 14:45 word cloud/1 PENDING; until 15:30
                    15:20 finds investigate cloud/1 of it-admin; neverSays Resolved
                an unknown word that says nothing never fails a token
                    jamf school 1 it-admin; syncWords school DONE | DONE; until 16:00
                    saysNothing
                where all words are unknown, the log is all there is
                    jamf school 1 it-admin; syncWords school ALPHA | BETA; 14:10 changePassword it-admin
                    14:15 finds regenerate school/1 of it-admin
                a list of syncs that is not there is asked for one by one
                    jamf school 1 it-admin | 2 anna; withoutListOfSyncs school; 14:10 changePassword it-admin
                    14:15 finds regenerate school/1 of it-admin; neverFinds issue
                """);
    }

    static Stream<Scenario> times() {
        return Scenario.told("""
                an expiry with a time is an expiry
                    jamf school 1 it-admin 2026-11-30; 13:00 row school tokenExpirationDate …T00:00:00Z
                    14:10 finds renew school/1 of it-admin
                an expiry in a form that is not known is reported
                    jamf school 1 it-admin 2026-11-30; 13:00 row school tokenExpirationDate 30.11.2026
                    14:10 findsAmongOthers issue school TOKENS_NOT_READ; 14:05..14:50 says 30.11.2026
                an expiry that Jamf Pro itself contradicts
                    jamf school 1 it-admin; 14:10 refuses school/1 E
                    14:50 finds investigate school/1 of it-admin; 14:00..15:00 says compare the clock of its host
                another form of the same date is no new token
                    jamf school 1 it-admin 2027-05-30; 14:30 row school tokenExpirationDate …T00:00:00Z
                    saysNothing
                """);
    }

    static Stream<Scenario> still() {
        return Scenario.told("""
                a last sync three days old is reported on the first day
                    jamf cloud 1 it-admin | 2 it-admin; withoutLog cloud; starts 2026-11-26T13:30
                    13:10 standsStill cloud/1; until 2026-11-26T14:00
                    2026-11-26T13:50 findsAmongOthers issue cloud SYNCS_STOPPED
                a failure that stands still is the failure
                    jamf cloud 1 it-admin; withoutLog cloud
                    14:05 changePassword it-admin; 14:10 standsStill cloud/1; until 15:30
                    neverFinds regenerate
                an API that asks for fewer requests for ten minutes
                    jamf school 1 it-admin; 14:10 api 429 school; 14:20 api 200 school
                    saysNothing
                an upgrade of Jamf Pro behind a balancer whose maintenance page is no answer of the API
                    jamf school 1 it-admin; 14:10 api 404 school; 14:35 api 200 school
                    saysNothing
                a stated rejection while the API is down is reported of the token that is known
                    jamf school 1 it-admin; 14:20 api 503 school; 14:25 download school/1 anna
                    14:40 finds regenerate likely school/1 of it-admin; neverFinds identify
                where the API never answered, nothing is known of the owner
                    jamf school 1 it-admin; 13:00 api 503 school; 14:25 download school/1 anna
                    14:40 findsAmongOthers regenerate school/?
                an outage at Apple while the API is down
                    jamf school 1 it-admin; 14:20 api 503 school; 14:25..14:50 outage SERVICE_UNAVAILABLE
                    neverFinds regenerate
                """);
    }
}
