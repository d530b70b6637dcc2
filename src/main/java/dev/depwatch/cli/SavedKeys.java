package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.renewal.PublicKey;
import dev.depwatch.renewal.RenewalRecords;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Saves the public key of each instance as a file for Apple. The key is no secret. */
record SavedKeys(Screen screen, Uploads uploads, RenewalRecords records, Times times, InstantSource clock) {
    private static final int MAX_NAME = 100;

    /** Saves them, and returns the exit code. */
    int save(Path folder, Set<Instance> instances) throws IOException, InterruptedException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(
                    folder + ": cannot be made; expected a folder for the keys, or a place for a new one", e);
        }
        boolean good = true;
        for (Instance instance : instances) {
            try {
                Optional<PublicKey> key = uploads.publicKey(instance);
                if (key.isEmpty()) {
                    say(
                            Style.BAD,
                            instance.name() + ": Jamf Pro has no public key, or one that is no PEM"
                                    + " file with a certificate or a public key");
                    good = false;
                } else {
                    good &= save(folder.resolve(fileName(instance)), instance, key.get());
                }
            } catch (TokenSourceException e) {
                say(Style.BAD, instance.name() + ": not saved: " + e.getMessage());
                good = false;
            }
        }
        say(
                Style.PLAIN,
                "Upload a key at Apple only where it changed: a new key ends the token in use. Then download the token"
                        + " again.");
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Whether it is saved; another file of its name stays, and the other keys are saved all the same. */
    private boolean save(Path file, Instance instance, PublicKey key) throws IOException {
        byte[] bytes = key.pem().getBytes(US_ASCII);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            boolean isSame = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) == bytes.length
                    && Arrays.equals(Files.readAllBytes(file), bytes);
            if (!isSame) {
                say(
                        Style.BAD,
                        instance.name() + ": not saved: " + file
                                + " is there already and holds something else. Move it away");
                return false;
            }
        } else {
            Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
        }
        records.keySaved(instance, key, file, clock.instant());
        say(
                Style.PLAIN,
                instance.name() + ": " + file
                        + key.certificate()
                                .map(certificate -> ", a certificate that ends on "
                                        + times.day(certificate.getNotAfter().toInstant()))
                                .orElse(""));
        return true;
    }

    private void say(Style style, String sentence) {
        screen.paragraph(style, "", sentence);
    }

    /** The name of an instance may contain a slash or other characters. */
    private static String fileName(Instance instance) {
        String name = instance.name().replaceAll("[^\\p{L}\\p{N}._-]", "_");
        return "jamf-public-key-" + name.substring(0, Math.min(MAX_NAME, name.length())) + ".pem";
    }
}
