package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first message names all that failed together, and waits for them no longer than two syncs. */
class FirstMessageScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void the_first_message_names_all(Scenario scenario) {
        scenario.plays();
    }

    private static Scenario staggered(String rule, int count, int secondsApart) {
        Scenario scenario = Scenario.of(rule);
        for (int number = 1; number <= count; number++) {
            int seconds = number * secondsApart;
            scenario.jamf("school" + number, "1 it-admin")
                    .with(
                            "school" + number,
                            site -> site.firstSyncAt(Scenario.time("13:00").plusSeconds(seconds)));
        }
        return scenario;
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(
                staggered("eight tokens of one Apple ID whose syncs come one after the other", 8, 14)
                        .changePassword("14:10:01", "it-admin")
                        .says("14:10", "14:18", "it-admin@example.org: 8 ADE tokens need regenerating")
                        .saysAtMost(1),
                staggered("some of them sync a minute later", 8, 7)
                        .changePassword("14:10:31", "it-admin")
                        .says("14:10", "14:18", "it-admin@example.org: 8 ADE tokens need regenerating")
                        .saysAtMost(1),
                staggered("two, the second a sync later", 2, 55)
                        .changePassword("14:10:56", "it-admin")
                        .says("14:10", "14:18", "it-admin@example.org: 2 ADE tokens need regenerating")
                        .saysAtMost(1),
                Scenario.of("terms of one organisation, on instances that sync one after the other")
                        .jamf("school1", "1 it-admin")
                        .jamf("school2", "1 anna")
                        .jamf("school3", "1 mdm")
                        .with("school2", site -> site.firstSyncAt(Scenario.time("13:00:50")))
                        .with("school3", site -> site.firstSyncAt(Scenario.time("13:01:50")))
                        .publishTerms("14:10:01", "Example")
                        .says("14:10", "14:18", "school1, school2 and school3")
                        .saysAtMost(1),
                staggered("the last one fails while the first wait is nearly over, and nobody waits twice", 6, 19)
                        .refuses("14:10", "school1/1", "F")
                        .refuses("14:13", "school2/1", "F")
                        .refuses("14:15", "school3/1", "F")
                        .refuses("14:17", "school4/1", "F")
                        .refuses("14:19", "school5/1", "F")
                        .refuses("14:21", "school6/1", "F")
                        .says("14:12", "14:17", "needs regenerating"),
                Scenario.of("a lone token is reported as soon as ever")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna @Other")
                        .changePassword("14:10", "it-admin")
                        .refuses("14:11", "lab/1", "F.")
                        .says("14:12", "14:13:30", "1 ADE token needs regenerating"),
                Scenario.of("a token of another owner and organisation delays nothing")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna @Other")
                        .with("lab", site -> site.firstSyncAt(Scenario.time("13:00:50")))
                        .changePassword("14:10", "it-admin")
                        .changePassword("14:11:30", "anna")
                        .says("14:12", "14:13:30", "it-admin@example.org: 1 ADE token needs regenerating"),
                staggered("one that fails once and syncs well again delays it by two syncs at most", 2, 55)
                        .refuses("14:10", "school1/1", "F")
                        .refusesOnce("14:12", "school2/1", "F")
                        .says("14:12", "14:17", "1 ADE token needs regenerating"));
    }
}
