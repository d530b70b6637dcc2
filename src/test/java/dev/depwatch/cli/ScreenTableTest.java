package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Cell;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ScreenTableTest {
    private final StringWriter out = new StringWriter();
    private final ScreenTable table = new ScreenTable("NAME", "DAYS", "PLACE").numbers("DAYS");

    @Test
    void columns_fit_their_contents_and_numbers_align() {
        table.row(Cell.of("a long name"), Cell.of("5"), Cell.of("here"));
        table.row(Cell.of("b"), Cell.of("-12345"), Cell.of(""));

        assertThat(printed(Screen.UNLIMITED)).isEqualTo("""
                NAME           DAYS  PLACE
                a long name       5  here
                b            -12345
                """);
    }

    @Test
    void cells_without_room_move_below_with_their_column() {
        table.row(Cell.of("a long name"), Cell.of("5"), Cell.of("somewhere else"));
        table.row(Cell.of("b"), Cell.of("6"), Cell.of(""));

        assertThat(printed(20)).isEqualTo("""
                NAME         DAYS
                a long name     5
                             place:
                             somewhe
                             re else
                b               6
                """);
    }

    @Test
    void what_stands_below_is_one_text() {
        ScreenTable wide = new ScreenTable("A", "SECOND", "THIRD", "FOURTH");
        wide.row(Cell.of("1"), Cell.of("x".repeat(30)), Cell.of("three"), Cell.of("four"));

        wide.print(new Screen(new PrintWriter(out, true), 30, false));

        assertThat(out.toString()).isEqualTo("""
                A
                1
                   second:
                   xxxxxxxxxxxxxxxxxxxxxxxxxxx
                   xxx · third: three ·
                   fourth: four
                """);
    }

    @Test
    void a_note_takes_the_columns_that_are_left() {
        table.row(Cell.of("name"), Cell.of("5"), Cell.of("here"));
        table.note("not known, since nobody could be asked for it at all", Cell.of("other"));

        assertThat(printed(30)).isEqualTo("""
                NAME   DAYS  PLACE
                name      5  here
                other  not known, since nobody
                       could be asked for it
                       at all
                """);
        out.getBuffer().setLength(0);
        assertThat(printed(Screen.UNLIMITED)).contains("other  not known, since nobody could be asked for it at all\n");
    }

    @Test
    void a_note_without_room_beside_the_cells_stands_below() {
        table.note("nobody could be asked for it", Cell.of("a long name"), "12345");

        assertThat(printed(38)).isEqualTo("""
                NAME          DAYS  PLACE
                a long name  12345
                             nobody could be asked for
                             it
                """);
    }

    @Test
    void colour_does_not_move_a_column() {
        table.row(new Cell(Style.BAD, "bad"), Cell.of("5"), Cell.of("here"));

        table.print(new Screen(new PrintWriter(out, true), 80, true));

        assertThat(out.toString()).contains("\u001B[1;31mbad\u001B[0m      5  here");
        assertThat(out.toString().replaceAll("\u001B\\[[0-9;]*m", ""))
                .isEqualTo("NAME  DAYS  PLACE\nbad      5  here\n");
    }

    @Test
    void hostile_text_neither_moves_the_cursor_nor_turns_the_line() {
        table.row(Cell.of("a\u001B[2Jb\r\nc"), Cell.of("\u202E5"), Cell.of("@|red x|@"));

        assertThat(printed(Screen.UNLIMITED)).isEqualTo("""
                NAME       DAYS  PLACE
                a\uFFFD[2Jb  c    \uFFFD5  @|red x|@
                """);
    }

    private String printed(int columns) {
        table.print(new Screen(new PrintWriter(out, true), columns, false));
        return out.toString();
    }
}
