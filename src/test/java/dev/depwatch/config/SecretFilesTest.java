package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SecretFilesTest {
    @TempDir
    private Path folder;

    private Path credentials;
    private Path beside;
    private SecretFiles files;
    private final List<String> warnings = new ArrayList<>();

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

        assertThat(read(files).reveal()).isEqualTo("from systemd");
        assertThat(warnings).as("the folder is closed to others").isEmpty();
    }

    @Test
    void without_a_credential_the_file_beside_the_configuration_is_read() throws IOException {
        write(beside.resolve("s"), "beside", "rw-------");

        assertThat(read(files)).isEqualTo(new Secret("beside"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void an_absolute_path_is_read_as_it_is() throws IOException {
        Path elsewhere = write(folder.resolve("s"), "elsewhere", "rw-r-----");

        assertThat(files.read(elsewhere.toString(), false, false, warnings::add).reveal())
                .isEqualTo("elsewhere");
    }

    @Test
    void a_world_readable_secret_is_a_warning_that_begins_with_the_remedy() throws IOException {
        Path file = write(beside.resolve("s"), "beside", "rw-r--r--");

        read(files);
        assertThat(warnings)
                .singleElement(STRING)
                .matches("run (chown USER \"" + file + "\" && )?chmod 0600 \"" + file
                        + "\": others may read or change it \\(owner \\w+, group \\w+, mode 0644\\)"
                        + "(; USER is the user that depwatch runs as)?");
    }

    /** The user is the service, uid 998, or not known to root, who looks after it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            the service's own file                  | 0600 |  998 | 0750 |  998 | 998 | -
            one that its group may read             | 0640 |  998 | 0775 |  998 | 998 | -
            root's                                  | 0600 |    0 | 0755 |    0 | 998 | -
            as Kubernetes mounts secrets            | 0600 |    0 | 1777 |    0 | 998 | -
            another user's                          | 0600 | 1000 | 0750 |  998 | 998 | chown USER, chmod 0600
            another user's, to root                 | 0600 | 1000 | 0750 | 1000 |   - | -
            one that everybody may read             | 0604 |  998 | 0750 |  998 | 998 | chmod 0600
            one that everybody may read, to root    | 0604 |  998 | 0750 |  998 |   - | chown USER, chmod 0600
            root's that everybody may read          | 0644 |    0 | 0750 |    0 | 998 | chown USER, chmod 0600
            root's that everybody may read, to root | 0644 |    0 | 0750 |    0 |   - | chown USER, chmod 0600
            one that its group may write            | 0620 |  998 | 0750 |  998 | 998 | chmod 0600
            one that everybody may write            | 0602 |  998 | 0750 |  998 | 998 | chmod 0600
            one that everybody may replace          | 0600 |    0 | 0777 |    0 | 998 | chmod o-w
            one that everybody may replace, to root | 0600 |    0 | 0777 |    0 |   - | chmod o-w
            one that another user may replace       | 0600 |  998 | 0755 | 1000 | 998 | chown USER
            one of a folder open to all             | 0600 |    0 | 0777 | 1000 | 998 | chown USER, chmod o-w
            """)
    void who_may_read_change_or_replace_a_secret(
            String what,
            String mode,
            int owner,
            String modeOfFolder,
            int ownerOfFolder,
            @Nullable String user,
            @Nullable String commands) {
        FileAccess file = new FileAccess(owner, "a", Integer.parseInt(mode, 8));
        FileAccess around = new FileAccess(ownerOfFolder, "b", Integer.parseInt(modeOfFolder, 8));
        OptionalInt uid = user == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(user));

        assertThat(Stream.of(SecretFiles.closing(file, false, uid), SecretFiles.closingFolder(around, uid))
                        .flatMap(List::stream))
                .as(what)
                .containsExactly(commands == null ? new String[0] : commands.split(", ", -1));
    }

    /** Every system has the user "root", and none the user "a-group". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a user's own group                      | root    | root:x:0:               | false
            with itself as a member                 | root    | root:x:0:root           | false
            a user's group that others are in       | root    | root:x:0:alice          | true
            a group that is no user's               | a-group | root:x:0:;a-group:x:50: | true
            one that no file lists                  | a-group | root:x:0:;broken        | false
            """)
    void a_group_that_others_share_is_a_warning(String what, String group, String groups, boolean isShared) {
        assertThat(SecretFiles.isShared(group, List.of(groups.split(";", -1))))
                .as(what)
                .isEqualTo(isShared);
    }

    @Test
    void the_folder_of_a_links_target_counts() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        write(elsewhere.resolve("s"), "secret", "rw-------");
        Files.createSymbolicLink(beside.resolve("s"), elsewhere.resolve("s"));
        Files.setAttribute(elsewhere, "unix:mode", 0777);

        read(files);
        assertThat(warnings)
                .singleElement(STRING)
                .startsWith("run chmod o-w \"" + elsewhere + "\": others may replace \"" + beside.resolve("s")
                        + "\" in it (owner ")
                .endsWith(", mode 0777)");
    }

    @Test
    void root_finds_the_source_of_a_systemd_credential() throws IOException {
        write(Files.createDirectory(beside.resolve("credentials")).resolve("s"), "for systemd", "rw-------");

        assertThat(read(new SecretFiles(Optional.empty(), beside)).reveal()).isEqualTo("for systemd");
    }

    @Test
    void a_missing_file_names_all_places_and_what_to_do() {
        String rest =
                " nor in \"" + beside + "\" (beside the configuration) nor in its folder credentials; make it beside"
                        + " the configuration, with mode 0600, for the user that depwatch runs as";
        assertThat(read(files).fault())
                .contains("no such file, neither in \"" + credentials + "\" ($CREDENTIALS_DIRECTORY)" + rest);
        assertThat(read(new SecretFiles(Optional.empty(), beside)).fault())
                .contains("no such file, neither in $CREDENTIALS_DIRECTORY (not set)" + rest);
    }

    static Stream<Arguments> noSecrets() {
        return Stream.of(
                Arguments.of(" \n", "\" is empty; expected a file with a secret"),
                Arguments.of("x".repeat(64 * 1024 + 1), "(larger than 64 KiB)"),
                Arguments.of("hunter2\nhunter3", "has more than one line"),
                Arguments.of("-----BEGIN PRIVATE KEY-----\nhunter2", "has more than one line"),
                Arguments.of("\u00ff\u0000", "(not UTF-8 text)"));
    }

    @ParameterizedTest
    @MethodSource("noSecrets")
    void a_file_without_a_secret_is_rejected_without_showing_it(String text, String sentence) throws IOException {
        Files.write(beside.resolve("s"), text.getBytes(ISO_8859_1));

        assertThat(read(files).fault().orElseThrow()).contains(sentence).doesNotContain("hunter");
    }

    @Test
    void a_byte_order_mark_is_left_out_with_a_warning() throws IOException {
        Path file = write(beside.resolve("s"), "\uFEFFsecret\r\n", "rw-------");

        assertThat(read(files).reveal()).isEqualTo("secret");
        assertThat(warnings)
                .containsExactly("\"" + file
                        + "\" begins with a byte order mark, which depwatch leaves out; save the file" + " without it");
    }

    private Secret read(SecretFiles found) {
        return found.read("s", false, false, warnings::add);
    }

    private static Path write(Path file, String text, String mode) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
