package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.alert.Impact;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.cli.FleetTokens.Missing;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Column;
import dev.depwatch.config.Nearest;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What depends on one account, as {@code --json} prints it: the tokens, then one sentence and what to do; or that it owns
 * nothing.
 *
 * @param didYouMean the known owner that was probably meant; null if none was, or if the account owns tokens
 * @param accountStatus how Apple's own API reports the account, as a sentence; null if its owner can use it
 * @param mayOwnMore where it may own more tokens, and why
 */
record ImpactReport(
        Instant at,
        String appleId,
        Optional<String> didYouMean,
        boolean personalOwner,
        Optional<String> accountStatus,
        List<OwnedToken> tokens,
        List<Missing> mayOwnMore,
        @JsonUnwrapped Impact impact) {
    /** How many devices depend on a token, or why that is not known; neither of what no device depends on. */
    record Devices(
            @JsonProperty("devices") Optional<Long> count,
            @JsonProperty("devicesNotKnown") Optional<String> whyNot) {
        private static final Devices NONE = new Devices(Optional.empty(), Optional.empty());
        private static final Devices NOT_ASKED =
                notKnown("only Jamf Pro has it; to ask it, run depwatch impact on the host of the instance");

        static Devices notKnown(String why) {
            return new Devices(Optional.empty(), Optional.of(why));
        }
    }

    /** A token as in {@code /api/v1/assessment}, and its devices. */
    record OwnedToken(
            @JsonUnwrapped OfToken token, @JsonUnwrapped Devices devices) {
        /** Devices depend on enrolment tokens alone. */
        private String number() {
            return token.kind() == TokenKind.ADE
                    ? devices.count().map(count -> Long.toString(count)).orElse("?")
                    : "";
        }
    }

    /** @param devices how many depend on each of its enrolment tokens, or why that is not known */
    static ImpactReport of(AppleId account, FleetTokens fleet, Map<Token.Key, Devices> devices) {
        AssessmentDocument document = fleet.document();
        List<OwnedToken> tokens = document.tokens().stream()
                .filter(row -> row.appleId().equals(Optional.of(account)))
                .sorted(Comparator.comparing(OfToken::token, Impact.ORDER))
                .map(row -> new OwnedToken(
                        row,
                        devices.getOrDefault(
                                row.token().key(), row.kind() == TokenKind.ADE ? Devices.NOT_ASKED : Devices.NONE)))
                .toList();
        Optional<String> nearest = tokens.isEmpty() ? nearestOwner(account, fleet) : Optional.empty();
        Impact.Known known = fleet.known();
        List<String> alsoCheck = Impact.mayOwnPushCertificates(known);
        Map<Token.Key, Long> counts = new HashMap<>();
        devices.forEach((token, number) -> number.count().ifPresent(count -> counts.put(token, count)));
        Impact impact = tokens.isEmpty()
                ? new Impact(ownsNothing(account, document, nearest), List.of(), List.of(), alsoCheck, List.of())
                : Impact.of(account, fleet.isPersonal(account), known, counts);
        return new ImpactReport(
                document.at(),
                account.value(),
                nearest,
                fleet.isPersonal(account),
                Optional.ofNullable(fleet.accountsOut().get(account))
                        .map(how -> "Apple reports this account as " + how),
                tokens,
                fleet.whereAnAccountMayOwnMore(),
                impact);
    }

    private static Optional<String> nearestOwner(AppleId account, FleetTokens fleet) {
        Stream<AppleId> owners = fleet.tokens().flatMap(token -> token.owner().stream());
        return Nearest.to(account.value(), owners.map(AppleId::value).distinct().toList());
    }

    private static String ownsNothing(AppleId account, AssessmentDocument document, Optional<String> nearest) {
        long answered = document.instances().stream()
                .filter(instance -> instance.tokensReadAt().isPresent())
                .count();
        return "Apple ID " + account + " owns no token on the " + Phrase.counted(answered, "instance")
                + " that answered."
                + nearest.map(owner -> " Did you mean " + owner + "?").orElse("");
    }

    /** Whether the account owns tokens, and cannot own more on the configured instances. */
    boolean isComplete() {
        return !tokens.isEmpty() && mayOwnMore.isEmpty();
    }

    void print(Screen screen, FleetTokens fleet) {
        TimeFormat times = fleet.times();
        screen.paragraph(Style.BOLD, impact.headline());
        if (tokens.isEmpty()) {
            printMayOwnMore(screen);
            impact.alsoCheck().forEach(check -> screen.paragraph(Style.PLAIN, check));
            return;
        }
        accountStatus.ifPresent(status -> screen.paragraph(Style.BAD, status));
        screen.line("");
        table(times).print(screen);
        tokens.stream()
                .flatMap(row -> row.devices().whyNot().stream())
                .distinct()
                .forEach(why -> screen.paragraph(Style.PLAIN, "  ", "Number of devices not known: " + why));
        printMayOwnMore(screen);
        screen.heading("What stops");
        impact.stops().forEach(stop -> screen.paragraph(Style.PLAIN, "  • ", stop));
        screen.heading("What to do");
        for (int i = 0; i < impact.steps().size(); i++) {
            Line step = impact.steps().get(i);
            String lead = "  " + (i + 1) + ". ";
            screen.paragraph(Style.PLAIN, lead, step.text());
            // Nobody can click an address that is broken over two lines.
            step.link().ifPresent(link -> screen.line(" ".repeat(lead.length()) + link.toASCIIString()));
        }
        screen.heading("Also check");
        impact.alsoCheck().forEach(check -> screen.paragraph(Style.PLAIN, "  • ", check));
        screen.heading("Do not");
        impact.doNot().forEach(warning -> screen.paragraph(Style.PLAIN, "  • ", warning));
        screen.line("");
        screen.paragraph(Style.PLAIN, times.legend(at));
        if (fleet.source() == FleetTokens.Source.JAMF_PRO) {
            screen.paragraph(Style.PLAIN, TokensReport.withoutLogs(times.time(at)));
        }
    }

    private void printMayOwnMore(Screen screen) {
        if (!mayOwnMore.isEmpty()) {
            screen.line("");
            screen.paragraph(Style.BAD, "It may own more, because depwatch does not know everything:");
            mayOwnMore.forEach(each -> screen.paragraph(Style.PLAIN, "  • ", each.instance() + ": " + each.why()));
        }
    }

    private ScreenTable table(TimeFormat times) {
        List<Column<OwnedToken>> columns = List.of(
                Column.of("INSTANCE", row -> row.token().instance().name()),
                Column.of("KIND", row -> row.token().kind().key()),
                Column.of("DEVICES", OwnedToken::number),
                Column.of("TOKEN", row -> row.token().name()),
                Column.of("SERVER AT APPLE", row -> row.token().serverName()),
                Column.of("EXPIRES", row -> TokensReport.expires(row.token(), times)),
                new Column<>("HEALTH", row -> TokensReport.health(row.token())));
        ScreenTable table = ScreenTable.of(columns).numbers("DEVICES");
        tokens.forEach(row -> table.row(row, columns));
        return table;
    }
}
