package dev.depwatch.daemon;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.depwatch.FileNames;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.http.LocalServer;
import dev.depwatch.notify.alertmanager.FakeAlertmanager;
import dev.depwatch.notify.email.Mail;
import dev.depwatch.status.ScrapeText;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Characters that hide or turn text, at every input and every output of a daemon. */
@Timeout(180)
class HostileTextTest {
    /** One character of each kind that must not pass, each between two letters. */
    private static final String HOSTILE = List.of(
                    0x1B, 0xAD, 0x34F, 0x61C, 0x115F, 0x200B, 0x2028, 0x202E, 0x2066, 0x2800, 0x3164, 0xE000, 0xFEFF,
                    0xFFA0, 0x180E, 0x200D, 0xFE0F, 0xE0041, 0xE0100)
            .stream()
            .map(Character::toString)
            .collect(Collectors.joining("x", "x", "x"));

    /** The last five are dropped. */
    private static final String SHOWN =
            "x\uFFFDx\uFFFDx\uFFFDx\uFFFDx\uFFFDx\uFFFDx x\uFFFDx\uFFFDx x\uFFFDx\uFFFDx\uFFFDx\uFFFD" + "xxxxxx";

    private static final Instance CLOUD = new Instance("cloud");

    private final Operator operator = new Operator();
    private final List<String> posts = new CopyOnWriteArrayList<>();
    private final StringWriter terminal = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void no_output_has_a_character_that_hides_or_turns_text() throws Exception {
        FileNames.assumeAnyHolds("\u202E");
        Path log = Files.createDirectories(folder.resolve("logs/" + HOSTILE)).resolve("JAMFSoftwareServer.log");
        Files.writeString(log, "");
        LocalServer hooks = new LocalServer(exchange -> {
            posts.add(LocalServer.body(exchange));
            LocalServer.answer(exchange, 200, "");
        });
        GreenMail mail = Mail.server(ServerSetup.PROTOCOL_SMTP);
        Access access = new Access("client", "the-secret", "user", "password", Duration.ofMinutes(1));
        Token ofTheApi = SampleToken.of(
                key("cloud", TokenKind.ADE, "1"), HOSTILE, "it-admin@example.org", HOSTILE, HOSTILE, "uuid", "");
        Map<String, String> outputs = new LinkedHashMap<>();
        try (FakeAlertmanager alertmanager = new FakeAlertmanager(InstantSource.system(), "");
                StrictJamf jamf = new StrictJamf(List.of(ofTheApi), access, InstantSource.system())) {
            Path file = configuration(jamf, hooks, alertmanager, mail);
            try (Daemon daemon = operator.start(file, InstantSource.system(), terminal)) {
                await().pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                    Files.writeString(log, failure(), StandardOpenOption.APPEND);
                    assertThat(posts).hasSizeGreaterThan(1);
                    assertThat(alertmanager.firing()).isNotEmpty();
                    assertThat(mail.getReceivedMessages()).isNotEmpty();
                    assertThat(terminal.toString()).contains(SHOWN);
                    assertThat(operator.get(daemon, "/metrics"))
                            .contains("jamf_instance=\"cloud\"", "token_id=\"" + SHOWN);
                });
                outputs.put("metrics", operator.get(daemon, "/metrics"));
                outputs.put("JSON", operator.get(daemon, "/api/v1/assessment"));
                outputs.put("page", operator.get(daemon, "/"));
                outputs.put("Alertmanager", alertmanager.firing().toString());
                assertThat(ScrapeText.parse(outputs.get("metrics")).of("depwatch_token_info"))
                        .extracting(token -> token.label("apple_id"))
                        .contains(alertmanager.firing().get(0).label("apple_id"), SHOWN + "@example.org");
            }
            outputs.put("state", Files.readString(folder.resolve("state/state.json")));
            outputs.put("receivers", posts.toString());
            outputs.put("console", terminal.toString());
            MimeMessage message = mail.getReceivedMessages()[0];
            outputs.put("subject", message.getSubject());
            MimeMultipart parts = (MimeMultipart) message.getContent();
            outputs.put("mail", parts.getBodyPart(0).getContent().toString());
            outputs.put("HTML mail", parts.getBodyPart(1).getContent().toString());
            outputs.put("headers", GreenMailUtil.getHeaders(message));
        } finally {
            mail.stop();
            hooks.close();
        }

        outputs.forEach((name, output) -> assertThat(output.codePoints()
                        .filter(character -> !SafeText.isShown(character) && "\r\n\t".indexOf(character) < 0)
                        .mapToObj("U+%04X"::formatted))
                .as(name)
                .isEmpty());
        outputs.remove("headers");
        outputs.remove("subject");
        assertThat(outputs).allSatisfy((name, output) -> assertThat(output).contains(SHOWN));
    }

    private static String failure() {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS")
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.now())
                + " [ERROR] [duledPool-8] [ntInstanceSyncCommService] - DeviceEnrollmentProgramException[responseCode=403,"
                + " responseBody='token_rejectedForbidden', message='An error occurred during oauth token refresh'] "
                + HOSTILE.replace("\u001B", "\u0007") + "\n";
    }

    private Path configuration(StrictJamf jamf, LocalServer hooks, FakeAlertmanager alertmanager, GreenMail mail)
            throws Exception {
        // The configuration rejects control characters.
        String escaped = HOSTILE.replace('\u001B', '\u202A')
                .codePoints()
                .mapToObj("\\U%08X"::formatted)
                .collect(Collectors.joining());
        String path = HOSTILE.codePoints().mapToObj("\\U%08X"::formatted).collect(Collectors.joining());
        String hook = hooks.uri("/").toString();
        Files.writeString(folder.resolve("jamf-secret"), "the-secret");
        Files.writeString(folder.resolve("slack-webhook"), hook + "slack");
        String text = """
                listen: 127.0.0.1:0
                stateDirectory: state
                poll: 50ms
                syncInterval: 1s
                instances:
                  - { name: cloud, jamf: { url: "API", clientId: client, clientSecretFile: jamf-secret } }
                  - logs: "FOLDER/logs/PATH/JAMFSoftwareServer.log"
                    name: "TEXT"
                    timeZone: UTC
                    tokens:
                      - { kind: ade, id: "TEXT", name: "TEXT", owner: "TEXT@example.org", organization: "TEXT", serverName: "TEXT" }
                alerts:
                  groupWait: 0s
                  groupInterval: 0s
                  receivers:
                    - { name: terminal, console: {} }
                    - { name: team, slack: { webhookUrlFile: slack-webhook } }
                    - { name: alertmanager, alertmanager: { urls: ["ALERTMANAGER"], externalLabels: { site: "TEXT" } } }
                    - { name: bridge, webhook: { url: "HOOKbridge" } }
                    - { name: mail, email: { host: 127.0.0.1, port: PORT, tls: none, from: a@example.org, to: b@example.org } }
                """.replace("API", jamf.url(CLOUD).toString())
                .replace("FOLDER", folder.toString())
                .replace("PATH", path)
                .replace("ALERTMANAGER", alertmanager.url().toString())
                .replace("HOOK", hook)
                .replace("PORT", Integer.toString(mail.getSmtp().getPort()))
                .replace("TEXT", escaped);
        return Files.writeString(folder.resolve("depwatch.yml"), text);
    }
}
