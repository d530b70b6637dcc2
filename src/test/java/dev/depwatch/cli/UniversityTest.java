package dev.depwatch.cli;

import dev.depwatch.token.Instance;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A test of a command on the instances of one university. */
@Timeout(180)
abstract class UniversityTest {
    static final Instance LAW = new Instance("law");

    @TempDir
    Path folder;

    @AutoClose
    University university;

    @BeforeEach
    void openUniversity() throws IOException {
        university = new University(folder);
    }
}
