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
 */
class FollowingModelTest {
    private static final int SHORT_FORM = 1000;
    private static final int SHOWN = 5;

    @TempDir
    Path folder;

    private int places;

    @Test
    void every_record_still_in_a_file_is_read_once_and_every_other_is_told() {
        long cases = Long.getLong("depwatch.torture.cases", SHORT_FORM);
        long only = Long.getLong("depwatch.torture.seed", 0);
        FollowingFigures figures = FollowingFigures.NONE;
        int shown = Integer.getInteger("depwatch.torture.shown", SHOWN);
        Map<String, String> failures = new LinkedHashMap<>();
        List<Long> failing = new ArrayList<>();
        for (long seed = only == 0 ? 1 : only; seed <= (only == 0 ? cases : only); seed++) {
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
        System.out.println(figures);

        assertThat(failures.values())
                .as(
                        "%d of %d cases fail: %s; replay one with -Ddepwatch.torture.seed=N",
                        failing.size(), cases, failing)
                .isEmpty();
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
