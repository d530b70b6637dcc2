package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One cause is one message, on however many instances; and what is urgent says so. */
class GroupingScenariosTest {
    private static final String[] TWELVE = Stream.iterate(1, number -> number + 1)
            .limit(12)
            .map(number -> "school" + number)
            .toArray(String[]::new);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"one_cause", "severity"})
    void one_cause_is_one_message(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> one_cause() {
        return Stream.of(
                Scenario.of("Apple answers 503 on twelve instances")
                        .many("school", 12, "it-admin")
                        .outage("14:10", "14:55", Answer.SERVICE_UNAVAILABLE)
                        .until("15:30")
                        .neverFinds("regenerate")
                        .says("14:40", "14:50", "12")
                        .saysAtMost(2),
                Scenario.of("three Jamf Cloud instances of one account fail together")
                        .many("cloud", 3, "it-admin")
                        .withoutLog("cloud1", "cloud2", "cloud3")
                        .changePassword("14:05", "it-admin")
                        .says("14:35", "15:00", "Apple ID it-admin@example.org: Jamf Pro reports a failing")
                        .saysAtMost(1),
                Scenario.of("Jamf Pro answers 503 on six contexts for four minutes")
                        .many("school", 6, "it-admin")
                        .api("14:10", 503, "school1", "school2", "school3", "school4", "school5", "school6")
                        .api("14:14", 200, "school1", "school2", "school3", "school4", "school5", "school6")
                        .saysNothing(),
                Scenario.of("the API of twelve contexts does not answer for an hour")
                        .many("school", 12, "it-admin")
                        .api("14:10", 0, TWELVE)
                        .api("15:10", 200, TWELVE)
                        .until("15:40")
                        .says("14:40", "14:50", "12")
                        .says("15:10", "15:40", "read again")
                        .saysAtMost(2),
                Scenario.of("a changed password on twelve instances")
                        .many("school", 12, "it-admin")
                        .changePassword("14:10", "it-admin")
                        .says("14:12", "14:20", "12 ADE tokens need regenerating")
                        .saysAtMost(1),
                Scenario.of("new terms on twelve instances")
                        .many("school", 12, "it-admin")
                        .publishTerms("14:10", "Example")
                        .says("14:12", "14:20", "Organisation Example")
                        .saysAtMost(1),
                Scenario.of("unstated failures of three owners for an hour")
                        .jamf("a", "1 anna")
                        .jamf("b", "1 ben")
                        .jamf("c", "1 cleo")
                        .logs("a", Form.UNSTATED)
                        .logs("b", Form.UNSTATED)
                        .logs("c", Form.UNSTATED)
                        .outage("14:10", "15:10", Answer.FORBIDDEN)
                        .until("15:30")
                        .neverFinds("regenerate")
                        .saysAtMost(2),
                Scenario.of("a text does not say that no answer is stated above one that states 503")
                        .jamf("a", "1 anna")
                        .jamf("b", "1 ben")
                        .jamf("c", "1 cleo")
                        .outage("14:10", "15:10", Answer.SERVICE_UNAVAILABLE)
                        .neverSays("without a stated answer", "No answer of Apple's is stated"));
    }

    static Stream<Scenario> severity() {
        return Stream.of(
                Scenario.of("one of several tokens fails and it is not known which: that is critical")
                        .jamf("school", "1 it-admin", "2 anna")
                        .with("school", site -> site.says("ALPHA", "ALPHA"))
                        .changePassword("14:10", "it-admin")
                        .finds("14:20", "identify school/1+2?")
                        .saysWith("14:12", "14:20", "CRITICAL"),
                Scenario.of("terms on one of two tokens name that token")
                        .jamf("school", "1 it-admin @One", "2 anna @Two")
                        .publishTerms("14:10", "Two")
                        .says("14:12", "14:20", "ADE token \"school devices 2\" on school fails until they are"),
                Scenario.of("nothing says that depwatch cannot know whether tokens work while it follows the log")
                        .jamf("school", "1 it-admin")
                        .api("14:10", 401, "school")
                        .says("14:14", "14:40", "tokens")
                        .neverSays("does not know whether the tokens work"),
                Scenario.of("the way through the menus stands once")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .saysOnce("14:12", "14:20", "Settings > Global > Automated Device Enrollment"));
    }
}
