package dev.depwatch.notify.alertmanager;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertFacts;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One alert for every Alertmanager.
 *
 * @param alert the part that is saved for a restart; of its text only the headline
 * @param facts as in the newest assessment; empty until an assessment covers it, and after its end
 * @param end empty while the alert continues
 * @param startsAt when it was first found, as in Prometheus: Alertmanager does not wait for others of its group if the
 *     alert began longer ago than that wait
 */
record AlertEntry(Labels labels, Alert alert, Optional<AlertFacts> facts, Optional<End> end, Instant startsAt) {

    /**
     * The text of the end, kept unchanged: an assessment knows for an hour how a case ended.
     *
     * @param at when it was found to be over, perhaps while depwatch did not report
     * @param dueSince when the end became due
     */
    record End(Instant at, Instant dueSince, Map<String, String> annotations) {}

    static AlertEntry present(Labels labels, AlertFacts facts, Alert worded, Instant startsAt) {
        String headline = worded.message().headline();
        Alert kept = worded.with(new Message(headline, List.of(), "", "", List.of(), List.of(), List.of()));
        return new AlertEntry(labels, kept, Optional.of(facts), Optional.empty(), startsAt);
    }

    static AlertEntry resumed(Labels labels, Delivered last) {
        return new AlertEntry(labels, last.alert(), Optional.empty(), Optional.empty(), last.firstDeliveredAt());
    }

    boolean isOver() {
        return end.isPresent();
    }

    /** Since when the alert, or its end, has been due to an Alertmanager that has accepted neither. */
    Instant dueSince() {
        return end.map(End::dueSince).orElse(startsAt);
    }

    AlertEntry over(End over) {
        return new AlertEntry(labels, alert, Optional.empty(), Optional.of(over), startsAt);
    }

    /** The saved part. */
    Delivered last() {
        return new Delivered(alert, startsAt, startsAt, Optional.of(labels.json()));
    }
}
