package dev.depwatch.assess;

import static dev.depwatch.token.Cause.CONTENT_TOKEN_INVALID;
import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.OAUTH_REFRESH_FAILED;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole function: who is heard, and what must hold in any world. */
class AssessorTest {
    private static final String OWNER = "it-admin@example.org";
    private static final Assessor ASSESSOR = new Assessor(new Policy(Duration.ofMinutes(2), World.STEPS));

    @Test
    void no_finding_before_all_logs_are_caught_up() {
        World world = World.of("school", "physics")
                .ade("school", "1", OWNER)
                .ade("physics", "1", OWNER)
                .seen("school", TERMS_NOT_SIGNED, 0)
                .seen("physics", TERMS_NOT_SIGNED, 0)
                .log("school", "node2", status -> Logs.with(status, false, Optional.empty(), Optional.empty()));

        Assessment assessment = world.at(4);

        assertThat(AssessmentLines.by(assessment)).containsExactly("physics: accept_terms, certain 1 of it-admin");
        assertThat(assessment.cases()).hasSize(2);
        assertThat(assessment.unheard()).contains(new Instance("school"));
        assertThat(assessment.unheard()).doesNotContain(new Instance("physics"));
    }

    /** If each were looked up by all notifications in all tokens, this would take hours. */
    @Test
    @Timeout(180)
    void an_instance_can_have_thousands_of_revoked_content_tokens() {
        World world = World.of("school");
        List<String> ids = LongStream.range(0, 2_000).mapToObj(Long::toString).toList();
        ids.forEach(id -> world.content("school", id, OWNER).notice("school", CONTENT_TOKEN_INVALID, "token " + id));
        world.notified("school", CONTENT_TOKEN_INVALID, ids, 0, 30);

        assertThat(world.at(31).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.tokens()).hasSize(1_000));
    }

    /** If each renewed token were compared with all servers at Apple, this would take many minutes. */
    @Test
    @Timeout(180)
    void thousands_of_tokens_can_have_been_renewed() {
        World world = World.of();
        for (int school = 0; school < 200; school++) {
            String name = "school" + school;
            world.instances(name);
            for (int number = 0; number < 100; number++) {
                String uuid = String.format("%016X%016X", school, number);
                world.ade(name, "" + number, OWNER)
                        .server(name, "" + number, uuid)
                        .replaced(name, "" + number, 0)
                        .connects("Example", uuid);
            }
        }

        assertThat(world.at(60).tokens()).hasSize(20_000);
    }

    @Test
    void nothing_is_found_on_an_instance_before_its_first_reading_ends() {
        World world = World.of("school")
                .ade("school", "1", OWNER)
                .seen("school", TERMS_NOT_SIGNED, 0)
                .neverRead("school");

        assertThat(AssessmentLines.by(world.at(60))).isEmpty();
        assertThat(world.at(60).unheard()).containsExactly(new Instance("school"));
        assertThat(AssessmentLines.by(world.apiDown("school", 60).at(60))).hasSize(1);
    }

    @Test
    void an_instance_without_a_log_is_spoken_for_once_it_was_read_or_cannot_be() {
        Instance cloud = new Instance("cloud");
        World world = World.of("cloud").withoutLog("cloud").neverRead("cloud");

        assertThat(world.at(0).unheard()).contains(cloud);
        assertThat(world.apiDown("cloud", 0).at(0).unheard()).doesNotContain(cloud);
        assertThat(World.of("cloud").withoutLog("cloud").at(0).unheard()).doesNotContain(cloud);
    }

    @Test
    void an_unfollowed_log_does_not_silence_other_nodes() {
        LogStatus.FollowFailure missing = new LogStatus.FollowFailure("node2: no such file.", World.minute(-9));
        World world = World.of("school")
                .ade("school", "1", OWNER)
                .seen("school", TERMS_NOT_SIGNED, 0)
                .log("school", "node2", status -> Logs.with(status, false, Optional.of(missing), Optional.empty()));

        assertThat(AssessmentLines.by(world.at(4))).containsExactly("school: accept_terms, certain 1 of it-admin");
    }

    static LongStream seeds() {
        return new Random(20261124).longs(400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void in_any_world_a_token_has_one_remedy(long seed) {
        RandomWorld world = new RandomWorld(seed);

        Assessment assessment = world.assess();

        Map<Token.Key, List<Finding>> expected = new HashMap<>();
        for (Finding finding : assessment.findings()) {
            for (Token token : finding.tokens()) {
                expected.computeIfAbsent(token.key(), first -> new ArrayList<>())
                        .add(finding);
            }
            assertThat(finding.remedy() == Remedy.REGENERATE
                            && Set.of(FORBIDDEN, OAUTH_REFRESH_FAILED).contains(finding.cause())
                            && world.inventory(finding.instance()).reportsUnsignedTerms()
                            && !finding.hints().contains(Finding.Hint.CHECK_TERMS_FIRST)
                            && !aTokenOfTheOrganizationWorks(finding, assessment))
                    .as("seed %s: %s", seed, finding)
                    .isFalse();
            assertThat(finding.remedy() == Remedy.REGENERATE && finding.certainty() == Finding.Certainty.ONE_OF)
                    .as("seed %s: %s", seed, finding)
                    .isFalse();
            assertThat(Collections.disjoint(
                            finding.caseIds(),
                            assessment.ended().stream()
                                    .map(end -> end.closed().id())
                                    .toList()))
                    .as("seed %s: an ended case in %s", seed, finding)
                    .isTrue();
        }
        expected.forEach((token, findings) -> {
            assertThat(findings)
                    .as("seed %s: a remedy twice for %s", seed, token)
                    .extracting(Finding::remedy)
                    .doesNotHaveDuplicates();
            assertThat(findings.size() == 1
                            || findings.stream()
                                    .allMatch(one -> one.certainty() == Finding.Certainty.ONE_OF
                                            || one.remedy() == Remedy.RENEW))
                    .as("seed %s: a second finding about %s, and one is certain: %s", seed, token, findings)
                    .isTrue();
        });
        assertThat(assessment.tokens())
                .as("seed %s: health lists every token once", seed)
                .extracting(health -> health.token().key())
                .doesNotHaveDuplicates()
                .hasSize(world.tokens());
        assertThat(assessment.cases().size() + assessment.ended().size())
                .as("seed %s: every open case is still open or has ended", seed)
                .isEqualTo(world.openCases());
    }

    /** Unsigned terms would stop that token too. */
    private static boolean aTokenOfTheOrganizationWorks(Finding finding, Assessment assessment) {
        return assessment.tokens().stream()
                .anyMatch(health ->
                        health.works() && health.token().organization().equals(finding.organization()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_order_of_the_input_does_not_matter(long seed) {
        RandomWorld world = new RandomWorld(seed);

        assertThat(world.assess()).as("seed %s: the same facts", seed).isEqualTo(world.assess());
        assertThat(world.assessShuffled()).as("seed %s: shuffled", seed).isEqualTo(world.assess());
    }

    /** A fleet of some instances whose tokens fail in some ways; one seed decides everything. */
    private static final class RandomWorld {
        private static final List<String> OWNERS = List.of("a@example.org", "b@example.org", "c@example.org", "");
        private static final List<String> STATES =
                List.of("OK", "CONNECTION_ERROR", "", "whatever", Sync.CLAIMED_ELSEWHERE);
        private static final Cause[] CAUSES = Cause.values();

        private final Random random;
        private final Journal.Snapshot cases;
        private final List<LogStatus> logs;
        private final Map<Instance, InstanceInventory> inventory;
        private final Instant now;

        RandomWorld(long seed) {
            random = new Random(seed);
            double minute = random.nextInt(120);
            String[] instances = new String[1 + random.nextInt(5)];
            for (int i = 0; i < instances.length; i++) {
                instances[i] = "instance " + i;
            }
            World world = World.of(instances);
            for (String instance : instances) {
                addTokensAndFailures(world, instance, minute);
            }
            if (random.nextInt(4) == 0) {
                world.closed(instances[0], FORBIDDEN, minute - 1);
            }
            now = World.minute(minute);
            cases = world.cases(minute);
            logs = world.logs(minute);
            inventory = world.inventory(minute);
        }

        private void addTokensAndFailures(World world, String instance, double minute) {
            int tokens = random.nextInt(4);
            for (int id = 0; id < tokens; id++) {
                TokenKind kind = pick(List.of(TokenKind.values()));
                world.token(
                        instance,
                        kind,
                        Integer.toString(id),
                        pick(OWNERS),
                        pick(List.of("One", "Two", "")),
                        chance(3)
                                ? Optional.of(World.minute(minute - 60 + random.nextInt(120 * 1440)))
                                : Optional.empty());
                if (chance(2)) {
                    int turn = random.nextInt(120) - 60;
                    world.says(instance, Integer.toString(id), pick(STATES), turn)
                            .says(instance, Integer.toString(id), pick(STATES), turn + random.nextInt(60))
                            .knownGood(instance, Integer.toString(id), "OK");
                } else if (chance(2)) {
                    world.synced(instance, Integer.toString(id), pick(STATES), random.nextInt(120));
                }
                if (chance(5)) {
                    world.replaced(instance, Integer.toString(id), random.nextInt(120));
                }
            }
            world.terms(instance, pick(List.of(World.Terms.values())));
            if (chance(4)) {
                world.readAt(instance, random.nextInt(120)).apiDown(instance, random.nextInt(120));
            }
            if (chance(6)) {
                world.fixedTokens(instance);
            }
            if (chance(8)) {
                world.clockAhead(instance, Duration.ofMinutes(random.nextInt(400) - 200));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                double from = random.nextInt(100);
                world.fails(instance, CAUSES[random.nextInt(CAUSES.length)], from, from + random.nextInt(60));
            }
            if (chance(4)) {
                world.networkFault(instance, random.nextInt(120), random.nextInt(120));
            }
            if (chance(4)) {
                world.withoutLog(instance);
                if (tokens > 0) {
                    String id = Integer.toString(random.nextInt(tokens));
                    double from = random.nextInt(100);
                    world.syncsFail(instance, id, from, from + random.nextInt(60));
                    if (chance(2)) {
                        world.notified(instance, TERMS_NOT_SIGNED, chance(2) ? List.of(id) : List.of(), from, from + 10)
                                .notice(instance, TERMS_NOT_SIGNED, "token " + id);
                    }
                }
            }
            if (chance(8)) {
                world.catchingUp(instance);
            }
            if (chance(8)) {
                world.read(instance, "node2", FORBIDDEN, false, random.nextInt(50) - 500, random.nextInt(120));
            }
        }

        Assessment assess() {
            return ASSESSOR.assess(cases, logs, inventory, List.of(), now);
        }

        Assessment assessShuffled() {
            List<Instance> instances = shuffled(List.copyOf(inventory.keySet()));
            Map<Instance, InstanceInventory> reordered = new LinkedHashMap<>();
            instances.forEach(instance -> reordered.put(instance, inventory(instance)));
            return ASSESSOR.assess(
                    new Journal.Snapshot(
                            cases.logs(), shuffled(cases.open()), shuffled(cases.closed()), List.of(), List.of()),
                    shuffled(logs),
                    reordered,
                    List.of(),
                    now);
        }

        int tokens() {
            return inventory.values().stream()
                    .mapToInt(known -> known.reading().orElseThrow().tokens().size())
                    .sum();
        }

        int openCases() {
            return cases.open().size();
        }

        private InstanceInventory inventory(Instance instance) {
            return Optional.ofNullable(inventory.get(instance)).orElseThrow();
        }

        private boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        private <T> T pick(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        private <T> List<T> shuffled(List<T> all) {
            List<T> copy = new ArrayList<>(all);
            Collections.shuffle(copy, random);
            return copy;
        }
    }
}
