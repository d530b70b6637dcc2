package dev.depwatch.alert;

import dev.depwatch.assess.Silence;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Why an alert that was reported is no longer among those of an assessment. {@link AlertEnds} decides it. */
public sealed interface AlertEnd {
    /** The word for it in the annotation {@code resolved_by}; docs/alertmanager.md has all of them. */
    String resolvedBy();

    /** Whether all of it is known. */
    default boolean isKnown() {
        return true;
    }

    /** Whether nothing will come that changes it. */
    default boolean isFinal() {
        return false;
    }

    /** When it was found to be over; empty if no case tells. */
    default Optional<Instant> at() {
        return Optional.empty();
    }

    /** How the failure of a token, or of an instance whose token is not known, is known to be over. */
    enum How {
        /** A sync of the same token has gone well since. */
        SYNCED("synced"),
        /** A new token is in place, and one of its syncs has gone well. */
        RENEWED("replaced"),
        /** The token is no longer in Jamf Pro. */
        REMOVED("token_removed"),
        /** The configuration no longer names the instance. */
        NO_LONGER_WATCHED("no_longer_watched"),
        /** A new token is in place, and nothing proves that it works. */
        IN_PLACE("in_place"),
        /** Nothing but silence. */
        NOT_SEEN_SINCE("not_seen_since"),
        /** It ended while nobody looked. */
        UNKNOWN("unknown");

        private final String key;

        How(String key) {
            this.key = key;
        }

        /** Whether it is proven that the token works. */
        boolean isProof() {
            return this == SYNCED || this == RENEWED;
        }
    }

    /**
     * How it ended for one token, or in one case.
     *
     * @param token empty where the case's token is not known
     * @param cause empty where no case tells any more
     * @param lastSeen the last sign of it, as far as a case tells
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
        public boolean isKnown() {
            return weakest() != How.UNKNOWN;
        }

        @Override
        public boolean isFinal() {
            return hows().stream().allMatch(How::isProof);
        }

        Set<How> hows() {
            return parts.stream().map(Part::how).collect(Collectors.toUnmodifiableSet());
        }

        /** An end is known as well as that of its weakest part. */
        How weakest() {
            return parts.stream().map(Part::how).max(Comparator.naturalOrder()).orElse(How.UNKNOWN);
        }

        @Override
        public String resolvedBy() {
            return weakest().key;
        }
    }

    /** The failure goes on, and another alert has what to do. */
    record Superseded(Alert by) implements AlertEnd {
        @Override
        public String resolvedBy() {
            return "superseded";
        }
    }

    /**
     * The failure goes on, and it is silenced.
     *
     * @param first the silence that ends first
     * @param hidden the silenced tokens; none where the alert names none
     */
    record Silenced(Silence first, List<Token.Key> hidden) implements AlertEnd {
        @Override
        public boolean isFinal() {
            return true;
        }

        @Override
        public String resolvedBy() {
            return "withdrawn";
        }
    }

    /** The failure goes on, and there is nothing to be done about it for now. */
    record Withdrawn(Why why) implements AlertEnd {
        /** Why nothing is to be done. */
        enum Why {
            /** Apple's service or the network fails. */
            WAITING,
            /** Other tokens fail, and not these. */
            OTHERS_FAIL,
            /** What is known now no longer supports the advice. */
            UNSUPPORTED
        }

        @Override
        public String resolvedBy() {
            return "withdrawn";
        }
    }

    /** There never was a failure: a date has moved, or depwatch sees the instance again. */
    record NoLongerFound() implements AlertEnd {
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
