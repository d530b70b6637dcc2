package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an owner's other tokens show, and what it means if Apple refuses many owners at once. */
class OwnersScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"passwords", "many_owners"})
    void an_account_is_judged_by_what_its_tokens_show(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> passwords() {
        return Scenario.told("""
                given: many school 3 it-admin; neverSays the reason is not the password
                of three refused tokens one is renewed with the same account
                    14:10 changePassword it-admin; 14:30:20 renew school1/1 it-admin; until 16:30
                    16:20 finds regenerate school2/1 of it-admin | regenerate school3/1 of it-admin
                    14:10..14:20 says its password was changed
                the same before the first start
                    13:20 changePassword it-admin; 13:40:20 renew school1/1 it-admin; 14:00..14:10 says password
                renewed while depwatch does not run
                    14:10 changePassword it-admin; 14:20 stops; 14:30:20 renew school1/1 it-admin; 15:40 startsAgain
                    until 16:30
                renewed twice on one day, so that nothing but its syncs shows the second
                    14:05:20 renew school1/1 it-admin; 14:20 changePassword it-admin; 14:40:20 renew school1/1 it-admin
                    until 16:30
                content tokens are at risk all the same
                    content school2 7 it-admin 13:55; 13:20 changePassword it-admin; 13:40:20 renew school1/1 it-admin
                    14:00..14:10 says A changed password also ends
                given:
                on one instance, for hours
                    jamf school 1 it-admin | 2 it-admin | 3 it-admin
                    14:10 changePassword it-admin; 14:30:20 renew school/2 it-admin; until 16:40
                    neverSays the reason is not the password; 16:30 finds regenerate school/1+3 of it-admin
                two of four renewed, of an old Jamf Pro
                    many school 4 it-admin; logs school3 UNSTATED; logs school4 UNSTATED; 14:10 changePassword it-admin
                    14:30:20 renew school1/1 it-admin; 14:33:20 renew school2/1 it-admin; until 16:30
                    neverSays the reason is not the password
                two of three renewed ones are downloaded again, and the fourth still has the old password
                    many school 4 it-admin; logs school2 UNSTATED; logs school4 UNSTATED; 14:10 changePassword it-admin
                    14:30:20 renew school1/1 it-admin; 14:35:20 renew school2/1 it-admin
                    14:40:20 renew school4/1 it-admin; 14:50 download school2/1 it-admin
                    15:10 download school4/1 it-admin; until 15:30; neverSays the reason is not the password
                the other no longer syncs
                    many school 2 it-admin; 14:05 standsStill school2/1; 14:10 changePassword it-admin; until 16:00
                    neverSays the reason is not the password
                a token that was renewed before the failure shows that the account works
                    many school 2 it-admin; 14:05:20 renew school2/1 it-admin; 14:20 refuses school1/1 F; until 15:30
                    14:20..15:30 says the reason is not the password
                tokens that fail one after the other: what the others show stays
                    many school 6 it-admin; content school6 7 it-admin 13:55; 14:10 refuses school1/1 F
                    14:25 refuses school2/1 F; 14:40 refuses school3/1 F; 14:55 refuses school4/1 F; until 15:50
                    14:20..15:50 neverSaysBetween was changed | A changed password; saysAtMost 5
                the first works again as the second fails
                    many school 6 it-admin; 14:10 refuses school1/1 F; 14:36 refuses school2/1 F
                    14:39 refuses school1/1 .; until 15:30; 14:50..15:30 says the reason is not the password
                given: many school 4 it-admin; withoutLog school3 | school4; 14:10 refuses school1/1 F; until 15:30
                one is refused, and then the password is changed
                    14:49 changePassword it-admin; 14:51..15:30 neverSaysBetween the reason is not the password
                and the others are read minutes later
                    14:45 changePassword it-admin; 14:46..15:30 neverSaysBetween the reason is not the password
                    14:46..15:30 says does not know yet whether the password is the reason
                given:
                so does one that has been there for months, at a first start
                    many school 2 it-admin; 13:20 refuses school1/1 F
                    14:00..14:10 says the reason is not the password
                """);
    }

    static Stream<Scenario> many_owners() {
        return Scenario.told("""
                twelve owners of one organisation get FORBIDDEN in one sync
                    owners c 12; 14:10..15:40 outage FORBIDDEN; until 16:00
                    neverFinds regenerate c
                    14:20 findsAmongOthers regenerate likely c1/1 of owner1 | regenerate likely c12/1
                    14:10..14:20 says Organisation Example: 12 ADE tokens perhaps need regenerating
                    14:10..14:20 says whether Apple reports an outage; 14:10..14:20 says whether new terms wait; 15:40..16:00 says Resolved; saysAtMost 3
                three, of whom one is refused for hours more
                    owners c 3; 14:10..14:40 outage FORBIDDEN; 14:39 refuses c3/1 F; until 17:00
                    neverFinds regenerate c; 14:10..14:20 says Organisation Example: 3 ADE tokens perhaps
                    14:10..14:20 says whether Apple reports an outage; saysAtMost 2
                three leave, and Apple says so of each
                    owners c 3; asksApple; 14:05 leaves owner1; 14:05 leaves owner2; 14:05 leaves owner3
                    neverSays Continue only where a password was changed | explains that better
                    14:20 finds regenerate c1/1 of owner1 | regenerate c2/1 of owner2 | regenerate c3/1 of owner3
                three, and nobody knows their organisation
                    owners c 3; 13:00 row c1 orgName -; 13:00 row c2 orgName -; 13:00 row c3 orgName -
                    14:10..15:40 outage FORBIDDEN
                    neverFinds regenerate c; 14:10..14:20 says Apple ID owner1@example.org: 1 ADE token perhaps
                    14:10..14:20 says whether Apple reports an outage; saysAtMost 3
                two of an unknown organisation, and one of two that are known
                    jamf a 1 anna; jamf b 1 ben; 13:00 row a orgName -; 13:00 row b orgName -
                    jamf c 1 cleo @One | 2 cleo @Two; withoutSyncs c; 14:10..15:40 outage FORBIDDEN
                    14:20 finds regenerate likely a/1 of anna | regenerate likely b/1 of ben
                    | identify c/1+2? of cleo
                three, of whom one has no log, and is renewed in vain
                    owners c 3; withoutLog c3; 14:10..15:40 outage FORBIDDEN; 15:00 renew c3/1 owner3
                    14:28 finds regenerate likely c1/1 of owner1 | regenerate likely c2/1 of owner2
                    15:30 finds regenerate likely c1/1 of owner1 | regenerate likely c2/1 of owner2
                given: owners c 3; withoutLog c3; 14:10..15:40 outage FORBIDDEN; 14:29..15:40 neverFindsBetween regenerate c
                one without a log, and depwatch does not run for a while
                    14:35 stops; 14:50 startsAgain
                it is killed
                    14:35 isKilled; 15:20 startsAgain; until 16:00
                the API of that one does not answer for some minutes
                    14:30 api 503 c3; 14:38 api 200 c3
                nothing answers
                    14:30 api 0 c3; 14:45 api 200 c3
                given:
                three of one instance, of whom two are renewed in vain with one account
                    jamf a 1 anna | 2 ben | 3 cleo; 14:10..15:40 outage FORBIDDEN
                    15:00 renew a/1 mdm; 15:00 renew a/2 mdm; neverFinds regenerate a
                one password is changed as the network of two without a log fails
                    owners c 4; withoutLog c2 | c3; 14:10 changePassword owner1; 14:11..14:40 network c2
                    14:11..14:40 network c3; 14:30 finds regenerate c1/1 of owner1; saysAtMost 1
                two passwords are changed, and the network of a third without a log fails twice for some minutes
                    owners c 3; withoutLog c3; 14:10 changePassword owner1; 14:11 changePassword owner2
                    14:17..14:21 network c3; 14:35..14:45 network c3; until 16:30
                    15:00 finds regenerate c1/1 of owner1 | regenerate c2/1 of owner2; saysAtMost 2
                one changes the password after an outage that all survived
                    owners c 3; 14:10..14:24 outage FORBIDDEN; 14:50 changePassword owner1; until 16:40
                    14:55 finds regenerate c1/1 of owner1
                three owners of two organisations, of whom an old Jamf Pro states no answer to one
                    jamf a 1 anna @One; jamf b 1 ben @One; jamf c 1 cleo @Two; 14:10..15:40 outage FORBIDDEN
                    logs c UNSTATED; neverFinds regenerate a | regenerate b
                    14:20 finds regenerate likely a/1 of anna | regenerate likely b/1 of ben
                    | regenerate likely c/1 of cleo; saysAtMost 2
                three owners of each of two organisations
                    jamf a 1 anna @One | 2 ben @One | 3 cleo @One; jamf b 1 dora @Two | 2 emil @Two | 3 fred @Two
                    14:10..15:40 outage FORBIDDEN
                    neverFinds regenerate a | regenerate b; 14:10..14:20 says Organisation One: 3 ADE tokens perhaps
                    14:10..14:20 says Organisation Two: 3 ADE tokens perhaps; saysAtMost 2
                by the log alone
                    owners c 4; configured c1 1 owner1; configured c2 1 owner2; configured c3 1 owner3
                    configured c4 1 owner4; 14:10..15:40 outage FORBIDDEN
                    neverFinds regenerate c; 14:10..14:20 says Organisation Example: 4 ADE tokens perhaps
                    saysAtMost 1
                one is renewed, and the message stays one
                    owners c 3; 14:09 changePassword owner1; 14:09 changePassword owner2; 14:09 changePassword owner3
                    14:30:20 renew c1/1 new; until 15:20
                    14:10..14:20 says Organisation Example: 3 ADE tokens perhaps; neverFinds regenerate c; saysAtMost 2
                terms that wait are terms
                    owners c 4; 14:10 publishTerms Example
                    neverFinds regenerate; 14:10..14:20 says Organisation Example; saysAtMost 1
                others of the organisation work: terms are not the reason, the status is to be checked
                    owners c 5; 14:09 changePassword owner1; 14:09 changePassword owner2; 14:09 changePassword owner3
                    neverFinds regenerate c; 14:10..14:20 says Organisation Example: 3 ADE tokens perhaps
                    14:10..14:20 says whether Apple reports an outage
                given: owners c 5; neverFinds regenerate c; saysAtMost 1
                before the first start
                    13:10..15:40 outage FORBIDDEN; 14:00..14:10 says Organisation Example: 5 ADE tokens perhaps
                a restart within
                    14:10..15:40 outage FORBIDDEN; 14:30 stops; 14:50 startsAgain
                without sync states
                    withoutSyncs c*
                    14:10..15:40 outage FORBIDDEN; 14:10..14:20 says Organisation Example: 5 ADE tokens perhaps
                """);
    }
}
