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
final class CurrentWatch {
    private volatile @Nullable Watch watch;
    private volatile boolean ending;

    void replaceWith(@Nullable Watch next) {
        watch = next;
        ending = false;
    }

    /** From now on its threads end, which is no fault; what it knows is shown until another takes its place. */
    void isEnding() {
        ending = true;
    }

    private Optional<Watch> watch() {
        return Optional.ofNullable(watch);
    }

    Optional<Assessment> assessment() {
        return watch().flatMap(Watch::assessment);
    }

    List<ReceiverStatus> receivers() {
        return watch().map(Watch::receivers).orElse(List.of());
    }

    ZoneId timeZone() {
        return watch().map(Watch::timeZone).orElse(ZoneOffset.UTC);
    }

    Optional<Alerts> alerts() {
        return watch().map(Watch::alerts);
    }

    List<HealthCheck> healthChecks() {
        return ending ? List.of() : watch().map(Watch::healthChecks).orElse(List.of());
    }

    Optional<String> whyNotReady() {
        return watch().map(Watch::whyNotReady).orElse(Optional.of("nothing is watched yet"));
    }
}
