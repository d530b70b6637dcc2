package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reason is not one that the data refute, and without a stated answer the advice stays likely. */
class ReasonScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"others", "unstated", "terms"})
    void the_reason_is_not_one_that_the_data_refute(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> others() {
        return Scenario.told("""
                all tokens of an Apple ID begin to fail: its password was changed
                    many school 4 it-admin; 14:10 changePassword it-admin
                    14:12..14:20 says its password was changed
                one token is rejected while another of its Apple ID works, which changes nothing
                    many school 2 it-admin; 14:20 refuses school1/1 R; until 15:00
                    14:22..14:30 says whether somebody has just downloaded; saysAtMost 1
                one token is forbidden while the others of its Apple ID work
                    many school 6 it-admin; content school2 7 it-admin 13:55; 14:10 refuses school1/1 F; until 15:00
                    14:40 finds regenerate school1/1 of it-admin; 14:25..15:00 neverSaysBetween its password was changed
                    14:12..14:50 says 5 other ADE tokens of this Apple ID work
                then its content tokens are not at risk
                    many school 3 it-admin; content school2 7 it-admin 13:55; 14:10 refuses school1/1 F; until 15:00
                    14:25..15:00 neverSaysBetween A changed password also ends
                where the others have died as well, content tokens are at risk
                    many school 3 it-admin; content school2 7 it-admin 13:55; 14:10 changePassword it-admin
                    14:12..14:20 says A changed password also ends
                two tokens of one instance, of which one is forbidden
                    jamf school 1 it-admin | 2 it-admin; 14:10 refuses school/1 F
                    14:30 finds regenerate school/1 of it-admin
                    14:12..14:40 says Another ADE token of this Apple ID works
                    14:20..15:00 neverSaysBetween its password was changed
                another record amid it: a token that was renewed between the two proves nothing
                    jamf school 1 it-admin; jamf lab 1 mdm
                    14:10 changePassword it-admin; 14:30 renew lab/1 it-admin; 14:50 refusesOnce school/1 R; until 15:30
                    14:40 finds regenerate school/1 of it-admin; 15:10 finds regenerate school/1 of it-admin
                    neverSays other ADE token of this Apple ID works
                an old host whose owner's other tokens sync well
                    many school 3 it-admin; logs school1 UNSTATED; 14:10 refuses school1/1 F; until 15:30
                    15:20 finds regenerate likely school1/1 of it-admin; neverFinds regenerate school1
                    14:25..15:30 neverSaysBetween its password was changed
                given: jamf b 1 ben @Two; 14:10 changePassword ben; 16:00 changePassword anna; until 16:40
                    neverFinds investigate
                hours after a fault with which another case began: one record of a fault
                    jamf a 1 anna; logs a UNSTATED; 14:05..14:12 network a; 16:35 stray a NETWORK_FAULT
                hours after terms that only the log reports
                    jamf a 1 anna; configured a 1 anna; 14:10 publishTerms Example; 14:30 acceptTerms Example
                hours after some failed syncs of one of its tokens
                    many s 2 anna; withoutSyncs s*; 14:10 refusesOnce s1/1 FFF; 16:00..16:40 says its password was changed
                """);
    }

    static Stream<Scenario> unstated() {
        return Scenario.told("""
                an outage of 45 minutes as an old Jamf Pro logs it
                    many school 2 it-admin; logs school1 UNSTATED; logs school2 UNSTATED
                    14:10..14:55 outage FORBIDDEN; until 15:20
                    neverFinds regenerate school; 14:12..14:20 says whether new terms wait; 15:05 findsNothing
                new terms as an old Jamf Pro logs them, whose notifications cannot be read
                    jamf school 1 it-admin; logs school UNSTATED; withoutNotifications school
                    14:10 publishTerms Example; until 16:00
                    neverFinds regenerate school; 15:50 finds regenerate likely school/1 of it-admin
                """);
    }

    static Stream<Scenario> terms() {
        return Scenario.told("""
                new terms of three owners, as old Jamf Pros log them, without the API
                    jamf a 1 anna; jamf b 1 ben; jamf c 1 cleo; logs a UNSTATED; logs b UNSTATED; logs c UNSTATED
                    configured a 1 anna; configured b 1 ben; configured c 1 cleo
                    14:10 publishTerms Example; until 15:30; 14:40..15:30 says If new terms wait
                a log that states unsigned terms asks to accept them
                    jamf school 1 it-admin; 14:10 publishTerms Example; 14:30 acceptTerms Example
                    14:15 finds accept_terms school/1 of it-admin; neverFinds regenerate; 14:40 findsNothing
                    14:31..14:45 says Resolved
                an old Jamf Pro whose notification of the terms came with the failure
                    jamf school 1 it-admin; logs school UNSTATED; 14:10 publishTerms Example
                    14:15 finds accept_terms school/1 of it-admin; neverFinds regenerate
                a notification that is read for the first time is of unknown age
                    jamf school 1 it-admin
                    13:10 notifies school DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED school devices 1
                    13:50 changePassword it-admin
                    14:10 finds regenerate school/1 of it-admin; 14:00..14:10 says whether new terms wait
                in Jamf Cloud a notification wakes nobody while every sync is good
                    jamf cloud 1 it-admin; withoutLog cloud
                    14:10 notifies cloud DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED cloud devices 1; until 16:00
                    saysNothing
                in Jamf Cloud unsigned terms that stop the syncs are reported
                    jamf cloud 1 it-admin; withoutLog cloud; 14:10 publishTerms Example; 14:30 acceptTerms Example
                    14:20 finds accept_terms cloud/1 of it-admin; 14:30..14:45 says Resolved; saysAtMost 2
                terms of one organisation are not those of another
                    jamf school 1 it-admin @One | 2 anna @Two; 14:10 publishTerms Two
                    14:15 finds accept_terms school/2 of anna
                    14:12..14:20 says ADE token "school devices 2" on school fails until then
                just accepted terms, while Apple still answers FORBIDDEN
                    jamf school 1 it-admin | 2 it-admin; 14:10 publishTerms Example; 14:30 acceptTerms Example PT3H
                    14:20 finds accept_terms school/1+2 of it-admin; until 17:50; neverSays go well and fail in turn
                    16:00 finds investigate school/1+2 of it-admin; 14:30..15:00 says Apple has needed more than a day
                terms that were accepted within an outage, while Apple still answers FORBIDDEN
                    jamf school 1 it-admin | 2 it-admin; withoutNotifications school; 14:10 publishTerms Example
                    14:25..15:10 network school; 14:30 acceptTerms Example PT3H; until 17:50; neverFinds regenerate
                    neverSays go well and fail in turn; 15:10..15:30 says Apple has needed more than a day
                a password that was changed while terms waited, of one of two tokens; and later that of the other
                    jamf school 1 it-admin | 2 anna; looksEvery 600; 14:05 publishTerms Example; 14:20 changePassword anna
                    15:00 acceptTerms Example; 15:40 changePassword it-admin; until 2026-11-26T04:00; neverSays no longer among
                    15:30 finds investigate school/2 of anna; 2026-11-26T03:59 findsAmongOthers regenerate school/2 of anna
                the same, with only a notification about the terms
                    jamf school 1 it-admin; logs school UNSTATED
                    14:10 publishTerms Example; 14:30 acceptTerms Example PT3H; until 17:00
                    neverFinds regenerate; 16:00 finds investigate school/1 of it-admin
                """);
    }
}
