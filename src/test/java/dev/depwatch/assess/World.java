package dev.depwatch.assess;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Scope;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.SignedTerms;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.InstanceInventory.Syncs;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.inventory.SyncHistory.Quiet;
import dev.depwatch.inventory.SyncHistory.Streak;
import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.LogStatus.Pause;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A fleet in a few words. Times are minutes from {@link #START}. By default an instance is followed and caught up,
 * writes records all the time, and its API answers just now, with signed terms.
 */
final class World {
    static final Instant START = Instant.parse("2026-11-24T14:23:00Z");
    static final List<Duration> STEPS = List.of(Duration.ofDays(60), Duration.ofDays(14), Duration.ofDays(1));

    private final Map<Instance, Site> sites = new TreeMap<>();
    private final List<Line> readings = new ArrayList<>();
    private long identities;
    private final List<ClosedCase> closed = new ArrayList<>();
    private Duration syncInterval = Duration.ofMinutes(2);
    private double readEvery = 0.5;
    private SharedAccounts owners = SharedAccounts.NONE;
    private final Map<String, AppleSide> apple = new TreeMap<>();

    static World of(String... instances) {
        return new World().instances(instances);
    }

    World instances(String... names) {
        for (String name : names) {
            sites.put(new Instance(name), new Site());
        }
        return this;
    }

    static Instant minute(double minute) {
        return START.plusMillis(Math.round(minute * 60_000));
    }

    /** An organisation at Apple: its servers as they are at a minute, and the accounts of owners. */
    private static final class AppleSide {
        private final Map<String, DoubleFunction<MdmServer>> servers = new TreeMap<>();
        private final List<Account> accounts = new ArrayList<>();
        private Optional<Double> readAt = Optional.empty();
        private Optional<ReadFailure> failure = Optional.empty();
    }

    private AppleSide side(String organization) {
        return apple.computeIfAbsent(organization, first -> new AppleSide());
    }

    /** Apple last heard from the server at that minute, and not since. */
    World connected(String organization, String uuid, double at) {
        side(organization).servers.put(uuid, now -> server(uuid, MdmServer.Status.ACTIVE, Optional.of(minute(at))));
        return this;
    }

    /** Apple hears from the server every two minutes. */
    World connects(String organization, String uuid) {
        side(organization)
                .servers
                .put(uuid, now -> server(uuid, MdmServer.Status.ACTIVE, Optional.of(minute(2 * Math.floor(now / 2)))));
        return this;
    }

    /** Apple does not say when the server connected. */
    World neverHeard(String organization, String uuid) {
        side(organization).servers.put(uuid, now -> server(uuid, MdmServer.Status.ACTIVE, Optional.empty()));
        return this;
    }

    World serverIs(String organization, String uuid, MdmServer.Status status, double lastConnected) {
        side(organization).servers.put(uuid, now -> server(uuid, status, Optional.of(minute(lastConnected))));
        return this;
    }

    /** Apple was last read then; unless said, just now. */
    World appleReadAt(String organization, double at) {
        side(organization).readAt = Optional.of(at);
        return this;
    }

    /** Apple's API of the organisation cannot be read since then. */
    World appleFails(String organization, ReadException.Reason kind, String sentence, double since) {
        side(organization).failure = Optional.of(new ReadFailure(kind, sentence, minute(since)));
        return this;
    }

    World account(String organization, String owner, Account.Status status, double since) {
        side(organization).accounts.add(new Account(appleId(owner).orElseThrow(), status, minute(since)));
        return this;
    }

    private static MdmServer server(String uuid, MdmServer.Status status, Optional<Instant> connected) {
        return new MdmServer(
                uuid,
                "server " + uuid,
                status,
                Optional.of(12L),
                connected,
                Optional.empty(),
                Optional.of(minute(-100)));
    }

    private List<Organization> apple(double minute) {
        List<Organization> all = new ArrayList<>();
        apple.forEach((name, side) -> {
            double readAt = side.readAt.orElse(minute);
            all.add(new Organization(
                    name,
                    Scope.BUSINESS,
                    side.servers.values().stream()
                            .map(server -> server.apply(readAt))
                            .toList(),
                    side.accounts,
                    Optional.empty(),
                    Optional.of(minute(readAt)),
                    side.failure));
        });
        return all;
    }

    /** One record, or one condition that the API reports, with the time of its reading. */
    private record Line(Instance instance, Cause cause, double seenAt, Consumer<Journal> entry) {}

    /** A token's sync state from a minute on, and when it synced if not all the time. */
    private record Word(String state, double from, Optional<Double> syncedAt) {
        Sync at(double minute) {
            return new Sync(state, minute(syncedAt.orElse(from + 2 * Math.floor((minute - from) / 2))));
        }
    }

    /** One instance, as far as it differs from the default. */
    private static final class Site {
        private final Map<Token.Key, TokenState> tokens =
                new TreeMap<>(Comparator.comparing(Token.Key::kind).thenComparing(Token.Key::id));
        private final List<Replaced> replaced = new ArrayList<>();
        private final Map<Token.Key, Double> removedAt = new HashMap<>();
        private final Map<Token.Key, List<Word>> words = new HashMap<>();
        private final Map<Token.Key, Map<String, Quiet>> known = new HashMap<>();
        private final Map<String, UnaryOperator<LogStatus>> logs = new TreeMap<>(Map.of("log", status -> status));
        private Source source = Source.JAMF;
        private Optional<Double> readAt = Optional.empty();
        private boolean neverRead;
        private Optional<ReadFailure> failure = Optional.empty();
        private final Map<Part, String> gaps = new EnumMap<>(Part.class);
        private final Map<Part, Instant> gapsSince = new EnumMap<>(Part.class);
        private final List<JamfNotification> notifications = new ArrayList<>();
        private final List<SignedTerms> signed = new ArrayList<>();
        private double heardSince = -10_000;
        private boolean inInventory = true;
        private Duration ahead = Duration.ZERO;
    }

    World syncEvery(Duration interval) {
        syncInterval = interval;
        return this;
    }

    World sharedAccounts(String... globs) {
        owners = new SharedAccounts(List.of(globs));
        return this;
    }

    /** Of example.org, if nothing else is said. */
    private static Optional<AppleId> appleId(String owner) {
        return owner.equals("-")
                ? Optional.empty()
                : AppleId.of(owner.isEmpty() || owner.contains("@") ? owner : owner + "@example.org");
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
                new Token(key, "token " + id, appleId(owner), organization, "", "", expiry.map(Expiry::ofInstant));
        site(instance).tokens.put(key, new TokenState(token, Optional.empty()));
        return this;
    }

    World expires(String instance, String id, double at) {
        return expires(instance, id, Expiry.ofInstant(minute(at)));
    }

    World endsOn(String instance, String id, String date) {
        return expires(instance, id, Expiry.ofDate(LocalDate.parse(date)));
    }

    private World expires(String instance, String id, Expiry expiry) {
        return changeToken(
                instance, id, token -> with(token, token.organization(), token.serverUuid(), Optional.of(expiry)));
    }

    /** Its server at Apple has this id. */
    World server(String instance, String id, String uuid) {
        return changeToken(instance, id, token -> with(token, token.organization(), uuid, token.expiry()));
    }

    World organization(String instance, String id, String organization) {
        return changeToken(instance, id, token -> with(token, organization, token.serverUuid(), token.expiry()));
    }

    private World changeToken(String instance, String id, UnaryOperator<Token> change) {
        return change(instance, id, state -> new TokenState(change.apply(state.token()), state.sync()));
    }

    private static Token with(Token token, String organization, String serverUuid, Optional<Expiry> expiry) {
        return new Token(token.key(), token.name(), token.owner(), organization, "", serverUuid, expiry);
    }

    World synced(String instance, String id, String state, double at) {
        return change(instance, id, before -> new TokenState(before.token(), Optional.of(new Sync(state, minute(at)))));
    }

    World withoutSync(String instance, String id) {
        return change(instance, id, before -> new TokenState(before.token(), Optional.empty()));
    }

    /** From this minute on each reading finds this state, with a sync every two minutes. Call it in order of time. */
    World says(String instance, String id, String state, double from) {
        return says(instance, id, new Word(state, from, Optional.empty()));
    }

    /** They sync well all the time. */
    World well(String instance, String... ids) {
        for (String id : ids) {
            says(instance, id, "OK", -60);
        }
        return this;
    }

    /** They sync well until that minute, and fail from then on. */
    World startsFailing(String instance, double at, String... ids) {
        for (String id : ids) {
            says(instance, id, "OK", -60).says(instance, id, "CONNECTION_ERROR", at);
        }
        return this;
    }

    /** From this minute on each reading finds this state, always with the same sync. */
    World says(String instance, String id, String state, double from, double syncedAt) {
        return says(instance, id, new Word(state, from, Optional.of(syncedAt)));
    }

    private World says(String instance, String id, Word word) {
        keys(instance, id)
                .forEach(key -> site(instance)
                        .words
                        .computeIfAbsent(key, first -> new ArrayList<>())
                        .add(word));
        return this;
    }

    /** The state was seen for this long while nothing failed. */
    World quiet(String instance, String id, String state, Duration longest) {
        keys(instance, id)
                .forEach(key -> site(instance)
                        .known
                        .computeIfAbsent(key, first -> new HashMap<>())
                        .put(state, new Quiet(Optional.empty(), longest)));
        return this;
    }

    World knownGood(String instance, String id, String state) {
        return quiet(instance, id, state, Duration.ofHours(1));
    }

    /** Every half minute by default. */
    World readEvery(double minutes) {
        readEvery = minutes;
        return this;
    }

    World replaced(String instance, String id, double at) {
        Site site = site(instance);
        for (Token.Key key : keys(instance, id)) {
            Token former =
                    Optional.ofNullable(site.tokens.get(key)).orElseThrow().token();
            site.replaced.add(replaced(key, former, at));
        }
        return this;
    }

    /** Another owner renewed it and owns it now. */
    World renewedBy(String owner, String instance, String id, double at) {
        Site site = site(instance);
        for (Token.Key key : keys(instance, id)) {
            TokenState state = Optional.ofNullable(site.tokens.get(key)).orElseThrow();
            Token former = state.token();
            site.replaced.add(replaced(key, former, at));
            Token renewed =
                    new Token(key, former.name(), appleId(owner), former.organization(), "", "", former.expiry());
            site.tokens.put(key, new TokenState(renewed, state.sync()));
        }
        return this;
    }

    /** The same account renewed it, and it ends at another time now. */
    World renewedUntil(double expiry, String instance, String id, double at) {
        return replaced(instance, id, at).expires(instance, id, expiry);
    }

    private Replaced replaced(Token.Key key, Token former, double at) {
        return new Replaced(key, minute(at), former, minute(at - readEvery));
    }

    private List<Token.Key> keys(String instance, String id) {
        return site(instance).tokens.keySet().stream()
                .filter(key -> key.id().equals(id))
                .toList();
    }

    /** The token is gone, and no reading ever had it. */
    World without(String instance, String id) {
        keys(instance, id).forEach(site(instance).tokens::remove);
        return this;
    }

    /** From this minute on a token of earlier readings is gone. */
    World removed(String instance, String id, double at) {
        keys(instance, id).forEach(key -> site(instance).removedAt.put(key, at));
        return this;
    }

    /** What Jamf Pro's notifications say of Apple's terms. */
    enum Terms {
        SIGNED,
        NOT_SIGNED,
        UNKNOWN
    }

    World terms(String instance, Terms terms) {
        if (terms == Terms.UNKNOWN) {
            site(instance).gaps.put(Part.TERMS, "not read");
        }
        return terms == Terms.NOT_SIGNED ? notice(instance, Cause.TERMS_NOT_SIGNED, "") : this;
    }

    /** A notification of unsigned terms stood from one minute on, and is gone since another. */
    World termsSigned(String instance, double notified, double at) {
        site(instance).signed.add(new SignedTerms("", minute(notified), minute(at)));
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

    /** The API answers, but one part cannot be read. */
    World gap(String instance, Part part, double since) {
        site(instance).gaps.put(part, part.displayName() + " cannot be read: no privilege.");
        site(instance).gapsSince.put(part, minute(since));
        return this;
    }

    /** Every attempt since then has read all parts; before it depwatch started, or the API was down. */
    World heardSince(String instance, double since) {
        site(instance).heardSince = since;
        return this;
    }

    World apiDown(String instance, double since) {
        return apiFails(instance, ReadException.Reason.UNREACHABLE, since);
    }

    World apiFails(String instance, ReadException.Reason kind, double since) {
        site(instance).failure = Optional.of(new ReadFailure(kind, "No answer from Jamf Pro", minute(since)));
        return this;
    }

    World fixedTokens(String instance) {
        site(instance).source = Source.CONFIGURED;
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

    /** The API is its only source. */
    World withoutLog(String instance) {
        site(instance).logs.clear();
        return this;
    }

    World log(String instance, String path, UnaryOperator<LogStatus> change) {
        site(instance).logs.merge(path, change, (before, next) -> status -> next.apply(before.apply(status)));
        return this;
    }

    /** Another node's log, followed like the first one. */
    World alsoLogs(String instance, String path) {
        return log(instance, path, status -> status);
    }

    /** Another node's log, in which depwatch has not seen a record. */
    World alsoLogsNothing(String instance, String path) {
        return log(instance, path, status -> Logs.with(status, true, Optional.empty(), Optional.empty()));
    }

    World catchingUp(String instance) {
        return log(
                instance,
                "log",
                status -> Logs.with(
                        status, false, status.failure(), status.records().lastSeenAt()));
    }

    World silentSince(String instance, double at) {
        return log(instance, "log", status -> Logs.with(status, true, status.failure(), Optional.of(minute(at))));
    }

    /** Its log had no record between these times. */
    World paused(String instance, double from, double until) {
        Pause pause = new Pause(minute(from), minute(until));
        return log(
                instance,
                "log",
                status -> Logs.heard(status.log(), status.records().lastSeenAt().orElseThrow(), Optional.of(pause)));
    }

    World unfollowedSince(String instance, double at) {
        LogStatus.FollowFailure failure = new LogStatus.FollowFailure("log: no such file.", minute(at));
        return log(
                instance,
                "log",
                status -> Logs.with(
                        status, true, Optional.of(failure), status.records().lastSeenAt()));
    }

    /** So are the times of the records that follow. */
    World clockAhead(String instance, Duration difference) {
        site(instance).ahead = difference;
        return log(instance, "log", status -> Logs.clockAhead(status, difference));
    }

    World gone(String instance) {
        sites.remove(new Instance(instance));
        return this;
    }

    /** Fails at every sync from one minute to another. */
    World fails(String instance, Cause cause, double from, double to) {
        for (double at = from; at <= to; at += 2) {
            seen(instance, cause, at);
        }
        return this;
    }

    World seen(String instance, Cause cause, double... minutes) {
        for (double at : minutes) {
            read(instance, "log", cause, false, at + site(instance).ahead.toSeconds() / 60.0, at);
        }
        return this;
    }

    World networkFault(String instance, double... minutes) {
        for (double at : minutes) {
            read(instance, "log", Cause.SERVICE_ERROR, true, at, at);
        }
        return this;
    }

    /** Logged at one time and read at another. */
    World read(String instance, String log, Cause cause, boolean network, double loggedAt, double seenAt) {
        String signature = switch (cause) {
            case BAD_REQUEST -> "ade-bad-request";
            case TOKEN_EXPIRED -> "ade-expired-token";
            default -> cause.key() + "-1";
        };
        return read(instance, log, cause, network, loggedAt, seenAt, signature);
    }

    /** Like {@link #fails}, with records of one signature. */
    World answers(String instance, Cause cause, String signature, double from, double to) {
        for (double at = from; at <= to; at += 2) {
            read(instance, "log", cause, false, at, at, signature);
        }
        return this;
    }

    private World read(
            String instance,
            String log,
            Cause cause,
            boolean network,
            double loggedAt,
            double seenAt,
            String signature) {
        Sighting sighting = new Sighting(cause, network, signature, minute(loggedAt), "evidence of " + cause);
        LogName name = new LogName(new Instance(instance), log);
        Position end = new Position(List.of());
        long identity = ++identities;
        readings.add(new Line(
                name.instance(),
                cause,
                seenAt,
                journal -> journal.recordSighting(name, sighting, identity, end, minute(seenAt))));
        return this;
    }

    /**
     * Every sync of the token fails from one minute to another, and every one is read; ten minutes before none failed.
     */
    World syncsFail(String instance, String id, double from, double to) {
        return syncsFail(instance, id, from, to, Optional.of(minute(from - 10)));
    }

    /** Its syncs failed already at the first reading. */
    World foundFailing(String instance, String id, double from, double to) {
        return syncsFail(instance, id, from, to, Optional.empty());
    }

    private World syncsFail(String instance, String id, double from, double to, Optional<Instant> readBefore) {
        for (double at = from; at <= to; at += 2) {
            condition(instance, Cause.SYNC_FAILED, List.of(id), at, at, readBefore);
        }
        return synced(instance, id, "CONNECTION_ERROR", to);
    }

    /** A failed sync that was missing from a reading ten minutes before, although it was over then. */
    World reportedLate(String instance, String id, double failedAt, double readAt) {
        Optional<Instant> readBefore = Optional.of(minute(readAt - 10));
        return condition(instance, Cause.SYNC_FAILED, List.of(id), failedAt, readAt, readBefore)
                .synced(instance, id, "CONNECTION_ERROR", failedAt);
    }

    /** The token's newest sync has failed, and it is still the newest at these readings. */
    World staysFailed(String instance, String id, double since, double... readAt) {
        for (double at : readAt) {
            condition(instance, Cause.SYNC_FAILED, List.of(id), since, at, Optional.empty());
        }
        return synced(instance, id, "CONNECTION_ERROR", since);
    }

    /** A notification about these tokens stands at these readings; the first one found it. */
    World notified(String instance, Cause cause, List<String> ids, double... readAt) {
        for (double at : readAt) {
            condition(instance, cause, ids, readAt[0], at, Optional.empty());
        }
        return this;
    }

    /** A certificate without a date. */
    World certificate(String instance, TokenKind kind, String owner) {
        return token(instance, kind, Token.Key.ONLY, owner, "", Optional.empty());
    }

    /** A notification that reports no failure of a token stands since the first reading. */
    World notifies(String instance, String type, String name) {
        site(instance)
                .notifications
                .add(new JamfNotification(
                        Optional.empty(),
                        type,
                        type,
                        name.equals("-") ? "" : name.replace('_', ' '),
                        START,
                        Optional.empty()));
        return this;
    }

    /** A notification stands at the newest reading. */
    World notice(String instance, Cause cause, String name) {
        Site site = site(instance);
        site.notifications.add(new JamfNotification(
                Optional.of(cause),
                cause.name(),
                "" + site.notifications.size(),
                name,
                START,
                Optional.of(minute(-10))));
        return this;
    }

    private World condition(
            String instance, Cause cause, List<String> ids, double since, double readAt, Optional<Instant> readBefore) {
        Instance name = new Instance(instance);
        Set<Token.Key> tokens =
                ids.stream().map(id -> new Token.Key(name, cause.kind(), id)).collect(Collectors.toSet());
        Sighting sighting = new Sighting(cause, false, "stated", minute(since), "evidence of " + cause);
        ApiCondition condition = new ApiCondition(readBefore, minute(readAt), tokens);
        readings.add(new Line(name, cause, readAt, journal -> journal.recordCondition(name, sighting, condition)));
        return this;
    }

    /** Every case of this cause on the instance was closed. */
    World closed(String instance, Cause cause, double at) {
        journal(at).snapshot().open().stream()
                .filter(found -> found.instance().name().equals(instance) && found.cause() == cause)
                .forEach(found -> {
                    closed.add(new ClosedCase(found, minute(at), Proof.SYNCED));
                    readings.removeIf(
                            reading -> reading.instance().name().equals(instance) && reading.cause() == cause);
                });
        return this;
    }

    /** The instance's cases of this cause were closed; they may reopen later. */
    World over(String instance, Cause cause, Proof proof, double at) {
        Instance name = new Instance(instance);
        readings.add(new Line(
                name,
                cause,
                at,
                journal -> journal.close(journal.snapshot().open().stream()
                        .filter(found -> found.instance().equals(name) && found.cause() == cause)
                        .map(found -> new ClosedCase(found, minute(at), proof))
                        .toList())));
        return this;
    }

    Assessment at(double minute) {
        return new Assessor(new Policy(
                        syncInterval,
                        STEPS,
                        List.of(),
                        owners,
                        List.of("TOMCAT_SSL_CERT_EXPIRED"),
                        ZoneOffset.ofHours(1)))
                .assess(cases(minute), logs(minute), inventory(minute), apple(minute), minute(minute));
    }

    Journal.Snapshot cases(double minute) {
        Journal.Snapshot known = journal(minute).snapshot();
        List<ClosedCase> all = new ArrayList<>(closed);
        all.addAll(known.closed());
        return new Journal.Snapshot(known.logs(), known.open(), all, List.of(), List.of());
    }

    private Journal journal(double minute) {
        Journal journal = new Journal(new SimpleMeterRegistry(), Journal.Snapshot.EMPTY);
        readings.stream()
                .filter(reading -> reading.seenAt() <= minute)
                .sorted(Comparator.comparing(Line::seenAt))
                .forEach(reading -> reading.entry().accept(journal));
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

    private InstanceInventory inventory(Instance instance, Site site, double minute) {
        double readAt = site.readAt.orElse(minute);
        return new InstanceInventory(
                instance,
                site.source,
                Optional.empty(),
                site.neverRead
                        ? Optional.of(configured(site))
                                .filter(known -> !known.isEmpty())
                                .map(Reading::new)
                        : Optional.of(new Reading(
                                site.tokens.values().stream()
                                        .filter(state -> !isGone(site, state, readAt))
                                        .map(state -> state(site, state, readAt))
                                        .toList(),
                                site.notifications,
                                site.gaps)),
                site.neverRead ? Optional.empty() : Optional.of(minute(readAt)),
                Optional.empty(),
                List.copyOf(site.replaced),
                removed(site, readAt),
                site.tokens.keySet().stream()
                        .map(key -> new Syncs(key, history(site, key, readAt)))
                        .toList(),
                site.signed,
                site.gapsSince,
                heard(site),
                site.failure);
    }

    /** What is known without a reading. */
    private static List<TokenState> configured(Site site) {
        return site.tokens.values().stream()
                .filter(state -> state.token().kind() == TokenKind.PUSH)
                .toList();
    }

    private static boolean isGone(Site site, TokenState state, double minute) {
        return site.removedAt.getOrDefault(state.token().key(), Double.MAX_VALUE) <= minute;
    }

    private static List<Removed> removed(Site site, double minute) {
        List<Removed> removed = new ArrayList<>();
        site.removedAt.forEach((key, at) -> Optional.ofNullable(site.tokens.get(key))
                .filter(state -> isGone(site, state, minute))
                .ifPresent(state -> removed.add(new Removed(state(site, state, at), minute(at)))));
        return removed;
    }

    private static TokenState state(Site site, TokenState state, double minute) {
        List<Word> said = said(site, state.token().key(), minute);
        return said.isEmpty()
                ? state
                : new TokenState(
                        state.token(), Optional.of(said.get(said.size() - 1).at(minute)));
    }

    private static List<Word> said(Site site, Token.Key key, double minute) {
        return site.words.getOrDefault(key, List.of()).stream()
                .filter(word -> word.from() <= minute)
                .toList();
    }

    private SyncHistory history(Site site, Token.Key key, double minute) {
        List<Word> said = said(site, key, minute);
        Optional<Instant> notFailingAt = Optional.empty();
        Optional<Failing> failing = Optional.empty();
        for (int i = 0; i < said.size(); i++) {
            Word word = said.get(i);
            Instant from = minute(word.from());
            if (!word.at(word.from()).reportsFailure()) {
                failing = failing.map(before -> new Failing(
                        before.after(), before.by(), before.recoveredBy().or(() -> Optional.of(from))));
                notFailingAt =
                        Optional.of(minute(i + 1 < said.size() ? said.get(i + 1).from() - readEvery : minute));
            } else if (failing.filter(before -> before.recoveredBy().isEmpty()).isEmpty()) {
                Instant synced = word.at(word.from()).at();
                failing = Optional.of(new Failing(
                        notFailingAt, notFailingAt.filter(synced::isBefore).orElse(synced), Optional.empty()));
            }
        }
        Optional<Instant> gone = Optional.ofNullable(site.removedAt.get(key))
                .filter(at -> at <= minute)
                .map(World::minute);
        Optional<Failing> ended = failing.map(before ->
                new Failing(before.after(), before.by(), before.recoveredBy().or(() -> gone)));
        return new SyncHistory(
                notFailingAt, ended, site.known.getOrDefault(key, Map.of()), streaks(site, key, said, minute));
    }

    private static Streak ofOne(Sync sync) {
        return new Streak(sync.state(), sync.at(), sync.at(), 1, Optional.empty(), Optional.empty());
    }

    /** A single failing sync is not enough for a conclusion. */
    private static Streak ofTwo(Sync sync) {
        Instant before = sync.at().minusSeconds(120);
        return new Streak(sync.state(), before, sync.at(), 2, Optional.of(before), Optional.of(Duration.ofMinutes(2)));
    }

    private static List<Streak> streaks(Site site, Token.Key key, List<Word> said, double minute) {
        if (said.isEmpty()) {
            return Optional.ofNullable(site.tokens.get(key)).flatMap(TokenState::sync).stream()
                    .map(sync -> sync.reportsFailure() ? ofTwo(sync) : ofOne(sync))
                    .toList();
        }
        List<Streak> streaks = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            Word word = said.get(i);
            double until = i + 1 < said.size() ? said.get(i + 1).from() - 0.01 : minute;
            Sync first = word.at(word.from());
            Sync last = word.at(until);
            streaks.add(new Streak(
                    word.state(),
                    first.at(),
                    last.at(),
                    1 + (int) (Duration.between(first.at(), last.at()).toMinutes() / 2),
                    last.at().isAfter(first.at()) ? Optional.of(last.at().minusSeconds(120)) : Optional.empty(),
                    last.at().isAfter(first.at()) ? Optional.of(Duration.ofMinutes(2)) : Optional.empty()));
        }
        return streaks;
    }

    private static Map<Part, Instant> heard(Site site) {
        Map<Part, Instant> heard = new EnumMap<>(Part.class);
        if (site.failure.isEmpty() && !site.neverRead) {
            for (Part part : Part.values()) {
                heard.put(part, minute(site.heardSince));
            }
            heard.keySet().removeAll(site.gaps.keySet());
        }
        return heard;
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
