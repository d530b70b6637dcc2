package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a message looks like, word for word. {@code -Ddepwatch.golden.update=true} writes the files anew: read the diff. */
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
