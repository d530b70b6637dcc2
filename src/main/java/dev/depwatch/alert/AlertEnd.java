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
 * Why an alert that a receiver was notified of is no longer in the assessment. {@link AlertEnds} decides it; every
 * receiver words or labels this value.
 */
public sealed interface AlertEnd {
    /** The value of the annotation {@code resolved_by}; docs/alertmanager.md lists all of them. */
    String resolvedBy();

    /** Whether there is proof that every token of the alert works. */
    default boolean isProven() {
        return false;
    }

    /** Whether the end of every part is known. */
    default boolean isKnown() {
        return true;
    }

    /** Whether nothing later can change it. A receiver gets such an end at once. */
    default boolean isFinal() {
        return false;
    }

    /** The end in a word or two: "over" unless the failure continues. */
    default String phrase() {
        return "over";
    }

    /** When depwatch found the end; empty if no case records the time. */
    default Optional<Instant> at() {
        return Optional.empty();
    }

    /**
     * How a failure ended for one token, or on an instance whose token is not known. Ordered from the strongest proof
     * to the weakest: the weakest part decides for an alert.
     */
    enum How {
        /** A later sync of the same token succeeded. */
        SYNCED,
        /** A new token is in place, and one of its syncs succeeded. */
        REPLACED,
        /** The token is no longer in Jamf Pro. */
        TOKEN_REMOVED,
        /** The configuration no longer names the instance. */
        NO_LONGER_WATCHED,
        /** A new token is in place, but nothing proves that it works. */
        IN_PLACE,
        /** No new failure was seen, but nothing proves that the failure is over. */
        NOT_SEEN_SINCE,
        /** The failure ended while depwatch was not running, or too long ago. */
        UNKNOWN;

        boolean isProof() {
            return this == SYNCED || this == REPLACED;
        }

        /** Whether Jamf Pro or the configuration states it, so that there is nothing to wait for. */
        boolean isComplete() {
            return isProof() || this == TOKEN_REMOVED || this == NO_LONGER_WATCHED;
        }
    }

    /**
     * How the failure ended for one token, or in one case.
     *
     * @param token empty if the case's token is not known
     * @param cause empty if no case records it any more
     * @param lastSeen the last record of the failure; empty if no case has one
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
        public String phrase() {
            return hows().contains(How.NO_LONGER_WATCHED) ? NoLongerWatched.PHRASE : AlertEnd.super.phrase();
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
     * The failure continues as another alert.
     *
     * @param by the other alert; it has the same remedy and subject where only the receiver's labels differ
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
     * The failure continues, and the configuration silences it for a time.
     *
     * @param first the silence that ends first
     * @param hidden the silenced tokens; empty if the alert names none
     * @param others how the failure of the alert's other tokens ended
     */
    record Silenced(Silence first, List<Token.Key> hidden, List<Part> others) implements AlertEnd {
        public Silenced {
            hidden = List.copyOf(hidden);
            others = List.copyOf(others);
        }

        /** Every token of the alert is silenced. */
        public Silenced(Silence first, List<Token.Key> hidden) {
            this(first, hidden, List.of());
        }

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

    /** The failure continues, but nobody can do anything about it. */
    record Withdrawn(Why why) implements AlertEnd {
        /** Why there is nothing to do. */
        public enum Why {
            /** Apple's service or the network fails. */
            WAITING,
            /** Other tokens fail instead of these. */
            OTHERS_FAIL,
            /** The known facts no longer support the advice. */
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

    /** There was no failure, and the configuration no longer names what the alert was about. */
    record NoLongerWatched() implements AlertEnd {
        static final String PHRASE = "no longer watched";

        @Override
        public String phrase() {
            return PHRASE;
        }

        @Override
        public boolean isFinal() {
            return true;
        }

        @Override
        public String resolvedBy() {
            return "no_longer_watched";
        }
    }

    /**
     * There was no failure: a date has moved, or depwatch sees the instance again.
     *
     * @param isFinal whether Jamf Pro states it, such as a later expiry of a token; otherwise depwatch may lose sight
     *     again
     */
    record NoLongerFound(boolean isFinal) implements AlertEnd {
        /** The end may be temporary. */
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
