package dev.depwatch.daemon;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.MessageOutbox;
import dev.depwatch.alert.Notifier;
import dev.depwatch.alert.Outbox;
import dev.depwatch.alert.Receiver;
import dev.depwatch.alert.console.ConsoleNotifier;
import dev.depwatch.alert.email.EmailConfig;
import dev.depwatch.alert.email.EmailNotifier;
import dev.depwatch.alert.slack.SlackNotifier;
import dev.depwatch.assess.Assessments;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.Policy;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.fixed.FixedTokenSource;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.inventory.jamf.JamfTokenSource;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogTail;
import dev.depwatch.logs.Lookout;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The parts that follow from one configuration, in the order of a record's path. */
final class WatchModule extends AbstractModule {
    private final Settings settings;
    private final Supplies supplies;
    private final Terminal terminal;

    WatchModule(Settings settings, Supplies supplies, Terminal terminal) {
        this.settings = settings;
        this.supplies = supplies;
        this.terminal = terminal;
    }

    @Provides
    @Singleton
    Lookout lookout() {
        return new Lookout(settings.poll());
    }

    @Provides
    @Singleton
    List<LogTail> tails(
            Journal journal, Lookout lookout, InstantSource clock, MeterRegistry registry, Counter threadsRestarted) {
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
                                followed,
                                instance.timeZone(),
                                instance.startAt(),
                                "tail-" + instance.name() + "-" + number),
                        () -> journal.positionOf(log),
                        (record, end) -> journal.fold(
                                log, record.flatMap(supplies.signatures()::recognise), end, clock.instant()),
                        lookout,
                        clock,
                        registry,
                        threadsRestarted));
            }
        }
        return tails;
    }

    @Provides
    @Singleton
    Inventory inventory(Journal journal, Provider<Assessments> assessments, Kept kept, InstantSource clock) {
        List<Inventory.Watched> watched = settings.instances().stream()
                .map(instance -> watched(instance, clock))
                .toList();
        return new Inventory(
                watched,
                settings.syncInterval(),
                journal::openInstances,
                () -> {
                    kept.changed();
                    assessments.get().changed();
                },
                clock);
    }

    /** The API knows better than the configuration: tokens that are written there serve where no API is configured. */
    private Inventory.Watched watched(InstanceSettings settings, InstantSource clock) {
        Instance instance = settings.instance();
        Optional<TokenSource> jamf = settings.jamf().map(config -> jamf(instance, config, clock));
        Optional<TokenSource> configured = settings.tokens().isEmpty()
                ? Optional.empty()
                : Optional.of(new FixedTokenSource(settings.tokens().stream()
                        .map(token -> token.token(instance))
                        .toList()));
        Source source = jamf.isPresent() ? Source.JAMF : configured.isPresent() ? Source.CONFIGURED : Source.NONE;
        return new Inventory.Watched(instance, settings.jamf().map(JamfConfig::url), source, jamf.or(() -> configured));
    }

    private TokenSource jamf(Instance instance, JamfConfig config, InstantSource clock) {
        return new JamfTokenSource(instance, config.url(), config.credentials(), supplies.http(config.caFile()), clock);
    }

    @Provides
    @Singleton
    Assessments assessments(Journal journal, List<LogTail> tails, Inventory inventory, InstantSource clock) {
        Policy policy = new Policy(settings.syncInterval(), settings.expiry().warnAt());
        return new Assessments(
                new Assessor(policy),
                journal,
                () -> tails.stream().map(LogTail::status).toList(),
                inventory::snapshot,
                clock);
    }

    @Provides
    @Singleton
    Alerts alerts() {
        return new Alerts(ZoneId.systemDefault(), settings.expiry().warnAt());
    }

    @Provides
    @Singleton
    List<Receiver> receivers(Alerts alerts, Assessments assessments, InstantSource clock, MeterRegistry registry) {
        List<Receiver> receivers = new ArrayList<>();
        for (ReceiverSettings receiver : settings.alerts().receivers()) {
            receivers.add(new Receiver(
                    receiver.name(), outbox(receiver, alerts), assessments::latest, clock, new Random(), registry));
        }
        return receivers;
    }

    private Outbox outbox(ReceiverSettings receiver, Alerts alerts) {
        return new MessageOutbox(
                settings.alerts().rules(), receiver.minSeverity(), notifier(receiver), alerts::of, alerts::ended);
    }

    private Notifier notifier(ReceiverSettings receiver) {
        if (receiver.slack().isPresent()) {
            return new SlackNotifier(receiver.slack().get(), supplies.http(Optional.empty()));
        }
        if (receiver.email().isPresent()) {
            EmailConfig config = receiver.email().get();
            return new EmailNotifier(
                    config, supplies.tls(config.caFile()), EmailNotifier.TIMEOUT, ZoneId.systemDefault());
        }
        return new ConsoleNotifier(terminal.out(), terminal.colour(), ZoneId.systemDefault());
    }

    @Provides
    @Singleton
    Watch watch(
            Kept kept,
            Inventory inventory,
            Lookout lookout,
            List<LogTail> tails,
            Assessments assessments,
            Alerts alerts,
            List<Receiver> receivers) {
        return new Watch(kept, inventory, lookout, tails, assessments, alerts, receivers);
    }
}
