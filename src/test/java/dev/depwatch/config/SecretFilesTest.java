package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SecretFilesTest {
    private static final OptionalInt SERVICE = OptionalInt.of(998);

    @TempDir
    private Path folder;

    private Path credentials;
    private Path beside;
    private SecretFiles files;

    @BeforeEach
    void two_folders() throws IOException {
        credentials = Files.createDirectory(folder.resolve("credentials"));
        beside = Files.createDirectory(folder.resolve("etc"));
        files = new SecretFiles(Optional.of(credentials), beside);
    }

    @Test
    void a_systemd_credential_precedes_a_file_beside_the_configuration() throws IOException {
        write(beside.resolve("s"), "beside", "rw-------");
        write(credentials.resolve("s"), " from systemd\n", "rw-r--r--");

        SecretFiles.Found<Secret> found = files.read("s");

        assertThat(found.secret().reveal()).isEqualTo("from systemd");
        assertThat(found.warning()).as("the folder is closed to others").isEmpty();
    }

    @Test
    void without_a_credential_the_file_beside_the_configuration_is_read() throws IOException {
        write(beside.resolve("s"), "beside", "rw-------");

        assertThat(files.read("s")).isEqualTo(new SecretFiles.Found<>(new Secret("beside"), ""));
    }

    @Test
    void an_absolute_path_is_read_as_it_is() throws IOException {
        Path elsewhere = write(folder.resolve("s"), "elsewhere", "rw-r-----");

        assertThat(files.read(elsewhere.toString()).secret().reveal()).isEqualTo("elsewhere");
    }

    @Test
    void a_world_readable_secret_is_a_warning() throws IOException {
        write(beside.resolve("s"), "beside", "rw-r--r--");

        assertThat(files.read("s").warning())
                .isEqualTo("everybody on this host may read \"" + beside.resolve("s") + "\"; chmod o-r it");
    }

    @ParameterizedTest
    @CsvSource({
        "0600,  998, ''",
        "0640,  998, ''",
        "0600,    0, ''",
        "0600, 1000, '\"/etc/s\" belongs to user \"alice\" (uid 1000), who may change it; chown it to root'",
        "0604,  998, everybody on this host may read \"/etc/s\"; chmod o-r it",
        "0620,  998, others than its owner may write to \"/etc/s\" (mode 0620); chmod go-w it",
        "0602,  998, others than its owner may write to \"/etc/s\" (mode 0602); chmod go-w it",
    })
    void who_may_read_or_change_a_secret(String mode, int owner, String remark) {
        FileAccess found = new FileAccess(owner, "alice", Integer.parseInt(mode, 8));

        assertThat(String.join("; ", SecretFiles.ofFile(Path.of("/etc/s"), found, SERVICE)))
                .isEqualTo(remark);
    }

    @ParameterizedTest
    @CsvSource({
        "0750,  998, ''",
        "0775,  998, ''",
        "0755,    0, ''",
        // As Kubernetes mounts secrets.
        "1777,    0, ''",
        "0777,    0, 'everybody on this host may replace \"/d/s\", since the folder \"/d\" has mode 0777; chmod o-w it'",
        "0755, 1000, 'the folder \"/d\" belongs to user \"alice\" (uid 1000), who may replace \"/d/s\"; chown it to root'",
    })
    void who_may_replace_a_secret(String mode, int owner, String remark) {
        FileAccess found = new FileAccess(owner, "alice", Integer.parseInt(mode, 8));

        assertThat(String.join("; ", SecretFiles.ofFolder(Path.of("/d"), Path.of("/d/s"), found, SERVICE)))
                .isEqualTo(remark);
    }

    /** The group "depwatch" has no member but the daemon; "staff" is shared. */
    @ParameterizedTest
    @CsvSource({
        "0640, 998,  0, 998, ''",
        "0640, 998,  0,   0, ''",
        "0640, 998,  0, 1000, ''",
        "0600,  50,  0, 998, ''",
        "0640,   0,  0, 998, ''",
        "0640,  51,  0, 998, ''",
        "0640,  52, 1000, 998, ''",
        "0640,  50,  0, 998, alice bob carol",
        "0640,  50,  0,   0, alice bob carol",
        "0640,  50, 1000, 998, bob carol",
        "0644,  50,  0, 998, ''",
    })
    void a_group_that_others_share_is_a_warning(String mode, int gid, int owner, int self, String others) {
        GroupMembers members = new GroupMembers(
                List.of(
                        "root:x:0:0:root:/root:/bin/bash",
                        "depwatch:x:998:998::/nonexistent:/usr/sbin/nologin",
                        "alice:x:1000:1000:A:/home/alice:/bin/sh",
                        "bob:x:1001:50:B:/home/bob:/bin/sh",
                        "carol:x:1002:1002:C:/home/carol:/bin/sh",
                        "broken"),
                List.of(
                        "root:x:0:",
                        "staff:x:50:alice,carol,depwatch",
                        "empty:x:51:",
                        "own:x:52:alice",
                        "depwatch:x:998:"));
        FileAccess found = new FileAccess(owner, "x", Integer.parseInt(mode, 8));

        Optional<String> remark = !found.groupMayRead()
                ? Optional.empty()
                : SecretFiles.ofGroup(Path.of("/etc/s"), gid, found, OptionalInt.of(self), members);

        // The daemon knows its own name; root cannot know it in a shared group.
        assertThat(remark.map(text ->
                                text.replaceAll(".*members? ([^;]*);.*", "$1").replace(",", ""))
                        .orElse(""))
                .isEqualTo(self == 0 && !others.isEmpty() ? "alice bob carol and 1 more" : others);
    }

    @Test
    void a_check_by_root_ignores_the_owner() {
        FileAccess found = new FileAccess(1000, "alice", 0600);

        assertThat(SecretFiles.ofFile(Path.of("/d/s"), found, OptionalInt.empty()))
                .isEmpty();
        assertThat(SecretFiles.ofFolder(Path.of("/d"), Path.of("/d/s"), found, OptionalInt.empty()))
                .isEmpty();
    }

    @Test
    void the_folders_of_a_link_and_of_its_target_count() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        write(elsewhere.resolve("s"), "secret", "rw-------");
        Files.createSymbolicLink(beside.resolve("s"), elsewhere.resolve("s"));
        Files.setAttribute(elsewhere, "unix:mode", 0777);

        assertThat(files.read("s").warning())
                .isEqualTo("everybody on this host may replace \"" + beside.resolve("s") + "\", since the folder \""
                        + elsewhere + "\" has mode 0777; chmod o-w it");

        Files.setAttribute(elsewhere, "unix:mode", 0755);
        Files.setAttribute(beside, "unix:mode", 0777);

        assertThat(files.read("s").warning())
                .isEqualTo("everybody on this host may replace \"" + beside.resolve("s") + "\", since the folder \""
                        + beside + "\" has mode 0777; chmod o-w it");
    }

    @Test
    void root_finds_the_source_of_a_systemd_credential() throws IOException {
        write(Files.createDirectory(beside.resolve("credentials")).resolve("s"), "for systemd", "rw-------");

        assertThat(new SecretFiles(Optional.empty(), beside).read("s").secret().reveal())
                .isEqualTo("for systemd");
    }

    @Test
    void a_missing_file_names_all_places() {
        assertThatThrownBy(() -> files.read("s"))
                .hasMessage("no such file, neither in \"" + credentials + "\" ($CREDENTIALS_DIRECTORY) nor in \""
                        + beside + "\" (beside the configuration) nor in its folder credentials");
    }

    @Test
    void without_systemd_the_credentials_directory_is_reported_as_unset() {
        assertThatThrownBy(() -> new SecretFiles(Optional.empty(), beside).read("s"))
                .hasMessage("no such file, neither in $CREDENTIALS_DIRECTORY (not set) nor in \"" + beside
                        + "\" (beside the configuration) nor in its folder credentials");
    }

    static Stream<Arguments> noSecrets() {
        return Stream.of(
                Arguments.of(" \n", "\" is empty; expected a file with a secret"),
                Arguments.of("x".repeat(64 * 1024 + 1), "is larger than 64 KiB"),
                Arguments.of("hunter2\nhunter3", "has more than one line"),
                Arguments.of("\u00ff\u0000", "is not UTF-8 text"));
    }

    @ParameterizedTest
    @MethodSource("noSecrets")
    void a_file_without_a_secret_is_rejected_without_showing_it(String text, String sentence) throws IOException {
        Files.write(beside.resolve("s"), text.getBytes(ISO_8859_1));

        assertThatThrownBy(() -> files.read("s")).hasMessageContaining(sentence).hasMessageNotContaining("hunter");
    }

    @Test
    void a_byte_order_mark_is_left_out_with_a_warning() throws IOException {
        Path file = write(beside.resolve("s"), "\uFEFFsecret\r\n", "rw-------");

        SecretFiles.Found<Secret> found = files.read("s");

        assertThat(found.secret().reveal()).isEqualTo("secret");
        assertThat(found.warning())
                .isEqualTo("\"" + file + "\" begins with a byte order mark, which depwatch leaves out; save the file"
                        + " without it");
    }

    private static Path write(Path file, String text, String mode) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
