package dev.depwatch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.Charset;

/** The names that files can have on this host. */
public final class FileNames {
    private FileNames() {}

    /** Skips the test where they are ASCII, as in the locale C. */
    public static void assumeAnyHolds(String text) {
        assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding"))
                .newEncoder()
                .canEncode(text));
    }
}
