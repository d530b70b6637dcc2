package dev.depwatch.notify.webhook;

import static dev.depwatch.alert.SampleAlerts.HOSTILE;
import static dev.depwatch.alert.SampleAlerts.notification;
import static dev.depwatch.alert.SampleAlerts.saying;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.config.ConfigException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** The example of docs/webhook.md under this name. */
    private BodyTemplate example(String name) throws Exception {
        return template(Pattern.compile("\\*\\*" + name + "\\*\\*[^`]*.*?```mustache\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/webhook.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow());
    }

    private BodyTemplate template(String text) throws ConfigException, IOException {
        return BodyTemplate.read(Files.writeString(folder.resolve("body"), text));
    }

    private static JsonNode sent(BodyTemplate template, Notification notification) throws IOException {
        return JSON.readTree(template.body(WebhookDocument.of(notification, Optional.empty())));
    }

    @Test
    void ntfy_gets_no_more_than_it_takes() throws Exception {
        BodyTemplate ntfy = example("ntfy");

        JsonNode opened = sent(ntfy, SampleAlerts.opened());
        assertThat(opened.path("topic").asText()).startsWith("depwatch-REPLACE");
        assertThat(opened.path("priority").asInt()).isEqualTo(5);
        assertThat(opened.path("tags").path(0).asText()).isEqualTo("opened");
        assertThat(opened.has("click")).isFalse();
        assertThat(sent(ntfy, SampleAlerts.withPage(SampleAlerts.opened(), "https://depwatch.example.org"))
                        .path("click")
                        .asText())
                .isEqualTo("https://depwatch.example.org");
        assertThat(sent(ntfy, notification(NotifyReason.RESOLVED, SampleAlerts.ended()))
                        .path("priority")
                        .asInt())
                .isEqualTo(3);
        for (Notification hostile : hostile()) {
            JsonNode body = sent(ntfy, hostile);
            assertThat(bytes(body.path("title"))).isLessThanOrEqualTo(150);
            assertThat(bytes(body.path("message"))).isLessThanOrEqualTo(4_000);
        }
    }

    @Test
    void google_chat_gets_one_thread_for_an_alert_and_no_mention() throws Exception {
        BodyTemplate chat = example("Google Chat");

        assertThat(sent(chat, SampleAlerts.opened()).path("thread"))
                .isEqualTo(sent(chat, notification(NotifyReason.RESOLVED, SampleAlerts.ended()))
                        .path("thread"));
        for (Notification hostile : hostile()) {
            String body = chat.body(WebhookDocument.of(hostile, Optional.empty()));
            assertThat(body.getBytes(UTF_8).length).isLessThan(32_000);
            assertThat(JSON.readTree(body).path("text").asText()).doesNotContain("<", ">");
        }
    }

    @Test
    void servicenow_gets_one_alert_that_ends() throws Exception {
        BodyTemplate event = example("ServiceNow");

        JsonNode opened = sent(event, SampleAlerts.opened());
        JsonNode over = sent(event, notification(NotifyReason.RESOLVED, SampleAlerts.ended()));
        assertThat(opened.path("severity").asText()).isEqualTo("1");
        assertThat(over.path("severity").asText()).isEqualTo("0");
        assertThat(over.path("message_key").asText())
                .matches("[0-9a-f]{32}")
                .isEqualTo(opened.path("message_key").asText());
        assertThat(opened.path("node").asText()).isEqualTo("physics");
        for (Notification hostile : hostile()) {
            assertThat(bytes(sent(event, hostile).path("description"))).isLessThanOrEqualTo(4_000);
        }
    }

    private static List<Notification> hostile() {
        return HOSTILE.stream()
                .map(text -> notification(NotifyReason.CHANGED, saying(text.repeat(200), 300)))
                .toList();
    }

    private static int bytes(JsonNode text) {
        return text.asText().getBytes(UTF_8).length;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a field that does not exist           | {\\n "a": "{{alert.colour}}" }           | :2:1: no field is called "alert.colour"
            in an element                         | {"a": "{{#alert.tokens}}{{x}}{{/alert.tokens}}" } | :1:1: no field is called "x"
            where something is missing            | {"a":\\n"{{^resolvedBy}}{{#alert.tokens}}{{x}}{{/alert.tokens}}{{/resolvedBy}}" } | :2:1: no field is called "x"
            a section that does not exist         | {"a":\\n\\n"{{#is.red}}{{/is.red}}" }     | :3:1: no field is called "is.red"
            a comma too many                      | {\\n"a": 1,\\n}                          | gives no JSON at line 3 of a body
            between the elements of a list        | {"a": [{{#alert.instances}}\\n"{{.}}",\\n{{/alert.instances}}1\\n2]} | gives no JSON at line 6 of a body
            a text without quotes                 | {\\n"a": {{message.headline}} }         | gives no JSON at line 2 of a body
            a text that is not escaped            | {\\n"a": "{{{text}}}" }                 | gives no JSON at line 2 of a body
            a line break in a text                | {"a": "{{#cut.150}}\\n{{text}}{{/cut.150}}" } | gives no JSON at line 1 of a body
            nothing for some reasons              | {{#is.opened}}{}{{/is.opened}}         | gives no JSON at line 1 of a body
            two documents                         | {}\\n{}                                 | gives no JSON at line 2 of a body
            what only a message that is no test has | {"a": "1"{{^test}}{{#alert.appleId}},\\n"o": {{.}}{{/alert.appleId}}{{/test}}} | gives no JSON at line 2 of a body
            where all that can be missing is       | {"a":"{{^message.brief}}{{#message.steps}}{{^link}}{{#alert.tokens}}{{^name}}{{x}}{{/name}}{{/alert.tokens}}{{/link}}{{/message.steps}}{{/message.brief}}"} | no field is called "x"
            what an ordinary message has          | {"a":"{{^test}}{{#message.brief}}{{x}}{{/message.brief}}{{/test}}"} | no field is called "x"
            an organisation without an Apple ID   | {"a":"{{^alert.appleId}}{{#alert.organization}}{{x}}{{/alert.organization}}{{/alert.appleId}}"} | no field is called "x"
            an Apple ID without an organisation   | {"a":"{{^alert.organization}}{{#alert.appleId}}{{x}}{{/alert.appleId}}{{/alert.organization}}"} | no field is called "x"
            a secret without quotes               | {"token": s3cret }                      | gives no JSON at line 1 of a body; look
            a brace too few, before a secret      | {"a": { "b": "{{text}", "c": "s3cret" }} | no field is called "text…"
            the same in two lines                 | {"a": { "b": "{{text}",\\n"c": "s3cret" }} | is no Mustache template
            the same of three braces              | {"a": { "b": "{{{text}", "c": "s3cret" }} | :1:1: is no Mustache template
            a section without an end              | {\\n"a": "{{#test}}" }                  | :2:1: is no Mustache template
            a part in another file                | { "a": "{{>other}}" }                  | is no Mustache template that depwatch can use
            """)
    void an_unusable_template_is_reported_with_its_place(String rule, String text, String problem) {
        assertProblem(() -> template(text.replace("\\n", "\n")))
                .as(rule)
                .startsWith(folder.resolve("body").toString())
                .contains(problem)
                .doesNotContain("s3cret");
    }

    @Test
    void a_cut_is_between_characters_and_outside_of_escapes() throws Exception {
        BodyTemplate template = template("{\"a\": \"{{#cut.150}}{{message.headline}}{{/cut.150}}\"}");

        assertThat(sent(template, saying200("\"")).path("a").asText()).isEqualTo("\"".repeat(147) + "…");
        assertThat(sent(template, saying200("é")).path("a").asText()).isEqualTo("é".repeat(73) + "…");
        assertThat(sent(template, saying200("日")).path("a").asText()).isEqualTo("日".repeat(49) + "…");
        assertThat(sent(template, saying200("🔴")).path("a").asText()).isEqualTo("🔴".repeat(36) + "…");
    }

    private static Notification saying200(String character) {
        return notification(NotifyReason.CHANGED, saying(character.repeat(200), 1));
    }

    /** A device never ends, and a pipe never begins. */
    @ParameterizedTest
    @CsvSource({"none, no such file", "/dev/zero, not a file"})
    void what_is_no_file_is_reported(String name, String why) {
        assertProblem(() -> BodyTemplate.read(folder.resolve(name)))
                .contains(name + ": cannot be read (" + why + "); expected a template");
    }

    private static AbstractStringAssert<?> assertProblem(ThrowingCallable read) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, read);
        return assertThat(refused.problems()).singleElement().asString();
    }
}
