package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.assess.Silence;
import dev.depwatch.config.ConfigRule;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The push certificate of an instance: what the configuration says of it, and what becomes of that. */
class PushCertificateTest {
    private static final String TOPIC = "com.apple.mgmt.External.a0b1c2d3-0000-4000-8000-000000000001";
    private static final String SUBJECT = "UID=" + TOPIC + ",CN=APSP:a0b1c2d3-0000-4000-8000-000000000001,C=US";
    private static final Instant END = Instant.parse("2027-06-01T10:00:00Z");

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void writeCertificates() throws IOException {
        files = new ConfigFolder(folder);
        files.certificate("push.pem", SUBJECT, END);
        files.certificate("old.pem", SUBJECT, ConfigFolder.NOW.minusSeconds(1));
        files.certificate("app.pem", "UID=com.example.app,CN=Apple Push Services: com.example.app", END);
        files.certificate("tls.pem", "CN=jamf.example.org,O=" + TOPIC, END);
        files.file(
                "key.pem",
                "-----BEGIN PRIVATE KEY-----\nCANARY==\n-----END PRIVATE KEY-----\n"
                        + Files.readString(folder.resolve("push.pem")));
        files.file("no.pem", "CANARY");
        files.file("damaged.pem", "-----BEGIN CERTIFICATE-----\nCANARY==\n-----END CERTIFICATE-----\n");
        files.file("large.pem", "-".repeat(64 * 1024 + 1));
    }

    static Stream<ConfigRule> rules() {
        return ConfigRule.in("""
            something is said of it
              {} => instances[0].pushCertificate: nothing in it; expected owner, and expires or pemFile
            it has one date
              { expires: 2027-06-01, pemFile: push.pem }
              => instances[0].pushCertificate.pemFile: found beside expires; expected one of them: the file has the date
            a date is a date
              { expires: soon } => instances[0].pushCertificate.expires: found "soon"; expected a date
            its owner is an Apple ID
              { owner: the director, expires: 2027-06-01 }
              => instances[0].pushCertificate.owner: found "the director"; expected the Apple ID that made the \
                    certificate, such as it-admin@example.org
            a file exists
              { pemFile: gone.pem }
              => instances[0].pushCertificate.pemFile: cannot read "FOLDER/gone.pem" (no such file); expected a PEM \
                    file with a block "-----BEGIN CERTIFICATE-----"
            a folder is no file
              { pemFile: . } => cannot read "FOLDER" (not a file); expected a PEM file with
            a file is of a certificate's size
              { pemFile: large.pem } => cannot read "FOLDER/large.pem" (larger than 64 KiB); expected a PEM file
            a file has a certificate
              { pemFile: no.pem } => cannot read "FOLDER/no.pem" (no certificate in it); expected a PEM file with
            the certificate is whole
              { pemFile: damaged.pem } => cannot read "FOLDER/damaged.pem" (its certificate is damaged); expected
            a certificate of a server is none of a push service
              { pemFile: tls.pem }
              => pushCertificate.pemFile: found the certificate of no push service; expected that of Jamf Pro, with a \
                    UID in its subject that begins with com.apple.mgmt.
            nor does an app's serve
              { pemFile: app.pem }
              => pushCertificate.pemFile: found the push certificate of "com.example.app"; expected that of Jamf Pro
            a private key belongs elsewhere
              { pemFile: key.pem }
              => only a warning: depwatch.yml:1:98: instances[0].pushCertificate.pemFile: the file holds a private \
                    key, too, which depwatch does not use; expected a file with the certificate alone
            a date that has passed is a warning
              { expires: 2026-11-22 }
              => only a warning: depwatch.yml:1:98: instances[0].pushCertificate.expires: the push certificate of \
                    "a" has ended; renew it with the same Apple ID, or if it is renewed, write the new date or file
            so is a certificate that has ended
              { pemFile: old.pem }
              => only a warning: depwatch.yml:1:98: instances[0].pushCertificate.pemFile: the push certificate of \
                    "a" has ended; renew it
            without a date and an API nobody knows its end
              { owner: it-admin@example.org }
              => only a warning: depwatch.yml:1:79: instances[0].pushCertificate: its end is unknown: without jamf \
                    there are no notifications of it; add expires or pemFile
            a day has not passed before it is over in the last zone
              { owner: it-admin@example.org, expires: 2026-11-24 }
            a file alone is good
              { pemFile: push.pem }
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void every_violated_rule_is_a_sentence(ConfigRule rule) throws Exception {
        rule.check(files.problems("instances: [{ name: a, logs: /log/a, tokens: [{ kind: ade, id: 1, name: x }],"
                + " pushCertificate: " + rule.text() + " }]"));
    }

    @Test
    void two_instances_with_one_certificate_are_a_warning() throws Exception {
        assertThat(files.warnings("""
                        defaults: { tokens: [{ kind: ade, id: 1, name: x }], pushCertificate: { pemFile: push.pem } }
                        instances:
                          - { name: a, logs: /log/a }
                          - { name: b, logs: /log/b }
                          - { name: c, logs: /log/c, pushCertificate: }
                        """))
                .containsExactly(
                        "depwatch.yml:1:73: defaults.pushCertificate.pemFile: \"a\" and \"b\" have the same push certificate"
                                + " (topic " + TOPIC + "); correct the file that was copied by mistake. If both use"
                                + " it, renew it once and upload it to both");
    }

    @Test
    void a_context_without_its_file_is_watched() throws Exception {
        files.file("usr/local/jss/logs/push/JAMFSoftwareServer.log", "");
        files.file("usr/local/jss/logs/gone/JAMFSoftwareServer.log", "");

        Settings.Loaded loaded = files.load("""
                discover:
                  - name: "{context}"
                    logs: /usr/local/jss/logs/*/JAMFSoftwareServer.log
                    tokens: [{ kind: ade, id: 1, name: x }]
                    pushCertificate: { owner: it-admin@example.org, pemFile: "{context}.pem" }
                """);

        assertThat(loaded.settings().instances())
                .extracting(InstanceSettings::name)
                .containsExactly("gone", "push");
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .contains("discover[0].pushCertificate.pemFile: cannot read ", "gone.pem\" (no such file)");
    }

    @Test
    void the_file_gives_date_and_topic() throws Exception {
        assertThat(token("{ owner: IT-Admin@example.org, pemFile: key.pem }").serverUuid())
                .isEqualTo(TOPIC);
        assertThat(token("{ owner: IT-Admin@example.org, pemFile: key.pem }").owner())
                .contains(new AppleId("it-admin@example.org"));
        assertThat(token("{ pemFile: push.pem }").expiry()).contains(Expiry.ofInstant(END));
        assertThat(token("{ expires: 2027-06-01 }").expiry()).contains(Expiry.ofDate(LocalDate.parse("2027-06-01")));
    }

    private Token token(String written) throws Exception {
        return token(files.load("instances: [{ name: a, logs: /log/a, pushCertificate: " + written + " }]")
                .settings());
    }

    private static Token token(Settings settings) {
        InstanceSettings instance = settings.instances().get(0);
        return instance.pushCertificate().orElseThrow().token(instance.instance());
    }

    @Test
    void silences_routes_and_shared_accounts_cover_it() throws Exception {
        Settings settings = files.load("""
                instances: [{ name: a, logs: /log/a, pushCertificate: { owner: jane@example.org, pemFile: push.pem } }]
                owners: { shared: ["it-*"] }
                alerts:
                  receivers: [{ name: mine, console: {}, owners: ["jane@*"] }]
                  silences: [{ instance: a, kind: push, until: 2027-01-31, reason: known }]
                """).settings();
        Token token = token(settings);
        Silence silence = settings.alerts().appliedSilences().get(0);

        assertThat(silence.covers(token.key())).isTrue();
        assertThat(silence.covers(new Token.Key(token.instance(), TokenKind.ADE, token.id())))
                .isFalse();
        assertThat(settings.alerts().routes()).allMatch(route -> route.covers(token));
        assertThat(settings.owners().accounts().isPersonal(token.owner().orElseThrow()))
                .isTrue();
    }

    /** Jamf Pro is not asked, so that only the file has the end. */
    @Test
    void its_end_is_critical_until_a_reload_finds_the_new_file() throws Exception {
        Instant now = Instant.now();
        files.certificate("push.pem", SUBJECT, now.plus(6, ChronoUnit.DAYS));
        files.file("school.log", "");
        Path file = files.file("depwatch.yml", """
                listen: 127.0.0.1:0
                stateDirectory: state
                instances:
                  - name: school
                    logs: school.log
                    pushCertificate: { owner: it-admin@example.org, pemFile: push.pem }
                alerts:
                  groupWait: 0s
                  groupInterval: 0s
                  receivers: [{ name: terminal, minSeverity: critical, console: {} }]
                """);
        StringWriter terminal = new StringWriter();

        try (Daemon daemon = new Operator().start(file, InstantSource.system(), terminal)) {
            await().untilAsserted(() -> assertThat(terminal.toString())
                    .contains("it-admin@example.org", "expires in 6 days", "Renew it with the same Apple ID."));

            files.certificate("push.pem", SUBJECT, now.plus(365, ChronoUnit.DAYS));
            assertThat(daemon.reload()).isEqualTo(List.of());

            await().untilAsserted(() -> assertThat(terminal.toString())
                    .contains("· over ", "1 push certificate no longer needs renewing, on school."));
        }
    }
}
