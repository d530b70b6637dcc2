package dev.depwatch.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.CapturedLog;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.Certificates.Identity;
import dev.depwatch.http.LocalServer;
import dev.depwatch.notify.email.Mail;
import dev.depwatch.notify.email.ScriptedSmtp;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every server that a daemon signs in to repeats the secret that it got, in each of its texts: no output holds it. The
 * servers are one {@link LocalServer}; the first part of a path is who it is.
 */
@Timeout(180)
class RepeatedSecretsTest {
    /** The longest texts are cut to 200 characters. */
    private static final int ENOUGH = 60;

    private static final String MAIL_PASSWORD = "p4ssword of the mail account";
    private static final String WEBHOOK = "s3cret-of-the-webhook";

    private static final Pattern FORM_SECRET = Pattern.compile("(?:client_secret|client_assertion)=([^&]+)");

    private static final String SIGNED_IN =
            "{\"access_token\": \"TOKEN\", \"token\": \"TOKEN\", \"expires_in\": 3600, \"expires\": \"END\"}";

    // ALL stands for all that a server got; a line with ONE is there for each of it.

    private static final String ERROR = """
            {"error": "refused", "error_description": "ALL", "errors": [{"code": "first", "detail": "ALL"}
              , {"code": "ONE", "detail": "not with ALL", "description": "ALL"}
            ]}
            """;

    private static final String APPLE = """
            {"data": [{"id": "ALL"}
              , {"id": "ONE", "attributes": {"serverName": "ONE", "serverType": "MDM", "status": "ONE", "lastConnectedDateTime": "ONE"}}
            ]}
            """;

    private static final Map<String, String> JAMF = Map.of(
            "api/v1/device-enrollments",
            """
            {"results": [
                {"id": "ALL", "name": "ALL", "adminId": "it-admin@example.org", "orgName": "ALL", "serverName": "ALL", "serverUuid": "ALL"}
              , {"id": "NUMBER", "name": "ONE", "adminId": "ONE@example.org", "orgName": "ONE", "tokenExpirationDate": "ONE"}
            ]}
            """,
            "api/v1/device-enrollments/syncs",
            """
            [{"instanceId": "ALL", "syncState": "ALL", "timestamp": "NOW"}
              , {"instanceId": "NUMBER", "syncState": "ONE", "timestamp": "NOW"}
            ]
            """,
            "api/v1/volume-purchasing-locations",
            """
            {"results": [{"id": "1", "name": "ALL", "appleId": "ALL", "organizationName": "ALL", "locationName": "ALL",
              "tokenExpiration": "ALL"}]}
            """,
            "api/v1/notifications",
            """
            [ {"type": "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "id": "ALL", "params": {"name": "ALL"}},
              {"type": "VPP_TOKEN_REVOKED", "id": "ALL", "params": {"name": "ALL"}} ]
            """);

    private final Operator operator = new Operator();
    private final StringWriter terminal = new StringWriter();

    @AutoClose
    private final CapturedLog log = new CapturedLog("dev.depwatch", Level.TRACE);

    /** What each server got last: how depwatch signs in, and the access token. */
    private final Map<String, Map<String, String>> sent = new ConcurrentHashMap<>();

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final List<String> taken = new CopyOnWriteArrayList<>();

    private LocalServer server;
    private GreenMail mail;
    private Identity identity;
    private ScriptedSmtp refusingMail;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(this::answer);
        mail = Mail.server(ServerSetup.PROTOCOL_SMTP);
        identity = new Certificates(folder).selfSigned("localhost");
        refusingMail = ScriptedSmtp.startTls(identity.server());
    }

    @AfterEach
    void stop() throws IOException {
        refusingMail.close();
        mail.stop();
        server.close();
    }

    @Test
    void no_output_holds_what_a_server_repeats() throws Exception {
        Path file = configuration();
        Map<String, String> outputs = new LinkedHashMap<>();
        try (Daemon daemon = operator.start(file, InstantSource.system(), terminal)) {
            await().untilAsserted(() -> {
                assertThat(mail.getReceivedMessages()).isNotEmpty();
                assertThat(String.join("\n", log.messages())).contains("Receiver \"heartbeat\" refused a message");
                assertThat(refusingMail.commands()).anyMatch(command -> command.startsWith("AUTH"));
                assertThat(taken).anyMatch(message -> message.contains("cloud"));
                assertThat(terminal.toString()).contains("cloud");
                assertThat(refused).contains("slack", "bridge", "alertmanager");
                assertThat(String.join("\n", log.messages()))
                        .contains("Receiver \"teams\" refused a message", "named", "denied", "refused")
                        .contains("failing", "locked");
            });
            outputs.put("metrics", operator.get(daemon, "/metrics"));
            outputs.put("JSON", operator.get(daemon, "/api/v1/assessment"));
            outputs.put("page", operator.get(daemon, "/"));

            // Their cases end, since nobody watches them.
            Files.writeString(file, Files.readString(file).replaceAll("(?m)^.*name: cloud,.*\n", ""));
            assertThat(daemon.reload()).isEmpty();

            await().untilAsserted(() ->
                    assertThat(folder.resolve("state/history.jsonl")).content().contains("cloud"));
            outputs.put("later JSON", operator.get(daemon, "/api/v1/assessment"));
            outputs.put("later page", operator.get(daemon, "/"));
        }
        outputs.put("state", Files.readString(folder.resolve("state/state.json")));
        outputs.put("messages", taken.toString());
        outputs.put("mail", mail());
        outputs.put("console", terminal.toString());
        outputs.put("log", String.join("\n", log.messages()));
        outputs.put("history", Files.readString(folder.resolve("state/history.jsonl")));

        List<String> repeated =
                secrets.stream().map(RepeatedSecretsTest::beginning).toList();
        outputs.forEach((name, output) ->
                assertThat(repeated).as("the " + name).noneMatch(output.toLowerCase(Locale.ROOT)::contains));
        assertThat(outputs).allSatisfy((name, output) -> assertThat(output).contains("***"));
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(ENOUGH, text.length())).toLowerCase(Locale.ROOT);
    }

    private String mail() {
        return String.join(
                "\n",
                Stream.of(mail.getReceivedMessages())
                        .map(message -> GreenMailUtil.getHeaders(message) + GreenMailUtil.getBody(message))
                        .toList());
    }

    private Path configuration() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        Files.writeString(
                folder.resolve("apple-key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getEncoder()
                                .encodeToString(
                                        keys.generateKeyPair().getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        secret("mail-password", MAIL_PASSWORD);
        secret("client-secret", "cl1ent-secret+of-jamf");
        secret("password", "p4ssword of jamf");
        secret("webhook", url("slack") + "/" + WEBHOOK);
        secret("bearer", "b3arer-of-the-bridge");
        refusingMail.answer("AUTH", "535-" + MAIL_PASSWORD + "\n535 5.7.8 no");
        return Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:0
                stateDirectory: state
                instances:
                  - { name: cloud, jamf: { url: "URL/cloud", clientId: client, clientSecretFile: client-secret } }
                  - { name: user, jamf: { url: "URL/user", username: reader, passwordFile: password } }
                  - { name: failing, jamf: { url: "URL/failing", clientId: client, clientSecretFile: client-secret } }
                  - { name: locked, jamf: { url: "URL/locked", clientId: client, clientSecretFile: client-secret } }
                apple:
                  - { name: named, scope: business, clientId: BUSINESSAPI.named, keyId: key-1, privateKeyFile: apple-key, url: "URL/named", tokenUrl: "URL/named/token" }
                  - { name: denied, scope: business, clientId: BUSINESSAPI.denied, keyId: key-1, privateKeyFile: apple-key, url: "URL/denied", tokenUrl: "URL/denied/token" }
                  - { name: refused, scope: business, clientId: BUSINESSAPI.refused, keyId: key-1, privateKeyFile: apple-key, url: "URL/refused", tokenUrl: "URL/refused/token" }
                alerts:
                  groupWait: 0s
                  groupInterval: 0s
                  heartbeat: { urlFile: webhook }
                  receivers:
                    - { name: terminal, console: {} }
                    - { name: taken, webhook: { url: "URL/taken" } }
                    - { name: mail, email: { host: 127.0.0.1, port: PORT, tls: none, from: a@example.org, to: b@example.org } }
                    - { name: refused, email: { host: localhost, port: REFUSING, caFile: "CA", username: depwatch, passwordFile: mail-password, from: a@example.org, to: b@example.org } }
                    - { name: slack, slack: { webhookUrlFile: webhook } }
                    - { name: teams, teams: { webhookUrlFile: webhook } }
                    - { name: bridge, webhook: { url: "URL/bridge", bearerTokenFile: bearer } }
                    - { name: alertmanager, alertmanager: { urls: ["URL/alertmanager"], username: depwatch, passwordFile: password } }
                """.replace("URL/", url(""))
                .replace("PORT", Integer.toString(mail.getSmtp().getPort()))
                .replace("CA", identity.pem().toString())
                .replace("REFUSING", Integer.toString(refusingMail.port())));
    }

    private void secret(String file, String secret) throws IOException {
        Files.writeString(folder.resolve(file), secret);
        secrets.add(secret.substring(secret.lastIndexOf('/') + 1));
    }

    private String url(String who) {
        return server.uri("/" + who).toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = LocalServer.body(exchange);
        String[] path = exchange.getRequestURI().getPath().split("/", 3);
        String who = path[1];
        Map<String, String> got = sent.computeIfAbsent(who, first -> new ConcurrentHashMap<>());
        note(exchange, body, got);
        Reply reply = reply(who, path.length > 2 ? path[2] : "", body, List.copyOf(got.values()));
        if (reply.status() / 100 != 2) {
            refused.add(who);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        LocalServer.answer(exchange, reply.status(), reply.body());
    }

    private void note(HttpExchange exchange, String body, Map<String, String> got) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            String credential = authorization.substring(authorization.indexOf(' ') + 1);
            got.put(authorization.substring(0, authorization.indexOf(' ')), credential);
            if (authorization.startsWith("Basic ")) {
                String pair = new String(Base64.getDecoder().decode(credential), UTF_8);
                got.put("password", pair.substring(pair.indexOf(':') + 1));
            }
        }
        Matcher inForm = FORM_SECRET.matcher(body);
        if (inForm.find()) {
            got.put("form", URLDecoder.decode(inForm.group(1), UTF_8));
        }
        secrets.addAll(got.values());
    }

    private record Reply(int status, String body) {}

    /** Repeats in each of its texts what the server got. */
    private Reply reply(String who, String rest, String body, List<String> got) {
        boolean isSignIn = rest.endsWith("token");
        return switch (who) {
            case "cloud", "user" -> isSignIn ? signedIn() : new Reply(200, with(got, JAMF.getOrDefault(rest, "{}")));
            case "named" ->
                isSignIn ? signedIn() : rest.endsWith("/users") ? error(403, got) : new Reply(200, with(got, APPLE));
            case "failing" -> isSignIn ? signedIn() : error(400, got);
            case "denied" -> isSignIn ? signedIn() : error(403, got);
            case "locked" -> error(401, got);
            case "slack" -> new Reply(403, String.join(" ", got) + " " + WEBHOOK);
            case "taken" -> {
                taken.add(body);
                yield new Reply(200, "ok");
            }
            default -> error(400, got);
        };
    }

    private static Reply error(int status, List<String> got) {
        return new Reply(status, with(got, ERROR));
    }

    private static Reply signedIn() {
        String token = "t0ken." + UUID.randomUUID();
        Instant end = Instant.now().plusSeconds(3600);
        return new Reply(200, SIGNED_IN.replace("TOKEN", token).replace("END", end.toString()));
    }

    private static String with(List<String> got, String answer) {
        return answer.lines()
                .flatMap(line -> IntStream.range(0, line.contains("ONE") ? got.size() : 1)
                        .mapToObj(i -> line.replace("NUMBER", "" + i).replace("ONE", got.get(i))))
                .collect(Collectors.joining("\n"))
                .replace("ALL", String.join(" ", got))
                .replace("NOW", Instant.now().toString());
    }
}
