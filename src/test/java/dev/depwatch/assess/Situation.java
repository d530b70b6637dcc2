package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.table.Statements;
import dev.depwatch.table.Table;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A row of a table: a world, and what an assessment is at some of its minutes; {@code seen school FORBIDDEN 0 1.5
 * @ 1.4 | nothing @ 1.5 | school: regenerate, certain 1}. The statements are the methods of {@link World}.
 */
record Situation(String why, World world, List<Moment> moments) {
    record Moment(double minute, List<String> expected) {
        private static Moment of(String cells) {
            List<String> all = List.of(cells.strip().split("\\s+\\|\\s+"));
            List<String> expected = all.subList(1, all.size());
            return new Moment(
                    Double.parseDouble(all.get(0)), expected.equals(List.of("nothing")) ? List.of() : expected);
        }
    }

    static Stream<Situation> told(String table) {
        return Table.rows(table).map(Situation::of);
    }

    private static Situation of(Table.Row row) {
        List<String> parts = List.of(row.text().split("@ "));
        return new Situation(
                row.why(),
                Statements.say(World.of(), parts.get(0)),
                parts.stream().skip(1).map(Moment::of).toList());
    }

    void holds(Function<Assessment, List<String>> lines) {
        assertThat(moments)
                .isNotEmpty()
                .allSatisfy(moment -> assertThat(lines.apply(world.at(moment.minute)))
                        .as("%s; at minute %s", why, moment.minute)
                        .containsExactlyElementsOf(moment.expected));
    }

    @Override
    public String toString() {
        return why;
    }
}
