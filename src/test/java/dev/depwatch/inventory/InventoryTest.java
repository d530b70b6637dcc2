package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Inventory.Watched;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.fixed.FixedTokenSource;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class InventoryTest {
    private static final Duration SYNC_INTERVAL = Duration.ofMinutes(2);
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Reading EMPTY = new Reading(List.of());
    private static final Instance SCHOOL = new Instance("school");
    private static final Instance PHYSICS = new Instance("physics");

    private final Set<Instance> open = ConcurrentHashMap.newKeySet();
    private InstantSource clock = InstantSource.fixed(NOON);
    private final List<FailureSignal> signals = new ArrayList<>();

    @Test
    void each_instance_is_polled_only_when_due() throws Exception {
        List<Instance> asked = new ArrayList<>();
        Inventory inventory = inventory(asking(SCHOOL, asked), asking(PHYSICS, asked));

        readAllDue(inventory, NOON);
        readAllDue(inventory, NOON.plusSeconds(599));
        assertThat(asked).containsExactly(SCHOOL, PHYSICS);

        readAllDue(inventory, NOON.plusSeconds(600));
        assertThat(asked).containsExactly(SCHOOL, PHYSICS, SCHOOL, PHYSICS);
    }

    @Test
    void new_cases_come_first_then_the_longest_wait() throws Exception {
        List<Instance> asked = new ArrayList<>();
        Inventory inventory = inventory(asking(SCHOOL, asked), asking(PHYSICS, asked));
        inventory.readNext(NOON);
        inventory.readNext(NOON.plusSeconds(1));
        asked.clear();

        readAllDue(inventory, NOON.plusSeconds(700));
        assertThat(asked).as("the longest wait first").containsExactly(SCHOOL, PHYSICS);

        open.add(PHYSICS);
        readAllDue(inventory, NOON.plusSeconds(1400));
        assertThat(asked).as("the new case first").endsWith(PHYSICS, SCHOOL).hasSize(4);

        open.add(SCHOOL);
        readAllDue(inventory, NOON.plusSeconds(1402));
        assertThat(asked).as("the new case alone").endsWith(SCHOOL).hasSize(5);
    }

    @Test
    void every_good_reading_passes_on_its_failure_signals() throws Exception {
        Reading failing = new Reading(
                List.of(new TokenState(token(SCHOOL, "1"), Optional.of(new Sync("CONNECTION_ERROR", NOON)))));
        Deque<Reading> answers = new ArrayDeque<>(List.of(failing, failing));
        TokenSource source = now -> {
            if (answers.isEmpty()) {
                throw new ReadException(Reason.UNREACHABLE, "no connection");
            }
            return answers.remove();
        };
        Inventory inventory = inventory(new Watched(SCHOOL, Optional.empty(), Source.JAMF, Optional.of(source), false));

        for (int minutes = 0; minutes < 40; minutes += 10) {
            readAllDue(inventory, NOON.plusSeconds(60L * minutes));
        }

        assertThat(signals)
                .extracting(
                        FailureSignal::cause, FailureSignal::since, FailureSignal::readAt, FailureSignal::readBefore)
                .containsExactly(
                        tuple(Cause.SYNC_FAILED, NOON, NOON, Optional.empty()),
                        tuple(Cause.SYNC_FAILED, NOON, NOON.plusSeconds(600), Optional.of(NOON)));
    }

    @Test
    void an_instance_without_a_log_is_heard_once_read_or_failing() throws Exception {
        Watched unheard = new Watched(SCHOOL, Optional.empty(), Source.JAMF, Optional.of(now -> EMPTY), false);
        Watched withLog = asking(PHYSICS, new ArrayList<>());
        Inventory inventory = inventory(unheard, withLog);
        assertThat(inventory.neverHeard()).containsExactly(SCHOOL);

        readAllDue(inventory, NOON);

        assertThat(inventory.neverHeard()).isEmpty();
    }

    /** A reading is five exchanges of half a second; one instance in twenty does not answer within ten seconds. */
    @ParameterizedTest
    @ValueSource(ints = {4, 500, 1_200})
    void every_instance_of_many_is_read_about_every_ten_minutes(int instances) throws Exception {
        Pace pace = new Pace(instances);

        pace.run(Duration.ofMinutes(12));
        open.add(pace.instance(1));
        pace.run(Duration.ofMinutes(12));

        assertThat(pace.longestWait(instance -> true)).isLessThan(Duration.ofMinutes(11));
        assertThat(pace.waitOf(pace.instance(1), Duration.ofMinutes(12)))
                .as("an instance with a new case")
                .isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void many_open_cases_do_not_block_other_readings() throws Exception {
        Pace pace = new Pace(100);
        for (int number = 0; number < 50; number++) {
            open.add(pace.instance(number));
        }

        pace.run(Duration.ofMinutes(60));

        assertThat(pace.longestWait(open::contains)).isLessThan(Duration.ofMinutes(5));
        assertThat(pace.longestWait(instance -> !open.contains(instance))).isLessThan(Duration.ofMinutes(15));
    }

    /** The threads of an inventory at work, with a simulated time. */
    private final class Pace {
        private final List<Instance> instances;
        private final Inventory inventory;
        private final Map<Instance, List<Instant>> readAt = new HashMap<>();
        private final PriorityQueue<Instant> threads = new PriorityQueue<>();
        private Instance asked = SCHOOL;
        private Instant end = NOON;

        Pace(int size) {
            instances = IntStream.range(0, size)
                    .mapToObj(number -> new Instance("web" + number))
                    .toList();
            inventory = inventory(instances.stream().map(this::watchedBy).toArray(Watched[]::new));
            threads.addAll(Collections.nCopies(Inventory.threadsFor(size), NOON));
        }

        private Watched watchedBy(Instance instance) {
            return watched(instance, now -> {
                asked = instance;
                if (hangs(instance)) {
                    throw new ReadException(Reason.UNREACHABLE, "no answer");
                }
                readAt.computeIfAbsent(instance, first -> new ArrayList<>()).add(now);
                return EMPTY;
            });
        }

        private static boolean hangs(Instance instance) {
            return instance.name().endsWith("7") && instance.hashCode() % 2 == 0;
        }

        Instance instance(int number) {
            return instances.get(number);
        }

        void run(Duration duration) throws InterruptedException {
            end = end.plus(duration);
            while (threads.element().isBefore(end)) {
                Instant now = threads.remove();
                boolean busy = inventory.readNext(now);
                threads.add(now.plusMillis(busy ? hangs(asked) ? 10_000 : 2_500 : 500));
            }
        }

        /** How long it waited from then on. */
        Duration waitOf(Instance instance, Duration from) {
            return readAt.getOrDefault(instance, List.of()).stream()
                    .map(at -> Duration.between(NOON.plus(from), at))
                    .filter(wait -> !wait.isNegative())
                    .findFirst()
                    .orElseThrow();
        }

        Duration longestWait(Predicate<Instance> of) {
            return instances.stream()
                    .filter(of)
                    .filter(instance -> !hangs(instance))
                    .map(this::longestWait)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }

        private Duration longestWait(Instance instance) {
            List<Instant> times = new ArrayList<>(readAt.getOrDefault(instance, List.of()));
            times.add(0, NOON);
            times.add(end);
            return IntStream.range(1, times.size())
                    .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** An issue is reported if it lasts for two syncs, which are four minutes. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a part that has just become unread is read again before it is an issue | 3 |             | 0 180 780 810 840
            one that is unread after a failure is read again soon                  | 2 | UNAVAILABLE | 0 180 360 540 810 840
            """)
    void a_part_that_is_unread(String rule, int other, @Nullable Reason fault, String times) throws Exception {
        List<String> asked = new ArrayList<>();
        Inventory inventory = inventory(watched(SCHOOL, now -> {
            asked.add("" + Duration.between(NOON, now).toSeconds());
            if (asked.size() != other) {
                return new Reading(List.of(), List.of(), Map.of(Part.CONTENT_TOKENS, "HTTP 503"));
            }
            if (fault != null) {
                throw new ReadException(fault, "HTTP 503");
            }
            return EMPTY;
        }));

        for (int second = 0; second <= 840; second += 30) {
            if (second == 810) {
                open.add(SCHOOL);
            }
            readAllDue(inventory, NOON.plusSeconds(second));
        }

        assertThat(String.join(" ", asked)).as(rule).isEqualTo(times);
    }

    @Test
    void an_instance_without_a_source_is_never_polled_and_keeps_no_reading() throws Exception {
        Inventory before =
                inventory(new Watched(SCHOOL, Optional.empty(), Source.NONE, Optional.of(now -> EMPTY), true));
        readAllDue(before, NOON);
        Inventory inventory =
                inventory(new Watched(SCHOOL, Optional.empty(), Source.NONE, Optional.empty(), true), failing(PHYSICS));
        inventory.resume(before.saved());

        readAllDue(inventory, NOON);

        assertThat(inventory.snapshot().keySet()).containsExactly(SCHOOL, PHYSICS);
        assertThat(known(inventory, SCHOOL)).isEqualTo(InstanceInventory.unread(SCHOOL, Optional.empty(), Source.NONE));
        assertThat(failure(inventory, PHYSICS).sentence()).isEqualTo("no connection");
    }

    @Test
    void a_word_counts_only_while_nothing_fails() throws Exception {
        Token token = token(SCHOOL, "1");
        Inventory inventory = inventory(watched(
                SCHOOL, now -> new Reading(List.of(new TokenState(token, Optional.of(new Sync("COMPLETED", now)))))));
        readAllDue(inventory, NOON);
        readAllDue(inventory, NOON.plusSeconds(600));
        open.add(SCHOOL);
        readAllDue(inventory, NOON.plusSeconds(1200));

        assertThat(known(inventory, SCHOOL).syncs(token.key()).quietFor("COMPLETED"))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void a_fault_of_a_source_is_a_failure() throws Exception {
        Inventory inventory = inventory(watched(SCHOOL, now -> {
            throw new IllegalStateException("secret");
        }));

        readAllDue(inventory, NOON);

        assertThat(failure(inventory, SCHOOL).kind()).isEqualTo(Reason.ANSWER);
        assertThat(failure(inventory, SCHOOL).sentence())
                .isEqualTo("a fault of depwatch: IllegalStateException; report it with its log");
    }

    @ParameterizedTest
    @CsvSource({
        "the same source and the same address continue, https://a.example.org, https://a.example.org, true , false",
        "a usual port of the host is no other Jamf Pro, https://a.example.org, https://a.example.org:8443, true , false",
        "an unusual port may be another's, http://a.example.org:8081, http://a.example.org:8082, false, true",
        "the host's case says nothing                 , https://A.example.org, https://a.example.org, true , false",
        "another address may be another Jamf Pro      , https://a.example.org, https://b.example.org, false, true",
        "the configuration is another source          , https://a.example.org,                      , false, false",
        "so is a first address                        ,                      , https://a.example.org, false, false",
    })
    void a_restart_keeps_the_readings_and_their_age(
            String rule, @Nullable URI before, @Nullable URI jamf, boolean known, boolean moved) throws Exception {
        Inventory first = inventory(emptyAt(before));
        readAllDue(first, NOON);

        Inventory second = inventory(emptyAt(jamf));
        second.resume(first.saved());

        InstanceInventory resumed = known(second, SCHOOL);
        assertThat(resumed.readAt()).as(rule).isEqualTo(known ? Optional.of(NOON) : Optional.empty());
        assertThat(resumed.jamf()).as(rule).isEqualTo(Optional.ofNullable(jamf));
        assertThat(resumed.reading()).as(rule).isEqualTo(known ? Optional.of(EMPTY) : Optional.empty());
        assertThat(resumed.readFromSince().isPresent()).as(rule).isEqualTo(moved);
        assertThat(second.readNext(NOON)).as("due at once").isTrue();
    }

    private static Watched emptyAt(@Nullable URI jamf) {
        Source source = jamf == null ? Source.CONFIGURED : Source.JAMF;
        return new Watched(SCHOOL, Optional.ofNullable(jamf), source, Optional.of(now -> EMPTY), true);
    }

    @Test
    void a_restart_keeps_the_beginning_of_a_failure_and_knows_what_is_configured() throws Exception {
        Inventory first = inventory(failing(SCHOOL), failing(new Instance("no longer watched")));
        readAllDue(first, NOON);
        Token configured = token(SCHOOL, "1");

        Inventory second = inventory(
                watched(
                        SCHOOL,
                        new FixedTokenSource(
                                List.of(configured), failing(SCHOOL).tokens())),
                failing(PHYSICS));
        second.resume(first.saved());
        readAllDue(second, NOON.plusSeconds(60));

        assertThat(failure(second, SCHOOL).since()).isEqualTo(NOON);
        assertThat(known(second, SCHOOL).states()).extracting(TokenState::token).containsExactly(configured);
        assertThat(failure(second, PHYSICS).since()).isEqualTo(NOON.plusSeconds(60));
        assertThat(second.snapshot().keySet()).containsExactly(SCHOOL, PHYSICS);
    }

    @Test
    void hanging_instances_do_not_delay_others_and_end_on_close() {
        Set<Thread> hanging = ConcurrentHashMap.newKeySet();
        Stream<Watched> three = IntStream.range(0, 3)
                .mapToObj(n -> watched(new Instance("hangs-" + n), now -> {
                    hanging.add(Thread.currentThread());
                    new CountDownLatch(1).await();
                    return EMPTY;
                }));
        Watched good = watched(SCHOOL, now -> EMPTY);
        Inventory inventory = inventory(Stream.concat(three, Stream.of(good)).toArray(Watched[]::new));

        inventory.start();
        await().until(() ->
                hanging.size() == 3 && known(inventory, SCHOOL).readAt().isPresent());
        assertThat(inventory.trouble(NOON)).isEmpty();
        assertThat(inventory.trouble(NOON.plus(Duration.ofMinutes(4))).orElseThrow())
                .endsWith("stuck for 4 min: tokens are read late or not at all"
                        + " (depwatch_inventory_last_success_timestamp_seconds shows whose). Restart depwatch, and report it"
                        + " with a thread dump (jstack).");
        inventory.close();

        assertThat(hanging).noneMatch(Thread::isAlive);
    }

    @Test
    void a_new_case_is_polled_at_once() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        clock = InstantSource.system();
        Inventory inventory = inventory(watched(SCHOOL, now -> {
            asked.incrementAndGet();
            return EMPTY;
        }));
        inventory.start();
        await().until(() -> asked.get() == 1);

        open.add(SCHOOL);

        await().until(() -> asked.get() == 2);
        inventory.close();
    }

    @Test
    void a_single_reading_returns_tokens_or_the_failure() throws Exception {
        InstantSource noon = InstantSource.fixed(NOON);
        List<Instant> times = new ArrayList<>(List.of(NOON, NOON.plusSeconds(60)));

        InstanceInventory read = asking(SCHOOL, new ArrayList<>()).readOnce(() -> times.remove(0));
        InstanceInventory failed = failing(SCHOOL).readOnce(noon);
        InstanceInventory nobody =
                new Watched(SCHOOL, Optional.empty(), Source.NONE, Optional.empty(), true).readOnce(noon);

        assertThat(read.reading()).contains(EMPTY);
        assertThat(read.readAt())
                .as("when all of it was there: a sync before that may be one with the former token")
                .contains(NOON.plusSeconds(60));
        assertThat(failed.failure())
                .contains(new InstanceInventory.ReadFailure(Reason.UNREACHABLE, "no connection", NOON));
        assertThat(nobody).isEqualTo(InstanceInventory.unread(SCHOOL, Optional.empty(), Source.NONE));
    }

    @Test
    void an_answer_beyond_the_memory_limit_fails_alone() throws Exception {
        Instance greedy = new Instance("greedy");
        AtomicInteger tokens = new AtomicInteger(10);
        Inventory inventory = inventory(
                20_000,
                watched(SCHOOL, now -> listing(SCHOOL, 10)),
                watched(greedy, now -> listing(greedy, tokens.get())));
        readAllDue(inventory, NOON);
        assertThat(known(inventory, greedy).failure()).isEmpty();

        tokens.set(100);
        readAllDue(inventory, NOON.plus(Duration.ofMinutes(11)));

        assertThat(failure(inventory, greedy).kind()).isEqualTo(Reason.ANSWER);
        assertThat(failure(inventory, greedy).sentence())
                .startsWith(
                        "its tokens are rejected: with them the tokens of all instances would need more than 19 KiB");
        assertThat(known(inventory, greedy).reading().orElseThrow().tokens()).hasSize(10);
        assertThat(known(inventory, SCHOOL).failure()).isEmpty();

        tokens.set(5);
        readAllDue(inventory, NOON.plus(Duration.ofMinutes(22)));

        assertThat(known(inventory, greedy).failure()).isEmpty();
        assertThat(known(inventory, greedy).reading().orElseThrow().tokens()).hasSize(5);
    }

    @Test
    void an_answer_with_too_many_apple_ids_in_trouble_fails_alone() throws Exception {
        List<Reading> answers = new ArrayList<>(List.of(ending(20, 900), ending(20, 3), ending(10, 3)));
        Inventory inventory = inventory(300_000, watched(SCHOOL, now -> answers.remove(0)));
        readAllDue(inventory, NOON);
        assertThat(known(inventory, SCHOOL).failure()).isEmpty();

        readAllDue(inventory, NOON.plus(Duration.ofMinutes(11)));
        assertThat(failure(inventory, SCHOOL).sentence()).contains("so many Apple IDs whose tokens fail or end soon");

        readAllDue(inventory, NOON.plus(Duration.ofMinutes(22)));
        assertThat(known(inventory, SCHOOL).failure()).isEmpty();
    }

    @Test
    void one_instance_with_many_apple_ids_in_trouble_does_not_keep_out_another() throws Exception {
        Instance greedy = new Instance("greedy");
        Inventory inventory =
                inventory(8 << 20, watched(greedy, now -> ending(1300, 3)), watched(SCHOOL, now -> ending(1, 3)));

        readAllDue(inventory, NOON);

        assertThat(known(inventory, greedy).failure()).isPresent();
        assertThat(known(inventory, SCHOOL).failure()).isEmpty();
    }

    /** The documents promise as many for the heap of the service. */
    @Test
    void ten_thousand_tokens_that_sync_are_accepted() throws Exception {
        List<Watched> fleet = IntStream.range(0, 100)
                .mapToObj(number -> watched(new Instance("web" + number), now -> ending(100, 900)))
                .toList();
        Inventory inventory = inventory(8 << 20, fleet.toArray(Watched[]::new));

        readAllDue(inventory, NOON);

        assertThat(inventory.snapshot().values())
                .allMatch(known -> known.failure().isEmpty());
    }

    private static Reading ending(int tokens, int days) {
        String end = LocalDate.ofInstant(NOON, ZoneOffset.UTC).plusDays(days).toString();
        return new Reading(IntStream.range(0, tokens)
                .mapToObj(id -> new TokenState(
                        SampleToken.of(
                                new Token.Key(SCHOOL, TokenKind.ADE, "" + id),
                                "Devices",
                                "admin" + id + "@example.org",
                                "Example School",
                                "Jamf Pro",
                                "C0FFEE00C0FFEE00C0FFEE00C0FFEE00",
                                end),
                        Optional.of(new Sync("SUCCESSFUL", NOON))))
                .toList());
    }

    private static Reading listing(Instance instance, int tokens) {
        return new Reading(IntStream.range(0, tokens)
                .mapToObj(id -> new TokenState(token(instance, "" + id), Optional.empty()))
                .toList());
    }

    private static Token token(Instance instance, String id) {
        return SampleToken.of(new Token.Key(instance, TokenKind.ADE, id), "x".repeat(200));
    }

    private Inventory inventory(Watched... watched) {
        return inventory(Long.MAX_VALUE, watched);
    }

    private Inventory inventory(long maxSize, Watched... watched) {
        return new Inventory(
                List.of(watched),
                SYNC_INTERVAL,
                maxSize,
                () -> open,
                instance -> !open.contains(instance),
                signals::add,
                () -> {},
                new TimeFormat(ZoneOffset.UTC),
                clock);
    }

    private static void readAllDue(Inventory inventory, Instant now) throws InterruptedException {
        boolean more = true;
        while (more) {
            more = inventory.readNext(now);
        }
    }

    private static InstanceInventory.ReadFailure failure(Inventory inventory, Instance instance) {
        return known(inventory, instance).failure().orElseThrow();
    }

    private static InstanceInventory known(Inventory inventory, Instance instance) {
        return Optional.ofNullable(inventory.snapshot().get(instance)).orElseThrow();
    }

    private static Watched asking(Instance instance, List<Instance> asked) {
        return watched(instance, now -> {
            asked.add(instance);
            return EMPTY;
        });
    }

    private static Watched failing(Instance instance) {
        return watched(instance, now -> {
            throw new ReadException(Reason.UNREACHABLE, "no connection");
        });
    }

    private static Watched watched(Instance instance, TokenSource source) {
        return new Watched(instance, Optional.empty(), Source.JAMF, Optional.of(source), true);
    }
}
