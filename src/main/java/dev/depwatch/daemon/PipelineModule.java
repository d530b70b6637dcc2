package dev.depwatch.daemon;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.depwatch.alert.Alerts;
import dev.depwatch.apple.Organizations;
import dev.depwatch.assess.AssessmentLoop;
import dev.depwatch.assess.Assessor;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.ApiCondition;
import dev.depwatch.journal.CountedRecords;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.Checkpoint;
import dev.depwatch.logs.FolderWatch;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.LogTail;
import dev.depwatch.notify.Receiver;
import dev.depwatch.record.LogRecord;
import dev.depwatch.signature.Sighting;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** The parts that follow from one configuration, in the order of a record's path through them. */
final class PipelineModule extends AbstractModule {
    private final Settings settings;
    private final Resources resources;
    private final Terminal terminal;

    PipelineModule(Settings settings, Resources resources, Terminal terminal) {
        this.settings = settings;
        this.resources = resources;
        this.terminal = terminal;
    }

    @Provides
    @Singleton
    FolderWatch watch() {
        return new FolderWatch(settings.poll());
    }

    @Provides
    @Singleton
    List<LogTail> tails(
            Journal journal, FolderWatch watch, InstantSource clock, MeterRegistry registry, Counter threadsRestarted) {
        List<LogTail> tails = new ArrayList<>();
        List<Path> followed = settings.instances().stream()
                .flatMap(instance -> instance.logs().stream())
                .toList();
        for (InstanceSettings instance : settings.instances()) {
            int number = 0;
            for (Path path : instance.logs()) {
                number++;
                LogName log = new LogName(instance.instance(), path.toString());
                tails.add(new LogTail(
                        new LogTail.Plan(
                                log,
                                path,
                                followed,
                                instance.timeZone(),
                                instance.startAt(),
                                "tail-" + instance.name() + "-" + number),
                        () -> journal.positionOf(log),
                        (record, place, end) -> record(journal, log, record, place, end, clock.instant()),
                        watch,
                        clock,
                        registry,
                        threadsRestarted));
            }
        }
        return tails;
    }

    /** Most records report nothing: the position after them comes with a later one. */
    private void record(
            Journal journal,
            LogName log,
            Optional<LogRecord> record,
            int place,
            Supplier<Checkpoint> end,
            Instant seenAt) {
        Optional<Sighting> sighting = record.flatMap(resources.signatures()::recognise);
        if (record.isEmpty() || sighting.isPresent()) {
            long identity = record.map(found -> CountedRecords.identity(found.header(), place))
                    .orElse(0L);
            journal.recordSighting(log, sighting, identity, end.get(), seenAt);
        }
    }

    @Provides
    @Singleton
    Inventory inventory(
            Journal journal,
            List<LogTail> tails,
            Provider<Organizations> apple,
            Provider<AssessmentLoop> loop,
            RestartState restart,
            InstantSource clock) {
        List<Inventory.Watched> watched = settings.instances().stream()
                .map(instance -> resources.watched(instance, clock))
                .toList();
        return new Inventory(
                watched,
                settings.syncInterval(),
                journal::openInstances,
                instance -> nothingFails(instance, journal, tails),
                signal -> journal.recordCondition(
                        signal.instance(),
                        new Sighting(signal.cause(), false, signal.source(), signal.since(), signal.evidence()),
                        new ApiCondition(signal.readBefore(), signal.readAt(), signal.tokens())),
                change -> {
                    if (change == Inventory.Change.KNOWN) {
                        apple.get().tokensChanged();
                        restart.changed();
                    }
                    loop.get().changed();
                },
                // 4 MiB of the service's 64 MiB: more than 10,000 tokens.
                Runtime.getRuntime().maxMemory() / 16,
                new TimeFormat(settings.alerts().timeZone()),
                clock);
    }

    @Provides
    @Singleton
    Organizations organizations(
            Journal journal,
            Inventory inventory,
            Provider<AssessmentLoop> loop,
            RestartState restart,
            InstantSource clock) {
        return new Organizations(
                settings.apple(),
                resources.http(Optional.empty()),
                settings.syncInterval(),
                () -> !journal.openInstances().isEmpty(),
                () -> inventory.snapshot().values().stream()
                        .flatMap(known -> known.states().stream())
                        .map(TokenState::token)
                        .toList(),
                change -> {
                    if (change == Inventory.Change.KNOWN) {
                        restart.changed();
                    }
                    loop.get().changed();
                },
                clock);
    }

    /** Only a log that depwatch follows and understands can be silent. */
    private static boolean nothingFails(Instance instance, Journal journal, List<LogTail> tails) {
        List<LogStatus> logs = tails.stream()
                .map(LogTail::status)
                .filter(status -> status.log().instance().equals(instance))
                .toList();
        return !logs.isEmpty()
                && logs.stream()
                        .allMatch(log -> log.caughtUp()
                                && log.failure().isEmpty()
                                && log.records().layoutUnknownSince().isEmpty())
                && !journal.openInstances().contains(instance);
    }

    @Provides
    @Singleton
    AssessmentLoop assessments(
            Journal journal,
            List<LogTail> tails,
            Inventory inventory,
            Organizations apple,
            CommandedSilences silences,
            InstantSource clock) {
        return new AssessmentLoop(
                new Assessor(
                        settings.policy(),
                        () -> silences.applied(settings.alerts().timeZone())),
                journal,
                () -> tails.stream().map(LogTail::status).toList(),
                inventory::snapshot,
                apple::snapshot,
                clock);
    }

    @Provides
    @Singleton
    Alerts alerts() {
        return new Alerts(settings.alerts().timeZone(), settings.expiry().warnAt());
    }

    @Provides
    @Singleton
    List<Receiver> receivers(
            Alerts alerts, AssessmentLoop loop, RestartState restart, InstantSource clock, MeterRegistry registry) {
        ReceiverFactory receiverFactory =
                new ReceiverFactory(settings, settings.alerts().rules(), alerts, loop::latest, resources, terminal);
        List<Receiver> receivers = new ArrayList<>();
        for (ReceiverSettings receiver : settings.alerts().receivers()) {
            receivers.add(new Receiver(
                    receiver.name(),
                    receiverFactory.of(receiver),
                    loop::latest,
                    clock,
                    new Random(),
                    registry,
                    restart::awaitSave));
        }
        return receivers;
    }

    @Provides
    @Singleton
    Pipeline pipeline(
            RestartState restart,
            Inventory inventory,
            Organizations apple,
            FolderWatch watch,
            List<LogTail> tails,
            AssessmentLoop loop,
            Alerts alerts,
            List<Receiver> receivers) {
        return new Pipeline(restart, inventory, apple, watch, tails, loop, alerts, receivers);
    }
}
