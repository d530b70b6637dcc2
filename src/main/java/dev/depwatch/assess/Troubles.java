package dev.depwatch.assess;

import dev.depwatch.assess.Trouble.Kind;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Failure;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.logs.LogRecord;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What keeps depwatch itself from seeing: told like a failure, for an instance nobody sees is not a healthy one. */
final class Troubles {
    private final Facts facts;
    private final List<Silence> silences;

    /** @param silences those in force */
    Troubles(Facts facts, List<Silence> silences) {
        this.facts = facts;
        this.silences = silences;
    }

    List<Trouble> all() {
        return Stream.concat(
                        facts.logs().stream().flatMap(this::ofLog),
                        facts.inventories().stream().flatMap(this::ofInventory))
                .toList();
    }

    private Stream<Trouble> ofLog(LogStatus log) {
        return Stream.of(notFollowed(log), layoutNotUnderstood(log), clockDiffers(log))
                .flatMap(Optional::stream);
    }

    private Optional<Trouble> notFollowed(LogStatus log) {
        return log.trouble()
                .filter(trouble -> facts.lasts(trouble.since()))
                .map(trouble ->
                        new Trouble(log.log().instance(), Kind.LOG_NOT_FOLLOWED, trouble.sentence(), trouble.since()));
    }

    private Optional<Trouble> layoutNotUnderstood(LogStatus log) {
        return log.layoutUnknownSince()
                .filter(facts::lasts)
                .map(since -> new Trouble(
                        log.log().instance(),
                        Kind.LAYOUT_NOT_UNDERSTOOD,
                        log.log().path() + " grows, but no record in it is understood, so that failures pass unseen. "
                                + LogRecord.EXPECTED_LAYOUT,
                        since));
    }

    private Optional<Trouble> clockDiffers(LogStatus log) {
        return log.clockDifference()
                .filter(difference -> Facts.clockDiffers(log))
                .map(difference -> new Trouble(
                        log.log().instance(),
                        Kind.CLOCK_DIFFERS,
                        LogClock.sentence(log.log().path(), log.log().instance(), difference),
                        log.lastRecordSeenAt().orElse(facts.now())));
    }

    private Stream<Trouble> ofInventory(InstanceInventory inventory) {
        return Stream.of(
                        tokensNotRead(inventory).stream(),
                        gaps(inventory),
                        failureNotLogged(inventory).stream(),
                        syncsStopped(inventory).stream())
                .flatMap(part -> part);
    }

    /**
     * A token whose syncs fail, as Jamf Pro itself says, and of which no record says so: the log may be that of a node that
     * does not sync, or the records be in words that nobody has published. A failure that lasts, since a log may be slower
     * to tell than the API, and none that its date explains.
     */
    private Optional<Trouble> failureNotLogged(InstanceInventory inventory) {
        Instance instance = inventory.instance();
        List<LogStatus> logs = facts.logsOf(instance);
        if (logs.isEmpty()
                || !logs.stream()
                        .allMatch(log -> log.caughtUp() && log.trouble().isEmpty())
                || inventory.failure().isPresent()
                || inventory.gapsSince().containsKey(Part.SYNCS)
                || facts.open().stream().anyMatch(run -> run.instance().equals(instance) && explains(run))) {
            return Optional.empty();
        }
        return inventory.reading().map(Reading::tokens).orElse(List.of()).stream()
                .filter(state ->
                        state.token().kind() == TokenKind.ADE && !facts.hasPassed(state.token()) && !isSilenced(state))
                .flatMap(state -> facts.historyOf(state.token()).failing().stream()
                        .filter(failing -> failing.recoveredBy().isEmpty() && isKnownForLong(failing, inventory))
                        .filter(failing -> renewedAt(state, inventory)
                                .filter(at -> state.sync()
                                        .filter(sync -> sync.at().isAfter(at))
                                        .isEmpty())
                                .isEmpty())
                        .map(failing -> new Trouble(
                                instance, Kind.FAILURE_NOT_LOGGED, notLoggedSentence(state, instance), failing.by())))
                .min(Comparator.comparing(Trouble::since).thenComparing(Trouble::sentence));
    }

    /** One record that never became a case worth telling explains for no longer than the next would be waited for. */
    private boolean explains(Run run) {
        return run.kind() == TokenKind.ADE
                && (run.opened(facts.timing())
                        || run.found()
                                .lastSeenAt()
                                .plus(facts.timing().patience())
                                .isAfter(facts.now()));
    }

    /** What failed already when it was first read has a time of long before, and may be told by the log at any moment. */
    private boolean isKnownForLong(Failing failing, InstanceInventory inventory) {
        Instant since = failing.after().isPresent()
                ? failing.by()
                : Optional.ofNullable(inventory.heardSince().get(Part.SYNCS)).orElse(facts.now());
        return facts.lastsLong(since);
    }

    private String notLoggedSentence(TokenState state, Instance instance) {
        return ("Jamf Pro says that the sync of \"%s\" fails (%s), and %s tells of no failure. In a cluster the primary"
                        + " node's log alone does: follow that one. Else look for its records of this time: they may be in"
                        + " words that depwatch does not know.")
                .formatted(
                        state.token().name(),
                        state.sync().map(Sync::state).orElse(""),
                        facts.logsOf(instance).get(0).log().path());
    }

    private Stream<Trouble> gaps(InstanceInventory inventory) {
        // Beside a log, notifications that cannot be read are no trouble of their own: the advice says to check first.
        return inventory.reading().map(Reading::gaps).orElse(Map.of()).entrySet().stream()
                .filter(gap -> gap.getKey() != Part.TERMS || !facts.hasLog(inventory.instance()))
                .sorted(Map.Entry.comparingByKey())
                .map(gap -> new Trouble(
                        inventory.instance(),
                        Kind.TOKENS_NOT_READ,
                        gap.getValue(),
                        inventory.gapsSince().getOrDefault(gap.getKey(), facts.now())))
                .filter(trouble -> facts.lasts(trouble.since()));
    }

    private Optional<Trouble> tokensNotRead(InstanceInventory inventory) {
        Kind kind = facts.hasLog(inventory.instance()) ? Kind.TOKENS_NOT_READ : Kind.NOTHING_SEEN;
        return inventory
                .failure()
                .filter(failure -> isPassing(failure) ? facts.lastsLong(failure.since()) : facts.lasts(failure.since()))
                .map(failure -> new Trouble(inventory.instance(), kind, failure.sentence(), failure.since()));
    }

    /** What an upgrade or a restart of Jamf Pro brings along, and ends by itself. */
    private static boolean isPassing(Failure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE, UNAVAILABLE -> true;
            case CREDENTIALS, PRIVILEGE, ANSWER -> false;
        };
    }

    /**
     * Tokens whose newest sync stands still although Jamf Pro answers: its primary node may be down, or a sync may hang. A
     * failing sync is told of as that, unless it was another token's.
     */
    private Optional<Trouble> syncsStopped(InstanceInventory inventory) {
        if (inventory.failure().isPresent() || inventory.gapsSince().containsKey(Part.SYNCS)) {
            return Optional.empty();
        }
        List<TokenState> stopped = inventory.reading().map(Reading::tokens).orElse(List.of()).stream()
                .filter(state -> state.token().kind() == TokenKind.ADE && !isSilenced(state))
                .filter(state -> stoppedSince(state, inventory).isPresent())
                .toList();
        return stopped.stream()
                .flatMap(state -> stoppedSince(state, inventory).stream())
                .min(Comparator.naturalOrder())
                .map(since -> new Trouble(
                        inventory.instance(), Kind.SYNCS_STOPPED, stoppedSentence(stopped, inventory), since));
    }

    private Optional<Instant> stoppedSince(TokenState state, InstanceInventory inventory) {
        Optional<Instant> synced = state.sync().map(Sync::at);
        Optional<Instant> renewed = renewedAt(state, inventory)
                .filter(at -> synced.filter(at::isBefore).isEmpty());
        Optional<Instant> neverSince = renewed.filter(facts::lastsLong);
        boolean isOld = state.outcome() != Outcome.FAILED
                && synced.filter(at -> !at.plus(facts.timing().stopped()).isAfter(facts.now()))
                        .isPresent();
        return neverSince.or(() -> isOld ? synced : Optional.empty());
    }

    private static Optional<Instant> renewedAt(TokenState state, InstanceInventory inventory) {
        return inventory.newestReplacement(state.token().key()).map(Replaced::at);
    }

    private static String stoppedSentence(List<TokenState> stopped, InstanceInventory inventory) {
        TokenState first = stopped.get(0);
        boolean isNew = renewedAt(first, inventory)
                .filter(at -> first.sync().filter(sync -> sync.at().isAfter(at)).isEmpty())
                .isPresent();
        return "Jamf Pro answers, but "
                + (isNew ? "has not synced the new token \"" : "no longer syncs \"")
                + first.token().name() + "\""
                + (stopped.size() == 1 ? "" : " and " + (stopped.size() - 1) + " more")
                + ". In a cluster only the primary node syncs: check that it runs. Else restart Jamf Pro, and look for the"
                + " reason in its log.";
    }

    private boolean isSilenced(TokenState state) {
        return silences.stream()
                .anyMatch(silence -> silence.covers(state.token().key()));
    }
}
