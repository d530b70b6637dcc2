package dev.depwatch.apple;

import dev.depwatch.apple.Account.Status;
import dev.depwatch.apple.AppleApi.Accounts;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.token.AppleId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of one organisation at Apple.
 *
 * @param name as the configuration calls it
 * @param servers those of the last good answer
 * @param accounts how the accounts of tokens' owners stand, those alone that Apple has ever listed
 * @param accountsGap why accounts could not be read, as a sentence; empty if they could be read, or were not asked for
 * @param readAt when that was; empty before the first good answer
 * @param failure why the newest attempt did not succeed; empty if it did
 */
public record Organization(
        String name,
        Scope scope,
        List<MdmServer> servers,
        List<Account> accounts,
        Optional<String> accountsGap,
        Optional<Instant> readAt,
        Optional<ReadFailure> failure) {
    public Organization {
        servers = List.copyOf(servers);
        accounts = List.copyOf(accounts);
    }

    /** What is known before anything was read. */
    static Organization unread(OrganizationConfig config) {
        return new Organization(
                config.name(),
                config.scope(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** How the account stands; empty if Apple has never listed it. */
    public Optional<Account> account(AppleId id) {
        return accounts.stream().filter(account -> account.id().equals(id)).findFirst();
    }

    /** @param owners whose accounts were asked for */
    Organization after(AppleApi.Answer answer, Set<AppleId> owners, Instant now) {
        List<Account> found = accounts(answer.accounts(), owners, now);
        Optional<String> gap =
                answer.accounts().gap().map(e -> "the accounts of owners cannot be read: " + e.getMessage());
        return new Organization(name, scope, answer.servers(), found, gap, Optional.of(now), Optional.empty());
    }

    Organization after(ReadException e, Instant now) {
        Optional<ReadFailure> newest = Optional.of(ReadFailure.after(failure, e, now));
        return new Organization(name, scope, servers, accounts, accountsGap, readAt, newest);
    }

    /** An account that the answer does not contain stays as it was. */
    private List<Account> accounts(Accounts answer, Set<AppleId> owners, Instant now) {
        Map<AppleId, Account> all = new TreeMap<>();
        accounts.forEach(account -> all.put(account.id(), account));
        Map<AppleId, Status> found = new HashMap<>(answer.known());
        if (answer.isWhole()) {
            owners.stream().filter(all::containsKey).forEach(id -> found.putIfAbsent(id, Status.MISSING));
        }
        found.forEach((id, status) -> all.merge(
                id, new Account(id, status, now), (before, after) -> before.status() == status ? before : after));
        return List.copyOf(all.values());
    }
}
