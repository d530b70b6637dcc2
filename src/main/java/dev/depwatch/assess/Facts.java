package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Failure;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
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

/** What an assessment is given, in one order whatever order it came in, and asked by instance. */
final class Facts {
    /** From its beginning in the first zone on Earth to its end in the last, a date without a zone lasts so long. */
    static final Duration A_DATE_EVERYWHERE = Duration.ofHours(50);

    /** A log whose newest record differs by more than this from the clock cannot be compared. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    /**
     * An API that was asked when a case began has answered or failed by then: it is asked at most every 30 s and each
     * try ends in 10 s. Not in proportion to the sync interval, for it is a matter of networks.
     */
    private static final Duration INVENTORY_ANSWERS_WITHIN = Duration.ofMinutes(1);

    private static final Comparator<Case> BY_SUBJECT =
            Comparator.comparing(Case::instance).thenComparing(Case::cause).thenComparing(Case::id);

    private final Instant now;
    private final Timing timing;
    private final List<LogStatus> logs;
    private final Map<Instance, List<LogStatus>> logsByInstance;
    private final Map<Instance, InstanceInventory> inventories;
    private final Map<Token.Key, TokenState> states = new HashMap<>();
    private final Set<Instance> clockDiffers;
    private final List<Run> open;
    private final List<ClosedCase> recentlyClosed;

    Facts(
            Journal.Snapshot cases,
            List<LogStatus> logs,
            Map<Instance, InstanceInventory> inventories,
            Timing timing,
            Instant now) {
        this.now = now;
        this.timing = timing;
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
                .filter(Facts::clockDiffers)
                .forEach(status -> clockDiffers.add(status.log().instance()));
        this.open = cases.open().stream()
                .sorted(BY_SUBJECT)
                .map(found -> run(found, true))
                .toList();
        this.recentlyClosed = cases.recentlyClosed().stream()
                .filter(end -> !end.closedAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .sorted(Comparator.comparing(ClosedCase::closed, BY_SUBJECT))
                .toList();
    }

    static boolean clockDiffers(LogStatus status) {
        return status.clockDifference()
                .filter(difference -> difference.abs().compareTo(CLOCK_TOLERANCE) > 0)
                .isPresent();
    }

    Instant now() {
        return now;
    }

    Timing timing() {
        return timing;
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
    List<TokenState> tokensFor(Run run) {
        Stream<TokenState> removed =
                inventoryOf(run.instance()).map(InstanceInventory::removed).orElse(Map.of()).values().stream()
                        .filter(token -> token.state().token().kind() == run.kind())
                        .filter(token -> !token.at().isBefore(run.beganSeenAt()))
                        .filter(token ->
                                !run.found().lastSeenAt().isAfter(token.at().plus(timing.missedSync())))
                        .map(Removed::state);
        return Stream.concat(
                        inventoryOf(run.instance())
                                .flatMap(InstanceInventory::reading)
                                .map(Reading::tokens)
                                .orElse(List.of())
                                .stream()
                                .filter(state -> state.token().kind() == run.kind()),
                        removed)
                .sorted(Comparator.comparing(state -> state.token().id()))
                .toList();
    }

    /**
     * The new token with which one that the run was about was replaced. A replacement after which failures or failing syncs
     * went on was not the right one.
     */
    Optional<Replaced> replacementDuring(Run run, TokenState state) {
        return inventoryOf(run.instance())
                .map(inventory -> inventory.replaced().get(state.token().key()))
                .filter(replaced -> isSince(run, replaced))
                .filter(replaced -> !replaced.at()
                        .plus(timing.missedSync())
                        .isBefore(run.found().lastSeenAt()))
                .filter(replaced -> state.sync()
                        .filter(sync -> sync.tellsFailure() && sync.at().isAfter(replaced.at()))
                        .isEmpty());
    }

    /**
     * Whether a token was replaced since the run began. What the first reading after that finds to be new was so before: it
     * comes at once, and the one before it was minutes ago.
     */
    boolean isSince(Run run, Replaced replaced) {
        Duration firstReading = timing.missedSync().compareTo(INVENTORY_ANSWERS_WITHIN) < 0
                ? timing.missedSync()
                : INVENTORY_ANSWERS_WITHIN;
        return !replaced.at().isBefore(run.beganSeenAt())
                && replaced.at().isAfter(run.began().plus(firstReading));
    }

    /** The token that the run is about: while the end is not proven the former one, and not that of who renewed it. */
    Token failed(Run run, TokenState state) {
        return replacementDuring(run, state).flatMap(Replaced::former).orElse(state.token());
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

    /** Whether the token's newest sync has a word that it had for long while nothing failed. */
    boolean isKnownGood(TokenState state) {
        return state.sync()
                .map(sync -> historyOf(state.token()).quietFor(sync.state()))
                .filter(quiet -> quiet.compareTo(timing.goodState()) >= 0)
                .isPresent();
    }

    /** What tells the token's server at Apple from any other, as far as the newest reading has it. */
    Object server(Token.Key token) {
        return Optional.ofNullable(states.get(token))
                .map(state -> state.token().server())
                .orElse(token);
    }

    List<Run> open() {
        return open;
    }

    List<ClosedCase> recentlyClosed() {
        return recentlyClosed;
    }

    /** Open and just closed: what began together need not end together. */
    Stream<Run> openOrJustClosed() {
        return Stream.concat(open.stream(), recentlyClosed.stream().map(end -> run(end.closed(), false)));
    }

    /** The run as it first began; empty if it was never over in between, or goes on again since more than an hour ago. */
    Optional<Run> asFirstBegun(Run run) {
        Case found = run.found();
        return found.resumed()
                .filter(resumed ->
                        !resumed.seenAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .map(resumed -> clockDiffers(run.instance()) ? found.firstSeenAt() : found.firstLoggedAt())
                .map(began -> new Run(found, false, began, run.last(), run.lastNetwork()));
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
                .filter(log -> log.caughtUp() && log.trouble().isEmpty())
                .toList();
        Stream<Instant> records = followed.size() < logsOf(token.instance()).size()
                ? Stream.of()
                : followed.stream().flatMap(log -> log.lastRecordSeenAt().stream());
        Stream<Instant> syncs = Optional.ofNullable(states.get(token)).flatMap(TokenState::sync).stream()
                .filter(sync -> !sync.tellsFailure())
                .map(Sync::at);
        return Stream.concat(records, syncs).max(Comparator.naturalOrder()).orElse(Instant.MIN);
    }

    /** Since when nothing can be known of an instance whose API is all there is; empty while something can. */
    Optional<Instant> blindSince(InstanceInventory inventory) {
        return hasLog(inventory.instance())
                ? Optional.empty()
                : inventory.failure().map(Failure::since).filter(this::lasts);
    }

    /** Whether it is no passing trouble. */
    boolean lasts(Instant since) {
        return !since.plus(timing.troubleGrace()).isAfter(now);
    }

    boolean clockDiffers(Instance instance) {
        return clockDiffers.contains(instance);
    }

    /** Whether one of two hosts' clocks is wrong, and not only the zone in which a log is read. */
    boolean clockIsWrong(Instance instance) {
        return logsOf(instance).stream()
                .filter(Facts::clockDiffers)
                .flatMap(log -> log.clockDifference().stream())
                .anyMatch(difference -> !ZoneStep.explains(difference));
    }

    /** Whether the tokens have been read since the case began; fixed tokens need be read only once. */
    static boolean isReadSince(Run run, InstanceInventory inventory) {
        return (inventory.source() == Source.CONFIGURED && inventory.reading().isPresent())
                || isReadAt(run.beganSeenAt(), run.kind(), inventory);
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
                .flatMap(TokenState::sync)
                .filter(sync -> !sync.tellsFailure() && sync.at().isAfter(moment))
                .isPresent();
    }

    /** Whether the newest reading could not tell which tokens of the kind there are. */
    static boolean lacks(TokenKind kind, InstanceInventory inventory) {
        return kind == TokenKind.CONTENT
                && inventory
                        .reading()
                        .filter(reading -> reading.gaps().containsKey(Part.CONTENT_TOKENS))
                        .isPresent();
    }

    /** Whether the tokens are just being read for this case, so that a moment's patience gives a better answer. */
    boolean awaitsInventory(Run run) {
        return inventoryOf(run.instance())
                .filter(inventory -> inventory.source() != Source.NONE)
                .filter(inventory -> inventory.failure().isEmpty() && !lacks(run.kind(), inventory))
                .filter(inventory -> !isReadSince(run, inventory))
                .filter(inventory -> now.isBefore(run.beganSeenAt().plus(INVENTORY_ANSWERS_WITHIN)))
                .isPresent();
    }

    private Run run(Case found, boolean isOpen) {
        return Run.of(found, isOpen, clockDiffers(found.instance()));
    }
}
