package dev.depwatch.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A small JSON file in the state directory that a command replaces and the running depwatch reads. Who may write to the
 * folder may change it: its owner and root. Commands change it one at a time.
 *
 * @param <T> a record
 */
public final class SharedFile<T> {
    /** Many times what a thousand entries need. */
    private static final int MAX_BYTES = 1 << 20;

    private final Path directory;
    private final Path file;
    private final Path temporary;
    private final Class<T> type;

    public SharedFile(Path directory, String name, Class<T> type) {
        this.directory = directory.toAbsolutePath().normalize();
        this.file = this.directory.resolve(name);
        this.temporary = this.directory.resolve(name + ".tmp");
        this.type = type;
    }

    public Path path() {
        return file;
    }

    /**
     * What it holds; empty if there is no file.
     *
     * @throws IOException with a sentence for the administrator if it cannot be read or is damaged
     */
    public Optional<T> read() throws IOException {
        byte[] text;
        try {
            text = bytes();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "\"" + file + "\" cannot be read by user \"" + System.getProperty("user.name") + "\"; " + whoMay());
        } catch (IOException e) {
            throw new IOException("\"" + file + "\" cannot be read: " + StateDirectory.reason(e) + ".");
        }
        try {
            if (text.length > MAX_BYTES) {
                throw damaged("it is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            JsonNode json = SavedForm.parse(text);
            if (!json.isObject()) {
                throw damaged("it is no JSON object");
            }
            return Optional.of(SavedForm.bind(json, type));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // Jackson's own message would repeat what stands in the file.
            throw damaged("it is cut off, or not what depwatch writes");
        }
    }

    /** One byte more than it may have, if it has them. A pipe would keep its reader for ever. */
    private byte[] bytes() throws IOException {
        if (!StateDirectory.isPlain(file)) {
            throw new IOException("it is no plain file; remove it");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    private IOException damaged(String what) {
        return new IOException("\"" + file + "\" cannot be used: " + what + ". Remove it, and make its entries anew.");
    }

    /**
     * Replaces the file by what the change makes of it: it holds the old or the new, never a part.
     *
     * @throws IOException with a sentence for the administrator; then nothing has changed
     */
    public void change(T ifMissing, UnaryOperator<T> change) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("There is no state directory \"" + directory
                    + "\". Set stateDirectory in the configuration to that of the depwatch that runs, or start depwatch"
                    + " first.");
        }
        Optional<String> unsafe = StateDirectory.unsafe(directory, FileAccess.otherThanRoot());
        if (unsafe.isPresent()) {
            throw new IOException(unsafe.get());
        }
        try {
            StateDirectory.create(temporary, out -> {
                // The new file is the lock of whoever changes the other one, so that is read only now.
                byte[] text = SavedForm.text(SavedForm.of(change.apply(read().orElse(ifMissing))));
                if (text.length > MAX_BYTES) {
                    throw new IOException(
                            "\"" + file + "\" is not changed: it would be larger than " + (MAX_BYTES >> 20) + " MiB.");
                }
                out.write(text);
                giveToOwner();
            });
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("\"" + temporary
                    + "\" exists: another command changes the same file now. Try again; if none does, remove it.");
        } catch (AccessDeniedException e) {
            throw new IOException("The state directory \"" + directory + "\" cannot be written by user \""
                    + System.getProperty("user.name") + "\"; " + whoMay());
        }
    }

    /** What root writes, the user that depwatch runs as reads. */
    private void giveToOwner() throws IOException {
        FileOwnerAttributeView written =
                Files.getFileAttributeView(temporary, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (written != null && !written.getOwner().equals(Files.getOwner(directory))) {
            written.setOwner(Files.getOwner(directory));
        }
    }

    private String whoMay() {
        try {
            return "run this as root or as user \"" + Files.getOwner(directory).getName() + "\".";
        } catch (IOException | UnsupportedOperationException ignored) {
            return "run this as root or as the user that depwatch runs as.";
        }
    }
}
