package dev.depwatch.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects the problems and warnings of one file, and knows where in it each path of keys stands. */
final class Problems {
    /** More than anybody corrects in one go; a megabyte of nonsense has a hundred thousand. */
    private static final int MAX_PROBLEMS = 100;

    private static final int MAX_SHOWN = 60;

    /** In a key: its value may be a secret. In a value: another line may have run into it; or it is a password's hash. */
    private static final Pattern SECRET = Pattern.compile("(?i)secret|password|token|webhook|basic_auth|\\$2[a-z]?\\$");

    /** A password may stand before the host of an address. */
    private static final Pattern ADDRESS_WITH_USER = Pattern.compile("//[^/]*@");

    private static final Comparator<Problem> IN_FILE_ORDER =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    private final String file;
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final IdentityHashMap<Record, String> paths = new IdentityHashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();
    private int left;

    Problems(String file) {
        this.file = file;
    }

    /** A line and a column, both from 1. */
    record Place(int line, int column) {}

    static String join(String path, String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    /** A text that was found, to be repeated in a sentence: cut, and not shown at all if it may hold a secret. */
    static String shown(String text, String path) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        if (SECRET.matcher(key).find()
                || SECRET.matcher(text).find()
                || ADDRESS_WITH_USER.matcher(text).find()) {
            return "a text (not shown: it may hold a secret)";
        }
        return "\"" + (text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…") + "\"";
    }

    /** Where a path stands: its key, or its value in a list. The first place told is kept. */
    void place(String path, Place place) {
        places.putIfAbsent(path, place);
    }

    /** Where a record was read from. */
    void readFrom(Record value, String path) {
        paths.put(value, path);
    }

    String pathOf(Record value) {
        String path = paths.get(value);
        if (path == null) {
            throw new IllegalArgumentException(
                    "not read from this file: a " + value.getClass().getSimpleName());
        }
        return path;
    }

    /** A problem of the file as a whole. */
    void add(String sentence) {
        add(new Problem(file, 0, 0, "", sentence));
    }

    /** A problem at a place of its own. */
    void add(Place place, String path, String sentence) {
        add(new Problem(file, place.line, place.column, path, sentence));
    }

    /** The value of this path cannot be read and is a stand-in from now on. */
    void broken(String path, String sentence) {
        if (!isBroken(path)) {
            broken.add(path);
            add(at(path, sentence));
        }
    }

    /** The value of this path is a stand-in, and why is known already. */
    void silence(String path) {
        broken.add(path);
    }

    /** A rule does not hold for the value of this path; says nothing about a stand-in. */
    void remark(String path, String sentence) {
        if (!isBroken(path)) {
            add(at(path, sentence));
        }
    }

    void warn(String path, String sentence) {
        if (warnings.size() < MAX_PROBLEMS) {
            warnings.add(at(path, sentence));
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Whether further problems are only counted. */
    boolean areMany() {
        return problems.size() >= MAX_PROBLEMS;
    }

    List<Problem> warnings() {
        return warnings.stream().sorted(IN_FILE_ORDER).toList();
    }

    /** All problems in the order of the file; there must be one. */
    ConfigException exception() {
        List<Problem> all = new ArrayList<>(problems);
        all.sort(IN_FILE_ORDER);
        if (left > 0) {
            all.add(new Problem(file, 0, 0, "", "and " + left + " more problems"));
        }
        return new ConfigException(all);
    }

    private void add(Problem problem) {
        if (!areMany()) {
            problems.add(problem);
        } else if (!problems.contains(problem)) {
            left++;
        }
    }

    private Problem at(String path, String sentence) {
        Place place = new Place(1, 1);
        for (String within = path; ; within = parent(within)) {
            if (places.containsKey(within)) {
                place = places.get(within);
                break;
            }
            if (within.isEmpty()) {
                break;
            }
        }
        return new Problem(file, place.line, place.column, path, sentence);
    }

    private boolean isBroken(String path) {
        String within = path;
        while (!within.isEmpty() && !broken.contains(within)) {
            within = parent(within);
        }
        return broken.contains(within);
    }

    /** The path that holds this one: without its last key or index. */
    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
}
