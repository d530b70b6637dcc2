package dev.depwatch.assess;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Witness;
import dev.depwatch.assess.Finding.Detail;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.SyncSeries.Run;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a token's own state asks for, without a case: what the readings of Jamf Pro, the configuration and Apple's own
 * API say of it. The table in docs/apple-api.md has what follows from Apple's.
 */
record TokenFindings(AssessmentInput input) {
    /** The token has expired: renew it, whatever its cases say. */
    Optional<Finding> expired(TokenTimeline token) {
        return token.token()
                .expiry()
                .filter(expiry -> token.isExpired() && !token.kind().isCertificate())
                .map(expiry -> byState(Remedy.REGENERATE, Cause.TOKEN_EXPIRED, token, expiry.at()));
    }

    /** The token ends within the first warning step, or its date has passed since the last reading. */
    Optional<Finding> soon(TokenTimeline token) {
        return input.policy()
                .warnsSince(token.token(), input.now())
                .filter(warning -> !token.kind().isCertificate())
                .map(warning -> toRenew(token, Cause.TOKEN_EXPIRED, warning));
    }

    /** Its syncs may fail already, for the reason for which it must be renewed; else the alert about that says so. */
    private Finding toRenew(TokenTimeline token, Cause cause, Instant since) {
        Instant seen = token.inventory().readAt().orElse(input.now());
        Optional<Instant> fails = token.syncs()
                .failingNow()
                .map(Run::first)
                .filter(first -> input.thresholds().lastsLong(first, seen) && token.explainsFailingSince(first));
        Remedy remedy = token.kind().isCertificate() ? Remedy.RENEW_CERTIFICATE : Remedy.RENEW;
        // An account that is out can be why they fail; that a date is near, only from its last day on.
        Instant began = fails.filter(first -> cause == Cause.TOKEN_EXPIRED || first.isBefore(since))
                .orElse(since);
        return byState(remedy, fails.isPresent() ? Cause.SYNC_FAILED : cause, token, began);
    }

    private static Finding byState(Remedy remedy, Cause cause, TokenTimeline token, Instant since) {
        Set<Hint> hints = token.inventory().source() == Source.CONFIGURED ? Set.of(Hint.AS_CONFIGURED) : Set.<Hint>of();
        return Finding.withoutCase(remedy, cause, token.token(), since, hints);
    }

    /** Jamf Pro itself says that another server has claimed the token. */
    Optional<Finding> claimedElsewhere(TokenTimeline token) {
        return token.sync()
                .filter(Sync::reportsClaimedElsewhere)
                .map(sync -> Finding.withoutCase(
                        Remedy.RECLAIM,
                        Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                        token.token(),
                        token.history().failing().map(Failing::by).orElse(sync.at()),
                        Set.of()));
    }

    // What Apple's own API says. That somebody regenerates a token never rests on it alone.

    /**
     * A token whose owner's account is deactivated, gone or locked for long. Another account can renew a token, but not a
     * push certificate.
     */
    Optional<Finding> endangered(TokenTimeline token) {
        return token.token()
                .owner()
                .flatMap(this::outToWarnOf)
                .map(account -> toRenew(token, Cause.FORBIDDEN, account.since()));
    }

    /**
     * The account of an owner who cannot use it, before any token fails. An administrator can undo a lock within
     * minutes, and depwatch assumes that the tokens then stay as they are: so a lock must last for half an hour, which
     * three readings confirm.
     */
    Optional<Account> outToWarnOf(AppleId owner) {
        return input.witnesses()
                .accountOut(owner)
                .filter(account -> account.status() != Account.Status.LOCKED || input.lastsLong(account.since()));
    }

    /** Its server is inactive or deleted. That explains the cases of the only token there is. */
    Optional<Finding> goneServer(TokenTimeline token) {
        return token.goneServer()
                .map(witness -> Finding.withoutCase(
                                Remedy.RELINK_SERVER,
                                Cause.SERVER_INACTIVE,
                                token.token(),
                                since(witness),
                                Set.of(Hint.AS_APPLE_REPORTS))
                        .saying(evidence(witness), isTheOnlyOne(token) ? casesOf(token, Episode::open) : List.of()));
    }

    private boolean isTheOnlyOne(TokenTimeline token) {
        return input.factsOf(token).tokens().stream().allMatch(other -> other == token || other.kind() != token.kind());
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
                        .map(at -> ", last connected " + input.times().time(at))
                        .orElse("");
    }

    private List<String> casesOf(TokenTimeline token, Predicate<Episode> isExplained) {
        return input.factsOf(token)
                .episodes()
                .filter(episode -> episode.kind() == token.kind() && isExplained.test(episode))
                .map(episode -> episode.ofCase().id())
                .toList();
    }

    // An upload to the wrong entry

    /**
     * The entry now holds the token of another server at Apple. The upload cut off the devices of the former server,
     * unless another entry holds its token now or the server is gone at Apple, and no failure reports it. It explains
     * earlier failures; later ones are no reason to renew this server's token here.
     */
    Optional<Finding> ofAnotherServer(TokenTimeline token) {
        return lost(token)
                .filter(moved -> !wasServerDeleted(token, moved))
                .filter(moved ->
                        moved.at().plus(Finding.OTHER_SERVER_REPORTED_FOR).isAfter(input.now()))
                .map(moved -> Finding.withoutCase(
                                Remedy.INVESTIGATE, Cause.TOKEN_OF_ANOTHER_SERVER, token.token(), moved.at(), Set.of())
                        .saying("", casesOf(token, episode -> true))
                        .with(new Detail(0, Optional.empty(), Optional.of(moved.former()))));
    }

    /** The upload by which a server lost its token; empty if the entry held the present server's token before. */
    private Optional<Replaced> lost(TokenTimeline token) {
        Optional<Replaced> lost = Optional.empty();
        for (Replaced replaced : token.kind() == TokenKind.ADE ? token.replacements() : List.<Replaced>of()) {
            Token former = replaced.former();
            if (isSame(former, token.token())) {
                // The uploads in between were a mistake that somebody corrected.
                lost = Optional.empty();
            } else if (lost.map(before -> before.former().isOfServerOf(former)).orElse(true)) {
                // The newest upload that ended a token of this server; earlier ones renewed it.
                lost = Optional.of(replaced);
            }
        }
        return lost.filter(moved ->
                held(moved.former()).findAny().isEmpty() && !input.witnesses().isGone(moved.former()));
    }

    /**
     * A server that was deleted and created again at Apple has another id, its old name and its old entries. Without
     * ids, a name that no other entry has is the server's new name.
     */
    private boolean isSame(Token former, Token token) {
        boolean hasIds = !former.serverId().isEmpty() && !token.serverId().isEmpty();
        return former.isOfServerOf(token)
                || (!token.serverName().isBlank()
                        && former.serverName().equals(token.serverName())
                        && !former.hasOtherOrganization(token)
                        && input.enrollmentTokens()
                                .filter(other -> token.isOfServerOf(other.token()))
                                .allMatch(other -> other.replacements().stream()
                                        .map(Replaced::former)
                                        .anyMatch(former::isOfServerOf)))
                || (!hasIds && held(token).allMatch(token::equals));
    }

    /** Whether Apple had no server for the entry any more when its token was replaced. */
    private boolean wasServerDeleted(TokenTimeline token, Replaced replaced) {
        // An open case counts too: after a start the inventory is read before the logs.
        return input.factsOf(token)
                .episodes(ended -> !ended.closedAt().isBefore(replaced.after()))
                .filter(found -> found.cause() == Cause.SERVER_INACTIVE
                        && Stream.of(found.ofCase().firstSeenAt(), found.began())
                                .anyMatch(at -> !at.isAfter(replaced.at())))
                .anyMatch(found -> !token.entrySyncs().wentWellBetween(found.last(), replaced.after()));
    }

    /** The tokens of its server in the entries of all instances. */
    private Stream<Token> held(Token token) {
        return input.enrollmentTokens().map(TokenTimeline::token).filter(token::isOfServerOf);
    }
}
