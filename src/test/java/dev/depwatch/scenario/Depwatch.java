package dev.depwatch.scenario;

import static java.util.Objects.requireNonNull;

import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Scope;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.AssessmentLoop;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.Policy;
import dev.depwatch.assess.Route;
import dev.depwatch.assess.Silence;
import dev.depwatch.config.Secret;
import dev.depwatch.http.AnsweringHttp;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.fixed.FixedTokenSource;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import dev.depwatch.inventory.jamf.JamfServer;
import dev.depwatch.inventory.jamf.JamfTokenSource;
import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.Position;
import dev.depwatch.notify.AlertsConfig;
import dev.depwatch.notify.DeliveryLog;
import dev.depwatch.notify.MessageOutbox;
import dev.depwatch.notify.MessageOutbox.Subscription;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Outbox;
import dev.depwatch.notify.Receiver;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import dev.depwatch.signature.Signatures;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.state.RoundTrip;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * The parts of depwatch as {@code daemon} wires them, from the lines of the logs to the messages, without its threads,
 * its files and its sockets: every step is taken by {@link #step}. What outlives a process is kept in its saved form.
 */
final class Depwatch {
    private static final Signatures SIGNATURES = Signatures.builtIn();
    private static final Duration SYNC_INTERVAL = Duration.ofMinutes(2);
    private static final Duration APPLE_USUALLY = Duration.ofMinutes(10);
    private static final Duration APPLE_IN_A_CASE = Duration.ofMinutes(2);
    private static final List<Duration> WARN_AT = List.of(Duration.ofDays(60), Duration.ofDays(7));

    private final Map<Instance, JamfPro> sites = new LinkedHashMap<>();
    private final Map<Instance, List<Token>> fixed;
    private final Map<Instance, URI> addresses = new HashMap<>();
    private final InstantSource clock;
    private final Optional<Apple> apple;
    private final List<Notification> messages = new ArrayList<>();
    private final List<Silence> silences = new ArrayList<>();
    private Route route = Route.ALL;
    /** How many lines of each log are behind the last completed record. */
    private final Map<Instance, Integer> read = new HashMap<>();

    private Journal.Snapshot savedJournal = Journal.Snapshot.EMPTY;
    private Inventory.Saved savedInventory = new Inventory.Saved(List.of());
    private DeliveryLog savedDeliveries = DeliveryLog.NONE;
    private List<Organization> organizations = List.of();
    private Instant appleReadAt = Instant.EPOCH;
    private Optional<Parts> running = Optional.empty();

    /** What one process has. */
    private record Parts(
            Journal journal,
            Inventory inventory,
            AssessmentLoop loop,
            Receiver receiver,
            Map<Instance, RecordAssembler> assemblers,
            Map<Instance, LogStatus> logs) {}

    /** @param apple whose own API it may read; empty if nobody gave it access */
    Depwatch(Collection<JamfPro> sites, Map<Instance, List<Token>> fixed, Optional<Apple> apple, InstantSource clock) {
        this.apple = apple;
        watch(sites);
        this.sites
                .keySet()
                .forEach(instance -> addresses.put(instance, URI.create("https://jamf.example.org/" + instance)));
        this.fixed = fixed;
        this.clock = clock;
    }

    /** From the next start on. */
    void watch(Collection<JamfPro> watched) {
        sites.clear();
        watched.forEach(site -> sites.put(new Instance(site.name()), site));
    }

    /** From the next start on another Jamf Pro is asked for the instance. */
    void readFrom(String instance, String address, JamfPro site) {
        addresses.put(new Instance(instance), URI.create(address));
        sites.put(new Instance(instance), site);
    }

    /** From the next start on its receiver is notified of nothing else. */
    void route(Route.Config only) {
        route = only.route();
    }

    /** As the command does it, until the end of the next day. */
    void silence(String instance, String tokenId) {
        LocalDate lastDay = Scenario.DAY.plusDays(1);
        silences.add(new Silence(
                new Instance(instance),
                Optional.empty(),
                tokenId.isEmpty() ? Optional.empty() : Optional.of(tokenId),
                lastDay,
                lastDay.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
                "known",
                Optional.empty()));
    }

    void start() {
        Journal journal = new Journal(new SimpleMeterRegistry(), RoundTrip.of(savedJournal, Journal.Snapshot.class));
        List<Inventory.Watched> watched =
                sites.values().stream().map(this::watched).toList();
        Map<Instance, LogStatus> logs = new LinkedHashMap<>();
        Map<Instance, RecordAssembler> assemblers = new HashMap<>();
        sites.forEach((instance, site) -> {
            if (site.hasLog()) {
                logs.put(instance, LogStatus.notOpenedYet(new LogName(instance, "log")));
                assemblers.put(instance, new RecordAssembler(site.zone(), Accept.DATED));
            }
        });
        Inventory inventory = new Inventory(
                watched,
                SYNC_INTERVAL,
                Long.MAX_VALUE,
                journal::openInstances,
                instance -> logs.containsKey(instance)
                        && logs.get(instance).caughtUp()
                        && !journal.openInstances().contains(instance),
                signal -> journal.recordCondition(
                        signal.instance(),
                        new Sighting(signal.cause(), false, signal.source(), signal.since(), signal.evidence()),
                        new ApiCondition(signal.readBefore(), signal.readAt(), signal.tokens())),
                () -> {},
                new TimeFormat(ZoneOffset.UTC),
                clock);
        inventory.resume(RoundTrip.of(savedInventory, Inventory.Saved.class));
        AssessmentLoop loop = new AssessmentLoop(
                new Assessor(new Policy(SYNC_INTERVAL, WARN_AT), () -> List.copyOf(silences)),
                journal,
                () -> List.copyOf(logs.values()),
                inventory::snapshot,
                () -> organizations,
                clock);
        Alerts alerts = new Alerts(ZoneOffset.UTC, WARN_AT);
        Outbox outbox = new MessageOutbox(
                new Subscription(
                        new AlertsConfig(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(24), true),
                        Severity.INFO,
                        notification -> {
                            messages.add(notification);
                            return Optional.empty();
                        },
                        Detail.FULL,
                        Optional.empty(),
                        now -> false),
                alerts::of,
                alerts::ends);
        Receiver receiver = new Receiver(
                new Receiver.Id("messages", "webhook"),
                outbox,
                route,
                loop::latest,
                clock,
                new Random(1),
                new SimpleMeterRegistry(),
                () -> {});
        receiver.resume(RoundTrip.of(savedDeliveries, DeliveryLog.class).to(receiver.id()), Optional.empty());
        running = Optional.of(new Parts(journal, inventory, loop, receiver, assemblers, logs));
    }

    private Inventory.Watched watched(JamfPro site) {
        Instance instance = new Instance(site.name());
        URI address = requireNonNull(addresses.get(instance));
        List<Token> configured = fixed.get(instance);
        if (configured != null) {
            return new Inventory.Watched(
                    instance,
                    Optional.empty(),
                    configured.isEmpty() ? Source.NONE : Source.CONFIGURED,
                    configured.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new FixedTokenSource(configured, Optional.empty())),
                    site.hasLog());
        }
        Http http = AnsweringHttp.of((method, uri) -> site.answer(uri.getPath(), clock.instant()));
        // Too short a secret to search each answer for it, which takes a tenth of a scenario's time.
        TokenSource source = new JamfTokenSource(
                instance,
                new JamfServer(address, new ClientCredentials("depwatch", new Secret("short")), Map.of()),
                false,
                http,
                clock);
        return new Inventory.Watched(instance, Optional.of(address), Source.JAMF, Optional.of(source), site.hasLog());
    }

    /** @param inOrder false if it is killed, so that what was not saved is gone */
    void stop(boolean inOrder) {
        if (inOrder) {
            save();
        }
        running = Optional.empty();
    }

    private void save() {
        running.ifPresent(parts -> {
            savedJournal = parts.journal().snapshot();
            savedInventory = parts.inventory().saved();
            savedDeliveries = DeliveryLog.of(List.of(parts.receiver()));
        });
    }

    void step(Instant now) throws InterruptedException {
        if (running.isEmpty()) {
            return;
        }
        Parts parts = running.get();
        parts.logs().keySet().forEach(instance -> read(instance, parts, now));
        while (parts.inventory().readNext(now)) {
            // The next one.
        }
        boolean caseIsOpen = !parts.journal().openInstances().isEmpty();
        if (!now.isBefore(appleReadAt.plus(caseIsOpen ? APPLE_IN_A_CASE : APPLE_USUALLY))) {
            apple.ifPresent(asked -> readApple(asked, now));
        }
        parts.loop().assessNow(now);
        parts.receiver().deliverDue(parts.loop().latest().orElseThrow(), now);
        save();
    }

    /** Apple lists deleted servers, too. */
    private void readApple(Apple asked, Instant now) {
        Map<String, Map<String, MdmServer>> servers = new TreeMap<>();
        sites.values()
                .forEach(site -> site.tokens()
                        .values()
                        .forEach(held -> held.tenures.forEach(
                                tenure -> servers.computeIfAbsent(held.organization, first -> new TreeMap<>())
                                        .computeIfAbsent(tenure.download().server(), asked::reported))));
        organizations = servers.entrySet().stream()
                .map(each -> new Organization(
                        each.getKey(),
                        Scope.BUSINESS,
                        List.copyOf(each.getValue().values()),
                        asked.accounts(),
                        Optional.empty(),
                        Optional.of(now),
                        Optional.empty()))
                .toList();
        appleReadAt = now;
    }

    private void read(Instance instance, Parts parts, Instant now) {
        List<String> lines = requireNonNull(sites.get(instance)).log();
        LogName log = new LogName(instance, "log");
        RecordAssembler assembler = requireNonNull(parts.assemblers().get(instance));
        int from = read.getOrDefault(instance, 0);
        boolean live = requireNonNull(parts.logs().get(instance)).caughtUp();
        for (int line = from; line < lines.size(); line++) {
            assembler
                    .line(lines.get(line), line + 1)
                    .ifPresent(completed -> completed(completed, log, parts, live, now));
        }
        assembler.finish().ifPresent(completed -> completed(completed, log, parts, live, now));
        read.put(instance, lines.size());
        parts.logs()
                .computeIfPresent(
                        instance, (read, status) -> status.at(true, Optional.empty(), Optional.empty(), 0, now));
    }

    private static void completed(Completed completed, LogName log, Parts parts, boolean live, Instant now) {
        Position position = new Position(List.of());
        completed
                .record()
                .flatMap(SIGNATURES::recognise)
                .ifPresentOrElse(
                        sighting -> parts.journal().recordSighting(log, sighting, completed.end(), position, now),
                        () -> parts.journal().readUpTo(log, position, now));
        parts.logs().computeIfPresent(log.instance(), (read, status) -> status.after(completed.record(), now, live));
    }

    Optional<Assessment> assessment() {
        return running.flatMap(parts -> parts.loop().latest());
    }

    List<Notification> messages() {
        return messages;
    }
}
