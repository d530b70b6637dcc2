package dev.depwatch.inventory;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.inventory.Reading.Sync;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is worth to be known of a token's former syncs: when they turned to failure, and which words they had while all was
 * well. Folded reading by reading, on this host's clock. Bounded: Jamf Pro's words are an open set, and an API is hostile.
 *
 * @param notFailingAt the newest reading whose sync did not tell failure
 * @param failing the newest syncs in a row that told failure
 * @param words the words that do not tell failure, as they were seen while nothing failed
 * @param streaks the newest syncs, oldest first, as far as readings saw them
 */
public record SyncHistory(
        Optional<Instant> notFailingAt,
        Optional<Failing> failing,
        Map<String, Quiet> words,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Streak> streaks) {
    /** Before anything was read. */
    public static final SyncHistory NONE = new SyncHistory(Optional.empty(), Optional.empty(), Map.of(), List.of());

    private static final int MAX_WORDS = 8;

    /** An hour of syncs that go well and fail in turn. */
    private static final int MAX_STREAKS = 30;

    public SyncHistory {
        words = Map.copyOf(words);
        streaks = List.copyOf(streaks);
    }

    /**
     * Syncs in a row that were called by one word. One that had not ended when it was read is in none.
     *
     * @param first when the first of them was, by this host's clock
     * @param last when the newest was
     * @param syncs how many were read; between two readings there can have been more
     * @param before when the one was that was read before the newest; empty of a single one
     * @param closest the shortest time between two neighbours; empty of a single one
     */
    public record Streak(
            String word, Instant first, Instant last, int syncs, Optional<Instant> before, Optional<Duration> closest) {
        private static Streak of(Sync sync) {
            return new Streak(sync.state(), sync.at(), sync.at(), 1, Optional.empty(), Optional.empty());
        }

        private Streak and(Sync next) {
            Duration gap = Duration.between(last, next.at());
            return new Streak(
                    word,
                    first,
                    next.at(),
                    syncs + 1,
                    Optional.of(last),
                    closest.filter(known -> known.compareTo(gap) <= 0).or(() -> Optional.of(gap)));
        }
    }

    /**
     * Syncs in a row that tell failure, in whatever words.
     *
     * @param after the newest reading before that did not; empty if there was none
     * @param by when the token had turned at the latest: the first such sync's own time, or that of its reading where the
     *     one before contradicts it
     * @param recoveredBy the first reading that no longer told failure, or had no such token; empty while they do
     */
    public record Failing(Optional<Instant> after, Instant by, Optional<Instant> recoveredBy) {}

    /**
     * How a word was seen while nothing failed on the instance.
     *
     * @param since since when, without a failure in between; empty while something fails
     * @param longest for how long at most
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

    /** @param nothingFails whether nothing fails on the instance, as far as its logs tell, and they are followed */
    SyncHistory with(Sync sync, boolean nothingFails, Instant now) {
        if (sync.outcome() == Outcome.UNDER_WAY) {
            return this;
        }
        List<Streak> longer = followedBy(sync, now);
        if (sync.isFailure()) {
            Failing goingOn = failing.filter(known -> known.recoveredBy().isEmpty())
                    .orElseGet(() -> new Failing(notFailingAt, turnedBy(sync, now), Optional.empty()));
            return new SyncHistory(notFailingAt, Optional.of(goingOn), interrupted(), longer);
        }
        boolean hasMoved = !longer.equals(streaks);
        Map<String, Quiet> known = !nothingFails ? interrupted() : hasMoved ? withWord(sync.state(), now) : words;
        return new SyncHistory(Optional.of(now), over(now), known, longer);
    }

    /** Of a token that is no longer there. */
    SyncHistory ended(Instant now) {
        return new SyncHistory(notFailingAt, over(now), interrupted(), streaks);
    }

    /** What was read before is no other sync. After a clock was set back all begins anew. */
    private List<Streak> followedBy(Sync sync, Instant now) {
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
        if (newest.word().equals(sync.state())) {
            more.set(more.size() - 1, newest.and(sync));
        } else {
            more.add(Streak.of(sync));
        }
        return more.subList(Math.max(0, more.size() - MAX_STREAKS), more.size());
    }

    private Optional<Failing> over(Instant now) {
        return failing.map(known ->
                new Failing(known.after(), known.by(), known.recoveredBy().or(() -> Optional.of(now))));
    }

    private Instant turnedBy(Sync sync, Instant now) {
        Instant synced = sync.at().isBefore(now) ? sync.at() : now;
        return notFailingAt.filter(synced::isBefore).orElse(synced);
    }

    private Map<String, Quiet> interrupted() {
        Map<String, Quiet> interrupted = new HashMap<>();
        words.forEach((word, quiet) -> interrupted.put(word, quiet.interrupted()));
        return interrupted;
    }

    /** Of too many words those stay that are known best: a word that is seen all the time is one of them. */
    private Map<String, Quiet> withWord(String word, Instant now) {
        if (word.isBlank()) {
            return words;
        }
        Map<String, Quiet> more = new HashMap<>(words);
        more.put(word, more.getOrDefault(word, Quiet.NEVER).seen(now));
        if (more.size() > MAX_WORDS) {
            more.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(word))
                    .min(Comparator.comparing((Map.Entry<String, Quiet> entry) ->
                                    entry.getValue().longest())
                            .thenComparing(Map.Entry::getKey))
                    .ifPresent(least -> more.remove(least.getKey()));
        }
        return more;
    }

    /** For how long without a break a word was seen while nothing failed on the instance, at most. */
    public Duration quietFor(String word) {
        return words.getOrDefault(word, Quiet.NEVER).longest();
    }
}
