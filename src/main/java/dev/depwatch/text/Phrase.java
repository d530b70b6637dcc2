package dev.depwatch.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Words, numbers and lists for people. */
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

    /** "Physics": the text as the begin of a sentence. */
    public static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /**
     * The list, or its beginning and how many more there are.
     *
     * @param more what stands for those left out, by their number
     */
    public static <T> List<T> shortened(List<T> all, int most, IntFunction<T> more) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>(all.subList(0, most));
        some.add(more.apply(all.size() - most));
        return some;
    }
}
