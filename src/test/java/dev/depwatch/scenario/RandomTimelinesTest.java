package dev.depwatch.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import dev.depwatch.scenario.Scenario.Transcript;
import dev.depwatch.table.Statements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens on a few instances within some hours, {@link Truth} holds. {@code -Ddepwatch.timelines=5000} plays
 * more of them, each with a seed of its own, and {@code -Ddepwatch.seed=…} one of them again.
 */
class RandomTimelinesTest {
    private static final int MINUTES = 150;

    /**
     * A build plays the same ones each time: one that nobody has seen may find a fault that the change did not make.
     */
    private static final int FIXED = 4;

    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_advised_is_true_whatever_happens(long seed) {
        Timeline timeline = new Timeline(seed);

        Transcript transcript = timeline.scenario().transcript();

        assertThat(transcript.untrue())
                .as("seed %d%n%s%n%s", seed, String.join("\n", timeline.statements), transcript)
                .isEmpty();
    }

    static LongStream seeds() {
        Long seed = Long.getLong("depwatch.seed");
        if (seed != null) {
            return LongStream.of(seed);
        }
        Integer count = Integer.getInteger("depwatch.timelines");
        return count != null ? new Random().longs(count) : new Random(14).longs(FIXED);
    }

    /** Some instances, and what happens to them, all decided by one seed. */
    private static final class Timeline {
        private static final List<String> OWNERS = List.of("anna", "ben", "mdm");
        private static final List<String> ORGANIZATIONS = List.of("One", "Two");
        private static final List<String> PATTERNS =
                List.of("F.", "R..", "F....", "FF.", "T.", "N.", "S.", ".F.R", "FFFF.");

        private final Random random;
        private final Scenario scenario;
        private final List<String> tokens = new ArrayList<>();
        private final List<String> statements = new ArrayList<>();

        Timeline(long seed) {
            random = new Random(seed);
            scenario = Scenario.of("seed " + seed);
            int count = 1 + random.nextInt(3);
            for (int number = 1; number <= count; number++) {
                furnish("school" + number);
            }
            if (chance(2)) {
                say("asksApple");
            }
            say("looksEvery 30");
            int minute = 5;
            while (minute < MINUTES - 20) {
                event(time(minute));
                minute += 1 + random.nextInt(30);
            }
            for (int left = random.nextInt(3); left > 0; left--) {
                follow(plus("14:05", random.nextInt(6000)));
            }
            say("until " + time(MINUTES));
        }

        Scenario scenario() {
            return scenario;
        }

        private void furnish(String instance) {
            String[] held = new String[1 + random.nextInt(chance(3) ? 4 : 2)];
            for (int id = 1; id <= held.length; id++) {
                held[id - 1] = id + " " + pick(OWNERS) + " @" + pick(ORGANIZATIONS) + (chance(8) ? " 2026-11-22" : "");
                tokens.add(instance + "/" + id);
            }
            say("jamf " + instance + " " + String.join(" | ", held));
            say("logs " + instance + " " + pick(List.of(Form.values())));
            if (chance(4)) {
                say("withoutLog " + instance);
            }
            if (chance(6)) {
                say("syncWords " + instance + " ALPHA | BETA");
            }
            if (chance(3)) {
                say("timesWithOffset " + instance);
            }
            if (chance(4)) {
                say(pick(List.of("withoutSyncs ", "refusesSyncs ")) + instance);
            }
        }

        /** A failure, and its remedy as a person would carry it out. */
        private void follow(String at) {
            String token = pick(tokens);
            String owner = pick(OWNERS);
            String later = plus(at, 300 + random.nextInt(2400));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    say(at + " deleteServer " + token);
                    say(later + " link New" + random.nextInt(100) + " " + token + " " + owner);
                }
                case 2 -> {
                    say(at + " changePassword " + owner);
                    for (int number = 0; number < tokens.size(); number++) {
                        say(plus(later, number * 150) + " renew " + tokens.get(number) + " " + owner);
                    }
                }
                case 3 -> say(at + " renameServer " + token + " Renamed " + token);
                case 4 -> {
                    say(at + " silences " + token);
                    say(later + " renew " + token + " " + owner);
                }
                default -> {
                    say(at + " standsStill " + token);
                    say(later + " renew " + token + " " + owner);
                }
            }
        }

        private void event(String at) {
            String token = pick(tokens);
            String instance = token.substring(0, token.indexOf('/'));
            String owner = pick(OWNERS);
            String organization = pick(ORGANIZATIONS);
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> say(at + " changePassword " + owner);
                case 3, 4, 5 -> say(at + " renew " + token + " " + owner);
                case 6 -> {
                    String later = plus(at, random.nextInt(400));
                    say(at + " download " + token + " " + owner);
                    say(later + " upload " + token);
                }
                case 7 -> {
                    String other = pick(tokens);
                    say(at + " download " + token + " " + owner);
                    say(at + " uploadTo " + token + " " + other);
                }
                case 8 -> {
                    String later = plus(at, 600 + random.nextInt(3000));
                    say(at + " publishTerms " + organization);
                    say(later + " acceptTerms " + organization + " " + Duration.ofMinutes(random.nextInt(60)));
                }
                case 9 -> {
                    String later = plus(at, 60 + random.nextInt(3000));
                    Answer answer = pick(List.of(Answer.SERVICE_UNAVAILABLE, Answer.FORBIDDEN, Answer.NETWORK_FAULT));
                    say(at + ".." + later + " outage " + answer);
                }
                case 10 -> {
                    String later = plus(at, 60 + random.nextInt(2000));
                    say(at + " api " + pick(List.of(0, 401, 429, 503)) + " " + instance);
                    say(later + " api 200 " + instance);
                }
                case 11 -> {
                    String pattern = pick(PATTERNS);
                    say(at + " refuses " + token + " " + pattern);
                    say(plus(at, 600 + random.nextInt(3000)) + " refuses " + token + " .");
                }
                case 12 -> say(at + " stray " + instance + " " + pick(List.of(Answer.values())));
                case 13 -> {
                    String later = plus(at, 10 + random.nextInt(1500));
                    say(at + (chance(2) ? " isKilled" : " stops"));
                    say(later + " startsAgain");
                }
                case 14 ->
                    say(at + " notifies " + instance + " DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED " + instance
                            + " devices " + token.substring(token.indexOf('/') + 1));
                case 16, 17 -> {
                    say(at + " changePassword " + owner);
                    renewSome(at, owner);
                }
                case 18 -> {
                    String later = plus(at, 600 + random.nextInt(5000));
                    for (String one : tokens) {
                        say(plus(at, random.nextInt(180)) + " applesTimesStop " + one);
                    }
                    say(later + " applesTimesGoOn " + String.join(" | ", tokens));
                }
                case 15 -> say(at + " refusesOnce " + token + " " + pick(List.of("F", "R", "T", "FF", "E")));
                default -> {
                    String later = plus(at, 600 + random.nextInt(3000));
                    say(at + " standsStill " + token);
                    say(later + " syncsAgain " + token);
                }
            }
        }

        /** One after the other, by the same account or another, and not all. */
        private void renewSome(String at, String owner) {
            String next = at;
            for (String one : tokens) {
                if (chance(2)) {
                    next = plus(next, 60 + random.nextInt(1200));
                    say(next + " renew " + one + " " + (chance(2) ? owner : pick(OWNERS)));
                }
            }
        }

        private void say(String statement) {
            statements.add(statement);
            Statements.say(scenario, statement);
        }

        private boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        private <T> T pick(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        private String time(int minute) {
            return plus("14:00", minute * 60 + random.nextInt(60));
        }

        private static String plus(String at, int seconds) {
            return Scenario.clock(Scenario.time(at).plusSeconds(seconds));
        }
    }
}
