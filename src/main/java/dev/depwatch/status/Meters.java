package dev.depwatch.status;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/**
 * All metrics: the {@link MeterRegistry} that every part counts in, the series of the assessment, and a few of the
 * process and the Java virtual machine. The assessment's gauges are not Micrometer's, which registers them one by one
 * and cannot remove them together.
 */
public final class Meters implements AutoCloseable {
    private final PrometheusRegistry prometheus = new PrometheusRegistry();
    private final PrometheusMeterRegistry registry;

    public Meters(AssessmentCollector assessment) {
        prometheus.register(assessment);
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM)
                .throwExceptionOnRegistrationFailure();
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("jvm.buffer"));
        new UptimeMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        // Micrometer's others of threads repeat it, or have a name that promtool rejects.
        Gauge.builder("jvm.threads.live", ManagementFactory.getThreadMXBean(), ThreadMXBean::getThreadCount)
                .baseUnit("threads")
                .description("The current number of live threads including both daemon and non-daemon threads")
                .register(registry);
        // Micrometer's own meter of the time is in nanoseconds, which promtool rejects; those of the files have names
        // that no dashboard looks for.
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, bean -> bean.getProcessCpuTime() / 1e9)
                    .baseUnit("seconds")
                    .description("Processor time that the process has used, in seconds.")
                    .register(registry);
            Gauge.builder("process.open.fds", system, UnixOperatingSystemMXBean::getOpenFileDescriptorCount)
                    .description("Open file descriptors.")
                    .register(registry);
            Gauge.builder("process.max.fds", system, UnixOperatingSystemMXBean::getMaxFileDescriptorCount)
                    .description("The limit of open file descriptors.")
                    .register(registry);
        }
        // Micrometer's own meter of this appears with the first pause and has labels without a bound.
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionTimer.builder(
                            "jvm.gc.collection",
                            collector,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .tag("gc", collector.getName())
                    .description("How often the garbage collector ran and for how many seconds.")
                    .register(registry);
        }
    }

    public MeterRegistry registry() {
        return registry;
    }

    public PrometheusRegistry prometheus() {
        return prometheus;
    }

    @Override
    public void close() {
        registry.close();
    }
}
