package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.alert.Impact;
import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.cli.FleetTokens.Missing;
import dev.depwatch.cli.ImpactCommand.Devices;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.Table.Cell;
import dev.depwatch.cli.Table.Column;
import dev.depwatch.config.Nearest;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What depends on one account: one sentence, the tokens, then what to do; or that it owns nothing.
 *
 * @param devices how many depend on each of its enrolment tokens, or why that is not known
 */
record ImpactReport(AppleId account, FleetTokens fleet, Map<Token.Key, Devices> devices) {
    private List<TokenHealth> tokens() {
        return Impact.tokens(account, fleet.assessment());
    }

    /** Whether the account owns tokens, and cannot own more on the configured instances. */
    boolean isWhole() {
        return !tokens().isEmpty() && fleet.whereAnAccountMayOwnMore().isEmpty();
    }

    void print(Screen screen) {
        List<TokenHealth> tokens = tokens();
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
                .map(TokenHealth::token)
                .flatMap(token -> whyNotKnown(token).stream())
                .distinct()
                .forEach(why -> screen.paragraph(Style.PLAIN, "  ", "Number of devices not known: " + why));
        mayOwnMore(screen);
        heading(screen, "What stops");
        impact.stops().forEach(stop -> screen.paragraph(Style.PLAIN, "  • ", stop));
        heading(screen, "What to do");
        for (int i = 0; i < impact.steps().size(); i++) {
            Step step = impact.steps().get(i);
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
        screen.paragraph(
                Style.PLAIN, "", fleet.times().legend(fleet.assessment().at()));
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
            missing.forEach(each ->
                    screen.paragraph(Style.PLAIN, "  • ", each.instance().name() + ": " + each.why()));
        }
    }

    private Impact impact() {
        Map<Token.Key, Long> known = new HashMap<>();
        devices.forEach((token, number) -> number.count().ifPresent(count -> known.put(token, count)));
        return Impact.of(account, fleet.assessment(), known);
    }

    private Table table(List<TokenHealth> tokens) {
        Table table = new Table(
                Column.of("INSTANCE"),
                Column.of("KIND"),
                Column.ofNumbers("DEVICES"),
                Column.of("TOKEN"),
                Column.of("SERVER AT APPLE"),
                Column.of("EXPIRES"),
                Column.of("HEALTH"));
        for (TokenHealth health : tokens) {
            Token token = health.token();
            table.row(
                    Cell.of(token.instance().name()),
                    Cell.of(token.kind().key()),
                    Cell.of(number(token)),
                    Cell.of(token.name()),
                    Cell.of(token.serverName()),
                    TokensReport.expires(token, fleet.times()),
                    TokensReport.health(health));
        }
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
                        fleet.assessment().instances().stream()
                                .filter(inventory -> inventory.reading().isPresent())
                                .count(),
                        "instance")
                + " that answered."
                + nearestOwner().map(owner -> " Did you mean " + owner + "?").orElse("");
    }

    private Optional<String> nearestOwner() {
        return Nearest.to(
                account.value(),
                fleet.assessment().tokens().stream()
                        .flatMap(health -> health.token().owner().stream())
                        .map(AppleId::value)
                        .distinct()
                        .toList());
    }

    /** The same for programs. */
    Document document() {
        List<TokenHealth> tokens = tokens();
        Optional<Impact> impact = tokens.isEmpty() ? Optional.empty() : Optional.of(impact());
        return new Document(
                fleet.assessment().at(),
                account.value(),
                impact.map(Impact::headline).orElseGet(this::ownsNothing),
                tokens.isEmpty() ? nearestOwner().orElse(null) : null,
                tokens.stream().anyMatch(TokenHealth::personalOwner),
                status().orElse(null),
                tokens.stream().map(this::row).toList(),
                fleet.whereAnAccountMayOwnMore().stream()
                        .map(missing -> new MissingRow(missing.instance().name(), missing.why()))
                        .toList(),
                impact.map(Impact::stops).orElse(List.of()),
                impact.stream()
                        .flatMap(words -> words.steps().stream())
                        .map(step -> new DocumentedStep(
                                step.text(), step.link().map(URI::toASCIIString).orElse(null)))
                        .toList(),
                impact.map(Impact::alsoCheck).orElse(List.of()),
                impact.map(Impact::doNot).orElse(List.of()));
    }

    private TokenRow row(TokenHealth health) {
        return new TokenRow(
                AssessmentDocument.OfToken.of(
                        health, fleet.assessment().silenced(health.token().key())),
                count(health.token()).orElse(null),
                whyNotKnown(health.token()).orElse(null));
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
            @Nullable String didYouMean,
            boolean personalOwner,
            @Nullable String accountStatus,
            List<TokenRow> tokens,
            List<MissingRow> mayOwnMore,
            List<String> stops,
            List<DocumentedStep> steps,
            List<String> alsoCheck,
            List<String> doNot) {}

    /**
     * A token as in {@code /api/v1/assessment}, and its devices.
     *
     * @param devices null for a content token, and if the number is not known
     */
    record TokenRow(
            @JsonUnwrapped AssessmentDocument.OfToken token,
            @Nullable Long devices,
            @Nullable String devicesNotKnown) {}

    record MissingRow(String instance, String why) {}

    record DocumentedStep(String text, @Nullable String link) {}
}
