package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.token.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CauseAdviceTest {
    @ParameterizedTest
    @EnumSource(Cause.class)
    void the_words_are_those_of_the_documentation(Cause cause) throws Exception {
        CauseAdvice advice = CauseAdvice.of(cause);

        assertThat(Files.readString(Path.of("docs/advice.md")).replace("**", ""))
                .contains("`" + cause.key() + "` | " + advice.meaning() + " | " + advice.nextStep() + " |");
    }
}
