package dev.depwatch.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetersTest {
    @AutoClose
    private final Metering metering = new Metering(Fleet.withEveryProblem());

    @Test
    void the_process_and_the_virtual_machine_have_few_metrics() {
        assertThat(ScrapeText.parse(metering.scrape()).metrics())
                .extracting(DocumentedMetric::name)
                .filteredOn(name -> !name.startsWith("depwatch_"))
                .containsExactly(
                        "jvm_gc_collection_seconds",
                        "jvm_memory_committed_bytes",
                        "jvm_memory_max_bytes",
                        "jvm_memory_used_bytes",
                        "jvm_threads_live_threads",
                        "process_cpu_seconds_total",
                        "process_max_fds",
                        "process_open_fds",
                        "process_start_time_seconds",
                        "process_uptime_seconds");
    }

    @Test
    void every_metric_has_a_help() {
        ScrapeText scrape = ScrapeText.parse(metering.scrape());

        assertThat(scrape.helps().keySet()).isEqualTo(scrape.types().keySet());
        assertThat(scrape.helps().values()).allSatisfy(help -> assertThat(help).isNotBlank());
    }

    @Test
    void a_meter_with_a_known_name_and_another_type_is_refused() {
        Counter.builder("depwatch.things")
                .description("x")
                .register(metering.meters().registry());

        assertThatThrownBy(() -> Timer.builder("depwatch.things")
                        .description("x")
                        .register(metering.meters().registry()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void promtool_has_no_complaint(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(isInstalled("promtool"), "promtool (Debian package prometheus) is not installed");
        Path scrape = Files.writeString(folder.resolve("scrape"), metering.scrape());
        Path said = folder.resolve("said");

        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(scrape.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(promtool.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(said, StandardCharsets.UTF_8)).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }

    private static boolean isInstalled(String program) {
        List<String> path = List.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1));
        return path.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
