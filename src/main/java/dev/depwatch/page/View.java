package dev.depwatch.page;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Scope;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Silence;
import dev.depwatch.notify.Receiver;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Mark.Tone;
import dev.depwatch.token.SharedServer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that the template {@code page/status.html} shows, each table when it asks for it; the template escapes all. */
record View(Picture picture, Query query, Clock clock, Headline headline, List<Group> groups, List<Note> notes) {
    /** A server with a token in several places. */
    record Shared(String server, String places) {
        static Shared of(SharedServer server) {
            String name = server.tokens().get(0).serverName();
            return new Shared(
                    name.isBlank() ? server.uuid() : name,
                    server.tokens().stream()
                            .map(token -> token.instance().name())
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
    }

    /**
     * What depwatch reads of one organisation from Apple's own API.
     *
     * @param ofTokens how many of its servers have a token here
     */
    record AppleRow(Organization organization, int ofTokens) {
        String product() {
            return organization.scope() == Scope.BUSINESS ? "Apple Business" : "Apple School Manager";
        }

        Mark mark() {
            return organization.failure().isPresent()
                    ? new Mark(Tone.WATCH, "not read")
                    : organization.readAt().isPresent()
                            ? new Mark(Tone.GOOD, "read")
                            : new Mark(Tone.UNKNOWN, "not read yet");
        }

        int servers() {
            return organization.servers().size();
        }

        /** Why the list of its accounts is not read. */
        Optional<String> gap() {
            return organization.accountsGap().map(Words::sentence);
        }
    }

    /** A receiver of alerts. */
    record ReceiverRow(Receiver.Status status) {
        Mark mark() {
            boolean isPending = status.pendingSince().isPresent();
            return status.failures().isEmpty()
                    ? new Mark(Tone.GOOD, isPending ? "message pending" : "notified")
                    : new Mark(Tone.WATCH, isPending ? "does not accept messages" : "last message failed");
        }
    }

    static View of(Picture picture, Query query, Clock clock) {
        List<Note> notes = picture.assessment().map(Note::of).orElse(List.of());
        return new View(picture, query, clock, Headline.of(picture, notes, clock), Group.all(picture, query), notes);
    }

    boolean nothingMatches() {
        return groups.isEmpty() && !picture.alerts().isEmpty();
    }

    FailureChart chart() {
        return FailureChart.of(picture.failures(), clock);
    }

    private <R extends Listing.Row> Listing listing(
            String table, List<Column<R>> columns, Function<Assessment, Stream<R>> rows) {
        return Listing.of(
                table, columns, picture.assessment().stream().flatMap(rows).toList(), query);
    }

    Listing accounts() {
        return listing("account", AccountRow.COLUMNS, AccountRow::all);
    }

    Listing organisations() {
        return listing("organisation", OrganisationRow.COLUMNS, OrganisationRow::all);
    }

    Listing tokens() {
        return listing(
                "token", TokenRow.COLUMNS, known -> known.tokens().stream().map(TokenRow::new));
    }

    Listing instances() {
        return listing("instance", InstanceRow.COLUMNS, InstanceRow::all);
    }

    Listing logs() {
        return listing("log", LogRow.COLUMNS, known -> known.logs().stream().map(LogRow::new));
    }

    List<AppleRow> apple() {
        Witnesses apple = picture.assessment().map(Assessment::apple).orElse(Witnesses.NONE);
        return apple.organizations().stream()
                .map(organization -> new AppleRow(organization, apple.serversOfTokens(organization)))
                .toList();
    }

    List<Shared> shared() {
        return picture.assessment().stream()
                .flatMap(known -> SharedServer.among(known.everyToken().toList()).stream())
                .map(Shared::of)
                .toList();
    }

    List<ReceiverRow> receivers() {
        return picture.receivers().stream().map(ReceiverRow::new).toList();
    }

    List<Silence> silenced() {
        return picture.assessment().map(Assessment::silences).orElse(List.of());
    }
}
