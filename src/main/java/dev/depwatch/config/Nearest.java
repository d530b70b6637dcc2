package dev.depwatch.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one was probably meant to be. */
final class Nearest {
    /** Nobody mistypes a longer key; the work grows with the square. */
    private static final int MAX_LENGTH = 60;

    private Nearest() {}

    /** The closest of the known words; empty if none is close, since a wrong guess is worse than none. */
    static Optional<String> to(String found, Collection<String> known) {
        if (found.isEmpty() || found.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lower = found.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(word -> isClose(lower, word.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt((String word) -> edits(lower, word.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean isClose(String found, String known) {
        boolean oneHoldsTheOther = found.length() >= 4 && (known.contains(found) || found.contains(known));
        return oneHoldsTheOther || edits(found, known) <= Math.max(1, Math.min(found.length(), known.length()) / 2);
    }

    /** How many characters to insert, delete or replace: Levenshtein's distance, one row at a time. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
