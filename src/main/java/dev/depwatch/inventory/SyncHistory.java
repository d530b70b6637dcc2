package dev.depwatch.inventory;

import dev.depwatch.inventory.Reading.Sync;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A token's former syncs: when they began to fail, and which words they had while all was well. Updated with each
 * reading, on this host's clock. Bounded, because Jamf Pro's words are an open set and an API is hostile.
 *
 * @param notFailingAt the newest reading with a sync without failure
 * @param failing the newest series of failed syncs
 * @param words words without failure, as seen while nothing failed
 * @param streaks the newest syncs, oldest first, as far as readings saw them
 */
public record SyncHistory(
        Optional<Instant> notFailingAt, Optional<Failing> failing, Map<String, Quiet> words, List<Streak> streaks) {
    /** Before the first reading. */
    public static final SyncHistory NONE = new SyncHistory(Optional.empty(), Optional.empty(), Map.of(), List.of());

    private static final int MAX_WORDS = 8;

    /** An hour of alternating good and failed syncs. */
    private static final int MAX_STREAKS = 30;

    public SyncHistory {
        words = Map.copyOf(words);
        streaks = List.copyOf(streaks);
    }

    /**
     * Consecutive syncs with the same word. Failed readings between two that did not fail begin another one. A sync that
     * had not ended at its reading is left out.
     *
     * @param first when the first of them was, by this host's clock
     * @param last when the newest was
     * @param syncs how many were read; between two readings there can have been more
     * @param before when the one read before the newest was; empty for a single sync
     * @param closest the shortest time between two neighbours; empty for a single sync
     */
    public record Streak(
            String word, Instant first, Instant last, int syncs, Optional<Instant> before, Optional<Duration> closest) {
        public Sync newest() {
            return new Sync(word, last);
        }

        private static Streak of(Sync sync) {
            return new Streak(sync.state(), sync.at(), sync.at(), 1, Optional.empty(), Optional.empty());
        }

        private Streak and(Sync next) {
            Duration gap = Duration.between(last, next.at());
            Duration shortest = Collections.min(List.of(closest.orElse(gap), gap));
            return new Streak(word, first, next.at(), syncs + 1, Optional.of(last), Optional.of(shortest));
        }
    }

    /**
     * Consecutive failed syncs, with any words.
     *
     * @param after the newest earlier reading without a failure; empty if there was none
     * @param by when the token failed at the latest: the time of the first failed sync, or of its reading if the
     *     previous reading contradicts it
     * @param recoveredBy the first reading without the failure, or without the token; empty while it fails
     */
    public record Failing(Optional<Instant> after, Instant by, Optional<Instant> recoveredBy) {}

    /**
     * How long a word was seen while nothing failed on the instance.
     *
     * @param since since when, without a failure in between; empty while something fails
     * @param longest the longest such time
     */
    public record Quiet(Optional<Instant> since, Duration longest) {
        private static final Quiet NEVER = new Quiet(Optional.empty(), Duration.ZERO);

        private Quiet seen(Instant now) {
            Instant first = since.filter(at -> !at.isAfter(now)).orElse(now);
            Duration lasted = Duration.between(first, now);
            return new Quiet(Optional.of(first), lasted.compareTo(longest) > 0 ? lasted : longest);
        }

        private Quiet interrupted() {
            return new Quiet(Optional.empty(), longest);
        }
    }

    /**
     * @param heardSince since when every reading has succeeded: other syncs are unknown before
     * @param nothingFails whether the logs are followed and report no failure on the instance
     */
    SyncHistory with(Sync sync, Optional<Instant> heardSince, boolean nothingFails, Instant now) {
        if (sync.outcome() == Outcome.UNDER_WAY) {
            return this;
        }
        List<Streak> longer = followedBy(sync, heardSince, now);
        if (sync.reportsFailure()) {
            Failing ongoing = failing.filter(known -> known.recoveredBy().isEmpty())
                    .orElseGet(() -> new Failing(notFailingAt, failedBy(sync, now), Optional.empty()));
            return new SyncHistory(notFailingAt, Optional.of(ongoing), interrupted(), longer);
        }
        boolean hasMoved = !longer.equals(streaks);
        Map<String, Quiet> known = !nothingFails ? interrupted() : hasMoved ? withWord(sync.state(), now) : words;
        return new SyncHistory(Optional.of(now), over(now), known, longer);
    }

    /** For a token that was removed. */
    SyncHistory ended(Instant now) {
        return new SyncHistory(notFailingAt, over(now), interrupted(), streaks);
    }

    /** A known sync adds nothing. After the clock was set back the history restarts. */
    private List<Streak> followedBy(Sync sync, Optional<Instant> heardSince, Instant now) {
        if (streaks.isEmpty()) {
            return List.of(Streak.of(sync));
        }
        Streak newest = streaks.get(streaks.size() - 1);
        if (newest.last().isAfter(now) && sync.at().isBefore(newest.last())) {
            return List.of(Streak.of(sync));
        }
        if (!sync.at().isAfter(newest.last())) {
            return streaks;
        }
        List<Streak> more = new ArrayList<>(streaks);
        int last = more.size() - 1;
        boolean isAlike = newest.word().equals(sync.state());
        if (isAlike && (isReadOn(heardSince) || sync.reportsFailure())) {
            more.set(last, newest.and(sync));
        } else {
            // Two of a word show the gap between them; more of it would push out other words.
            if (isAlike && last > 0 && more.get(last - 1).word().equals(sync.state())) {
                more.remove(last - 1);
            }
            more.add(Streak.of(sync));
        }
        return more.subList(Math.max(0, more.size() - MAX_STREAKS), more.size());
    }

    /** A reading of a sync under way has not seen how the one before it went. */
    private boolean isReadOn(Optional<Instant> heardSince) {
        return heardSince.stream().anyMatch(since -> notFailingAt.stream().anyMatch(at -> !at.isBefore(since)));
    }

    private Optional<Failing> over(Instant now) {
        return failing.map(known ->
                new Failing(known.after(), known.by(), known.recoveredBy().or(() -> Optional.of(now))));
    }

    private Instant failedBy(Sync sync, Instant now) {
        Instant synced = sync.at().isBefore(now) ? sync.at() : now;
        return notFailingAt.filter(synced::isBefore).orElse(synced);
    }

    private Map<String, Quiet> interrupted() {
        Map<String, Quiet> interrupted = new HashMap<>();
        words.forEach((word, quiet) -> interrupted.put(word, quiet.interrupted()));
        return interrupted;
    }

    /** The first words stay. */
    private Map<String, Quiet> withWord(String word, Instant now) {
        if (word.isBlank() || (words.size() >= MAX_WORDS && !words.containsKey(word))) {
            return words;
        }
        Map<String, Quiet> more = new HashMap<>(words);
        more.put(word, more.getOrDefault(word, Quiet.NEVER).seen(now));
        return more;
    }

    /** The longest unbroken time for which a word was seen while nothing failed on the instance. */
    public Duration quietFor(String word) {
        return words.getOrDefault(word, Quiet.NEVER).longest();
    }
}
