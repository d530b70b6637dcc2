package dev.depwatch.torture;

import dev.depwatch.torture.Tally.Subject;
import java.util.Map;
import java.util.TreeMap;

/** What was lost and what was counted twice, over several comparisons: a difference counts when it arises, and once. */
final class Reckoning {
    private Map<Subject, Long> known = Map.of();
    private long lost;
    private long doubled;

    /** Whether nothing is wrong that was not wrong before. */
    boolean isSettled(Tally written, Tally counted) {
        return written.differenceTo(counted).equals(known);
    }

    /** Takes a comparison in, and returns what of it is new: above zero counted twice, below lost. */
    Map<Subject, Long> settle(Tally written, Tally counted) {
        Map<Subject, Long> difference = written.differenceTo(counted);
        Map<Subject, Long> arisen = new TreeMap<>(difference);
        known.forEach((subject, before) -> arisen.merge(subject, -before, Long::sum));
        arisen.values().removeIf(above -> above == 0);
        for (long above : arisen.values()) {
            lost += Math.max(0, -above);
            doubled += Math.max(0, above);
        }
        known = difference;
        return arisen;
    }

    long lost() {
        return lost;
    }

    long doubled() {
        return doubled;
    }
}
