package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Failure;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.Generation;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Sighting;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A fleet in a few words. Times are minutes from {@link #START}. An instance is followed, caught up, writes records all
 * the time and answers through the API just now, with signed terms, unless said otherwise.
 */
final class World {
    static final Instant START = Instant.parse("2026-11-24T14:23:00Z");
    static final List<Duration> STEPS = List.of(Duration.ofDays(60), Duration.ofDays(14), Duration.ofDays(1));

    private final Map<Instance, Site> sites = new TreeMap<>();
    private final List<Line> readings = new ArrayList<>();
    private final List<ClosedCase> closed = new ArrayList<>();
    private Duration syncInterval = Duration.ofMinutes(2);

    static World of(String... instances) {
        World world = new World();
        for (String instance : instances) {
            world.sites.put(new Instance(instance), new Site());
        }
        return world;
    }

    static Instant minute(double minute) {
        return START.plusMillis(Math.round(minute * 60_000));
    }

    /** One record as it is read. */
    private record Line(LogName log, Sighting sighting, double seenAt) {}

    /** What is known of one instance, as far as it is not as usual. */
    private static final class Site {
        private final Map<Token.Key, TokenState> tokens =
                new TreeMap<>(Comparator.comparing(Token.Key::kind).thenComparing(Token.Key::id));
        private final Map<Token.Key, Instant> replacedAt = new HashMap<>();
        private final Map<String, UnaryOperator<LogStatus>> logs = new TreeMap<>(Map.of("log", status -> status));
        private Source source = Source.JAMF;
        private Terms terms = Terms.SIGNED;
        private Optional<Double> readAt = Optional.empty();
        private boolean neverRead;
        private Optional<Failure> failure = Optional.empty();
        private final Map<Part, String> gaps = new EnumMap<>(Part.class);
        private final Map<Part, Instant> gapsSince = new EnumMap<>(Part.class);
        private boolean inInventory = true;
    }

    World syncEvery(Duration interval) {
        syncInterval = interval;
        return this;
    }

    World ade(String instance, String id, String owner) {
        return token(instance, TokenKind.ADE, id, owner, "Example", Optional.empty());
    }

    World content(String instance, String id, String owner) {
        return token(instance, TokenKind.CONTENT, id, owner, "Example", Optional.empty());
    }

    World token(
            String instance, TokenKind kind, String id, String owner, String organization, Optional<Instant> expiry) {
        Token.Key key = new Token.Key(new Instance(instance), kind, id);
        Token token =
                new Token(key, "token " + id, AppleId.of(owner), organization, "", "", expiry.map(Expiry::ofInstant));
        site(instance).tokens.put(key, new TokenState(token, Optional.empty()));
        return this;
    }

    World expires(String instance, String id, Instant at) {
        return change(
                instance,
                id,
                state -> new TokenState(
                        new Token(
                                state.token().key(),
                                state.token().name(),
                                state.token().owner(),
                                state.token().organization(),
                                "",
                                "",
                                Optional.of(Expiry.ofInstant(at))),
                        state.sync()));
    }

    World organization(String instance, String id, String organization) {
        return change(
                instance,
                id,
                state -> new TokenState(
                        new Token(
                                state.token().key(),
                                state.token().name(),
                                state.token().owner(),
                                organization,
                                "",
                                "",
                                state.token().expiry()),
                        state.sync()));
    }

    World synced(String instance, String id, String state, double at) {
        return change(instance, id, before -> new TokenState(before.token(), Optional.of(new Sync(state, minute(at)))));
    }

    World replaced(String instance, String id, double at) {
        site(instance).tokens.keySet().stream()
                .filter(key -> key.id().equals(id))
                .forEach(key -> site(instance).replacedAt.put(key, minute(at)));
        return this;
    }

    World removed(String instance) {
        site(instance).tokens.clear();
        return this;
    }

    World terms(String instance, Terms terms) {
        site(instance).terms = terms;
        return this;
    }

    World readAt(String instance, double at) {
        site(instance).readAt = Optional.of(at);
        return this;
    }

    World neverRead(String instance) {
        site(instance).neverRead = true;
        return this;
    }

    /** The API answers, but for a part. */
    World gap(String instance, Part part, double since) {
        site(instance).gaps.put(part, part.displayName() + " cannot be read: no privilege.");
        site(instance).gapsSince.put(part, minute(since));
        return this;
    }

    World apiDown(String instance, double since) {
        site(instance).failure = Optional.of(
                new Failure(TokenSourceException.Kind.UNREACHABLE, "No answer from Jamf Pro.", minute(since)));
        return this;
    }

    World fixedTokens(String instance) {
        site(instance).source = Source.CONFIGURED;
        site(instance).terms = Terms.UNKNOWN;
        return this;
    }

    World withoutInventory(String instance) {
        site(instance).inInventory = false;
        return this;
    }

    World withoutSource(String instance) {
        site(instance).source = Source.NONE;
        site(instance).neverRead = true;
        return this;
    }

    World log(String instance, String path, UnaryOperator<LogStatus> change) {
        site(instance).logs.put(path, change);
        return this;
    }

    World catchingUp(String instance) {
        return log(instance, "log", status -> Logs.with(status, false, status.trouble(), status.lastRecordSeenAt()));
    }

    World silentSince(String instance, double at) {
        return log(instance, "log", status -> Logs.with(status, true, status.trouble(), Optional.of(minute(at))));
    }

    World deafSince(String instance, double at) {
        LogStatus.Trouble trouble = new LogStatus.Trouble("log: no such file.", minute(at));
        return log(instance, "log", status -> Logs.with(status, true, Optional.of(trouble), status.lastRecordSeenAt()));
    }

    World clockAhead(String instance, Duration difference) {
        return log(instance, "log", status -> Logs.clockAhead(status, difference));
    }

    World gone(String instance) {
        sites.remove(new Instance(instance));
        return this;
    }

    /** Fails in every sync, from one minute to another. */
    World fails(String instance, Cause cause, double from, double to) {
        for (double at = from; at <= to; at += 2) {
            seen(instance, cause, at);
        }
        return this;
    }

    World seen(String instance, Cause cause, double... minutes) {
        for (double at : minutes) {
            read(instance, "log", cause, false, at, at);
        }
        return this;
    }

    World networkFault(String instance, double... minutes) {
        for (double at : minutes) {
            read(instance, "log", Cause.SERVICE_ERROR, true, at, at);
        }
        return this;
    }

    /** Was logged at one time and read at another. */
    World read(String instance, String log, Cause cause, boolean network, double loggedAt, double seenAt) {
        Sighting sighting = new Sighting(cause, network, cause.key() + "-1", minute(loggedAt), "evidence of " + cause);
        readings.add(new Line(new LogName(new Instance(instance), log), sighting, seenAt));
        return this;
    }

    /** Everything of that cause on the instance was found to be over. */
    World closed(String instance, Cause cause, double at) {
        journal(at).snapshot().open().stream()
                .filter(found -> found.instance().name().equals(instance) && found.cause() == cause)
                .forEach(found -> {
                    closed.add(new ClosedCase(found, minute(at), Proof.SYNCED));
                    readings.removeIf(reading -> reading.log().instance().name().equals(instance)
                            && reading.sighting().cause() == cause);
                });
        return this;
    }

    Assessment at(double minute) {
        return new Assessor(new Policy(syncInterval, STEPS, List.of()))
                .assess(cases(minute), logs(minute), inventory(minute), minute(minute));
    }

    Journal.Snapshot cases(double minute) {
        Journal.Snapshot known = journal(minute).snapshot();
        return new Journal.Snapshot(known.logs(), known.open(), closed, List.of());
    }

    private Journal journal(double minute) {
        Journal journal = new Journal(new SimpleMeterRegistry());
        readings.stream()
                .filter(reading -> reading.seenAt() <= minute)
                .sorted(Comparator.comparing(Line::seenAt))
                .forEach(reading -> journal.fold(
                        reading.log(),
                        Optional.of(reading.sighting()),
                        new Position(new Generation("", 0, "", 0, ""), 0),
                        minute(reading.seenAt())));
        return journal;
    }

    List<LogStatus> logs(double minute) {
        List<LogStatus> all = new ArrayList<>();
        sites.forEach((instance, site) -> site.logs.forEach(
                (path, change) -> all.add(change.apply(Logs.heard(new LogName(instance, path), minute(minute))))));
        return all;
    }

    Map<Instance, InstanceInventory> inventory(double minute) {
        Map<Instance, InstanceInventory> all = new HashMap<>();
        sites.forEach((instance, site) -> {
            if (site.inInventory) {
                all.put(instance, inventory(instance, site, minute));
            }
        });
        return all;
    }

    private static InstanceInventory inventory(Instance instance, Site site, double minute) {
        return new InstanceInventory(
                instance,
                Optional.empty(),
                site.source,
                site.neverRead
                        ? Optional.empty()
                        : Optional.of(new Reading(List.copyOf(site.tokens.values()), site.terms, site.gaps)),
                site.neverRead ? Optional.empty() : Optional.of(minute(site.readAt.orElse(minute))),
                site.replacedAt,
                site.gapsSince,
                site.failure);
    }

    private World change(String instance, String id, UnaryOperator<TokenState> change) {
        site(instance).tokens.replaceAll((key, state) -> key.id().equals(id) ? change.apply(state) : state);
        return this;
    }

    private Site site(String instance) {
        return Optional.ofNullable(sites.get(new Instance(instance)))
                .orElseThrow(() -> new IllegalArgumentException("no instance " + instance + " in this world"));
    }
}
