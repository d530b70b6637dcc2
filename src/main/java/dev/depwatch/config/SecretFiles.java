package dev.depwatch.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the files that hold secrets: systemd's credentials first, then beside the configuration, then in the folder
 * {@code credentials} there, where the files are that systemd's credentials are made of: a command that root runs finds what
 * the service has. No message repeats what the key held, since it may be the secret itself; the path of a file that was found
 * is no secret.
 */
final class SecretFiles {
    private static final int MAX_BYTES = 64 * 1024;

    private final Optional<Path> credentials;
    private final Path beside;

    /** @param credentials the folder of systemd's {@code $CREDENTIALS_DIRECTORY}, if there is one */
    SecretFiles(Optional<Path> credentials, Path beside) {
        this.credentials = credentials;
        this.beside = beside;
    }

    /** What a file holds, and what the administrator should know of it; "" for nothing. */
    record Found(Secret secret, String warning) {}

    /** @throws IllegalArgumentException with a sentence for the administrator */
    Found read(String name) {
        Path file = find(name);
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "\"" + file + "\" is larger than 64 KiB; expected a file with a secret");
            }
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("\"" + file + "\" is not text; expected a file with a secret");
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read \"" + file + "\" (" + ConfigFile.reason(e) + ")");
        }
        Secret secret = new Secret(text);
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("\"" + file + "\" is empty; expected a file with a secret");
        }
        if (secret.reveal().chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "\"" + file + "\" has more than one line; expected a file with a secret");
        }
        return new Found(secret, warning(file));
    }

    private Path find(String name) {
        if (name.contains("://")) {
            throw new IllegalArgumentException("found an address; expected the name of a file that holds it");
        }
        Path given;
        try {
            given = Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a file name; expected the name of a file that holds the secret");
        }
        if (given.isAbsolute()) {
            if (Files.isRegularFile(given)) {
                return given;
            }
            throw new IllegalArgumentException("no such file; expected the path of a file that holds the secret");
        }
        return Stream.concat(credentials.stream(), Stream.of(beside, beside.resolve("credentials")))
                .map(folder -> folder.resolve(given))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such file, neither in "
                        + credentials
                                .map(folder -> "\"" + folder + "\" ($CREDENTIALS_DIRECTORY)")
                                .orElse("$CREDENTIALS_DIRECTORY (not set)")
                        + " nor in \"" + beside + "\" (beside the configuration) nor in its folder credentials"));
    }

    /** systemd's own folder is closed to others whatever the file's mode is. */
    private String warning(Path file) {
        if (credentials.isPresent() && file.startsWith(credentials.get())) {
            return "";
        }
        return openness(file);
    }

    /** What the administrator should know of who may read the file; "" for nothing. */
    static String openness(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            boolean open =
                    view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
            return open ? "everybody on this host may read \"" + file + "\"; chmod o-r it" : "";
        } catch (IOException e) {
            return "cannot tell who may read \"" + file + "\" (" + ConfigFile.reason(e) + ")";
        }
    }
}
