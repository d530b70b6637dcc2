package dev.depwatch.alert.alertmanager;

import dev.depwatch.alert.Alert;
import dev.depwatch.assess.Assessment;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How it is known that an alert is over.
 *
 * @param key the word in {@code resolved_by}; docs/alertmanager.md has all of them
 * @param at when it was found to be over; empty if no case tells
 */
record ResolvedBy(String key, Optional<Instant> at) {
    /** The same goes on under other labels: it has not ended. */
    static final ResolvedBy SUPERSEDED = new ResolvedBy("superseded", Optional.empty());

    /** The failure goes on, but there is nothing to be done about it for now, or it is ignored. */
    static final ResolvedBy WITHDRAWN = new ResolvedBy("withdrawn", Optional.empty());

    /** It ended while nobody looked. */
    private static final ResolvedBy UNKNOWN = new ResolvedBy("unknown", Optional.empty());

    /** There never was a case: a date that has moved, a trouble of depwatch's own. */
    private static final ResolvedBy NO_LONGER_FOUND = new ResolvedBy("no_longer_found", Optional.empty());

    /** Of an alert that was told and that the assessment does not have, under whatever labels. */
    static ResolvedBy of(Alert told, Assessment now) {
        if (told.caseIds().isEmpty()) {
            return NO_LONGER_FOUND;
        }
        if (now.cases().stream().map(Case::id).anyMatch(told.caseIds()::contains)) {
            return WITHDRAWN;
        }
        List<ClosedCase> ended = Stream.concat(now.ended().stream(), now.recentlyEnded().stream())
                .filter(end -> told.caseIds().contains(end.closed().id()))
                .toList();
        // The proofs are in the order of their strength.
        return ended.stream()
                .map(ClosedCase::proof)
                .max(Comparator.naturalOrder())
                .map(weakest -> new ResolvedBy(
                        weakest.key(), ended.stream().map(ClosedCase::closedAt).max(Comparator.naturalOrder())))
                .orElse(UNKNOWN);
    }
}
