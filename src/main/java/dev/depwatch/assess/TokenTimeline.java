package dev.depwatch.assess;

import dev.depwatch.apple.Account.Status;
import dev.depwatch.apple.Witness;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One token's entry over time: its syncs and their words, its uploads, its date, and when Apple heard from its server.
 * Every rule asks this about a token, so that all of them mean the same by "works", "renewed" or "expired". Most
 * questions are about the token in place; those about the entry count former tokens too.
 */
final class TokenTimeline {
    /**
     * The longest time a date without a zone can last: from its beginning in the first zone on Earth to its end in the
     * last.
     */
    static final Duration LONGEST_DATE = Duration.ofHours(50);

    /** Apple's server tokens live for a year. */
    private static final Duration LIFE = Duration.ofDays(365);

    private final TokenState state;
    private final InstanceInventory inventory;
    private final Witnesses witnesses;
    private final Thresholds thresholds;
    private final Instant now;
    /** Made on demand: most tokens belong to no case. */
    private @Nullable SyncSeries entrySyncs;

    private @Nullable SyncSeries syncs;

    /** @param inventory of its instance */
    TokenTimeline(
            TokenState state, InstanceInventory inventory, Witnesses witnesses, Thresholds thresholds, Instant now) {
        this.state = state;
        this.inventory = inventory;
        this.witnesses = witnesses;
        this.thresholds = thresholds;
        this.now = now;
    }

    /** As last read. */
    Token token() {
        return state.token();
    }

    Token.Key key() {
        return state.token().key();
    }

    TokenKind kind() {
        return state.token().kind();
    }

    InstanceInventory inventory() {
        return inventory;
    }

    /** The newest sync that Jamf Pro reports. */
    Optional<Sync> sync() {
        return state.sync();
    }

    SyncHistory history() {
        return inventory.syncs(key());
    }

    /** The syncs of the entry, including those of former tokens. */
    SyncSeries entrySyncs() {
        if (entrySyncs == null) {
            Instant recent = lastRead().minus(thresholds.goodSyncs());
            entrySyncs = SyncSeries.of(history(), this::isGood, thresholds.syncInterval(), recent);
        }
        return entrySyncs;
    }

    /** The syncs of the token in place. */
    SyncSeries syncs() {
        if (syncs == null) {
            syncs = renewedAt().map(entrySyncs()::since).orElse(entrySyncs());
        }
        return syncs;
    }

    // Its words

    /**
     * Whether its newest sync went well: the word says so, or the entry kept that word for long while nothing failed.
     */
    boolean isKnownGood() {
        return sync().map(this::isGood).orElse(false);
    }

    private boolean isGood(Sync one) {
        return switch (state.outcomeOf(one)) {
            case GOOD -> true;
            case FAILED, UNDER_WAY -> false;
            case UNKNOWN -> history().quietFor(one.state()).compareTo(thresholds.goodSyncs()) >= 0;
        };
    }

    boolean reportsFailure() {
        return sync().map(Sync::reportsFailure).orElse(false);
    }

    boolean reportsClaimedElsewhere() {
        return sync().map(Sync::reportsClaimedElsewhere).orElse(false);
    }

    /** Whether it has synced since then, however that went. */
    boolean hasSyncedSince(Instant moment) {
        return sync().map(sync -> sync.at().isAfter(moment)).orElse(false);
    }

    /** Whether it has synced since then with a word that proves nothing. */
    boolean hasSyncedSomehowSince(Instant moment) {
        return state.outcome() == Outcome.UNKNOWN && hasSyncedSince(moment);
    }

    /** Whether its newest sync went well, and came after that moment. */
    boolean isKnownGoodSince(Instant moment) {
        return isKnownGood() && hasSyncedSince(moment);
    }

    boolean failsNow() {
        return syncs().failingNow().isPresent();
    }

    /** Whether a reading of later than that saw it without its newest failure. Time without a reading shows nothing. */
    boolean beganToFailAfter(Instant moment) {
        return history().failing().flatMap(Failing::after).stream().anyMatch(moment::isBefore);
    }

    /** When its syncs were last read: time without a reading shows nothing. */
    Instant lastRead() {
        return inventory.lastRead(kind() == TokenKind.CONTENT ? Part.CONTENT_TOKENS : Part.SYNCS, now);
    }

    /** Whether a sync had gone well lately at that moment: within the longest time between two readings of the API. */
    boolean works(Instant moment) {
        Duration recent = kind() == TokenKind.CONTENT ? thresholds.contentSyncs() : thresholds.betweenReadings();
        return !isRemoved() && isKnownGoodSince(moment.minus(recent));
    }

    /** When its last good sync was; empty if syncs failed since, or none went well. */
    Optional<Instant> lastGoodWhileWorking() {
        return failsNow() ? Optional.empty() : syncs().lastGood();
    }

    /**
     * Since when the token, which works now, has been in its entry without a failing sync at the latest. Somebody may
     * have renewed it unseen before depwatch first read it, at any time that its date allows.
     */
    Instant worksSince() {
        Instant inPlace = renewedAt()
                .orElseGet(() -> Stream.concat(
                                history().streaks().stream().map(SyncHistory.Streak::first),
                                token().expiry().map(Expiry::at).map(at -> at.minus(LIFE)).stream())
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MAX));
        return syncs().lastFailed().filter(inPlace::isBefore).orElse(inPlace);
    }

    /** Whether the API names it as failing so now, or, of a content token, still does after its removal. */
    boolean isReported(Cause cause) {
        return inventory.reading().stream()
                .anyMatch(reading -> reading.reportsFailing(token(), cause)
                        || inventory.removed(key()).stream()
                                .anyMatch(removed -> reading.notices().stream()
                                        .anyMatch(notice -> notice.reports(cause) && removed.isNamedIn(notice))));
    }

    // Its uploads

    /** When depwatch first saw the token in place; empty if the entry had no other token before. */
    Optional<Instant> renewedAt() {
        return inventory.newestReplacement(key()).map(Replaced::at);
    }

    /** The newest replacement; empty if it was before that moment. */
    Optional<Replaced> replacementSince(Instant moment) {
        return inventory
                .newestReplacement(key())
                .filter(replaced -> replaced.at().isAfter(moment));
    }

    boolean isRenewedSince(Instant moment) {
        return replacementSince(moment).isPresent();
    }

    /** All known replacements, the newest last. */
    List<Replaced> replacements() {
        return inventory.replaced(key());
    }

    boolean isRemoved() {
        return inventory.removed(key()).isPresent();
    }

    /** Whether its sync state still belongs to the former token. */
    boolean hasNotSyncedYet() {
        return renewedAt().map(renewed -> !hasSyncedSince(renewed)).orElse(false);
    }

    /** Whether it is new, and neither Jamf Pro nor Apple shows that it works. */
    boolean awaitsProof() {
        return hasNotSyncedYet() && connectedSinceRenewal().isEmpty();
    }

    /**
     * Whether Jamf Pro reports how the token syncs, and a reading from after the second moment shows that it has not
     * synced it since the first: then Apple has refused nothing.
     */
    boolean isUntried(Instant since, Instant until) {
        return sync().isPresent()
                && !hasSyncedSince(since)
                && !inventory.gapsSince().containsKey(Part.SYNCS)
                && inventory.readAt().map(until::isBefore).orElse(false);
    }

    // Apple's connections. That a refused token leaves its server's time standing is inferred and not documented: the
    // seed's author saw "Last connected" stand still from the moment when a password was changed. So a time that stands
    // still counts only beside others of the same organisation that moved meanwhile, and a cause comes from the log
    // alone.

    /** When Apple last heard from the token's server; empty if Apple does not say. */
    Optional<Instant> connected() {
        return witnesses.lastConnected(key());
    }

    /** Its server, if that is inactive or deleted at Apple, which its id says, and Jamf Pro no longer synced it well then. */
    Optional<Witness> goneServer() {
        return witnesses
                .of(key())
                .filter(witness -> witness.server().status().isGone() && witness.by() == Witness.By.ID)
                .filter(witness -> !works(witness.readAt()) && !isRenewedSince(witness.readAt()));
    }

    /** Whether several entries hold tokens of its server: Apple does not say which of them it hears from. */
    boolean sharesServer() {
        return witnesses.isOfSeveral(key());
    }

    /** The last connection, if no other entry holds a token of the server. */
    private Optional<Instant> connectedAlone() {
        return sharesServer() ? Optional.empty() : connected();
    }

    /**
     * Whether another server of the organisation connected after that moment, and more than three syncs after this one
     * last did: times that are a sync or two apart can all stand still.
     */
    boolean standsStillSince(Instant moment) {
        Instant own = connected().orElse(Instant.EPOCH).plus(thresholds.threeSyncs());
        return witnesses.of(key()).flatMap(witness -> witnesses.newestConnection(witness.organization())).stream()
                .anyMatch(newest -> newest.isAfter(moment) && newest.isAfter(own));
    }

    /** Whether Apple still hears from this entry, more than two syncs after that moment. */
    boolean goesOnSince(Instant moment) {
        return connectedAlone().stream().anyMatch(moment.plus(thresholds.missedSync())::isBefore)
                && !standsStillSince(moment);
    }

    /** Since when the server stands still, if it went on after that moment for some time. */
    Optional<Instant> stoppedAfter(Instant moment) {
        return standsStillSince(moment) ? connected().filter(moment::isBefore) : Optional.empty();
    }

    /**
     * When Apple last heard from the token's server; empty unless that was after the renewal, the server does not stand
     * still again, and no other entry shares it.
     */
    Optional<Instant> connectedSinceRenewal() {
        return renewedAt()
                .filter(renewed -> !standsStillSince(renewed))
                .flatMap(renewed -> connectedAlone().filter(renewed::isBefore));
    }

    /** When the token in place last worked: by Jamf Pro's report, or for a renewed token by Apple's. */
    Optional<Instant> lastProof() {
        return Stream.concat(syncs().lastGood().stream(), connectedSinceRenewal().stream())
                .max(Comparator.naturalOrder());
    }

    // Its date

    /**
     * Whether the token has expired and cannot have been renewed unseen. A date read before it passed may belong to the
     * former token. So may a date followed by a good sync. No reading gives the date of a push certificate.
     */
    boolean isExpired() {
        if (!hasPassed()) {
            return false;
        }
        Instant end = token().expiry().map(Expiry::at).orElse(Instant.MAX);
        return inventory.source() != Source.JAMF
                || kind() == TokenKind.PUSH
                || (inventory.isReadSince(end, kind()) && (isRemoved() || !isKnownGoodSince(end)));
    }

    /** Whether its date, if known, has passed everywhere on Earth. */
    boolean hasPassed() {
        return hasPassed(token(), now);
    }

    static boolean hasPassed(Token token, Instant moment) {
        return token.expiry().map(expiry -> expiry.isOver(moment)).orElse(false);
    }

    /** Whether its date lies ahead everywhere on Earth. */
    boolean endsLater() {
        return endsLater(token(), now);
    }

    static boolean endsLater(Token token, Instant moment) {
        return token.expiry().stream()
                .anyMatch(expiry -> expiry.at().minus(LONGEST_DATE).isAfter(moment));
    }

    /** Whether its date had passed somewhere on Earth. */
    boolean mayHaveEndedBy(Instant moment) {
        return token().expiry().isPresent() && !endsLater(token(), moment);
    }

    /**
     * Whether its date or owner may be why its syncs fail since then. Jamf Pro's date has no hour and no zone, so it
     * explains those that began to fail on that day. Apple ends the tokens of an owner who leaves, and depwatch does not
     * know when that was; a lock can be undone.
     */
    boolean explainsFailingSince(Instant moment) {
        return mayHaveEndedBy(moment)
                || token().owner().flatMap(witnesses::accountOut).stream()
                        .anyMatch(account -> account.status() != Status.LOCKED);
    }

    /** The identity of its server at Apple; a removed token has none. */
    Object server() {
        return isRemoved() ? key() : token().server();
    }
}
