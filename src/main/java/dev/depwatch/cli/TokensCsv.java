package dev.depwatch.cli;

import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Remedy;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tokens for a spreadsheet, in the form of RFC 4180: a row for each token, and one for each instance without a complete
 * answer. The columns have the names of {@code /api/v1/assessment}.
 *
 * @param listed those of the survey's tokens that are shown
 */
record TokensCsv(FleetTokens fleet, List<OfToken> listed) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+");
    /** A spreadsheet takes such a text for a formula and runs it; the wide forms too. */
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@＝＋－＠].*");

    private static final Pattern NEEDS_QUOTES = Pattern.compile(".*[\",;].*");

    private record Column(String name, Function<OfToken, String> value) {}

    void print(PrintWriter out) {
        List<Column> columns = columns();
        line(out, columns.stream().map(Column::name), "note");
        fleet.notAsked()
                .forEach(missing -> line(
                        out,
                        Stream.concat(
                                Stream.of(missing.instance(), "not_asked"),
                                columns.stream().skip(2).map(column -> "")),
                        missing.why()));
        listed.stream()
                .sorted(TokensReport.ORDER)
                .forEach(token ->
                        line(out, columns.stream().map(column -> column.value().apply(token)), ""));
        out.flush();
    }

    private List<Column> columns() {
        return List.of(
                new Column("instance", token -> token.instance().name()),
                new Column("health", token -> token.health().key()),
                new Column("remedy", token -> token.remedy().map(Remedy::key).orElse("")),
                new Column("kind", token -> token.kind().key()),
                new Column("id", OfToken::id),
                new Column("name", OfToken::name),
                new Column(
                        "appleId", token -> token.appleId().map(AppleId::value).orElse("")),
                new Column("organization", OfToken::organization),
                new Column("serverName", OfToken::serverName),
                new Column(
                        "expires",
                        token -> ofExpiry(
                                token, end -> end.day(fleet.times().zone()).toString())),
                new Column("daysLeft", token -> ofExpiry(token, this::daysLeft)),
                new Column("lastSyncAt", token -> time(token.lastSyncAt())),
                new Column("failingSince", token -> time(token.failingSince())),
                new Column("silencedUntil", token -> time(token.silencedUntil())));
    }

    private static String ofExpiry(OfToken token, Function<Expiry, String> value) {
        return token.token().expiry().map(value).orElse("");
    }

    private String daysLeft(Expiry end) {
        return Long.toString(end.daysLeft(fleet.document().at(), fleet.times().zone()));
    }

    private static String time(Optional<Instant> at) {
        return at.map(Instant::toString).orElse("");
    }

    private static void line(PrintWriter out, Stream<String> fields, String note) {
        out.print(Stream.concat(fields, Stream.of(note))
                .map(TokensCsv::field)
                .collect(Collectors.joining(",", "", "\r\n")));
    }

    static String field(String text) {
        String clean = Screen.clean(text);
        boolean isFormula =
                FORMULA.matcher(clean).matches() && !WHOLE_NUMBER.matcher(clean).matches();
        String harmless = isFormula ? "'" + clean : clean;
        return NEEDS_QUOTES.matcher(harmless).matches() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
