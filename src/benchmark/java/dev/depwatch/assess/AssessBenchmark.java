package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One assessment, which is made every second: 2,000 instances with a token each, all well or one owner's in ten failing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AssessBenchmark {
    private static final int INSTANCES = 2_000;
    private static final double MINUTE = 30;

    @Param({"0", "10"})
    private int percentFailing;

    private final Assessor assessor = new Assessor(new Policy(Duration.ofMinutes(2), World.STEPS, List.of()));
    private Journal.Snapshot cases;
    private List<LogStatus> logs;
    private Map<Instance, InstanceInventory> inventory;

    @Setup
    public void setUp() {
        String[] names = new String[INSTANCES];
        for (int number = 0; number < INSTANCES; number++) {
            names[number] = "web" + number;
        }
        World world = World.of(names);
        for (int number = 0; number < INSTANCES; number++) {
            world.ade(names[number], "1", "person" + number * 100 / INSTANCES + "@example.org");
            if (number * 100 / INSTANCES < percentFailing) {
                world.seen(names[number], Cause.FORBIDDEN, 20, 22, 24, 26, 28);
            }
        }
        cases = world.cases(MINUTE);
        logs = world.logs(MINUTE);
        inventory = world.inventory(MINUTE);
    }

    @Benchmark
    public Assessment assess() {
        return assessor.assess(cases, logs, inventory, World.minute(MINUTE));
    }
}
