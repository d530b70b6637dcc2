package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
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
        return Stream.of(
                Scenario.of("times with an offset do as well")
                        .jamf("school", "1 it-admin", "2 anna")
                        .with("school", JamfPro::saysTimesWithOffset)
                        .changePassword("14:10", "it-admin")
                        .finds("14:15", "regenerate school/1 of it-admin")
                        .renew("14:30", "school/1", "mdm")
                        .says("14:31", "14:45", "Resolved"),
                Scenario.of("UNSUCCESSFUL is a failure")
                        .jamf("school", "1 it-admin", "2 anna")
                        .with("school", site -> site.says("SUCCESSFUL", "UNSUCCESSFUL"))
                        .changePassword("14:10", "it-admin")
                        .finds("14:15", "regenerate school/1 of it-admin"),
                Scenario.of("NOT_SUCCESSFUL is one, in Jamf Cloud")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .with("cloud", site -> site.says("SUCCESSFUL", "NOT_SUCCESSFUL"))
                        .changePassword("14:05", "it-admin")
                        .finds("14:50", "investigate cloud/1 of it-admin"),
                Scenario.of("the words are good in small letters, too")
                        .jamf("school", "1 it-admin", "2 anna")
                        .with("school", site -> site.says("Successful", "Connection error"))
                        .changePassword("14:10", "it-admin")
                        .finds("14:15", "regenerate school/1 of it-admin")
                        .renew("14:30", "school/1", "mdm")
                        .says("14:31", "14:45", "Resolved"),
                Scenario.of("a sync under way is neither good nor failing")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .word("14:20", "school/1", "IN_PROGRESS")
                        .finds("14:15", "regenerate school/1 of it-admin")
                        .finds("14:50", "regenerate school/1 of it-admin")
                        .neverSays("Resolved"),
                Scenario.of("PENDING ends nothing in Jamf Cloud")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .changePassword("14:05", "it-admin")
                        .word("14:45", "cloud/1", "PENDING")
                        .until("15:30")
                        .finds("15:20", "investigate cloud/1 of it-admin")
                        .neverSays("Resolved"),
                Scenario.of("an unknown word that says nothing never fails a token")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.says("DONE", "DONE"))
                        .until("16:00")
                        .saysNothing(),
                Scenario.of("where all words are unknown, the log is all there is")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.says("ALPHA", "BETA"))
                        .changePassword("14:10", "it-admin")
                        .finds("14:15", "regenerate school/1 of it-admin"),
                Scenario.of("a list of syncs that is not there is asked for one by one")
                        .jamf("school", "1 it-admin", "2 anna")
                        .with("school", JamfPro::withoutListOfSyncs)
                        .changePassword("14:10", "it-admin")
                        .finds("14:15", "regenerate school/1 of it-admin")
                        .neverFinds("issue"));
    }

    static Stream<Scenario> times() {
        return Stream.of(
                Scenario.of("an expiry with a time is an expiry")
                        .jamf("school", "1 it-admin 2026-11-30")
                        .with(
                                "school",
                                site -> site.answersRows(row -> row.put(
                                        "tokenExpirationDate",
                                        row.path("tokenExpirationDate").asText() + "T00:00:00Z")))
                        .finds("14:10", "renew school/1 of it-admin"),
                Scenario.of("one with a time without an offset, too")
                        .jamf("school", "1 it-admin 2026-11-30")
                        .with(
                                "school",
                                site -> site.answersRows(row -> row.put(
                                        "tokenExpirationDate",
                                        row.path("tokenExpirationDate").asText() + "T08:15:30.123")))
                        .finds("14:10", "renew school/1 of it-admin"),
                Scenario.of("an expiry in a form that is not known is reported")
                        .jamf("school", "1 it-admin 2026-11-30")
                        .with("school", site -> site.answersRows(row -> row.put("tokenExpirationDate", "30.11.2026")))
                        .findsAmongOthers("14:10", "issue school TOKENS_NOT_READ")
                        .says("14:05", "14:50", "30.11.2026"),
                Scenario.of("another form of the same date is no new token")
                        .jamf("school", "1 it-admin 2027-05-30")
                        .at("14:30", () -> {})
                        .with("school", site -> site.answersRows(row -> row))
                        .saysNothing());
    }

    static Stream<Scenario> still() {
        return Stream.of(
                Scenario.of("a sync that stands still for days is reported, with a log")
                        .jamf("school", "1 it-admin")
                        .standsStill("14:10", "school/1")
                        .until("2026-11-26 14:20")
                        .finds("16:00")
                        .findsAmongOthers("2026-11-26 14:10", "issue school SYNCS_STOPPED"),
                Scenario.of("and without one")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .standsStill("14:10", "cloud/1")
                        .until("2026-11-26 14:20")
                        .findsAmongOthers("2026-11-26 14:10", "issue cloud SYNCS_STOPPED"),
                Scenario.of("a last sync three days old is reported on the first day")
                        .jamf("cloud", "1 it-admin", "2 it-admin")
                        .withoutLog("cloud")
                        .at("13:10", () -> {})
                        .standsStill("13:10", "cloud/1")
                        .starts("2026-11-26 13:30")
                        .until("2026-11-26 14:00")
                        .findsAmongOthers("2026-11-26 13:50", "issue cloud SYNCS_STOPPED"),
                Scenario.of("a failure that stands still is the failure")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .changePassword("14:05", "it-admin")
                        .standsStill("14:10", "cloud/1")
                        .until("15:30")
                        .neverFinds("regenerate"),
                Scenario.of("an API that is busy for ten minutes wakes nobody")
                        .many("school", 6, "it-admin")
                        .api("14:10", 503, "school1", "school2", "school3", "school4", "school5", "school6")
                        .api("14:20", 200, "school1", "school2", "school3", "school4", "school5", "school6")
                        .saysNothing(),
                Scenario.of("one that asks for fewer requests for ten minutes")
                        .jamf("school", "1 it-admin")
                        .api("14:10", 429, "school")
                        .api("14:20", 200, "school")
                        .saysNothing(),
                Scenario.of("one that answers 503 for an hour is reported")
                        .jamf("school", "1 it-admin")
                        .api("14:10", 503, "school")
                        .until("15:10")
                        .findsAmongOthers("14:59", "issue school TOKENS_NOT_READ"),
                Scenario.of("a stated rejection while the API is down is reported of the token that is known")
                        .jamf("school", "1 it-admin")
                        .api("14:20", 503, "school")
                        .download("14:25", "school/1", "anna")
                        .finds("14:40", "regenerate likely school/1 of it-admin")
                        .neverFinds("identify"),
                Scenario.of("where the API never answered, nothing is known of the owner")
                        .jamf("school", "1 it-admin")
                        .api("13:00", 503, "school")
                        .download("14:25", "school/1", "anna")
                        .findsAmongOthers("14:40", "regenerate school/?"),
                Scenario.of("an outage at Apple while the API is down")
                        .jamf("school", "1 it-admin")
                        .api("14:20", 503, "school")
                        .outage("14:25", "14:50", Answer.SERVICE_UNAVAILABLE)
                        .neverFinds("regenerate"));
    }
}
