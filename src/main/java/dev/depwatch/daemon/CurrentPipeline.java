package dev.depwatch.daemon;

import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.ReceiverStatus;
import dev.depwatch.assess.Assessment;
import dev.depwatch.status.HealthCheck;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which watch is in force, for what outlives it: the metrics and the pages. Nothing is known between two of them. */
final class CurrentPipeline {
    private volatile @Nullable Pipeline pipeline;
    private volatile boolean ending;

    void replaceWith(@Nullable Pipeline next) {
        pipeline = next;
        ending = false;
    }

    /** From now on its threads end, which is no fault; what it knows is shown until another takes its place. */
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
        return watch().map(Pipeline::whyNotReady).orElse(Optional.of("nothing is watched yet"));
    }
}
