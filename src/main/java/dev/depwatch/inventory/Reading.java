package dev.depwatch.inventory;

import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one source says of an instance's tokens, at one moment.
 *
 * @param tokens every token, each with its newest sync
 * @param terms whether the instance's own notifications name unsigned terms
 */
public record Reading(List<TokenState> tokens, Terms terms) {
    public Reading {
        tokens = List.copyOf(tokens);
    }

    /** A token and how it last synced; no sync where the source does not know. */
    public record TokenState(Token token, Optional<Sync> sync) {}

    /**
     * How a token last synced with Apple.
     *
     * @param state Jamf Pro's word for it: an open set, of which only {@code CONNECTION_ERROR} is public
     * @param at when, by this host's clock
     */
    public record Sync(String state, Instant at) {}

    /** What the instance's notifications say of Apple's terms. "Cannot be read" is not "signed". */
    public enum Terms {
        SIGNED,
        NOT_SIGNED,
        UNKNOWN
    }
}
