package dev.depwatch.page;

import dev.depwatch.apple.Account;
import dev.depwatch.assess.Assessment;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Mark.Tone;
import dev.depwatch.status.OwnedTokens;
import dev.depwatch.token.Expiry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One Apple ID as a table row.
 *
 * @param out how Apple reports the account, if its owner cannot use it
 */
record AccountRow(OwnedTokens account, Optional<Account> out) implements Listing.Row {
    static final List<Column<AccountRow>> COLUMNS = List.of(
            Column.by("owner", "Apple ID", AccountRow::text),
            Column.ofState("State"),
            Column.by("tokens", "Tokens", AccountRow::tokens),
            Column.by("instances", "Instances", AccountRow::instances),
            Column.byTime("expires", "First to end", row -> row.expiry().map(Expiry::at), Instant.MAX));

    static Stream<AccountRow> all(Assessment assessment) {
        return OwnedTokens.allOf(assessment).stream()
                .map(account -> new AccountRow(account, assessment.apple().accountOut(account.id())));
    }

    @Override
    public String text() {
        return account.id().value();
    }

    /** Of the token that expires first. */
    Optional<Expiry> expiry() {
        return account.tokens().stream()
                .flatMap(state -> state.token().expiry().stream())
                .min(Comparator.comparing(Expiry::at));
    }

    @Override
    public Mark mark() {
        int toRegenerate = account.toRegenerate().size();
        return toRegenerate > 0 ? new Mark(Tone.BAD, "regenerate " + toRegenerate) : Mark.ofWorst(account.tokens());
    }

    int tokens() {
        return account.tokens().size();
    }

    long instances() {
        return account.tokens().stream()
                .map(state -> state.token().instance())
                .distinct()
                .count();
    }
}
