package dev.depwatch.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code scan}'s search through a megabyte without a hit. An operation is a byte: operations per microsecond are MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class NeedlesBenchmark {
    private static final int MEGABYTE = 1_000_000;
    private static final String LINE =
            "2026-11-24 22:32:43,697 [ERROR] [lina-exec-5] [AppleMDMCapableService   ] - Incorrect result size\n";

    /** About as long as the texts that the built-in signatures search for. */
    private final Needles needles =
            new Needles(List.of("ntInstanceSyncCommService", "llmentProgramDeviceHelper", "eEnrollmentProgramRequest"));

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MEGABYTE + Needles.SLACK)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(LINE.repeat(MEGABYTE / LINE.length() + 1).getBytes(StandardCharsets.US_ASCII), 0, MEGABYTE);

    @Benchmark
    @OperationsPerInvocation(MEGABYTE)
    public int find() {
        return needles.find(bytes, 0, MEGABYTE);
    }
}
