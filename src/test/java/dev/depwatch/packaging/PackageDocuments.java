package dev.depwatch.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.cli.Depwatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.AutoComplete;

/** Makes the files that only a package needs: manual page, Debian changelog, shell completion. */
public final class PackageDocuments {
    /** The byte of a gzip file for the compression level, which Java leaves at 0: RFC 1952, 2.3.1. */
    private static final int EXTRA_FLAGS = 8;

    private static final byte TIGHTEST = 2;

    private PackageDocuments() {}

    /**
     * Writes them.
     *
     * @param arguments the folder to write to, the version, the number of the build, and its time in ISO 8601
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        String version = arguments[1];
        Files.writeString(folder.resolve("depwatch.completion"), completion());
        write(folder.resolve("depwatch.1.gz"), ManualPage.text(version));
        write(folder.resolve("changelog.gz"), """
                depwatch (%s) unstable; urgency=medium

                  * See CHANGELOG.md beside this file.

                 -- depwatch maintainers <maintainers@example.org>  %s
                """.formatted(
                        version.replace("-SNAPSHOT", "~SNAPSHOT." + arguments[2]),
                        OffsetDateTime.parse(arguments[3])
                                .atZoneSameInstant(ZoneOffset.UTC)
                                .format(DateTimeFormatter.RFC_1123_DATE_TIME)
                                .replace("GMT", "+0000")));
    }

    /** Without the line for an interpreter: shells read the file, and nobody executes it. */
    static String completion() {
        return AutoComplete.bash("depwatch", Depwatch.commandLine()).replaceFirst("^#!.*\n", "");
    }

    private static void write(Path file, String text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new Tight(compressed)) {
            out.write(text.getBytes(UTF_8));
        }
        byte[] bytes = compressed.toByteArray();
        bytes[EXTRA_FLAGS] = TIGHTEST;
        Files.write(file, bytes);
    }

    /** As small as possible, as Debian's policy requires. */
    private static final class Tight extends GZIPOutputStream {
        Tight(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
