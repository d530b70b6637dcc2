package dev.depwatch.daemon;

import dev.depwatch.alert.Alerts;
import dev.depwatch.apple.Organizations;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.AssessmentLoop;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.logs.FolderWatch;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogTail;
import dev.depwatch.notify.Receiver;
import dev.depwatch.notify.ReceiverStatus;
import dev.depwatch.status.HealthCheck;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All parts that follow from one configuration: built, started and closed as a whole. */
final class Pipeline implements AutoCloseable {
    /** For all tails together: only a tail that hangs in its file system takes longer than a poll. */
    private static final Duration TAILS_END = Duration.ofSeconds(5);

    private final RestartState restart;
    private final Inventory inventory;
    private final Organizations apple;
    private final FolderWatch watch;
    private final List<LogTail> tails;
    private final AssessmentLoop loop;
    private final Alerts alerts;
    private final List<Receiver> receivers;

    Pipeline(
            RestartState restart,
            Inventory inventory,
            Organizations apple,
            FolderWatch watch,
            List<LogTail> tails,
            AssessmentLoop loop,
            Alerts alerts,
            List<Receiver> receivers) {
        this.restart = restart;
        this.inventory = inventory;
        this.apple = apple;
        this.watch = watch;
        this.tails = List.copyOf(tails);
        this.loop = loop;
        this.alerts = alerts;
        this.receivers = List.copyOf(receivers);
    }

    void start() {
        restart.handOver(inventory, apple, receivers);
        receivers.forEach(receiver -> loop.onAssessment(receiver::wake));
        inventory.start();
        apple.start();
        watch.start();
        tails.forEach(LogTail::start);
        loop.start();
        receivers.forEach(Receiver::start);
    }

    Set<LogName> logs() {
        return tails.stream().map(tail -> tail.status().log()).collect(Collectors.toUnmodifiableSet());
    }

    /** Something has changed that requires an assessment now. */
    void changed() {
        loop.changed();
    }

    Optional<Assessment> assessment() {
        return loop.latest();
    }

    Alerts alerts() {
        return alerts;
    }

    List<ReceiverStatus> receivers() {
        return receivers.stream().map(Receiver::status).toList();
    }

    /** The zone of the times in texts. */
    ZoneId timeZone() {
        return alerts.timeZone();
    }

    List<HealthCheck> healthChecks() {
        List<HealthCheck> checks = new ArrayList<>();
        checks.add(new HealthCheck("inventory", inventory::trouble));
        checks.add(new HealthCheck("apple", apple::trouble));
        checks.add(new HealthCheck("folder-watch", watch::trouble));
        tails.forEach(tail -> checks.add(new HealthCheck(tail.status().log().path(), tail::trouble)));
        checks.add(new HealthCheck("assess", loop::trouble));
        receivers.forEach(receiver -> checks.add(new HealthCheck(receiver.name(), receiver::trouble)));
        return checks;
    }

    Optional<String> whyNotReady() {
        List<String> behind = tails.stream()
                .map(LogTail::status)
                // An unreadable log is a health problem; waiting for it would hide everything else.
                .filter(status -> !status.caughtUp() && status.failure().isEmpty())
                .map(status -> status.log().path())
                .toList();
        if (!behind.isEmpty()) {
            return Optional.of("still reading the backlog of " + String.join(", ", behind));
        }
        List<String> unread =
                inventory.neverHeard().stream().map(Instance::name).toList();
        if (!unread.isEmpty()) {
            return Optional.of("still reading the tokens of " + String.join(", ", unread));
        }
        return assessment().isEmpty() ? Optional.of("nothing is assessed yet") : Optional.empty();
    }

    /**
     * First the parts that write facts, then the assessment, then the receivers, so that the last notifications are
     * about the last facts.
     */
    @Override
    public void close() {
        tails.forEach(LogTail::stop);
        long tailsEnd = System.nanoTime() + TAILS_END.toNanos();
        tails.forEach(tail -> tail.closeBy(tailsEnd));
        watch.close();
        inventory.close();
        apple.close();
        loop.close();
        receivers.forEach(Receiver::stop);
        // For all receivers together.
        long deliveriesEnd = System.nanoTime() + Receiver.LAST_PASS.toNanos();
        receivers.forEach(receiver -> receiver.closeBy(deliveriesEnd));
    }
}
