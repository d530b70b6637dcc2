package dev.depwatch.assess;

import static java.util.stream.Collectors.joining;

import com.google.re2j.Pattern;
import dev.depwatch.config.Remarks;
import java.util.Arrays;
import java.util.List;

/** Patterns of names, in which each {@code *} stands for any characters. */
final class Globs {
    private static final int MAX_PATTERNS = 100;
    /** An Apple ID is an e-mail address. */
    private static final int MAX_LENGTH = 254;

    private final List<Pattern> patterns;

    /** @param globs in the normal form of the names */
    Globs(List<String> globs) {
        this.patterns = globs.stream().map(Globs::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(
                Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(joining(".*")), Pattern.DOTALL);
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    boolean match(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }

    /** @param what a pattern is, such as "an Apple ID" */
    static void check(String key, List<String> globs, String what, Remarks remarks) {
        if (globs.size() > MAX_PATTERNS) {
            remarks.problem(key, "found " + globs.size() + " patterns; expected at most " + MAX_PATTERNS);
        }
        for (int i = 0; i < globs.size(); i++) {
            String glob = globs.get(i);
            if (glob.isBlank() || glob.length() > MAX_LENGTH) {
                remarks.problem(
                        key + "[" + i + "]",
                        "found " + glob.length() + " characters; expected " + what
                                + ", in which each * stands for any characters");
            }
        }
    }
}
