package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One cause is one message, on however many instances. */
class GroupingScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("one_cause")
    void one_cause_is_one_message(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> one_cause() {
        return Scenario.told("""
                Apple answers 503 on twelve instances
                    many school 12 it-admin; 14:10..14:55 outage SERVICE_UNAVAILABLE; until 15:30
                    neverFinds regenerate; 14:40..14:50 says 12; saysAtMost 2
                three Jamf Cloud instances of one account fail together
                    many cloud 3 it-admin; withoutLog cloud*; 14:05 changePassword it-admin
                    14:35..15:00 says Apple ID it-admin@example.org: Jamf Pro reports that the device enrolment (ADE) sync fails; saysAtMost 1
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
