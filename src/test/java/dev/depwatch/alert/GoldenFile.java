package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The exact text of a message. {@code -Ddepwatch.golden.update=true} writes the files again: read the difference. */
public final class GoldenFile {
    private static final Path FOLDER = Path.of("src/test/resources/alerts");

    private GoldenFile() {}

    public static void assertMatches(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("depwatch.golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).as(name).isEqualTo(Files.readString(file));
    }
}
