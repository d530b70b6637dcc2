package dev.depwatch.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.cli.FleetTokens.Missing;
import dev.depwatch.cli.FleetTokens.Source;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.ScreenTable.Cell;
import dev.depwatch.cli.ScreenTable.Column;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.status.AssessmentDocument.OfOrganization;
import dev.depwatch.status.AssessmentDocument.OfOrganization.Unwatched;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tokens for people: what could not be asked and what needs something first, and a summary at the end, where one looks
 * on a terminal.
 *
 * @param listed those of the survey's tokens that are shown
 */
record TokensReport(FleetTokens fleet, List<OfToken> listed) {
    private static final String PERSONAL = " *";

    /** Urgent ones first. */
    static final Comparator<OfToken> ORDER = Comparator.comparing(OfToken::health)
            .thenComparing(TokensReport::soonest)
            .thenComparing(row -> row.token().key());

    void print(Screen screen) {
        List<Column<OfToken>> columns = columns();
        ScreenTable table = ScreenTable.of(columns).numbers("DAYS");
        List<Missing> notRead = fleet.notRead();
        notRead.forEach(missing -> table.note(missing.why(), new Cell(Style.BAD, "not read"), missing.instance()));
        listed.stream().sorted(ORDER).forEach(row -> table.row(row, columns));
        table.printAbove(screen);
        screen.paragraph(Style.BOLD, summary(notRead));
        screen.paragraph(
                Style.PLAIN, "- ", fleet.times().legend(fleet.document().at()));
        warnings().forEach(warning -> screen.paragraph(Style.PLAIN, "- ", warning));
    }

    private static Instant soonest(OfToken row) {
        boolean isDated = row.health() == Health.EXPIRED || row.health() == Health.EXPIRING;
        return isDated ? row.expiresAt().orElse(Instant.MAX) : Instant.MAX;
    }

    private List<Column<OfToken>> columns() {
        List<Column<OfToken>> columns = new ArrayList<>(List.of(
                new Column<>("HEALTH", TokensReport::health),
                Column.of("INSTANCE", row -> row.instance().name()),
                Column.of("KIND", row -> row.kind().key()),
                Column.of("APPLE ID", this::owner),
                Column.of("EXPIRES", row -> expires(row, fleet.times())),
                Column.of("DAYS", this::days),
                Column.of("TOKEN", OfToken::name),
                Column.of("SYNCED", this::synced)));
        if (listed.stream().anyMatch(row -> row.serverStatus().isPresent())) {
            // Apple's own word.
            columns.add(Column.of(
                    "CONNECTED", row -> row.lastConnectedAt().map(this::age).orElse("")));
        }
        columns.add(
                fleet.source() == Source.JAMF_PRO
                        ? Column.of("STATE", row -> withSilence(state(row), row))
                        : Column.of("TO DO", row -> withSilence(toDo(row), row)));
        columns.add(Column.of("ORGANISATION", OfToken::organization));
        return columns;
    }

    private String synced(OfToken row) {
        return row.lastSyncAt().map(this::age).orElse(row.kind().isCertificate() ? "" : "not known");
    }

    static Cell health(OfToken row) {
        Style style = switch (row.health()) {
            case FAILING, EXPIRED -> Style.BAD;
            case SUSPECT, AT_RISK, EXPIRING -> Style.WARNING;
            case UNKNOWN -> Style.PLAIN;
            case HEALTHY -> Style.GOOD;
        };
        return new Cell(style, row.health().key());
    }

    private String owner(OfToken row) {
        return row.appleId()
                .map(owner -> owner + (fleet.isPersonal(owner) ? PERSONAL : ""))
                .orElse(row.kind() == TokenKind.CA ? "" : "not known");
    }

    static String expires(OfToken row, TimeFormat times) {
        return row.token()
                .expiry()
                .map(expiry -> expiry.day(times.zone()).toString())
                .orElse("not known");
    }

    private String days(OfToken row) {
        return row.token()
                .expiry()
                .map(expiry -> Long.toString(
                        expiry.daysLeft(fleet.document().at(), fleet.times().zone())))
                .orElse("");
    }

    /** Of content tokens Jamf Pro has no word for how they synced. */
    private static String state(OfToken row) {
        return row.lastSyncState()
                .map(state -> state.equals(Sync.CLAIMED_ELSEWHERE) ? "claimed by another server" : state)
                .orElse("");
    }

    /** Prometheus has no word for it either, but what the daemon concluded of its logs. */
    private String toDo(OfToken row) {
        return row.remedy()
                .map(remedy -> remedy.key()
                        + (row.certainty().equals(Optional.of(Certainty.ONE_OF)) ? " (one of several)" : "")
                        + (fleet.isLikely(row) ? " (likely)" : ""))
                .orElse("");
    }

    private String withSilence(String text, OfToken row) {
        return row.silencedUntil()
                .map(until -> (text.isEmpty() ? "" : text + ", ") + "silenced to "
                        + fleet.times().day(until.minusSeconds(1)))
                .orElse(text);
    }

    private String age(Instant at) {
        Duration age = Duration.between(at, fleet.document().at());
        return age.toMinutes() < 1 ? "just now" : TimeFormat.rounded(age, "min", "h", "d") + " ago";
    }

    private String summary(List<Missing> notRead) {
        Map<Health, Long> counts =
                listed.stream().collect(groupingBy(OfToken::health, () -> new EnumMap<>(Health.class), counting()));
        String healths = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().key())
                .collect(Collectors.joining(", "));
        long incomplete = notRead.stream().map(Missing::instance).distinct().count();
        boolean isFiltered = listed.isEmpty() && fleet.tokens().findAny().isPresent();
        return (isFiltered ? "No token matches" : Phrase.counted(listed.size(), "token")) + " on "
                + Phrase.counted(fleet.document().instances().size(), "instance")
                + (healths.isEmpty() ? "" : ": " + healths)
                + (incomplete == 0 ? "" : "; incomplete: " + Phrase.counted(incomplete, "instance"))
                + ".";
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (SharedServer shared : SharedServer.among(fleet.tokens().toList())) {
            String name = shared.tokens().get(0).serverName();
            warnings.add(shared.tokens().stream()
                            .map(token -> token.instance().name() + " \"" + token.name() + "\"")
                            .collect(Collectors.joining(" and "))
                    + " use one server at Apple" + (name.isBlank() ? "" : " (\"" + name + "\")")
                    + ": one download serves all of them, and ends the token in use on all of them.");
        }
        String at = fleet.times().time(fleet.document().at());
        switch (fleet.source()) {
            case JAMF_PRO -> warnings.add(withoutLogs(at));
            case DAEMON -> warnings.add("From the depwatch that runs, at " + at + readAgo());
            case PROMETHEUS ->
                warnings.add(
                        "From Prometheus, at " + at + ". It has only what each instance's depwatch reported. It does"
                                + " not know how sure the advice is. Before you download, read the status page.");
        }
        fleet.tasksWithoutToken()
                .map(finding ->
                        finding.instance() + ": an unknown " + finding.kind().noun() + ": " + finding.cause() + " ("
                                + finding.remedy().key() + ").")
                .forEach(warnings::add);
        fleet.document().apple().forEach(organization -> addWarningsOfApple(organization, warnings));
        fleet.accountsOut().forEach((owner, how) -> warnings.add("Apple reports the account " + owner + " as " + how));
        if (listed.stream().flatMap(row -> row.appleId().stream()).anyMatch(fleet::isPersonal)) {
            warnings.add("An Apple ID with" + PERSONAL
                    + " is not one of the shared accounts (owners.shared): its tokens depend"
                    + " on one person. What depends on it: depwatch impact APPLE_ID");
        }
        return warnings;
    }

    /** What the health lacks without a depwatch that runs. */
    static String withoutLogs(String at) {
        return "Read at " + at + ", without a log: a token that Apple refuses may look healthy until its next sync.";
    }

    private static void addWarningsOfApple(OfOrganization organization, List<String> warnings) {
        String name = organization.organization();
        organization.failure().ifPresent(why -> warnings.add("Apple's API of " + name + " cannot be read: " + why));
        organization.accountsFailure().ifPresent(why -> warnings.add("Apple's API of " + name + ": " + why));
        for (Unwatched server : organization.unwatched()) {
            // Apple gives some servers no name.
            warnings.add("At Apple, the server "
                    + (server.name().isBlank() ? server.id() : "\"" + server.name() + "\"") + " of " + name + " has "
                    + Phrase.counted(server.devices(), "device") + " and belongs to no token here.");
        }
    }

    private String readAgo() {
        return fleet.document().instances().stream()
                .filter(instance -> instance.tokensFrom().equals("jamf"))
                .flatMap(instance -> instance.tokensReadAt().stream())
                .min(Comparator.naturalOrder())
                .map(oldest ->
                        "; it read Jamf Pro " + age(oldest) + ". To ask Jamf Pro again, such as after an upload: --now")
                .orElse(".");
    }
}
