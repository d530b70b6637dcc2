package dev.depwatch.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    @TempDir
    private Path folder;

    private StateDirectory directory;

    @AfterEach
    void close() {
        if (directory != null) {
            directory.close();
        }
    }

    @Test
    void a_new_folder_is_readable_by_its_owner_only() throws Exception {
        open("a/state");
        directory.replace("state.json", out -> out.write('1'));
        directory.append("history.jsonl", bytes("2\n"));

        assertThat(permissions("a/state")).isEqualTo("rwx------");
        assertThat(permissions("a/state/state.json")).isEqualTo("rw-------");
        assertThat(permissions("a/state/history.jsonl")).isEqualTo("rw-------");
    }

    @Test
    void two_depwatches_never_share_a_folder() throws Exception {
        open("state");

        assertThatThrownBy(() -> StateDirectory.open(folder.resolve("state")))
                .isInstanceOf(IOException.class)
                .hasMessage("The state directory \"" + folder + "/state\" is in use by another depwatch, and each would"
                        + " overwrite the other's state. Stop the other one, or give this one its own"
                        + " stateDirectory.");

        directory.close();
        open("state");
        directory.replace("state.json", out -> out.write('1'));
    }

    @Test
    void content_that_cannot_be_written_whole_changes_nothing() throws Exception {
        open("state");
        directory.replace("state.json", out -> out.write(bytes("before")));

        assertThatThrownBy(() -> directory.replace("state.json", out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");

        assertThat(folder.resolve("state/state.json")).hasContent("before");
        assertThat(files()).containsExactlyInAnyOrder("depwatch.lock", "state.json");
    }

    @Test
    void half_written_files_are_replaced_and_foreign_files_stay() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("state/state.json"), "whole");
        Files.writeString(folder.resolve("state/state.json.tmp"), "{\"vers");
        Files.writeString(folder.resolve("state/thesis.tmp"), "precious");

        open("state");
        assertThat(folder.resolve("state/state.json")).hasContent("whole");
        directory.replace("state.json", out -> out.write(bytes("newer")));

        assertThat(files()).containsExactlyInAnyOrder("depwatch.lock", "state.json", "thesis.tmp");
        assertThat(folder.resolve("state/state.json")).hasContent("newer");
    }

    @Test
    void a_torn_line_is_ended_before_another_is_added() throws Exception {
        open("state");
        directory.append("history.jsonl", bytes("{1}\n{2}\n"));
        Files.writeString(folder.resolve("state/history.jsonl"), "{1}\n{2");

        directory.append("history.jsonl", bytes("{3}\n"));
        directory.append("history.jsonl", bytes("{4}\n"));

        assertThat(folder.resolve("state/history.jsonl")).hasContent("{1}\n{2\n{3}\n{4}\n");
    }

    @Test
    void the_newest_five_files_set_aside_are_kept() throws Exception {
        open("state");
        for (int day = 0; day < 7; day++) {
            String content = "of day " + day;
            directory.replace("state.json", out -> out.write(bytes(content)));
            directory.setAside("state.json", "damaged", NOW.plusSeconds(day * 86_400L));
        }

        assertThat(files())
                .filteredOn(name -> name.contains("damaged"))
                .containsExactlyInAnyOrder(
                        "state.json.damaged-20261126T140000.000Z",
                        "state.json.damaged-20261127T140000.000Z",
                        "state.json.damaged-20261128T140000.000Z",
                        "state.json.damaged-20261129T140000.000Z",
                        "state.json.damaged-20261130T140000.000Z");
        assertThat(folder.resolve("state/state.json.damaged-20261130T140000.000Z"))
                .hasContent("of day 6");
    }

    @ParameterizedTest
    @CsvSource({"in the way, in the way/state, in the way", "state, state, : not a folder ("})
    void a_folder_that_fails_is_named_and_retried_at_every_write(String file, String state, String reason)
            throws Exception {
        Files.writeString(folder.resolve(file), "a file");
        open(state);

        assertThatThrownBy(() -> directory.replace("state.json", out -> out.write('1')))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(directory.sentence(e))
                                .startsWith("\"" + folder + "/" + state + "\" cannot be written by user \"")
                                .contains(reason)
                                .endsWith(". It must be a folder that this user owns, on a disk with free space."
                                        + " Correct that, or set stateDirectory to another folder."));

        Files.delete(folder.resolve(file));
        directory.replace("state.json", out -> out.write('1'));
        assertThat(folder.resolve(state + "/state.json")).hasContent("1");
    }

    @Test
    void a_removed_folder_is_created_and_locked_again() throws Exception {
        open("state");
        directory.replace("state.json", out -> out.write('1'));
        Files.move(folder.resolve("state"), folder.resolve("moved"));

        directory.replace("state.json", out -> out.write('2'));

        assertThat(folder.resolve("state/state.json")).hasContent("2");
        assertThatThrownBy(() -> StateDirectory.open(folder.resolve("state"))).isInstanceOf(IOException.class);
    }

    @Test
    void a_folder_locked_by_another_depwatch_is_not_written() throws Exception {
        open("state");
        Files.move(folder.resolve("state"), folder.resolve("moved"));
        try (StateDirectory other = StateDirectory.open(folder.resolve("state"))) {
            other.replace("state.json", out -> out.write('2'));

            assertThatThrownBy(() -> directory.replace("state.json", out -> out.write('1')))
                    .hasMessageContaining("in use by another depwatch");
        }

        assertThat(folder.resolve("state/state.json")).hasContent("2");
    }

    @Test
    void a_link_to_a_folder_is_accepted() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(folder.resolve("state"), folder.resolve("elsewhere"));

        open("state");
        directory.replace("state.json", out -> out.write('1'));

        assertThat(folder.resolve("elsewhere/state.json")).hasContent("1");
    }

    @ParameterizedTest
    @CsvSource({
        "755, ''",
        "700, ''",
        "770, has mode 0770",
        "757, has mode 0757",
        "777, has mode 0777",
    })
    void a_folder_that_others_may_write_is_rejected(String mode, String refused) throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setAttribute(state, "unix:mode", Integer.parseInt(mode, 8));

        if (refused.isEmpty()) {
            open("state");
            directory.replace("state.json", out -> out.write('1'));
        } else {
            assertThatThrownBy(() -> StateDirectory.open(state))
                    .hasMessage(
                            "Run chmod go-w \"" + state + "\", or set stateDirectory to a folder in it that does not"
                                    + " exist yet: the state directory " + refused
                                    + ", so others could change what depwatch knows.");
            assertThat(state).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "998,  998, true",
        "998,    0, true",
        "998, 1000, false",
        "  0, 1000, false",
        "   , 1000, true",
    })
    void a_folder_of_another_user_is_rejected(@Nullable Integer user, int owner, boolean taken) {
        Optional<String> refused = StateDirectory.unsafe(
                Path.of("/var/lib/depwatch"),
                new FileAccess(owner, "alice", 0700),
                user == null ? OptionalInt.empty() : OptionalInt.of(user));

        assertThat(refused)
                .isEqualTo(
                        taken
                                ? Optional.empty()
                                : Optional.of("Run this as the user that depwatch runs as; if that is uid " + user
                                        + ", run chown " + user + " \"/var/lib/depwatch\", or set"
                                        + " stateDirectory: the state directory belongs to user \"alice\" (uid "
                                        + owner + "), who could change what depwatch knows."));
    }

    @Test
    void the_own_uid_is_the_owner_of_a_new_file() throws Exception {
        Path made = Files.createFile(folder.resolve("made"));

        assertThat(FileAccess.ownUid()).hasValue(FileAccess.of(made).uid());
    }

    /** Whoever opens a pipe waits until somebody opens its other end. */
    @ParameterizedTest
    @ValueSource(strings = {"mkfifo", "mkdir", "ln -s nowhere"})
    @Timeout(180)
    void only_a_plain_file_is_opened(String command) throws Exception {
        open("state");
        directory.close();
        for (String name : List.of("depwatch.lock", "history.jsonl")) {
            Path file = folder.resolve("state").resolve(name);
            Files.deleteIfExists(file);
            List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
            words.add(file.toString());
            assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
        }
        Path lock = folder.resolve("state/depwatch.lock");

        assertThatThrownBy(() -> open("state"))
                .hasMessage("\"" + lock + "\" is no plain file, so depwatch cannot lock it. Remove it.");
        Files.delete(lock);
        open("state");
        assertThatThrownBy(() -> directory.read("history.jsonl")).hasMessageEndingWith("expected a plain file");
        assertThatThrownBy(() -> directory.append("history.jsonl", bytes("{1}\n")))
                .hasMessageEndingWith("expected a plain file");
    }

    private void open(String name) throws IOException {
        directory = StateDirectory.open(folder.resolve(name));
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.path())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
