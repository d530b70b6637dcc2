package dev.depwatch.alert.alertmanager;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.Told;
import dev.depwatch.alert.Topic;
import dev.depwatch.token.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One alert as every Alertmanager is to have it.
 *
 * @param alert what is kept of it over a restart; of its words no more than the headline
 * @param topic as the newest assessment has it; empty until an assessment has spoken of it, and once it is over
 * @param end empty while it goes on
 * @param startsAt when it was first found, as Prometheus has it: Alertmanager does not wait for others of its group with
 *     one that began longer ago than it would wait
 * @param changedAt since when it is as it is: begun, over, or back
 * @param firstTakenAt when the first Alertmanager took it; empty before
 */
record Entry(
        Labels labels,
        Alert alert,
        Optional<Topic> topic,
        Optional<End> end,
        Instant startsAt,
        Instant changedAt,
        Optional<Instant> firstTakenAt) {

    /** What is said of its end, once and for all: an assessment knows for an hour how a case ended. */
    record End(Instant at, Map<String, String> annotations) {}

    static Entry begun(Labels labels, Topic topic, Alert alert, Instant now) {
        return new Entry(labels, kept(alert), Optional.of(topic), Optional.empty(), now, now, Optional.empty());
    }

    static Entry resumed(Labels labels, Told last) {
        return new Entry(
                labels,
                last.alert(),
                Optional.empty(),
                Optional.empty(),
                last.firstToldAt(),
                last.toldAt(),
                Optional.of(last.toldAt()));
    }

    boolean isOver() {
        return end.isPresent();
    }

    Instance instance() {
        return alert.instances().iterator().next();
    }

    /** Whether what is kept of it is what a restart needs to explain how this topic ended. */
    boolean isUpToDate(Topic newest) {
        return alert.caseIds().equals(newest.caseIds()) && !newest.since().isBefore(alert.since());
    }

    /** Still there, or there again. */
    Entry present(Topic newest, Instant now) {
        return new Entry(
                labels,
                alert,
                Optional.of(newest),
                Optional.empty(),
                startsAt,
                isOver() ? now : changedAt,
                firstTakenAt);
    }

    Entry with(Alert newest) {
        return new Entry(labels, kept(newest), topic, end, startsAt, changedAt, firstTakenAt);
    }

    Entry over(End over, Instant now) {
        return new Entry(labels, alert, Optional.empty(), Optional.of(over), startsAt, now, firstTakenAt);
    }

    Entry takenAt(Instant now) {
        return firstTakenAt.isPresent()
                ? this
                : new Entry(labels, alert, topic, end, startsAt, changedAt, Optional.of(now));
    }

    /** What is kept of it; empty until an Alertmanager took it. */
    Optional<Told> reported() {
        return firstTakenAt.map(at -> last());
    }

    Told last() {
        return new Told(alert, startsAt, firstTakenAt.orElse(changedAt), Optional.of(labels.json()));
    }

    private static Alert kept(Alert alert) {
        return new Alert(
                alert.remedy(),
                alert.subject(),
                alert.severity(),
                alert.tokens(),
                alert.instances(),
                alert.aspects(),
                alert.since(),
                alert.caseIds(),
                new Message(alert.message().headline(), List.of(), "", "", List.of(), List.of(), List.of()));
    }
}
