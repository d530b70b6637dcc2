package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileDescriptorsTest {
    @ParameterizedTest
    @CsvSource({"94, 110, false", "95, 110, true", "110, 110, true", "100, 1024, false", "500000, 524288, false"})
    void too_few_that_are_free_are_a_trouble(long open, long limit, boolean trouble) {
        assertThat(FileDescriptors.trouble(open, limit).isPresent()).isEqualTo(trouble);
    }

    @Test
    void the_sentence_has_the_numbers_and_what_to_do() {
        assertThat(FileDescriptors.trouble(110, 110))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("110 of 110 file descriptors are in use")
                        .contains("LimitNOFILE"));
        assertThat(FollowError.of(Path.of("a.log"), new IOException("a.log: Too many open files")))
                .contains("LimitNOFILE");
    }
}
