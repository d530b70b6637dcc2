package dev.depwatch.logs;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The order in which the generations of a log were written.
 *
 * <p>One rule rotated files whose names differ only in their last number, so the number is their order. Which end is
 * the newest (log4j 1, logrotate: the lowest; log4j2: the highest) follows from the files that existed before, else
 * from most pairs of the first records' dates, else from most pairs of the files' times: a late writer or a packing
 * program changes the time of a single file, and local dates repeat an hour in autumn. Dates in names always grow. The
 * date of the first record, then the last change, merges files of different rules.
 */
final class RotationOrder {
    /** An index; a longer number is a date or a second count. */
    private static final int LONGEST_INDEX = 5;

    /** Threads that write one log get their dates before they wait for each other. */
    private static final Duration OUT_OF_ORDER = Duration.ofSeconds(1);

    private static final Comparator<RotatedFile> OLDEST_FIRST = Comparator.comparing(RotatedFile::firstDate)
            .thenComparing(RotatedFile::modified)
            .thenComparing(RotatedFile::name);

    private static final Comparator<String> BY_NUMBER =
            Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

    private static final Pattern NUMBERS = Pattern.compile("[0-9]+");

    private final ZoneId zone;

    /** @param zone the zone of the log's times */
    RotationOrder(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Puts them in order.
     *
     * @param live the log itself, which is always the newest
     * @param wasThereBefore whether a file was there before the generation that is read now: it is older
     */
    List<RotatedFile> of(List<RotatedFile> older, RotatedFile live, Predicate<RotatedFile> wasThereBefore) {
        // Asks once for each: there may be a thousand, and it compares pairs of them.
        Set<Object> before =
                older.stream().filter(wasThereBefore).map(RotatedFile::fileKey).collect(Collectors.toSet());
        Map<String, List<RotatedFile>> rules =
                new TreeMap<>(older.stream().collect(Collectors.groupingBy(RotationOrder::rule)));
        List<Deque<RotatedFile>> chains = new ArrayList<>();
        rules.values()
                .forEach(rotatedFiles -> byOneNumbering(rotatedFiles)
                        .forEach(numbered -> chains.add(new ArrayDeque<>(chain(numbered, before)))));
        List<RotatedFile> ordered = new ArrayList<>();
        while (!chains.isEmpty()) {
            Deque<RotatedFile> next = Collections.min(chains, Comparator.comparing(Deque::getFirst, OLDEST_FIRST));
            ordered.add(next.removeFirst());
            if (next.isEmpty()) {
                chains.remove(next);
            }
        }
        ordered.add(live);
        return ordered;
    }

    /**
     * Whether a rotation may have deleted what came between two files: the later one is the oldest with a record that a
     * rotation numbers, and the other has no name that the rotation gives, as a copy or an archive that somebody made
     * by hand, or lost its name to another file, as one that somebody packed by hand.
     *
     * @param ordered all files in order
     */
    static boolean mayHaveDeletedBetween(RotatedFile read, RotatedFile next, List<RotatedFile> ordered) {
        String names = shape(next);
        Predicate<RotatedFile> isInChain = rotated -> shape(rotated).equals(names) && !isPackedByHand(rotated, ordered);
        return isNumbered(next)
                && !isInChain.test(read)
                && ordered.stream()
                        .takeWhile(rotated -> !rotated.equals(next))
                        .noneMatch(older -> older.isDistinctive() && isInChain.test(older));
    }

    /** Whether a rotation gave the name to another file since, because it does not know the packed one. */
    private static boolean isPackedByHand(RotatedFile rotated, List<RotatedFile> all) {
        return rotated.packed()
                && all.stream()
                        .anyMatch(other -> !other.packed() && other.plainName().equals(rotated.plainName()));
    }

    /** If two files have one number, somebody packed the packed one by hand, so it lost its place in the numbering. */
    private static List<List<RotatedFile>> byOneNumbering(List<RotatedFile> rotatedFiles) {
        long numbers =
                rotatedFiles.stream().map(RotationOrder::number).distinct().count();
        if (numbers == rotatedFiles.size()) {
            return List.of(rotatedFiles);
        }
        List<List<RotatedFile>> chains = new ArrayList<>();
        chains.add(rotatedFiles.stream().filter(rotated -> !rotated.packed()).toList());
        rotatedFiles.stream().filter(RotatedFile::packed).forEach(packed -> chains.add(List.of(packed)));
        chains.removeIf(List::isEmpty);
        return chains;
    }

    private List<RotatedFile> chain(List<RotatedFile> rotatedFiles, Set<Object> before) {
        List<RotatedFile> ascending = new ArrayList<>(rotatedFiles);
        ascending.sort(Comparator.comparing(RotationOrder::number, BY_NUMBER));
        if (!newestIsHighest(ascending, before)) {
            Collections.reverse(ascending);
        }
        return ascending;
    }

    private boolean newestIsHighest(List<RotatedFile> ascending, Set<Object> before) {
        if (number(ascending.get(ascending.size() - 1)).length() > LONGEST_INDEX) {
            return true;
        }
        List<RotatedFile> dated = ascending.stream()
                .filter(rotated -> isKnown(rotated.firstDate()))
                .toList();
        // If an empty file was packed, nothing under its new key shows whether it existed before.
        List<RotatedFile> known = ascending.stream()
                .filter(rotated -> !rotated.packed() || !rotated.head().isEmpty() || before.contains(rotated.fileKey()))
                .toList();
        return IntStream.of(
                                growth(
                                        known,
                                        Comparator.comparing(
                                                rotated -> before.contains(rotated.fileKey()),
                                                Comparator.reverseOrder())),
                                growth(dated, Comparator.comparing(RotatedFile::firstDate)),
                                growth(ascending, Comparator.comparing(RotatedFile::modified)))
                        .filter(growth -> growth != 0)
                        .findFirst()
                        .orElse(-1)
                > 0;
    }

    /** The number of pairs in which the higher number is the later file, less the number of the others. */
    private static int growth(List<RotatedFile> ascending, Comparator<RotatedFile> age) {
        int growth = 0;
        for (int higher = 1; higher < ascending.size(); higher++) {
            for (int lower = 0; lower < higher; lower++) {
                growth += Integer.signum(age.compare(ascending.get(higher), ascending.get(lower)));
            }
        }
        return growth;
    }

    /** Whether a file that begins at one date is certainly older than one that begins at the other. */
    boolean isBefore(LocalDateTime first, LocalDateTime second) {
        return isKnown(first) && isKnown(second) && first.plus(OUT_OF_ORDER).isBefore(second);
    }

    /** A date in an hour that occurs twice does not say which came first. */
    private boolean isKnown(LocalDateTime date) {
        return !date.equals(LocalDateTime.MIN)
                && zone.getRules().getValidOffsets(date).size() < 2;
    }

    /** The name with a gap where its last number is. */
    private static String rule(RotatedFile rotated) {
        String name = rotated.plainName();
        int end = endOfNumber(name);
        return name.substring(0, startOfNumber(name, end)) + "#" + name.substring(end);
    }

    /** Whether a rotation may have named the file: people who copy a log by hand give it a word. */
    static boolean isNumbered(RotatedFile rotated) {
        return !number(rotated).isEmpty();
    }

    /** The name without its numbers: a date may change its day as well as its last number. */
    private static String shape(RotatedFile rotated) {
        return NUMBERS.matcher(rotated.plainName()).replaceAll("#");
    }

    /** The last number of the name without leading zeros; "" if there is none. */
    private static String number(RotatedFile rotated) {
        String name = rotated.plainName();
        int end = endOfNumber(name);
        int start = startOfNumber(name, end);
        while (start < end && name.charAt(start) == '0') {
            start++;
        }
        return name.substring(start, end);
    }

    private static int endOfNumber(String name) {
        int end = name.length();
        while (end > 0 && !isDigit(name.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static int startOfNumber(String name, int end) {
        int start = end;
        while (start > 0 && isDigit(name.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
