package dev.depwatch.assess;

import dev.depwatch.alert.Alerts;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.status.AssessmentCollector;
import dev.depwatch.status.Meters;
import dev.depwatch.status.AssessmentCollector.OpenAlert;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/**
 * The assessment of every second and one scrape, for 2,000 instances with three enrolment and two content tokens each,
 * and a hundred owners. Either nothing fails, or every fourth instance has an open case and its sync states identify
 * one token.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AssessBenchmark {
    private static final int INSTANCES = 2_000;
    private static final double MINUTE = 30;

    @Param({"0", "500"})
    private int openCases;

    private final Assessor assessor = new Assessor(new Policy(Duration.ofMinutes(2), World.STEPS));
    private final ExpositionFormats formats = ExpositionFormats.init();
    private Journal.Snapshot cases;
    private List<LogStatus> logs;
    private Map<Instance, InstanceInventory> inventory;
    private Assessment newest;
    private Meters meters;

    @Setup
    public void setUp() {
        String[] names = new String[INSTANCES];
        for (int number = 0; number < INSTANCES; number++) {
            names[number] = "web" + number;
        }
        World world = World.of(names);
        for (int number = 0; number < INSTANCES; number++) {
            String instance = names[number];
            for (int id = 1; id <= 3; id++) {
                String owner = "person" + (number / 20 + id) % 100 + "@example.org";
                world.ade(instance, "" + id, owner).says(instance, "" + id, "SUCCESSFUL", -90);
            }
            world.content(instance, "7", "person" + number / 20 + "@example.org");
            world.content(instance, "8", "person" + number / 20 + "@example.org");
            if (number % 4 == 0 && openCases > 0) {
                world.seen(instance, Cause.FORBIDDEN, 20, 22, 24, 26, 28)
                        .says(instance, "1", "CONNECTION_ERROR", 20);
            }
        }
        cases = world.cases(MINUTE);
        logs = world.logs(MINUTE);
        inventory = world.inventory(MINUTE);
        newest = assess();
        if (cases.open().size() != openCases || newest.tokens().size() != 10_000) {
            throw new IllegalStateException(cases.open().size() + " cases, " + newest.tokens().size() + " tokens");
        }
        Alerts alerts = new Alerts(ZoneOffset.UTC, World.STEPS);
        meters = new Meters(new AssessmentCollector(
                () -> Optional.of(newest),
                assessment -> alerts.of(assessment).stream()
                        .map(alert ->
                                new OpenAlert(alert.remedy(), alert.severity().key()))
                        .toList(),
                "1.2.3"));
    }

    @Benchmark
    public Assessment assess() {
        return assessor.assess(cases, logs, inventory, List.of(), World.minute(MINUTE));
    }

    @Benchmark
    public int scrape() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        formats.getPrometheusTextFormatWriter().write(body, meters.prometheus().scrape());
        return body.size();
    }
}
