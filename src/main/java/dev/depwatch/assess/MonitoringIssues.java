package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witness;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.journal.Case;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.record.LogRecord;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What keeps depwatch itself from monitoring, and what it sees without knowing what fails. Reported like a failure: an
 * instance that nobody sees is not a healthy one.
 *
 * @param reported the tokens that a finding reports as failing
 */
record MonitoringIssues(AssessmentInput input, Set<Token.Key> reported) {
    List<MonitoringIssue> all() {
        return Stream.of(
                        input.logs().stream().flatMap(this::ofLog),
                        input.instances().stream().flatMap(this::ofInstance),
                        input.witnesses().organizations().stream()
                                .flatMap(organization -> appleNotRead(organization).stream()),
                        new Certificates(input).issues(),
                        silentOwners())
                .flatMap(part -> part)
                .toList();
    }

    private Optional<MonitoringIssue> appleNotRead(Organization organization) {
        return organization
                .failure()
                .filter(failure -> isToReport(failure, organization.readAt()))
                .map(failure -> MonitoringIssue.appleNotRead(organization.name(), sentence(failure), failure.since()));
    }

    private Stream<MonitoringIssue> ofLog(LogStatus log) {
        return Stream.of(notFollowed(log), layoutNotUnderstood(log), clockDiffers(log))
                .flatMap(Optional::stream);
    }

    private Optional<MonitoringIssue> notFollowed(LogStatus log) {
        return log.failure()
                .filter(failure -> input.lasts(failure.since()))
                .map(failure -> new MonitoringIssue(
                        log.log().instance(), Kind.LOG_NOT_FOLLOWED, failure.sentence(), failure.since()));
    }

    private Optional<MonitoringIssue> layoutNotUnderstood(LogStatus log) {
        return log.records()
                .layoutUnknownSince()
                .filter(input::lasts)
                .map(since -> new MonitoringIssue(
                        log.log().instance(),
                        Kind.LAYOUT_NOT_UNDERSTOOD,
                        log.log().path()
                                + " grows, but depwatch understands no record in it, so failures go unnoticed. "
                                + LogRecord.EXPECTED_LAYOUT,
                        since));
    }

    private Optional<MonitoringIssue> clockDiffers(LogStatus log) {
        return log.records()
                .clockDifference()
                .filter(LogClock::differs)
                .map(difference -> new MonitoringIssue(
                        log.log().instance(),
                        Kind.CLOCK_DIFFERS,
                        LogClock.sentence(log.log().path(), log.log().instance(), difference),
                        log.records().lastSeenAt().orElse(input.now())));
    }

    private Stream<MonitoringIssue> ofInstance(InstanceFacts facts) {
        return Stream.of(
                        tokensNotRead(facts).stream(), unreadParts(facts), failureNotLogged(facts), syncsStopped(facts))
                .flatMap(part -> part);
    }

    /**
     * The tokens whose syncs fail according to Jamf Pro, without a record in the log. The log may belong to a node that
     * does not sync, or its records may use words that nobody has published. The failure must last, because a log may
     * be slower than the API, and the token's date or owner must not explain it.
     */
    private Stream<MonitoringIssue> failureNotLogged(InstanceFacts facts) {
        if (!facts.hasLog() || !facts.isFollowed() || !facts.readsSyncs()) {
            return Stream.empty();
        }
        Stream<TokenTimeline> failing = facts.tokens().stream()
                .filter(token -> token.kind() == TokenKind.ADE
                        && !token.hasNotSyncedYet()
                        && !facts.logReports(token)
                        && !reported.contains(token.key()));
        return issues(Kind.FAILURE_NOT_LOGGED, failing, this::failsForLong, those -> notLoggedSentence(those, facts));
    }

    /** @param since empty for a token without the issue */
    private Stream<MonitoringIssue> issues(
            Kind kind,
            Stream<TokenTimeline> all,
            Function<TokenTimeline, Optional<Instant>> since,
            Function<List<TokenTimeline>, String> sentence) {
        return input.reportedTogether(all.filter(token -> since.apply(token).isPresent()))
                .map(those -> new MonitoringIssue(
                        kind,
                        "",
                        sentence.apply(those),
                        those.stream()
                                .flatMap(token -> since.apply(token).stream())
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        those));
    }

    /** Since when its syncs fail. */
    private Optional<Instant> failsForLong(TokenTimeline token) {
        return token.history()
                .failing()
                .filter(failing -> failing.recoveredBy().isEmpty() && !token.explainsFailingSince(failing.by()))
                .map(Failing::by)
                .filter(input::lastsLong);
    }

    private static String notLoggedSentence(List<TokenTimeline> failing, InstanceFacts facts) {
        TokenTimeline first = failing.get(0);
        return ("Jamf Pro says that the sync of \"%s\"%s fails (%s), but %s has no record of it. In a cluster only"
                        + " the primary node logs it: follow that node's log. Otherwise look in the log, from the first failed"
                        + " sync on, for records that depwatch does not recognise.")
                .formatted(
                        first.token().name(),
                        failing.size() == 1 ? "" : " and of " + (failing.size() - 1) + " more",
                        first.sync().map(Sync::state).orElse(""),
                        facts.logs().get(0).log().path());
    }

    private Stream<MonitoringIssue> unreadParts(InstanceFacts facts) {
        InstanceInventory inventory = facts.inventory();
        // Reading it ends with the readings: while none succeeds, it lasts no longer.
        Instant until = inventory.failure().map(ReadFailure::since).orElse(input.now());
        // With a log, unread notifications are no issue of their own: the advice says to check the terms first. Nobody
        // may be able to grant what reading the CA needs.
        return inventory.unreadParts().entrySet().stream()
                .filter(part -> part.getKey() != Part.CA && (part.getKey() != Part.TERMS || !facts.hasLog()))
                .sorted(Map.Entry.comparingByKey())
                .map(part -> new MonitoringIssue(
                        facts.instance(),
                        Kind.TOKENS_NOT_READ,
                        part.getKey().name(),
                        part.getValue(),
                        inventory.gapsSince().getOrDefault(part.getKey(), until)))
                .filter(issue -> input.thresholds().lasts(issue.since(), until));
    }

    private Optional<MonitoringIssue> tokensNotRead(InstanceFacts facts) {
        Kind kind = facts.hasLog() ? Kind.TOKENS_NOT_READ : Kind.NOTHING_SEEN;
        return facts.inventory()
                .failure()
                .filter(failure -> isToReport(failure, facts.inventory().readAt()))
                .map(failure -> new MonitoringIssue(facts.instance(), kind, sentence(failure), failure.since()));
    }

    /** An address that has answered well is right: a maintenance page is in its place while it is upgraded. */
    private boolean isToReport(ReadFailure failure, Optional<Instant> readAt) {
        boolean passes = failure.kind().passes() || (failure.kind() == Reason.ANSWER && readAt.isPresent());
        return passes ? input.lastsLong(failure.since()) : input.lasts(failure.since());
    }

    private static String sentence(ReadFailure failure) {
        String reload = ". After a change of depwatch.yml or a secret file, reload depwatch, or restart it if systemd"
                + " passes the secret.";
        return failure.sentence() + (failure.kind() == Reason.CREDENTIALS ? reload : "");
    }

    /**
     * Tokens whose newest sync stays the same although Jamf Pro answers: its primary node may be down, or a sync may
     * hang. A token that fails has a finding instead, unless the failing sync was the previous token's.
     */
    private Stream<MonitoringIssue> syncsStopped(InstanceFacts facts) {
        if (!facts.readsSyncs()) {
            return Stream.empty();
        }
        Stream<TokenTimeline> unexplained = facts.tokens().stream()
                .filter(token -> token.kind() == TokenKind.ADE
                        && !token.isExpired()
                        // A log that has fallen silent does not say why.
                        && !(reported.contains(token.key()) && facts.logReports(token)));
        return issues(
                Kind.SYNCS_STOPPED,
                unexplained,
                token -> stoppedSince(token, facts),
                MonitoringIssues::stoppedSentence);
    }

    private Optional<Instant> stoppedSince(TokenTimeline token, InstanceFacts facts) {
        Optional<Instant> synced = token.sync().map(Sync::at);
        // Jamf Pro may not report its syncs: a connection after the renewal is as good.
        Optional<Instant> neverSince =
                token.renewedAt().filter(at -> input.lastsLong(at) && token.awaitsProof() && !hasAnAlert(token, facts));
        boolean isOld = !token.reportsFailure()
                && synced.stream()
                        .anyMatch(at -> !at.plus(input.thresholds().stopped()).isAfter(input.now()));
        return neverSince.or(() -> isOld ? synced : Optional.empty());
    }

    /** Whether it was renewed because it failed: the end of that failure's alert says that nothing proves the new one. */
    private boolean hasAnAlert(TokenTimeline token, InstanceFacts facts) {
        return facts.episodes()
                .anyMatch(episode -> episode.kind() == TokenKind.ADE
                        && token.replacementSince(episode.began()).stream()
                                .anyMatch(replaced -> !episode.open()
                                        || replaced.at()
                                                .plus(Case.REOPENS_WITHIN)
                                                .isAfter(input.now())));
    }

    private static String stoppedSentence(List<TokenTimeline> stopped) {
        boolean areNew = stopped.stream().allMatch(TokenTimeline::hasNotSyncedYet);
        return "Jamf Pro answers, but "
                + (areNew ? "has not synced the new token \"" : "no longer syncs \"")
                + stopped.get(0).token().name() + "\""
                + (stopped.size() == 1 ? "" : " and " + (stopped.size() - 1) + " more")
                + ". In a cluster only the primary node syncs: check that it runs. Otherwise "
                + MonitoringIssue.RESTART + ", and look for the reason in its log.";
    }

    /**
     * Owners whose servers have all not connected to Apple for many syncs, while nothing else reports a failure: one
     * issue for each owner and instance, about the tokens for which no date or owner explains it.
     */
    private Stream<MonitoringIssue> silentOwners() {
        return input.tokens().stream()
                .filter(token -> token.token().owner().isPresent()
                        && input.witnesses().of(token.key()).isPresent()
                        && !token.hasPassed())
                .collect(groupingBy(token -> token.token().owner().orElseThrow(), TreeMap::new, toList()))
                .entrySet()
                .stream()
                .filter(each -> each.getValue().stream()
                        .noneMatch(token -> reported.contains(token.key())
                                || input.factsOf(token).logReports(token)))
                // Last, since each token is compared with those of all other owners.
                .filter(each -> each.getValue().stream().allMatch(token -> isSilent(token, each.getKey())))
                .flatMap(each -> connectionsStopped(each.getKey(), each.getValue()));
    }

    private boolean isSilent(TokenTimeline token, AppleId owner) {
        Optional<Instant> connected = token.connected();
        if (connected.isEmpty() || !input.factsOf(token).isHeard() || token.failsNow()) {
            return false;
        }
        // Before its renewal nobody could expect the new token to connect.
        Instant since = token.renewedAt().filter(connected.get()::isBefore).orElse(connected.get());
        // Jamf Pro's own word for a good sync is nearer than Apple's time, which then is only old.
        boolean isContradicted =
                token.syncs().wentWellAfter(since.plus(input.thresholds().missedSync()));
        // A new token that has not synced is one message: that its syncs have stopped.
        boolean isReported = token.awaitsProof() && input.factsOf(token).readsSyncs();
        return !isContradicted && !isReported && isAlone(since, token, owner);
    }

    /**
     * Whether Apple has heard from others meanwhile: from most other owners' servers for half an hour, or from
     * any of them for a day. An absence that all share is Apple's or that of its statistics. If there is nobody to
     * compare with, a day is too long for both.
     */
    private boolean isAlone(Instant since, TokenTimeline silent, AppleId owner) {
        Witness witness = input.witnesses().of(silent.key()).orElseThrow();
        List<Instant> others = input.tokens().stream()
                .filter(token -> !token.token().owner().equals(Optional.of(owner)))
                .flatMap(token -> input.witnesses().of(token.key()).stream())
                .filter(other -> other.organization().equals(witness.organization()))
                .flatMap(other -> other.server().lastConnected().stream())
                .toList();
        Instant patience = since.plus(input.thresholds().patience());
        Instant stopped = since.plus(input.thresholds().stopped());
        return others.isEmpty()
                ? witness.readAt().isAfter(stopped)
                : others.stream().filter(patience::isBefore).count() * 2 > others.size()
                        || others.stream().anyMatch(stopped::isBefore);
    }

    private Stream<MonitoringIssue> connectionsStopped(AppleId owner, List<TokenTimeline> silent) {
        Stream<TokenTimeline> unexplained = silent.stream().filter(token -> !token.explainsFailingSince(input.now()));
        return input.reportedTogether(unexplained).map(together -> {
            Instant last = together.stream()
                    .flatMap(token -> token.connected().stream())
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
            return new MonitoringIssue(
                    Kind.CONNECTIONS_STOPPED, owner.value(), silentSentence(owner, together, last), last, together);
        });
    }

    private String silentSentence(AppleId owner, List<TokenTimeline> silent, Instant last) {
        Optional<Sync> sync =
                silent.stream().flatMap(token -> token.sync().stream()).max(Comparator.comparing(Sync::at));
        return ("Apple last heard from the %s at %s. Jamf Pro reports %s. Ask whether the password of this account was"
                        + " changed, and look in Jamf Pro when the token last synced.")
                .formatted(
                        silent.size() == 1
                                ? "server of \"" + silent.get(0).token().name() + "\" of " + owner
                                : "servers of " + owner + " (" + silent.size() + " tokens)",
                        input.times().time(last),
                        sync.map(newest -> "the last sync at " + input.times().time(newest.at()))
                                .orElse("no sync"));
    }
}
