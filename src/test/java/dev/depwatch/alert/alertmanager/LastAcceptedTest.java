package dev.depwatch.alert.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.alertmanager.LastAccepted.Due;
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
    private static final boolean GOES_ON = false;
    private static final boolean OVER = true;

    static Stream<Arguments> rows() {
        return Stream.of(
                row("An alert that it has not taken is sent at once.", NOTHING, GOES_ON, Due.NOW),
                row("One that it knows is not sent before a minute has passed.", alert("59s"), GOES_ON, Due.IN_TIME),
                row("Then it is.", alert("60s"), GOES_ON, Due.AGAIN),
                row("It is after an hour without an answer too.", alert("2h"), GOES_ON, Due.AGAIN),
                row("The end of an alert that it has not taken is not sent.", NOTHING, OVER, Due.DONE),
                row("The end of one that it knows is sent at once.", alert("1s"), OVER, Due.NOW),
                row("It still is if it could not be told for long.", alert("1h"), OVER, Due.NOW),
                row("But not once it has ended there by itself.", alert("3601s"), OVER, Due.DONE),
                row("An end is sent again after a minute.", end("60s", "60s"), OVER, Due.AGAIN),
                row("Not before that.", end("59s", "59s"), OVER, Due.IN_TIME),
                row("It is for five minutes.", end("61s", "4m59s"), OVER, Due.AGAIN),
                row("Then nothing is left to say.", end("10s", "5m"), OVER, Due.DONE),
                row("An alert that is back is sent at once.", end("1s", "1s"), GOES_ON, Due.NOW),
                row("Also long after its end.", end("3h", "3h"), GOES_ON, Due.NOW),
                row(
                        "A clock that was set back by a little makes a minute longer.",
                        alert("-PT30S"),
                        GOES_ON,
                        Due.IN_TIME),
                row("One that was set back by much makes none.", alert("-PT2H"), GOES_ON, Due.AGAIN),
                row("It hides no end.", alert("-PT2H"), OVER, Due.NOW));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void the_last_accepted_state_decides_what_is_due(
            String rule, Optional<LastAccepted> accepted, boolean isOver, Due due) {
        assertThat(LastAccepted.due(accepted, isOver, STALE_AFTER, NOW))
                .as(rule)
                .isEqualTo(due);
    }

    private static Arguments row(String rule, Optional<LastAccepted> accepted, boolean isOver, Due due) {
        return Arguments.of(rule, accepted, isOver, due);
    }

    private static Optional<LastAccepted> alert(String ago) {
        return Optional.of(new LastAccepted(ago(ago), Optional.empty()));
    }

    private static Optional<LastAccepted> end(String ago, String firstAgo) {
        return Optional.of(new LastAccepted(ago(ago), Optional.of(ago(firstAgo))));
    }

    private static Instant ago(String duration) {
        return NOW.minus(Duration.parse(duration.startsWith("-") ? duration : "PT" + duration));
    }
}
