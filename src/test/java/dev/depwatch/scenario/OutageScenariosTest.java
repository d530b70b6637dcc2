package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An outage is no end of a refusal: failing syncs of another cause are not silence. */
class OutageScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("outages")
    void an_outage_is_no_end_of_a_refusal(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> outages() {
        return Scenario.told("""
                # FORBIDDEN, then an outage, then FORBIDDEN again.
                given: jamf school 1 it-admin; 14:05 changePassword it-admin; until 15:40; saysAtMost 1
                    neverSays Not seen since | nothing shows that one of them is at fault
                without any token
                    configured school; 14:30..15:05 outage SERVICE_UNAVAILABLE
                    15:00 finds regenerate school/?; 15:30 finds regenerate school/?
                given: jamf school 1 it-admin; 14:05 changePassword it-admin; until 15:40; saysAtMost 1
                    neverSays Not seen since | nothing shows that one of them is at fault
                    15:02 finds regenerate school/1 of it-admin; 15:30 finds regenerate school/1 of it-admin
                by the log alone
                    configured school 1 it-admin; 14:30..15:05 outage SERVICE_UNAVAILABLE
                a fault of the network
                    configured school 1 it-admin; 14:30..15:05 outage NETWORK_FAULT
                with sync states
                    14:30..15:05 outage SERVICE_UNAVAILABLE
                without sync states
                    withoutSyncs school; 14:30..15:05 outage SERVICE_UNAVAILABLE
                a proxy's page
                    14:30..15:05 outage PROXY_PAGE
                a clock that Apple refuses, without sync states
                    withoutSyncs school; 14:30..15:05 outage TIMESTAMP_REFUSED
                a first start within it
                    configured school 1 it-admin; starts 14:58; 14:30..15:05 outage SERVICE_UNAVAILABLE
                a restart within it
                    configured school 1 it-admin
                    14:30..15:05 outage SERVICE_UNAVAILABLE; 14:40 stops; 14:58 startsAgain
                given:
                an old Jamf Pro states no answer: the outage may explain it, and is no end either
                    jamf school 1 it-admin; configured school 1 it-admin; logs school UNSTATED
                    14:05 changePassword it-admin; 14:30..15:05 outage SERVICE_UNAVAILABLE; until 15:40
                    neverSays Not seen since; neverFinds regenerate school/1
                    15:30 finds regenerate likely school/1 of it-admin
                terms that wait
                    jamf school 1 it-admin; configured school 1 it-admin
                    14:05 publishTerms Example; 14:30..15:05 outage SERVICE_UNAVAILABLE; until 15:40
                    neverSays Not seen since | nothing shows that one of them is at fault
                    15:00 finds accept_terms school/1 of it-admin; saysAtMost 1
                a rejected token, and an outage of two hours
                    jamf school 1 it-admin; configured school 1 it-admin
                    14:05 download school/1 anna; 14:30..16:30 outage SERVICE_UNAVAILABLE; until 17:00
                    neverSays Not seen since | nothing shows that one of them is at fault
                    16:00 finds regenerate school/1 of it-admin; 16:50 finds regenerate school/1 of it-admin
                    saysAtMost 1
                refused and renewed before a first start in an outage, in which the API fails too
                    jamf school 1 it-admin; 13:20 changePassword it-admin; 13:41 renew school/1 it-admin
                    13:40..15:00 outage SERVICE_UNAVAILABLE; 14:10 api 503 school; neverFinds regenerate
                two are refused, and the network fails for one sync now and then: nothing takes back what still fails
                    jamf a 1 anna | 2 ben; looksEvery 30; 14:10 changePassword anna; 14:20..14:28 network a
                    14:50 changePassword ben; 14:41:30..14:42:30 network a; 14:53:30..14:54:30 network a
                    15:05:30..15:06:30 network a; 15:17:30..15:18:30 network a; until 15:40; neverSays no longer among
                one of two is refused, and the network fails for both, twice
                    jamf a 1 anna | 2 ben; 14:10 changePassword anna; 14:20..14:40 network a; 15:00..15:12 network a
                    until 15:50; neverFinds investigate; saysAtMost 1
                a refusal within an outage
                    jamf school 1 it-admin; configured school 1 it-admin; 14:05..14:20 outage SERVICE_UNAVAILABLE
                    14:10 changePassword it-admin; 14:30..15:05 outage SERVICE_UNAVAILABLE; until 15:40
                    neverSays Not seen since | nothing shows that one of them is at fault
                    15:00 finds regenerate school/1 of it-admin; saysAtMost 1
                refused once, just before an outage
                    jamf school 1 it-admin; 14:10:30 changePassword it-admin; 14:10:40 stray school TOKEN_REJECTED
                    14:11..15:35 outage SERVICE_UNAVAILABLE; until 15:40
                    14:15 finds regenerate school/1 of it-admin; 14:45 findsAmongOthers regenerate school/1 of it-admin
                refused once, one of two, just before an outage: the outage withdraws nothing
                    jamf school 1 anna | 2 ben; 14:11:30 download school/1 anna; 14:13..15:35 network school
                    until 16:00; 14:50 finds identify school/1+2?; 15:50 finds regenerate school/1 of anna
                    neverSays Do not act on
                two instances of one owner
                    many school 2 it-admin; configured school1 1 it-admin; configured school2 1 it-admin
                    14:05 changePassword it-admin; 14:30..15:05 outage SERVICE_UNAVAILABLE; until 15:40
                    neverSays Not seen since | nothing shows that one of them is at fault
                    15:00 finds regenerate school1/1 of it-admin | regenerate school2/1 of it-admin; saysAtMost 1
                two tokens of one instance, by the log alone
                    jamf school 1 it-admin | 2 it-admin; configured school 1 it-admin | 2 it-admin
                    14:05 changePassword it-admin; 14:30..15:05 outage SERVICE_UNAVAILABLE; until 15:40
                    neverSays Not seen since | nothing shows that one of them is at fault; saysAtMost 1
                two tokens whose syncs fail
                    jamf school 1 it-admin | 2 it-admin; 14:05 changePassword it-admin
                    14:30..15:05 outage SERVICE_UNAVAILABLE; until 15:40
                    15:02 finds regenerate school/1+2 of it-admin; saysAtMost 1
                renewed while a proxy answers
                    jamf school 1 it-admin; 14:05 changePassword it-admin; 14:40:20 renew school/1 new
                    14:30..15:05 outage PROXY_PAGE; until 15:40
                    neverSays withdrawn; 15:05..15:15 says Apple ID it-admin@example.org: 1 ADE token works again
                renewed before an outage: silence counts from its end
                    jamf school 1 it-admin; configured school 1 it-admin; 14:05 changePassword it-admin
                    14:27 renew school/1 it-admin; 14:30..15:05 outage SERVICE_UNAVAILABLE; until 15:40
                    14:00..15:15 neverSaysBetween Not seen since; 15:15..15:40 says Not seen since; 15:35 findsNothing
                an outage long after the end of a refusal does not prolong it
                    jamf school 1 it-admin; configured school 1 it-admin; 14:05 changePassword it-admin
                    14:21 renew school/1 it-admin; 14:44..15:10 outage SERVICE_UNAVAILABLE
                    14:35..14:45 says Not seen since; 14:50 findsNothing
                one of three owners, which no record states: two tokens are renewed in vain with a shared account
                    jamf a 1 anna; jamf b 1 ben; jamf c 1 cleo; logs a UNSTATED; logs b UNSTATED; logs c UNSTATED
                    14:10..16:00 outage FORBIDDEN; 15:00 renew a/1 mdm; 15:01 renew b/1 mdm; until 16:30
                    neverFinds regenerate; saysAtMost 2
                the two who are all there are, one of them renewed with another account
                    jamf a 1 anna; jamf b 1 ben; logs a UNSTATED; logs b UNSTATED
                    14:10..16:00 outage FORBIDDEN; 15:00 renew a/1 mdm; neverSays regenerating
                two passwords are changed, half an hour apart, and one of them is renewed in vain: no outage
                    jamf a 1 anna | 2 ben; logs a UNSTATED; 14:10 changePassword anna; 14:40 changePassword ben
                    14:50:20 renew a/2 mdm; 14:50:22 download a/2 mdm; until 16:00
                    15:30 finds regenerate likely a/1 of anna | regenerate likely a/2 of mdm
                but one token is no outage: it is renewed in vain with another account
                    jamf a 1 anna; logs a UNSTATED; 14:05 changePassword anna; 14:08 renew a/1 mdm
                    14:08:30 download a/1 mdm; until 15:30; 14:20 finds regenerate likely a/1 of mdm
                # One token is refused. A fault stops both, and ends while nobody can read the API, for two hours.
                given: looksEvery 10; 14:21..14:27 network a; until 16:30; neverFinds identify
                    14:24:30 api 503 a; 16:20 api 200 a
                    neverSays a devices 2 | ben@ | Two
                a changed password
                    jamf a 1 anna | 2 ben; 14:10 changePassword anna
                a changed password, and the API refuses depwatch once
                    jamf a 1 anna | 2 ben; 14:10 changePassword anna; 14:24:30 api 401 a; 14:25:30 api 200 a
                a changed password, and an outage at Apple
                    jamf a 1 anna | 2 ben; 14:10 changePassword anna; 14:21..14:27 outage SERVICE_UNAVAILABLE
                a changed password, and no answer is stated
                    jamf a 1 anna | 2 ben; logs a UNSTATED; 14:10 changePassword anna
                terms of one of two organisations
                    jamf a 1 anna @One | 2 ben @Two; 14:10 publishTerms One
                a deleted server
                    jamf a 1 anna | 2 ben; 14:10 deleteServer a/1
                given:
                both are refused, the second within the fault
                    jamf a 1 anna | 2 ben; looksEvery 10; 14:10 changePassword anna; 14:21..14:27 network a
                    14:23 changePassword ben; 14:24:30 api 503 a; 14:40 api 200 a; until 15:00
                    14:45 finds regenerate a/1 of anna | regenerate a/2 of ben
                the same, and the API is read all the time
                    jamf a 1 anna | 2 ben; looksEvery 10; 14:10 changePassword anna; 14:21..14:27 network a
                    14:23 changePassword ben; until 15:00
                    14:35 finds regenerate a/1 of anna | regenerate a/2 of ben
                """);
    }
}
