package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of an assessment for a receiver with a route; the messages are in {@code RoutesScenariosTest}. */
class RouteTest {
    private static final Route.Config SCHOOL = new Route.Config(List.of("sch*"), List.of());
    private static final Route.Config ANNA = new Route.Config(List.of(), List.of(" Anna@Example.org"));

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void by_instance(Situation situation) {
        situation.holds(assessment -> lines(SCHOOL, assessment));
    }

    static Stream<Situation> by_instance() {
        return Situation.told("""
                given: instances school | lab; ade school 1 anna; ade lab 1 ben
                its own
                    fails school FORBIDDEN 0 4; fails lab FORBIDDEN 0 4 @ 4 | school: regenerate, certain 1 of anna
                its own issues
                    unfollowedSince lab 0 @ 60 | nothing
                and those that it has
                    unfollowedSince school 0 @ 60 | school LOG_NOT_FOLLOWED
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void by_owner(Situation situation) {
        situation.holds(assessment -> lines(ANNA, assessment));
    }

    static Stream<Situation> by_owner() {
        return Situation.told("""
                given: instances school; ade school 1 anna; ade school 2 ben
                of several tokens its own
                    startsFailing school 0.5 1 | 2; fails school TERMS_NOT_SIGNED 0 4
                    @ 4 | school: accept_terms, certain 1 of anna
                one of several is left to whom all of them belong
                    fails school FORBIDDEN 0 4 @ 4 | nothing
                given: instances school; ade school 1 anna; ade school 2 anna
                one of its own
                    fails school FORBIDDEN 0 4 @ 4 | school: identify, one_of 1 2 of anna
                given: instances school; withoutSource school
                a failure whose token nobody knows is left to whom the instance belongs
                    fails school FORBIDDEN 0 4 @ 4 | nothing
                given: instances school; ade school 1 anna
                nor is it told of what keeps depwatch from seeing
                    unfollowedSince school 0 @ 60 | nothing
                given: instances school; ade school 1 ben; certificate school PUSH anna
                that its push certificate got another topic is its news
                    server school 1 A; replaced school 1 0; server school 1 B @ 1 | school TOPIC_CHANGED
                given: instances school; ade school 2 anna; certificate school PUSH ben
                and that of another owner is not
                    server school 1 A; replaced school 1 0; server school 1 B @ 1 | nothing
                """);
    }

    private static List<String> lines(Route.Config config, Assessment whole) {
        Assessment part = config.route().of(whole, Set.of());
        return Stream.concat(
                        AssessmentLines.by(part).stream(),
                        part.issues().stream().map(issue -> issue.instance().orElseThrow() + " " + issue.kind()))
                .toList();
    }

    @Test
    void without_patterns_it_is_the_assessment_itself() {
        Assessment whole = World.of("school").at(0);

        assertThat(Route.ALL.of(whole, Set.of())).isSameAs(whole);
    }
}
