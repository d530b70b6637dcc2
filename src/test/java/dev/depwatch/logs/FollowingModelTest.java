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
 * knows which records stand in which file; {@link FollowedLog} polls a {@link LogStream} as a tail does, on this
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
 * <p>After some quiet polls, with the log in its place and at least one byte in it:
 *
 * <ol>
 *   <li><b>Read.</b> Each record that a complete file holds, plain or gzipped, whatever its name, was read: once, as it
 *       was written, and after the records before it in its generation. Half a copy and half a gzip are no complete
 *       files; a copy is the same generation as what it copies.
 *   <li><b>Nothing else.</b> No record is read twice, in whatever copies it stands; none from before following began;
 *       none that was not written.
 *   <li><b>Told.</b> A record that is in no file any more was read, or a gap was counted since the last such rest if
 *       its loss was <i>knowable</i>. Conversely no gap is counted while nothing is gone. A file that a stopped daemon
 *       was still to look into for a late writer, and that is packed or gone at its start, is reason enough for one.
 * </ol>
 *
 * <p>A kill takes the newest saves with it, and what was read since; position and what was learned are one value. So to
 * begin again at an old save is the same as to have been stopped since, and the same is asked for.
 *
 * <h2>Knowable</h2>
 *
 * <p>A stream cannot know of a record that came and went between two polls without a trace. The loss is knowable, and a
 * gap is asked for, if
 *
 * <ul>
 *   <li>a poll of the same life found the record in a file: size or identity at the path had changed, or a listing
 *       showed the file; or
 *   <li>the chain deleted the file, and at the next poll something that was put away later is there, so that the chain
 *       has visibly moved on beyond what was being read; or
 *   <li>it stood in the file that was open when that file was deleted, which can be read to its end all the same; or
 *   <li>it went before this life's first look, and the file of the saved position was gone by then as well.
 * </ul>
 *
 * <p>All else that goes unread is counted in the figures as gone before any look: for example what was written and
 * truncated between two polls, or what came between a copy and the truncation after it.
 *
 * <h2>What administrators do</h2>
 *
 * <p>Copies beside the log, which no rotation moves; a log that is copied anew over its older copy, with polls and
 * restarts in between; trims, to another file and in place; an archive that the log is appended to; in a quarter of the
 * cases a header that is longer than what identifies a file. A trimmed log is the same generation. An archive is no
 * file that holds records: what only it holds is gone.
 *
 * <p>What is read of a record before its last line has come is read again with all its lines, after a restart too.
 *
 * <h2>What is not asked for</h2>
 *
 * <ul>
 *   <li>A record of which only a piece stands in a file, since its writer was cut off: at most once, and no more of it
 *       than was written.
 *   <li>A record added to a renamed file more than a minute after that file was left, if it is not the newest that was
 *       left, or by a stop before the late look; otherwise it must be read. The first record of an empty renamed file is played only while no
 *       later file has begun: no order of files would tell when it was written.
 *   <li>A record in a copy that begins with a kilobyte of NUL bytes, as a writer leaves them that goes on behind what
 *       was truncated: such files cannot be put in order. Then it is read, or a gap was counted, perhaps in vain.
 *   <li>That no gap is counted while what was read, or comes next, stands beside the chain only (in a copy, in an
 *       archive) and the chain's oldest file is newer: it may have deleted files in between.
 *   <li>A log of which a copy lies beside it is not trimmed here, nor one that ends in half a line or did so while it
 *       was copied anew, and of a trimmed log no copy is seen that is not whole: {@link OddRotationsTest} holds what
 *       happens then.
 *   <li>A trimmed log is not appended to the archive here: that counts a gap, and what is kept of it may be read twice.
 *   <li>A log of which a copy lies beside it, one that was trimmed and one with a header are not copied anew over their
 *       older copies here: while the log is short, nothing shows that it was read.
 *   <li>A log of which a copy lies beside it is not appended to the archive here. If nobody looks between two such
 *       archivings, the archive is read on, and the copy too.
 *   <li>A gap at a restart after which the archive still holds what was read: reading goes on from there, and what was
 *       trimmed or deleted after that left no trace.
 *   <li>That no gap is counted, or that one is, where the position lies within a header: other files look the same. One
 *       is counted unless the file before it is still there.
 *   <li>Anything while the path shows no file, or an empty one, or a header only: the older generations are asked for
 *       once it holds more.
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
