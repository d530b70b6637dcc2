package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receiver with a route is notified of what is its own, from the first message to the end, and of nothing else. */
class RoutesScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"by_instance", "by_owner"})
    void a_receiver_is_told_of_its_own_alone(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> by_instance() {
        return Scenario.told("""
                given: jamf school 1 it-admin; jamf school2 1 it-admin; jamf lab 1 it-admin; jamf lab2 1 anna;
                       13:10 routes school*; neverSays lab
                a password is changed that tokens of all customers depend on
                    14:10 changePassword it-admin; 14:12..14:20 says 2 ADE tokens need regenerating; saysAtMost 1
                it is renewed everywhere, the others first
                    14:10 changePassword it-admin; 14:30 renew lab/1 mdm; 14:40 renew school/1 mdm
                    14:50 renew school2/1 mdm; until 15:40
                    14:40..14:50 says 1 of 2; 14:50..15:10 says Resolved
                only the others are renewed
                    14:10 changePassword it-admin; 14:30 renew lab/1 mdm; neverSays Resolved | renewed, | of 2; saysAtMost 1
                its own API that does not answer is reported, and no other
                    14:10 api 0 school; 14:10 api 0 lab; 14:55 api 200 school; 14:55 api 200 lab
                    until 15:20; 14:40..14:55 says on school; 14:55..15:10 says school
                an outage of all is reported as its own
                    14:10..14:55 outage SERVICE_UNAVAILABLE; until 15:30; neverFinds regenerate; 14:30..14:50 says school2
                terms of the organisation are told as its own
                    14:10 publishTerms Example; 14:12..14:20 says school2
                others of its owner that work are not counted, but one shows that the account works
                    jamf school3 1 it-admin; jamf lab3 1 it-admin; 14:05 refuses school/1 F
                    14:12..14:40 says Another ADE token of this Apple ID works
                after a restart with a route, the end names no other
                    14:10 changePassword it-admin; 14:20 routes lab2; 14:20 stops; 14:21 startsAgain; neverSays Resolved
                """);
    }

    static Stream<Scenario> by_owner() {
        return Scenario.told("""
                given: jamf school 1 it-admin | 2 anna; 13:10 routesOwners it-admin; neverSays anna
                its token fails
                    14:10 changePassword it-admin; 14:12..14:20 says 1 ADE token needs regenerating
                that another account renews it is its news
                    14:10 changePassword it-admin; 14:30 renew school/1 mdm; 14:30..14:50 says Resolved
                given:
                after a restart with an owner, the end names no other
                    jamf school 1 it-admin; jamf lab 1 anna; 14:10 publishTerms Example; 14:20 routesOwners it-admin
                    14:20 stops; 14:21 startsAgain; 14:40 acceptTerms Example; until 15:10
                    14:21..15:10 neverSaysBetween lab; 14:21..15:10 says Resolved
                """);
    }
}
