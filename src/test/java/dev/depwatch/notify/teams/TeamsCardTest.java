package dev.depwatch.notify.teams;

import static dev.depwatch.alert.SampleAlerts.notification;
import static dev.depwatch.alert.SampleAlerts.saying;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.GoldenFile;
import dev.depwatch.alert.GoldenSituations;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .ci/page} reads the golden files as Adaptive Cards 1.2 and draws them. */
class TeamsCardTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 20_000;
    private static final String PAGE = "https://depwatch.example.org";

    @ParameterizedTest
    @CsvSource({"one, regenerate-rejected-one", "forty, regenerate-forty"})
    void a_new_alert_equals_the_golden_file(String file, String situation) throws Exception {
        golden(file, opened(SampleAlerts.situation(situation)));
    }

    @Test
    void an_end_and_a_hostile_message_equal_the_golden_files() throws Exception {
        golden("resolved", notification(NotifyReason.RESOLVED, SampleAlerts.end("end-synced")));
        golden("hostile", SampleAlerts.hostileUpdate());
    }

    private static void golden(String file, Notification notification) throws Exception {
        GoldenFile.assertMatches(
                "teams/" + file + ".json",
                card(SampleAlerts.inBrief(SampleAlerts.withPage(notification, PAGE)))
                                .toPrettyString() + "\n");
    }

    private static Notification opened(Alert alert) {
        return SampleAlerts.inBrief(SampleAlerts.first(alert, Situation.NOW));
    }

    private static JsonNode card(Notification notification) throws Exception {
        JsonNode attachment =
                JSON.readTree(TeamsCard.json(notification)).path("attachments").path(0);
        assertThat(attachment.path("contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        return attachment.path("content");
    }

    @Test
    void the_messages_of_an_alert_begin_with_the_same_line() throws Exception {
        List<String> titles = new ArrayList<>();
        for (Notification notification : List.of(
                SampleAlerts.opened(),
                notification(NotifyReason.GREW, SampleAlerts.passwordChanged()),
                notification(NotifyReason.RESOLVED, SampleAlerts.ended()))) {
            List<String> lines = card(notification).path("body").path(0).findValuesAsText("text");
            titles.add(lines.get(0) + " | " + lines.get(2));
        }

        assertThat(titles)
                .containsExactly(
                        "Apple ID it-admin@example.org · regenerate | critical · new",
                        "Apple ID it-admin@example.org · regenerate | critical · more have joined",
                        "Apple ID it-admin@example.org · regenerate | was critical · over");
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL, attention", "WARNING, warning", "INFO, accent"})
    void the_severity_has_a_colour(Severity severity, String style) throws Exception {
        assertThat(style(opened(SampleAlerts.alert(Remedy.REGENERATE, severity, "certain", "school"))))
                .isEqualTo(style);
    }

    @ParameterizedTest
    @CsvSource({"SYNCED, good", "IN_PLACE, emphasis", "NOT_SEEN_SINCE, emphasis"})
    void only_a_proven_end_is_green(How how, String style) throws Exception {
        assertThat(style(SampleAlerts.ended(SampleAlerts.over(how)))).isEqualTo(style);
    }

    private static String style(Notification notification) throws Exception {
        return card(notification).path("body").path(0).path("style").asText();
    }

    @Test
    void buttons_open_the_steps_and_the_pages() throws Exception {
        Alert alert = SampleAlerts.situation("regenerate-rejected-one");
        JsonNode card = card(SampleAlerts.inBrief(SampleAlerts.withPage(opened(alert), PAGE)));

        assertThat(card.path("actions").findValuesAsText("title"))
                .containsExactly("All steps", "Status page", "Apple", "Jamf Pro");
        assertThat(card.path("actions").findValuesAsText("url"))
                .containsExactly(
                        PAGE,
                        "https://business.apple.com/",
                        "https://jamf.example.org/school/deviceEnrollmentProgramInstances.html");
        JsonNode steps = card.path("body").path(card.path("body").size() - 1);
        assertThat(steps.path("isVisible").asBoolean(true)).isFalse();
        assertThat(steps.toString()).contains("\"All steps\"").doesNotContain("\"What to do\"");
        assertThat(card.at("/actions/0/targetElements/0")).isEqualTo(steps.path("id"));
    }

    @ParameterizedTest
    @CsvSource({
        "regenerate-rejected-one, All steps",
        "investigate-clock-refused, More",
        "certificate-gsx-expired, Jamf Pro",
    })
    void a_button_says_what_it_opens_and_none_opens_nothing(String situation, String first) throws Exception {
        JsonNode card = card(SampleAlerts.inBrief(opened(SampleAlerts.situation(situation))));

        assertThat(card.at("/actions/0/title").asText()).isEqualTo(first);
    }

    @Test
    void an_alert_on_several_jamf_pros_has_its_links_beside_the_steps() throws Exception {
        JsonNode card = card(opened(SampleAlerts.situation("regenerate-forty")));

        assertThat(card.path("actions").findValuesAsText("title")).containsExactly("All steps", "Apple");
        assertThat(card.toString())
                .contains("[Jamf Pro](https://jamf.example.org/school-12/deviceEnrollmentProgramInstances.html)");
    }

    @Test
    void an_update_shows_what_is_new_and_hides_the_rest() throws Exception {
        Notification opened = SampleAlerts.opened();
        Notification update = SampleAlerts.inBrief(
                SampleAlerts.later(NotifyReason.GREW, opened, opened.message(), Optional.empty(), opened.at()));

        JsonNode body = card(update).path("body");
        JsonNode hidden = body.path(body.size() - 1);
        assertThat(hidden.toString()).contains("All steps", "Sign in with", "Since 14:23");
        assertThat(body.toString().replace(hidden.toString(), ""))
                .contains("physics: Physics", "Do not download")
                .doesNotContain("Sign in with", "Since 14:23", "Renew one at a time");
    }

    @Test
    void a_whole_text_hides_nothing() throws Exception {
        Notification full = SampleAlerts.first(SampleAlerts.situation("regenerate-rejected-one"), Situation.NOW);

        assertThat(card(full).path("actions").findValuesAsText("title")).containsExactly("Apple", "Jamf Pro");
        assertThat(card(full).toString()).contains("What to do", "Evidence").doesNotContain("isVisible");
    }

    @Test
    void a_link_stays_one_link() throws Exception {
        Message message = new Message(
                "h",
                List.of(),
                "",
                "",
                List.of(
                        new Message.Line("a", Optional.of(URI.create("https://a.example.org/b)%5Bc%5D(d"))),
                        new Message.Line("b", Optional.of(URI.create("javascript:alert(1)"))),
                        new Message.Line("c", Optional.of(URI.create("https://a.example.org/" + "x".repeat(600))))),
                List.of(),
                List.of());

        assertThat(card(notification(NotifyReason.OPENED, message))
                        .findParents("width")
                        .toString())
                .contains("[Jamf Pro](https://a.example.org/b%29%5Bc%5D%28d)")
                .doesNotContain("javascript", "xxx");
    }

    /** Only there a character could have an effect. */
    @Test
    void no_text_of_others_is_in_a_text_block() throws Exception {
        for (String text : visible()) {
            JsonNode card = card(notification(NotifyReason.CHANGED, saying(text, 3)));

            assertThat(card.findParents("type"))
                    .filteredOn(node -> node.path("type").asText().equals("TextBlock"))
                    .isNotEmpty()
                    .allSatisfy(node -> assertThat(node.path("text").asText())
                            .isEqualTo("[Jamf Pro](https://jamf.example.org/a?b=1&c=2)"));
        }
    }

    private static List<String> visible() {
        return Stream.concat(SampleAlerts.HOSTILE.stream(), Stream.of("\"\\", "語"))
                .filter(text -> !text.isBlank())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 400})
    void a_card_of_any_number_of_tokens_is_below_the_limit(int tokens) throws Exception {
        assertThat(TeamsCard.json(opened(
                        GoldenSituations.only(GoldenSituations.many(tokens).assessment()))))
                .hasSizeLessThan(LIMIT);
        String hostile = "\"語😀".repeat(40);
        Situation named = new Situation();
        for (int i = 0; i < tokens; i++) {
            String instance = "school-" + "x".repeat(180) + i;
            named.jamf(instance)
                    .certain(
                            Remedy.REGENERATE,
                            Cause.FORBIDDEN,
                            Situation.token(instance, TokenKind.ADE, "1", hostile, hostile, hostile, hostile));
        }
        Alert alert = GoldenSituations.only(named.assessment());

        byte[] json = TeamsCard.json(opened(alert)).getBytes(UTF_8);

        assertThat(json).hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(JSON.readTree(json).findValuesAsText("text"))
                .as("what keeps from harm stays whole")
                .contains(
                        alert.message().inBrief().why(),
                        "• " + alert.message().doNot().get(0));
    }

    @Test
    void a_card_of_any_text_is_below_the_limit_and_has_all_parts() throws Exception {
        for (String text : visible()) {
            String json = TeamsCard.json(notification(NotifyReason.CHANGED, saying(text.repeat(100), 60)));

            assertThat(json.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(LIMIT);
            assertThat(json).containsPattern("What to do.*and 5\\d more.*Also check.*and 5\\d more");
        }
    }
}
