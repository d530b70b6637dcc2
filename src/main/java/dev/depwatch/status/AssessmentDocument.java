package dev.depwatch.status;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.apple.Account;
import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An assessment as {@code /api/v1/assessment} returns it: the contract for other programs. New fields may appear under
 * the same version; a field that is renamed, removed or changes its meaning makes a new version and a new path. Every
 * field is present; {@code null} and {@code ""} mean unknown or not applicable. Times are UTC in ISO 8601. Words are
 * the keys of the configuration and the labels of the metrics. {@code evidence} is text from a log or from an API.
 *
 * @param at the time of the assessment
 * @param accounts every known owner of tokens, also one whose tokens are all healthy
 * @param tokens every known token
 * @param findings what a person should know or do
 * @param cases the open cases, whether or not a finding rests on them yet
 * @param sharedServers servers at Apple whose token several instances hold: one download serves them all
 * @param troubles what keeps depwatch itself from monitoring
 * @param silences those in force; they change the two numbers of an account, and a silenced token has troubles of its own
 * @param apple what Apple's own API reports of each configured organisation
 */
public record AssessmentDocument(
        int version,
        Instant at,
        List<OfAccount> accounts,
        List<OfToken> tokens,
        List<OfFinding> findings,
        List<OfCase> cases,
        List<OfInstance> instances,
        List<OfLog> logs,
        List<OfSharedServer> sharedServers,
        List<OfTrouble> troubles,
        List<OfSilence> silences,
        List<OfOrganization> apple) {
    public static final int VERSION = 1;

    /**
     * An owner of tokens.
     *
     * @param tokensToRegenerate without silenced ones, as in the metric
     * @param tokensSuspect without those of a failure whose candidates are all silenced, as in the metric
     * @param personalOwner whether it is none of {@code owners.shared}; false where that is not configured
     */
    public record OfAccount(
            String appleId, int tokens, int tokensToRegenerate, int tokensSuspect, boolean personalOwner) {
        static OfAccount of(OwnedTokens owned) {
            return new OfAccount(
                    owned.id().value(),
                    owned.tokens().size(),
                    owned.toRegenerate().size(),
                    owned.suspect().size(),
                    owned.personal());
        }
    }

    /**
     * A token and its health.
     *
     * @param expires the date or instant as Jamf Pro gave it
     * @param expiresAt the first instant at which it has expired everywhere
     * @param failingSince null if it is not certain that the token fails
     * @param lastSyncState Jamf Pro's word for how the last sync ended; an open set
     * @param lastConnectedAt when Apple last heard from its server, as Apple's own API says
     * @param serverStatus Apple's word for the server: ACTIVE, INACTIVE, DELETED or UNKNOWN
     * @param remedy what to do about it; null if nothing
     * @param silencedUntil when its silence ends; null if it is not silenced
     */
    public record OfToken(
            Instance instance,
            TokenKind kind,
            String id,
            String name,
            Optional<AppleId> appleId,
            String organization,
            String serverName,
            String serverUuid,
            Optional<String> expires,
            Optional<Instant> expiresAt,
            Health health,
            Optional<Instant> failingSince,
            Optional<Instant> lastSyncAt,
            Optional<String> lastSyncState,
            Optional<Instant> lastConnectedAt,
            Optional<String> serverStatus,
            Optional<Remedy> remedy,
            Optional<Certainty> certainty,
            Optional<Instant> silencedUntil) {
        static OfToken of(TokenHealth state, Assessment assessment) {
            Token token = state.token();
            return new OfToken(
                    token.instance(),
                    token.kind(),
                    token.id(),
                    token.name(),
                    token.owner(),
                    token.organization(),
                    token.serverName(),
                    token.serverUuid(),
                    token.expiry().map(Expiry::shown),
                    token.expiry().map(Expiry::at),
                    state.health(),
                    state.fails() ? state.finding().map(Finding::since) : Optional.empty(),
                    state.lastSync().map(Sync::at),
                    state.lastSync().map(Sync::state),
                    state.apple().flatMap(witness -> witness.server().lastConnected()),
                    state.apple().map(witness -> witness.server().status().name()),
                    state.finding().map(Finding::remedy),
                    state.finding().map(Finding::certainty),
                    assessment.silenced(token.key()).map(Silence::until));
        }

        public Token token() {
            return new Token(
                    new Token.Key(instance, kind, id),
                    name,
                    appleId,
                    organization,
                    serverName,
                    serverUuid,
                    expiresAt.map(at -> new Expiry(at, expires.orElse(""))));
        }
    }

    /**
     * What a person should know or do about one instance.
     *
     * @param likely whether the remedy follows from experience and not from an answer that Apple documents
     * @param tokenIds the ids of the failing tokens if certain, of all candidates if one of them
     * @param appleId the owner; null if unknown or if the tokens have several
     * @param reasons further hints at the reason, in alphabetical order
     * @param caseIds the cases it rests on
     * @param silencedUntil when its silence ends; null if it is not silenced as a whole
     */
    public record OfFinding(
            String instance,
            TokenKind kind,
            Remedy remedy,
            String certainty,
            boolean likely,
            String cause,
            List<String> tokenIds,
            Optional<String> appleId,
            String organization,
            Instant since,
            Instant lastSeen,
            long sightings,
            List<String> reasons,
            List<String> caseIds,
            String evidence,
            Optional<Instant> silencedUntil) {
        static OfFinding of(Finding finding, Optional<Silence> silenced) {
            return new OfFinding(
                    finding.instance().name(),
                    finding.kind(),
                    finding.remedy(),
                    finding.certainty().key(),
                    finding.likely(),
                    finding.cause().key(),
                    finding.tokens().stream().map(Token::id).toList(),
                    finding.account().map(AppleId::value),
                    finding.organization(),
                    finding.since(),
                    finding.lastSeen(),
                    finding.sightings(),
                    finding.hints().stream()
                            .map(AssessmentDocument::word)
                            .sorted()
                            .toList(),
                    finding.caseIds(),
                    finding.evidence(),
                    silenced.map(Silence::until));
        }
    }

    /**
     * Times of a case by the log's own clock, and by this host's clock when depwatch read the records.
     *
     * @param sightings how many records, failed syncs or notifications reported it, each once
     * @param statedUntil the newest reading at which Jamf Pro's API reported it; null if only a log reports it
     */
    record OfCase(
            String id,
            String instance,
            String cause,
            String signature,
            long sightings,
            Instant firstLoggedAt,
            Instant lastLoggedAt,
            Instant firstSeenAt,
            Instant lastSeenAt,
            Optional<Instant> statedUntil,
            String evidence) {
        static OfCase of(Case open) {
            return new OfCase(
                    open.id(),
                    open.instance().name(),
                    open.cause().key(),
                    open.signature(),
                    open.sightings(),
                    open.firstLoggedAt(),
                    open.lastLoggedAt(),
                    open.firstSeenAt(),
                    open.lastSeenAt(),
                    open.condition().map(ApiCondition::until),
                    open.evidence());
        }
    }

    /**
     * The source of an instance's tokens, and whether it works.
     *
     * @param jamfUrl the address of Jamf Pro; null if depwatch does not poll its API
     * @param gaps what the newest reading lacks, each with the reason
     * @param notifications what Jamf Pro itself notifies, in its words; a hundred at most
     */
    public record OfInstance(
            Instance instance,
            Optional<URI> jamfUrl,
            String tokensFrom,
            Optional<Instant> tokensReadAt,
            Optional<String> failure,
            Optional<Instant> failingSince,
            Map<String, String> gaps,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<OfNotification> notifications) {
        private static final int MAX_NOTIFICATIONS = 100;

        /** A notification by its type, an open set of Jamf Pro's words; without a name in it the name is "". */
        public record OfNotification(String type, String name, Instant since) {}

        /** One that nobody reads. */
        public static OfInstance unread(Instance instance, String why, Instant since) {
            return new OfInstance(
                    instance,
                    Optional.empty(),
                    "jamf",
                    Optional.empty(),
                    Optional.of(why),
                    Optional.of(since),
                    Map.of(),
                    List.of());
        }

        static OfInstance of(InstanceInventory inventory) {
            Map<String, String> gaps = new TreeMap<>();
            inventory.unreadParts().forEach((part, why) -> gaps.put(word(part), why));
            return new OfInstance(
                    inventory.instance(),
                    inventory.jamf(),
                    word(inventory.source()),
                    inventory.readAt(),
                    inventory.failure().map(InstanceInventory.ReadFailure::sentence),
                    inventory.failure().map(InstanceInventory.ReadFailure::since),
                    gaps,
                    inventory.notices().stream()
                            .limit(MAX_NOTIFICATIONS)
                            .map(notice -> new OfNotification(notice.type(), notice.name(), notice.since()))
                            .toList());
        }
    }

    record OfLog(
            String instance,
            String log,
            boolean caughtUp,
            Optional<String> trouble,
            long records,
            long unparsedRecords,
            long backlogBytes,
            long gaps,
            Optional<Instant> lastRecordSeenAt,
            Optional<Instant> lastRecordLoggedAt) {
        static OfLog of(LogStatus status) {
            return new OfLog(
                    status.log().instance().name(),
                    status.log().path(),
                    status.caughtUp(),
                    status.failure().map(LogStatus.FollowFailure::sentence),
                    status.records().completed(),
                    status.records().unparsed(),
                    status.backlogBytes(),
                    status.gaps(),
                    status.records().lastSeenAt(),
                    status.records().lastLoggedAt());
        }
    }

    /**
     * What Apple's own API reports of one organisation.
     *
     * @param accountsFailure why the accounts of owners cannot be read; null if they can, or are not asked for
     * @param servers how many device management services Apple lists; 0 while {@code readAt} is null
     * @param serversOfTokens how many of them belong to tokens here; 0 while {@code readAt} is null
     * @param unwatched those that have devices and belong to no token here, twenty at most; none while the tokens of an
     *     instance are unknown, since the server may be theirs
     * @param accounts how the accounts of tokens' owners stand, as far as Apple lists them
     */
    public record OfOrganization(
            String organization,
            String scope,
            Optional<Instant> readAt,
            Optional<String> failure,
            Optional<Instant> failingSince,
            Optional<String> accountsFailure,
            int servers,
            int serversOfTokens,
            List<Unwatched> unwatched,
            List<OwnersAccount> accounts) {
        private static final int MAX_UNWATCHED = 20;

        public record Unwatched(String id, String name, long devices) {}

        public record OwnersAccount(AppleId appleId, Account.Status status, Instant since) {}

        static OfOrganization of(Organization organization, Assessment assessment, boolean areAllTokensKnown) {
            return new OfOrganization(
                    organization.name(),
                    organization.scope().key(),
                    organization.readAt(),
                    organization.failure().map(InstanceInventory.ReadFailure::sentence),
                    organization.failure().map(InstanceInventory.ReadFailure::since),
                    organization.accountsGap(),
                    organization.servers().size(),
                    assessment.apple().serversOfTokens(organization),
                    assessment.apple().serversLeftOver(organization).stream()
                            .limit(areAllTokensKnown ? MAX_UNWATCHED : 0)
                            .map(server -> new Unwatched(
                                    server.id(), server.name(), server.devices().orElse(0L)))
                            .toList(),
                    assessment
                            .accountsOfOwners(organization)
                            .map(account -> new OwnersAccount(account.id(), account.status(), account.since()))
                            .toList());
        }
    }

    /** A server at Apple whose token several instances hold. */
    public record OfSharedServer(String serverUuid, String serverName, List<Place> tokens) {
        public record Place(String instance, String id) {}

        static OfSharedServer of(SharedServer server) {
            return new OfSharedServer(
                    server.uuid(),
                    server.tokens().get(0).serverName(),
                    server.tokens().stream()
                            .map(token -> new Place(token.instance().name(), token.id()))
                            .toList());
        }
    }

    /**
     * @param instance "" if it concerns an organisation at Apple
     * @param organization by its name in the configuration; "" if it concerns an instance
     */
    record OfTrouble(
            String instance,
            String organization,
            String kind,
            String sentence,
            Instant since,
            Optional<Instant> silencedUntil) {
        static OfTrouble of(MonitoringIssue issue, Optional<Silence> silenced) {
            return new OfTrouble(
                    issue.instance().map(Instance::name).orElse(""),
                    issue.organization(),
                    word(issue.kind()),
                    issue.sentence(),
                    issue.since(),
                    silenced.map(Silence::until));
        }
    }

    /**
     * A silence in force.
     *
     * @param kind null: every kind
     * @param tokenId null: all of them, and what is not about a token
     * @param by who made it; null if unknown
     */
    public record OfSilence(
            String instance,
            Optional<String> kind,
            Optional<String> tokenId,
            Instant until,
            String reason,
            Optional<String> by) {
        static OfSilence of(Silence silence) {
            return new OfSilence(
                    silence.instance().name(),
                    silence.kind().map(TokenKind::key),
                    silence.tokenId(),
                    silence.until(),
                    silence.reason(),
                    silence.by());
        }
    }

    public static AssessmentDocument of(Assessment assessment) {
        boolean areAllTokensKnown = assessment.instances().stream().noneMatch(InstanceInventory::lacksTokens);
        return new AssessmentDocument(
                VERSION,
                assessment.at(),
                rows(OwnedTokens.allOf(assessment), OfAccount::of),
                rows(assessment.tokens(), state -> OfToken.of(state, assessment)),
                rows(assessment.findings(), finding -> OfFinding.of(finding, assessment.silenced(finding))),
                rows(assessment.cases(), OfCase::of),
                rows(assessment.instances(), OfInstance::of),
                rows(assessment.logs(), OfLog::of),
                rows(SharedServer.among(assessment.everyToken().toList()), OfSharedServer::of),
                rows(assessment.issues(), issue -> OfTrouble.of(issue, assessment.silenced(issue))),
                rows(assessment.silences(), OfSilence::of),
                rows(
                        assessment.apple().organizations(),
                        organization -> OfOrganization.of(organization, assessment, areAllTokensKnown)));
    }

    private static <S, T> List<T> rows(List<S> sources, Function<S, T> row) {
        return sources.stream().map(row).toList();
    }

    /**
     * This document with these rows of tokens and instances; of all rows only those of the instances with these names,
     * and those that are about no single instance.
     */
    public AssessmentDocument with(
            List<OfToken> otherTokens, List<OfInstance> otherInstances, Predicate<String> isWanted) {
        return new AssessmentDocument(
                version,
                at,
                accounts,
                where(otherTokens, token -> token.instance().name(), isWanted),
                where(findings, OfFinding::instance, isWanted),
                where(cases, OfCase::instance, isWanted),
                where(otherInstances, row -> row.instance().name(), isWanted),
                where(logs, OfLog::instance, isWanted),
                sharedServers,
                where(troubles, OfTrouble::instance, isWanted.or(String::isEmpty)),
                where(silences, OfSilence::instance, isWanted),
                apple);
    }

    private static <T> List<T> where(List<T> rows, Function<T, String> instance, Predicate<String> isWanted) {
        return rows.stream().filter(row -> isWanted.test(instance.apply(row))).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
