package dev.depwatch.text;

import java.util.List;

/** Numbers and lists inside a sentence. */
public final class Phrase {
    private Phrase() {}

    /** "1 token", "2 tokens". */
    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** "physics, chemistry and biology". */
    public static String joined(List<String> names) {
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }
}
