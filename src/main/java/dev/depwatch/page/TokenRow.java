package dev.depwatch.page;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenHealth.Recovery.State;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Mark.Tone;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One token as a table row. */
record TokenRow(TokenHealth state) implements Listing.Row {
    static final List<Column<TokenRow>> COLUMNS = List.of(
            Column.by("instance", "Instance", row -> row.token().instance()),
            Column.by("name", "Token", row -> row.token().name()),
            Column.by("owner", "Apple ID", TokenRow::owner),
            Column.ofState("State"),
            Column.byTime("sync", "Last sync", row -> row.state().lastSync().map(Sync::at), Instant.MIN),
            Column.byTime("expires", "Expires", row -> row.token().expiry().map(Expiry::at), Instant.MAX));

    Token token() {
        return state.token();
    }

    @Override
    public Mark mark() {
        return isUnproven() ? new Mark(Tone.UNKNOWN, "in place, not yet proven") : Mark.of(state.health());
    }

    @Override
    public boolean isGood() {
        return Listing.Row.super.isGood() && state.finding().isEmpty();
    }

    /** Whether a new token is in place, and none of its own syncs has gone well. */
    boolean isUnproven() {
        return state.health() == Health.UNKNOWN
                && state.recovery().renewedAt().isPresent()
                && (state.recovery().state() == State.AWAITS_FIRST_SYNC
                        || state.recovery().state() == State.NOT_PROVEN);
    }

    /** "" where its kind, which stands beside it, says the same. */
    String name() {
        String name = token().name();
        return name.equalsIgnoreCase(Words.of(token().kind())) ? "" : name;
    }

    private String owner() {
        return token().owner().map(AppleId::value).orElse("");
    }

    /** Empty for a finding about a token that works. */
    Optional<Instant> failingSince() {
        return state.health() == Health.FAILING || state.health() == Health.SUSPECT
                ? state.finding().map(Finding::since)
                : Optional.empty();
    }

    @Override
    public String text() {
        return String.join(
                " ",
                token().instance().name(),
                token().name(),
                Words.of(token().kind()),
                owner(),
                token().organization(),
                token().serverName(),
                token().serverUuid(),
                mark().words(),
                state.finding().map(finding -> Words.of(finding.remedy())).orElse(""));
    }
}
