package dev.depwatch.cli;

import dev.depwatch.assess.Silence;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Column;
import dev.depwatch.config.ConfigException;
import dev.depwatch.daemon.Settings;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the silences in force: those of the configuration and those by command. */
@Command(name = "silences")
final class SilencesCommand extends ConfiguredCommand {
    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    /** What {@code --json} prints. */
    record Document(List<Row> silences) {}

    /**
     * One silence.
     *
     * @param kind null: all
     * @param token null: all of them
     * @param from {@code configuration} or {@code command}
     * @param by null: not known
     */
    record Row(
            String instance,
            Optional<String> kind,
            Optional<String> token,
            LocalDate lastDay,
            Instant until,
            String from,
            Optional<String> by,
            String reason) {}

    @Override
    public Integer call() throws ConfigException, IOException {
        Settings settings = loadWithoutSecrets().settings();
        ZoneId zone = settings.alerts().timeZone();
        List<Row> rows = Stream.concat(
                        settings.alerts().silences().stream().map(silence -> row(silence, "configuration", zone)),
                        settings.commandedSilences().read().stream().map(silence -> row(silence, "command", zone)))
                .filter(row -> now().isBefore(row.until()))
                .sorted(Comparator.comparing(Row::until).thenComparing(Row::instance))
                .toList();
        print(json, new Document(rows), screen -> print(rows, new TimeFormat(zone), screen));
        return ExitCode.OK;
    }

    private static Row row(Silence.Config silence, String from, ZoneId zone) {
        return new Row(
                silence.instance(),
                silence.kindOfTokens().map(TokenKind::key),
                silence.token(),
                silence.until(),
                silence.end(zone),
                from,
                silence.by(),
                silence.reason());
    }

    private void print(List<Row> rows, TimeFormat times, Screen screen) {
        if (rows.isEmpty()) {
            screen.line("No silence is in force.");
            return;
        }
        List<Column<Row>> columns = List.of(
                Column.of("INSTANCE", Row::instance),
                Column.of("KIND", row -> row.kind().orElse("all")),
                Column.of("TOKEN", row -> row.token().orElse("all")),
                Column.of("LAST DAY", row -> row.lastDay().toString()),
                Column.of("FROM", Row::from),
                Column.of("BY", row -> row.by().orElse("")),
                Column.of("REASON", Row::reason));
        ScreenTable table = ScreenTable.of(columns);
        rows.forEach(row -> table.row(row, columns));
        table.printAbove(screen);
        screen.paragraph(Style.PLAIN, "Each ends when its last day is over. " + times.legend(now()));
    }
}
