package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.config.FileAccess;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.renewal.PublicKey;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Saves the public key of each instance as a file for Apple. The key is no secret. */
record SavedKeys(Screen screen, Uploads uploads) {
    /** Saves them, and returns the exit code. */
    int save(Path folder, List<Instance> instances) throws IOException, InterruptedException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(
                    folder + ": cannot be made; expected a folder for the keys, or a place for a new one", e);
        }
        boolean good = true;
        for (Instance instance : instances) {
            try {
                screen.paragraph(Style.PLAIN, instance.name() + ": " + saved(folder, instance));
            } catch (ReadException | IOException e) {
                String why = e instanceof IOException failure ? FileAccess.reason(failure) : e.getMessage();
                screen.paragraph(Style.BAD, instance.name() + ": not saved: " + why);
                good = false;
            }
        }
        screen.paragraph(
                Style.PLAIN,
                "Upload a key at Apple only where it changed: a new key ends the token in use. Then download the token"
                        + " again.");
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    /** What is saved where. Another file of its name stays, and the other keys are saved all the same. */
    private String saved(Path folder, Instance instance) throws ReadException, IOException, InterruptedException {
        PublicKey key = uploads.publicKey(instance)
                .orElseThrow(() -> new IOException("Jamf Pro has no public key, or one that is no PEM file with a"
                        + " certificate or a public key"));
        Path file = folder.resolve(fileName(instance));
        byte[] bytes = key.pem().getBytes(US_ASCII);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
        } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) != bytes.length
                || !Arrays.equals(Files.readAllBytes(file), bytes)) {
            throw new IOException(file + " is there already and holds something else. Move it away");
        }
        return file.toString();
    }

    /** The name of an instance may contain a slash or other characters. */
    private static String fileName(Instance instance) {
        return "jamf-public-key-" + instance.name().replaceAll("[^\\p{L}\\p{N}._-]", "_") + ".pem";
    }
}
