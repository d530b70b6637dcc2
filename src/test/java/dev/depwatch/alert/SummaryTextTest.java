package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTextTest {
    private static final Instant LAST = Instant.parse("2026-11-16T07:00:00Z");
    private static final Token SCHOOL = Situation.ade("school", "it-admin@example.org");
    private static final Token LAB = Situation.loan("lab", "");
    private static final Token ARTS = Situation.ofYears("arts");

    @Test
    void it_has_what_is_to_do_what_ends_what_is_over_and_what_is_well() {
        Situation situation = new Situation()
                .jamf("school", "lab", "arts")
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, SCHOOL)
                .health(SCHOOL, Health.FAILING)
                .date(Remedy.RENEW, LAB)
                .health(LAB, Health.EXPIRING)
                .health(ARTS, Health.HEALTHY);

        assertThat(text(situation, List.of("Resolved after 22 min. Apple ID a@example.org: 1 ADE token works again.")))
                .isEqualTo("""
                        Summary of a week: 1 alert needs somebody, and 2 ADE tokens end in the next 60 days.
                        ends 2027-01-02, in 39 days: lab, ADE token "Loan iPads"
                        ends 2027-01-02, in 39 days: school, ADE token "Example ADE" of it-admin@example.org
                        All is well on arts. Closed since 2026-11-16 08:00 +01:00: Resolved after 22 min. \
                        Apple ID a@example.org: 1 ADE token works again.
                        Apple ID it-admin@example.org: 1 ADE token needs regenerating, on school.""");
    }

    @Test
    void it_says_that_all_is_well() {
        assertThat(text(Situation.working("law", "arts"), List.of())).isEqualTo("""
                Summary of a week: all is well on arts and law; nothing needs doing, and no token ends in the next 60 days.
                No end was reported since 2026-11-16 08:00 +01:00.""");
    }

    @Test
    void it_says_what_is_not_urgent_and_that_a_receiver_is_for_nothing() {
        Situation ending = new Situation().jamf("lab").date(Remedy.RENEW, LAB).health(LAB, Health.EXPIRING);

        assertThat(text(ending, List.of()))
                .startsWith("Summary of a week: nothing is urgent. Renew the ADE token that ends in the next 60 days.");
        assertThat(text(new Situation(), List.of()))
                .startsWith("Summary of a week: depwatch watches no instance that this receiver is for.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a silenced failure                           | jamf law; certain regenerate forbidden ade@law~2027-11-01; \
                health failing ade@law~2027-11-01; silence law: Holidays.
            an outage at Apple                           | jamf law; health healthy ade@law~2027-11-01; \
                unknown wait service_error law
            perhaps the failing one, without the alert   | jamf law; health suspect ade@law~2027-11-01
            an API that is silent, without the alert     | silent law 2026-11-16T07:00:00Z; \
                health unknown ade@law~2027-11-01
            a token whose state is not known             | jamf law; health unknown ade@law~2027-11-01
            a log that is not followed, without it       | jamf law; health healthy ade@law~2027-11-01; unfollowed law
            an instance without a token of the receiver  | jamf law
            """)
    void what_fails_is_not_well_although_no_alert_says_so(String what, String law) {
        assertThat(text(Situation.of("jamf arts; health healthy ade@arts~2027-11-01; " + law), List.of()))
                .as(what)
                .startsWith("Summary of a week: all is well on arts; nothing needs doing");
    }

    private static String text(Situation situation, List<String> closed) {
        Message message = GoldenSituations.ALERTS
                .summary("a week", situation.assessment(), closed, LAST)
                .message();
        return Stream.of(
                        Stream.of(message.headline()),
                        message.where().stream().map(Message.Line::text),
                        Stream.of(message.why()),
                        message.steps().stream().map(Message.Line::text))
                .flatMap(lines -> lines)
                .reduce((one, other) -> one + "\n" + other)
                .orElseThrow();
    }
}
