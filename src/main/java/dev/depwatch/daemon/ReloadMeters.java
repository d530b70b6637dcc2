package dev.depwatch.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Optional;

/** Whether the configuration in force is the one in the file. The start is the first time it is taken. */
final class ReloadMeters {
    private volatile double successful;
    private volatile double succeededAt;

    ReloadMeters(MeterRegistry registry) {
        Gauge.builder("depwatch.config.last.reload.successful", this, meters -> meters.successful)
                .description("Whether the configuration was taken when it was last read; 0: one before it is in force.")
                .strongReference(true)
                .register(registry);
        Gauge.builder("depwatch.config.last.reload.success.timestamp", this, meters -> meters.succeededAt)
                .description("When the configuration that is in force was read.")
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

    /** As a sentence, if it is not; before the start there is none that it could be. */
    Optional<String> fault() {
        return succeededAt > 0 && successful == 0
                ? Optional.of(
                        "the configuration has changed and was not taken, all goes on by the one before: the log says why")
                : Optional.empty();
    }
}
