package dev.depwatch.assess;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witness;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What Apple's own API adds to the log and to Jamf Pro, as docs/apple-api.md has it in a table. It narrows candidates,
 * proves a renewal and warns; that somebody regenerates a token never rests on it alone.
 *
 * <p>That a refused token leaves its server's time standing is inferred and not documented: the seed's author saw "Last
 * connected" stand still from the moment when a password was changed. So a time that stands still counts only beside
 * others of the same organisation that moved meanwhile, and a cause comes from the log alone.
 */
final class AppleEvidence {
    /** Causes of a token's own that come at every sync. */
    private static final Set<Cause> AT_EVERY_SYNC = EnumSet.of(
            Cause.TERMS_NOT_SIGNED,
            Cause.TOKEN_EXPIRED,
            Cause.TOKEN_REJECTED,
            Cause.FORBIDDEN,
            Cause.OAUTH_REFRESH_FAILED);

    private final AssessmentInput input;
    private final Thresholds thresholds;
    private final Witnesses witnesses;
    private final TimeFormat times;

    AppleEvidence(AssessmentInput input, Witnesses witnesses, TimeFormat times) {
        this.input = input;
        this.thresholds = input.thresholds();
        this.witnesses = witnesses;
        this.times = times;
    }

    /** How a server behaved since a case began, one of whose candidates its token is. */
    enum Connection {
        /** It connects while failures come at every sync: its token is not the one. */
        WENT_ON,
        /** Jamf Pro has not synced it since it connected or was renewed: its token is not the one. */
        UNTRIED,
        /** It connected until the case began, or for some time after that, and then no more, while others did. */
        STOPPED,
        /** Its token was replaced since, so that a connection is that of the new one. */
        RENEWED,
        /** Apple does not say, or not clearly enough. */
        UNKNOWN
    }

    /** The candidates that Apple's times leave, and whether they identify those as failing. */
    record Narrowed(List<TokenState> candidates, boolean identified) {}

    /** Without those whose servers went on; all of them where that leaves nothing that explains the case. */
    Narrowed narrowed(Episode episode, List<TokenState> candidates) {
        Narrowed all = new Narrowed(candidates, false);
        if (candidates.size() < 2
                || !AT_EVERY_SYNC.contains(episode.cause())
                || episode.found().statement().isPresent()
                || !input.isDense(episode)) {
            return all;
        }
        List<TokenState> left = new ArrayList<>();
        boolean areStopped = true;
        for (TokenState candidate : candidates) {
            Connection connection = connection(episode, candidate);
            if (connection != Connection.WENT_ON && connection != Connection.UNTRIED) {
                left.add(candidate);
                areStopped &= connection != Connection.UNKNOWN;
            }
        }
        if (left.isEmpty() || left.size() == candidates.size()) {
            return all;
        }
        return areStopped || left.size() > 1 ? new Narrowed(left, areStopped) : all;
    }

    Connection connection(Episode episode, TokenState state) {
        Optional<Witness> witness = witnesses.of(state.token().key());
        Optional<Instant> connected = witness.flatMap(found -> found.server().lastConnected());
        Optional<Instant> renewed =
                input.replacementSince(episode, state.token().key()).map(Replaced::at);
        // Apple and Jamf Pro may write one sync down a moment apart.
        if (renewed.or(() ->
                        connected.map(at -> at.plus(thresholds.syncInterval().dividedBy(2))))
                .filter(moment -> isUntriedSince(moment, state))
                .isPresent()) {
            return Connection.UNTRIED;
        }
        if (renewed.isPresent()) {
            return witnesses.isOfSeveral(state.token().key()) ? Connection.UNKNOWN : Connection.RENEWED;
        }
        if (connected.isEmpty()) {
            return Connection.UNKNOWN;
        }
        Instant at = connected.get();
        Instant began = input.onThisHostsClock(episode, episode.began());
        Instant wentOn = began.plus(thresholds.missedSync());
        boolean standsStill = standsStill(witness.get(), wentOn);
        if (at.isAfter(wentOn)) {
            if (standsStill) {
                return Connection.STOPPED;
            }
            return witnesses.isOfSeveral(state.token().key()) ? Connection.UNKNOWN : Connection.WENT_ON;
        }
        boolean untilItBegan =
                !at.isAfter(began.plus(thresholds.syncInterval())) && !at.isBefore(began.minus(thresholds.patience()));
        return untilItBegan && standsStill ? Connection.STOPPED : Connection.UNKNOWN;
    }

    /** Whether there was time for two syncs, and readings that go on show none. */
    private boolean isUntriedSince(Instant moment, TokenState state) {
        Duration time = thresholds.missedSync();
        return input.isUntried(state, moment, moment.plus(time))
                && input.isUntried(state, moment, input.now().minus(time));
    }

    /**
     * Since when the server of a token that joined the case later stands still: another token of the case can begin to
     * fail long after the first.
     */
    Optional<Instant> stoppedLater(Episode episode, Token token) {
        Instant wentOn = input.onThisHostsClock(episode, episode.began()).plus(thresholds.missedSync());
        return witnesses
                .of(token.key())
                .flatMap(witness -> witness.server()
                        .lastConnected()
                        .filter(wentOn::isBefore)
                        .filter(at -> standsStill(witness, wentOn)));
    }

    /** Whether Apple still hears from the token's server, more than two syncs after that moment. */
    boolean goesOnSince(Instant moment, Token token) {
        return witnesses
                .of(token.key())
                .filter(witness -> !witnesses.isOfSeveral(token.key()))
                .filter(witness -> witness.server()
                        .lastConnected()
                        .filter(moment.plus(thresholds.missedSync())::isBefore)
                        .isPresent())
                .filter(witness -> !standsStill(witness, moment))
                .isPresent();
    }

    /**
     * Whether another server of the organisation connected after that moment, and more than three syncs after this one
     * last did: times that are a sync or two apart can all stand still.
     */
    private boolean standsStill(Witness witness, Instant moment) {
        Instant last = witness.server().lastConnected().orElse(Instant.EPOCH);
        return organization(witness.organization()).servers().stream()
                .flatMap(server -> server.lastConnected().stream())
                .anyMatch(other -> other.isAfter(moment) && other.isAfter(last.plus(thresholds.threeSyncs())));
    }

    private Organization organization(String name) {
        return witnesses.organizations().stream()
                .filter(organization -> organization.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no organisation " + name));
    }

    /** Whether Apple heard from the token's server after the token was replaced, and nothing has failed since. */
    boolean provesRenewal(TokenState state, Instant lastFailure) {
        return input.renewedAt(state).filter(lastFailure::isBefore).isPresent()
                && connectedSinceRenewal(state).isPresent();
    }

    /**
     * When Apple last heard from the token's server; empty unless that was after the token was replaced, while the
     * server stands still again, and while another entry, too, can be the one that Apple hears from.
     */
    Optional<Instant> connectedSinceRenewal(TokenState state) {
        return input.renewedAt(state)
                .flatMap(renewed -> witnesses
                        .of(state.token().key())
                        .filter(witness -> !witnesses.isOfSeveral(state.token().key()))
                        .filter(witness -> !standsStill(witness, renewed))
                        .flatMap(witness -> witness.server().lastConnected())
                        .filter(renewed::isBefore));
    }

    /** When Apple last heard from the token's server, if no other entry holds a token of it. */
    Optional<Instant> lastHeardAlone(Token token) {
        return witnesses.isOfSeveral(token.key()) ? Optional.empty() : lastConnected(token);
    }

    private Optional<Instant> lastConnected(Token token) {
        return witnesses.of(token.key()).flatMap(witness -> witness.server().lastConnected());
    }

    /**
     * The account of an owner who cannot use it, before any token fails. An administrator can undo a lock within
     * minutes, and depwatch assumes that the tokens then stay as they are: so a lock must last for half an hour, which
     * three readings confirm.
     */
    private Optional<Account> outToWarnOf(AppleId owner) {
        return witnesses
                .accountOut(owner)
                .filter(account -> account.status() != Account.Status.LOCKED || input.lastsLong(account.since()));
    }

    /** The finding with what Apple says of the account, and without more certainty than an inference gives. */
    Finding mark(Finding finding) {
        Finding marked = finding.hints().contains(Hint.APPLE_CONNECTIONS) && finding.remedy() == Remedy.REGENERATE
                ? finding.asLikely()
                : finding;
        boolean isAboutTokens = switch (finding.remedy()) {
            case REGENERATE, IDENTIFY, INVESTIGATE, RENEW -> true;
            case ACCEPT_TERMS, RELINK_SERVER, RECLAIM, WAIT -> false;
        };
        Optional<Account> account = finding.remedy() == Remedy.RENEW
                ? finding.account().flatMap(this::outToWarnOf)
                : finding.account().flatMap(witnesses::accountOut);
        return isAboutTokens && account.isPresent() ? marked.with(Hint.OWNER_ACCOUNT_OUT) : marked;
    }

    /** The token's server is inactive or deleted at Apple, which its id says, and Jamf Pro does not sync it well. */
    Optional<Finding> goneServer(TokenState state, InstanceInventory inventory) {
        return witnesses
                .of(state.token().key())
                .filter(witness -> witness.server().status().isGone() && witness.by() == Witness.By.ID)
                .filter(witness -> !input.works(state)
                        && input.renewedAt(state)
                                .filter(witness.readAt()::isBefore)
                                .isEmpty())
                .map(witness -> Finding.withoutCase(
                                Remedy.RELINK_SERVER,
                                Certainty.CERTAIN,
                                Cause.SERVER_INACTIVE,
                                state.token(),
                                since(witness),
                                Set.of(Hint.AS_APPLE_REPORTS))
                        .saying(evidence(witness), explained(state, inventory)));
    }

    /** Whether Apple lists the token's server, by its id, as inactive or deleted. */
    boolean isGone(Token token) {
        return witnesses.organizations().stream()
                .flatMap(organization -> organization.servers().stream())
                .anyMatch(server -> server.isOf(token) && server.status().isGone());
    }

    /** Apple does not say when a server went: not before it was last changed, and not before it last connected. */
    private static Instant since(Witness witness) {
        MdmServer server = witness.server();
        return Stream.of(server.updated(), server.lastConnected(), server.created())
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(witness.readAt());
    }

    private String evidence(Witness witness) {
        MdmServer server = witness.server();
        return "Apple's API: server " + server.label() + (server.name().isBlank() ? "" : " (" + server.id() + ")")
                + " has the status " + server.status()
                + server.lastConnected()
                        .map(at -> ", last connected " + times.time(at))
                        .orElse("");
    }

    /** The cases that it explains: those of the only token there is. */
    private List<String> explained(TokenState state, InstanceInventory inventory) {
        long tokens = inventory.states().stream()
                .filter(other -> other.token().kind() == TokenKind.ADE)
                .count();
        return tokens > 1
                ? List.of()
                : input.openOrJustClosed(state.token().instance())
                        .filter(episode -> episode.open() && episode.kind() == TokenKind.ADE)
                        .map(episode -> episode.found().id())
                        .toList();
    }

    /** A token that still works, and whose owner's account is deactivated, gone or locked for long. */
    Optional<Finding> endangered(TokenState state, InstanceInventory inventory) {
        return state.token()
                .owner()
                .flatMap(this::outToWarnOf)
                .map(account -> Finding.withoutCase(
                        Remedy.RENEW,
                        Certainty.CERTAIN,
                        Cause.FORBIDDEN,
                        state.token(),
                        account.since(),
                        Set.of(Hint.OWNER_ACCOUNT_OUT)));
    }

    /**
     * Owners whose servers have all not connected for many syncs, while nothing else reports a failure.
     *
     * @param findings whose tokens are not reported again
     */
    List<MonitoringIssue> silentOwners(List<Finding> findings, Predicate<Token> isSilenced) {
        Set<Token.Key> reported = new HashSet<>();
        findings.stream()
                .filter(finding -> finding.remedy() != Remedy.RENEW)
                .forEach(finding -> finding.tokens().forEach(token -> reported.add(token.key())));
        Map<AppleId, List<TokenState>> byOwner = new TreeMap<>();
        input.states()
                .filter(state -> witnesses.of(state.token().key()).isPresent() && !input.hasPassed(state.token()))
                .forEach(state -> state.token()
                        .owner()
                        .ifPresent(owner -> byOwner.computeIfAbsent(owner, first -> new ArrayList<>())
                                .add(state)));
        List<MonitoringIssue> issues = new ArrayList<>();
        byOwner.forEach((owner, states) -> {
            boolean isNews = states.stream()
                    .map(TokenState::token)
                    .noneMatch(token -> reported.contains(token.key()) || isSilenced.test(token) || isLogged(token));
            if (isNews && states.stream().allMatch(state -> isSilent(state, owner))) {
                issues.addAll(silent(owner, states));
            }
        });
        return issues;
    }

    /** One of its instance's cases may be about it. */
    private boolean isLogged(Token token) {
        return input.openOrJustClosed(token.instance())
                .anyMatch(episode -> episode.open() && episode.kind() == TokenKind.ADE);
    }

    private boolean isSilent(TokenState state, AppleId owner) {
        Witness witness = witnesses.of(state.token().key()).orElseThrow();
        Optional<Instant> connected = witness.server().lastConnected();
        if (connected.isEmpty()
                || !input.isCaughtUp(state.token().instance())
                || input.currentSyncsOf(state).failingNow().isPresent()) {
            return false;
        }
        // Before its renewal nobody could expect the new token to connect.
        Instant since = input.renewedAt(state).filter(connected.get()::isBefore).orElse(connected.get());
        // Jamf Pro's own word for a good sync is nearer than Apple's time, which then is only old.
        boolean isContradicted = input.currentSyncsOf(state)
                .lastGood()
                .filter(good -> good.isAfter(since.plus(thresholds.missedSync())))
                .isPresent();
        return !isContradicted && !isReportedAsStopped(state) && isAlone(since, witness, owner);
    }

    /**
     * Whether Apple has heard from others meanwhile: from half of the other owners' servers for half an hour, or from
     * any of them for a day. An absence that all share is Apple's or that of its statistics. If there is nobody to
     * compare with, a day is too long for both.
     */
    private boolean isAlone(Instant since, Witness witness, AppleId owner) {
        List<Instant> others = input.states()
                .map(TokenState::token)
                .filter(token -> !token.owner().equals(Optional.of(owner)))
                .flatMap(token -> witnesses.of(token.key()).stream())
                .filter(other -> other.organization().equals(witness.organization()))
                .flatMap(other -> other.server().lastConnected().stream())
                .toList();
        Instant patience = since.plus(thresholds.patience());
        Instant stopped = since.plus(thresholds.stopped());
        return others.isEmpty()
                ? witness.readAt().isAfter(stopped)
                : others.stream().filter(patience::isBefore).count() * 2 >= others.size()
                        || others.stream().anyMatch(stopped::isBefore);
    }

    /** A new token that has not synced is one message: that its syncs have stopped. */
    private boolean isReportedAsStopped(TokenState state) {
        return awaitsProof(state)
                && input.inventoryOf(state.token().instance())
                        .filter(inventory -> inventory.failure().isEmpty()
                                && !inventory.gapsSince().containsKey(Part.SYNCS))
                        .isPresent();
    }

    /** Whether it is new, and neither Jamf Pro nor Apple shows that it works. */
    boolean awaitsProof(TokenState state) {
        return input.hasNotSyncedYet(state) && connectedSinceRenewal(state).isEmpty();
    }

    private List<MonitoringIssue> silent(AppleId owner, List<TokenState> states) {
        Map<Instance, List<TokenState>> byInstance = new TreeMap<>();
        states.forEach(state -> byInstance
                .computeIfAbsent(state.token().instance(), first -> new ArrayList<>())
                .add(state));
        List<MonitoringIssue> issues = new ArrayList<>();
        byInstance.forEach((instance, its) -> {
            Instant last = newest(its.stream().flatMap(state -> lastConnected(state.token()).stream()));
            issues.add(new MonitoringIssue(instance, Kind.CONNECTIONS_STOPPED, silentSentence(owner, its, last), last));
        });
        return issues;
    }

    private static Instant newest(Stream<Instant> times) {
        return times.max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }

    private String silentSentence(AppleId owner, List<TokenState> states, Instant last) {
        Optional<Sync> sync =
                states.stream().flatMap(state -> state.sync().stream()).max(Comparator.comparing(Sync::at));
        return ("Apple last heard from %s of %s at %s, and Jamf Pro %s. Ask whether the password of this account was"
                        + " changed, and look in Jamf Pro when the token last synced.")
                .formatted(
                        states.size() == 1
                                ? "the server of \"" + states.get(0).token().name() + "\""
                                : "the servers of " + states.size() + " tokens",
                        owner,
                        times.time(last),
                        sync.map(newest -> "reports its last sync at " + times.time(newest.at()))
                                .orElse("reports no sync"));
    }
}
