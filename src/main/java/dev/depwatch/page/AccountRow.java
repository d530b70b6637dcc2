package dev.depwatch.page;

import dev.depwatch.apple.Account;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.page.Listing.Columns;
import dev.depwatch.status.OwnedTokens;
import dev.depwatch.token.Expiry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One Apple ID as a table row.
 *
 * @param out how Apple reports the account, if its owner cannot use it
 */
record AccountRow(OwnedTokens account, Optional<Account> out) implements Listing.Row {
    private static final Comparator<AccountRow> BY_NAME = Comparator.comparing(AccountRow::text);

    /** Those with the most tokens to regenerate first. */
    private static final Comparator<AccountRow> ORDER = Comparator.comparing(AccountRow::toRegenerate)
            .reversed()
            .thenComparing(AccountRow::worst)
            .thenComparing(BY_NAME);

    static final Columns<AccountRow> COLUMNS = new Columns<>("account", BY_NAME, ORDER)
            .ordered("owner", "Apple ID", BY_NAME)
            .ordered("state", "State", ORDER)
            .by("tokens", "Tokens", AccountRow::tokens)
            .by("instances", "Instances", AccountRow::instances)
            .by("expires", "First to end", row -> row.expiry().map(Expiry::at).orElse(Instant.MAX));

    static List<AccountRow> all(Assessment assessment) {
        return OwnedTokens.allOf(assessment).stream()
                .map(account -> new AccountRow(account, assessment.apple().accountOut(account.id())))
                .toList();
    }

    @Override
    public String text() {
        return account.id().value();
    }

    private int toRegenerate() {
        return account.toRegenerate().size();
    }

    private Health worst() {
        return TokenRow.worst(account.tokens());
    }

    /** Of the token that expires first. */
    Optional<Expiry> expiry() {
        return account.tokens().stream()
                .flatMap(state -> state.token().expiry().stream())
                .min(Comparator.comparing(Expiry::at));
    }

    @Override
    public Mark mark() {
        return toRegenerate() > 0 ? new Mark("bad", "regenerate " + toRegenerate()) : Mark.of(worst());
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
