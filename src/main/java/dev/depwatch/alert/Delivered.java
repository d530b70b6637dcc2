package dev.depwatch.alert;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a receiver last accepted for an alert.
 *
 * @param alert as it was sent, with the cases that it has had since, and without a warning step that lies ahead again
 * @param firstDeliveredAt when the receiver accepted the alert's first message
 * @param lastDeliveredAt when the receiver accepted the alert's last message
 * @param tokens every token of this alert that the receiver was notified of so far, or most of very many
 * @param handle identifies the alert's message at the receiver, in the protocol's own form; no secret
 */
public record Delivered(
        Alert alert,
        Instant firstDeliveredAt,
        Instant lastDeliveredAt,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Set<Token.Key> tokens,
        Optional<String> handle) {
    /** An alert may last for ever, and have other tokens and cases each time. */
    private static final long MOST_FORMER = 1_000;

    public Delivered {
        tokens = Stream.concat(alert.tokens().stream(), tokens.stream())
                .distinct()
                .limit(alert.tokens().size() + MOST_FORMER)
                .collect(toUnmodifiableSet());
    }

    /**
     * With the alert's present cases, too, and without the warning steps that lie ahead again since an expiry moved.
     *
     * @param mayReturn whether a token that left may be back soon
     */
    public Delivered updatedBy(Alert newest, boolean mayReturn) {
        List<String> cases = Stream.concat(newest.caseIds().stream(), alert.caseIds().stream())
                .distinct()
                .limit(newest.caseIds().size() + MOST_FORMER)
                .toList();
        List<String> passed = newest.aspects().stream()
                .filter(aspect -> aspect.startsWith(Alerts.STEP))
                .toList();
        Set<String> aspects = new HashSet<>(alert.aspects());
        if (aspects.removeIf(aspect -> aspect.startsWith(Alerts.STEP)
                && passed.stream().noneMatch(step -> length(step).compareTo(length(aspect)) <= 0))) {
            aspects.addAll(passed);
            aspects.addAll(mayReturn ? alert.aspects() : Set.of());
        }
        return new Delivered(alert.with(aspects, cases), firstDeliveredAt, lastDeliveredAt, tokens, handle);
    }

    private static Duration length(String step) {
        return Duration.parse(step.substring(Alerts.STEP.length()));
    }

    /** For a receiver that was notified of no other tokens. */
    public Delivered(Alert alert, Instant firstDeliveredAt, Instant lastDeliveredAt, Optional<String> handle) {
        this(alert, firstDeliveredAt, lastDeliveredAt, Set.of(), handle);
    }
}
