package dev.depwatch.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * A small JSON file in the state directory that a command replaces and the running depwatch reads. Who may write to the
 * folder may change it: its owner and root. Commands change it one at a time.
 *
 * @param <T> a record
 */
public record SharedFile<T>(Path directory, String name, Class<T> type) {
    public SharedFile {
        directory = directory.toAbsolutePath().normalize();
    }

    public Path path() {
        return directory.resolve(name);
    }

    private Path temporary() {
        return directory.resolve(name + ".tmp");
    }

    /**
     * What it holds; empty if there is no file.
     *
     * @throws IOException with a sentence for the administrator if it cannot be read or is damaged
     */
    public Optional<T> read() throws IOException {
        try {
            // A pipe would keep its reader for ever.
            if (!StateDirectory.isPlain(path())) {
                throw new IOException("it is no plain file; remove it");
            }
            return Optional.of(SavedForm.bind(SavedForm.parse(Files.readAllBytes(path())), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw new IOException("\"" + path() + "\" cannot be read by user \"" + System.getProperty("user.name")
                    + "\"; " + whoMay());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // Jackson's own message would repeat what stands in the file.
            throw new IOException(
                    "\"" + path() + "\" cannot be used: it is cut off, or not what depwatch writes. Remove"
                            + " it, and make its entries anew.");
        } catch (IOException e) {
            throw new IOException("\"" + path() + "\" cannot be read: " + FileAccess.reason(e) + ".");
        }
    }

    /**
     * Replaces the file by what the change makes of it: it holds the old or the new, never a part.
     *
     * @throws IOException with a sentence for the administrator; then nothing has changed
     */
    public void change(T ifMissing, UnaryOperator<T> change) throws IOException {
        requireDirectory();
        // Whose folder it is decides whether this user may write there.
        Optional<String> unsafe = StateDirectory.unsafe(directory, OptionalInt.empty());
        if (unsafe.isPresent()) {
            throw new IOException(unsafe.get());
        }
        try {
            StateDirectory.create(temporary(), out -> {
                // The new file is the lock of whoever changes the other one, so that is read only now.
                SavedForm.write(out, change.apply(read().orElse(ifMissing)));
                giveToOwner();
            });
            Files.move(temporary(), path(), StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("\"" + temporary()
                    + "\" exists: another command changes the same file now. Try again; if none does, remove it.");
        } catch (AccessDeniedException e) {
            throw new IOException("The state directory \"" + directory + "\" cannot be written by user \""
                    + System.getProperty("user.name") + "\"; " + whoMay());
        } catch (IOException e) {
            throw new IOException("Nothing is saved in \"" + directory + "\": " + FileAccess.reason(e));
        }
    }

    /**
     * Checks that the folder exists.
     *
     * @throws IOException with a sentence for the administrator if there is no such folder
     */
    public void requireDirectory() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("There is no state directory \"" + directory
                    + "\". Set stateDirectory in the configuration to that of the depwatch that runs, or start depwatch"
                    + " first.");
        }
    }

    /** What root writes, the user that depwatch runs as reads. This user may have put a link in its place. */
    private void giveToOwner() throws IOException {
        Files.getFileAttributeView(temporary(), FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setOwner(Files.getOwner(directory));
    }

    private String whoMay() {
        try {
            String owner = Files.getOwner(directory).getName();
            return owner.equals(System.getProperty("user.name"))
                    ? "as root, run chown -R " + owner + " \"" + directory + "\"."
                    : "run this as root or as user \"" + owner + "\".";
        } catch (IOException ignored) {
            return "run this as root or as the user that depwatch runs as.";
        }
    }
}
