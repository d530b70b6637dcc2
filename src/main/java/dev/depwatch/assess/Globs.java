package dev.depwatch.assess;

import static java.util.stream.Collectors.joining;

import com.google.re2j.Pattern;
import dev.depwatch.config.Remarks;
import dev.depwatch.token.AppleId;
import java.util.Arrays;
import java.util.List;

/** Patterns of names, in which each {@code *} stands for any characters. */
final class Globs {
    private final List<Pattern> patterns;

    /** @param globs in the normal form of the names */
    Globs(List<String> globs) {
        this.patterns = globs.stream().map(Globs::pattern).toList();
    }

    /** Patterns of Apple IDs as somebody typed them. */
    static Globs ofAppleIds(List<String> typed) {
        return new Globs(typed.stream()
                .map(glob -> AppleId.of(glob).map(AppleId::value).orElse(""))
                .toList());
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
