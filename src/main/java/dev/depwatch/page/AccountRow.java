package dev.depwatch.page;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.page.Listing.Column;
import dev.depwatch.page.Times.Moment;
import dev.depwatch.status.OwnedTokens;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One Apple ID as a table row. */
record AccountRow(
        String appleId,
        String address,
        String personal,
        String tone,
        String state,
        String out,
        Optional<Moment> outSince,
        int tokens,
        int instances,
        String expires,
        String left)
        implements Table.Row {

    /**
     * One Apple ID and its tokens.
     *
     * @param worst health of its tokens
     * @param expiry of the token that expires first
     * @param out how Apple reports the account, if its owner cannot use it
     */
    record Owner(OwnedTokens account, Health worst, Optional<Expiry> expiry, Optional<Account> out) {
        private long instances() {
            return account.tokens().stream().map(Token.Key::instance).distinct().count();
        }

        private String name() {
            return account.id().value();
        }

        private int toRegenerate() {
            return account.toRegenerate().size();
        }

        private Instant expiresAt() {
            return expiry.map(Expiry::at).orElse(Instant.MAX);
        }
    }

    private static final Comparator<Owner> BY_NAME = Comparator.comparing(Owner::name);

    private static final Comparator<Owner> ORDER = Comparator.comparing(Owner::toRegenerate)
            .reversed()
            .thenComparing(Owner::worst)
            .thenComparing(BY_NAME);

    static final Listing<Owner> LISTING = new Listing<>(
            "account",
            List.of(
                    Column.of("owner", "Apple ID", BY_NAME),
                    Column.of("state", "State", ORDER),
                    Column.of(
                            "tokens",
                            "Tokens",
                            Comparator.comparing((Owner owner) ->
                                            owner.account().tokens().size())
                                    .thenComparing(BY_NAME)),
                    Column.of(
                            "instances",
                            "Instances",
                            Comparator.comparing(Owner::instances).thenComparing(BY_NAME)),
                    Column.of(
                            "expires",
                            "First to end",
                            Comparator.comparing(Owner::expiresAt).thenComparing(BY_NAME))),
            Owner::name);

    /** The owners, those with the most tokens to regenerate first. */
    static List<Owner> owners(List<OwnedTokens> accounts, List<TokenHealth> tokens, Witnesses apple) {
        Map<Token.Key, TokenHealth> byKey = new HashMap<>();
        tokens.forEach(state -> byKey.put(state.token().key(), state));
        return accounts.stream()
                .map(account -> owner(
                        account,
                        account.tokens().stream()
                                .map(byKey::get)
                                .filter(Objects::nonNull)
                                .toList(),
                        apple.accountOut(account.id())))
                .sorted(ORDER)
                .toList();
    }

    private static Owner owner(OwnedTokens account, List<TokenHealth> tokens, Optional<Account> out) {
        return new Owner(
                account,
                tokens.stream()
                        .map(TokenHealth::health)
                        .min(Comparator.naturalOrder())
                        .orElse(Health.UNKNOWN),
                tokens.stream()
                        .flatMap(state -> state.token().expiry().stream())
                        .min(Comparator.comparing(Expiry::at)),
                out);
    }

    static AccountRow of(Owner owner, Query query, Instant now, ZoneId zone, Times times) {
        OwnedTokens account = owner.account();
        int regenerate = owner.toRegenerate();
        return new AccountRow(
                owner.name(),
                query.filtered(owner.name()),
                account.personal() ? "personal" : "",
                regenerate > 0 ? "bad" : Words.tone(owner.worst()),
                regenerate > 0
                        ? "regenerate " + regenerate
                        : Words.of(owner.worst().key()),
                owner.out()
                        .map(known -> known.status().name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                owner.out().map(Account::since).map(times::moment),
                account.tokens().size(),
                Math.toIntExact(owner.instances()),
                owner.expiry().map(expiry -> expiry.day(zone).toString()).orElse("not known"),
                owner.expiry()
                        .map(expiry ->
                                expiry.isOver(now) ? "over" : Headline.in(Math.max(0, expiry.daysLeft(now, zone))))
                        .orElse(""));
    }
}
