package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.page.Times.Moment;
import dev.depwatch.status.OwnedTokens;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Everything that the template {@code page/status.html} shows; the template escapes all of it. */
record View(
        Headline headline,
        String icon,
        Clock clock,
        Search search,
        List<Group> groups,
        boolean nothingMatches,
        List<Note> notes,
        FailureChart chart,
        Watched watched,
        List<ReceiverRow> receivers,
        List<Silenced> silenced,
        Service service) {
    private static final int MAX_LINES = 50;

    private static final Comparator<Alert> MOST_FIRST = Comparator.comparing(Alert::severity)
            .thenComparing(alert -> alert.tokens().size())
            .reversed();

    /** An order of a table, which the form of the filter preserves. */
    record Order(String name, String value) {}

    record Clock(String time, String offset, String zone) {}

    /** What the reader asked for, and the addresses of the same view with less of it. */
    record Search(String filter, boolean all, List<Order> orders, String unfiltered, String whole) {
        private static Search of(Query query) {
            return new Search(
                    query.filter(),
                    query.all(),
                    query.orders().entrySet().stream()
                            .map(order -> new Order(Query.ORDER + order.getKey(), order.getValue()))
                            .toList(),
                    query.unfiltered(),
                    query.whole());
        }
    }

    /** The tables of what depwatch watches. */
    record Watched(
            Table accounts,
            Table organisations,
            Table tokens,
            List<Shared> shared,
            Table instances,
            List<AppleRow> apple,
            Table logs) {}

    /** depwatch itself. */
    record Service(String version, List<String> faults, Moment startedAt, Optional<Moment> savedAt) {}

    record Silenced(String what, String until, String reason) {}

    record Shared(String server, String places) {}

    static View of(Picture picture, Query query) {
        Times times = new Times(picture.zone(), picture.at());
        Optional<Assessment> assessment = picture.assessment();
        List<Note> notes = assessment.map(known -> Note.of(known, times)).orElse(List.of());
        Headline headline = Headline.of(picture, notes);
        List<Group> groups = groups(picture, query, times);
        return new View(
                headline,
                Icon.of(headline.state()),
                new Clock(times.clock(picture.at()), times.offset(), times.zone()),
                Search.of(query),
                groups,
                groups.isEmpty() && !picture.alerts().isEmpty(),
                notes,
                FailureChart.of(picture.failures(), picture.at(), picture.zone(), times),
                watched(picture, query, times),
                picture.receivers().stream()
                        .map(status -> ReceiverRow.of(status, times))
                        .toList(),
                assessment.map(Assessment::silences).orElse(List.of()).stream()
                        .limit(MAX_LINES)
                        .map(View::silenced)
                        .toList(),
                new Service(
                        picture.version(),
                        picture.faults(),
                        times.moment(picture.startedAt()),
                        times.moment(picture.savedAt())));
    }

    private static Watched watched(Picture picture, Query query, Times times) {
        Optional<Assessment> assessment = picture.assessment();
        Witnesses apple = assessment.map(Assessment::apple).orElse(Witnesses.NONE);
        List<TokenHealth> tokens = assessment.map(Assessment::tokens).orElse(List.of()).stream()
                .sorted(TokenRow.ORDER)
                .toList();
        return new Watched(
                Table.of(
                        AccountRow.LISTING,
                        AccountRow.owners(assessment.map(OwnedTokens::allOf).orElse(List.of()), tokens, apple),
                        query,
                        owner -> AccountRow.of(owner, query, picture.at(), picture.zone(), times)),
                Table.of(
                        OrganisationRow.LISTING,
                        assessment.map(OrganisationRow::organisations).orElse(List.of()),
                        query,
                        organisation -> OrganisationRow.of(organisation, query)),
                Table.of(TokenRow.LISTING, tokens, query, state -> TokenRow.of(state, picture, times)),
                shared(tokens),
                Table.of(
                        InstanceRow.LISTING,
                        assessment.map(InstanceRow::watched).orElse(List.of()),
                        query,
                        watched -> InstanceRow.of(watched, query, times)),
                apple.organizations().stream()
                        .limit(MAX_LINES)
                        .map(organization -> AppleRow.of(organization, apple, times))
                        .toList(),
                Table.of(
                        LogRow.LISTING,
                        assessment.map(Assessment::logs).orElse(List.of()).stream()
                                .sorted(LogRow.ORDER)
                                .toList(),
                        query,
                        log -> LogRow.of(log, times)));
    }

    /** Accounts first; urgent alerts before upcoming ones. */
    private static List<Group> groups(Picture picture, Query query, Times times) {
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
            groups.add(Group.of(id, title, alerts, likely, query, times));
        });
        groups.removeIf(Group::isEmpty);
        return groups;
    }

    private static String title(Subject.Kind kind) {
        return switch (kind) {
            case APPLE_ID -> "Apple IDs";
            case ORGANISATION -> "Organisations";
            case INSTANCE -> "Instances";
            case SERVICE -> "Apple and the network";
            case MONITORING -> "Monitoring";
        };
    }

    private static Silenced silenced(Silence silence) {
        String kind = silence.kind().map(each -> ", " + Words.of(each)).orElse("");
        return new Silenced(
                silence.instance()
                        + kind
                        + silence.tokenId().map(id -> ", token " + id).orElse(""),
                silence.lastDay().toString(),
                silence.reason());
    }

    private static List<Shared> shared(List<TokenHealth> tokens) {
        return SharedServer.among(tokens.stream().map(TokenHealth::token).toList()).stream()
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
}
