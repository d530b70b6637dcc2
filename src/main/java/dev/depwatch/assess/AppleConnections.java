package dev.depwatch.assess;

import java.time.Instant;
import java.util.Optional;

/**
 * When Apple last heard from one token's server, and from any server of its organisation.
 *
 * <p>That a refused token leaves its server's time standing is inferred and not documented: the seed's author saw "Last
 * connected" stand still from the moment when a password was changed. So a time that stands still counts only beside
 * others of the same organisation that moved meanwhile, and a cause comes from the log alone.
 *
 * @param last empty if Apple does not say
 * @param newest the newest of the organisation
 * @param isOfSeveral whether several entries hold tokens of the server: Apple does not say which of them it hears from
 */
record AppleConnections(Optional<Instant> last, Instant newest, boolean isOfSeveral, Thresholds thresholds) {
    static AppleConnections unknown(Thresholds thresholds) {
        return new AppleConnections(Optional.empty(), Instant.MIN, false, thresholds);
    }

    /** The last one, if no other entry holds a token of the server. */
    Optional<Instant> lastAlone() {
        return isOfSeveral ? Optional.empty() : last;
    }

    /**
     * Whether another server of the organisation connected after that moment, and more than three syncs after this one
     * last did: times that are a sync or two apart can all stand still.
     */
    boolean standStillSince(Instant moment) {
        return newest.isAfter(moment)
                && newest.isAfter(last.orElse(Instant.EPOCH).plus(thresholds.threeSyncs()));
    }

    /** The last one, if it came after that moment from this entry alone, and the server does not stand still again. */
    Optional<Instant> wentOnAfter(Instant moment) {
        return isOfSeveral || standStillSince(moment) ? Optional.empty() : last.filter(moment::isBefore);
    }

    /** Whether Apple still hears from this entry, more than two syncs after that moment. */
    boolean goOnSince(Instant moment) {
        return !isOfSeveral
                && last.filter(moment.plus(thresholds.missedSync())::isBefore).isPresent()
                && !standStillSince(moment);
    }

    /** Since when the server stands still, if it went on after that moment for some time. */
    Optional<Instant> stoppedAfter(Instant moment) {
        return standStillSince(moment) ? last.filter(moment::isBefore) : Optional.empty();
    }
}
