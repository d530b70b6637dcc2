package dev.depwatch.assess;

import dev.depwatch.apple.Witnesses;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is known of one instance: its logs, its tokens and its cases.
 *
 * @param inventory without a source of tokens if there is none
 * @param tokens those of the newest reading
 * @param closed the closed cases that the journal still has
 * @param begun when the open cases of all instances began
 */
record InstanceFacts(
        Instance instance,
        List<LogStatus> logs,
        InstanceInventory inventory,
        boolean isWatched,
        List<TokenTimeline> tokens,
        List<TokenTimeline> removed,
        List<Episode> open,
        List<ClosedCase> closed,
        NavigableSet<Instant> begun,
        Thresholds thresholds,
        Instant now) {
    /**
     * An API read that started when a case began has ended by then: while a case is open, at most 30 s pass
     * between two polls, and each attempt times out after 10 s. Does not scale with the sync interval, because it
     * depends on the network.
     */
    static final Duration TOKENS_READ_WITHIN = Duration.ofMinutes(1);

    /** A record is read a moment after it was written: less than this is no difference of clocks. */
    private static final Duration CLOCK_NOISE = Duration.ofSeconds(5);

    /** @param read what was read of it; empty if it is not watched, or not by an API */
    static InstanceFacts of(
            Instance instance,
            List<LogStatus> logs,
            Optional<InstanceInventory> read,
            List<Case> open,
            List<ClosedCase> closed,
            NavigableSet<Instant> begun,
            Witnesses witnesses,
            Thresholds thresholds,
            Instant now) {
        InstanceInventory inventory =
                read.orElseGet(() -> InstanceInventory.unread(instance, Optional.empty(), Source.NONE));
        Function<TokenState, TokenTimeline> timeline =
                state -> new TokenTimeline(state, inventory, witnesses, thresholds, now);
        boolean clockDiffers = clockDifferences(logs).findAny().isPresent();
        Duration ahead = logAhead(logs);
        return new InstanceFacts(
                instance,
                logs,
                inventory,
                !logs.isEmpty() || read.isPresent(),
                inventory.states().stream().map(timeline).toList(),
                inventory.removed().stream().map(Removed::state).map(timeline).toList(),
                open.stream()
                        .map(found -> Episode.of(found, true, clockDiffers, ahead))
                        .toList(),
                closed,
                begun,
                thresholds,
                now);
    }

    // Whether depwatch sees it

    /** Without a log, Jamf Pro's API is the only source. */
    boolean hasLog() {
        return !logs.isEmpty();
    }

    /**
     * Whether each log of the instance is caught up or cannot be followed. Without a log: whether depwatch has read the
     * API.
     */
    boolean isHeard() {
        return hasLog() ? logs.stream().allMatch(LogStatus::isHeard) : inventory.isHeard();
    }

    /** Whether every log is followed to its end. */
    boolean isFollowed() {
        return logs.stream().allMatch(LogStatus::isFollowed);
    }

    /** Whether the newest reading of the API reports how tokens sync. */
    boolean readsSyncs() {
        return inventory.source() == Source.JAMF
                && inventory.readAt().isPresent()
                && inventory.failure().isEmpty()
                && !inventory.gapsSince().containsKey(Part.SYNCS);
    }

    /**
     * The time until which depwatch would have seen a failure of the token: its log's newest record, or its newest good
     * sync.
     */
    Instant heardUntil(TokenTimeline token) {
        Stream<Instant> records =
                isFollowed() ? logs.stream().flatMap(log -> log.records().lastSeenAt().stream()) : Stream.of();
        Stream<Instant> syncs = token.reportsFailure() ? Stream.of() : token.sync().map(sync -> sync.at()).stream();
        return Stream.concat(records, syncs).max(Comparator.naturalOrder()).orElse(Instant.MIN);
    }

    // Clocks

    /** Of the logs whose times cannot be compared with this host's. */
    private static Stream<Duration> clockDifferences(List<LogStatus> logs) {
        return logs.stream()
                .flatMap(log -> log.records().clockDifference().stream())
                .filter(LogClock::differs);
    }

    boolean clockDiffers() {
        return clockDifferences(logs).findAny().isPresent();
    }

    /** Whether the clock of one of two hosts is wrong, and not only the time zone of a log. */
    boolean clockIsWrong() {
        return clockDifferences(logs).anyMatch(difference -> !LogClock.isOfZones(difference));
    }

    /** How far the log's clock is ahead. If there are several logs, the one with the newest record decides. */
    private static Duration logAhead(List<LogStatus> logs) {
        return logs.stream()
                .filter(log -> log.records().clockDifference().isPresent())
                .max(Comparator.comparing(log -> log.records().lastSeenAt().orElse(Instant.MIN)))
                .flatMap(log -> log.records().clockDifference())
                .filter(ahead -> ahead.abs().compareTo(CLOCK_NOISE) > 0)
                .orElse(Duration.ZERO);
    }

    // Its cases

    /**
     * The open ones and those closed within an hour before the sync states were last read: what explained a failing sync
     * explains it until the next reading. Also those that began with one that is open still, because failures that began
     * together need not end together.
     */
    Stream<Episode> episodes() {
        Instant recent = inventory.lastRead(Part.SYNCS, now).minus(Case.REOPENS_WITHIN);
        Duration near = thresholds.betweenReadings();
        return episodes(end -> !end.closedAt().isBefore(recent)
                || !begun.subSet(
                                end.closed().firstLoggedAt().minus(near),
                                end.closed().firstLoggedAt().plus(near))
                        .isEmpty());
    }

    /** @param which of the closed ones */
    Stream<Episode> episodes(Predicate<ClosedCase> which) {
        Stream<Episode> ended = closed.stream()
                .filter(which)
                .map(end -> Episode.of(end.closed(), false, clockDiffers(), logAhead(logs)));
        return Stream.concat(open.stream(), ended);
    }

    /**
     * The tokens that an episode can be about, in the order of their ids: those of its kind, and those removed since it
     * began, unless the failure continued after the removal.
     */
    List<TokenTimeline> tokensFor(Episode episode) {
        return Stream.concat(tokens.stream(), removed.stream().filter(token -> isRemovedDuring(episode, token)))
                .filter(token -> token.kind() == episode.kind())
                .sorted(Comparator.comparing(token -> token.token().id()))
                .toList();
    }

    private boolean isRemovedDuring(Episode episode, TokenTimeline token) {
        return inventory.removed(token.key()).map(Removed::at).stream()
                .anyMatch(at -> !at.isBefore(episode.beganSeenOrLogged())
                        && !episode.ofCase().lastSeenAt().isAfter(at.plus(thresholds.missedSync())));
    }

    /** Whether depwatch has read the tokens since the case began. Fixed tokens need only one reading. */
    boolean isReadSince(Episode episode) {
        return (inventory.source() == Source.CONFIGURED && inventory.reading().isPresent())
                || inventory.isReadSince(episode.beganSeenAt(), episode.kind());
    }

    /**
     * Whether depwatch has read the tokens since the episode's last sighting. Always true for fixed tokens, which never
     * change.
     */
    boolean isReadSinceLast(Episode episode) {
        return inventory.source() != Source.JAMF
                || inventory.readAt().stream().noneMatch(episode.ofCase().lastSeenAt()::isAfter);
    }

    /**
     * Whether to wait a moment, because the tokens are being read for this case. Also true for an instance that was never
     * read, as after its address changed: each reading ends in bounded time.
     */
    boolean awaitsInventory(Episode episode) {
        return inventory.source() != Source.NONE
                && inventory.failure().isEmpty()
                && !inventory.lacks(episode.kind())
                && !isReadSince(episode)
                && (!inventory.isHeard() || now.isBefore(episode.beganSeenAt().plus(TOKENS_READ_WITHIN)));
    }

    /** Whether depwatch read the instance from another address when the episode was last logged: it failed there. */
    boolean wasAtAnotherAddress(Episode episode) {
        return inventory.readFromSince().stream().anyMatch(episode.lastLogged()::isBefore);
    }

    /**
     * Whether most syncs since the episode began failed, by its own sightings or by those of an outage meanwhile, so
     * that no other sync went well in between.
     */
    boolean isDense(Episode episode) {
        long hidden = episodes()
                .filter(other -> other.cause().hidesRefusals() && other.began().isAfter(episode.began()))
                .mapToLong(other -> other.ofCase().sightings())
                .sum();
        return episode.ofCase().longestGap().compareTo(thresholds.threeSyncs()) <= 0
                || thresholds.areMostSyncs(episode.ofCase().sightings() + hidden, episode.lasted());
    }

    /** Whether an open case can be about the token, and was seen lately. */
    boolean logReports(TokenTimeline token) {
        Instant lately = now.minus(thresholds.patience());
        return open.stream()
                .filter(episode -> episode.kind() == token.kind() && !episode.isDeniedByDateOf(token))
                .anyMatch(episode -> episode.ofCase().lastSeenAt().isAfter(lately));
    }

    /** The episode with its first beginning; empty if the case was never closed and reopened. */
    Optional<Episode> asFirstBegun(Episode episode) {
        Case found = episode.ofCase();
        return found.reopened()
                .map(again ->
                        episode.withBeginning(clockDiffers() ? found.firstSeenAt() : found.firstLoggedAt(), false));
    }
}
