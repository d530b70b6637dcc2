package dev.depwatch.daemon;

import dev.depwatch.alert.Alerts;
import dev.depwatch.assess.Assessment;
import dev.depwatch.notify.ReceiverStatus;
import dev.depwatch.status.HealthCheck;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pipeline in force, for the metrics and pages, which outlive it. Between two pipelines there is none. */
final class CurrentPipeline {
    private volatile @Nullable Pipeline pipeline;
    private volatile boolean ending;

    void replaceWith(@Nullable Pipeline next) {
        pipeline = next;
        ending = false;
    }

    /**
     * Its threads end from now on, which is no fault; its results remain visible until another pipeline replaces it.
     */
    void isEnding() {
        ending = true;
    }

    private Optional<Pipeline> watch() {
        return Optional.ofNullable(pipeline);
    }

    Optional<Assessment> assessment() {
        return watch().flatMap(Pipeline::assessment);
    }

    List<ReceiverStatus> receivers() {
        return watch().map(Pipeline::receivers).orElse(List.of());
    }

    ZoneId timeZone() {
        return watch().map(Pipeline::timeZone).orElse(ZoneOffset.UTC);
    }

    Optional<Alerts> alerts() {
        return watch().map(Pipeline::alerts);
    }

    List<HealthCheck> healthChecks() {
        return ending ? List.of() : watch().map(Pipeline::healthChecks).orElse(List.of());
    }

    Optional<String> whyNotReady() {
        return watch().map(Pipeline::whyNotReady).orElse(Optional.of("nothing is monitored yet"));
    }
}
