package dev.depwatch.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedFileTest {
    private static final Words NONE = new Words(List.of());

    @TempDir
    private Path folder;

    @TempDir
    private Path outside;

    private SharedFile<Words> file;

    record Words(List<String> words) {
        Words with(String word) {
            return new Words(Stream.concat(words.stream(), Stream.of(word)).toList());
        }
    }

    @BeforeEach
    void name() {
        file = new SharedFile<>(folder, "words.json", Words.class);
    }

    @Test
    void what_one_writes_the_other_reads() throws Exception {
        file.change(NONE, words -> words.with("one"));
        file.change(NONE, words -> words.with("two"));

        assertThat(new SharedFile<>(folder, "words.json", Words.class).read())
                .contains(new Words(List.of("one", "two")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("words.json"));
        assertThat(folder.resolve("words.json.tmp")).doesNotExist();
    }

    @Test
    void two_never_change_it_at_a_time() throws Exception {
        Files.createFile(folder.resolve("words.json.tmp"));

        assertThatThrownBy(() -> file.change(NONE, words -> words.with("one")))
                .isInstanceOf(IOException.class)
                .hasMessage("\"" + folder
                        + "/words.json.tmp\" exists: another command changes the same file now. Try again;"
                        + " if none does, remove it.");
    }

    /** As on a full disk, which a test cannot make. */
    @Test
    void a_change_that_the_disk_refuses_says_what_is_not_saved() {
        SharedFile<Words> refused = new SharedFile<>(folder, "w".repeat(255), Words.class);

        assertThatThrownBy(() -> refused.change(NONE, words -> words.with("one")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Nothing is saved in \"" + folder + "\": File name too long");
    }

    @Test
    void a_folder_that_others_may_write_to_is_refused() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> file.change(NONE, words -> words.with("one")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has mode 0777", "chmod go-w");
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void a_link_is_not_followed() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "{\"words\": [\"theirs\"]}");
        Files.createSymbolicLink(file.path(), elsewhere);

        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessage("\"" + folder + "/words.json\" cannot be read: it is no plain file; remove it.");
        assertThat(elsewhere).hasContent("{\"words\": [\"theirs\"]}");
    }

    @Test
    void what_a_link_leads_to_is_not_given_to_the_folders_owner() throws Exception {
        Path elsewhere = Files.createFile(outside.resolve("of-root"), FileAccess.ownerOnly("---------"));
        assumeThat(Files.isReadable(elsewhere)).as("a root who may do all this").isTrue();
        Files.setAttribute(folder, "unix:uid", 65534);

        file.change(NONE, words -> {
            linkInPlaceOf(folder.resolve("words.json.tmp"), elsewhere);
            return words;
        });

        assertThat(Files.getAttribute(elsewhere, "unix:uid")).isEqualTo(0);
    }

    @Test
    void the_owner_of_the_folder_is_told_to_take_a_file_that_root_left_there() throws Exception {
        Files.createFile(file.path(), FileAccess.ownerOnly("---------"));
        assumeThat(Files.isReadable(file.path())).as("root reads every file").isFalse();

        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("; as root, run chown -R %s \"%s\".", System.getProperty("user.name"), folder);
    }

    private static void linkInPlaceOf(Path file, Path target) {
        try {
            Files.delete(file);
            Files.createSymbolicLink(file, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{\"words\": null}", "{\"words\": [{}]}"})
    void a_damaged_file_is_said_to_be_so_without_what_stands_in_it(String text) throws Exception {
        Files.writeString(file.path(), text);

        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessageMatching("\"" + folder
                        + "/words.json\" cannot be used: it is (cut off, or not what depwatch writes|no JSON"
                        + " object)\\. Remove it, and make its entries anew\\.");
    }
}
