package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of following, played against a model: random sequences of writing, rotating, polling and killing.
 *
 * <p>A {@link FollowingCase} is a list of steps drawn from a seed. {@link ModelFolder} plays them on real files and
 * knows which records stand in which file; {@link FollowedLog} polls a {@link Follower} as a tail does, on this
 * thread, by a clock that is moved by hand; {@link FollowingPlay} compares. A case that fails is shrunk and printed
 * with its seed. What decides is the seed alone, but for the inodes that the file system hands out.
 *
 * <ul>
 *   <li>The build plays 1,000 cases.
 *   <li>The long form: {@code ./mvnw test -Dtest=FollowingModelTest -Ddepwatch.torture.cases=10000}, or more.
 *   <li>{@code -Ddepwatch.torture.seed=N} replays one, or with {@code cases} begins there; {@code
 *       -Ddepwatch.torture.shown=N} shrinks more than five.
 * </ul>
 *
 * <h2>What is asked for</h2>
 *
 * <p>After some quiet polls and the patience with files that are gone, with the log in its place and a record in it:
 *
 * <ol>
 *   <li><b>Read.</b> Each record that a complete file holds, plain or gzipped, whatever its name, was read as it was
 *       written, and counts once however often it is read. Half a copy and half a gzip are no complete files; a copy is
 *       the same generation as what it copies.
 *   <li><b>Nothing else.</b> No record is read from before following began, and none that was not written.
 *   <li><b>Told.</b> A record that is in no file any more was read, or a gap was counted since the last such rest if
 *       its loss was <i>knowable</i>. Conversely no gap is counted while nothing is gone.
 * </ol>
 *
 * <p>A kill takes the newest saves with it, and what was read since; position and what was counted are one value. So to
 * begin again at an old save is the same as to have been stopped since, and the same is asked for.
 *
 * <h2>Knowable</h2>
 *
 * <p>A follower cannot know of a record that came and went between two polls without a trace. The loss is knowable, and
 * a gap is asked for, if
 *
 * <ul>
 *   <li>a poll of the same life found the record in a file; or
 *   <li>the chain deleted the file, and at the next poll something that was put away later is there, so that the chain
 *       has visibly moved on beyond what was being read; or
 *   <li>it stood in the file that was open when that file was deleted; or
 *   <li>it went before this life's first look, and no file held the text of the saved position by then.
 * </ul>
 *
 * <p>All else that goes unread is counted in the figures as gone before any look.
 *
 * <h2>What is not asked for</h2>
 *
 * <ul>
 *   <li>A record of which only a piece stands in a file, or whose writer paused in it: no more than was written.
 *   <li>A record added to a renamed file more than a minute after that file was left, if it is not the newest that was
 *       left, or by a stop.
 *   <li>A gap while a copy or an archive beside the chain holds what was read last: it hides what the chain deleted.
 *   <li>That no gap is counted while the newest file that was read is gone, or as long as the log holds no record.
 *   <li>Anything while the path shows no file, or an empty one, or a header only.
 *   <li>Permission denied means nothing to root: then that step is only a poll and a restart.
 * </ul>
 */
class FollowingModelTest {
    private static final int SHORT_FORM = 1000;
    private static final int SHOWN = 5;

    @TempDir
    Path folder;

    private int places;

    @Test
    void every_record_still_in_a_file_is_read_once_and_every_other_is_told() {
        long first = Long.getLong("depwatch.torture.seed", 0);
        long cases = Long.getLong("depwatch.torture.cases", first == 0 ? SHORT_FORM : 1);
        long begin = Math.max(1, first);
        FollowingFigures figures = FollowingFigures.NONE;
        int shown = Integer.getInteger("depwatch.torture.shown", SHOWN);
        Map<String, String> failures = new LinkedHashMap<>();
        List<Long> failing = new ArrayList<>();
        for (long seed = begin; seed < begin + cases; seed++) {
            FollowingCase played = FollowingCase.of(seed);
            Optional<FollowingFigures> result = Optional.empty();
            String failure = "";
            try {
                result = Optional.of(playInNewPlace(played));
            } catch (AssertionError | RuntimeException e) {
                failure = String.valueOf(e.getMessage());
            }
            if (result.isPresent()) {
                figures = figures.plus(result.get());
                continue;
            }
            failing.add(seed);
            if (failures.size() < shown) {
                FollowingCase shrunk = shrunk(played);
                failures.putIfAbsent(kind(shrunk, failure), failureOf(shrunk).orElse(failure) + "\n" + shrunk);
            }
        }

        assertThat(failing)
                .as(
                        "%d of %d cases fail; replay one with -Ddepwatch.torture.seed=N. The first, as short as they get:\n%s",
                        failing.size(), cases, String.join("\n", failures.values()))
                .isEmpty();
        // Said of all cases or not at all: none is lost and none is double.
        System.out.println(figures);
    }

    private static String kind(FollowingCase shrunk, String failure) {
        return failure.replaceAll("[0-9]+", "N")
                + shrunk.steps().stream().map(FollowingCase.Step::action).toList();
    }

    /** The same case with as few steps as still fail. */
    private FollowingCase shrunk(FollowingCase failing) {
        FollowingCase smallest = failing;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = smallest.steps().size() - 1; i >= 0; i--) {
                List<FollowingCase.Step> fewer = new ArrayList<>(smallest.steps());
                fewer.remove(i);
                FollowingCase candidate = smallest.with(fewer);
                if (failureOf(candidate).isPresent()) {
                    smallest = candidate;
                    smaller = true;
                }
            }
        }
        return smallest;
    }

    private Optional<String> failureOf(FollowingCase played) {
        try {
            playInNewPlace(played);
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private FollowingFigures playInNewPlace(FollowingCase played) {
        Path place = folder.resolve("case-" + places++);
        try {
            return played.play(place);
        } finally {
            delete(place);
        }
    }

    private static void delete(Path place) {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
