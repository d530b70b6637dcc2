package dev.depwatch.logs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where depwatch counted a gap: the time between the last record that it read and the first record that it read next. A
 * file that appears later, and begins and ends within such a span, was never read. Belongs to the tail's thread.
 */
final class UnreadSpans {
    /** If there are more, the oldest are forgotten. */
    private static final int MOST = 16;

    /** A log that loses text again and again forgets all rather than fill the memory. */
    private static final int MOST_KNOWN = 5000;

    /** Dates as in the log; neither end belongs to the span. */
    private record Span(LocalDateTime after, LocalDateTime before, Instant at) {
        boolean holds(LocalDateTime date) {
            return date.isAfter(after) && date.isBefore(before);
        }

        boolean overlaps(LocalDateTime first, LocalDateTime last) {
            return first.isBefore(before) && last.isAfter(after);
        }
    }

    private List<Span> spans = List.of();
    /** The keys and first dates of the files that were there, and of those that also hold what was read. */
    private final Set<Object> known = new HashSet<>();

    /**
     * depwatch counted a gap.
     *
     * @param last the date of the last record that it read
     * @param next the date of the first record that it reads next; {@link LocalDateTime#MIN} if unknown
     * @param listed the files that were there: no record of them is missing
     */
    void add(LocalDateTime last, LocalDateTime next, List<RotatedFile> listed, Instant now) {
        if (known.size() > MOST_KNOWN) {
            keep(List.of());
        } else if (last.isBefore(next)) {
            List<Span> more = new ArrayList<>(spans);
            more.add(new Span(last, next, now));
            keep(more);
            listed.forEach(this::pass);
        }
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /** Whether a file begins where depwatch read nothing, and was not there when it counted the gap. */
    boolean mayHold(RotatedFile file) {
        return !known.contains(file.fileKey())
                && !known.contains(file.firstDate())
                && spans.stream().anyMatch(span -> span.holds(file.firstDate()));
    }

    /** Whether depwatch has read nothing that was written between these dates. */
    boolean hold(LocalDateTime first, LocalDateTime last) {
        return spans.stream().anyMatch(span -> span.holds(first) && span.holds(last));
    }

    /** depwatch does not look at this file again. */
    void pass(RotatedFile file) {
        known.add(file.fileKey());
        if (file.isDistinctive()) {
            known.add(file.firstDate());
        }
    }

    /** depwatch reads what was written between these dates. */
    void read(LocalDateTime first, LocalDateTime last) {
        List<Span> rest = new ArrayList<>();
        for (Span span : spans) {
            if (span.overlaps(first, last)) {
                rest.add(new Span(span.after(), first, span.at()));
                rest.add(new Span(last, span.before(), span.at()));
            } else {
                rest.add(span);
            }
        }
        keep(rest);
    }

    /** Forgets each span that holds a date: a file that was read began then, because a clock was set back. */
    void forget(LocalDateTime date) {
        keep(spans.stream().filter(span -> !span.holds(date)).toList());
    }

    /** Forgets each gap that was counted longer ago. */
    void forgetOlder(Duration age, Instant now) {
        keep(spans.stream()
                .filter(span -> Duration.between(span.at(), now).abs().compareTo(age) <= 0)
                .toList());
    }

    private void keep(List<Span> next) {
        List<Span> kept = next.stream()
                .filter(span -> span.after().isBefore(span.before()))
                .toList();
        spans = kept.subList(Math.max(0, kept.size() - MOST), kept.size());
        if (spans.isEmpty()) {
            known.clear();
        }
    }
}
