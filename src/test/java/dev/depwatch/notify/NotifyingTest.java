package dev.depwatch.notify;

import static dev.depwatch.alert.SampleAlerts.alert;
import static dev.depwatch.alert.SampleAlerts.names;
import static dev.depwatch.alert.SampleAlerts.regenerate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Route;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.MessageOutbox.Subscription;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.table.Table;
import dev.depwatch.token.Remedy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The messages of a receiver during a story. A story is a list of moments,
 * {@code "<time since the last> <present state>"}: an alert by its instances, {@code a+b}; {@code likely:a} if the
 * advice is not certain, {@code identify:a}, {@code look:a}, {@code reclaim:a} or {@code renew:a} if the remedy is
 * another, {@code soon:a} for a renewal that has passed a warning step; {@code identify:a & reclaim:b} for two alerts;
 * {@code none}. Only {@code school} is watched. {@code restart} starts a new process from the saved state, {@code crash}
 * starts one from the state before the last message; {@code down}, {@code slow}, {@code picky} and {@code up} change
 * the receiver, which may have what it times out for or refuses; {@code seldom} is one without waits and ends.
 */
class NotifyingTest {
    private static final AlertsConfig CONFIG =
            new AlertsConfig(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(24), true);

    private final RecordingNotifier notifier = new RecordingNotifier();
    private List<Alert> present = List.of();
    private Instant now = Instant.parse("2026-11-24T14:00:00Z");
    private Ended end = SampleAlerts.noLongerFound().orElseThrow();
    private Predicate<Instant> isQuiet = at -> false;
    private Set<Delivered> saved = Set.of();
    private Set<Delivered> savedBefore = Set.of();
    private Receiver receiver = receiver(CONFIG);

    static Stream<Table.Row> stories() {
        return Table.rows("""
            One message reports everything that begins within groupWait.
              0s a; 20s a+b; 20s a+b+c; 20s => OPENED a+b+c
            Instances that join meanwhile are in the same message.
              0s a; 60s; 1s a+b; 1s a+b+c; 5m => OPENED a; GREW a+b+c
            An instance that nobody watches any more is named, and so is its return.
              0s a+b; 60s; 10m a; 10m a+b; 10m => OPENED a+b; CHANGED a; GREW a+b
            So is the return of one that was said to be gone as another joined.
              0s a+b; 60s; 1m b+c; 5m; 1h a+b+c; 10m => OPENED a+b; GREW b+c; GREW a+b+c
            What leaves a warning that continues is news when it returns, at most once a day.
              0s look:a+b; 60s; 1h look:a; 23h none; 1m look:a; 1h look:a+b; 5m; 1h look:a; 1h look:a+b; 5m
              => OPENED look a+b; GREW look a+b
            What leaves it for a moment is none, though something else has left it for good.
              0s look:a+b+c; 60s; 1h look:a+b; 24h look:a; 60s look:a+b; 5m => OPENED look a+b+c
            Nor are two that take turns.
              0s look:a+b+c; 60s; 1h look:a+b; 24h look:a+c; 10m look:a+b; 10m look:a+c; 10m look:a+b
              => OPENED look a+b+c; GREW look a+c
            Nor is a warning step that returns with its token; once that has left for good, the next one passes the step.
              0s soon:school+b; 60s; 1h renew:b; 40m soon:school+b; 1h renew:b; restart; 1s; 24h; 216h soon:b
              => OPENED renew b+school; CHANGED renew b
            A token that has expired does not return: the next one passes the step within that day, too.
              0s soon:school+b; 60s; 1h renew:b & school; 60s; 20h soon:b & school
              => OPENED renew b+school; OPENED school; CHANGED renew b
            A remedy that changes is a new alert, and the old advice is withdrawn after it.
              0s identify:a; 60s; 10m a; 60s; 4m => OPENED identify a; OPENED a; RESOLVED identify a
            A remedy that changes before the first message is sent as it is then.
              0s identify:a; 30s a; 60s; 1h => OPENED a
            An alert that comes and goes is sent once.
              0s a; 60s; 4m none; 4m a; 4m none; 4m a; 4m none; 4m a; 23h => OPENED a
            An alert that comes and goes before the first message waits again.
              0s a; 59s none; 1s a; 59s; 1s => OPENED a
            An end is sent when it lasts groupInterval, and a later alert is new.
              0s a; 60s; 1h none; 5m; 1s a; 60s => OPENED a; RESOLVED a; OPENED a
            A clock set back by a day suppresses no message.
              0s a; 60s; -24h a+b; 1s none; 5m => OPENED a; GREW a+b; RESOLVED a+b
            Growth and reminders are sent when due, whenever depwatch restarts.
              0s a; 60s; restart; 4m a+b; 1m; restart; 23h; 1h => OPENED a; GREW a+b; REMINDER a+b
            An end while depwatch was down is sent once.
              0s a; 60s; restart; 1m none; 5m; restart; 1m; 5m => OPENED a; RESOLVED a
            A crash between sending and saving repeats that message and loses none.
              0s a; 60s; crash; 1s; 60s; 10m a+b; crash; 1s; 10m none; 5m; crash; 1s; 5m; 1h
              => OPENED a; OPENED a; GREW a+b; GREW a+b; RESOLVED a+b; RESOLVED a+b
            After an outage of hours, one message gives the present state.
              0s a; 60s; down; 5m a+b; 5m a+b+c; 5m a+c; 3h likely:a+c; up; 5m; 1h => OPENED a; GREW a+c
            An alert that begins and ends within an outage is not sent.
              down; 0s a; 60s; 3h none; up; 5m; 24h
            An alert that ends within an outage is sent as over, without its growth.
              0s a; 60s; down; 10m a+b; 3h none; 5m; up; 5m; 1h => OPENED a; RESOLVED a
            An alert that ends and returns within an outage causes no message.
              0s a; 60s; down; 1h none; 5m; 1h a; up; 5m; 1h => OPENED a
            Unless the receiver may have its end: then the alert is new, whatever else it is.
              0s a; 60s; slow; 1h none; 5m; 1h a; up; 5m; 1h => OPENED a; OPENED a
            So is a warning, as soon as it returns.
              0s look:a; 60s; 1h none; picky; 5m; 5m; up; 4s look:a+b; 5m; 24h => OPENED look a; OPENED look a+b
            One that is gone again then has its end.
              0s a; 60s; 1h none; slow; 5m; 4s a; 5m; 1h none; up; 5m; 24h => OPENED a; RESOLVED a
            An unsent end is forgotten, and the next alert is new.
              seldom; 0s a; 1s none; 1s; 1s a => OPENED a; OPENED a
            A step returns with its token within a day, however rare the reminders are.
              seldom; 0s soon:school+b; 1h renew:b; 23h soon:school+b; 1h renew:b; 24h; 1h soon:b
              => OPENED renew b+school; CHANGED renew b
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void a_receiver_gets_these_messages(Table.Row story) throws Exception {
        play(story);
    }

    /** The story begins at 14:00; it is quiet from 20:00 to 06:00. */
    static Stream<Table.Row> storiesOfNights() {
        return Table.rows("""
            What begins at night is sent in the morning.
              7h identify:a; 60s; 8h58m; 1m; 24h => OPENED identify a
            What begins and ends at night is not sent.
              7h identify:a; 2h none; 7h; 2h
            What begins, grows and shrinks at night is sent as it is in the morning.
              7h identify:a; 1h identify:a+b+c; 1h identify:b+c; 7h; 24h => OPENED identify b+c
            What grows at night is sent in the morning.
              1h identify:a; 60s; 7h identify:a+b; 2h identify:a+b+c; 6h; 24h
              => OPENED identify a; GREW identify a+b+c
            What ends at night is said to be over in the morning, long after the assessment forgot it.
              1h identify:a; 60s; 6h none; 5m; 4h; 5h; 24h => OPENED identify a; RESOLVED identify a
            What ends and returns at night goes on.
              1h identify:a; 60s; 6h none; 2h identify:a; 24h => OPENED identify a
            A critical alert does not wait, nor does its end.
              7h a; 60s; 1h a+b; 1h none; 5m; 12h => OPENED a; GREW a+b; RESOLVED a+b
            A restart at night loses nothing that waits.
              1h identify:a; 60s; 7h identify:a+b; restart; 1h; 7h; restart; 24h
              => OPENED identify a; GREW identify a+b
            Nor does one lose an end that waits.
              1h identify:a; 60s; 7h none; 5m; restart; 1h; 7h; 24h => OPENED identify a; RESOLVED identify a
            The next night is another.
              7h identify:a; 10h; 24h none; 24h; 13h identify:b; 11h
              => OPENED identify a; RESOLVED identify a; OPENED identify b
            Several alerts that begin at night are one message in the morning.
              7h identify:a; 1h identify:a & reclaim:b; 60s; 8h; 24h => SUMMARY a+b
            What begins and ends at night is not in it.
              7h identify:a & reclaim:b & renew:c; 60s; 1h identify:a & renew:c; 8h; 24h => SUMMARY a+c
            An alert that alone is left has its own message.
              7h identify:a & reclaim:b; 60s; 1h identify:a; 8h; 24h => OPENED identify a
            What grew and what ended is in it, too, since the receiver knows of it.
              1h identify:a & renew:c; 60s; 6h identify:a+b & renew:c; 1h identify:a+b; 5m; 8h; 24h
              => OPENED identify a; OPENED renew c; SUMMARY a+b+c
            Changes and ends go on as stories of their own after it.
              7h identify:a & reclaim:b; 60s; 9h; 1h identify:a & reclaim:b+c; 1h identify:a; 5m
              => SUMMARY a+b; GREW reclaim b+c; RESOLVED reclaim b+c
            If the receiver is down in the morning, it gets what is true when it is up.
              7h identify:a & reclaim:b; 60s; down; 9h; 1h identify:a+c & reclaim:b & renew:d; 60s; up; 1h; 24h
              => SUMMARY a+b+c; OPENED renew d
            A restart at night loses none of them.
              7h identify:a & reclaim:b; 60s; restart; 1h; 60s; 8h; restart; 24h => SUMMARY a+b
            A critical alert of the morning is none of them.
              7h identify:a & reclaim:b & a; 60s; 9h => OPENED a; SUMMARY a+b
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("storiesOfNights")
    void a_receiver_with_quiet_nights_gets_these_messages(Table.Row story) throws Exception {
        QuietConfig nights =
                new QuietConfig(LocalTime.of(20, 0), LocalTime.of(6, 0), List.of(), Optional.of(ZoneOffset.UTC));
        isQuiet = at -> nights.covers(at, ZoneOffset.UTC);

        play(story);
    }

    @Test
    void after_the_message_of_a_quiet_time_the_first_change_has_the_steps() throws Exception {
        isQuiet = at -> true;
        play("0s identify:a & reclaim:b; 1h");
        isQuiet = at -> false;
        play("1h; restart; 1h identify:a & reclaim:b+c; 1h identify:a & reclaim:b+c+d");

        assertThat(notifier.taken())
                .extracting(sent ->
                        SampleAlerts.inBrief(sent).asNextMessage().steps().isEmpty())
                .containsExactly(false, false, true);
    }

    @Test
    void nothing_is_owed_while_it_is_quiet() throws Exception {
        isQuiet = at -> true;

        play("0s identify:a; 60s; 1h");

        assertThat(receiver.status().pendingSince()).isEmpty();
    }

    @Test
    void a_new_receiver_gets_present_alerts_and_others_get_no_repeat() throws Exception {
        play("0s a; 60s; 1h");
        RecordingNotifier added = new RecordingNotifier();
        try (Receiver later = receiver("later", added, CONFIG)) {
            for (int i = 0; i < 3; i++) {
                now = now.plusSeconds(60);
                later.deliverDue(assessment(), now);
                receiver.deliverDue(assessment(), now);
            }
        }

        assertThat(added.reasons()).containsExactly(NotifyReason.OPENED);
        assertThat(notifier.reasons()).containsExactly(NotifyReason.OPENED);
    }

    /** An assessment knows for an hour how and when a case ended. */
    @Test
    void an_outage_of_hours_does_not_change_how_an_alert_ended() throws Exception {
        Ended first = new Ended(SampleAlerts.over(AlertEnd.How.SYNCED), SampleAlerts.ended());
        Ended later = new Ended(first.end(), first.message().withoutReasonsAndSteps());
        play("0s a; 60s; down");
        for (Ended found : List.of(first, later, SampleAlerts.noLongerFound().orElseThrow())) {
            end = found;
            play("1h none");
        }
        play("up; 5m");

        assertThat(notifier.taken().get(1).message()).isEqualTo(first.message());
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private void play(Table.Row story) throws InterruptedException {
        String text = story.text().replace("\n", "; ");
        int end = text.indexOf("=> ");
        play(end < 0 ? text : text.substring(0, end));

        assertThat(String.join("; ", received()))
                .as(story.why())
                .isEqualTo(end < 0 ? "" : text.substring(end + 3, text.length() - 2));
    }

    private void play(String moments) throws InterruptedException {
        for (String written : moments.split(";", -1)) {
            String moment = written.strip();
            switch (moment) {
                case "" -> {}
                case "seldom" -> {
                    receiver.close();
                    receiver = receiver(new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofDays(30), false));
                }
                case "restart" -> resume(saved);
                case "crash" -> resume(savedBefore);
                case "down" -> notifier.alwaysFail(Reason.UNREACHABLE, notification -> true);
                case "slow" -> notifier.alwaysFail(Reason.TIMEOUT, notification -> true);
                case "picky" -> notifier.alwaysFail(Reason.REJECTED, notification -> true);
                case "up" -> notifier.alwaysFail(notification -> false);
                default -> look(moment);
            }
        }
    }

    private void look(String moment) throws InterruptedException {
        String[] parts = moment.split(" ", 2);
        now = now.plus(
                parts[0].startsWith("-") ? duration(parts[0].substring(1)).negated() : duration(parts[0]));
        if (parts.length == 2) {
            present = parts[1].equals("none")
                    ? List.of()
                    : Stream.of(parts[1].split(" & ", -1))
                            .map(NotifyingTest::alertOf)
                            .toList();
        }
        receiver.deliverDue(assessment(), now);
        if (!receiver.delivered().equals(saved)) {
            savedBefore = saved;
            saved = receiver.delivered();
        }
    }

    /** Like a new process: it starts from the saved state, and the waits of the old process are lost. */
    private void resume(Collection<Delivered> before) {
        receiver.close();
        receiver = receiver(CONFIG);
        receiver.resume(before, Optional.empty());
        saved = receiver.delivered();
    }

    private List<String> received() {
        return notifier.taken().stream().map(NotifyingTest::received).toList();
    }

    private static String received(Notification notification) {
        String remedy = switch (notification.alert().remedy()) {
            case IDENTIFY -> "identify ";
            case RECLAIM -> "reclaim ";
            case RENEW -> "renew ";
            case INVESTIGATE -> "look ";
            default -> "";
        };
        return notification.reason() + " " + remedy + String.join("+", new TreeSet<>(names(notification.alert())));
    }

    private static Alert alertOf(String written) {
        String[] parts = written.split(":", -1);
        String[] instances = parts[parts.length - 1].split("\\+", -1);
        return switch (parts.length == 1 ? "" : parts[0]) {
            case "likely" -> alert(Remedy.REGENERATE, Severity.CRITICAL, "likely", instances);
            case "identify" -> alert(Remedy.IDENTIFY, Severity.WARNING, "certain", instances);
            case "renew" -> alert(Remedy.RENEW, Severity.INFO, "certain", instances);
            case "soon" -> alert(Remedy.RENEW, Severity.INFO, "certain within_PT336H", instances);
            case "reclaim" -> alert(Remedy.RECLAIM, Severity.WARNING, "certain", instances);
            case "look" -> alert(Remedy.INVESTIGATE, Severity.WARNING, "certain", instances);
            default -> regenerate(instances);
        };
    }

    private static Duration duration(String written) {
        return Duration.parse("PT" + written);
    }

    private Receiver receiver(AlertsConfig config) {
        return receiver("team", notifier, config);
    }

    private Receiver receiver(String name, Notifier to, AlertsConfig config) {
        Outbox outbox = new MessageOutbox(
                new Subscription(config, Severity.INFO, to, Detail.FULL, Optional.empty(), at -> isQuiet.test(at)),
                assessment -> present,
                assessment -> delivered -> Optional.of(end));
        return new Receiver(
                new Receiver.Id(name, "webhook"),
                outbox,
                Route.ALL,
                Optional::empty,
                () -> now,
                new Random(1),
                new SimpleMeterRegistry(),
                () -> {});
    }

    private Assessment assessment() {
        return (present.stream()
                                .anyMatch(alert -> alert.remedy() == Remedy.REGENERATE
                                        && names(alert).contains("school"))
                        ? Situation.of("jamf school; date regenerate ade@school; health expired ade@school")
                        : Situation.working("school"))
                .assessment(now);
    }
}
