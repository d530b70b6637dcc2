package dev.depwatch.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One poll of a silent log, without the wait. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class IdleBenchmark {
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private Path folder;
    private LogStream stream;

    @Setup
    public void setUp() throws IOException {
        folder = Files.createTempDirectory("depwatch-benchmark");
        Path log = Files.writeString(folder.resolve("JAMFSoftwareServer.log"), "2026-11-24 22:32:43,697 a line\n");
        stream = new LogStream(log, List.of(), ZoneOffset.UTC, StartAt.END, Optional.empty(), new Unheard(), () -> now);
        for (int poll = 0; poll < 5; poll++) {
            now = now.plus(Duration.ofSeconds(2));
            poll();
        }
    }

    @TearDown
    public void tearDown() throws IOException {
        stream.close();
        Files.delete(folder.resolve("JAMFSoftwareServer.log"));
        Files.delete(folder);
    }

    @Benchmark
    public boolean poll() {
        return stream.next();
    }

    private static final class Unheard implements LogStream.Events {
        @Override
        public void generationEnded() {}

        @Override
        public boolean recordPaused() {
            return false;
        }

        @Override
        public void recordInterrupted() {}

        @Override
        public void bytesRead(long count) {}

        @Override
        public void rotated() {}

        @Override
        public void gap() {}

        @Override
        public void lost(long bytes) {}
    }
}
