package dev.depwatch.cli;

import dev.depwatch.alert.WordWrap;
import dev.depwatch.cli.Screen.Style;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows under a header, as wide as their contents. Cuts nothing: on a narrow screen, the last columns, which are the
 * least important, move to an extra line under each row.
 */
final class ScreenTable {
    private static final String GAP = "  ";
    private static final String BETWEEN_DETAILS = " · ";

    /** A text in less has a word a line. */
    private static final int LEAST_ROOM = 20;

    private final Set<String> numbers = new HashSet<>();

    /** The first one has the headers. */
    private final List<Row> rows = new ArrayList<>();

    /** @param headers the most important first */
    ScreenTable(String... headers) {
        row(Stream.of(headers).map(name -> new Cell(Style.BOLD, name)).toArray(Cell[]::new));
    }

    /** The column holds numbers: they are aligned to the right. */
    ScreenTable numbers(String header) {
        numbers.add(header);
        return this;
    }

    /** One cell of a row. */
    record Cell(Style style, String text) {
        Cell {
            text = Screen.clean(text);
        }

        static Cell of(String text) {
            return new Cell(Style.PLAIN, text);
        }

        private int width() {
            return text.codePointCount(0, text.length());
        }
    }

    /** A column of rows of one kind: its name, and its cell in a row. */
    record Column<T>(String header, Function<T, Cell> cell) {
        static <T> Column<T> of(String header, Function<T, String> text) {
            return new Column<>(header, text.andThen(Cell::of));
        }
    }

    static <T> ScreenTable of(List<Column<T>> columns) {
        return new ScreenTable(columns.stream().map(Column::header).toArray(String[]::new));
    }

    /** @param rest the text across all columns after the cells; "" for none */
    private record Row(List<Cell> cells, String rest) {}

    /** @param columns those of the table */
    <T> void row(T row, List<Column<T>> columns) {
        row(columns.stream().map(column -> column.cell().apply(row)).toArray(Cell[]::new));
    }

    void row(Cell... cells) {
        rows.add(new Row(List.of(cells), ""));
    }

    /** A row whose text spans the remaining columns. */
    void note(String rest, Cell first, String... cells) {
        rows.add(new Row(
                Stream.concat(Stream.of(first), Stream.of(cells).map(Cell::of)).toList(), Screen.clean(rest)));
    }

    /** Prints it with an empty line below, or nothing if it has no rows. */
    void printAbove(Screen screen) {
        if (rows.size() > 1) {
            print(screen);
            screen.line("");
        }
    }

    void print(Screen screen) {
        int[] widths = new int[rows.get(0).cells().size()];
        for (Row row : rows) {
            for (int i = 0; i < row.cells().size(); i++) {
                widths[i] = Math.max(widths[i], row.cells().get(i).width());
            }
        }
        int beside = howManyFit(widths, screen.columns());
        rows.forEach(row -> print(row, beside, widths, screen));
    }

    private static int howManyFit(int[] widths, int room) {
        int used = widths[0];
        int fit = 1;
        while (fit < widths.length && used + GAP.length() + widths[fit] <= room) {
            used += GAP.length() + widths[fit];
            fit++;
        }
        return fit;
    }

    private void print(Row row, int beside, int[] widths, Screen screen) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (int i = 0; i < Math.min(beside, row.cells().size()); i++) {
            Cell cell = row.cells().get(i);
            String pad = " ".repeat(widths[i] - cell.width());
            String shown = screen.styled(cell.style(), cell.text());
            line.append(numbers.contains(header(i)) ? pad + shown : shown + pad).append(GAP);
            used += widths[i] + GAP.length();
        }
        int left = screen.columns() - used;
        if (row.rest().isEmpty() || left < LEAST_ROOM) {
            screen.line(line.toString().stripTrailing());
        } else {
            List<String> rest = WordWrap.wrap(" ".repeat(used), row.rest(), screen.columns());
            screen.line(line + rest.get(0).substring(used));
            rest.stream().skip(1).forEach(screen::line);
        }
        String lead = " ".repeat(widths[0] + GAP.length());
        Stream.of(details(row, beside), left < LEAST_ROOM ? row.rest() : "")
                .filter(text -> !text.isEmpty())
                .forEach(text -> WordWrap.wrap(lead, text, screen.columns()).forEach(screen::line));
    }

    private String header(int column) {
        return rows.get(0).cells().get(column).text();
    }

    /** The cells without room beside the others, each with the name of its column; none of the headers. */
    private String details(Row row, int beside) {
        return IntStream.range(beside, row.equals(rows.get(0)) ? 0 : row.cells().size())
                .filter(i -> !row.cells().get(i).text().isEmpty())
                .mapToObj(i -> header(i).toLowerCase(Locale.ROOT) + ": "
                        + row.cells().get(i).text())
                .collect(Collectors.joining(BETWEEN_DETAILS));
    }
}
