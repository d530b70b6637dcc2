package dev.depwatch.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills depwatch at random instants while its logs are written and rotated, and compares what it has counted in the end
 * with what was written. The long form: {@code ./mvnw verify -Ptorture -DskipUnitTests -Ddepwatch.torture.kills=1000}.
 */
@Tag("torture")
class KillIT {
    private static final int KILLS = Integer.getInteger("depwatch.torture.kills", 4);
    private static final long SEED = Long.getLong("depwatch.torture.seed", System.nanoTime());
    /** How many kills there are between two comparisons; 1 finds the life that went wrong. */
    private static final int COMPARED_EVERY = Integer.getInteger("depwatch.torture.compareEvery", 25);

    @TempDir
    Path folder;

    @Test
    void no_failure_is_lost_or_counted_twice_however_often_depwatch_is_killed() throws Exception {
        Torture torture = new Torture(folder, SEED);

        torture.begin();
        for (int kills = 1; kills <= KILLS; kills++) {
            torture.live();
            if (kills % COMPARED_EVERY == 0 || kills == KILLS) {
                torture.compare();
            }
        }
        String figures = torture.figures();
        torture.end();

        System.out.println("torture: " + figures);
        assertThat(torture.faults()).as(figures).isZero();
        assertThat(torture.complaints()).as(figures).isEmpty();
    }
}
