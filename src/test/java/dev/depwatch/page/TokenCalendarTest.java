package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.util.DateTimeComponents;
import dev.depwatch.alert.Situation;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCalendarTest {
    private static final Token SCHOOL = Situation.ade("school", "it-admin@example.org");

    @Test
    void each_token_is_an_event_on_its_last_day_with_what_to_do() {
        Token lab = new Token(
                Situation.ade("lab", "it-admin@example.org").key(),
                "Copy",
                SCHOOL.owner(),
                "",
                "mdm-school",
                "uuid-1",
                Optional.empty());
        ICalendar calendar = calendar(with(Situation.withServer(SCHOOL, "UUID1"), lab));

        assertThat(calendar.validate(ICalVersion.V2_0).getWarnings()).isEmpty();
        VEvent event = calendar.getEvents().get(0);
        assertThat(event.getUid().getValue()).isEqualTo("school/ade/1@depwatch");
        assertThat(event.getDateTimeStamp().getValue()).isEqualTo(Date.from(Situation.NOW));
        assertThat(day(event)).isEqualTo("2027-01-02");
        assertThat(event.getDateStart().getValue().hasTime()).isFalse();
        assertThat(event.getSummary().getValue()).isEqualTo("school: ADE token \"Example ADE\" expires");
        assertThat(event.getUrl().getValue())
                .isEqualTo("https://jamf.example.org/school/deviceEnrollmentProgramInstances.html");
        assertThat(event.getDescription().getValue())
                .startsWith("""
                        Renew it before this day.
                        Instance: school
                        Apple ID: it-admin@example.org
                        Server at Apple: "mdm-school", UUID UUID1
                        """)
                .contains("Download each ADE token: in Apple Business, Devices > ", "Do not download what")
                .contains("Do not download twice for the server \"mdm-school\"", "ends the token on lab (\"Copy\")");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    PUSH | push certificate                           | Apple ID: it-admin@example.org | renew the push certificate with the same Apple ID; at Apple's portal (https://
                    GSX  | GSX certificate "Example"                  | Apple ID: it-admin@example.org | Renew the GSX certificate at Apple, and upload it to Jamf Pro: Settings > Global >
                    CA   | built-in CA "Example"                      | Renew the built-in CA in Jamf Pro, Settings | > PKI Certificates.
                    """)
    void a_certificate_is_renewed_and_never_downloaded(TokenKind kind, String entry, String owner, String way) {
        Token certificate = Situation.token(
                "school",
                kind,
                Token.Key.ONLY,
                kind == TokenKind.PUSH ? "push certificate" : "Example",
                "it-admin@example.org",
                "",
                "");

        VEvent event = calendar(with(certificate)).getEvents().get(0);
        assertThat(event.getSummary().getValue()).isEqualTo("school: " + entry + " expires");
        assertThat(event.getDescription().getValue())
                .contains("Renew it before this day.\nInstance: school\n" + owner, way)
                .doesNotContain("Server at Apple", "Sign in to", "ownload");
    }

    @Test
    void a_token_that_ends_at_an_instant_has_the_day_of_the_reader() {
        Token late = Situation.withExpiry(
                Situation.content("school", "it-admin@example.org"),
                Expiry.ofInstant(Instant.parse("2027-03-31T23:30:00Z")));

        assertThat(day(calendar(with(late)).getEvents().get(0))).isEqualTo("2027-04-01");
    }

    @Test
    void a_renewed_token_moves_its_event() {
        Token renewed = Situation.withExpiry(SCHOOL, Expiry.ofDate(LocalDate.of(2028, 1, 1)));

        VEvent before = calendar(with(SCHOOL)).getEvents().get(0);
        VEvent after = calendar(with(renewed)).getEvents().get(0);

        assertThat(after.getUid()).isEqualTo(before.getUid());
        assertThat(day(after)).isEqualTo("2028-01-01");
    }

    @Test
    void a_token_without_a_known_end_has_no_event() {
        Token endless = new Token(SCHOOL.key(), "x", Optional.empty(), "", "", "", Optional.empty());

        assertThat(calendar(with(endless)).getEvents()).isEmpty();
    }

    @Test
    void a_calendar_has_the_tokens_that_end_first_if_there_are_too_many() {
        Token first = Situation.withExpiry(SCHOOL, Expiry.ofDate(LocalDate.of(2026, 12, 1)));
        Token[] many = IntStream.range(0, TokenCalendar.MOST_EVENTS + 1)
                .mapToObj(number -> number == 1500 ? first : Situation.ade("school-" + number, "it-admin@example.org"))
                .toArray(Token[]::new);

        assertThat(calendar(with(many)).getEvents())
                .hasSize(TokenCalendar.MOST_EVENTS)
                .first()
                .satisfies(event -> assertThat(day(event)).isEqualTo("2026-12-01"));
    }

    @Test
    void hostile_names_stay_text() {
        String name = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:y;a,b\\n\u202e – 学校 " + "\uD83D\uDE00".repeat(60);
        Token hostile = Situation.token(name, TokenKind.ADE, "1;,\\\n", name, "it-admin@example.org", name, name);

        String text = new String(TokenCalendar.ics(with(hostile), Pictures.ZONE), UTF_8);

        assertThat(text.lines()).filteredOn("BEGIN:VEVENT"::equals).hasSize(1);
        assertThat(text.lines()).allMatch(line -> line.length() <= 76);
        VEvent event = calendar(with(hostile)).getEvents().get(0);
        assertThat(event.getSummary().getValue())
                .startsWith("x  END:VEVENT  BEGIN:VEVENT SUMMARY:y;a,b\\n\uFFFD – 学校 \uD83D\uDE00");
        assertThat(event.getDescription().getValue().lines()).hasSize(9);
    }

    private static String day(VEvent event) {
        DateTimeComponents day = event.getDateStart().getValue().getRawComponents();
        return LocalDate.of(day.getYear(), day.getMonth(), day.getDate()).toString();
    }

    private static Assessment with(Token... tokens) {
        Situation situation = new Situation().jamf("school");
        Stream.of(tokens).forEach(token -> situation.health(token, Health.HEALTHY));
        return situation.assessment();
    }

    private static ICalendar calendar(Assessment assessment) {
        List<ICalendar> calendars = Biweekly.parse(new String(TokenCalendar.ics(assessment, Pictures.ZONE), UTF_8))
                .all();
        assertThat(calendars).hasSize(1);
        return calendars.get(0);
    }
}
