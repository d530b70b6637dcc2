package dev.depwatch.page;

import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.Situation;
import dev.depwatch.assess.Assessment;
import dev.depwatch.journal.FailureHour;
import dev.depwatch.notify.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A picture, built step by step. */
final class Pictures {
    static final ZoneId ZONE = ZoneId.of("Europe/Zurich");

    private Optional<Assessment> assessment = Optional.empty();
    private final List<Receiver.Status> receivers = new ArrayList<>();
    private final List<FailureHour> failures = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private Optional<String> notReady = Optional.empty();

    static Picture of(Situation situation) {
        return new Pictures().assessed(situation.assessment()).picture();
    }

    static Alerts alerts() {
        return new Alerts(ZONE, List.of(Duration.ofDays(30)));
    }

    Pictures assessed(Assessment known) {
        assessment = Optional.of(known);
        return this;
    }

    Pictures receiver(String name, String... problems) {
        receivers.add(new Receiver.Status(name, Optional.empty(), Optional.empty(), List.of(problems)));
        return this;
    }

    /** It refuses a message that has been due for that long. */
    Pictures pending(String name, Duration due, String problem) {
        Instant since = Situation.NOW.minus(due);
        receivers.add(new Receiver.Status(name, Optional.empty(), Optional.of(since), List.of(problem)));
        return this;
    }

    Pictures failed(FailureHour hour) {
        failures.add(hour);
        return this;
    }

    Pictures fault(String sentence) {
        faults.add(sentence);
        return this;
    }

    Pictures notReady(String sentence) {
        notReady = Optional.of(sentence);
        return this;
    }

    Picture picture() {
        return new Picture(
                Situation.NOW,
                ZONE,
                "1.2.3",
                Situation.NOW.minusSeconds(3600),
                assessment,
                assessment.map(alerts()::of).orElse(List.of()),
                failures,
                receivers,
                Optional.of(Situation.NOW.minusSeconds(4)),
                faults,
                notReady);
    }
}
