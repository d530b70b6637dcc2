package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.status.OwnedTokens;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Everything that the template {@code page/status.html} shows, each table when it asks for it; the template escapes all. */
record View(Picture picture, Query query, Clock clock, Headline headline, List<Group> groups, List<Note> notes) {
    private static final int MAX_LINES = 50;

    private static final Comparator<Alert> MOST_FIRST = Comparator.comparing(Alert::severity)
            .thenComparing(alert -> alert.tokens().size())
            .reversed();

    /** A server with a token in several places. */
    record Shared(String server, String places) {}

    static View of(Picture picture, Query query, Clock clock) {
        List<Note> notes = picture.assessment().map(Note::of).orElse(List.of());
        return new View(picture, query, clock, Headline.of(picture, notes, clock), groups(picture, query), notes);
    }

    String icon() {
        return Icon.of(headline.state());
    }

    boolean nothingMatches() {
        return groups.isEmpty() && !picture.alerts().isEmpty();
    }

    FailureChart chart() {
        return FailureChart.of(picture.failures(), picture.at(), picture.zone(), clock);
    }

    private <T> List<T> assessed(Function<Assessment, List<T>> part) {
        return picture.assessment().map(part).orElse(List.of());
    }

    private Witnesses witnesses() {
        return picture.assessment().map(Assessment::apple).orElse(Witnesses.NONE);
    }

    Listing accounts() {
        return Listing.of(
                AccountRow.COLUMNS,
                AccountRow.all(assessed(OwnedTokens::allOf), assessed(Assessment::tokens), witnesses(), query),
                query);
    }

    Listing organisations() {
        return Listing.of(
                OrganisationRow.COLUMNS, assessed(assessment -> OrganisationRow.all(assessment, query)), query);
    }

    Listing tokens() {
        return Listing.of(TokenRow.COLUMNS, TokenRow.all(assessed(Assessment::tokens)), query);
    }

    Listing instances() {
        return Listing.of(InstanceRow.COLUMNS, assessed(assessment -> InstanceRow.all(assessment, query)), query);
    }

    Listing logs() {
        return Listing.of(LogRow.COLUMNS, LogRow.all(assessed(Assessment::logs)), query);
    }

    List<AppleRow> apple() {
        Witnesses apple = witnesses();
        return apple.organizations().stream()
                .limit(MAX_LINES)
                .map(organization -> new AppleRow(organization, apple.serversOfTokens(organization)))
                .toList();
    }

    List<Shared> shared() {
        List<Token> tokens =
                assessed(Assessment::tokens).stream().map(TokenHealth::token).toList();
        return SharedServer.among(tokens).stream()
                .limit(MAX_LINES)
                .map(server -> new Shared(
                        server.tokens().get(0).serverName().isBlank()
                                ? server.uuid()
                                : server.tokens().get(0).serverName(),
                        server.tokens().stream()
                                .limit(MAX_LINES)
                                .map(Token::instance)
                                .map(Object::toString)
                                .distinct()
                                .collect(Collectors.joining(", "))))
                .toList();
    }

    List<ReceiverRow> receivers() {
        return picture.receivers().stream().map(ReceiverRow::new).toList();
    }

    List<Silence> silenced() {
        return assessed(Assessment::silences).stream().limit(MAX_LINES).toList();
    }

    /** Accounts first; urgent alerts before upcoming ones. */
    private static List<Group> groups(Picture picture, Query query) {
        Predicate<Alert> urgent = alert -> alert.severity() != Severity.INFO;
        Set<String> likely = picture.assessment().map(Assessment::findings).orElse(List.of()).stream()
                .filter(Finding::likely)
                .flatMap(finding -> finding.caseIds().stream())
                .collect(Collectors.toUnmodifiableSet());
        Map<String, Predicate<Alert>> sorts = new LinkedHashMap<>();
        for (Subject.Kind kind : Subject.Kind.values()) {
            sorts.put(title(kind), urgent.and(alert -> alert.subject().kind() == kind));
        }
        sorts.put("Coming up", urgent.negate());
        List<Group> groups = new ArrayList<>();
        sorts.forEach((title, which) -> {
            String id = title.toLowerCase(Locale.ROOT).replace(' ', '-');
            List<Alert> alerts =
                    picture.alerts().stream().filter(which).sorted(MOST_FIRST).toList();
            groups.add(Group.of(id, title, alerts, likely, query));
        });
        groups.removeIf(group -> group.cards().isEmpty());
        return groups;
    }

    private static String title(Subject.Kind kind) {
        return switch (kind) {
            case APPLE_ID -> "Apple IDs";
            case ORGANISATION -> "Organisations";
            case INSTANCE -> "Instances";
            case SERVICE -> "Apple and the network";
            case MONITORING -> "Monitoring";
            // None is an alert on the page.
            case SUMMARY -> "Summaries";
        };
    }
}
