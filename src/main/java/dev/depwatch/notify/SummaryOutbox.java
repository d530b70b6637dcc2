package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.Subject;
import dev.depwatch.assess.Assessment;
import dev.depwatch.notify.MessageOutbox.Subscription;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.text.SafeText;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The outbox of a receiver that also gets a summary at the beginning of each week or month. What it keeps over a restart
 * has the form of an alert: when the last summary was sent, and as its text the ends since then.
 */
public final class SummaryOutbox implements Outbox {
    private static final int MAX_CLOSED = 40;
    private static final int MAX_LINE = 250;

    private final Summary summary;
    private final ZoneId zone;
    private final Alerts alerts;
    private final Subscription subscription;
    private final Outbox outbox;
    private Optional<Assessment> newest = Optional.empty();
    private Optional<Delivered> last = Optional.empty();
    private Instant refusedAt = Instant.EPOCH;
    private Optional<Instant> dueSince = Optional.empty();

    /**
     * @param zone of the days
     * @param alerts words a summary
     * @param outbox that of the alerts
     */
    public SummaryOutbox(Summary summary, ZoneId zone, Alerts alerts, Subscription subscription, MessageOutbox outbox) {
        this.summary = summary;
        this.zone = zone;
        this.alerts = alerts;
        this.subscription = subscription;
        this.outbox = outbox;
        outbox.onEnd(this::close);
    }

    private void close(Notification ended) {
        ended.end()
                // Not that it goes on as another one, or is silenced.
                .filter(AlertEnd::isOver)
                .ifPresent(end -> last = last.map(before -> withClosed(before, ended.message())));
    }

    private static Delivered withClosed(Delivered before, Message end) {
        List<Message.Line> closed = new ArrayList<>(before.alert().message().where());
        closed.add(Message.Line.of(SafeText.line(end.headline(), MAX_LINE)));
        return state(
                before.alert(),
                closed.subList(Math.max(0, closed.size() - MAX_CLOSED), closed.size()),
                before.lastDeliveredAt());
    }

    private static Delivered state(Alert alert, List<Message.Line> closed, Instant at) {
        return new Delivered(
                alert.with(new Message("", closed, "", "", List.of(), List.of(), List.of())), at, at, Optional.empty());
    }

    @Override
    public void resume(Collection<Delivered> before) {
        outbox.resume(before);
        last = before.stream()
                .filter(delivered -> delivered.alert().subject().kind() == Subject.Kind.SUMMARY)
                .findFirst();
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        outbox.observe(assessment, now);
        newest = Optional.of(assessment);
        // The first week begins with the first start.
        last = last.or(() -> Optional.of(state(alert(assessment, now), List.of(), now)));
        Instant since = last.map(Delivered::lastDeliveredAt).orElse(now);
        boolean isDue = summary.isDue(since, now, zone)
                && !subscription.isQuiet().test(now)
                // After a start nobody can say that all is well before the logs and the tokens are read.
                && assessment.unheard().isEmpty();
        dueSince = isDue ? dueSince.or(() -> Optional.of(now)) : Optional.empty();
    }

    private Alert alert(Assessment assessment, Instant now) {
        return alerts.summary(
                summary.period(),
                assessment,
                last.stream()
                        .flatMap(before -> before.alert().message().where().stream())
                        .map(Message.Line::text)
                        .toList(),
                last.map(Delivered::lastDeliveredAt).orElse(now));
    }

    @Override
    public List<Delivery> due(Instant now) {
        Stream<Delivery> own = newest.stream()
                .filter(assessment -> dueSince.isPresent() && Outbox.hasPassed(REFUSED_PAUSE, refusedAt, now))
                .map(assessment -> new Delivery(
                        1,
                        () -> send(assessment, now),
                        failure -> refusedAt = failure.isRetryable() ? refusedAt : now));
        return Stream.concat(outbox.due(now).stream(), own).toList();
    }

    @Override
    public Optional<Instant> pendingSince() {
        return Stream.concat(outbox.pendingSince().stream(), dueSince.stream()).min(Comparator.naturalOrder());
    }

    @Override
    public Set<Delivered> delivered() {
        Set<Delivered> all = new HashSet<>(outbox.delivered());
        last.ifPresent(all::add);
        return all;
    }

    private void send(Assessment assessment, Instant now) throws DeliveryException, InterruptedException {
        Alert alert = alert(assessment, now);
        subscription.notifier().deliver(Notification.summary(alert, Detail.FULL, now, subscription.statusUrl()));
        last = Optional.of(state(alert, List.of(), now));
        dueSince = Optional.empty();
    }
}
