package dev.depwatch.cli;

import static java.util.stream.Collectors.joining;

import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.status.Json;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tokens for a spreadsheet, in the form of RFC 4180: a row for each token, and one for each instance without a complete
 * answer. The columns have the names of {@code /api/v1/assessment}.
 *
 * @param listed those of the survey's tokens that are shown
 */
record TokensCsv(FleetTokens fleet, List<OfToken> listed) {
    private static final List<String> COLUMNS = List.of(("instance,health,remedy,kind,id,name,appleId,organization,"
                    + "serverName,expires,daysLeft,lastSyncAt,failingSince,silencedUntil,note")
            .split(","));

    /** A spreadsheet takes such a text for a formula and runs it; the wide forms too, but no whole number. */
    private static final Pattern FORMULA = Pattern.compile("(?!-[0-9]+$)[=+\\-@＝＋－＠].*");

    private static final Pattern NEEDS_QUOTES = Pattern.compile(".*[\",;].*");

    void print(PrintWriter out) {
        out.print(line(column -> column));
        Stream<Map<String, Object>> notRead = fleet.notRead().stream()
                .map(missing -> Map.of("instance", missing.instance(), "health", "not_read", "note", missing.why()));
        Stream.concat(notRead, listed.stream().sorted(TokensReport.ORDER).map(this::fields))
                .forEach(row -> out.print(line(column -> Objects.toString(row.get(column), ""))));
        out.flush();
    }

    /** Those of its JSON, with the day on which it ends and the number of days to it. */
    private Map<String, Object> fields(OfToken token) {
        Map<String, Object> fields = Json.fields(token);
        token.token().expiry().ifPresent(end -> {
            ZoneId zone = fleet.times().zone();
            fields.put("expires", end.day(zone));
            fields.put("daysLeft", end.daysLeft(fleet.document().at(), zone));
        });
        return fields;
    }

    private static String line(UnaryOperator<String> fieldOf) {
        return COLUMNS.stream().map(column -> field(fieldOf.apply(column))).collect(joining(",", "", "\r\n"));
    }

    static String field(String text) {
        String clean = Screen.clean(text);
        String harmless = FORMULA.matcher(clean).matches() ? "'" + clean : clean;
        return NEEDS_QUOTES.matcher(harmless).matches() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
