package dev.depwatch.torture;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** How many failures of which cause on which instance: as they were written, or as depwatch has counted them. */
record Tally(Map<Subject, Long> failures) {
    /** What depwatch keeps one open case of. */
    record Subject(String instance, String cause) implements Comparable<Subject> {
        @Override
        public int compareTo(Subject other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return instance + " " + cause;
        }
    }

    Tally {
        failures = Map.copyOf(failures);
    }

    long total() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By how much another tally is above this one (double) or below it (lost), where the two differ. */
    Map<Subject, Long> differenceTo(Tally counted) {
        TreeSet<Subject> subjects = new TreeSet<>(failures.keySet());
        subjects.addAll(counted.failures.keySet());
        Map<Subject, Long> difference = new TreeMap<>();
        for (Subject subject : subjects) {
            long above = counted.failures.getOrDefault(subject, 0L) - failures.getOrDefault(subject, 0L);
            if (above != 0) {
                difference.put(subject, above);
            }
        }
        return difference;
    }
}
