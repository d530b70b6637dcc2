package dev.depwatch.daemon;

import com.google.inject.Inject;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts;
import dev.depwatch.apple.Organizations;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.AssessmentLoop;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.Route;
import dev.depwatch.inventory.FailureSignal;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.journal.CountedSightings;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.FolderWatch;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.LogTail;
import dev.depwatch.logs.Neighbours;
import dev.depwatch.logs.Position;
import dev.depwatch.notify.Outbox;
import dev.depwatch.notify.Receiver;
import dev.depwatch.notify.heartbeat.HeartbeatOutbox;
import dev.depwatch.record.LogRecord;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.state.State;
import dev.depwatch.status.Health;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All parts that follow from one configuration: built, started and closed as a whole. */
final class Pipeline implements AutoCloseable {
    /** For all tails together: only a tail that hangs in its file system takes longer than a poll. */
    private static final Duration TAILS_END = Duration.ofSeconds(5);

    /** A slower disk must not delay notifications; the price is a repeated notification after a crash. */
    private static final Duration SAVED_WITHIN = Duration.ofSeconds(5);

    private final Settings settings;
    private final Resources resources;
    private final Journal journal;
    private final State state;
    private final RestartState restart;
    private final InstantSource clock;
    private final FolderWatch watch;
    private final List<LogTail> tails;
    private final Inventory inventory;
    private final Organizations apple;
    private final AssessmentLoop loop;
    private final Alerts alerts;
    private final List<Receiver> receivers;
    /** Those of the newest assessment: most receivers, the page and the metrics ask for the same. */
    private final IdentityHashMap<Assessment, List<Alert>> worded = new IdentityHashMap<>();

    private volatile boolean closing;

    /** Makes the parts in the order of a record's path through them. */
    @Inject
    Pipeline(
            Resources resources,
            Terminal terminal,
            Journal journal,
            State state,
            RestartState restart,
            CommandedSilences silences,
            Health health,
            MeterRegistry registry,
            InstantSource clock) {
        this.settings = resources.settings();
        this.resources = resources;
        this.journal = journal;
        this.state = state;
        this.restart = restart;
        this.clock = clock;
        ZoneId zone = settings.alerts().timeZone();
        watch = new FolderWatch(settings.poll());
        tails = tails(registry);
        inventory = new Inventory(
                settings.instances().stream()
                        .map(instance -> resources.watched(instance, clock))
                        .toList(),
                settings.syncInterval(),
                // 8 MiB of the service's 64 MiB: 10,000 tokens.
                Runtime.getRuntime().maxMemory() / 8,
                journal::openInstances,
                this::nothingFails,
                this::reported,
                this::changed,
                new TimeFormat(zone),
                clock);
        apple = new Organizations(
                settings.apple(),
                resources.http(Optional.empty()),
                settings.syncInterval(),
                () -> !journal.openInstances().isEmpty(),
                () -> InstanceInventory.tokens(inventory.snapshot().values()),
                this::changed,
                clock);
        loop = new AssessmentLoop(
                new Assessor(settings.policy(), () -> silences.applied(zone)),
                journal,
                () -> tails.stream().map(LogTail::status).toList(),
                inventory::snapshot,
                apple::snapshot,
                clock);
        alerts = new Alerts(zone, settings.expiry().warnAt());
        ReceiverFactory outboxes = new ReceiverFactory(
                settings.alerts().rules(), alerts, this::alertsOf, loop::latest, resources, terminal, false);
        Stream<Receiver> ofAlerts = settings.alerts().receivers().stream()
                .map(receiver -> receiver(
                        receiver.id(), outboxes.of(receiver), receiver.route().route(), loop::latest, registry));
        // No ping while it closes: then nothing here has a fault.
        Stream<Receiver> heartbeat = settings.alerts().heartbeat().stream()
                .map(config -> receiver(
                        new Receiver.Id(HeartbeatOutbox.NAME, HeartbeatOutbox.NAME),
                        new HeartbeatOutbox(config, resources.http(Optional.empty()), health::troubles),
                        Route.ALL,
                        () -> closing ? Optional.empty() : loop.latest(),
                        registry));
        receivers = Stream.concat(ofAlerts, heartbeat).toList();
    }

    private Receiver receiver(
            Receiver.Id id, Outbox outbox, Route route, Supplier<Optional<Assessment>> newest, MeterRegistry registry) {
        return new Receiver(
                id, outbox, route, newest, clock, new Random(), registry, () -> state.awaitSave(SAVED_WITHIN));
    }

    private List<LogTail> tails(MeterRegistry registry) {
        Counter threadsRestarted = Counter.builder("depwatch.threads.restarted")
                .description("Threads that died and that depwatch restarted.")
                .register(registry);
        List<LogTail> made = new ArrayList<>();
        Neighbours followed = new Neighbours(settings.instances().stream()
                .flatMap(instance -> instance.logs().stream())
                .toList());
        for (InstanceSettings instance : settings.instances()) {
            int number = 0;
            for (Path path : instance.logs()) {
                number++;
                LogName log = new LogName(instance.instance(), path.toString());
                made.add(new LogTail(
                        new LogTail.Plan(
                                log,
                                path,
                                followed,
                                instance.timeZone(),
                                instance.startAt(),
                                "tail-" + instance.name() + "-" + number),
                        () -> journal.positionOf(log),
                        (record, ordinal, position) -> record(log, record, ordinal, position),
                        position -> journal.readUpTo(log, position, clock.instant()),
                        watch,
                        clock,
                        registry,
                        threadsRestarted));
            }
        }
        return List.copyOf(made);
    }

    /** Most records report nothing, and the position after them comes later. */
    private void record(LogName log, LogRecord record, int ordinal, Supplier<Position> position) {
        resources
                .signatures()
                .recognise(record)
                .ifPresent(sighting -> journal.recordSighting(
                        log,
                        sighting,
                        CountedSightings.identity(record.firstLine(), ordinal),
                        position.get(),
                        clock.instant()));
    }

    private void reported(FailureSignal signal) {
        journal.recordCondition(
                signal.instance(),
                new Sighting(signal.cause(), false, signal.source(), signal.since(), signal.evidence()),
                new ApiCondition(signal.readBefore(), signal.readAt(), signal.tokens()));
    }

    /** What an API answered. If it is lost, the next answer has it. */
    private void changed() {
        loop.changed();
    }

    /** Only a log that depwatch follows and understands can be silent. */
    private boolean nothingFails(Instance instance) {
        List<LogStatus> logs = tails.stream()
                .map(LogTail::status)
                .filter(status -> status.log().instance().equals(instance))
                .toList();
        return !logs.isEmpty()
                && logs.stream()
                        .allMatch(log -> log.isFollowed()
                                && log.records().layoutUnknownSince().isEmpty())
                && !journal.openInstances().contains(instance);
    }

    void start(Renaming renaming) {
        journal.onChange(() -> {
            state.changed();
            loop.changed();
        });
        restart.handOver(renaming, inventory, apple, receivers);
        // A rename concerns all sections, which are to be saved together.
        state.changed();
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

    Optional<Assessment> assessment() {
        return loop.latest();
    }

    synchronized List<Alert> alertsOf(Assessment assessment) {
        if (!worded.containsKey(assessment)) {
            worded.clear();
        }
        return worded.computeIfAbsent(assessment, alerts::of);
    }

    List<Receiver.Status> receivers() {
        return receivers.stream().map(Receiver::status).toList();
    }

    /** The zone of the times in texts. */
    ZoneId timeZone() {
        return settings.alerts().timeZone();
    }

    /** None while it closes: that its threads end is no fault then. */
    List<Health.Check> healthChecks() {
        if (closing) {
            return List.of();
        }
        List<Health.Check> checks = new ArrayList<>();
        checks.add(new Health.Check("inventory", inventory::trouble));
        checks.add(new Health.Check("apple", apple::trouble));
        checks.add(new Health.Check("folder-watch", watch::trouble));
        tails.forEach(tail -> checks.add(new Health.Check(tail.status().log().path(), now -> tail.ended())));
        checks.add(new Health.Check("assess", loop::trouble));
        receivers.forEach(receiver -> checks.add(new Health.Check(receiver.name(), receiver::trouble)));
        return checks;
    }

    Optional<String> whyNotReady() {
        List<String> behind = tails.stream()
                .map(LogTail::status)
                // An unreadable log is a health problem; waiting for it would hide everything else.
                .filter(status -> !status.isHeard())
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
        closing = true;
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
