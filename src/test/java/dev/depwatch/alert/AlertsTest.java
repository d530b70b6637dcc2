package dev.depwatch.alert;

import static dev.depwatch.alert.Situation.NOW;
import static dev.depwatch.alert.Situation.ade;
import static dev.depwatch.alert.Situation.content;
import static dev.depwatch.alert.Situation.finding;
import static dev.depwatch.alert.Situation.token;
import static dev.depwatch.alert.Situation.withExpiry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlertsTest {
    private static final String ADMIN = "it-admin@example.org";
    private static final String LAB = "lab@example.org";

    /**
     * An instruction to make a new token by hand; "has just downloaded" is none. Looks at the first letter before the
     * word boundary, which takes much longer to find.
     */
    private static final Pattern MAKES_A_TOKEN = Pattern.compile(
            "(?i)(?=[dgr])(?:\\b(?:re)?generat(?:e|ing)\\b|\\bdownload(?:ing)?\\b|\\brenew(?:ing)?\\b)");

    @ParameterizedTest(name = "{0}")
    @MethodSource("groupings")
    void one_remedy_and_subject_is_one_alert(String rule, Situation situation, List<String> expected) {
        assertThat(GoldenSituations.ALERTS.of(situation.assessment()))
                .as(rule)
                .extracting(alert -> alert.severity().key() + " "
                        + alert.remedy().key() + " " + alert.subject() + " ("
                        + alert.tokens().size() + " on " + alert.instances().size() + ")")
                .containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> groupings() {
        return Stream.of(
                arguments("No finding is no alert.", new Situation(), List.of()),
                arguments(
                        "One owner's tokens are one alert, on any instances and of any kind.",
                        new Situation()
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                                .certain(Remedy.REGENERATE, Cause.TOKEN_REJECTED, ade("physics", ADMIN))
                                .certain(Remedy.REGENERATE, Cause.CONTENT_TOKEN_INVALID, content("school", ADMIN)),
                        List.of("critical regenerate Apple ID it-admin@example.org (3 on 2)")),
                arguments(
                        "Two owners are two alerts, also on one instance.",
                        new Situation()
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                                .certain(Remedy.REGENERATE, Cause.CONTENT_TOKEN_INVALID, content("school", LAB)),
                        List.of(
                                "critical regenerate Apple ID it-admin@example.org (1 on 1)",
                                "critical regenerate Apple ID lab@example.org (1 on 1)")),
                arguments(
                        "Without an owner each instance is one alert.",
                        new Situation()
                                .unknown(Remedy.REGENERATE, Cause.FORBIDDEN, "school", false)
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", "")),
                        List.of(
                                "critical regenerate Instance physics (1 on 1)",
                                "critical regenerate Instance school (0 on 1)")),
                arguments(
                        "Terms are accepted once per organisation, whoever owns the tokens.",
                        new Situation()
                                .certain(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("school", ADMIN))
                                .certain(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("physics", LAB)),
                        List.of("critical accept_terms Organisation Example School (2 on 2)")),
                arguments(
                        "Without an organisation, terms are one alert for each instance.",
                        new Situation()
                                .unknown(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, "school", false)
                                .unknown(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, "physics", false),
                        List.of(
                                "critical accept_terms Instance physics (0 on 1)",
                                "critical accept_terms Instance school (0 on 1)")),
                arguments(
                        "An instance with an organisation's name is another subject.",
                        new Situation()
                                .unknown(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, "Example School", false)
                                .certain(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, ade("school", ADMIN)),
                        List.of(
                                "critical accept_terms Instance Example School (0 on 1)",
                                "critical accept_terms Organisation Example School (1 on 1)")),
                arguments(
                        "Identify is one alert for each instance.",
                        new Situation()
                                .oneOf(
                                        Remedy.IDENTIFY,
                                        Cause.FORBIDDEN,
                                        List.of(
                                                ade("school", ADMIN),
                                                token("school", TokenKind.ADE, "2", "B", LAB, "", ""))),
                        List.of("critical identify Instance school (2 on 1)")),
                arguments(
                        "Relinking and reclaiming are warnings for each instance.",
                        new Situation()
                                .certain(Remedy.RELINK_SERVER, Cause.SERVER_INACTIVE, ade("school", ADMIN))
                                .certain(
                                        Remedy.RECLAIM,
                                        Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                                        content("school", ADMIN)),
                        List.of(
                                "warning relink_server Instance school (1 on 1)",
                                "warning reclaim Instance school (1 on 1)")),
                arguments(
                        "Monitoring issues of one kind are one alert, separate from findings to investigate.",
                        new Situation()
                                .certain(Remedy.INVESTIGATE, Cause.BAD_REQUEST, ade("school", ADMIN))
                                .trouble("school", MonitoringIssue.Kind.TOKENS_NOT_READ, "HTTP 401.")
                                .trouble("physics", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file."),
                        List.of(
                                "warning investigate Apple ID it-admin@example.org (1 on 1)",
                                "warning investigate Monitoring (logs not followed) (0 on 1)",
                                "warning investigate Monitoring (tokens not read) (0 on 1)")),
                arguments(
                        "Organisations at Apple that cannot be read are one alert, without an instance.",
                        new Situation()
                                .appleNotRead("Example School", "HTTP 401.")
                                .appleNotRead("Example Business", "HTTP 429."),
                        List.of("warning investigate Monitoring (Apple's API not read) (0 on 0)")),
                arguments(
                        "A failure to wait for has no alert.",
                        new Situation().unknown(Remedy.WAIT, Cause.SERVICE_ERROR, "school", false),
                        List.of()),
                arguments(
                        "A silenced token is in no alert.",
                        new Situation()
                                .silence("school", Optional.of(TokenKind.ADE), Optional.of("1"), "gone")
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN))
                                .certain(Remedy.REGENERATE, Cause.CONTENT_TOKEN_INVALID, content("school", ADMIN)),
                        List.of("critical regenerate Apple ID it-admin@example.org (2 on 2)")),
                arguments(
                        "Silenced tokens alone cause no alert.",
                        new Situation()
                                .silence("school", Optional.of(TokenKind.ADE), Optional.empty(), "gone")
                                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                                .unknown(Remedy.INVESTIGATE, Cause.BAD_REQUEST, "school", false),
                        List.of()),
                arguments(
                        "A silenced token stays one of several: without it the others would seem to fail.",
                        new Situation()
                                .silence("school", Optional.of(TokenKind.ADE), Optional.of("1"), "gone")
                                .oneOf(
                                        Remedy.IDENTIFY,
                                        Cause.FORBIDDEN,
                                        List.of(
                                                ade("school", ADMIN),
                                                token("school", TokenKind.ADE, "2", "B", LAB, "", ""))),
                        List.of("critical identify Instance school (2 on 1)")),
                arguments(
                        "A silence of one token does not hide a failure without a token.",
                        new Situation()
                                .silence("school", Optional.of(TokenKind.ADE), Optional.of("1"), "gone")
                                .unknown(Remedy.REGENERATE, Cause.FORBIDDEN, "school", false),
                        List.of("critical regenerate Instance school (0 on 1)")),
                arguments(
                        "A silence of a whole instance covers the monitoring issues of that instance only.",
                        new Situation()
                                .silence("school", Optional.empty(), Optional.empty(), "gone")
                                .trouble("school", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file.")
                                .unknown(Remedy.REGENERATE, Cause.FORBIDDEN, "school", false)
                                .trouble("physics", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file."),
                        List.of("warning investigate Monitoring (logs not followed) (0 on 1)")),
                arguments(
                        "No silence of an instance covers an organisation at Apple, whatever its name.",
                        new Situation()
                                .silence("school", Optional.empty(), Optional.empty(), "gone")
                                .appleNotRead("school", "HTTP 401."),
                        List.of("warning investigate Monitoring (Apple's API not read) (0 on 0)")),
                arguments(
                        "A silence of one kind of token hides no monitoring issue.",
                        new Situation()
                                .silence("school", Optional.of(TokenKind.ADE), Optional.empty(), "gone")
                                .trouble("school", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file."),
                        List.of("warning investigate Monitoring (logs not followed) (0 on 1)")),
                arguments(
                        "An expiry is information at first, and a warning within seven days.",
                        new Situation()
                                .date(Remedy.RENEW, expiring("school", ADMIN, 2))
                                .date(Remedy.RENEW, expiring("physics", ADMIN, 40))
                                .date(Remedy.RENEW, expiring("physics", LAB, 20)),
                        List.of(
                                "warning renew Apple ID it-admin@example.org (2 on 2)",
                                "info renew Apple ID lab@example.org (1 on 1)")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aspects")
    void an_aspect_is_added_only_when_there_is_more_to_do(
            String rule, Situation before, Situation after, boolean joins) {
        Set<String> first = GoldenSituations.only(before.assessment()).aspects();
        Set<String> second = GoldenSituations.only(after.assessment()).aspects();

        assertThat(!first.containsAll(second))
                .as("%s: \"%s\", then \"%s\"", rule, first, second)
                .isEqualTo(joins);
    }

    static Stream<Arguments> aspects() {
        Token school = ade("school", ADMIN);
        return Stream.of(
                arguments(
                        "A likely token becomes certain.",
                        new Situation().likely(school),
                        new Situation().certain(Remedy.REGENERATE, Cause.OAUTH_REFRESH_FAILED, school),
                        true),
                arguments(
                        "A certain token joins a likely one.",
                        new Situation().likely(school),
                        new Situation().likely(school).certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("b", ADMIN)),
                        true),
                arguments(
                        "The likely one of two is renewed and the certain one remains.",
                        new Situation().likely(school).certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("b", ADMIN)),
                        new Situation().certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("b", ADMIN)),
                        false),
                arguments(
                        "One of two monitoring issues is over.",
                        new Situation()
                                .trouble("school", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file.")
                                .trouble("physics", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file."),
                        new Situation().trouble("school", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file."),
                        false),
                arguments(
                        "Apple's API of another organisation cannot be read.",
                        new Situation().appleNotRead("Example School", "HTTP 401."),
                        new Situation()
                                .appleNotRead("Example School", "HTTP 401.")
                                .appleNotRead("Example Business", "HTTP 401."),
                        true),
                arguments(
                        "Apple's API of one of two organisations is read again.",
                        new Situation()
                                .appleNotRead("Example School", "HTTP 401.")
                                .appleNotRead("Example Business", "HTTP 401."),
                        new Situation().appleNotRead("Example School", "HTTP 401."),
                        false),
                arguments(
                        "Terms need to be checked first.",
                        new Situation().certain(Remedy.REGENERATE, Cause.FORBIDDEN, school),
                        new Situation().certain(Remedy.REGENERATE, Cause.FORBIDDEN, school, Hint.CHECK_TERMS_FIRST),
                        true),
                arguments(
                        "The token becomes known.",
                        new Situation().unknown(Remedy.REGENERATE, Cause.FORBIDDEN, "school", false),
                        new Situation().certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", "")),
                        true),
                arguments(
                        "Another check is needed.",
                        new Situation().certain(Remedy.INVESTIGATE, Cause.BAD_REQUEST, school),
                        new Situation()
                                .certain(Remedy.INVESTIGATE, Cause.BAD_REQUEST, school)
                                .certain(Remedy.INVESTIGATE, Cause.SYNC_FAILED, school),
                        true),
                arguments(
                        "A monitoring issue has another text.",
                        new Situation().trouble("school", MonitoringIssue.Kind.TOKENS_NOT_READ, "HTTP 500."),
                        new Situation().trouble("school", MonitoringIssue.Kind.TOKENS_NOT_READ, "HTTP 503."),
                        false),
                arguments("There are more records.", records(school, 2), records(school, 200), false),
                arguments(
                        "Another token with the same advice joins, which the tokens show.",
                        records(school, 2),
                        records(school, 2).certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN)),
                        false),
                arguments(
                        "The configuration is the source, which does not change the advice.",
                        new Situation().certain(Remedy.REGENERATE, Cause.FORBIDDEN, school),
                        new Situation().certain(Remedy.REGENERATE, Cause.FORBIDDEN, school, Hint.AS_CONFIGURED),
                        false),
                arguments(
                        "An expiry passes a step.",
                        new Situation().date(Remedy.RENEW, expiring("school", ADMIN, 20)),
                        new Situation().date(Remedy.RENEW, expiring("school", ADMIN, 10)),
                        true),
                arguments(
                        "The step of one day comes before the day on which the token expires.",
                        new Situation().date(Remedy.RENEW, expiring("school", ADMIN, 3)),
                        new Situation().date(Remedy.RENEW, expiring("school", ADMIN, 1)),
                        true),
                arguments(
                        "An expiry comes nearer without passing a step.",
                        new Situation().date(Remedy.RENEW, expiring("school", ADMIN, 25)),
                        new Situation().date(Remedy.RENEW, expiring("school", ADMIN, 20)),
                        false));
    }

    @Test
    void an_alert_contains_the_cases_that_explain_its_end() {
        Alert alert = GoldenSituations.only(new Situation()
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN))
                .assessment());

        assertThat(alert.caseIds()).containsExactly("physics/forbidden", "school/forbidden");
        assertThat(alert.since()).isEqualTo(Situation.SINCE);
    }

    @ParameterizedTest
    @CsvSource({"HEALTHY, Resolved", "UNKNOWN, Not all proven"})
    void a_forgotten_end_is_resolved_only_if_the_token_works_now(Health now, String word) {
        Alert reported = GoldenSituations.only(new Situation()
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("physics", ADMIN))
                .assessment());

        Message end = ended(
                reported,
                new Situation()
                        .health(ade("school", ADMIN), now)
                        .ended("physics", Cause.FORBIDDEN, Proof.SYNCED)
                        .later());

        assertThat(end.headline()).startsWith(word);
    }

    @Test
    void a_token_renewed_by_another_account_appears_once() {
        Alert alert = GoldenSituations.only(new Situation()
                .health(Situation.withServer(ade("school", LAB), "uuid"), Health.FAILING)
                .health(Situation.withServer(ade("school-test", LAB), "uuid"), Health.HEALTHY)
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, Situation.withServer(ade("school", ADMIN), "uuid"))
                .assessment());

        assertThat(alert.message().alsoCheck())
                .singleElement()
                .asString()
                .contains("is that of school-test (\"Example ADE\") as well");
    }

    @Test
    void an_alert_does_not_continue_as_that_of_another_token() {
        Token neighbour = Situation.token("school", TokenKind.ADE, "2", "Lab ADE", LAB, "Example School", "mdm-lab");
        Alert reported = GoldenSituations.only(new Situation()
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                .assessment());

        Message end = ended(
                reported,
                new Situation()
                        .open("school", Cause.FORBIDDEN)
                        .certain(Remedy.REGENERATE, Cause.FORBIDDEN, neighbour)
                        .later());

        assertThat(end.headline())
                .isEqualTo("Apple ID it-admin@example.org: 1 ADE token is no longer among those that fail, on school.");
        assertThat(end.toString()).doesNotContain(LAB).doesNotContainIgnoringCase("resolved");
    }

    private static Message ended(Alert reported, Assessment now) {
        return GoldenSituations.ended(reported, now).orElseThrow().message();
    }

    @ParameterizedTest
    @MethodSource("unproven")
    void only_a_proven_end_is_called_resolved(Proof proof) {
        Alert reported = GoldenSituations.only(new Situation()
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", ADMIN))
                .assessment());

        Message end = ended(
                reported,
                new Situation().ended("school", Cause.FORBIDDEN, proof).later());

        assertThat(end.toString()).doesNotContainIgnoringCase("resolved");
    }

    static List<Proof> unproven() {
        return List.of(Proof.NOT_SEEN_SINCE, Proof.TOKEN_REMOVED, Proof.NO_LONGER_WATCHED);
    }

    /** Random findings, with the reasons and certainties that can go with them. */
    @Test
    void only_regenerate_and_renew_ask_for_a_new_token() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int round = 0; round < 2000; round++) {
            for (Alert alert : GoldenSituations.ALERTS.of(anything(random).assessment())) {
                Message message = alert.message();
                boolean maySay = alert.remedy() == Remedy.REGENERATE
                        || alert.remedy() == Remedy.RENEW
                        || alert.aspects().contains(Cause.TOKEN_OF_ANOTHER_SERVER.key());
                if (!maySay) {
                    assertThat(MAKES_A_TOKEN
                                    .matcher(allButDoNot(message))
                                    .results()
                                    .map(MatchResult::group))
                            .as("seed %d, %s: %s", seed, alert.key(), message)
                            .isEmpty();
                }
                assertThat(message.headline())
                        .as("seed %d", seed)
                        .hasSizeLessThan(700)
                        .endsWith(".");
                assertThat(message.where()).as("seed %d", seed).hasSizeLessThanOrEqualTo(13);
                assertThat(message.steps()).as("seed %d", seed).hasSizeBetween(1, 40);
            }
        }
    }

    @Test
    void the_pattern_of_the_property_finds_the_instruction() {
        assertThat(MAKES_A_TOKEN.matcher("Download a new token.").find()).isTrue();
        assertThat(MAKES_A_TOKEN
                        .matcher("Upload what somebody has just downloaded.")
                        .find())
                .isFalse();
    }

    private static String allButDoNot(Message message) {
        return String.join(
                "\n",
                message.headline(),
                String.join("\n", message.where()),
                message.why(),
                String.join(
                        "\n", message.steps().stream().map(Message.Step::text).toList()),
                String.join("\n", message.alsoCheck()));
    }

    private static Situation anything(Random random) {
        Situation all = new Situation();
        int findings = 1 + random.nextInt(30);
        for (int number = 0; number < findings; number++) {
            all.with(anyFinding(random));
        }
        if (random.nextBoolean()) {
            all.trouble("school-1", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file.");
        }
        return all;
    }

    private static Finding anyFinding(Random random) {
        Certainty certainty = pick(random, Certainty.values());
        Remedy remedy = pick(random, Remedy.values());
        // As in a real assessment: an expiry belongs to a token, and one of several tokens must be identified first.
        if (remedy == Remedy.RENEW || remedy == Remedy.IDENTIFY) {
            certainty = remedy == Remedy.RENEW ? Certainty.CERTAIN : Certainty.ONE_OF;
        }
        Cause cause = pick(random, Cause.values());
        if (cause == Cause.TOKEN_OF_ANOTHER_SERVER) {
            certainty = Certainty.CERTAIN;
        }
        String instance = "school-" + random.nextInt(20);
        List<Token> tokens = new ArrayList<>();
        int count = certainty == Certainty.UNKNOWN ? 0 : 1 + random.nextInt(4);
        for (int id = 0; id < count; id++) {
            tokens.add(token(
                    instance,
                    cause.kind(),
                    Integer.toString(random.nextInt(50)),
                    pick(random, "", "Example", "x".repeat(1000)),
                    pick(random, "", ADMIN, LAB),
                    pick(random, "", "Example", "y".repeat(1000)),
                    pick(random, "", "mdm", "z".repeat(1000))));
        }
        Hint[] hints = Arrays.stream(Hint.values())
                .filter(hint -> random.nextBoolean())
                .toArray(Hint[]::new);
        return finding(
                remedy,
                certainty,
                random.nextBoolean(),
                cause,
                tokens,
                new Instance(instance),
                random.nextInt(3),
                hints);
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static Token expiring(String instance, String owner, int days) {
        LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
        return withExpiry(ade(instance, owner), Expiry.ofDate(today.plusDays(days)));
    }

    private static Situation records(Token token, long sightings) {
        return new Situation()
                .with(finding(
                        Remedy.REGENERATE,
                        Certainty.CERTAIN,
                        false,
                        Cause.FORBIDDEN,
                        List.of(token),
                        token.instance(),
                        sightings));
    }
}
