package dev.depwatch.notify.alertmanager;

import static dev.depwatch.alert.Situation.NOW;
import static dev.depwatch.alert.Situation.SINCE;
import static dev.depwatch.alert.Situation.ade;
import static dev.depwatch.alert.Situation.token;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Rule;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Outbox.Delivery;
import dev.depwatch.notify.alertmanager.FakeAlertmanager.Stored;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Alertmanagers hold after depwatch's requests. */
@Timeout(180)
class AlertmanagerOutboxTest {
    private static final String ADMIN = "it-admin@example.org";
    private static final Alerts ALERTS =
            new Alerts(ZoneId.of("Europe/Zurich"), List.of(Duration.ofDays(60), Duration.ofDays(7)));
    private static final Duration STALE_AFTER = Duration.ofHours(1);
    private static final Optional<URI> NO_PAGE = Optional.empty();
    private static final HttpConfig NO_LOGIN =
            new HttpConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    private Instant now = NOW;

    @SuppressWarnings("NullAway.Init")
    private FakeAlertmanager one;

    @SuppressWarnings("NullAway.Init")
    private FakeAlertmanager other;

    @SuppressWarnings("NullAway.Init")
    private AlertmanagerOutbox outbox;

    @BeforeEach
    void start() throws IOException {
        one = new FakeAlertmanager(() -> now, "");
        other = new FakeAlertmanager(() -> now, "/prefix");
        outbox = outbox(Severity.INFO);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    static Stream<Rule> sets() {
        return Rule.in("""
            Nothing found is nothing sent.
              nothing

            Each token is one alert, whatever the cause.
              certain regenerate forbidden ade@school; certain regenerate token_rejected ade@physics; \
                certain regenerate content_token_invalid content@school
              = DepwatchTokenNeedsRegenerating critical it-admin@example.org physics ade 1
              = DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1
              = DepwatchTokenNeedsRegenerating critical it-admin@example.org school content 7

            Terms are accepted for an organisation but reported for each token.
              certain accept_terms terms_not_signed ade@school; certain accept_terms forbidden ade@physics/lab
              = DepwatchTermsNotAccepted critical it-admin@example.org school ade 1
              = DepwatchTermsNotAccepted critical lab@example.org physics ade 1

            One of several is one alert of the instance, without a token.
              one_of identify forbidden ade@school loan@school/lab
              = DepwatchOneOfSeveralTokensFails critical - school ade -

            If all possible tokens have one owner, the alert names it.
              one_of identify forbidden ade@school loan@school
              = DepwatchOneOfSeveralTokensFails critical it-admin@example.org school ade -

            Two causes for one of several tokens are one alert.
              one_of identify forbidden ade@school loan@school/lab; \
                one_of identify token_rejected ade@school loan@school/lab
              = DepwatchOneOfSeveralTokensFails critical - school ade -

            A failure without a token is the instance's alert.
              unknown regenerate forbidden school; unknown regenerate content_token_invalid school
              = DepwatchTokenNeedsRegenerating critical - school ade -
              = DepwatchTokenNeedsRegenerating critical - school content -

            A token without an owner has no Apple ID label.
              certain regenerate forbidden ade@school/-
              = DepwatchTokenNeedsRegenerating critical - school ade 1

            Each remedy has its own alert name.
              certain relink_server server_inactive ade@a; certain reclaim content_token_claimed_elsewhere content@a; \
                certain investigate bad_request ade@b; date renew ade@c
              = DepwatchNeedsInvestigating warning it-admin@example.org b ade 1
              = DepwatchServerNeedsRelinking warning it-admin@example.org a ade 1
              = DepwatchTokenNeedsReclaiming warning it-admin@example.org a content 7
              = DepwatchTokenNeedsRenewing info it-admin@example.org c ade 1

            A token that expires this week is a warning, whenever the owner's others expire.
              date renew ade@school ade@physics~2026-11-28
              = DepwatchTokenNeedsRenewing info it-admin@example.org school ade 1
              = DepwatchTokenNeedsRenewing warning it-admin@example.org physics ade 1

            A certificate is an alert of its own: from its last week on critical, except for GSX.
              dated_certificate push@school~2026-11-28 gsx@school~2026-11-28 ca@school/-
              = DepwatchCertificateNeedsRenewing critical it-admin@example.org school push 1
              = DepwatchCertificateNeedsRenewing info - school ca 1
              = DepwatchCertificateNeedsRenewing warning it-admin@example.org school gsx 1

            A monitoring issue is the instance's alert, without a kind.
              trouble school log_not_followed: no such file; trouble school tokens_not_read: the API is down; \
                certain investigate bad_request ade@school
              = DepwatchNeedsInvestigating warning - school - -
              = DepwatchNeedsInvestigating warning it-admin@example.org school ade 1

            Each organisation at Apple that cannot be read is an alert of its own.
              apple_not_read Example School: HTTP 401; apple_not_read Example Business: HTTP 429
              = DepwatchNeedsInvestigating warning - - - - Example Business
              = DepwatchNeedsInvestigating warning - - - - Example School

            A failure to wait for has no alert.
              certain wait service_error ade@school
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sets")
    void an_assessment_is_a_set_of_alerts(Rule rule) throws Exception {
        look(rule.before());

        assertThat(names(one)).as(rule.sentence()).isEqualTo(rule.expected());
        assertThat(names(other)).as(rule.sentence()).isEqualTo(names(one));
    }

    static Stream<Rule> changes() {
        return Rule.in("""
            Another cause is the same alert.
              certain regenerate token_rejected ade@school
              certain regenerate forbidden ade@school
              = + DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1

            A proven end resolves the alert and names the proof.
              certain regenerate token_rejected ade@school
              ended token_rejected synced school
              = - DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1 synced

            A failure that became one to wait for has no alert any more.
              certain regenerate token_rejected ade@school
              open token_rejected school; certain wait token_rejected ade@school
              = - DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1 withdrawn

            Another remedy is another alert and ends this one.
              certain regenerate token_rejected ade@school
              open token_rejected school; certain accept_terms token_rejected ade@school
              = + DepwatchTermsNotAccepted critical it-admin@example.org school ade 1
              = - DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1 superseded

            A newly known owner is another alert.
              unknown regenerate token_rejected school
              certain regenerate token_rejected ade@school
              = + DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1
              = - DepwatchTokenNeedsRegenerating critical - school ade - superseded

            A token that becomes certain is another alert.
              one_of identify forbidden ade@school loan@school/lab
              open forbidden school; certain regenerate forbidden ade@school
              = + DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1
              = - DepwatchOneOfSeveralTokensFails critical - school ade - superseded

            A higher severity is another alert.
              date renew ade@school
              date renew ade@school~2026-11-28
              = + DepwatchTokenNeedsRenewing warning it-admin@example.org school ade 1
              = - DepwatchTokenNeedsRenewing info it-admin@example.org school ade 1 superseded

            An organisation removed from the configuration is no longer watched.
              apple_not_read Example School: HTTP 401; apple_not_read Example Business: HTTP 429
              apple_not_read Example Business: HTTP 429; apple_unread Example Business
              = + DepwatchNeedsInvestigating warning - - - - Example Business
              = - DepwatchNeedsInvestigating warning - - - - Example School no_longer_watched

            A silence withdraws the alert: its failure continues.
              certain regenerate token_rejected ade@school
              open token_rejected school; certain regenerate token_rejected ade@school; \
                silence school - 1: closed for repairs
              = - DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1 withdrawn

            No alert of an instance ends while depwatch catches up with its log.
              certain regenerate token_rejected ade@school
              behind school
              = + DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1

            No alert of the instance begins meanwhile.
              certain regenerate token_rejected ade@school
              behind school; date renew ade@school
              = + DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1

            Another instance's log delays nothing.
              certain regenerate token_rejected ade@school
              behind physics; ended token_rejected replaced school
              = - DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1 replaced
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void a_change_is_sent_at_once_in_one_request(Rule rule) throws Exception {
        look(rule.before());
        one.requests();
        look("1s", rule.after());
        List<JsonNode> sentAtOnce = one.requests();
        look("1m", rule.after());

        assertThat(shown(one)).as(rule.sentence()).isEqualTo(rule.expected());
        assertThat(shown(other)).as(rule.sentence()).isEqualTo(shown(one));
        assertThat(sentAtOnce)
                .as(rule.sentence())
                .hasSize(rule.expected().stream().anyMatch(line -> line.startsWith("-")) ? 1 : 0);
    }

    @Test
    void everything_is_sent_again_together_at_a_change_and_every_minute() throws Exception {
        look(rejected("school"));
        one.requests();
        look("30s", rejected("school", "physics"));
        assertThat(one.requests()).extracting(JsonNode::size).containsExactly(2);
        look("59s", rejected("school", "physics"));
        assertThat(one.requests()).isEmpty();
        look("1s", rejected("school", "physics"));

        assertThat(one.requests()).extracting(JsonNode::size).containsExactly(2);
    }

    @Test
    void an_alert_starts_when_found_and_expires_an_hour_after_the_last_request() throws Exception {
        look(rejected("school"));
        look("10m", rejected("school"));

        Stored alert = one.firing().get(0);
        assertThat(alert.startsAt()).isEqualTo(NOW);
        assertThat(alert.annotation("since")).as("when the failure began").isEqualTo(SINCE.toString());
        assertThat(alert.endsAt()).isEqualTo(now.plus(STALE_AFTER));
        pass("59m");
        assertThat(one.firing()).hasSize(1);
        pass("1m");
        assertThat(one.firing()).isEmpty();
    }

    @Test
    void an_end_keeps_its_time_and_is_repeated_for_five_minutes() throws Exception {
        Situation over = Situation.of("ended token_rejected synced school");
        for (int quarter = 0; quarter < 8; quarter++) {
            look(rejected("school"));
            pass("15m");
        }
        look(rejected("school"));
        Instant end = NOW.plus(Duration.ofMinutes(125));
        now = end.plusSeconds(20);
        one.answers(503);
        look(over);
        assertThat(outbox.pendingSince()).as("the end is known only now").contains(now);
        one.answers(200);
        look(over);
        one.requests();
        for (int second = 0; second < 600; second++) {
            look("1s", over);
        }

        assertThat(one.held()).singleElement().satisfies(alert -> {
            assertThat(alert.endsAt()).isEqualTo(end);
            assertThat(alert.startsAt()).isEqualTo(NOW);
            assertThat(alert.annotation("summary"))
                    .isEqualTo("Resolved after 3 h 12 min. Apple ID it-admin@example.org: 1 ADE token works again, on"
                            + " school.");
            assertThat(alert.annotation("resolved_by")).isEqualTo("synced");
        });
        assertThat(one.requests()).hasSize(5);
        assertThat(outbox.delivered()).isEmpty();
    }

    @Test
    void an_alert_that_returns_begins_anew() throws Exception {
        look(rejected("school"));
        look("1m", Situation.of("ended token_rejected synced school"));
        assertThat(outbox.delivered()).isEmpty();
        look("1s", rejected("school"));

        assertThat(one.firing()).singleElement().satisfies(alert -> {
            assertThat(alert.startsAt()).isEqualTo(now);
            assertThat(alert.annotation("resolved_by")).isEmpty();
        });
        assertThat(outbox.delivered()).hasSize(1);
    }

    @Test
    void a_clock_set_back_causes_no_end_before_the_start() throws Exception {
        look(rejected("school"));
        pass("-10m");

        assertThat(look(new Situation())).isEmpty();

        assertThat(one.held().get(0).endsAt()).isEqualTo(NOW);
    }

    @Test
    void an_alert_below_the_minimum_is_not_sent_or_ends() throws Exception {
        outbox = outbox(Severity.CRITICAL);
        look(Situation.of("certain regenerate token_rejected ade@school; date renew ade@physics"));
        assertThat(names(one)).hasSize(1);

        look(Situation.of("certain investigate token_rejected ade@school"));

        assertThat(shown(one))
                .containsExactly(
                        "- DepwatchTokenNeedsRegenerating critical it-admin@example.org school ade 1 superseded");
    }

    @Test
    void it_signs_in_and_adds_labels_and_a_link_as_configured() throws Exception {
        one.expects("Bearer t0ken.x");
        outbox = new AlertmanagerOutbox(
                new AlertmanagerConfig(
                        List.of(one.url()),
                        Map.of("site", "zh", "team", "mdm"),
                        STALE_AFTER,
                        Optional.of(URI.create("https://depwatch.example.org/")),
                        new HttpConfig(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Secret("t0ken.x")),
                                Optional.empty(),
                                false)),
                Severity.INFO,
                ALERTS,
                new Http(Http.TIMEOUT, Optional.empty()));
        look(rejected("school"));

        Stored alert = one.firing().get(0);
        assertThat(alert.label("site") + " " + alert.label("team")).isEqualTo("zh mdm");
        assertThat(alert.generatorUrl()).isEqualTo("https://depwatch.example.org/");
    }

    @Test
    void a_failing_alertmanager_delays_no_other_and_catches_up() throws Exception {
        one.answers(503);
        look(rejected("school", "physics"));
        assertThat(names(other)).hasSize(2);
        assertThat(outbox.pendingSince()).contains(NOW);
        look("20m", rejected("school"));
        look("1s", rejected("school"));
        assertThat(shown(other)).anyMatch(line -> line.startsWith("- ") && line.contains("physics"));
        one.answers(200);
        look(rejected("school"));

        assertThat(names(one)).singleElement().asString().contains("school");
        assertThat(one.held())
                .as("it gets no end of an alert that it never accepted")
                .hasSize(1);
        assertThat(outbox.pendingSince()).isEmpty();
    }

    @Test
    void an_alertmanager_that_was_down_gets_the_end_until_staleafter() throws Exception {
        Situation over = Situation.of("ended token_rejected synced school");
        look(rejected("school"));
        one.answers(503);
        look("59m", over);
        assertThat(outbox.delivered())
                .as("one Alertmanager still shows it as active")
                .hasSize(1);
        one.answers(200);
        look(over);
        assertThat(one.firing()).isEmpty();
        assertThat(held("resolved_by")).isEqualTo("synced");

        look(rejected("school"));
        one.answers(503);
        look("61m", over);

        assertThat(one.firing()).as("it has expired there").isEmpty();
        assertThat(outbox.pendingSince()).isEmpty();
        assertThat(outbox.delivered()).isEmpty();
    }

    @Test
    void a_failed_repetition_is_pending_since_it_was_due() throws Exception {
        look(rejected("school"));
        assertThat(outbox.pendingSince()).isEmpty();
        one.answers(500);
        look("70s", rejected("school"));

        assertThat(outbox.pendingSince()).contains(NOW.plusSeconds(60));
    }

    @Test
    void a_request_has_forty_alerts_at_most_also_of_one_instance() throws Exception {
        Situation many = new Situation();
        IntStream.range(0, 90)
                .mapToObj(i -> token("school", TokenKind.ADE, "" + i, "ADE " + i, ADMIN, "Example School", "mdm-" + i))
                .forEach(token -> many.certain(Remedy.REGENERATE, Cause.TOKEN_REJECTED, token));

        look(many);

        assertThat(one.requests()).extracting(JsonNode::size).containsExactly(40, 40, 10);
    }

    @Test
    void a_refused_alert_is_found_and_held_back_from_the_others() throws Exception {
        Situation many = new Situation();
        IntStream.range(0, 80)
                .forEach(i -> many.certain(Remedy.REGENERATE, Cause.TOKEN_REJECTED, ade("school-" + i, ADMIN)));
        one.chokesOn("\"school-77\"");
        List<DeliveryException> failures = new ArrayList<>();
        for (int second = 0; second < 10; second++) {
            failures.addAll(look(many));
            pass("1s");
        }

        assertThat(names(one)).hasSize(79).noneMatch(name -> name.contains("school-77 "));
        assertThat(failures).extracting(DeliveryException::reason).containsOnly(Reason.REJECTED);
        assertThat(failures.get(0)).hasMessageContaining("HTTP 400: it refuses one of several alerts");
        assertThat(failures.get(failures.size() - 1))
                .hasMessageContaining("it refuses the alert of instance school-77");
        assertThat(outbox.pendingSince()).contains(NOW);

        one.requests();
        look("10m", many);
        assertThat(one.requests())
                .hasSize(2)
                .noneMatch(request -> request.toString().contains("school-77\""));
        look("5m", many);
        assertThat(one.requests()).anyMatch(request -> request.toString().contains("school-77\""));
    }

    @Test
    void an_alertmanager_that_refuses_everything_gets_one_request_a_minute() throws Exception {
        one.answers(404);
        List<DeliveryException> failures = look(rejected("school", "physics"));
        assertThat(failures)
                .singleElement()
                .asString()
                .contains(one.url() + " answers HTTP 404: expected HTTP 200 as from Alertmanager's API v2");
        for (int second = 0; second < 59; second++) {
            assertThat(look("1s", rejected("school", "physics"))).isEmpty();
        }
        one.requests();
        one.answers(200);
        look("1s", rejected("school", "physics"));

        assertThat(one.requests()).hasSize(1);
        assertThat(names(one)).hasSize(2);
    }

    @Test
    void a_restart_sends_the_set_and_explained_ends() throws Exception {
        look(rejected("school", "physics"));
        look("50s", rejected("school", "physics"));
        restart();
        pass("20s");
        one.requests();
        look(Situation.of("certain regenerate token_rejected ade@school; ended token_rejected replaced physics"));

        assertThat(one.requests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.findValuesAsText("resolved_by")).containsExactly("replaced"));
        look("1m", rejected("school"));
        assertThat(one.firing()).singleElement().satisfies(alert -> {
            assertThat(alert.label("jamf_instance")).isEqualTo("school");
            assertThat(alert.startsAt()).isEqualTo(NOW);
        });
        assertThat(outbox.delivered()).hasSize(1);
    }

    @Test
    void an_alert_continues_while_its_log_is_read_after_a_restart() throws Exception {
        look(Situation.of("likely_of token_rejected ade@school"));
        restart();
        for (int minute = 0; minute < 90; minute++) {
            look("1m", Situation.of("behind school"));
        }

        assertThat(one.firing()).singleElement().satisfies(alert -> {
            assertThat(alert.annotation("summary")).contains("1 ADE token most likely needs regenerating");
            assertThat(alert.annotation("caution")).isEqualTo("likely");
        });
        look(Situation.of("ended token_rejected synced school"));
        assertThat(held("resolved_by")).isEqualTo("synced");
    }

    @Test
    void the_saved_state_changes_with_the_set_and_not_with_each_record() throws Exception {
        look(rejected("school"));
        Set<Delivered> before = outbox.delivered();
        look("1m", Situation.of("certain regenerate token_rejected ade@school +as_notified"));
        assertThat(outbox.delivered()).isEqualTo(before);
        assertThat(before).singleElement().satisfies(delivered -> {
            assertThat(delivered.handle().orElseThrow())
                    .isEqualTo(
                            "{\"alertname\":\"DepwatchTokenNeedsRegenerating\",\"apple_id\":\"it-admin@example.org\","
                                    + "\"jamf_instance\":\"school\",\"kind\":\"ade\",\"severity\":\"critical\",\"token_id\":\"1\"}");
            assertThat(delivered.alert().message().steps())
                    .as("the text is made again")
                    .isEmpty();
        });

        look(Situation.of("certain regenerate forbidden ade@school"));

        assertThat(outbox.delivered())
                .singleElement()
                .satisfies(delivered -> assertThat(delivered.alert().caseIds()).containsExactly("school/forbidden"));
    }

    @Test
    void texts_of_others_cause_no_invalid_alert() throws Exception {
        Situation hostile = new Situation();
        Set<String> ids = new HashSet<>();
        for (String text : SampleAlerts.HOSTILE) {
            String id = text + "x".repeat(3000) + ids.size();
            ids.add(id);
            hostile.jamf("school-" + ids.size())
                    .certain(
                            Remedy.REGENERATE,
                            Cause.FORBIDDEN,
                            token(
                                    "school-" + ids.size(),
                                    TokenKind.ADE,
                                    id,
                                    text.repeat(50),
                                    id,
                                    text.repeat(99),
                                    text));
        }

        assertThat(look(hostile)).isEmpty();

        assertThat(one.firing()).hasSize(SampleAlerts.HOSTILE.size()).allSatisfy(alert -> {
            assertThat(alert.labels().values()).allMatch(value -> value.length() <= 500);
            assertThat(alert.annotations().values().stream()
                            .mapToInt(String::length)
                            .sum())
                    .isLessThan(20_000);
            assertThat(alert.annotations().toString()).doesNotContain("\u001B", "\u202E", "\u0000");
        });
    }

    @Test
    void an_alert_has_text_for_people_and_values_for_templates() throws Exception {
        look(Situation.of(
                "jamf school; certain regenerate token_rejected ade@school +upload_a_just_downloaded_token_first"));

        Map<String, String> annotations = one.firing().get(0).annotations();
        assertThat(String.join(" ", annotations.keySet()))
                .isEqualTo(
                        "cause caution description do_not evidence expires headline link organization part server_name"
                                + " sightings since step steps steps_of_several summary token_name where");
        String documentation = Files.readString(Path.of("docs/alertmanager.md"));
        assertThat(annotations.keySet())
                .allSatisfy(name -> assertThat(documentation).contains("`" + name + "`"));
        assertThat(annotations)
                .containsEntry("cause", "token_rejected")
                .containsEntry("since", "2026-11-24T13:23:00Z")
                .containsEntry("sightings", "12")
                .containsEntry("token_name", "Example ADE")
                .containsEntry("server_name", "mdm-school")
                .containsEntry("organization", "Example School")
                .containsEntry("expires", "2027-01-02");
        assertThat(annotations.get("steps"))
                .startsWith("1. Ask whether somebody has just downloaded a new token")
                .contains("\n2. ", "(https://business.apple.com/)");
        assertThat(annotations.get("steps_of_several")).contains("one server at a time", "each entry of the server");
    }

    @Test
    void two_tokens_of_one_instance_are_distinguished_and_share_their_steps() throws Exception {
        Token devices = token("school", TokenKind.ADE, "1", "Devices", ADMIN, "", "mdm-devices");
        Token labs = token("school", TokenKind.ADE, "2", "Labs", ADMIN, "", "mdm-labs");
        look(new Situation()
                .jamf("school")
                .certain(Remedy.REGENERATE, Cause.TOKEN_REJECTED, devices)
                .certain(Remedy.REGENERATE, Cause.TOKEN_REJECTED, labs));

        assertThat(annotations("summary"))
                .containsExactlyInAnyOrder(
                        "Apple ID it-admin@example.org: 1 ADE token needs regenerating, on school. It is the ADE token"
                                + " \"Devices\" (server \"mdm-devices\" at Apple).",
                        "Apple ID it-admin@example.org: 1 ADE token needs regenerating, on school. It is the ADE token"
                                + " \"Labs\" (server \"mdm-labs\" at Apple).");
        assertThat(annotations("step"))
                .containsExactlyInAnyOrder(
                        "school: download the token for the server \"mdm-devices\" and upload it to \"Devices\".",
                        "school: download the token for the server \"mdm-labs\" and upload it to \"Labs\".");
        assertThat(annotations("where")).allMatch(where -> where.endsWith(", since 2026-11-24 14:23 +01:00"));
        assertThat(annotations("steps_of_several"))
                .allMatch(steps -> steps.startsWith("1. Sign in to business.apple.com")
                        && steps.contains("\n3. Download, one server at a time"));
        assertThat(annotations("link"))
                .containsOnly("https://jamf.example.org/school/deviceEnrollmentProgramInstances.html");
    }

    @Test
    void a_locked_account_is_unlocked_before_its_tokens_are_renewed() throws Exception {
        look(Situation.of("jamf school physics; date renew ade@school ade@physics +owner_account_out;"
                + " account it-admin locked"));

        assertThat(annotations("steps_of_several"))
                .hasSize(2)
                .allMatch(steps -> steps.startsWith("1. At Apple, let an administrator unlock the account."));
    }

    @Test
    void each_token_to_renew_has_its_date_and_whether_it_fails() throws Exception {
        look(Situation.of("jamf school physics; date renew ade@school~2026-12-20;"
                + " dated renew sync_failed ade@physics~2026-11-24"));

        assertThat(annotations("where"))
                .containsExactlyInAnyOrder(
                        "school: server \"mdm-school\" → \"Example ADE\", expires 2026-12-20",
                        "physics: server \"mdm-physics\" → \"Example ADE\", expires 2026-11-24, its syncs fail");
        assertThat(Set.copyOf(annotations("part"))).hasSize(1);
    }

    static Stream<Rule> parts() {
        return Rule.in("""
            An outage is one, and a locked account another.
              jamf school physics chemistry; certain investigate service_error ade@school ade@physics; \
                certain investigate service_error ade@chemistry +owner_account_out; account it-admin locked
              = chemistry
              = physics school

            Tokens to look at are one, wherever they are.
              jamf school physics; certain investigate bad_request ade@school ade@physics
              = physics school

            Each push certificate has a page of its own.
              jamf school physics; dated_certificate push@school~- push@physics~-
              = physics
              = school

            Two entries of one Jamf Pro are to be looked at in one order.
              silent school 2026-11-23T08:00:00Z; \
                likely_of token_rejected ade@school loan@school +tokens_not_read_since
              = school

            The tokens of nobody known are no matter of another's.
              jamf school physics; certain regenerate token_rejected ade@school/-; \
                certain regenerate token_rejected ade@physics/- +upload_a_just_downloaded_token_first
              = physics
              = school

            What many owners are asked stands for no token with a check of its own.
              jamf school physics; certain regenerate forbidden ade@school +many_owners_refused; \
                certain regenerate token_rejected ade@physics +check_server_first
              = physics
              = school
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void alerts_are_one_part_where_the_steps_of_one_stand_for_all(Rule rule) throws Exception {
        look(rule.before());

        Map<String, Set<String>> parts = one.firing().stream()
                .collect(groupingBy(
                        alert -> alert.annotation("part"), mapping(alert -> alert.label("jamf_instance"), toSet())));
        assertThat(parts.values())
                .as(rule.sentence())
                .extracting(instances -> instances.stream().sorted().collect(joining(" ")))
                .containsExactlyInAnyOrderElementsOf(rule.expected());
        assertThat(one.firing())
                .extracting(alert -> alert.annotation("part") + alert.annotation("steps_of_several"))
                .as("the steps that all share")
                .satisfies(steps -> assertThat(Set.copyOf(steps)).hasSameSizeAs(parts.keySet()));
    }

    @Test
    void a_token_that_is_only_likely_to_need_it_is_marked_and_its_checks_are_those_of_all() throws Exception {
        look(rejected("school").likely(ade("physics", ADMIN)));

        assertThat(annotations("where"))
                .containsExactlyInAnyOrder(
                        "school: ADE token \"Example ADE\" (server \"mdm-school\" at Apple), since 2026-11-24 14:23 +01:00",
                        "physics: ADE token \"Example ADE\" (server \"mdm-physics\" at Apple), most likely,"
                                + " since 2026-11-24 14:23 +01:00");
        assertThat(annotations("caution")).containsExactlyInAnyOrder("", "likely");
        assertThat(annotations("steps_of_several"))
                .allMatch(steps -> steps.startsWith("1. Find out what happened at about 2026-11-24 14:23 +01:00"))
                .containsOnly(one.firing().get(0).annotation("steps_of_several"));
        assertThat(Set.copyOf(annotations("part"))).hasSize(1);
    }

    @Test
    void the_end_names_its_token() throws Exception {
        look(rejected("school"));

        look(Situation.of("recovery proven ade@school; ended token_rejected synced school"));

        assertThat(held("summary"))
                .contains(
                        "works again, on school. It is the ADE token \"Example ADE\" (server \"mdm-school\" at Apple).");
    }

    @Test
    void an_organisation_at_apple_is_resolved_after_a_restart_too() throws Exception {
        look(Situation.of("apple_not_read Example School: HTTP 401"));
        restart();

        look(Situation.of("apple_read Example School"));

        assertThat(shown(one))
                .containsExactly("- DepwatchNeedsInvestigating warning - - - - Example School no_longer_found");
    }

    /** Its labels do not change with what depwatch cannot see. */
    @Test
    void the_end_of_a_monitoring_alert_is_about_what_it_reported_last() throws Exception {
        look(Situation.of("jamf school; trouble school log_not_followed: no such file"));
        look("1h", Situation.of("jamf school; trouble school tokens_not_read: the API is down"));
        look("1h", Situation.of("jamf school"));

        assertThat(held("summary")).endsWith("the tokens of school are read again.");
    }

    @Test
    void the_end_of_a_renewal_knows_of_syncs_that_failed_since() throws Exception {
        look(Situation.of("jamf school; date renew ade@school~2026-11-24"));
        look("1h", Situation.of("jamf school; dated renew sync_failed ade@school~2026-11-24"));
        look("1h", Situation.working("school"));

        assertThat(held("also_check")).isEqualTo("Check in Jamf Pro that the last sync is recent and good.");
    }

    @Test
    void a_long_list_of_candidates_counts_those_left_out() throws Exception {
        List<Token> candidates = IntStream.range(0, 13)
                .mapToObj(i -> token("school", TokenKind.ADE, "" + i, "n".repeat(90), ADMIN, "", "s".repeat(90)))
                .toList();
        look(new Situation().oneOf(Remedy.IDENTIFY, Cause.FORBIDDEN, candidates));

        String where = one.firing().get(0).annotation("where");
        assertThat(where).hasSizeLessThanOrEqualTo(3000).matches("(?s).*\n… and \\d more");
    }

    private void restart() throws IOException {
        Set<Delivered> saved = outbox.delivered();
        outbox = outbox(Severity.INFO);
        outbox.resume(saved);
        assertThat(outbox.delivered()).isEqualTo(saved);
    }

    private AlertmanagerOutbox outbox(Severity minSeverity) throws IOException {
        return new AlertmanagerOutbox(
                new AlertmanagerConfig(
                        List.of(one.url(), URI.create(other.url() + "/")), Map.of(), STALE_AFTER, NO_PAGE, NO_LOGIN),
                minSeverity,
                ALERTS,
                new Http(Http.TIMEOUT, Optional.empty()));
    }

    private List<DeliveryException> look(String later, Situation situation) throws InterruptedException {
        pass(later);
        return look(situation);
    }

    /** One look of a receiver, without its wait after failures. */
    private List<DeliveryException> look(Situation situation) throws InterruptedException {
        outbox.observe(situation.assessment(now), now);
        List<DeliveryException> failures = new ArrayList<>();
        Set<String> failed = new HashSet<>();
        for (Delivery delivery : outbox.due(now)) {
            if (failed.contains(delivery.destination())) {
                continue;
            }
            try {
                delivery.sending().send();
            } catch (DeliveryException e) {
                delivery.failed().accept(e);
                failures.add(e);
                if (e.isRetryable()) {
                    failed.add(delivery.destination());
                }
            }
        }
        return failures;
    }

    private void pass(String duration) {
        now = now.plus(Duration.parse(duration.startsWith("-") ? "-PT" + duration.substring(1) : "PT" + duration));
    }

    private static Situation rejected(String... instances) {
        Situation all = new Situation();
        for (String instance : instances) {
            all.certain(Remedy.REGENERATE, Cause.TOKEN_REJECTED, ade(instance, ADMIN));
        }
        return all;
    }

    /** An annotation of the only alert. */
    private String held(String name) {
        assertThat(one.held()).hasSize(1);
        return one.held().get(0).annotation(name);
    }

    private List<String> annotations(String name) {
        return one.firing().stream().map(alert -> alert.annotation(name)).toList();
    }

    private static List<String> names(FakeAlertmanager alertmanager) {
        return alertmanager.firing().stream()
                .map(AlertmanagerOutboxTest::name)
                .sorted()
                .toList();
    }

    /** What it holds: active alerts, and ended ones with the way they ended. */
    private List<String> shown(FakeAlertmanager alertmanager) {
        return alertmanager.held().stream()
                .map(alert -> alert.endsAt().isAfter(now)
                        ? "+ " + name(alert)
                        : "- " + name(alert) + " "
                                + requireNonNull(alert.annotations().get("resolved_by")))
                .sorted()
                .toList();
    }

    private static String name(Stored alert) {
        return Stream.of("alertname", "severity", "apple_id", "jamf_instance", "kind", "token_id")
                        .map(label -> alert.labels().getOrDefault(label, "-"))
                        .collect(joining(" "))
                + Optional.ofNullable(alert.labels().get("organization"))
                        .map(organization -> " " + organization)
                        .orElse("");
    }
}
