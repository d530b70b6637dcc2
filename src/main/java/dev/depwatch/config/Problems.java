package dev.depwatch.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects the problems and warnings of one file, and maps each path of keys to its place. */
final class Problems {
    private static final int MAX_PROBLEMS = 1_000;
    private static final int MAX_SHOWN = 60;

    /**
     * In a key: its value may be a secret. In a value: another line may have become part of it, or it is a password
     * hash.
     */
    private static final Pattern SECRET =
            Pattern.compile("(?i)secret|password|token|webhook|private|basic_auth|\\$2[a-z]?\\$");

    /** A password may precede the host of an address. */
    private static final Pattern ADDRESS_WITH_USER = Pattern.compile("//[^/]*@");

    private static final Comparator<Problem> IN_FILE_ORDER =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    private final String file;
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final IdentityHashMap<Record, String> paths = new IdentityHashMap<>();
    private final Map<String, String> written = new HashMap<>();
    private final Set<String> filled = new HashSet<>();
    private Optional<List<String>> flaws = Optional.empty();
    private boolean sampling;
    private boolean secretsMayBeMissing;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    Problems(String file) {
        this.file = file;
    }

    /** A line and a column, both from 1. */
    record Place(int line, int column) {}

    static String join(String path, String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    /** A text of the file, to quote in a sentence: cut, and hidden if it may contain a secret. */
    static String shown(String text, String path) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        if (SECRET.matcher(key).find()
                || SECRET.matcher(text).find()
                || ADDRESS_WITH_USER.matcher(text).find()) {
            return "a text (not shown: it may hold a secret)";
        }
        return "\"" + (text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…") + "\"";
    }

    /** Records the place of a path: its key, or its value in a list. The first place wins. */
    void place(String path, Place place) {
        places.putIfAbsent(path, place);
    }

    /** What has this path is written at another one, and a problem with it is one there. */
    void writtenAt(String path, String place) {
        written.put(path, place);
    }

    /** The value of this path is a pattern, filled with names: it is no secret that was written by mistake. */
    void filled(String path) {
        filled.add(path);
    }

    boolean isFilled(String path) {
        return filled.contains(path);
    }

    /**
     * From now on what is wrong with values that are {@linkplain #filled filled} is a flaw of that filling alone. Returns
     * the list that collects them.
     */
    List<String> beginFilling() {
        List<String> found = new ArrayList<>();
        flaws = Optional.of(found);
        return found;
    }

    /** From now on placeholders stand for examples: no file has to exist under such a name, and nothing is warned of. */
    void beginSampling() {
        sampling = true;
    }

    /** Ends the filling, with names or examples. */
    void endFilling() {
        flaws = Optional.empty();
        sampling = false;
    }

    /** Whether the value of this path has an example in place of a placeholder. */
    boolean isSample(String path) {
        return sampling && isFilled(path);
    }

    /** From now on a missing secret is a warning. */
    void secretsMayBeMissing() {
        secretsMayBeMissing = true;
    }

    /** Records why the file that is named at this path cannot be used; as a warning alone, if that is enough. */
    void unusable(String path, String fault) {
        if (secretsMayBeMissing || (flaws.isPresent() && isFilled(path))) {
            silence(path);
            warn(path, fault);
        } else {
            broken(path, fault);
        }
    }

    /** Where a record was read from. */
    void readFrom(Record value, String path) {
        paths.put(value, path);
    }

    String pathOf(Record value) {
        return Objects.requireNonNull(paths.get(value), "a record that was not read from this file");
    }

    /** A problem of the file as a whole. */
    void add(String sentence) {
        add(Problem.of(file, sentence));
    }

    /** A problem with its own place. */
    void add(Place place, String path, String sentence) {
        add(new Problem(file, place.line, place.column, path, sentence));
    }

    /** The value of this path is unreadable; a stand-in replaces it. */
    void broken(String path, String sentence) {
        remark(path, sentence);
        silence(path);
    }

    /** The key of this path is wrong, whatever its value is filled with. */
    void wrongKey(String path, String sentence) {
        if (!isBroken(path)) {
            broken.add(path);
            add(at(path, sentence));
        }
    }

    /** The value of this path is a stand-in for a reason that is recorded already. */
    void silence(String path) {
        broken.add(path);
    }

    /** A rule does not hold for the value of this path; ignored for a stand-in. */
    void remark(String path, String sentence) {
        if (isBroken(path)) {
            return;
        }
        if (flaws.isPresent() && isFilled(path)) {
            flaws.get().add(path.substring(path.lastIndexOf('.') + 1) + ": " + sentence);
        } else {
            add(at(path, sentence));
        }
    }

    void warn(String path, String sentence) {
        if (!sampling) {
            warnings.add(at(path, sentence));
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    List<Problem> warnings() {
        return warnings.stream().sorted(IN_FILE_ORDER).toList();
    }

    /** All problems in the order of the file; at least one must exist. */
    ConfigException exception() {
        return new ConfigException(problems.stream().sorted(IN_FILE_ORDER).toList());
    }

    /** A file of a megabyte can hold a hundred thousand unknown keys, which must not end the daemon at a reload. */
    private void add(Problem problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    private Problem at(String known, String sentence) {
        String path = inFile(known);
        Place place = nearest(path, places.keySet()).map(places::get).orElse(new Place(1, 1));
        return new Problem(file, place.line, place.column, path, sentence);
    }

    /** The path at which this is written. */
    private String inFile(String path) {
        return nearest(path, written.keySet())
                .map(known -> inFile(written.get(known) + path.substring(known.length())))
                .orElse(path);
    }

    private boolean isBroken(String path) {
        return nearest(path, broken).isPresent();
    }

    /** The path, or the nearest one above it, that is among these. The one above has no last key or index. */
    private static Optional<String> nearest(String path, Set<String> known) {
        String within = path;
        while (!within.isEmpty() && !known.contains(within)) {
            within = within.substring(0, Math.max(0, Math.max(within.lastIndexOf('.'), within.lastIndexOf('['))));
        }
        return Optional.of(within).filter(known::contains);
    }
}
