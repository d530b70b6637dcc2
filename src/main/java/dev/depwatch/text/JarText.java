package dev.depwatch.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.io.IOUtils;

/** The text files in the jar. */
public final class JarText {
    private JarText() {}

    /** The text of the file with this name, such as {@code /page/status.html}. */
    public static String of(String name) {
        try {
            return IOUtils.resourceToString(name, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read from the jar", e);
        }
    }
}
