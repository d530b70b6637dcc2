package dev.depwatch.alert;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a receiver last accepted for an alert.
 *
 * @param alert as it was sent
 * @param firstDeliveredAt when the receiver accepted the alert's first message
 * @param lastDeliveredAt when the receiver accepted the alert's last message
 * @param tokens every token of this alert that the receiver was notified of so far
 * @param handle identifies the alert's message at the receiver, in the protocol's own form; no secret
 */
public record Delivered(
        Alert alert,
        Instant firstDeliveredAt,
        Instant lastDeliveredAt,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Set<Token.Key> tokens,
        Optional<String> handle) {
    public Delivered {
        Set<Token.Key> all = new HashSet<>(tokens);
        all.addAll(alert.tokens());
        tokens = Set.copyOf(all);
    }

    /** For a receiver that was notified of no other tokens. */
    public Delivered(Alert alert, Instant firstDeliveredAt, Instant lastDeliveredAt, Optional<String> handle) {
        this(alert, firstDeliveredAt, lastDeliveredAt, Set.of(), handle);
    }
}
