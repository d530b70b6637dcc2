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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an assessment is given, in one order whatever order it came in, and asked by instance. */
final class AssessmentInput {
    /** From its beginning in the first zone on Earth to its end in the last, a date without a zone lasts so long. */
    static final Duration A_DATE_EVERYWHERE = Duration.ofHours(50);

    /** A record is read a moment after it was written: less than this is no difference of clocks. */
    private static final Duration CLOCK_NOISE = Duration.ofSeconds(5);

    /**
     * An API that was asked when a case began has answered or failed by then: it is asked at most every 30 s and each
     * try ends in 10 s. Not in proportion to the sync interval, for it is a matter of networks.
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
    /** Made when it is asked for: most tokens have nothing to do with any case. */
    private final Map<Token.Key, SyncSeries> series = new HashMap<>();

    private final Set<Instance> clockDiffers;
    private final Map<Token.Key, SyncSeries> tenures = new HashMap<>();
    private @Nullable WorkingTokens working;
    private final List<Episode> open;
    private final List<ClosedCase> recentlyClosed;
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
                .forEach(inventory -> inventory.reading().map(Reading::tokens).orElse(List.of()).stream()
                        .forEach(state -> states.put(state.token().key(), state)));
        this.clockDiffers = new HashSet<>();
        this.logs.stream()
                .filter(AssessmentInput::clockDiffers)
                .forEach(status -> clockDiffers.add(status.log().instance()));
        this.open = cases.open().stream()
                .sorted(BY_SUBJECT)
                .map(found -> run(found, true))
                .toList();
        this.recentlyClosed = cases.recentlyClosed().stream()
                .filter(end -> !end.closedAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .sorted(Comparator.comparing(ClosedCase::closed, BY_SUBJECT))
                .toList();
        this.episodes = Stream.concat(open.stream(), recentlyClosed.stream().map(end -> run(end.closed(), false)))
                .collect(groupingBy(Episode::instance, TreeMap::new, toList()));
    }

    /** Whether the log's times cannot be compared with this host's. */
    static boolean clockDiffers(LogStatus status) {
        return status.records().clockDifference().filter(LogClock::differs).isPresent();
    }

    Instant now() {
        return now;
    }

    Thresholds timing() {
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
     * The tokens that a run can be about, in the order of their ids: those of its kind, and those that were removed since it
     * began and without which it has not gone on.
     */
    List<TokenState> tokensFor(Episode episode) {
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

    /** The new token with which one that the run was about, or may have been, was replaced. */
    Optional<Replaced> replacementSince(Episode episode, Token.Key token) {
        return inventoryOf(episode.instance())
                .flatMap(inventory -> inventory.newestReplacement(token))
                .filter(replaced -> replaced.at().isAfter(here(episode, episode.began())));
    }

    /** When the token that is in place was first seen, if there was another one before. */
    Optional<Instant> renewedAt(TokenState state) {
        return inventoryOf(state.token().instance())
                .flatMap(inventory -> inventory.newestReplacement(state.token().key()))
                .map(Replaced::at);
    }

    /** Whether the token's sync state is still that of the token before it. */
    boolean hasNotSyncedYet(TokenState state) {
        return renewedAt(state)
                .filter(renewed ->
                        state.sync().filter(sync -> sync.at().isAfter(renewed)).isEmpty())
                .isPresent();
    }

    /**
     * A time of a run by this host's clock, by which the API's times are as well. Where the log's clock differs too much, a
     * run has such times already.
     */
    Instant here(Episode episode, Instant there) {
        return episode.found().statement().isPresent() || clockDiffers(episode.instance())
                ? there
                : there.minus(logAhead(episode.instance()));
    }

    /** By how much the clock of the instance's log is ahead. Of several logs the newest tells. */
    private Duration logAhead(Instance instance) {
        return logsOf(instance).stream()
                .filter(log -> log.records().clockDifference().isPresent())
                .max(Comparator.comparing(log -> log.records().lastSeenAt().orElse(Instant.MIN)))
                .flatMap(log -> log.records().clockDifference())
                .filter(ahead -> ahead.abs().compareTo(CLOCK_NOISE) > 0)
                .orElse(Duration.ZERO);
    }

    /** Whether an entry of any instance holds a token of the server. */
    boolean isHeldSomewhere(Server server) {
        return states.values().stream()
                .map(TokenState::token)
                .filter(token -> token.kind() == TokenKind.ADE)
                .anyMatch(server::isThatOf);
    }

    /** How the syncs of some tokens went within the last hour; empty where none of them is seen to fail. */
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

    /** Whether another enrolment token of the organisation works, whose last good sync came after that moment. */
    boolean anotherHasSyncedWellSince(Instant moment, Token token) {
        return working().byOrganization.getOrDefault(token.organization(), List.of()).stream()
                .takeWhile(other -> other.lastGood().isAfter(moment))
                .anyMatch(other -> !other.token().equals(token.key()));
    }

    /** The servers of the owner, beside these, of which an enrolment token works whose last good sync came after that moment. */
    Stream<Object> othersThatWork(AppleId owner, Set<Object> beside, Instant moment) {
        return working().byOwner.getOrDefault(owner, List.of()).stream()
                .takeWhile(token -> token.lastGood().isAfter(moment))
                .map(Working::server)
                .filter(server -> !beside.contains(server))
                .distinct();
    }

    private record Working(Token.Key token, Object server, Instant lastGood) {
        private static final Comparator<Working> NEWEST_FIRST =
                Comparator.comparing(Working::lastGood).reversed();
    }

    /** The enrolment tokens whose newest sync went well, those that synced last first. */
    private record WorkingTokens(Map<String, List<Working>> byOrganization, Map<AppleId, List<Working>> byOwner) {}

    private WorkingTokens working() {
        if (working == null) {
            Map<String, List<Working>> byOrganization = new HashMap<>();
            Map<AppleId, List<Working>> byOwner = new HashMap<>();
            states.values().stream()
                    .filter(state -> state.token().kind() == TokenKind.ADE)
                    .forEach(state -> lastGoodWhileWorking(state).ifPresent(at -> {
                        Token token = state.token();
                        Working works = new Working(token.key(), token.server(), at);
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

    private Optional<Instant> lastGoodWhileWorking(TokenState state) {
        SyncSeries syncs = tenureOf(state);
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

    /** Whether the token's newest sync went well: by its word, or by one that it had for long while nothing failed. */
    boolean isKnownGood(TokenState state) {
        return state.sync()
                .filter(sync -> isGoodWord(state.token(), sync.state()))
                .isPresent();
    }

    /** A content token has no word: that it synced is all that is told. */
    private boolean isGoodWord(Token token, String word) {
        if (token.kind() == TokenKind.CONTENT) {
            return Outcome.of(word) != Outcome.FAILED && !word.equals(Sync.CLAIMED_ELSEWHERE);
        }
        return switch (Outcome.of(word)) {
            case GOOD -> true;
            case FAILED, UNDER_WAY -> false;
            case UNKNOWN -> historyOf(token).quietFor(word).compareTo(thresholds.goodState()) >= 0;
        };
    }

    /** The syncs of the token that is in place. */
    SyncSeries tenureOf(TokenState state) {
        return tenures.computeIfAbsent(state.token().key(), key -> {
            SyncSeries syncs = syncsOf(state);
            return renewedAt(state).map(syncs::since).orElse(syncs);
        });
    }

    /** The syncs of the entry, those of the tokens before included. */
    SyncSeries syncsOf(TokenState state) {
        return series.computeIfAbsent(
                state.token().key(),
                key -> SyncSeries.of(
                        historyOf(state.token()), word -> isGoodWord(state.token(), word), thresholds.syncInterval()));
    }

    boolean works(Token.Key token) {
        return Optional.ofNullable(states.get(token)).filter(this::works).isPresent();
    }

    /** Whether a sync went well lately: within a few intervals of now, as far as the API is asked. */
    boolean works(TokenState state) {
        Duration recent =
                state.token().kind() == TokenKind.CONTENT ? thresholds.contentSyncs() : thresholds.betweenReadings();
        return isKnownGood(state)
                && state.sync()
                        .filter(sync -> sync.at().plus(recent).isAfter(now))
                        .isPresent();
    }

    /** What tells the token's server at Apple from any other, as far as the newest reading has it. */
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

    /** Open and just closed: what began together need not end together. */
    Stream<Episode> openOrJustClosed() {
        return episodes.values().stream().flatMap(List::stream);
    }

    /** Those of one instance. */
    Stream<Episode> openOrJustClosed(Instance instance) {
        return episodes.getOrDefault(instance, List.of()).stream();
    }

    /** The run as it first began; empty if it was never over in between, or goes on again since more than an hour ago. */
    Optional<Episode> asFirstBegun(Episode episode) {
        Case found = episode.found();
        return found.resumed()
                .filter(resumed ->
                        !resumed.seenAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .map(resumed -> clockDiffers(episode.instance()) ? found.firstSeenAt() : found.firstLoggedAt())
                .map(began -> new Episode(found, false, began, episode.last(), episode.lastNetwork()));
    }

    boolean isWatched(Instance instance) {
        return logsByInstance.containsKey(instance) || inventories.containsKey(instance);
    }

    /** Without one, what Jamf Pro's API states is all there is. */
    boolean hasLog(Instance instance) {
        return logsByInstance.containsKey(instance);
    }

    /** Whether everything that its logs hold, or that its API has stated, has been heard. */
    boolean isCaughtUp(Instance instance) {
        return hasLog(instance)
                ? logsOf(instance).stream().allMatch(Assessment::isHeard)
                : inventoryOf(instance).filter(InstanceInventory::isHeard).isPresent();
    }

    /** Until when a failure of the token would have been heard: until its log's newest record, or its newest good sync. */
    Instant heardUntil(Token.Key token) {
        List<LogStatus> followed = logsOf(token.instance()).stream()
                .filter(log -> log.caughtUp() && log.failure().isEmpty())
                .toList();
        Stream<Instant> records = followed.size() < logsOf(token.instance()).size()
                ? Stream.of()
                : followed.stream().flatMap(log -> log.records().lastSeenAt().stream());
        Stream<Instant> syncs = Optional.ofNullable(states.get(token)).flatMap(TokenState::sync).stream()
                .filter(sync -> !sync.isFailure())
                .map(Sync::at);
        return Stream.concat(records, syncs).max(Comparator.naturalOrder()).orElse(Instant.MIN);
    }

    /** Since when nothing can be known of an instance whose API is all there is; empty while something can. */
    Optional<Instant> blindSince(InstanceInventory inventory) {
        return hasLog(inventory.instance())
                ? Optional.empty()
                : inventory.failure().map(ReadFailure::since).filter(this::lasts);
    }

    /** Whether it is no passing trouble. */
    boolean lasts(Instant since) {
        return !since.plus(thresholds.troubleGrace()).isAfter(now);
    }

    /** Whether it has lasted for longer than what passes by itself. */
    boolean lastsLong(Instant since) {
        return !since.plus(thresholds.patience()).isAfter(now);
    }

    boolean clockDiffers(Instance instance) {
        return clockDiffers.contains(instance);
    }

    /** Whether one of two hosts' clocks is wrong, and not only the zone in which a log is read. */
    boolean clockIsWrong(Instance instance) {
        return logsOf(instance).stream()
                .filter(AssessmentInput::clockDiffers)
                .flatMap(log -> log.records().clockDifference().stream())
                .anyMatch(difference -> !ZoneStep.explains(difference));
    }

    /** Whether the API, which fails now, told of one token of the kind when it last answered. */
    boolean isTheOnlyOneKnown(Episode episode) {
        return tokensFor(episode).size() == 1
                && inventoryOf(episode.instance())
                        .filter(inventory -> inventory.failure().isPresent())
                        .isPresent();
    }

    /** Whether the tokens have been read since the run was last seen; fixed tokens tell nothing that could be newer. */
    boolean isReadSinceLast(Episode episode) {
        return inventoryOf(episode.instance())
                .filter(inventory -> inventory.source() == Source.JAMF)
                .flatMap(InstanceInventory::readAt)
                .filter(episode.found().lastSeenAt()::isAfter)
                .isEmpty();
    }

    /** Whether the tokens have been read since the case began; fixed tokens need be read only once. */
    static boolean isReadSince(Episode episode, InstanceInventory inventory) {
        return (inventory.source() == Source.CONFIGURED && inventory.reading().isPresent())
                || isReadAt(episode.beganSeenAt(), episode.kind(), inventory);
    }

    /**
     * Whether the token's time is over and nobody can have renewed it unseen: a date that was read before it passed may
     * be that of the token before, and so may one after which a sync went well.
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

    /** Whether the token's date, as far as it is known, is over everywhere on Earth. */
    boolean hasPassed(Token token) {
        return token.expiry().filter(expiry -> expiry.isOver(now)).isPresent();
    }

    /** Whether the token's date lies ahead, wherever on Earth it is read. */
    boolean endsLater(Token token) {
        return token.expiry()
                .filter(expiry -> expiry.at().minus(A_DATE_EVERYWHERE).isAfter(now))
                .isPresent();
    }

    /** Tokens that a reading could not tell of are kept from an older one, of which nobody knows how old it is. */
    private static boolean isReadAt(Instant moment, TokenKind kind, InstanceInventory inventory) {
        return !lacks(kind, inventory)
                && inventory.readAt().filter(at -> !at.isBefore(moment)).isPresent();
    }

    /** The syncs of the token that came in its place say nothing of it. */
    private boolean hasSyncedWellSince(Instant moment, Token token) {
        return Optional.ofNullable(states.get(token.key()))
                .filter(state -> state.token().expiry().equals(token.expiry()))
                .filter(this::isKnownGood)
                .flatMap(TokenState::sync)
                .filter(sync -> sync.at().isAfter(moment))
                .isPresent();
    }

    /** Whether the newest reading could not tell which tokens of the kind there are. */
    static boolean lacks(TokenKind kind, InstanceInventory inventory) {
        return kind == TokenKind.CONTENT
                && inventory
                        .reading()
                        .filter(reading -> reading.unreadParts().containsKey(Part.CONTENT_TOKENS))
                        .isPresent();
    }

    /**
     * Whether the tokens are just being read for this case, so that a moment's patience gives a better answer: also those of
     * an instance that was never read, as after its address changed, where each reading ends in bounded time.
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

    private Episode run(Case found, boolean isOpen) {
        return Episode.of(found, isOpen, clockDiffers(found.instance()));
    }
}
