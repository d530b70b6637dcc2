package dev.depwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {
    @ParameterizedTest
    @CsvSource({"4, 4", "4, 5", "4, 16", "10, 12", "16, 16"})
    void a_cheap_hash_takes_as_much_work_as_the_dearest(int cost, int dearest) {
        int more = Users.fillers(cost, dearest).map(UsersTest::work).sum();

        assertThat(work(cost) + more).isEqualTo(work(dearest));
    }

    /** The number of bcrypt rounds. */
    private static int work(int cost) {
        return 1 << cost;
    }
}
