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

class SummaryTextTest {
    private static final Instant LAST = Instant.parse("2026-11-16T07:00:00Z");
    private static final Token SCHOOL = Situation.ade("school", "it-admin@example.org");
    private static final Token LAB = Situation.loan("lab", "");

    @Test
    void it_has_what_is_to_do_what_ends_what_is_over_and_what_is_well() {
        Situation situation = new Situation()
                .jamf("school", "lab", "arts", "law")
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, SCHOOL)
                .health(SCHOOL, Health.FAILING)
                .date(Remedy.RENEW, LAB)
                .health(LAB, Health.EXPIRING)
                .behind("law");

        assertThat(text(situation, List.of("Resolved after 22 min. Apple ID a@example.org: 1 ADE token works again.")))
                .isEqualTo("""
                        Summary of a week: 1 alert needs somebody, and 2 ADE tokens end in the next 60 days.
                        ends 2027-01-02, in 39 days: lab, ADE token "Loan iPads"
                        ends 2027-01-02, in 39 days: school, ADE token "Example ADE" of it-admin@example.org
                        Closed since 2026-11-16 08:00 +01:00: Resolved after 22 min. Apple ID a@example.org: 1 ADE token works \
                        again. All is well on arts. Not known yet: law.
                        Apple ID it-admin@example.org: 1 ADE token needs regenerating, on school.""");
    }

    @Test
    void it_says_that_all_is_well() {
        assertThat(text(new Situation().jamf("school", "arts"), List.of())).isEqualTo("""
                Summary of a week: all is well on arts and school; nothing needs doing, and no token ends in the next 60 days.
                Nothing was closed since 2026-11-16 08:00 +01:00.""");
    }

    @Test
    void nobody_says_so_of_what_is_not_known() {
        assertThat(text(new Situation().jamf("school").behind("school"), List.of()))
                .isEqualTo("""
                Summary of a week: nothing needs doing, and no token ends in the next 60 days.
                Nothing was closed since 2026-11-16 08:00 +01:00. Not known yet: school.""");
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
