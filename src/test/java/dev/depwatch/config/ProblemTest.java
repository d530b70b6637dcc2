package dev.depwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemTest {
    private static Problem missing(int number) {
        return new Problem("a.yml", number, 1, "jamf", "no file \"secret-" + number + "\"; make it");
    }

    @Test
    void many_of_one_kind_are_one_with_their_number() {
        Problem other = new Problem("a.yml", 9, 1, "logs", "no folder \"a\"");
        List<Problem> all = Stream.concat(IntStream.rangeClosed(1, 24).mapToObj(ProblemTest::missing), Stream.of(other))
                .toList();

        assertThat(Problem.oneOfEachKind(all))
                .extracting(Problem::toString)
                .containsExactly(
                        "a.yml:1:1: jamf: no file \"secret-1\"; make it (and 23 more of this kind: depwatch check --all lists them)",
                        "a.yml:9:1: logs: no folder \"a\"");
    }

    @Test
    void a_few_of_one_kind_are_shown_one_by_one() {
        List<Problem> few = List.of(missing(1), missing(2), missing(3));

        assertThat(Problem.oneOfEachKind(few)).isEqualTo(few);
    }
}
