package dev.depwatch.cli;

import dev.depwatch.demo.StrictApple;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @AutoClose
    StrictApple apple;

    @BeforeEach
    void openUniversity() throws IOException {
        university = new University(folder);
        apple = University.apple();
    }

    static Typed tokens(Path configuration, String... arguments) {
        return Typed.command(University.CLOCK, "tokens", configuration, arguments);
    }

    static Typed impact(Path configuration, String... arguments) {
        return Typed.command(University.CLOCK, "impact", configuration, arguments);
    }

    /** A configuration with Apple's API. */
    Path withApple(String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(more));
        lines.add(0, university.organization(apple));
        return university.configuration(lines.toArray(String[]::new));
    }
}
