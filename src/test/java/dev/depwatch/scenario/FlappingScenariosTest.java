package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
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
        return Stream.of(
                Scenario.of("one rejected sync and good ones after it")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:10", "school/1", "R")
                        .saysNothing(),
                Scenario.of("one sync for which the terms are not signed")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:10", "school/1", "T")
                        .saysNothing(),
                Scenario.of("one forbidden sync")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:10", "school/1", "F")
                        .saysNothing(),
                Scenario.of("one expired sync")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:10", "school/1", "E")
                        .saysNothing(),
                Scenario.of("a stray rejected record between good syncs")
                        .jamf("school", "1 it-admin")
                        .stray("14:11", "school", Answer.TOKEN_REJECTED)
                        .saysNothing(),
                Scenario.of("a stray record of unsigned terms between good syncs")
                        .jamf("school", "1 it-admin")
                        .stray("14:11", "school", Answer.TERMS_NOT_SIGNED)
                        .saysNothing(),
                Scenario.of("a stray record that a server is inactive")
                        .jamf("school", "1 it-admin")
                        .stray("14:11", "school", Answer.SERVER_INACTIVE)
                        .saysNothing(),
                Scenario.of("two stray forbidden records between two good syncs")
                        .jamf("school", "1 it-admin")
                        .stray("14:10:20", "school", Answer.FORBIDDEN)
                        .stray("14:11:55", "school", Answer.FORBIDDEN)
                        .saysNothing(),
                Scenario.of("a stray rejected record where there are two tokens")
                        .jamf("school", "1 it-admin", "2 anna")
                        .stray("14:11", "school", Answer.TOKEN_REJECTED)
                        .saysNothing(),
                Scenario.of("one rejected sync of one of two tokens")
                        .jamf("school", "1 it-admin", "2 anna")
                        .refusesOnce("14:10", "school/2", "R")
                        .saysNothing(),
                Scenario.of("a stray record and no API: the rule of before")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .stray("14:11", "school", Answer.TOKEN_REJECTED)
                        .finds("14:13", "regenerate school/1 of it-admin"),
                Scenario.of("one failed sync in Jamf Cloud")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .refusesOnce("14:10", "cloud/1", "F")
                        .saysNothing());
    }

    static Stream<Scenario> in_turn() {
        return Stream.of(
                Scenario.of("every second sync is forbidden")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F.")
                        .until("16:00")
                        .neverFinds("regenerate")
                        .finds("14:30", "investigate school/1 of it-admin")
                        .finds("15:59", "investigate school/1 of it-admin")
                        .says("14:10", "14:40", "syncs")
                        .saysAtMost(1),
                Scenario.of("every third sync is forbidden")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F..")
                        .until("16:00")
                        .neverFinds("regenerate")
                        .finds("15:30", "investigate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("every fifth sync is forbidden")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F....")
                        .until("16:30")
                        .neverFinds("regenerate")
                        .finds("16:00", "investigate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("every second sync is rejected")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", ".R")
                        .until("15:30")
                        .neverFinds("regenerate")
                        .finds("15:00", "investigate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("every second sync says that the terms are not signed")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "T.")
                        .until("15:30")
                        .neverFinds("accept_terms")
                        .finds("15:00", "investigate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("every second sync fails by the network")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "N.")
                        .until("16:00")
                        .neverFinds("regenerate")
                        .saysAtMost(1),
                Scenario.of("two of three syncs are refused: once good ones were seen, nothing is asked for")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "FF.")
                        .until("16:00")
                        .neverFindsBetween("14:16", "16:00", "regenerate")
                        .finds("15:00", "investigate school/1 of it-admin"),
                Scenario.of("syncs are refused now and then")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F..F.....F.F....")
                        .until("16:00")
                        .neverFinds("regenerate")
                        .saysAtMost(2),
                Scenario.of("one of two tokens is refused every second time")
                        .jamf("school", "1 it-admin", "2 anna")
                        .refuses("14:10", "school/1", "F.")
                        .until("15:30")
                        .neverFinds("regenerate", "identify")
                        .finds("15:00", "investigate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("in Jamf Cloud every second sync fails")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .refuses("14:10", "cloud/1", "F.")
                        .until("16:00")
                        .neverFinds("regenerate")
                        .finds("15:30", "investigate cloud/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("refusals with different words in turn with good syncs")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F.R.")
                        .until("15:30")
                        .neverFinds("regenerate")
                        .saysAtMost(2),
                Scenario.of("depwatch is restarted while they go on")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F.")
                        .stops("14:40")
                        .startsAgain("14:41")
                        .until("15:30")
                        .neverFinds("regenerate")
                        .saysAtMost(1));
    }

    static Stream<Scenario> for_good() {
        return Stream.of(
                Scenario.of("a blip an hour before does not hide a dead token")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:06", "school/1", "F")
                        .changePassword("14:31", "it-admin")
                        .finds("14:40", "regenerate school/1 of it-admin"),
                Scenario.of("flapping that becomes a dead token is reported as one")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F.")
                        .changePassword("14:41", "it-admin")
                        .at("14:41", () -> {})
                        .refuses("14:41", "school/1", ".")
                        .finds("14:38", "investigate school/1 of it-admin")
                        .finds("14:58", "regenerate school/1 of it-admin"),
                Scenario.of("a token that recovered and dies an hour later")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:06", "it-admin")
                        .renew("14:20", "school/1", "it-admin")
                        .changePassword("14:50", "it-admin")
                        .until("15:10")
                        .finds("14:24")
                        .finds("14:58", "regenerate school/1 of it-admin"));
    }
}
