package dev.depwatch.alert;

import dev.depwatch.assess.Silence;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why an alert that a receiver was notified of is no longer among those of an assessment. {@link AlertEnds} decides it;
 * every receiver words or labels this value.
 */
public sealed interface AlertEnd {
    /** The value of the annotation {@code resolved_by}; docs/alertmanager.md lists all of them. */
    String resolvedBy();

    /** Whether it is proven that every token of the alert works. */
    default boolean isProven() {
        return false;
    }

    /** Whether all of it is known. */
    default boolean isKnown() {
        return true;
    }

    /** Whether nothing later can change it, so that a receiver gets it at once. */
    default boolean isFinal() {
        return false;
    }

    /** What became of the alert, in a word or two: "over" unless the failure goes on. */
    default String phrase() {
        return "over";
    }

    /** When it was found to be over; empty if no case has the time. */
    default Optional<Instant> at() {
        return Optional.empty();
    }

    /**
     * How a failure ended for one token, or on an instance whose token is not known. From the strongest proof to the
     * weakest: the weakest of its parts decides for an alert.
     */
    enum How {
        /** A sync of the same token has gone well since. */
        SYNCED,
        /** A new token is in place, and one of its syncs has gone well. */
        REPLACED,
        /** The token is no longer in Jamf Pro. */
        TOKEN_REMOVED,
        /** The configuration no longer names the instance. */
        NO_LONGER_WATCHED,
        /** A new token is in place, and nothing proves that it works. */
        IN_PLACE,
        /** The failure is silent, and nothing proves that it is over. */
        NOT_SEEN_SINCE,
        /** It ended while depwatch was not running, or too long ago. */
        UNKNOWN;

        boolean isProof() {
            return this == SYNCED || this == REPLACED;
        }

        /** Whether Jamf Pro or the configuration states it, so that nothing is waited for. */
        boolean isComplete() {
            return isProof() || this == TOKEN_REMOVED || this == NO_LONGER_WATCHED;
        }
    }

    /**
     * How it ended for one token, or in one case.
     *
     * @param token empty where the case's token is not known
     * @param cause empty where no case has it any more
     * @param lastSeen the last sign of it, as far as a case has one
     */
    record Part(
            Instance instance, Optional<Token.Key> token, Optional<Cause> cause, How how, Optional<Instant> lastSeen) {}

    /**
     * The failure is over.
     *
     * @param parts one or more, in the order of their instances
     */
    record Over(List<Part> parts, Optional<Instant> at) implements AlertEnd {
        public Over {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean isProven() {
            return weakest().isProof();
        }

        @Override
        public boolean isKnown() {
            return weakest() != How.UNKNOWN;
        }

        @Override
        public boolean isFinal() {
            return hows().stream().allMatch(How::isComplete);
        }

        Set<How> hows() {
            return parts.stream().map(Part::how).collect(Collectors.toUnmodifiableSet());
        }

        How weakest() {
            return parts.stream().map(Part::how).max(Comparator.naturalOrder()).orElse(How.UNKNOWN);
        }

        @Override
        public String resolvedBy() {
            return weakest().name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The failure goes on as another alert.
     *
     * @param by of the same remedy and subject where only the receiver's labels differ
     */
    record Superseded(AlertGroup by) implements AlertEnd {
        @Override
        public String phrase() {
            return "new advice";
        }

        @Override
        public String resolvedBy() {
            return "superseded";
        }
    }

    /**
     * The failure goes on, and the configuration silences it for a time.
     *
     * @param first the silence that ends first
     * @param hidden the tokens that are silenced; none where the alert names none
     */
    record Silenced(Silence first, List<Token.Key> hidden) implements AlertEnd {
        @Override
        public boolean isFinal() {
            return true;
        }

        @Override
        public String phrase() {
            return "silenced";
        }

        @Override
        public String resolvedBy() {
            return "withdrawn";
        }
    }

    /** The failure goes on, and there is nothing to do about it. */
    record Withdrawn(Why why) implements AlertEnd {
        /** Why there is nothing to do. */
        public enum Why {
            /** Apple's service or the network fails. */
            WAITING,
            /** Other tokens fail, and not these. */
            OTHERS_FAIL,
            /** What is known now no longer supports the advice. */
            UNSUPPORTED
        }

        @Override
        public String phrase() {
            return "withdrawn";
        }

        @Override
        public String resolvedBy() {
            return "withdrawn";
        }
    }

    /**
     * There was no failure: a date has moved, or depwatch sees the instance again.
     *
     * @param isFinal whether Jamf Pro states it, as a token's later expiry; what depwatch could not see may be lost again
     */
    record NoLongerFound(boolean isFinal) implements AlertEnd {
        /** It may come back. */
        public NoLongerFound() {
            this(false);
        }

        @Override
        public boolean isKnown() {
            return false;
        }

        @Override
        public String resolvedBy() {
            return "no_longer_found";
        }
    }
}
