package dev.depwatch.inventory;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.SignedTerms;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The saved inventory of one instance. It includes the failure, so that a failure does not begin anew with every
 * restart.
 *
 * @param removed removed tokens; empty in older files
 * @param syncs the history of the tokens' syncs; empty in older files
 * @param signedTerms when notifications of unsigned terms disappeared; empty in older files
 * @param jamf the address it was read from; another address may be another Jamf Pro, with other tokens under the same
 *     ids
 */
public record SavedInventory(
        Instance instance,
        Source source,
        Optional<URI> jamf,
        Optional<Reading> reading,
        Optional<Instant> readAt,
        Optional<Instant> readFromSince,
        List<Replaced> replaced,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Removed> removed,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Syncs> syncs,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<SignedTerms> signedTerms,
        Map<Part, Instant> gapsSince,
        Optional<ReadFailure> failure) {
    public SavedInventory {
        replaced = List.copyOf(replaced);
        removed = List.copyOf(removed);
        syncs = List.copyOf(syncs);
        signedTerms = List.copyOf(signedTerms);
        gapsSince = Map.copyOf(gapsSince);
    }

    /** The replacement of a token, with what was saved about the previous one. */
    public record Replaced(Token.Key token, Instant at, Optional<Token> former, Optional<Instant> after) {}

    /** The history of a token's syncs. */
    public record Syncs(Token.Key token, SyncHistory history) {}

    static SavedInventory of(InstanceInventory known) {
        return new SavedInventory(
                known.instance(),
                known.source(),
                known.jamf(),
                known.reading(),
                known.readAt(),
                known.readFromSince(),
                known.replaced().entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .map(replaced -> new Replaced(
                                        entry.getKey(), replaced.at(), replaced.former(), replaced.after())))
                        .toList(),
                List.copyOf(known.removed().values()),
                known.syncs().entrySet().stream()
                        .map(entry -> new Syncs(entry.getKey(), entry.getValue()))
                        .toList(),
                known.signedTerms(),
                known.gapsSince(),
                known.failure());
    }

    /** The saved inventory for an instance that was not read yet, if its source is still the same. */
    InstanceInventory onto(InstanceInventory unread, Instant now) {
        if (source != unread.source() || !jamf.equals(unread.jamf())) {
            return reading.isPresent() ? unread.readFromSince(now) : unread;
        }
        Map<Token.Key, List<InstanceInventory.Replaced>> renewed = replaced.stream()
                .collect(groupingBy(
                        Replaced::token,
                        mapping(one -> new InstanceInventory.Replaced(one.former(), one.after(), one.at()), toList())));
        Map<Token.Key, Removed> gone = new HashMap<>();
        removed.forEach(token -> gone.put(token.state().token().key(), token));
        Map<Token.Key, SyncHistory> histories = new HashMap<>();
        syncs.forEach(token -> histories.put(token.token(), token.history()));
        return new InstanceInventory(
                instance,
                jamf,
                source,
                reading,
                readAt,
                readFromSince,
                renewed,
                gone,
                histories,
                signedTerms,
                gapsSince,
                Map.of(),
                failure);
    }
}
