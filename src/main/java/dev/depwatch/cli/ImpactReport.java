package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.alert.Impact;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.cli.FleetTokens.Missing;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Column;
import dev.depwatch.config.Nearest;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What depends on one account: one sentence, the tokens, then what to do; or that it owns nothing.
 *
 * @param devices how many depend on each of its enrolment tokens, or why that is not known
 */
record ImpactReport(AppleId account, FleetTokens fleet, Map<Token.Key, Devices> devices) {
    /** How many devices depend on a token, or why that is not known. */
    record Devices(Optional<Long> count, String whyNot) {}

    private List<OfToken> tokens() {
        return fleet.document().tokens().stream()
                .filter(row -> row.appleId().equals(Optional.of(account)))
                .sorted(Comparator.comparing(OfToken::token, Impact.ORDER))
                .toList();
    }

    /** Whether the account owns tokens, and cannot own more on the configured instances. */
    boolean isWhole() {
        return !tokens().isEmpty() && fleet.whereAnAccountMayOwnMore().isEmpty();
    }

    void print(Screen screen) {
        List<OfToken> tokens = tokens();
        if (tokens.isEmpty()) {
            screen.paragraph(Style.BOLD, "", ownsNothing());
            mayOwnMore(screen);
            return;
        }
        Impact impact = impact();
        screen.paragraph(Style.BOLD, "", impact.headline());
        status().ifPresent(status -> screen.paragraph(Style.BAD, "", status));
        screen.line("");
        table(tokens).print(screen);
        tokens.stream()
                .map(OfToken::token)
                .flatMap(token -> whyNotKnown(token).stream())
                .distinct()
                .forEach(why -> screen.paragraph(Style.PLAIN, "  ", "Number of devices not known: " + why));
        mayOwnMore(screen);
        heading(screen, "What stops");
        impact.stops().forEach(stop -> screen.paragraph(Style.PLAIN, "  • ", stop));
        heading(screen, "What to do");
        for (int i = 0; i < impact.steps().size(); i++) {
            Line step = impact.steps().get(i);
            String lead = "  " + (i + 1) + ". ";
            screen.paragraph(Style.PLAIN, lead, step.text());
            // Nobody can click an address that is broken over two lines.
            step.link().ifPresent(link -> screen.line(" ".repeat(lead.length()) + link.toASCIIString()));
        }
        heading(screen, "Also check");
        impact.alsoCheck().forEach(check -> screen.paragraph(Style.PLAIN, "  • ", check));
        heading(screen, "Do not");
        impact.doNot().forEach(warning -> screen.paragraph(Style.PLAIN, "  • ", warning));
        screen.line("");
        screen.paragraph(Style.PLAIN, "", fleet.times().legend(fleet.document().at()));
    }

    /** How Apple's own API reports the account, if its owner cannot use it. */
    private Optional<String> status() {
        return Optional.ofNullable(fleet.accountsOut().get(account.value()))
                .map(how -> "Apple reports this account as " + how);
    }

    private static void heading(Screen screen, String heading) {
        screen.line("");
        screen.line(screen.styled(Style.BOLD, heading));
    }

    private void mayOwnMore(Screen screen) {
        List<Missing> missing = fleet.whereAnAccountMayOwnMore();
        if (!missing.isEmpty()) {
            screen.line("");
            screen.paragraph(Style.BAD, "", "It may own more, because depwatch does not know everything:");
            missing.forEach(each -> screen.paragraph(Style.PLAIN, "  • ", each.instance() + ": " + each.why()));
        }
    }

    private Impact impact() {
        Map<Token.Key, Long> known = new HashMap<>();
        devices.forEach((token, number) -> number.count().ifPresent(count -> known.put(token, count)));
        return Impact.of(account, fleet.isPersonal(account), fleet.known(), known);
    }

    private ScreenTable table(List<OfToken> tokens) {
        List<Column<OfToken>> columns = List.of(
                Column.of("INSTANCE", row -> row.instance().name()),
                Column.of("KIND", row -> row.kind().key()),
                Column.of("DEVICES", row -> number(row.token())),
                Column.of("TOKEN", OfToken::name),
                Column.of("SERVER AT APPLE", OfToken::serverName),
                Column.of("EXPIRES", row -> TokensReport.expires(row, fleet.times())),
                new Column<>("HEALTH", TokensReport::health));
        ScreenTable table = ScreenTable.of(columns).numbers("DEVICES");
        tokens.forEach(row -> table.row(row, columns));
        return table;
    }

    /** No device depends on a content token. */
    private String number(Token token) {
        return token.kind() == TokenKind.CONTENT
                ? ""
                : count(token).map(count -> Long.toString(count)).orElse("?");
    }

    private Optional<Long> count(Token token) {
        return Optional.ofNullable(devices.get(token.key())).flatMap(Devices::count);
    }

    private Optional<String> whyNotKnown(Token token) {
        return Optional.ofNullable(devices.get(token.key()))
                .filter(number -> number.count().isEmpty())
                .map(Devices::whyNot);
    }

    private String ownsNothing() {
        return "Apple ID " + account + " owns no token on the "
                + Screen.counted(
                        fleet.document().instances().stream()
                                .filter(instance -> instance.tokensReadAt().isPresent())
                                .count(),
                        "instance")
                + " that answered."
                + nearestOwner().map(owner -> " Did you mean " + owner + "?").orElse("");
    }

    private Optional<String> nearestOwner() {
        return Nearest.to(
                account.value(),
                fleet.tokens()
                        .flatMap(token -> token.owner().stream())
                        .map(AppleId::value)
                        .distinct()
                        .toList());
    }

    /** The same for programs. */
    Document document() {
        List<OfToken> tokens = tokens();
        Optional<Impact> impact = tokens.isEmpty() ? Optional.empty() : Optional.of(impact());
        return new Document(
                fleet.document().at(),
                account.value(),
                impact.map(Impact::headline).orElseGet(this::ownsNothing),
                tokens.isEmpty() ? nearestOwner() : Optional.empty(),
                !tokens.isEmpty() && fleet.isPersonal(account),
                status(),
                tokens.stream().map(this::row).toList(),
                fleet.whereAnAccountMayOwnMore(),
                impact.map(Impact::stops).orElse(List.of()),
                impact.map(Impact::steps).orElse(List.of()),
                impact.map(Impact::alsoCheck).orElse(List.of()),
                impact.map(Impact::doNot).orElse(List.of()));
    }

    private TokenRow row(OfToken row) {
        Token token = row.token();
        return new TokenRow(row, count(token), whyNotKnown(token));
    }

    /**
     * What {@code --json} prints.
     *
     * @param didYouMean the known owner that was probably meant; null if none was, or if the account owns tokens
     * @param accountStatus how Apple's own API reports the account, as a sentence; null if its owner can use it
     * @param mayOwnMore where it may own more tokens, and why
     */
    record Document(
            Instant at,
            String appleId,
            String headline,
            Optional<String> didYouMean,
            boolean personalOwner,
            Optional<String> accountStatus,
            List<TokenRow> tokens,
            List<Missing> mayOwnMore,
            List<String> stops,
            List<Line> steps,
            List<String> alsoCheck,
            List<String> doNot) {}

    /**
     * A token as in {@code /api/v1/assessment}, and its devices.
     *
     * @param devices null for a content token, and if the number is not known
     */
    record TokenRow(@JsonUnwrapped OfToken token, Optional<Long> devices, Optional<String> devicesNotKnown) {}
}
