package dev.depwatch.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Cases of one rule, as a person reads them: a line that says why it is so, and below it, indented, what the case is.
 * What follows {@code given:} holds for all cases below it, up to the next one; {@code #} begins a comment.
 */
public final class Table {
    private static final String GIVEN = "given:";

    private Table() {}

    /**
     * One case.
     *
     * @param why the sentence
     * @param text what is given, and the lines below the sentence
     */
    public record Row(String why, String text) {
        private Row and(String line) {
            return new Row(why, text + line + "\n");
        }

        @Override
        public String toString() {
            return why;
        }
    }

    /** The rows of a text block. */
    public static Stream<Row> rows(String table) {
        List<Row> blocks = new ArrayList<>();
        table.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            if (line.startsWith(" ")) {
                blocks.add(blocks.remove(blocks.size() - 1).and(line.strip()));
            } else {
                blocks.add(new Row(line, ""));
            }
        });
        List<Row> rows = new ArrayList<>();
        String given = "";
        for (Row block : blocks) {
            if (block.why.startsWith(GIVEN)) {
                given = block.why.substring(GIVEN.length()) + "\n" + block.text;
            } else {
                rows.add(new Row(block.why, given + block.text));
            }
        }
        return rows.stream();
    }
}
