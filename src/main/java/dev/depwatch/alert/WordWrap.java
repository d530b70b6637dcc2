package dev.depwatch.alert;

import java.util.ArrayList;
import java.util.List;

/** Wraps text at a width. Later lines are indented to the text of the first. */
public final class WordWrap {
    /** Wider lines are hard to read, however wide the terminal is. */
    public static final int WIDTH = 100;

    private WordWrap() {}

    /**
     * The lines of one paragraph. A word longer than a line is broken, except an address, which a reader could no
     * longer follow; no text is lost.
     *
     * @param lead the start of the first line, such as a bullet; later lines are indented by its length
     * @param width of a line with its lead, in code points
     */
    public static List<String> wrap(String lead, String text, int width) {
        String hanging = " ".repeat(lead.length());
        int room = Math.max(1, width - lead.length());
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String word : text.split(" +", -1)) {
            int[] rest = word.codePoints().toArray();
            if (used > 0 && used + 1 + rest.length <= room) {
                line.append(' ').append(word);
                used += 1 + rest.length;
                continue;
            }
            if (used > 0) {
                lines.add(line.toString());
            }
            int from = 0;
            for (; rest.length - from > room && !isAddress(word); from += room) {
                lines.add(new String(rest, from, room));
            }
            line = new StringBuilder(new String(rest, from, rest.length - from));
            used = rest.length - from;
        }
        lines.add(line.toString());
        List<String> indented = new ArrayList<>();
        for (String each : lines) {
            indented.add((indented.isEmpty() ? lead : hanging) + each);
        }
        return indented;
    }

    private static boolean isAddress(String word) {
        return word.startsWith("https://") || word.startsWith("http://");
    }
}
