package dev.depwatch.assess;

import dev.depwatch.inventory.Reading.Sync;
import java.util.List;
import java.util.Locale;

/**
 * What Jamf Pro's word for a token's last sync tells. The words are an open set of which only {@code CONNECTION_ERROR}
 * is public (an example in the Jamf Pro API's own reference), so a word without a tell-tale proves nothing by itself.
 */
final class SyncState {
    private static final List<String> TELL_FAILURE = List.of(
            "ERROR",
            "FAIL",
            "EXPIRED",
            "REJECT",
            "INVALID",
            "FORBIDDEN",
            "DENIED",
            "TIMEOUT",
            "NOT_SIGNED",
            "UNAUTHORIZED",
            "REVOKED");

    private SyncState() {}

    static boolean isClaimedElsewhere(Sync sync) {
        return sync.state().equals(Sync.CLAIMED_ELSEWHERE);
    }

    static boolean tellsFailure(Sync sync) {
        String word = sync.state().toUpperCase(Locale.ROOT);
        return isClaimedElsewhere(sync) || TELL_FAILURE.stream().anyMatch(word::contains);
    }
}
