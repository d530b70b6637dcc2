package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One token to renew, and how far its renewal is.
 *
 * @param before as it was when the renewal began
 * @param now as it was read last
 * @param placedAt when a new token was known to be in place: by an upload's answer, or by the first reading with
 *     another expiry date or owner; empty while the token is the former one
 * @param sync the newest, as far as it is known
 */
public record TokenRenewal(Token before, Token now, State state, Optional<Instant> placedAt, Optional<Sync> sync) {
    /** How far it is. */
    public enum State {
        /** The former token is in place. */
        AWAITS_TOKEN,
        /** A new token is in place, and no good sync has proven it yet. */
        AWAITS_SYNC,
        /** A new token is in place, and its newest sync failed. */
        FAILS,
        /** The token in place is for another server at Apple than the former one. */
        OTHER_SERVER,
        /** Jamf Pro no longer has the entry. */
        GONE,
        /** A sync after the upload went well. */
        DONE
    }

    public Token.Key key() {
        return before.key();
    }

    /** The token whose server a download must be for: not that of a file which somebody uploaded here by mistake. */
    public Token target() {
        return state == State.OTHER_SERVER ? before : now;
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    /** Whether a good sync shows that a download of its server is no newer than the token in place: it would have ended it. */
    boolean hasSyncedSince(TokenFile download) {
        // The last sync of the former token can seem to be later, by another clock.
        Duration clocks = Duration.ofMinutes(isDone() ? 0 : 2);
        return sync.filter(last -> last.outcome() == Outcome.GOOD).stream()
                .anyMatch(good ->
                        download.downloadedAt().stream().anyMatch(good.at().minus(clocks)::isAfter));
    }

    /** The same after an instance was read, or could not be. */
    TokenRenewal read(InstanceInventory inventory) {
        if (!inventory.instance().equals(key().instance()) || inventory.readAt().isEmpty()) {
            return this;
        }
        return inventory.states().stream()
                .filter(read -> read.token().key().equals(key()))
                .findFirst()
                .map(read -> read(read, inventory.readAt().get()))
                .orElseGet(() -> inventory.lacks(key().kind()) ? this : in(State.GONE, placedAt));
    }

    /** The same after this token was read. A sync counts from when the new token is known to be in place. */
    TokenRenewal read(TokenState read, Instant readAt) {
        Token token = read.token();
        Optional<Instant> placed = placedAt.filter(at -> !now.isReplacedBy(token))
                .or(() -> Optional.of(readAt).filter(at -> before.isReplacedBy(token)));
        return new TokenRenewal(before, token, state(read, placed), placed, read.sync());
    }

    private State state(TokenState read, Optional<Instant> placed) {
        if (isOfOtherServer(read.token())) {
            return State.OTHER_SERVER;
        }
        if (placed.isEmpty()) {
            return State.AWAITS_TOKEN;
        }
        if (isDone()) {
            return State.DONE;
        }
        boolean isSynced =
                read.sync().filter(sync -> !sync.at().isBefore(placed.get())).isPresent();
        return switch (isSynced ? read.outcome() : Outcome.UNKNOWN) {
            case GOOD -> State.DONE;
            case FAILED -> State.FAILS;
            case UNDER_WAY, UNKNOWN -> State.AWAITS_SYNC;
        };
    }

    /** Whether the server is certainly another one: one that was created again has a new id and its old name. */
    private boolean isOfOtherServer(Token token) {
        return before.hasOtherServerId(token)
                && (token.serverName().isBlank()
                        || !before.serverName().equals(token.serverName())
                        || before.hasOtherOrganization(token));
    }

    /** The same after an upload. */
    TokenRenewal uploaded(Token after, Instant at) {
        State next = isOfOtherServer(after) ? State.OTHER_SERVER : State.AWAITS_SYNC;
        return new TokenRenewal(before, after, next, Optional.of(at), sync);
    }

    TokenRenewal in(State next, Optional<Instant> placed) {
        return new TokenRenewal(before, now, next, placed, sync);
    }
}
