package dev.depwatch.daemon;

import com.google.inject.Inject;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Optional;

/** Whether the configuration in force matches the file. The start counts as the first load. */
final class ReloadMeters {
    private volatile double successful;
    private volatile double succeededAt;

    @Inject
    ReloadMeters(MeterRegistry registry) {
        Gauge.builder("depwatch.config.last.reload.successful", this, meters -> meters.successful)
                .description("Whether the last load of the configuration succeeded; 0: the previous one is in force.")
                .strongReference(true)
                .register(registry);
        Gauge.builder("depwatch.config.last.reload.success.timestamp", this, meters -> meters.succeededAt)
                .description("When depwatch read the configuration in force.")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    void succeeded(Instant at) {
        succeededAt = at.toEpochMilli() / 1000.0;
        successful = 1;
    }

    void failed() {
        successful = 0;
    }

    /** A sentence if the last reload failed; none before the first load. */
    Optional<String> fault() {
        return succeededAt > 0 && successful == 0
                ? Optional.of("configuration reload failed; keeping the previous configuration: see the log")
                : Optional.empty();
    }
}
