package dev.depwatch.assess;

import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.SyncHistory;
import dev.depwatch.inventory.SyncHistory.Streak;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a token's newest syncs went according to the readings, in runs of good and of failing syncs. Syncs whose word
 * proves nothing belong to neither, and end a good run: they can hide a failure, as failed readings can.
 *
 * @param recent since when alternating syncs count
 */
record SyncSeries(List<Run> runs, Duration syncInterval, Instant recent) {
    /** A longer run of failing syncs is an incident of its own and no flapping. */
    private static final int LONGEST_BLIP = 5;

    /** A token fails for good when this many failures in a row would happen by chance once in a thousand times. */
    private static final double CHANCE = 0.001;

    /** Fewer in a row are a blip, however rare failures were before. */
    private static final int FAILS_FOR_GOOD = 3;

    /** Two observed syncs are near if at most one sync lies between them. */
    private static final int NEAR = 2;

    /**
     * Consecutive syncs with the same result: streaks of one or more words.
     *
     * @param syncs how many, including those between two readings if these were near
     * @param begins since when the run is known to last: the first sync if two neighbouring syncs were read,
     *     otherwise the newest, because earlier ones may belong to other runs
     * @param before the sync read before the newest; empty if there is none
     */
    record Run(boolean isGood, Instant first, Instant last, int syncs, Instant begins, Optional<Instant> before) {
        private static Run of(Streak streak, boolean isGood, Duration syncInterval) {
            boolean isSteady = streak.closest().stream()
                    .anyMatch(gap -> gap.toMillis() * 2 <= syncInterval.toMillis() * (2 * NEAR + 1));
            return new Run(
                    isGood,
                    streak.first(),
                    streak.last(),
                    SyncSeries.syncs(streak, isGood, syncInterval),
                    isSteady ? streak.first() : streak.last(),
                    streak.before());
        }

        private Run and(Run next) {
            return new Run(
                    isGood,
                    first,
                    next.last,
                    syncs + next.syncs,
                    begins.isBefore(last) ? begins : next.begins,
                    next.before.or(() -> Optional.of(last)));
        }

        /** The part of it after that moment. */
        Run since(Instant moment, int left) {
            boolean isAlone = before.filter(at -> at.isAfter(moment)).isEmpty();
            return new Run(
                    isGood, moment, last, left, isAlone ? last : Collections.max(List.of(begins, moment)), before);
        }
    }

    static SyncSeries of(SyncHistory history, Predicate<Sync> wentWell, Duration syncInterval, Instant recent) {
        List<Run> runs = new ArrayList<>();
        boolean isBroken = false;
        String before = "";
        for (Streak streak : history.streaks()) {
            // Two in a row have the same word only where readings failed in between.
            isBroken |= streak.word().equals(before);
            boolean isGood = wentWell.test(streak.newest());
            // That another server claims a content token is no failed sync: it says nothing of a revocation.
            boolean isKnown = isGood || Outcome.of(streak.word()) == Outcome.FAILED;
            if (isKnown) {
                Run next = Run.of(streak, isGood, syncInterval);
                int last = runs.size() - 1;
                if (last < 0 || runs.get(last).isGood() != isGood || (isGood && isBroken)) {
                    runs.add(next);
                } else {
                    runs.set(last, runs.get(last).and(next));
                }
            }
            isBroken = !isKnown;
            before = streak.word();
        }
        return new SyncSeries(runs, syncInterval, recent);
    }

    /**
     * A sync that no reading saw went like its neighbours if these went well or are near each other. While all is well,
     * readings are rare.
     */
    private static int syncs(Streak streak, boolean isGood, Duration syncInterval) {
        long elapsed = intervals(streak.first(), streak.last(), syncInterval) + 1;
        boolean isSure = isGood || elapsed <= (long) NEAR * streak.syncs();
        return (int) Math.min(Integer.MAX_VALUE, isSure ? Math.max(elapsed, streak.syncs()) : streak.syncs());
    }

    /** Without the syncs before that moment, such as those of a replaced token. */
    SyncSeries since(Instant moment) {
        return new SyncSeries(
                runs.stream()
                        .filter(run -> run.last().isAfter(moment))
                        .map(run -> run.first().isAfter(moment) ? run : run.since(moment, between(moment, run.last())))
                        .toList(),
                syncInterval,
                recent);
    }

    private int between(Instant after, Instant until) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, intervals(after, until, syncInterval)));
    }

    /** Whether there is no evidence of any sync. */
    boolean isEmpty() {
        return runs.isEmpty();
    }

    private static long intervals(Instant from, Instant until, Duration syncInterval) {
        return Duration.between(from, until).toMillis() / Math.max(1, syncInterval.toMillis());
    }

    Optional<Instant> lastGood() {
        return last(true);
    }

    Optional<Instant> lastFailed() {
        return last(false);
    }

    private Optional<Instant> last(boolean isGood) {
        return runs.stream()
                .filter(run -> run.isGood() == isGood)
                .map(Run::last)
                .max(Comparator.naturalOrder());
    }

    boolean wentWellAfter(Instant moment) {
        return lastGood().filter(moment::isBefore).isPresent();
    }

    /** The failing syncs since the last good one. */
    Optional<Run> failingNow() {
        return runs.stream().skip(earlier()).filter(run -> !run.isGood()).findFirst();
    }

    boolean wentWellBetween(Instant after, Instant before) {
        return after.isBefore(before)
                && runs.stream()
                        .filter(Run::isGood)
                        .anyMatch(
                                run -> run.last().isAfter(after) && run.first().isBefore(before));
    }

    /** Whether good and failed syncs alternate: they failed three times lately, with good ones in between. */
    boolean flaps() {
        return blips().count() + failingNow().stream().count() >= 3 && !failsForGood();
    }

    /** Whether they failed briefly more than once lately. */
    boolean hasFlapped() {
        return blips().count() > 1;
    }

    /**
     * Whether they fail for longer now than chance explains, given the brief failures before; true if there were none.
     */
    boolean failsForGood() {
        if (blips().findAny().isEmpty()) {
            return true;
        }
        SyncCount before = count(runs.stream().limit(earlier()));
        // One more of each, so that few syncs prove little.
        double share = (before.failed() + 1.0) / (before.all() + 2.0);
        double enough = Math.max(FAILS_FOR_GOOD, Math.log(CHANCE) / Math.log(share));
        return failingNow().filter(now -> now.syncs() >= enough).isPresent();
    }

    /** Short runs of failing syncs that a good one has ended. */
    private Stream<Run> blips() {
        return runs.stream()
                .limit(earlier())
                .filter(run -> !run.isGood() && run.syncs() <= LONGEST_BLIP && isRecent(run));
    }

    /** How many runs come before the newest. */
    private int earlier() {
        return Math.max(0, runs.size() - 1);
    }

    private boolean isRecent(Run run) {
        return !run.last().isBefore(recent);
    }

    /** How the recent ones went. */
    SyncCount count() {
        return count(runs.stream());
    }

    private SyncCount count(Stream<Run> some) {
        return some.filter(this::isRecent).map(this::recentOf).reduce(new SyncCount(0, 0), SyncCount::plus);
    }

    private SyncCount recentOf(Run run) {
        int syncs = run.first().isBefore(recent) ? between(recent, run.last()) : run.syncs();
        return new SyncCount(run.isGood() ? 0 : syncs, syncs);
    }
}
