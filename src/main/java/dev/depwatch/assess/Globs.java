package dev.depwatch.assess;

import static java.util.stream.Collectors.joining;

import com.google.re2j.Pattern;
import dev.depwatch.config.Remarks;
import java.util.Arrays;
import java.util.List;

/** Patterns of names, in which each {@code *} stands for any characters. */
final class Globs {
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

    static void check(String key, List<String> globs, Remarks remarks) {
        for (int i = 0; i < globs.size(); i++) {
            remarks.notBlank(key + "[" + i + "]", globs.get(i));
        }
    }
}
