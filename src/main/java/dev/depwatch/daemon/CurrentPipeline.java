package dev.depwatch.daemon;

import dev.depwatch.alert.Alert;
import dev.depwatch.assess.Assessment;
import dev.depwatch.notify.ReceiverStatus;
import dev.depwatch.status.HealthCheck;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline in force, for the metrics and pages, which outlive it. While one replaces another, the former one stays
 * visible.
 */
final class CurrentPipeline {
    private volatile @Nullable Pipeline pipeline;
    private volatile boolean ending;

    void replaceWith(@Nullable Pipeline next) {
        pipeline = next;
        ending = false;
    }

    /**
     * From now on its threads may end, which is no fault. Its results stay visible until another pipeline replaces it.
     */
    void isEnding() {
        ending = true;
    }

    private Optional<Pipeline> current() {
        return Optional.ofNullable(pipeline);
    }

    Optional<Assessment> assessment() {
        return current().flatMap(Pipeline::assessment);
    }

    List<ReceiverStatus> receivers() {
        return current().map(Pipeline::receivers).orElse(List.of());
    }

    ZoneId timeZone() {
        return current().map(Pipeline::timeZone).orElse(ZoneOffset.UTC);
    }

    List<Alert> alertsOf(Assessment assessment) {
        return current().map(known -> known.alerts().of(assessment)).orElse(List.of());
    }

    List<HealthCheck> healthChecks() {
        return ending ? List.of() : current().map(Pipeline::healthChecks).orElse(List.of());
    }

    Optional<String> whyNotReady() {
        return current().map(Pipeline::whyNotReady).orElse(Optional.of("nothing is monitored yet"));
    }
}
