package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
                        "3 of 5 files missing. To write them: depwatch credentials --write");
        assertThat(list.all()).contains("missing  old school").doesNotContain("hunter2", "s3cret", "id-of-physics");
    }

    @Test
    void lines_of_standard_input_become_private_files() throws IOException {
        write("hunter2", "secret");

        Typed written = command("biology 1979ca82-0d92 s3cr3t-of-biology\n\n", "--write");

        assertThat(written.code()).isZero();
        assertThat(written.out()).endsWith("OK: 5 files\n");
        assertThat(folder.resolve("credentials/client-biology")).hasContent("1979ca82-0d92\n");
        assertThat(folder.resolve("credentials/secret-biology")).hasContent("s3cr3t-of-biology\n");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("credentials/secret-biology"))))
                .matches("rw-(r--|---)---");
        assertThat(written.all()).doesNotContain("s3cr3t");
    }

    @Test
    void a_line_without_a_known_instance_is_rejected_without_its_secret() {
        Typed written = command("chemistry id s3cr3t\nbiology s3cr3t\nphysics a b\nphysics a b\n", "--write");

        assertThat(written.code()).isEqualTo(1);
        assertThat(written.err()).isEqualTo("""
                line 1: begins with the name of no instance that has such files; expected one of biology, old school, physics
                line 2: "biology": found 1 value; expected 2: what belongs into clientIdFile and clientSecretFile
                line 4: "physics": "%s" is written by an earlier line; expected each file once
                """.formatted(folder.resolve("credentials/client-physics")));
    }

    @Test
    void a_file_that_holds_nothing_is_unusable_and_says_why() throws IOException {
        write("client-biology", "");

        Typed list = command("");

        assertThat(list.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "unusable biology clientIdFile \"" + folder.resolve("credentials/client-biology")
                                + "\" is empty; expected a file with a secret",
                        "3 of 5 files missing or unusable. To write them: depwatch credentials --write");
    }

    @Test
    void json_says_the_same() throws IOException {
        JsonNode json = new ObjectMapper().readTree(command("", "--json").out());

        assertThat(json.path("good").booleanValue()).isFalse();
        assertThat(json.path("files")).hasSize(5);
        assertThat(json.at("/files/1/file").textValue()).endsWith("credentials/client-biology");
        assertThat(json.at("/files/1/good").booleanValue()).isFalse();
    }

    private Typed command(String input, String... arguments) {
        return Typed.command(
                new CredentialsCommand(new ByteArrayInputStream(input.getBytes(UTF_8))), configuration, arguments);
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.createDirectories(folder.resolve("credentials")).resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
