package dev.depwatch.assess;

import dev.depwatch.apple.Organization;
import dev.depwatch.assess.AssessmentInput.InstanceFacts;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.record.LogRecord;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What keeps depwatch itself from monitoring. Reported like a failure: an instance that nobody sees is not a healthy
 * one.
 *
 * @param reported the tokens that a finding reports as failing
 */
record MonitoringIssues(AssessmentInput input, Set<Token.Key> reported) {
    Stream<MonitoringIssue> all() {
        return Stream.of(
                        input.logs().stream().flatMap(this::ofLog),
                        input.instances().stream().flatMap(this::ofInstance),
                        input.witnesses().organizations().stream()
                                .flatMap(organization -> appleNotRead(organization).stream()))
                .flatMap(part -> part);
    }

    private Optional<MonitoringIssue> appleNotRead(Organization organization) {
        return organization
                .failure()
                .filter(this::isToReport)
                .map(failure -> MonitoringIssue.appleNotRead(organization.name(), failure.sentence(), failure.since()));
    }

    private Stream<MonitoringIssue> ofLog(LogStatus log) {
        return Stream.of(notFollowed(log), layoutNotUnderstood(log), clockDiffers(log))
                .flatMap(Optional::stream);
    }

    private Optional<MonitoringIssue> notFollowed(LogStatus log) {
        return log.failure()
                .filter(failure -> lasts(failure.since()))
                .map(failure -> new MonitoringIssue(
                        log.log().instance(), Kind.LOG_NOT_FOLLOWED, failure.sentence(), failure.since()));
    }

    private Optional<MonitoringIssue> layoutNotUnderstood(LogStatus log) {
        return log.records()
                .layoutUnknownSince()
                .filter(this::lasts)
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
                .filter(difference -> InstanceFacts.clockDiffers(log))
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
     * be slower than the API, and the token's date must not explain it.
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
        return issues(
                Kind.FAILURE_NOT_LOGGED,
                failing,
                token -> failsForLong(token, facts),
                those -> notLoggedSentence(those, facts));
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

    /**
     * Since when its syncs fail. What already failed at the first reading may fail for long, and the log may report it at
     * any moment.
     */
    private Optional<Instant> failsForLong(TokenTimeline token, InstanceFacts facts) {
        Optional<Instant> heard =
                Optional.ofNullable(facts.inventory().heardSince().get(Part.SYNCS));
        return token.history()
                .failing()
                .filter(failing -> failing.recoveredBy().isEmpty() && !token.mayHaveEndedBy(failing.by()))
                .filter(failing -> failing.after().isPresent()
                        || heard.filter(this::lastsLong).isPresent())
                .map(Failing::by)
                .filter(this::lastsLong);
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
                .filter(this::isToReport)
                .map(failure -> new MonitoringIssue(facts.instance(), kind, failure.sentence(), failure.since()));
    }

    private boolean isToReport(ReadFailure failure) {
        return failure.kind().passes() ? lastsLong(failure.since()) : lasts(failure.since());
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
                token.renewedAt().filter(at -> lastsLong(at) && token.awaitsProof() && !hasAnAlert(token, facts));
        boolean isOld = !token.reportsFailure()
                && synced.stream()
                        .anyMatch(at -> !at.plus(input.thresholds().stopped()).isAfter(input.now()));
        return neverSince.or(() -> isOld ? synced : Optional.empty());
    }

    /** Whether it was renewed because it failed: the end of that failure's alert says that nothing proves the new one. */
    private boolean hasAnAlert(TokenTimeline token, InstanceFacts facts) {
        return facts.episodes().stream()
                .anyMatch(episode -> episode.kind() == TokenKind.ADE
                        && token.replacementSince(episode.beganByHost()).stream()
                                .anyMatch(replaced -> !episode.open()
                                        || replaced.at()
                                                .plus(Journal.REOPENS_WITHIN)
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

    private boolean lasts(Instant since) {
        return input.thresholds().lasts(since, input.now());
    }

    private boolean lastsLong(Instant since) {
        return input.thresholds().lastsLong(since, input.now());
    }
}
