package dev.depwatch.logs;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The order in which the generations of a log were written.
 *
 * <p>Files whose names differ in their last number only were rotated by one rule, so the number is their order. Which end
 * is the newest (log4j 1, logrotate: the lowest; log4j2: the highest) is told by what was there before, else by most pairs
 * of the first records' dates, else of the files' times: a late writer or a packing program changes the time of a single
 * file, and local dates repeat an hour in autumn. Dates in names always grow. Files of different rules are merged by the
 * date of the first record, then the last change.
 */
final class RotationOrder {
    /** An index; a longer number is a date or a second count. */
    private static final int LONGEST_INDEX = 5;

    private static final Comparator<Sibling> OLDEST_FIRST = Comparator.comparing(Sibling::firstDate)
            .thenComparing(Sibling::modified)
            .thenComparing(Sibling::name);

    private static final Comparator<String> BY_NUMBER =
            Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

    private RotationOrder() {}

    /**
     * Puts them in order.
     *
     * @param live the log itself, which is always the newest
     * @param wasThereBefore whether a file was there before the generation that is read now: it is older
     */
    static List<Sibling> of(List<Sibling> older, Sibling live, Predicate<Sibling> wasThereBefore) {
        // Asked once of each: there may be a thousand, and pairs of them are compared.
        Set<Object> before =
                older.stream().filter(wasThereBefore).map(Sibling::fileKey).collect(Collectors.toSet());
        Map<String, List<Sibling>> rules =
                new TreeMap<>(older.stream().collect(Collectors.groupingBy(RotationOrder::rule)));
        List<Deque<Sibling>> chains = new ArrayList<>();
        rules.values()
                .forEach(siblings -> byOneNumbering(siblings)
                        .forEach(numbered -> chains.add(new ArrayDeque<>(chain(numbered, before)))));
        List<Sibling> ordered = new ArrayList<>();
        while (!chains.isEmpty()) {
            Deque<Sibling> next = Collections.min(chains, Comparator.comparing(Deque::getFirst, OLDEST_FIRST));
            ordered.add(next.removeFirst());
            if (next.isEmpty()) {
                chains.remove(next);
            }
        }
        ordered.add(live);
        return ordered;
    }

    /**
     * Whether a rotation may have deleted what came between two files: the later one is the oldest of those that it
     * numbers, and the other is none of them, but a copy, an archive, or packed by hand.
     *
     * @param ordered all files in order
     */
    static boolean mayHaveDeletedBetween(Sibling read, Sibling next, List<Sibling> ordered) {
        List<Sibling> ofOneRule = ordered.stream()
                .filter(sibling -> rule(sibling).equals(rule(next)))
                .toList();
        List<List<Sibling>> chains = byOneNumbering(ofOneRule);
        boolean isPackedByHand = next.packed() && chains.size() > 1;
        return !isPackedByHand
                && !number(next).isEmpty()
                && chains.stream().filter(chain -> chain.get(0).equals(next)).anyMatch(chain -> !chain.contains(read));
    }

    /** Where two files have one number, the packed ones were packed by hand and lost their place in the numbering. */
    private static List<List<Sibling>> byOneNumbering(List<Sibling> siblings) {
        long numbers = siblings.stream().map(RotationOrder::number).distinct().count();
        if (numbers == siblings.size()) {
            return List.of(siblings);
        }
        List<List<Sibling>> chains = new ArrayList<>();
        chains.add(siblings.stream().filter(sibling -> !sibling.packed()).toList());
        siblings.stream().filter(Sibling::packed).forEach(packed -> chains.add(List.of(packed)));
        chains.removeIf(List::isEmpty);
        return chains;
    }

    private static List<Sibling> chain(List<Sibling> siblings, Set<Object> before) {
        List<Sibling> ascending = new ArrayList<>(siblings);
        ascending.sort(Comparator.comparing(RotationOrder::number, BY_NUMBER));
        if (!newestIsHighest(ascending, before)) {
            Collections.reverse(ascending);
        }
        return ascending;
    }

    private static boolean newestIsHighest(List<Sibling> ascending, Set<Object> before) {
        if (number(ascending.get(ascending.size() - 1)).length() > LONGEST_INDEX) {
            return true;
        }
        List<Sibling> dated =
                ascending.stream().filter(sibling -> tells(sibling.firstDate())).toList();
        // Under its new key nothing shows whether one that was packed with no text in it was there before.
        List<Sibling> known = ascending.stream()
                .filter(sibling -> !sibling.packed() || !sibling.head().isEmpty() || before.contains(sibling.fileKey()))
                .toList();
        return IntStream.of(
                                growth(
                                        known,
                                        Comparator.comparing(
                                                sibling -> before.contains(sibling.fileKey()),
                                                Comparator.reverseOrder())),
                                growth(dated, Comparator.comparing(Sibling::firstDate)),
                                growth(ascending, Comparator.comparing(Sibling::modified)))
                        .filter(growth -> growth != 0)
                        .findFirst()
                        .orElse(-1)
                > 0;
    }

    /** In how many more pairs the higher number is the later one than the earlier one. */
    private static int growth(List<Sibling> ascending, Comparator<Sibling> age) {
        int growth = 0;
        for (int higher = 1; higher < ascending.size(); higher++) {
            for (int lower = 0; lower < higher; lower++) {
                growth += Integer.signum(age.compare(ascending.get(higher), ascending.get(lower)));
            }
        }
        return growth;
    }

    /** A date of an hour that comes twice does not say which came first. */
    static boolean tells(LocalDateTime date) {
        return !date.equals(LocalDateTime.MIN)
                && ZoneId.systemDefault().getRules().getValidOffsets(date).size() < 2;
    }

    /** The name with a gap where its last number is. */
    private static String rule(Sibling sibling) {
        String name = sibling.plainName();
        int end = endOfNumber(name);
        return name.substring(0, startOfNumber(name, end)) + "#" + name.substring(end);
    }

    /** The last number of the name without leading zeros; "" if there is none. */
    private static String number(Sibling sibling) {
        String name = sibling.plainName();
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
