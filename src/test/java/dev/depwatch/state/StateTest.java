package dev.depwatch.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class StateTest {
    private static final Instant START = Instant.parse("2026-11-24T14:00:00Z");

    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = START;

    @AutoClose
    private State state;

    /** What some part keeps. */
    private record Notes(String text, Optional<Instant> at, List<String> more) {
        static Notes of(String text) {
            return new Notes(text, Optional.empty(), List.of());
        }
    }

    /** What a later or an earlier depwatch keeps. */
    private record OtherNotes(String text, int count) {}

    @Test
    void supplied_values_survive_a_restart() throws Exception {
        Notes notes = new Notes("İ \uD83D\uDD34 \u0000 \"", Optional.of(START), List.of("a", "b"));
        open();
        State.Section<Notes> section = state.section("notes", Notes.class);
        assertThat(section.latest()).isEmpty();
        section.suppliedBy(() -> notes);
        state.saveIfDue(now);

        reopen();

        assertThat(state.section("notes", Notes.class).latest()).contains(notes);
        assertThat(json().path("version").asInt()).isEqualTo(1);
        assertThat(json().path("savedAt").asText()).isEqualTo("2026-11-24T14:00:00Z");
    }

    @Test
    void a_malformed_text_does_not_prevent_a_save() throws Exception {
        open();
        state.section("notes", Notes.class).suppliedBy(() -> Notes.of("half a pair: \uD83D!"));
        state.saveIfDue(now);

        reopen();

        assertThat(state.section("notes", Notes.class).latest()).contains(Notes.of("half a pair: ?!"));
    }

    @Test
    void a_large_state_is_written_piece_by_piece() throws Exception {
        Notes large = new Notes("", Optional.empty(), Collections.nCopies(300_000, "twenty characters ..."));
        open();
        state.section("notes", Notes.class).suppliedBy(() -> large);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        state.saveIfDue(now);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // A tree of it, its text and the bytes of that take six times its size, all at one time.
        assertThat(allocated).isLessThan(3 * Files.size(folder.resolve("state.json")));
        reopen();
        assertThat(state.section("notes", Notes.class).latest()).contains(large);
    }

    @Test
    void sections_that_are_null_are_unusable_and_the_others_are_used() throws Exception {
        Files.writeString(
                folder.resolve("state.json"),
                "{\"version\":1,\"sections\":{\"notes\":null,\"good\":{\"text\":\"a\",\"more\":[]},\"other\":null}}");

        open();

        assertThat(state.section("notes", Notes.class).latest()).isEmpty();
        assertThat(state.section("other", OtherNotes.class).latest()).isEmpty();
        assertThat(state.section("good", Notes.class).latest()).contains(Notes.of("a"));
        Path inTheWay = Files.createDirectories(folder.resolve("state.json.tmp/full"));
        state.saveIfDue(now);
        assertThat(names()).contains("state.json");
        Files.delete(inTheWay);
        now = now.plusSeconds(20);
        state.saveIfDue(now);
        assertThat(failedSaves()).isEqualTo(1);
        assertThat(registry.get("depwatch.state.unusable").counter().count()).isEqualTo(2);
        assertThat(names()).filteredOn(name -> name.contains("damaged")).hasSize(1);
    }

    @Test
    void a_section_stays_as_read_until_it_is_supplied() throws Exception {
        open();
        state.section("asked", Notes.class).suppliedBy(() -> Notes.of("1"));
        state.section("not asked", Notes.class).suppliedBy(() -> Notes.of("2"));
        state.saveIfDue(now);

        reopen();
        state.section("asked", Notes.class);
        state.saveIfDue(now);
        reopen();

        assertThat(state.section("asked", Notes.class).latest()).contains(Notes.of("1"));
        assertThat(state.section("not asked", Notes.class).latest()).contains(Notes.of("2"));
    }

    @Test
    void a_section_is_requested_once() throws Exception {
        open();
        state.section("notes", Notes.class);

        assertThatThrownBy(() -> state.section("notes", Notes.class)).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of("an empty file", "", "damaged"),
                Arguments.of("a file that is cut off", "{\"version\":1,\"sections\":{\"notes\":{\"te", "damaged"),
                Arguments.of("the zeros of a power cut", "\0".repeat(4096), "damaged"),
                Arguments.of("no JSON", "version: 1", "damaged"),
                Arguments.of("two states in one file", "{\"version\":1,\"sections\":{}}{}", "damaged"),
                Arguments.of("a list", "[]", "damaged"),
                Arguments.of("null", "null", "damaged"),
                Arguments.of("no version", "{\"sections\":{}}", "damaged"),
                Arguments.of("a version that is none", "{\"version\":\"one\",\"sections\":{}}", "damaged"),
                Arguments.of("a version before the first", "{\"version\":0,\"sections\":{}}", "damaged"),
                Arguments.of("no sections", "{\"version\":1}", "damaged"),
                Arguments.of("sections of another shape", "{\"version\":1,\"sections\":[]}", "damaged"),
                Arguments.of("a million brackets", "[".repeat(1_000_000), "damaged"),
                Arguments.of("a later version", "{\"version\":2,\"sections\":{\"notes\":{}}}", "newer"),
                Arguments.of(
                        "a later version with sections of another type", "{\"version\":2,\"sections\":[]}", "newer"),
                Arguments.of("a later version, said last", "{\"savedAt\":{},\"sections\":1,\"version\":3}", "newer"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void an_unusable_file_is_set_aside_and_depwatch_starts(String what, String text, String why) throws Exception {
        Files.writeString(folder.resolve("state.json"), text);

        open();
        State.Section<Notes> section = state.section("notes", Notes.class);

        assertThat(section.latest()).as(what).isEmpty();
        assertThat(registry.get("depwatch.state.unusable").counter().count()).isEqualTo(1);
        section.suppliedBy(() -> Notes.of("new"));
        state.saveIfDue(now);
        assertThat(json().path("sections").path("notes").path("text").asText()).isEqualTo("new");
        assertThat(folder.resolve("state.json." + why + "-20261124T140000.000Z"))
                .as(what)
                .hasContent(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkfifo", "mkdir", "ln -s /dev/zero", "ln -s /nowhere"})
    void what_is_no_file_in_its_place_is_set_aside(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.add(folder.resolve("state.json").toString());
        assertThat(new ProcessBuilder(words).start().waitFor()).isZero();

        open();
        state.saveIfDue(now);

        assertThat(names()).contains("state.json", "state.json.damaged-20261124T140000.000Z");
        assertThat(folder.resolve("state.json")).isRegularFile();
    }

    @Test
    void a_file_that_cannot_be_set_aside_is_not_replaced() throws Exception {
        String later = "{\"version\":2}";
        Files.writeString(folder.resolve("state.json"), later);
        Path inTheWay = folder.resolve("state.json.newer-20261124T140000.000Z");
        Files.createDirectories(inTheWay.resolve("full"));

        open();
        state.saveIfDue(now);
        assertThat(folder.resolve("state.json")).hasContent(later);
        assertThat(failedSaves()).isEqualTo(1);

        now = now.plusSeconds(20);
        state.saveIfDue(now);
        assertThat(folder.resolve("state.json.newer-20261124T140020.000Z")).hasContent(later);
        assertThat(json().path("version").asInt()).isEqualTo(1);
    }

    @Test
    void an_unusable_section_leaves_the_others_usable() throws Exception {
        open();
        state.section("good", Notes.class).suppliedBy(() -> Notes.of("kept"));
        state.section("bad", OtherNotes.class).suppliedBy(() -> new OtherNotes("lost", 1));
        state.saveIfDue(now);
        String before = Files.readString(folder.resolve("state.json"));

        reopen();
        State.Section<Notes> bad = state.section("bad", Notes.class);
        State.Section<Notes> good = state.section("good", Notes.class);

        assertThat(bad.latest()).isEmpty();
        assertThat(good.latest()).contains(Notes.of("kept"));
        assertThat(registry.get("depwatch.state.unusable").counter().count()).isEqualTo(1);
        state.saveIfDue(now);
        assertThat(json().path("sections").has("bad")).isFalse();
        assertThat(folder.resolve("state.json.damaged-20261124T140000.000Z")).hasContent(before);
    }

    @Test
    void unknown_keys_are_ignored_and_optional_ones_may_be_missing() throws Exception {
        Files.writeString(folder.resolve("state.json"), """
                {"version": 1, "by": "2.0", "sections": {"notes": {"text": "a", "colour": "red", "more": ["b"]}}}
                """);

        open();

        assertThat(state.section("notes", Notes.class).latest())
                .contains(new Notes("a", Optional.empty(), List.of("b")));
    }

    @Test
    void a_failed_save_is_logged_and_retried() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("in the way"), "");
        open(inTheWay.resolve("state"));
        state.section("notes", Notes.class).suppliedBy(() -> Notes.of("kept in the end"));
        state.saveIfDue(now);
        state.saveIfDue(now.plusSeconds(5));
        assertThat(failedSaves()).isEqualTo(1);
        state.saveIfDue(now.plusSeconds(20));
        assertThat(failedSaves()).isEqualTo(2);
        assertThat(savedAt()).isZero();

        Files.delete(inTheWay);
        now = now.plusSeconds(40);
        state.saveIfDue(now);

        assertThat(failedSaves()).isEqualTo(2);
        assertThat(savedAt()).isEqualTo(START.plusSeconds(40).toEpochMilli() / 1000.0);
        assertThat(inTheWay.resolve("state/state.json")).content().contains("kept in the end");
    }

    @Test
    void health_reports_why_and_for_how_long_saving_fails() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("in the way"), "");
        open(inTheWay.resolve("state"));
        state.start();

        await().until(() -> failedSaves() > 0);
        assertThat(state.trouble(now)).isEmpty();
        assertThat(state.notSaved(now.plusSeconds(300)))
                .get()
                .asString()
                .startsWith("depwatch has not been able to save its state for 5 min: \"" + inTheWay + "/state\"")
                .contains("in the way");
    }

    @Test
    void a_supplier_that_fails_does_not_end_the_thread() throws Exception {
        open();
        State.Section<Notes> section = state.section("notes", Notes.class);
        section.suppliedBy(() -> {
            throw new IllegalStateException("the-secret-of-an-unforeseen-message");
        });
        state.start();

        await().until(() -> failedSaves() > 0);
        assertThat(state.notSaved(now.plusSeconds(300)))
                .get()
                .asString()
                .contains("a fault of depwatch (java.lang.IllegalStateException)")
                .doesNotContain("the-secret");
    }

    @Test
    void many_changes_are_saved_once_a_second_and_what_else_happens_once_a_minute() throws Exception {
        open();
        state.section("notes", Notes.class).suppliedBy(() -> Notes.of("" + asked.incrementAndGet()));
        state.saveIfDue(now);
        assertThat(asked).hasValue(1);

        for (int i = 0; i < 100; i++) {
            state.changed();
            step(Duration.ofMillis(100));
        }
        // After a save that this computer was slow at, the next one waits as long.
        assertThat(asked.get()).isBetween(2, 11);

        int before = asked.get();
        for (int i = 0; i < 300; i++) {
            step(Duration.ofSeconds(1));
        }
        assertThat(asked.get() - before).isBetween(3, 6);
    }

    @Test
    void a_clock_set_back_does_not_delay_a_save() throws Exception {
        open();
        state.section("notes", Notes.class).suppliedBy(() -> Notes.of("" + asked.incrementAndGet()));
        state.saveIfDue(now);
        state.changed();

        step(Duration.ofMillis(-400));
        assertThat(asked).hasValue(1);
        step(Duration.ofHours(-1));
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_change_wakes_the_thread_and_closing_saves_a_last_time() throws Exception {
        CountDownLatch saved = new CountDownLatch(3);
        open();
        state.section("notes", Notes.class).suppliedBy(() -> {
            saved.countDown();
            return Notes.of("" + asked.incrementAndGet());
        });
        state.start();
        await().until(() -> savedAt() > 0);
        now = now.plusSeconds(30);

        state.changed();
        await().until(() -> asked.get() == 2);
        assertThat(state.trouble(now)).isEmpty();
        state.close();

        assertThat(saved.getCount()).isZero();
        assertThat(json().path("sections").path("notes").path("text").asText()).isEqualTo("3");
        assertThat(state.trouble(now)).get().asString().contains("does not run");
    }

    @Test
    void a_wait_ends_when_the_change_is_on_the_disk() throws Exception {
        AtomicInteger known = new AtomicInteger();
        open();
        state.section("notes", Notes.class).suppliedBy(() -> Notes.of("message " + known.get()));
        state.start();
        await().until(() -> savedAt() > 0);
        for (int i = 0; i < 20; i++) {
            now = now.plusSeconds(30);
            known.set(i);

            state.awaitSave(Duration.ofSeconds(60));

            assertThat(json().path("sections").path("notes").path("text").asText())
                    .isEqualTo("message " + i);
        }
    }

    @Test
    void a_wait_returns_at_once_while_saving_fails() throws Exception {
        open(Files.writeString(folder.resolve("in the way"), "").resolve("state"));
        state.awaitSave(Duration.ofHours(1));
        state.start();
        await().until(() -> failedSaves() > 0);

        state.awaitSave(Duration.ofHours(1));

        assertThat(failedSaves()).isEqualTo(1);
    }

    @Test
    void closing_before_the_start_saves_nothing() throws Exception {
        open();
        state.section("notes", Notes.class).suppliedBy(() -> Notes.of("no"));

        state.close();

        assertThat(names()).containsExactly("depwatch.lock");
    }

    private void step(Duration duration) {
        now = now.plus(duration);
        state.saveIfDue(now);
    }

    private void open() throws IOException {
        open(folder);
    }

    private void open(Path path) throws IOException {
        registry = new SimpleMeterRegistry();
        state = new State(StateDirectory.open(path), registry, () -> now, () -> {});
    }

    private void reopen() throws IOException {
        state.close();
        open();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("state.json").toFile());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private double failedSaves() {
        return registry.get("depwatch.state.saves.failed").counter().count();
    }

    private double savedAt() {
        return registry.get("depwatch.state.last.save.timestamp").gauge().value();
    }
}
