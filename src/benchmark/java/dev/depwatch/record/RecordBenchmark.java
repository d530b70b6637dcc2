package dev.depwatch.record;

import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.signature.Signatures;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of an ordinary line of a followed log after reading: depwatch builds a record and recognises nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RecordBenchmark {
    private static final List<String> LINES = List.of(
            "2026-11-24 22:32:43,697 [INFO ] [Tomcat-517 ] [failed                   ] - username=CasperAPIUsername,"
                    + " status=Successful Login, ipAddress=192.0.2.17, entryPoint=JSS (API)",
            "2026-11-24 22:32:43,697 [ERROR] [lina-exec-5] [AppleMDMCapableService   ] - Incorrect result size: expected 1,"
                    + " actual 0");

    private final RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, RecordAssembler.Accept.DATED);
    private final Signatures signatures = Signatures.builtIn();
    private int next;

    @Benchmark
    public Optional<Sighting> assembleAndRecognise() {
        next++;
        return assembler
                .line(LINES.get(next % LINES.size()), next)
                .flatMap(RecordAssembler.Completed::record)
                .flatMap(signatures::recognise);
    }
}
