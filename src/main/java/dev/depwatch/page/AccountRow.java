package dev.depwatch.page;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.status.OwnedTokens;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One Apple ID as a table row.
 *
 * @param worst health of its tokens
 * @param expiry of the token that expires first
 * @param out how Apple reports the account, if its owner cannot use it
 * @param address of the view that is filtered by it
 */
record AccountRow(OwnedTokens account, Health worst, Optional<Expiry> expiry, Optional<Account> out, String address)
        implements Listing.Row {
    private static final Comparator<AccountRow> BY_NAME = Comparator.comparing(AccountRow::text);

    private static final Comparator<AccountRow> ORDER = Comparator.comparing(AccountRow::toRegenerate)
            .reversed()
            .thenComparing(AccountRow::worst)
            .thenComparing(BY_NAME);

    static final Columns<AccountRow> COLUMNS = new Columns<>("account", BY_NAME)
            .ordered("owner", "Apple ID", BY_NAME)
            .ordered("state", "State", ORDER)
            .by("tokens", "Tokens", AccountRow::tokens)
            .by("instances", "Instances", AccountRow::instances)
            .by("expires", "First to end", row -> row.expiry().map(Expiry::at).orElse(Instant.MAX));

    /** Those with the most tokens to regenerate first. */
    static List<AccountRow> all(List<OwnedTokens> accounts, List<TokenHealth> tokens, Witnesses apple, Query query) {
        Map<Token.Key, TokenHealth> byKey = tokens.stream()
                .collect(Collectors.toMap(state -> state.token().key(), Function.identity(), (one, same) -> one));
        return accounts.stream()
                .map(account -> {
                    List<TokenHealth> its = account.tokens().stream()
                            .map(byKey::get)
                            .filter(Objects::nonNull)
                            .toList();
                    return new AccountRow(
                            account,
                            TokenRow.worst(its),
                            its.stream()
                                    .flatMap(state -> state.token().expiry().stream())
                                    .min(Comparator.comparing(Expiry::at)),
                            apple.accountOut(account.id()),
                            query.filtered(account.id().value()));
                })
                .sorted(ORDER)
                .toList();
    }

    @Override
    public String text() {
        return account.id().value();
    }

    private int toRegenerate() {
        return account.toRegenerate().size();
    }

    @Override
    public String tone() {
        return toRegenerate() > 0 ? "bad" : Words.tone(worst);
    }

    String state() {
        return toRegenerate() > 0 ? "regenerate " + toRegenerate() : Words.of(worst);
    }

    int tokens() {
        return account.tokens().size();
    }

    long instances() {
        return account.tokens().stream().map(Token.Key::instance).distinct().count();
    }
}
