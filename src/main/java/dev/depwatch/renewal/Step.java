package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Token;
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
public record Step(Token before, Token now, State state, Optional<Instant> placedAt, Optional<Sync> sync) {
    /** How far it is. */
    public enum State {
        /** The former token is in place. */
        AWAITS_TOKEN,
        /** A new token is in place, and has not synced yet as far as is known. */
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

    /** One whose renewal begins now. */
    static Step begun(TokenState state) {
        return new Step(state.token(), state.token(), State.AWAITS_TOKEN, Optional.empty(), state.sync());
    }

    public Token.Key key() {
        return before.key();
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    /** The step after its instance was read. */
    Step read(Reading reading, Instant readAt) {
        return reading.tokens().stream()
                .filter(read -> read.token().key().equals(key()))
                .findFirst()
                .map(read -> read(read, readAt))
                .orElseGet(() -> reading.isUnread(key().kind()) ? this : in(State.GONE, placedAt));
    }

    /** The step after this token was read. A sync counts from when the new token is known to be in place. */
    Step read(TokenState read, Instant readAt) {
        Token token = read.token();
        Optional<Instant> placed = placedAt.or(() -> isAnother(before, token) ? Optional.of(readAt) : Optional.empty());
        return new Step(before, token, state(token, placed, read), placed, read.sync());
    }

    /** The step after an upload. */
    Step uploaded(Token after, Instant at) {
        return new Step(
                before,
                after,
                areOfTwoServers(before, after) ? State.OTHER_SERVER : State.AWAITS_SYNC,
                Optional.of(at),
                sync);
    }

    /** The step as one that was proven before. */
    Step proven(Instant placed) {
        return in(State.DONE, Optional.of(placed));
    }

    private Step in(State state, Optional<Instant> placed) {
        return new Step(before, now, state, placed, sync);
    }

    private State state(Token token, Optional<Instant> placed, TokenState read) {
        if (areOfTwoServers(before, token)) {
            return State.OTHER_SERVER;
        }
        if (placed.isEmpty()) {
            return State.AWAITS_TOKEN;
        }
        if (state == State.DONE) {
            return state;
        }
        boolean isNew =
                read.sync().filter(sync -> !sync.at().isBefore(placed.get())).isPresent();
        if (!isNew) {
            return State.AWAITS_SYNC;
        }
        return switch (read.outcome()) {
            case GOOD -> State.DONE;
            case FAILED -> State.FAILS;
            case UNDER_WAY, UNKNOWN -> State.AWAITS_SYNC;
        };
    }

    /** Whether a word for the newest sync proves nothing, though there was one with the new token. */
    public boolean hasUnknownWord() {
        return state == State.AWAITS_SYNC
                && placedAt.isPresent()
                && sync.filter(last -> !last.at().isBefore(placedAt.get())
                                && last.outcome() == Outcome.UNKNOWN
                                && !last.state().isEmpty())
                        .isPresent();
    }

    /** Whether the two are certainly of two servers at Apple. */
    static boolean areOfTwoServers(Token one, Token other) {
        return !one.serverId().isEmpty()
                && !other.serverId().isEmpty()
                && !one.serverId().equals(other.serverId());
    }

    /** Whether an entry holds another token than before: another download, or one of another server. */
    static boolean isReplaced(Token before, Token now) {
        return isAnother(before, now) || InstanceInventory.isOfAnotherServer(before, now);
    }

    /**
     * Whether the two are certainly two downloads. What a half reading lacks proves nothing. Two downloads of one day by
     * one Apple ID look the same.
     */
    static boolean isAnother(Token one, Token other) {
        return InstanceInventory.isReplacement(one, other);
    }
}
