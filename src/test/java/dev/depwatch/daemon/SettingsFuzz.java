package dev.depwatch.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@link SettingsFuzzTest} damages the example; here any bytes are a file. */
class SettingsFuzz {
    private static final int MOST_PROBLEMS = 101;
    private static final int LONGEST_PROBLEM = 8_000;

    private final ConfigFolder files;

    SettingsFuzz() throws IOException {
        files = ConfigFolder.ofTheExample(Files.createTempDirectory(Path.of("target"), "fuzz-settings"));
    }

    @FuzzTest
    void a_file_is_settings_or_problems_with_their_places(byte[] input) throws IOException {
        try {
            files.load(input);
        } catch (ConfigException e) {
            long lines = new String(input, UTF_8)
                    .chars()
                    .filter(character -> "\r\n\u0085\u2028\u2029".indexOf(character) >= 0)
                    .count();
            assertThat(e.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST_PROBLEMS);
            for (Problem problem : e.problems()) {
                assertThat(problem.toString().length()).isLessThan(LONGEST_PROBLEM);
                assertThat(problem.toString()).doesNotContain("client-secret-of-school", "password-of-depwatch");
                assertThat(problem.toString().chars()).noneMatch(Character::isISOControl);
                assertThat((long) problem.line()).isBetween(0L, lines + 1);
                assertThat(problem.line() > 0 || problem.column() == 0).isTrue();
            }
        }
    }
}
