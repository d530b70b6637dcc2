package dev.depwatch.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether the configuration in force matches the file. The start counts as the first load. */
final class ReloadMeters {
    private volatile boolean isSuccessful = true;
    private volatile boolean canDiscover = true;
    private volatile Instant succeededAt = Instant.EPOCH;

    /** @param isInForce whether every file of the configuration, and of the pages, is in force */
    ReloadMeters(MeterRegistry registry, BooleanSupplier isInForce) {
        Gauge.builder("depwatch.config.last.reload.successful", () -> isInForce.getAsBoolean() ? 1 : 0)
                .description("Whether the last load of the configuration, or of the files that it names, succeeded.")
                .register(registry);
        TimeGauge.builder(
                        "depwatch.config.last.reload.success.timestamp",
                        () -> succeededAt.toEpochMilli(),
                        TimeUnit.MILLISECONDS)
                .description("When depwatch read the configuration in force.")
                .register(registry);
    }

    void succeeded(Instant at) {
        succeededAt = at;
        isSuccessful = true;
        canDiscover = true;
    }

    void failed() {
        isSuccessful = false;
    }

    /** A search for contexts reads the configuration in force again, with its secrets. */
    void searched(boolean isGood) {
        canDiscover = isGood;
    }

    /** A sentence if the last reload or search failed. */
    Optional<String> fault() {
        return !isSuccessful
                ? Optional.of("configuration reload failed; keeping the previous configuration: see the log")
                : canDiscover
                        ? Optional.empty()
                        : Optional.of("depwatch does not look for new contexts: see the log, then reload");
    }
}
