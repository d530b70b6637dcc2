package dev.depwatch.assess;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that depwatch concludes at one moment. Metrics, page and alerts read only the newest assessment, so they
 * agree with each other.
 *
 * @param tokens every known token, with its health
 * @param findings what a person should know or do; a finding appears when its opening rule is met
 * @param issues what keeps depwatch itself from monitoring
 * @param cases the open cases, with or without a finding
 * @param ended cases that this assessment found to be over; the journal closes them
 * @param recentlyEnded cases closed within the last hour, including {@code ended}, so that a receiver can say how an
 *     alert ended
 * @param silences those in force; a silenced token has monitoring issues of its own
 * @param apple what Apple's own API reports, and for which token
 */
public record Assessment(
        Instant at,
        List<InstanceInventory> instances,
        List<LogStatus> logs,
        List<TokenHealth> tokens,
        List<Finding> findings,
        List<MonitoringIssue> issues,
        List<Case> cases,
        List<ClosedCase> ended,
        List<ClosedCase> recentlyEnded,
        List<Silence> silences,
        Witnesses apple) {
    public Assessment {
        instances = List.copyOf(instances);
        logs = List.copyOf(logs);
        tokens = List.copyOf(tokens);
        findings = List.copyOf(findings);
        issues = List.copyOf(issues);
        cases = List.copyOf(cases);
        ended = List.copyOf(ended);
        recentlyEnded = List.copyOf(recentlyEnded);
        silences = List.copyOf(silences);
    }

    /**
     * The instances whose state is not completely known: a log is still being caught up, or the tokens were not read,
     * as after a start. A finding that is missing here may still hold, so its alert has not ended.
     */
    public Set<Instance> unheard() {
        return Stream.concat(
                        logs.stream()
                                .filter(log -> !log.isHeard())
                                .map(log -> log.log().instance()),
                        instances.stream()
                                .filter(inventory -> inventory.source() != Source.NONE && !inventory.isHeard())
                                .map(InstanceInventory::instance))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Every known token, without its health. */
    public Stream<Token> everyToken() {
        return tokens.stream().map(TokenHealth::token);
    }

    /** What is known of its tokens; empty if the configuration no longer names it. */
    public Optional<InstanceInventory> inventory(Instance instance) {
        return instances.stream()
                .filter(read -> read.instance().equals(instance))
                .findFirst();
    }

    /** Whether the configuration still names it. */
    public boolean isWatched(Instance instance) {
        return inventory(instance).isPresent();
    }

    /** Whether the configuration still has what would show such an issue of the instance. */
    public boolean isAsked(MonitoringIssue.Kind kind, Instance instance) {
        boolean hasLog = logs.stream().anyMatch(log -> log.log().instance().equals(instance));
        boolean hasApi = inventory(instance).stream().anyMatch(read -> read.source() == Source.JAMF);
        return switch (kind) {
            case LOG_NOT_FOLLOWED, LAYOUT_NOT_UNDERSTOOD, CLOCK_DIFFERS -> hasLog;
            case FAILURE_NOT_LOGGED -> hasLog && hasApi;
            case TOKENS_NOT_READ, NOTHING_SEEN, SYNCS_STOPPED, DATES_DIFFER, JAMF_NOTIFIES -> hasApi;
            case TOPIC_CHANGED ->
                everyToken()
                        .anyMatch(token -> token.instance().equals(instance)
                                && token.kind() == TokenKind.PUSH
                                && !token.serverId().isEmpty());
            case CONNECTIONS_STOPPED, APPLE_NOT_READ -> isWatched(instance);
        };
    }

    /** Whether every log and every token was read, and nothing is open. */
    boolean isQuiet() {
        return cases.isEmpty()
                && findings.isEmpty()
                && issues.isEmpty()
                && unheard().isEmpty();
    }

    /** The silence of this token; empty if there is none. If several match, the one that ends last. */
    public Optional<Silence> silenced(Token.Key token) {
        return silenced(silence -> silence.covers(token));
    }

    /**
     * The silence of this finding. A finding about one of several tokens is silenced only if all of them are silenced:
     * without the silenced ones it would accuse the others.
     */
    public Optional<Silence> silenced(Finding finding) {
        return silenced(
                finding.tokens().stream().map(Token::key).toList(),
                silence -> silence.coversAll(finding.instance(), finding.kind()));
    }

    /** The silence of this issue. None covers an organisation at Apple. */
    public Optional<Silence> silenced(MonitoringIssue issue) {
        return silenced(
                issue.tokens(),
                silence -> issue.instance().filter(silence::coversAll).isPresent());
    }

    /** The silence of whatever may fail as the case says. */
    public Optional<Silence> silenced(Case found) {
        return silenced(
                silence -> silence.coversAll(found.instance(), found.cause().kind()));
    }

    /** @param covers the silence if no token is known */
    private Optional<Silence> silenced(Collection<Token.Key> known, Predicate<Silence> covers) {
        if (known.isEmpty()) {
            return silenced(covers);
        }
        List<Silence> each =
                known.stream().flatMap(token -> silenced(token).stream()).toList();
        return each.stream().min(Comparator.comparing(Silence::until)).filter(first -> each.size() == known.size());
    }

    private Optional<Silence> silenced(Predicate<Silence> covers) {
        return silences.stream().filter(covers).max(Comparator.comparing(Silence::until));
    }

    /** This assessment without the silenced tokens, findings and issues. */
    public Assessment toNotify() {
        if (silences.isEmpty()) {
            return this;
        }
        return with(
                tokens.stream()
                        .filter(health -> silenced(health.token().key()).isEmpty())
                        .toList(),
                findings.stream()
                        .filter(finding -> silenced(finding).isEmpty())
                        .map(this::toNotify)
                        .toList(),
                issues.stream().filter(issue -> silenced(issue).isEmpty()).toList());
    }

    private Finding toNotify(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN
                ? finding.with(finding.tokens().stream()
                        .filter(token -> silenced(token.key()).isEmpty())
                        .toList())
                : finding;
    }

    /** How the accounts stand that own a token by now; the others are kept until they own one again. */
    public Stream<Account> accountsOfOwners(Organization organization) {
        Set<AppleId> owners =
                everyToken().flatMap(token -> token.owner().stream()).collect(Collectors.toSet());
        return organization.accounts().stream().filter(account -> owners.contains(account.id()));
    }

    /** The instances that have a log which cannot be followed now. */
    public Stream<Instance> unfollowed() {
        return logs.stream()
                .filter(log -> log.failure().isPresent())
                .map(log -> log.log().instance());
    }

    /** Whether the newest reading of the instance lacks this part. */
    public boolean isUnread(Part part, Instance instance) {
        return inventory(instance).stream().anyMatch(read -> read.unreadParts().containsKey(part));
    }

    /** Whether a reading has found a new token in its place since. */
    public boolean isReplacedSince(Instant moment, Token.Key token) {
        return formerSince(moment, token).isPresent();
    }

    /** The token that was in its place then; empty if a reading has found no other since. */
    public Optional<Token> formerSince(Instant moment, Token.Key token) {
        return inventory(token.instance()).flatMap(read -> read.formerSince(moment, token));
    }

    /**
     * Whether depwatch would find such an issue of these instances if it continued. Each start forgets how long a log
     * fails and what it held.
     */
    public boolean wouldFind(MonitoringIssue.Kind kind, Set<Instance> of) {
        Stream<LogStatus> followed =
                logs.stream().filter(log -> of.contains(log.log().instance()));
        Stream<InstanceInventory> read = instances.stream().filter(inventory -> of.contains(inventory.instance()));
        return switch (kind) {
            case LOG_NOT_FOLLOWED -> followed.allMatch(log -> log.failure().isEmpty());
            case LAYOUT_NOT_UNDERSTOOD ->
                followed.allMatch(log -> log.records().lastSeenAt().isPresent());
            case CLOCK_DIFFERS ->
                followed.allMatch(log -> log.records().clockDifference().isPresent());
            case FAILURE_NOT_LOGGED ->
                followed.allMatch(LogStatus::isFollowed)
                        && read.allMatch(inventory -> inventory.failure().isEmpty()
                                && inventory.heardSince().containsKey(Part.SYNCS));
            case SYNCS_STOPPED ->
                read.allMatch(inventory -> inventory.failure().isEmpty()
                        && !inventory.unreadParts().containsKey(Part.SYNCS));
            case TOKENS_NOT_READ, CONNECTIONS_STOPPED, NOTHING_SEEN, DATES_DIFFER, TOPIC_CHANGED, JAMF_NOTIFIES ->
                read.allMatch(inventory -> inventory.failure().isEmpty());
            case APPLE_NOT_READ -> true;
        };
    }

    public Assessment withTokens(List<TokenHealth> others) {
        return with(others, findings, issues);
    }

    public Assessment withFindings(List<Finding> others) {
        return with(tokens, others, issues);
    }

    private Assessment with(List<TokenHealth> health, List<Finding> found, List<MonitoringIssue> trouble) {
        return new Assessment(
                at, instances, logs, health, found, trouble, cases, ended, recentlyEnded, silences, apple);
    }
}
