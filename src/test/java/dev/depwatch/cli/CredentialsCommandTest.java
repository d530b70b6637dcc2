package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.text.TimeFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsCommandTest {
    @TempDir
    private Path folder;

    private Path configuration = Path.of("");

    @BeforeEach
    void two_contexts_and_a_school() throws IOException {
        for (String context : new String[] {"physics", "biology"}) {
            Path logs = Files.createDirectories(folder.resolve("logs").resolve(context));
            Files.writeString(logs.resolve("JAMFSoftwareServer.log"), "");
        }
        configuration = Files.writeString(folder.resolve("depwatch.yml"), """
                instances:
                  - { name: old school, jamf: { url: "https://school.example.org", clientId: 1979ca82, clientSecretFile: hunter2 } }
                discover:
                  - logs: LOGS/*/JAMFSoftwareServer.log
                    name: "{context}"
                    jamf: { url: "https://jamf.example.org/{context}", clientIdFile: "client-{context}", clientSecretFile: "secret-{context}" }
                alerts:
                  receivers:
                    - { name: team, slack: { webhookUrlFile: slack-webhook } }
                    - { name: mail, email: { host: mail.example.org, username: depwatch, passwordFile: smtp, from: a@example.org, to: b@example.org } }
                    - { name: hook, webhook: { urlFile: "https://example.org/s3cret", secretFile: hook-key, username: me, passwordFile: smtp } }
                    - { name: terminal, console: {} }
                """.replace(
                        "LOGS", folder.resolve("logs").toString()));
        write("client-physics", "id-of-physics");
        write("secret-physics", "s3cret");
    }

    @Test
    void each_missing_file_is_named_by_path_and_a_literal_is_hidden() {
        Typed list = command("");

        assertThat(list.code()).isEqualTo(1);
        assertThat(list.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "ok physics clientIdFile " + folder.resolve("credentials/client-physics"),
                        "missing biology clientIdFile " + folder.resolve("credentials/client-biology"),
                        "8 of 10 files missing. To write them: depwatch credentials --write");
        assertThat(list.all())
                .contains("missing  old school", "missing  receiver team", "missing  receiver mail")
                .doesNotContain("hunter2", "s3cret", "id-of-physics", "slack-webhook", "terminal");
    }

    @Test
    void the_secrets_of_receivers_are_written_as_those_of_instances() {
        Typed written = command(
                "receiver team https://hooks.slack.com/services/T0/B0/x\nreceiver mail s3cr3t\nold school 1\n",
                "--write");

        assertThat(written.err()).isEmpty();
        assertThat(folder.resolve("credentials/slack-webhook"))
                .hasContent("https://hooks.slack.com/services/T0/B0/x\n");
        assertThat(folder.resolve("credentials/smtp")).hasContent("s3cr3t\n");
        assertThat(written.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "ok receiver team webhookUrlFile " + folder.resolve("credentials/slack-webhook"),
                        "ok receiver hook passwordFile " + folder.resolve("credentials/smtp"));
        assertThat(written.out())
                .contains("found an address; expected the name of a file that holds the secret")
                .doesNotContain("example.org/s3cret");
    }

    @Test
    void a_secret_in_place_of_a_name_never_becomes_the_name_of_a_file() {
        Typed written = command("old school hunter2\nreceiver hook a b c\n", "--write");

        assertThat(written.code()).isEqualTo(1);
        assertThat(written.err()).isEqualTo("""
                line 1: "old school": clientSecretFile has the secret itself in the configuration; expected the name of a file there, such as smtp-password
                line 2: "receiver hook": urlFile has no name of a file; expected one in the configuration
                """);
        assertThat(folder.resolve("credentials/hunter2")).doesNotExist();
    }

    @Test
    void lines_of_standard_input_become_private_files() throws IOException {
        write("hunter2", "secret");

        Typed written = command("biology 1979ca82-0d92 s3cr3t-of-biology\n\n", "--write");

        assertThat(written.err()).isEmpty();
        assertThat(written.out()).endsWith("5 of 10 files missing.\n");
        assertThat(folder.resolve("credentials/client-biology")).hasContent("1979ca82-0d92\n");
        assertThat(folder.resolve("credentials/secret-biology")).hasContent("s3cr3t-of-biology\n");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("credentials/secret-biology"))))
                .matches("rw-(r--|---)---");
        assertThat(written.all()).doesNotContain("s3cr3t");
    }

    @Test
    void whoever_may_enter_the_folder_of_a_file_may_enter_those_above_it() throws IOException {
        Path above = folder.resolve("credentials/host");
        Files.writeString(
                configuration, Files.readString(configuration).replace("client-{context}", "host/{context}/client"));

        assertThat(command("biology id s3cr3t\n", "--write").err()).isEmpty();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(above)))
                .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(above.resolve("biology"))));
    }

    @Test
    void nothing_is_asked_where_no_file_is_missing() throws IOException {
        Files.writeString(configuration, """
                instances: [{ name: lab, jamf: { url: "https://lab", clientIdFile: client-physics, clientSecretFile: secret-physics } }]
                """);

        assertThat(command("", "--write").out())
                .endsWith(
                        "OK: 2 files. To change one, delete it and run this again. Then reload depwatch; with\nLoadCredential=, restart it.\n");
    }

    @Test
    void a_private_key_that_is_not_copied_yet_hinders_no_other_file() throws IOException {
        Files.writeString(
                configuration,
                "apple: [{ name: A, scope: business, clientId: BUSINESSAPI.1, keyId: k, privateKeyFile: apple-key }]",
                StandardOpenOption.APPEND);

        Typed written = command("receiver mail s3cr3t\n", "--write");

        assertThat(written.err()).isEmpty();
        assertThat(folder.resolve("credentials/smtp")).hasContent("s3cr3t\n");
    }

    @Test
    void a_file_that_cannot_be_written_is_no_fault_of_depwatch() throws IOException {
        Files.createDirectories(folder.resolve("credentials/client-biology"));

        Typed written = command("biology 1979ca82-0d92 s3cr3t-of-biology\n", "--write");

        assertThat(written.code()).isEqualTo(1);
        assertThat(written.err()).isEqualTo("cannot write the next file: Is a directory\n");
        assertThat(written.out()).contains("missing   biology", "credentials --write");
    }

    @Test
    void a_file_that_nobody_can_look_for_is_not_missing() throws IOException {
        Files.createSymbolicLink(folder.resolve("credentials/loop"), Path.of("loop"));
        Files.writeString(configuration, Files.readString(configuration).replace("hunter2", "loop/x"));

        assertThat(command("").out()).contains("unusable  old school", " missing or unusable.");
    }

    @Test
    void without_a_configuration_no_other_file_is_missing() {
        configuration = folder.resolve("none/depwatch.yml");

        assertThat(command("biology id s3cr3t\n", "--write").all())
                .isEqualTo(configuration + ": cannot be read: no such file\n");
    }

    @Test
    void a_line_without_a_known_instance_is_rejected_without_its_secret() {
        Typed written = command("chemistry id s3cr3t\nbiology s3cr3t\n", "--write");

        assertThat(written.code()).isEqualTo(1);
        assertThat(written.err()).isEqualTo("""
                line 1: it begins with the name of no instance or receiver with such files; expected one of the column FOR
                line 2: "biology": found 1 value; expected 2: what belongs into clientIdFile and clientSecretFile
                """);
    }

    @Test
    void a_file_that_holds_nothing_is_unusable_and_says_why() throws IOException {
        write("client-biology", "");

        Typed list = command("");

        assertThat(list.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "unusable biology clientIdFile \"" + folder.resolve("credentials/client-biology")
                                + "\" is empty; expected a file with a secret",
                        "8 of 10 files missing or unusable. To write them: depwatch credentials --write");
    }

    @Test
    void json_says_the_same() throws IOException {
        JsonNode json = command("", "--json").json();

        assertThat(json.path("good").booleanValue()).isFalse();
        assertThat(json.path("files")).hasSize(10);
        assertThat(json.at("/files/5/receiver").textValue()).isEqualTo("team");
        assertThat(json.at("/files/1/file").textValue()).endsWith("credentials/client-biology");
        assertThat(json.at("/files/1/good").booleanValue()).isFalse();
    }

    private Typed command(String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(UTF_8));
        TimeFormat times = new TimeFormat(ZoneId.systemDefault());
        Surroundings process = new Surroundings(in, Map.of(), false, InstantSource.system(), times, false);
        return Typed.command(process, "credentials", configuration, arguments);
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.createDirectories(folder.resolve("credentials")).resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
