package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The input of one assessment, in an order that does not depend on the caller's.
 *
 * @param silences those in force
 * @param witnesses what Apple's own API says, and of which token
 * @param facts by instance: of every one with a log, tokens or a case
 * @param tokens every token of every instance, as it was last read
 */
record AssessmentInput(
        Policy policy,
        List<Silence> silences,
        List<LogStatus> logs,
        List<InstanceInventory> inventories,
        Witnesses witnesses,
        Map<Instance, InstanceFacts> facts,
        List<TokenTimeline> tokens,
        Thresholds thresholds,
        Instant now) {
    private static final Comparator<Case> BY_SUBJECT =
            Comparator.comparing(Case::instance).thenComparing(Case::cause).thenComparing(Case::id);

    static AssessmentInput of(
            Policy policy,
            List<Silence> silences,
            Journal.Snapshot cases,
            List<LogStatus> logs,
            Map<Instance, InstanceInventory> inventories,
            List<Organization> apple,
            Instant now) {
        Thresholds thresholds = new Thresholds(policy.syncInterval());
        List<LogStatus> sortedLogs =
                logs.stream().sorted(Comparator.comparing(LogStatus::log)).toList();
        Witnesses witnesses =
                apple.isEmpty() ? Witnesses.NONE : new Witnesses(apple, InstanceInventory.tokens(inventories.values()));
        Map<Instance, List<LogStatus>> logsOf =
                sortedLogs.stream().collect(groupingBy(status -> status.log().instance()));
        Map<Instance, List<Case>> openOf =
                cases.open().stream().sorted(BY_SUBJECT).collect(groupingBy(Case::instance));
        Map<Instance, List<ClosedCase>> closedOf = cases.closed().stream()
                .sorted(Comparator.comparing(ClosedCase::closed, BY_SUBJECT))
                .collect(groupingBy(end -> end.closed().instance()));
        Map<Instance, InstanceFacts> facts = new TreeMap<>();
        Stream.of(inventories, logsOf, openOf, closedOf)
                .flatMap(known -> known.keySet().stream())
                .distinct()
                .forEach(instance -> facts.put(
                        instance,
                        InstanceFacts.of(
                                instance,
                                logsOf.getOrDefault(instance, List.of()),
                                Optional.ofNullable(inventories.get(instance)),
                                openOf.getOrDefault(instance, List.of()),
                                closedOf.getOrDefault(instance, List.of()),
                                witnesses,
                                thresholds,
                                now)));
        // A case that was closed long ago makes no instance known.
        facts.values()
                .removeIf(one -> !one.isWatched() && one.episodes().findAny().isEmpty());
        return new AssessmentInput(
                policy,
                silences,
                sortedLogs,
                inventories.values().stream()
                        .sorted(Comparator.comparing(InstanceInventory::instance))
                        .toList(),
                witnesses,
                facts,
                facts.values().stream().flatMap(one -> one.tokens().stream()).toList(),
                thresholds,
                now);
    }

    /** For the times in sentences. */
    TimeFormat times() {
        return new TimeFormat(policy.timeZone());
    }

    /** Those that one issue of an instance reports. A silenced one has its own, which the silence alone hides. */
    Stream<List<TokenTimeline>> reportedTogether(Stream<TokenTimeline> found) {
        Map<Object, List<TokenTimeline>> together = found.collect(groupingBy(
                token -> silences.stream().anyMatch(silence -> silence.covers(token.key()))
                        ? token.key()
                        : token.key().instance(),
                LinkedHashMap::new,
                toList()));
        return together.values().stream();
    }

    Collection<InstanceFacts> instances() {
        return facts.values();
    }

    /** Those closed within the last hour. */
    Stream<ClosedCase> recentlyClosed() {
        return instances().stream().flatMap(facts -> facts.closedSince(now.minus(Journal.REOPENS_WITHIN)));
    }

    InstanceFacts factsOf(Instance instance) {
        return Optional.ofNullable(facts.get(instance)).orElseThrow();
    }

    Stream<TokenTimeline> enrollmentTokens() {
        return tokens.stream().filter(token -> token.kind() == TokenKind.ADE);
    }

    /** Whether Apple lists the token's server, by its id, as inactive or deleted. */
    boolean isGone(Token token) {
        return witnesses.organizations().stream()
                .flatMap(organization -> organization.servers().stream())
                .anyMatch(server -> server.isOf(token) && server.status().isGone());
    }

    /**
     * What is known of one instance: its logs, its tokens and its cases.
     *
     * @param inventory without a source of tokens if there is none
     * @param tokens those of the newest reading
     * @param closed the closed cases that the journal still has
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
                Witnesses witnesses,
                Thresholds thresholds,
                Instant now) {
            InstanceInventory inventory =
                    read.orElseGet(() -> InstanceInventory.unread(instance, Optional.empty(), Source.NONE));
            Function<TokenState, TokenTimeline> timeline =
                    state -> new TokenTimeline(state, inventory, witnesses, thresholds, now);
            boolean clockDiffers = logs.stream().anyMatch(InstanceFacts::clockDiffers);
            Duration ahead = logAhead(logs);
            return new InstanceFacts(
                    instance,
                    logs,
                    inventory,
                    !logs.isEmpty() || read.isPresent(),
                    inventory.states().stream().map(timeline).toList(),
                    inventory.removed().stream()
                            .map(Removed::state)
                            .map(timeline)
                            .toList(),
                    open.stream()
                            .map(found -> Episode.of(found, true, clockDiffers, ahead))
                            .toList(),
                    closed,
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
        boolean isCaughtUp() {
            return hasLog() ? logs.stream().allMatch(LogStatus::isHeard) : inventory.isHeard();
        }

        /** Whether every log is followed to its end. */
        boolean isFollowed() {
            return logs.stream().allMatch(LogStatus::isFollowed);
        }

        /** Whether the newest reading of the API reports how tokens sync. */
        boolean readsSyncs() {
            return inventory.source() == Source.JAMF
                    && inventory.reading().isPresent()
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

        /** Whether the log's times cannot be compared with this host's. */
        static boolean clockDiffers(LogStatus log) {
            return log.records().clockDifference().map(LogClock::differs).orElse(false);
        }

        boolean clockDiffers() {
            return logs.stream().anyMatch(InstanceFacts::clockDiffers);
        }

        /** Whether the clock of one of two hosts is wrong, and not only the time zone of a log. */
        boolean clockIsWrong() {
            return logs.stream()
                    .filter(InstanceFacts::clockDiffers)
                    .flatMap(log -> log.records().clockDifference().stream())
                    .anyMatch(difference -> !LogClock.isOfZones(difference));
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

        /** The open and recently closed ones: failures that began together need not end together. */
        Stream<Episode> episodes() {
            return episodes(now.minus(Journal.REOPENS_WITHIN));
        }

        /** @param notClosedBefore leaves out the closed ones of before */
        Stream<Episode> episodes(Instant notClosedBefore) {
            Stream<Episode> ended = closedSince(notClosedBefore)
                    .map(end -> Episode.of(end.closed(), false, clockDiffers(), logAhead(logs)));
            return Stream.concat(open.stream(), ended);
        }

        Stream<ClosedCase> closedSince(Instant moment) {
            return closed.stream().filter(end -> !end.closedAt().isBefore(moment));
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
            return token.removedAt().stream()
                    .anyMatch(at -> !at.isBefore(episode.beganSeenOrLogged())
                            && !episode.ofCase().lastSeenAt().isAfter(at.plus(thresholds.missedSync())));
        }

        /** Whether depwatch has read the tokens since the case began. Fixed tokens need only one reading. */
        boolean isReadSince(Episode episode) {
            return (inventory.source() == Source.CONFIGURED
                            && inventory.reading().isPresent())
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
                    && (!inventory.isHeard()
                            || now.isBefore(episode.beganSeenAt().plus(TOKENS_READ_WITHIN)));
        }

        /** Whether depwatch read the instance from another address when the episode was last logged: it failed there. */
        boolean wasAtAnotherAddress(Episode episode) {
            return inventory.readFromSince().stream().anyMatch(episode.lastLoggedByHost()::isBefore);
        }

        /**
         * Whether most syncs since the episode began failed, by its own sightings or by those of an outage meanwhile, so
         * that no other sync went well in between.
         */
        boolean isDense(Episode episode) {
            long hidden = episodes()
                    .filter(other -> other.cause() == Cause.SERVICE_ERROR
                            && other.beganByHost().isAfter(episode.beganByHost()))
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

        /**
         * The episode with its first beginning; empty if the case was never closed and reopened, or reopened more than an
         * hour ago.
         */
        Optional<Episode> asFirstBegun(Episode episode) {
            Case found = episode.ofCase();
            return found.resumed()
                    .filter(resumed ->
                            !resumed.seenAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                    .map(resumed ->
                            episode.beganAt(clockDiffers() ? found.firstSeenAt() : found.firstLoggedAt(), false));
        }
    }
}
