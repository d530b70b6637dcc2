package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An outage is no end of a refusal: failing syncs of another cause are not silence. */
@Execution(ExecutionMode.CONCURRENT)
class OutageScenariosTest {
    private static final String NOBODY_AT_FAULT = "nothing shows that one of them is at fault";

    @ParameterizedTest(name = "{0}")
    @MethodSource("outages")
    void an_outage_is_no_end_of_a_refusal(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> outages() {
        return Stream.of(
                outage("by the log alone", Answer.SERVICE_UNAVAILABLE)
                        .configured("school", "1 it-admin")
                        .finds("15:00", "regenerate school/1 of it-admin")
                        .finds("15:30", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                outage("without any token", Answer.SERVICE_UNAVAILABLE)
                        .configured("school")
                        .finds("15:00", "regenerate school/?")
                        .finds("15:30", "regenerate school/?")
                        .saysAtMost(1),
                outage("a fault of the network", Answer.NETWORK_FAULT)
                        .configured("school", "1 it-admin")
                        .finds("15:00", "regenerate school/1 of it-admin")
                        .finds("15:30", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                outage("with sync states", Answer.SERVICE_UNAVAILABLE)
                        .finds("15:00", "regenerate school/1 of it-admin")
                        .finds("15:30", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                outage("without sync states", Answer.SERVICE_UNAVAILABLE)
                        .withoutSyncs("school")
                        .finds("15:00", "regenerate school/1 of it-admin")
                        .finds("15:30", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                outage("a first start within it", Answer.SERVICE_UNAVAILABLE)
                        .configured("school", "1 it-admin")
                        .starts("14:58")
                        .finds("15:02", "regenerate school/1 of it-admin")
                        .finds("15:30", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                outage("a restart within it", Answer.SERVICE_UNAVAILABLE)
                        .configured("school", "1 it-admin")
                        .stops("14:40")
                        .startsAgain("14:58")
                        .finds("15:02", "regenerate school/1 of it-admin")
                        .finds("15:30", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("an old Jamf Pro states no answer: the outage may explain it, and is no end either")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .changePassword("14:05", "it-admin")
                        .outage("14:30", "15:05", Answer.SERVICE_UNAVAILABLE)
                        .until("15:40")
                        .neverSays("Not seen since")
                        .neverFinds("regenerate school/1")
                        .finds("15:30", "regenerate likely school/1 of it-admin"),
                Scenario.of("terms that wait")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .publishTerms("14:05", "Example")
                        .outage("14:30", "15:05", Answer.SERVICE_UNAVAILABLE)
                        .until("15:40")
                        .neverSays("Not seen since", NOBODY_AT_FAULT)
                        .finds("15:00", "accept_terms school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("a rejected token, and an outage of two hours")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .download("14:05", "school/1", "anna")
                        .outage("14:30", "16:30", Answer.SERVICE_UNAVAILABLE)
                        .until("17:00")
                        .neverSays("Not seen since", NOBODY_AT_FAULT)
                        .finds("16:00", "regenerate school/1 of it-admin")
                        .finds("16:50", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("a refusal within an outage")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .outage("14:05", "14:20", Answer.SERVICE_UNAVAILABLE)
                        .changePassword("14:10", "it-admin")
                        .outage("14:30", "15:05", Answer.SERVICE_UNAVAILABLE)
                        .until("15:40")
                        .neverSays("Not seen since", NOBODY_AT_FAULT)
                        .finds("15:00", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("two instances of one owner")
                        .many("school", 2, "it-admin")
                        .configured("school1", "1 it-admin")
                        .configured("school2", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .outage("14:30", "15:05", Answer.SERVICE_UNAVAILABLE)
                        .until("15:40")
                        .neverSays("Not seen since", NOBODY_AT_FAULT)
                        .finds("15:00", "regenerate school1/1 of it-admin", "regenerate school2/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("two tokens of one instance, by the log alone")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .configured("school", "1 it-admin", "2 it-admin")
                        .changePassword("14:05", "it-admin")
                        .outage("14:30", "15:05", Answer.SERVICE_UNAVAILABLE)
                        .until("15:40")
                        .neverSays("Not seen since", NOBODY_AT_FAULT)
                        .saysAtMost(1),
                Scenario.of("renewed before an outage: silence counts from its end")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .renew("14:27", "school/1", "it-admin")
                        .outage("14:30", "15:05", Answer.SERVICE_UNAVAILABLE)
                        .until("15:40")
                        .neverSaysBetween("14:00", "15:15", "Not seen since")
                        .says("15:15", "15:40", "Not seen since")
                        .finds("15:35"),
                Scenario.of("an outage long after the end of a refusal does not prolong it")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .renew("14:21", "school/1", "it-admin")
                        .outage("14:44", "15:10", Answer.SERVICE_UNAVAILABLE)
                        .says("14:35", "14:45", "Not seen since")
                        .finds("14:50"));
    }

    private static Scenario outage(String rule, Answer answer) {
        return Scenario.of("FORBIDDEN, then an outage, then FORBIDDEN: " + rule)
                .jamf("school", "1 it-admin")
                .changePassword("14:05", "it-admin")
                .outage("14:30", "15:05", answer)
                .until("15:40")
                .neverSays("Not seen since", NOBODY_AT_FAULT);
    }
}
