package dev.depwatch.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one was probably meant to be. */
public final class Nearest {
    /** Longer keys are no typing mistakes; the work grows with the square of the length. */
    private static final int MAX_LENGTH = 60;

    private Nearest() {}

    /** The closest of the known words; empty if none is close, since a wrong guess is worse than none. */
    public static Optional<String> to(String found, Collection<String> known) {
        if (found.isEmpty() || found.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lower = found.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(word -> isClose(lower, word.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparing(
                                (String word) -> !word.toLowerCase(Locale.ROOT).startsWith(lower))
                        .thenComparing(word -> edits(lower, word.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** What follows an error about the found word: {@code ; did you mean "…"?}, or nothing. */
    public static String question(String found, Collection<String> known) {
        return to(found, known)
                .map(meant -> "; did you mean \"" + meant + "\"?")
                .orElse("");
    }

    private static boolean isClose(String found, String known) {
        boolean oneHoldsTheOther = found.length() >= 4 && (known.contains(found) || found.contains(known));
        return oneHoldsTheOther || edits(found, known) <= Math.max(1, Math.min(found.length(), known.length()) / 3);
    }

    /** How many characters to insert, delete, replace or swap with the next (optimal string alignment). */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int replaced = edits[i - 1][j - 1] + (same ? 0 : 1);
                edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[from.length()][to.length()];
    }
}
