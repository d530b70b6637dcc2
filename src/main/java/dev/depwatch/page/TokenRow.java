package dev.depwatch.page;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Times.Moment;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One token as a table row. */
record TokenRow(
        String instance,
        String name,
        String kind,
        String appleId,
        String personal,
        String tone,
        String health,
        String remedy,
        Optional<Moment> since,
        Optional<Moment> sync,
        String syncState,
        Optional<Moment> connected,
        String expires,
        String left)
        implements Table.Row {
    private static final Comparator<TokenHealth> BY_PLACE = Comparator.comparing(
                    (TokenHealth state) -> state.token().instance())
            .thenComparing(state -> state.token().kind())
            .thenComparing(state -> state.token().name())
            .thenComparing(state -> state.token().id());

    /** Tokens that require action first. */
    static final Comparator<TokenHealth> ORDER =
            Comparator.comparing(TokenHealth::health).thenComparing(BY_PLACE);

    static final Listing<TokenHealth> LISTING = new Listing<>(
            "token",
            List.of(
                    Column.of("instance", "Instance", BY_PLACE),
                    Column.of(
                            "name",
                            "Token",
                            Comparator.comparing(
                                            (TokenHealth state) -> state.token().name())
                                    .thenComparing(BY_PLACE)),
                    Column.of(
                            "owner",
                            "Apple ID",
                            Comparator.comparing(TokenRow::owner).thenComparing(BY_PLACE)),
                    Column.of("health", "State", ORDER),
                    Column.of(
                            "sync",
                            "Last sync",
                            Comparator.comparing(TokenRow::syncedAt).thenComparing(BY_PLACE)),
                    Column.of(
                            "expires",
                            "Expires",
                            Comparator.comparing(TokenRow::expiresAt).thenComparing(BY_PLACE))),
            TokenRow::text);

    static TokenRow of(TokenHealth state, Picture picture, Times times) {
        Token token = state.token();
        return new TokenRow(
                token.instance().name(),
                token.name().isBlank() ? "token " + token.id() : token.name(),
                Words.of(token.kind()),
                token.owner().map(AppleId::value).orElse("not known"),
                state.personalOwner() ? "personal" : "",
                Words.tone(state.health()),
                Words.of(state.health().key()),
                state.finding().map(finding -> Words.of(finding.remedy())).orElse(""),
                state.health() == Health.FAILING || state.health() == Health.SUSPECT
                        ? state.finding().map(Finding::since).map(times::moment)
                        : Optional.empty(),
                state.lastSync().map(Sync::at).map(times::moment),
                state.lastSync()
                        .map(Sync::state)
                        .filter(word -> state.health() != Health.HEALTHY)
                        .orElse(""),
                state.apple()
                        .flatMap(witness -> witness.server().lastConnected())
                        .map(times::moment),
                token.expiry()
                        .map(expiry -> expiry.day(picture.zone()).toString())
                        .orElse("not known"),
                token.expiry().map(expiry -> left(expiry, picture)).orElse(""));
    }

    private static String left(Expiry expiry, Picture picture) {
        return expiry.isOver(picture.at())
                ? "over"
                : Headline.in(Math.max(0, expiry.daysLeft(picture.at(), picture.zone())));
    }

    private static String owner(TokenHealth state) {
        return state.token().owner().map(AppleId::value).orElse("");
    }

    private static Instant syncedAt(TokenHealth state) {
        return state.lastSync().map(Sync::at).orElse(Instant.MIN);
    }

    private static Instant expiresAt(TokenHealth state) {
        return state.token().expiry().map(Expiry::at).orElse(Instant.MAX);
    }

    private static String text(TokenHealth state) {
        Token token = state.token();
        return String.join(
                " ",
                token.instance().name(),
                token.name(),
                Words.of(token.kind()),
                owner(state),
                token.organization(),
                token.serverName(),
                token.serverUuid(),
                Words.of(state.health().key()),
                state.finding().map(finding -> Words.of(finding.remedy())).orElse(""));
    }
}
