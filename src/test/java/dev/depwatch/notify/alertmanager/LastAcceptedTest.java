package dev.depwatch.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LastAcceptedTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:30:00Z");
    private static final Duration STALE_AFTER = Duration.ofHours(1);
    private static final Optional<LastAccepted> NOTHING = Optional.empty();
    private static final Optional<Instant> ACTIVE = Optional.empty();
    private static final Optional<Instant> OVER = Optional.of(NOW);

    static Stream<Arguments> rows() {
        return Stream.of(
                arguments("An alert that it has not accepted is sent at once.", NOTHING, ACTIVE, "due"),
                arguments("An accepted alert is not sent again before a minute.", alert("59s"), ACTIVE, "up to date"),
                arguments("It is sent again after a minute.", alert("60s"), ACTIVE, "due"),
                arguments("It is sent again after an hour without an answer.", alert("2h"), ACTIVE, "due"),
                arguments("The end of an alert that it has not accepted is not sent.", NOTHING, OVER, "done"),
                arguments("The end of an accepted alert is sent at once.", alert("1s"), OVER, "due"),
                arguments("It is sent even after a long outage.", alert("1h"), OVER, "due"),
                arguments("It is not sent once the alert has expired there.", alert("3601s"), OVER, "done"),
                arguments("An end is sent again after a minute.", end("60s"), over("60s"), "due"),
                arguments("An end is not sent again before a minute.", end("59s"), over("59s"), "up to date"),
                arguments("An end is sent again for five minutes.", end("61s"), over("6m"), "due"),
                arguments("After five minutes nothing is left to send.", end("61s"), over("6m1s"), "done"),
                arguments("It is not sent again to one that was down for long.", end("3601s"), over("1h1m"), "done"),
                arguments("An alert that returns is sent at once.", end("1s"), ACTIVE, "due"),
                arguments("It is sent at once long after its end.", end("3h"), ACTIVE, "due"),
                arguments("A clock set back by a little lengthens the minute.", alert("-PT30S"), ACTIVE, "up to date"),
                arguments("A clock set back by much ends the minute.", alert("-PT2H"), ACTIVE, "due"),
                arguments("A clock set back hides no end.", alert("-PT2H"), OVER, "due"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void the_last_accepted_state_decides_what_is_due(
            String rule, Optional<LastAccepted> accepted, Optional<Instant> end, String due) {
        String isDue = LastAccepted.isDone(accepted, end, STALE_AFTER, NOW)
                ? "done"
                : LastAccepted.dueSince(accepted, end.isPresent(), NOW, NOW).isPresent() ? "due" : "up to date";

        assertThat(isDue).as(rule).isEqualTo(due);
    }

    private static Optional<LastAccepted> alert(String ago) {
        return Optional.of(new LastAccepted(ago(ago), false));
    }

    private static Optional<LastAccepted> end(String ago) {
        return Optional.of(new LastAccepted(ago(ago), true));
    }

    private static Optional<Instant> over(String ago) {
        return Optional.of(ago(ago));
    }

    private static Instant ago(String duration) {
        return NOW.minus(Duration.parse(duration.startsWith("-") ? duration : "PT" + duration));
    }
}
