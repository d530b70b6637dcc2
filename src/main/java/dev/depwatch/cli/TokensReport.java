package dev.depwatch.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.cli.FleetTokens.Missing;
import dev.depwatch.cli.FleetTokens.Source;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.cli.Table.Cell;
import dev.depwatch.cli.Table.Column;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
record TokensReport(FleetTokens fleet, List<TokenHealth> listed) {
    private static final String PERSONAL = " *";
    /** The column that is left out where Apple is not asked. */
    private static final int CONNECTED = 8;

    private static final Comparator<TokenHealth> ORDER = Comparator.comparing(TokenHealth::health)
            .thenComparing(TokensReport::soonest)
            .thenComparing(health -> health.token().instance())
            .thenComparing(health -> health.token().kind())
            .thenComparing(health -> health.token().id());

    void print(Screen screen) {
        boolean isHeard = listed.stream().anyMatch(health -> health.apple().isPresent());
        Column[] columns = {
            Column.of("HEALTH"),
            Column.of("INSTANCE"),
            Column.of("KIND"),
            Column.of("APPLE ID"),
            Column.of("EXPIRES"),
            Column.ofNumbers("DAYS"),
            Column.of("TOKEN"),
            Column.of("SYNCED"),
            // Apple's own word, where it is asked.
            Column.of("CONNECTED"),
            Column.of(fleet.source() == Source.JAMF_PRO ? "STATE" : "TO DO"),
            Column.of("ORGANISATION")
        };
        Table table = new Table(isHeard ? columns : without(columns, CONNECTED));
        List<Missing> notAsked = fleet.notAsked();
        notAsked.forEach(missing -> table.note(
                missing.why(),
                new Cell(Style.BAD, "not asked"),
                Cell.of(missing.instance().name())));
        listed.stream()
                .sorted(ORDER)
                .forEach(health -> table.row(isHeard ? cells(health) : without(cells(health), CONNECTED)));
        if (!table.isEmpty()) {
            table.print(screen);
            screen.line("");
        }
        screen.paragraph(Style.BOLD, "", summary(notAsked));
        screen.paragraph(
                Style.PLAIN, "- ", fleet.times().legend(fleet.assessment().at()));
        warnings().forEach(warning -> screen.paragraph(Style.PLAIN, "- ", warning));
    }

    private static <T> T[] without(T[] all, int index) {
        List<T> some = new ArrayList<>(Arrays.asList(all));
        some.remove(index);
        return some.toArray(Arrays.copyOf(all, some.size()));
    }

    private static Instant soonest(TokenHealth health) {
        boolean isDated = health.health() == Health.EXPIRED || health.health() == Health.EXPIRING;
        return isDated ? health.token().expiry().map(Expiry::at).orElse(Instant.MAX) : Instant.MAX;
    }

    private Cell[] cells(TokenHealth health) {
        Token token = health.token();
        return new Cell[] {
            health(health),
            Cell.of(token.instance().name()),
            Cell.of(token.kind().key()),
            Cell.of(owner(health)),
            expires(token, fleet.times()),
            days(token),
            Cell.of(token.name()),
            Cell.of(health.lastSync().map(sync -> age(sync.at())).orElse("not known")),
            Cell.of(health.apple()
                    .flatMap(witness -> witness.server().lastConnected())
                    .map(this::age)
                    .orElse("")),
            Cell.of(withSilence(fleet.source() == Source.JAMF_PRO ? state(health) : toDo(health), token)),
            Cell.of(token.organization())
        };
    }

    static Cell health(TokenHealth health) {
        return new Cell(
                switch (health.health()) {
                    case FAILING, EXPIRED -> Style.BAD;
                    case SUSPECT, AT_RISK, EXPIRING -> Style.WARNING;
                    case UNKNOWN -> Style.PLAIN;
                    case HEALTHY -> Style.GOOD;
                },
                health.health().key());
    }

    private static String owner(TokenHealth health) {
        String owner = health.token().owner().map(AppleId::value).orElse("not known");
        return health.personalOwner() ? owner + PERSONAL : owner;
    }

    static Cell expires(Token token, Times times) {
        return Cell.of(token.expiry()
                .map(expiry -> expiry.day(times.zone()).toString())
                .orElse("not known"));
    }

    private Cell days(Token token) {
        return Cell.of(token.expiry()
                .map(expiry -> Long.toString(
                        expiry.daysLeft(fleet.assessment().at(), fleet.times().zone())))
                .orElse(""));
    }

    /** Of content tokens Jamf Pro has no word for how they synced. */
    private static String state(TokenHealth health) {
        return health.lastSync()
                .map(sync -> sync.state().equals(Sync.CLAIMED_ELSEWHERE) ? "claimed by another server" : sync.state())
                .orElse("");
    }

    /** Prometheus has no word for it either, but what the daemon concluded of its logs. */
    private static String toDo(TokenHealth health) {
        return health.finding()
                .map(finding -> finding.remedy().key()
                        + (finding.certainty() == Certainty.ONE_OF ? " (one of several)" : "")
                        + (finding.likely() ? " (likely)" : ""))
                .orElse("");
    }

    private String withSilence(String text, Token token) {
        return fleet.assessment()
                .silenced(token.key())
                .map(silence -> (text.isEmpty() ? "" : text + ", ") + "silenced to "
                        + fleet.times().day(silence.until().minusSeconds(1)))
                .orElse(text);
    }

    private String age(Instant at) {
        Duration age = Duration.between(at, fleet.assessment().at());
        if (age.toMinutes() < 1) {
            return "just now";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " min ago";
        }
        return age.toDays() < 2 ? age.toHours() + " h ago" : age.toDays() + " d ago";
    }

    private String summary(List<Missing> notAsked) {
        Map<Health, Long> counts =
                listed.stream().collect(groupingBy(TokenHealth::health, () -> new EnumMap<>(Health.class), counting()));
        String healths = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().key())
                .collect(Collectors.joining(", "));
        long incomplete = notAsked.stream().map(Missing::instance).distinct().count();
        return Screen.counted(listed.size(), "token") + " on "
                + Screen.counted(fleet.assessment().instances().size(), "instance")
                + (healths.isEmpty() ? "" : ": " + healths)
                + (incomplete == 0 ? "" : "; incomplete: " + Screen.counted(incomplete, "instance"))
                + ".";
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (SharedServer server : fleet.sharedServers()) {
            List<Token> entries = server.tokens();
            warnings.add(entries.stream()
                            .map(token -> token.instance().name() + " \"" + token.name() + "\"")
                            .collect(Collectors.joining(" and "))
                    + " use one server at Apple" + serverName(entries)
                    + ": one download serves all of them, and ends the token in use on all of them.");
        }
        String at = fleet.times().time(fleet.assessment().at());
        switch (fleet.source()) {
            case JAMF_PRO -> {}
            case DAEMON ->
                warnings.add("From the depwatch that runs, at " + at + readAgo()
                        + ". To ask Jamf Pro again, such as after an upload: --now");
            case PROMETHEUS ->
                warnings.add("From Prometheus, at " + at + ". It has only what each instance's depwatch reported.");
        }
        fleet.document().path("apple").forEach(organization -> warnings.addAll(ofApple(organization)));
        fleet.accountsOut().forEach((owner, how) -> warnings.add("Apple reports the account " + owner + " as " + how));
        if (listed.stream().anyMatch(TokenHealth::personalOwner)) {
            warnings.add(
                    "An Apple ID with" + PERSONAL + " is none of the shared accounts (owners.shared): its tokens depend"
                            + " on one person. What depends on it: depwatch impact APPLE_ID");
        }
        return warnings;
    }

    private List<String> ofApple(JsonNode organization) {
        List<String> warnings = new ArrayList<>();
        String name = organization.path("organization").asText();
        JsonNode failure = organization.path("failure");
        if (failure.isTextual()) {
            warnings.add("Apple's API of " + name + " cannot be read: " + failure.asText());
        }
        JsonNode accountsFailure = organization.path("accountsFailure");
        if (accountsFailure.isTextual()) {
            warnings.add("Apple's API of " + name + ": " + accountsFailure.asText());
        }
        organization
                .path("unwatched")
                .forEach(server -> warnings.add("At Apple, the server " + label(server) + " of " + name + " has "
                        + Screen.counted(server.path("devices").asLong(), "device")
                        + " and belongs to no token here."));
        return warnings;
    }

    /** Apple gives some servers no name. */
    private static String label(JsonNode server) {
        String name = server.path("name").asText();
        return name.isBlank() ? server.path("id").asText() : "\"" + name + "\"";
    }

    private String readAgo() {
        return fleet.assessment().instances().stream()
                .flatMap(inventory -> inventory.readAt().stream())
                .min(Comparator.naturalOrder())
                .map(oldest -> "; it read Jamf Pro " + age(oldest))
                .orElse("");
    }

    private static String serverName(List<Token> entries) {
        return Optional.of(entries.get(0).serverName())
                .filter(name -> !name.isBlank())
                .map(name -> " (\"" + name + "\")")
                .orElse("");
    }
}
