package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.assess.Finding.Server;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The input of one assessment, in an order that does not depend on the caller's, with look-ups by instance. */
final class AssessmentInput {
    /**
     * The longest time a date without a zone can last: from its beginning in the first zone on Earth to its end in the
     * last.
     */
    static final Duration LONGEST_DATE = Duration.ofHours(50);

    /** Apple's server tokens live for a year. */
    private static final Duration LIFE = Duration.ofDays(365);

    /** A record is read a moment after it was written: less than this is no difference of clocks. */
    private static final Duration CLOCK_NOISE = Duration.ofSeconds(5);

    /**
     * An API read that started when a case began has ended by then: depwatch polls at most every 30 s, and each attempt
     * times out after 10 s. Does not scale with the sync interval, because it depends on the network.
     */
    static final Duration INVENTORY_ANSWERS_WITHIN = Duration.ofMinutes(1);

    private static final Comparator<Case> BY_SUBJECT =
            Comparator.comparing(Case::instance).thenComparing(Case::cause).thenComparing(Case::id);

    private final Instant now;
    private final Thresholds thresholds;
    private final List<LogStatus> logs;
    private final Map<Instance, List<LogStatus>> logsByInstance;
    private final Map<Instance, InstanceInventory> inventories;
    private final Map<Token.Key, TokenState> states = new HashMap<>();
    /** Filled on demand: most tokens belong to no case. */
    private final Map<Token.Key, SyncSeries> series = new HashMap<>();

    /** By the identity of the case, whose hash costs more than the answer. */
    private final IdentityHashMap<Case, List<TokenState>> tokensByCase = new IdentityHashMap<>();

    private final Map<Instance, Duration> logsAhead = new HashMap<>();
    /** A word comes again in every stretch of syncs. */
    private final Map<String, Outcome> outcomes = new HashMap<>();

    private final Set<Instance> clockDiffers;
    private final Map<Token.Key, SyncSeries> currentSyncs = new HashMap<>();
    private @Nullable WorkingTokens working;
    private final List<Episode> open;
    private final List<ClosedCase> recentlyClosed;
    private final List<ClosedCase> deletedServers;
    private final Map<Instance, List<Episode>> episodes;

    AssessmentInput(
            Journal.Snapshot cases,
            List<LogStatus> logs,
            Map<Instance, InstanceInventory> inventories,
            Thresholds thresholds,
            Instant now) {
        this.now = now;
        this.thresholds = thresholds;
        this.logs = logs.stream().sorted(Comparator.comparing(LogStatus::log)).toList();
        this.logsByInstance =
                this.logs.stream().collect(groupingBy(status -> status.log().instance()));
        this.inventories = new TreeMap<>(inventories);
        this.inventories
                .values()
                .forEach(inventory -> inventory.states().stream()
                        .forEach(state -> states.put(state.token().key(), state)));
        this.clockDiffers = new HashSet<>();
        this.logs.stream()
                .filter(AssessmentInput::clockDiffers)
                .forEach(status -> clockDiffers.add(status.log().instance()));
        this.open = cases.open().stream()
                .sorted(BY_SUBJECT)
                .map(found -> episode(found, true))
                .toList();
        this.recentlyClosed = cases.recentlyClosed().stream()
                .filter(end -> !end.closedAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .sorted(Comparator.comparing(ClosedCase::closed, BY_SUBJECT))
                .toList();
        this.deletedServers = cases.recentlyClosed().stream()
                .filter(end -> end.closed().cause() == Cause.SERVER_INACTIVE)
                .toList();
        this.episodes = Stream.concat(open.stream(), recentlyClosed.stream().map(end -> episode(end.closed(), false)))
                .collect(groupingBy(Episode::instance, TreeMap::new, toList()));
    }

    /** Whether the log's times cannot be compared with this host's. */
    static boolean clockDiffers(LogStatus status) {
        return status.records().clockDifference().filter(LogClock::differs).isPresent();
    }

    Instant now() {
        return now;
    }

    Thresholds thresholds() {
        return thresholds;
    }

    List<LogStatus> logs() {
        return logs;
    }

    List<LogStatus> logsOf(Instance instance) {
        return logsByInstance.getOrDefault(instance, List.of());
    }

    Collection<InstanceInventory> inventories() {
        return inventories.values();
    }

    Optional<InstanceInventory> inventoryOf(Instance instance) {
        return Optional.ofNullable(inventories.get(instance));
    }

    /**
     * The tokens that an episode can be about, in the order of their ids: those of its kind, and those removed since it
     * began, unless the failure continued after the removal.
     */
    List<TokenState> tokensFor(Episode episode) {
        // Each rule asks for them; all that they depend on is in the case.
        return tokensByCase.computeIfAbsent(episode.found(), found -> findTokens(episode));
    }

    private List<TokenState> findTokens(Episode episode) {
        Stream<TokenState> removed =
                inventoryOf(episode.instance()).map(InstanceInventory::removed).orElse(Map.of()).values().stream()
                        .filter(token -> token.state().token().kind() == episode.kind())
                        .filter(token -> !token.at().isBefore(episode.beganSeenAt()))
                        .filter(token ->
                                !episode.found().lastSeenAt().isAfter(token.at().plus(thresholds.missedSync())))
                        .map(Removed::state);
        return Stream.concat(
                        inventoryOf(episode.instance())
                                .flatMap(InstanceInventory::reading)
                                .map(Reading::tokens)
                                .orElse(List.of())
                                .stream()
                                .filter(state -> state.token().kind() == episode.kind()),
                        removed)
                .sorted(Comparator.comparing(state -> state.token().id()))
                .toList();
    }

    /** The newest replacement of this token since the episode began. */
    Optional<Replaced> replacementSince(Episode episode, Token.Key token) {
        return inventoryOf(episode.instance())
                .flatMap(inventory -> inventory.newestReplacement(token))
                .filter(replaced -> replaced.at().isAfter(onThisHostsClock(episode, episode.began())));
    }

    /** When depwatch first saw the current token; empty if the entry had no other token before. */
    Optional<Instant> renewedAt(TokenState state) {
        return inventoryOf(state.token().instance())
                .flatMap(inventory -> inventory.newestReplacement(state.token().key()))
                .map(Replaced::at);
    }

    /** Each time that another token was put into the entry. */
    Stream<Replaced> replacementsOf(Token.Key token) {
        return inventoryOf(token.instance()).map(InstanceInventory::replaced).stream()
                .flatMap(replaced -> replaced.getOrDefault(token, List.of()).stream());
    }

    /** Whether the token's sync state still belongs to the previous token. */
    boolean hasNotSyncedYet(TokenState state) {
        return renewedAt(state)
                .filter(renewed ->
                        state.sync().filter(sync -> sync.at().isAfter(renewed)).isEmpty())
                .isPresent();
    }

    /**
     * Whether Jamf Pro reports how the token syncs, and a reading from after the second moment shows that it has not
     * synced it since the first: then Apple has refused nothing.
     */
    boolean isUntried(TokenState state, Instant since, Instant until) {
        return state.sync().filter(sync -> !sync.at().isAfter(since)).isPresent()
                && inventoryOf(state.token().instance())
                        .filter(inventory -> !inventory.gapsSince().containsKey(Part.SYNCS))
                        .flatMap(InstanceInventory::readAt)
                        .filter(until::isBefore)
                        .isPresent();
    }

    /**
     * Converts a time of an episode to this host's clock, which API times use too. If the clocks differ too much, the
     * episode uses this host's clock already.
     */
    Instant onThisHostsClock(Episode episode, Instant time) {
        return episode.found().statement().isPresent() || clockDiffers(episode.instance())
                ? time
                : time.minus(logsAhead.computeIfAbsent(episode.instance(), this::logAhead));
    }

    /**
     * How far the clock of the instance's log is ahead. If there are several logs, the one with the newest record
     * decides.
     */
    private Duration logAhead(Instance instance) {
        return logsOf(instance).stream()
                .filter(log -> log.records().clockDifference().isPresent())
                .max(Comparator.comparing(log -> log.records().lastSeenAt().orElse(Instant.MIN)))
                .flatMap(log -> log.records().clockDifference())
                .filter(ahead -> ahead.abs().compareTo(CLOCK_NOISE) > 0)
                .orElse(Duration.ZERO);
    }

    /** Every token of every instance, as it was last read. */
    Stream<TokenState> states() {
        return inventories.values().stream().flatMap(inventory -> inventory.states().stream());
    }

    /** Whether an entry of any instance holds a token of the server. */
    boolean isHeldSomewhere(Server server) {
        return enrollmentTokens().anyMatch(server::isThatOf);
    }

    /** Whether another entry holds a token of the token's server. */
    boolean isHeldElsewhere(Token token) {
        Server server = Server.of(token);
        return enrollmentTokens().anyMatch(other -> !other.key().equals(token.key()) && server.isThatOf(other));
    }

    private Stream<Token> enrollmentTokens() {
        return states.values().stream().map(TokenState::token).filter(token -> token.kind() == TokenKind.ADE);
    }

    /** Whether Apple had no server for the entry any more when its token was replaced. */
    boolean wasServerDeleted(TokenState state, Replaced replaced) {
        Instance instance = state.token().instance();
        Stream<Case> ended = deletedServers.stream()
                .filter(end -> replaced.after().filter(end.closedAt()::isBefore).isEmpty())
                .map(ClosedCase::closed);
        Stream<Case> continuing = open.stream()
                .filter(episode -> episode.cause() == Cause.SERVER_INACTIVE)
                .map(Episode::found);
        return Stream.concat(ended, continuing)
                .filter(found -> found.instance().equals(instance)
                        && !found.firstSeenAt().isAfter(replaced.at()))
                .anyMatch(found -> replaced.after()
                        .filter(after -> syncsOf(state).wentWellBetween(found.lastSeenAt(), after))
                        .isEmpty());
    }

    /** How the syncs of some tokens went within the last hour; empty if none of them failed. */
    Optional<SyncCount> syncCount(List<Token> tokens) {
        Instant since = now.minus(thresholds.goodSyncs());
        List<SyncCount> counts = tokens.stream()
                .flatMap(token -> Optional.ofNullable(states.get(token.key())).stream())
                .map(state -> syncsOf(state).count(since))
                .toList();
        int failed = counts.stream().mapToInt(SyncCount::failed).sum();
        return failed == 0
                ? Optional.empty()
                : Optional.of(new SyncCount(
                        failed, counts.stream().mapToInt(SyncCount::all).sum()));
    }

    /** Whether another working enrolment token of the organisation had its last good sync after that moment. */
    boolean anotherHasSyncedWellSince(Instant moment, Token token) {
        return working().byOrganization.getOrDefault(token.organization(), List.of()).stream()
                .takeWhile(other -> other.lastGood().isAfter(moment))
                .anyMatch(other -> !other.token().equals(token.key()));
    }

    /**
     * The owner's other servers with a working enrolment token whose last good sync came after a moment, and which is
     * known to be older than the failure: a new token works whatever ended the old one.
     */
    Stream<Object> othersThatWork(AppleId owner, Set<Object> beside, Instant failed, Instant moment) {
        return working().byOwner.getOrDefault(owner, List.of()).stream()
                .takeWhile(token -> token.lastGood().isAfter(moment))
                .filter(token -> token.since().isBefore(failed))
                .map(Working::server)
                .filter(server -> !beside.contains(server))
                .distinct();
    }

    private record Working(Token.Key token, Object server, Instant lastGood, Instant since) {
        private static final Comparator<Working> NEWEST_FIRST =
                Comparator.comparing(Working::lastGood).reversed();
    }

    /** The enrolment tokens whose newest sync went well, the newest sync first. */
    private record WorkingTokens(Map<String, List<Working>> byOrganization, Map<AppleId, List<Working>> byOwner) {}

    private WorkingTokens working() {
        if (working == null) {
            Map<String, List<Working>> byOrganization = new HashMap<>();
            Map<AppleId, List<Working>> byOwner = new HashMap<>();
            states.values().stream()
                    .filter(state -> state.token().kind() == TokenKind.ADE)
                    .forEach(state -> lastGoodWhileWorking(state).ifPresent(at -> {
                        Token token = state.token();
                        Working works = new Working(token.key(), token.server(), at, worksSince(state));
                        if (!token.organization().isBlank()) {
                            byOrganization
                                    .computeIfAbsent(token.organization(), first -> new ArrayList<>())
                                    .add(works);
                        }
                        token.owner()
                                .ifPresent(owner -> byOwner.computeIfAbsent(owner, first -> new ArrayList<>())
                                        .add(works));
                    }));
            Stream.concat(byOrganization.values().stream(), byOwner.values().stream())
                    .forEach(tokens -> tokens.sort(Working.NEWEST_FIRST));
            working = new WorkingTokens(byOrganization, byOwner);
        }
        return working;
    }

    /**
     * Since when the token, which works now, has been in its entry without a failing sync at the latest. Somebody may
     * have renewed it unseen before depwatch first read it, at any time that its date allows.
     */
    private Instant worksSince(TokenState state) {
        Instant inPlace = renewedAt(state)
                .orElseGet(() -> Stream.concat(
                                historyOf(state.token()).streaks().stream()
                                        .map(SyncHistory.Streak::first)
                                        .limit(1),
                                state.token().expiry().map(Expiry::at).map(at -> at.minus(LIFE)).stream())
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MAX));
        return currentSyncsOf(state).lastFailed().filter(inPlace::isBefore).orElse(inPlace);
    }

    /** Whether the entry got another token after that moment. */
    boolean isRenewedSince(Instant moment, Token.Key token) {
        return Optional.ofNullable(states.get(token))
                .flatMap(this::renewedAt)
                .filter(moment::isBefore)
                .isPresent();
    }

    private Optional<Instant> lastGoodWhileWorking(TokenState state) {
        SyncSeries syncs = currentSyncsOf(state);
        return syncs.failingNow().isPresent() ? Optional.empty() : syncs.lastGood();
    }

    /** Whether a sync of the token's entry has gone well since then. */
    boolean hasEverSyncedWellSince(Instant moment, Token.Key token) {
        return Optional.ofNullable(states.get(token))
                .flatMap(state -> syncsOf(state).lastGood())
                .filter(at -> at.isAfter(moment))
                .isPresent();
    }

    boolean isRemoved(Token token) {
        return inventoryOf(token.instance())
                .filter(inventory -> inventory.removed().containsKey(token.key()))
                .isPresent();
    }

    SyncHistory historyOf(Token token) {
        return inventoryOf(token.instance())
                .map(InstanceInventory::syncs)
                .map(syncs -> syncs.get(token.key()))
                .orElse(SyncHistory.NONE);
    }

    /**
     * Whether the token's newest sync went well: its word says so, or the entry kept that word for long while nothing
     * failed.
     */
    boolean isKnownGood(TokenState state) {
        return state.sync()
                .filter(sync -> isGoodWord(state.token(), sync.state()))
                .isPresent();
    }

    /** The API has no sync word for a content token. It reports only that the token synced. */
    private boolean isGoodWord(Token token, String word) {
        if (token.kind() == TokenKind.CONTENT) {
            return outcome(word) != Outcome.FAILED && !word.equals(Sync.CLAIMED_ELSEWHERE);
        }
        return switch (outcome(word)) {
            case GOOD -> true;
            case FAILED, UNDER_WAY -> false;
            case UNKNOWN -> historyOf(token).quietFor(word).compareTo(thresholds.goodState()) >= 0;
        };
    }

    private Outcome outcome(String word) {
        return outcomes.computeIfAbsent(word, Outcome::of);
    }

    /** The syncs of the current token. */
    SyncSeries currentSyncsOf(TokenState state) {
        return currentSyncs.computeIfAbsent(state.token().key(), key -> {
            SyncSeries syncs = syncsOf(state);
            return renewedAt(state).map(syncs::since).orElse(syncs);
        });
    }

    /** The syncs of the entry, including those of previous tokens. */
    SyncSeries syncsOf(TokenState state) {
        return series.computeIfAbsent(
                state.token().key(),
                key -> SyncSeries.of(
                        historyOf(state.token()),
                        word -> isGoodWord(state.token(), word),
                        word -> outcome(word) == Outcome.FAILED,
                        thresholds.syncInterval()));
    }

    boolean works(Token.Key token) {
        return Optional.ofNullable(states.get(token)).filter(this::works).isPresent();
    }

    /** Whether a sync went well lately: within the longest time between two readings of the API. */
    boolean works(TokenState state) {
        Duration recent =
                state.token().kind() == TokenKind.CONTENT ? thresholds.contentSyncs() : thresholds.betweenReadings();
        return isKnownGood(state)
                && state.sync()
                        .filter(sync -> sync.at().plus(recent).isAfter(now))
                        .isPresent();
    }

    /** The identity of the token's server at Apple, according to the newest reading. */
    Object server(Token.Key token) {
        return Optional.ofNullable(states.get(token))
                .map(state -> state.token().server())
                .orElse(token);
    }

    List<Episode> open() {
        return open;
    }

    List<ClosedCase> recentlyClosed() {
        return recentlyClosed;
    }

    /** Open and recently closed episodes: failures that began together need not end together. */
    Stream<Episode> openOrJustClosed() {
        return episodes.values().stream().flatMap(List::stream);
    }

    /** The open and recently closed episodes of one instance. */
    Stream<Episode> openOrJustClosed(Instance instance) {
        return episodes.getOrDefault(instance, List.of()).stream();
    }

    /**
     * The episode with its first beginning; empty if the case was never closed and reopened, or reopened more than an
     * hour ago.
     */
    Optional<Episode> asFirstBegun(Episode episode) {
        Case found = episode.found();
        return found.resumed()
                .filter(resumed ->
                        !resumed.seenAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .map(resumed -> clockDiffers(episode.instance()) ? found.firstSeenAt() : found.firstLoggedAt())
                .map(began -> new Episode(found, false, began, episode.last(), episode.lastNetwork()));
    }

    /** Whether most syncs since the episode began failed: by its own sightings, or by those of an outage meanwhile. */
    boolean isDense(Episode episode) {
        long hidden = openOrJustClosed(episode.instance())
                .filter(other ->
                        other.cause() == Cause.SERVICE_ERROR && other.began().isAfter(episode.began()))
                .mapToLong(other -> other.found().sightings())
                .sum();
        return episode.isDense(hidden, thresholds);
    }

    boolean isWatched(Instance instance) {
        return logsByInstance.containsKey(instance) || inventories.containsKey(instance);
    }

    /** Without a log, Jamf Pro's API is the only source. */
    boolean hasLog(Instance instance) {
        return logsByInstance.containsKey(instance);
    }

    /**
     * Whether depwatch has read everything that the instance's logs hold. Without a log: whether it has read the API.
     */
    boolean isCaughtUp(Instance instance) {
        return hasLog(instance)
                ? logsOf(instance).stream().allMatch(Assessment::isHeard)
                : inventoryOf(instance).filter(InstanceInventory::isHeard).isPresent();
    }

    /**
     * The time until which depwatch would have seen a failure of the token: its log's newest record, or its newest good
     * sync.
     */
    Instant heardUntil(Token.Key token) {
        List<LogStatus> followed = logsOf(token.instance()).stream()
                .filter(log -> log.caughtUp() && log.failure().isEmpty())
                .toList();
        Stream<Instant> records = followed.size() < logsOf(token.instance()).size()
                ? Stream.of()
                : followed.stream().flatMap(log -> log.records().lastSeenAt().stream());
        Stream<Instant> syncs = Optional.ofNullable(states.get(token)).flatMap(TokenState::sync).stream()
                .filter(sync -> !sync.reportsFailure())
                .map(Sync::at);
        return Stream.concat(records, syncs).max(Comparator.naturalOrder()).orElse(Instant.MIN);
    }

    /** Since when depwatch can see nothing of an instance without a log; empty while it can. */
    Optional<Instant> blindSince(InstanceInventory inventory) {
        return hasLog(inventory.instance())
                ? Optional.empty()
                : inventory.failure().map(ReadFailure::since).filter(this::lasts);
    }

    /** Whether it lasts longer than the grace time of a monitoring issue. */
    boolean lasts(Instant since) {
        return !since.plus(thresholds.troubleGrace()).isAfter(now);
    }

    /** Whether it lasts longer than a failure that ends by itself. */
    boolean lastsLong(Instant since) {
        return !since.plus(thresholds.patience()).isAfter(now);
    }

    boolean clockDiffers(Instance instance) {
        return clockDiffers.contains(instance);
    }

    /** Whether the clock of one of two hosts is wrong, and not only the time zone of a log. */
    boolean clockIsWrong(Instance instance) {
        return logsOf(instance).stream()
                .filter(AssessmentInput::clockDiffers)
                .flatMap(log -> log.records().clockDifference().stream())
                .anyMatch(difference -> !ZoneStep.explains(difference));
    }

    /** Whether the API fails now and listed one token of the kind when it last answered. */
    boolean isTheOnlyOneKnown(Episode episode) {
        return tokensFor(episode).size() == 1
                && inventoryOf(episode.instance())
                        .filter(inventory -> inventory.failure().isPresent())
                        .isPresent();
    }

    /**
     * Whether depwatch has read the tokens since the episode's last sighting. Always true for fixed tokens, which never
     * change.
     */
    boolean isReadSinceLast(Episode episode) {
        return inventoryOf(episode.instance())
                .filter(inventory -> inventory.source() == Source.JAMF)
                .flatMap(InstanceInventory::readAt)
                .filter(episode.found().lastSeenAt()::isAfter)
                .isEmpty();
    }

    /** Whether depwatch has read the tokens since the case began. Fixed tokens need only one reading. */
    static boolean isReadSince(Episode episode, InstanceInventory inventory) {
        return (inventory.source() == Source.CONFIGURED && inventory.reading().isPresent())
                || isReadAt(episode.beganSeenAt(), episode.kind(), inventory);
    }

    /**
     * Whether the token has expired and cannot have been renewed unseen. A date read before it passed may belong to the
     * previous token. So may a date followed by a good sync.
     */
    boolean isExpired(Token token) {
        Instant end = token.expiry()
                .filter(expiry -> expiry.isOver(now))
                .map(Expiry::at)
                .orElse(Instant.MAX);
        return !end.equals(Instant.MAX)
                && inventoryOf(token.instance())
                        .filter(inventory -> inventory.source() != Source.JAMF
                                || (isReadAt(end, token.kind(), inventory) && !hasSyncedWellSince(end, token)))
                        .isPresent();
    }

    /** Whether the token's date, if known, has passed everywhere on Earth. */
    boolean hasPassed(Token token) {
        return token.expiry().filter(expiry -> expiry.isOver(now)).isPresent();
    }

    /** Whether the token's date lies ahead everywhere on Earth. */
    boolean endsLater(Token token) {
        return token.expiry()
                .filter(expiry -> expiry.at().minus(LONGEST_DATE).isAfter(now))
                .isPresent();
    }

    /** If a reading cannot list the tokens of a kind, depwatch keeps those of an older reading of unknown age. */
    private static boolean isReadAt(Instant moment, TokenKind kind, InstanceInventory inventory) {
        return !lacks(kind, inventory)
                && inventory.readAt().filter(at -> !at.isBefore(moment)).isPresent();
    }

    /** The syncs of a replacement prove nothing about the token before it. */
    private boolean hasSyncedWellSince(Instant moment, Token token) {
        return Optional.ofNullable(states.get(token.key()))
                .filter(state -> state.token().expiry().equals(token.expiry()))
                .filter(this::isKnownGood)
                .flatMap(TokenState::sync)
                .filter(sync -> sync.at().isAfter(moment))
                .isPresent();
    }

    /** Whether the newest reading could not list the tokens of the kind. */
    static boolean lacks(TokenKind kind, InstanceInventory inventory) {
        return kind == TokenKind.CONTENT
                && inventory
                        .reading()
                        .filter(reading -> reading.unreadParts().containsKey(Part.CONTENT_TOKENS))
                        .isPresent();
    }

    /**
     * Whether the tokens are just being read for this case, so that a moment's patience gives a better answer: also
     * those of an instance that was never read, as after its address changed, where each reading ends in bounded time.
     */
    boolean awaitsInventory(Episode episode) {
        return inventoryOf(episode.instance())
                .filter(inventory -> inventory.source() != Source.NONE)
                .filter(inventory -> inventory.failure().isEmpty() && !lacks(episode.kind(), inventory))
                .filter(inventory -> !isReadSince(episode, inventory))
                .filter(inventory -> !inventory.isHeard()
                        || now.isBefore(episode.beganSeenAt().plus(INVENTORY_ANSWERS_WITHIN)))
                .isPresent();
    }

    private Episode episode(Case found, boolean isOpen) {
        return Episode.of(found, isOpen, clockDiffers(found.instance()));
    }
}
