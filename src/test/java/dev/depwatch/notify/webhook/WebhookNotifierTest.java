package dev.depwatch.notify.webhook;

import static dev.depwatch.alert.SampleAlerts.HOSTILE;
import static dev.depwatch.alert.SampleAlerts.notification;
import static dev.depwatch.alert.SampleAlerts.saying;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.Headers;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.GoldenSituations;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.alert.Subject;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.http.LocalServer;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.HttpNotifierContract;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Notifier;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookNotifierTest extends HttpNotifierContract {
    private static final String PATH = "/bridge/s3cretS3cret";
    private static final String PASSWORD = "pa55pa55";
    private static final String KEY = "k3yk3yk3y";
    private static final Path DOCUMENTATION = Path.of("docs/webhook.md");
    private static final Token SCHOOL = Situation.ade("school", "it-admin@example.org");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONG = 35;

    @Override
    protected Notifier notifier(URI server, Http http) {
        WebhookNotifier.Config config = new WebhookNotifier.Config(
                Optional.empty(),
                Optional.of(new Secret(server + PATH)),
                Optional.of(new Secret(KEY)),
                Optional.empty(),
                new HttpConfig(
                        Optional.of("depwatch"),
                        Optional.of(new Secret(PASSWORD)),
                        Optional.empty(),
                        Optional.empty(),
                        false));
        return new WebhookNotifier(config, Optional.empty(), http, () -> Optional.of(known().assessment()));
    }

    @Override
    protected List<String> secrets() {
        return List.of("s3cretS3cret", PASSWORD, KEY);
    }

    private String posted() {
        return taken().get(taken().size() - 1);
    }

    private static Situation known() {
        return new Situation().health(SCHOOL, Health.FAILING);
    }

    /** The page shows long texts cut. {@code -Ddepwatch.golden.update=true} writes the example again. */
    @Test
    void the_example_in_the_documentation_is_what_is_posted() throws Exception {
        notifier().deliver(documented());

        JsonNode whole = JSON.readTree(posted());
        assertThat(whole.path("text").asText())
                .contains(Stream.of("/message/headline", "/message/why", "/message/evidence", "/message/steps/4/text")
                        .map(part -> whole.at(part).asText())
                        .toList());
        JsonNode posted = cut(whole);
        String documentation = Files.readString(DOCUMENTATION);
        Matcher example = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(documentation);
        assertThat(example.find()).isTrue();
        if (Boolean.getBoolean("depwatch.golden.update")) {
            Files.writeString(
                    DOCUMENTATION,
                    documentation.substring(0, example.start(1)) + posted.toPrettyString() + "\n"
                            + documentation.substring(example.end(1)));
        } else {
            assertThat(posted).isEqualTo(JSON.readTree(example.group(1)));
        }
    }

    private static JsonNode cut(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(cut(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, cut(array.get(i)));
            }
        } else if (node.isTextual() && node.asText().length() > LONG) {
            return new TextNode(node.asText().substring(0, LONG).strip() + " …");
        }
        return node;
    }

    @Test
    void the_documentation_names_every_field() throws Exception {
        notifier().deliver(documented());

        String documentation = Files.readString(DOCUMENTATION);
        JsonNode posted = JSON.readTree(posted());
        assertThat(fields(posted, "").distinct())
                .hasSizeGreaterThan(20)
                .allSatisfy(field -> assertThat(documentation).contains("| `" + field + "` |"));
    }

    private static Stream<String> fields(JsonNode node, String path) {
        if (node.isArray()) {
            return IntStream.range(0, node.size()).boxed().flatMap(i -> fields(node.get(i), path + "[]"));
        }
        return node.properties().stream().flatMap(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            return field.getValue().isContainerNode() ? fields(field.getValue(), name) : Stream.of(name);
        });
    }

    @Test
    void a_request_has_a_signature_and_credentials() throws Exception {
        List<Headers> headers = new CopyOnWriteArrayList<>();
        List<byte[]> bodies = new CopyOnWriteArrayList<>();
        try (LocalServer server = new LocalServer(Map.of(PATH, exchange -> {
            headers.add(exchange.getRequestHeaders());
            bodies.add(exchange.getRequestBody().readAllBytes());
            LocalServer.answer(exchange, 204, "");
        }))) {
            notifier(server.uri(""), new Http(Http.TIMEOUT, Optional.empty())).deliver(SampleAlerts.opened());
        }

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(headers.get(0).getFirst("X-Depwatch-Signature"))
                .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(bodies.get(0))));
        assertThat(headers.get(0).getFirst("Authorization")).isEqualTo("Basic ZGVwd2F0Y2g6cGE1NXBhNTU=");
        assertThat(headers.get(0).getFirst("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "APPLE_ID, a@example.org, Apple ID a@example.org, a@example.org, ",
        "ORGANISATION, Example School, Organisation Example School, , Example School",
        "INSTANCE, Apple ID a@example.org, Instance Apple ID a@example.org, , "
    })
    void the_kind_of_a_subject_decides_its_field(
            Subject.Kind kind, String value, String subject, String appleId, String organization) throws Exception {
        notifier().deliver(about(new Subject(kind, value), 1));

        JsonNode alert = JSON.readTree(posted()).path("alert");
        assertThat(alert.path("subject").asText()).isEqualTo(subject);
        assertThat(alert.path("appleId").textValue()).isEqualTo(appleId);
        assertThat(alert.path("organization").textValue()).isEqualTo(organization);
    }

    @Test
    void an_alert_about_the_api_of_one_organisation_names_it() throws Exception {
        Situation one = new Situation().appleNotRead("Example School", "HTTP 401");
        assertThat(organization(GoldenSituations.only(one.assessment()))).isEqualTo("Example School");

        Situation two = one.appleNotRead("Example Business", "HTTP 429");
        assertThat(organization(GoldenSituations.only(two.assessment()))).isNull();

        Situation other = new Situation().trouble("school", MonitoringIssue.Kind.TOKENS_NOT_READ, "HTTP 401");
        assertThat(organization(GoldenSituations.only(other.assessment()))).isNull();
    }

    private @Nullable String organization(Alert alert) throws Exception {
        notifier().deliver(SampleAlerts.first(alert, SampleAlerts.BEGAN));
        return JSON.readTree(posted()).path("alert").path("organization").textValue();
    }

    @Test
    void each_alert_has_one_key_of_its_own() throws Exception {
        Notifier notifier = notifier();
        notifier.deliver(about(appleId("a@example.org"), 1));
        String first = key();
        notifier.deliver(about(appleId("a@example.org"), 3));
        assertThat(key()).isEqualTo(first).matches("[0-9a-f]{32}");

        notifier.deliver(about(appleId("b@example.org"), 1));
        assertThat(key()).isNotEqualTo(first);
    }

    /** The instance of its subject got another name. */
    @Test
    void an_alert_keeps_its_key_until_its_end() throws Exception {
        Notification opened = about(new Subject(Subject.Kind.INSTANCE, "school"), 1);
        Optional<String> handle = notifier().deliver(opened);
        String first = key();
        Notification renamed = about(new Subject(Subject.Kind.INSTANCE, "campus"), 1);
        notifier()
                .deliver(
                        SampleAlerts.later(NotifyReason.RESOLVED, renamed, SampleAlerts.ended(), handle, renamed.at()));

        assertThat(key()).isEqualTo(first);
    }

    private String key() throws Exception {
        return JSON.readTree(posted()).path("alert").path("key").asText();
    }

    @Test
    void many_tokens_are_counted_and_the_first_are_listed() throws Exception {
        notifier().deliver(about(appleId("a@example.org"), 1000));

        JsonNode alert = JSON.readTree(posted()).path("alert");
        assertThat(alert.path("tokenCount").asInt()).isEqualTo(1000);
        assertThat(alert.path("tokens")).hasSize(500);
        assertThat(alert.path("instanceCount").asInt()).isEqualTo(1000);
        assertThat(alert.path("instances")).hasSize(500);
    }

    @Test
    void texts_of_others_are_bounded_and_contain_no_control_characters() throws Exception {
        Notifier notifier = notifier();
        for (String text : HOSTILE) {
            notifier.deliver(notification(NotifyReason.CHANGED, saying(text.repeat(2000), 300)));

            assertThat(posted().length()).isLessThan(1_000_000);
            assertThat(posted().contains("\\u001B") || posted().contains("\\u0000") || posted().contains("\u202E"))
                    .isFalse();
            assertThat(JSON.readTree(posted()).path("message").path("steps")).hasSize(41);
        }
    }

    @Test
    void a_refusal_says_what_to_do() throws Exception {
        status = 404;
        assertThat(failure().reason()).isEqualTo(Reason.REJECTED);
        assertThat(failure()).hasMessageContaining("Check that url or urlFile is the address of a server");

        status = 403;
        assertThat(failure())
                .hasMessageContaining(
                        "Check url or urlFile, and what is set of username, passwordFile, bearerTokenFile and secretFile");
    }

    private static Subject appleId(String value) {
        return new Subject(Subject.Kind.APPLE_ID, value);
    }

    private static Notification about(Subject subject, int tokens) {
        Set<Instance> instances = IntStream.range(0, tokens)
                .mapToObj(i -> new Instance("school-" + i))
                .collect(Collectors.toSet());
        Alert alert = new Alert(
                Remedy.REGENERATE,
                subject,
                Severity.CRITICAL,
                instances.stream()
                        .map(instance -> new Token.Key(instance, TokenKind.ADE, "1"))
                        .collect(Collectors.toSet()),
                instances,
                Set.of(),
                SampleAlerts.BEGAN,
                List.of(),
                SampleAlerts.passwordChanged());
        return SampleAlerts.first(alert, SampleAlerts.BEGAN);
    }

    private static Notification documented() {
        Situation situation = known().jamf("school")
                .certain(
                        Remedy.REGENERATE,
                        Cause.TOKEN_REJECTED,
                        SCHOOL,
                        Finding.Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST);
        Alert alert = new Alerts(ZoneId.of("Europe/Zurich"), List.of())
                .of(situation.assessment())
                .get(0);
        return SampleAlerts.withPage(SampleAlerts.first(alert, Situation.NOW), "https://depwatch.example.org");
    }
}
