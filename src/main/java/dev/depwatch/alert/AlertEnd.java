package dev.depwatch.alert;

import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Recovery;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why an alert that a receiver was notified of is no longer in the assessment. {@link AlertEnds} decides it, {@link
 * EndText} words it, and every receiver labels it.
 *
 * @param how the weakest of the parts, if there are parts
 * @param parts how it ended for each token, or on each instance without a known one; empty if there was no failure, or
 *     if it continues for all of them alike
 * @param at when depwatch found the end; empty if no case records the time
 * @param next the alert as which the failure continues; it has the same remedy and subject where only the receiver's
 *     labels differ
 * @param silence the silence that ends first, if it hides the failure
 */
public record AlertEnd(
        How how, List<Part> parts, Optional<Instant> at, Optional<AlertFacts> next, Optional<Silence> silence) {
    private static final Set<How> WITHDRAWN = EnumSet.range(How.SILENCED, How.UNSUPPORTED);

    public AlertEnd {
        parts = List.copyOf(parts);
    }

    /** An end that needs no more words than its parts. */
    public AlertEnd(How how, Part... parts) {
        this(how, List.of(parts), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * How a failure ended. The first seven are in the order of their proof: the weakest part decides for an alert. They
     * can end one token, or a failure on an instance whose token is not known; the others end a whole alert.
     */
    public enum How {
        /** A later sync of the same token succeeded. */
        SYNCED("over", true, "it syncs with Apple again"),
        /** A new token is in place, and one of its syncs succeeded. */
        REPLACED("over", true, "a new token is in place, and it syncs"),
        /** The token is no longer in Jamf Pro. */
        TOKEN_REMOVED("over", true, "the token was removed from Jamf Pro"),
        /** The configuration no longer names the instance, or what the alert was about. */
        NO_LONGER_WATCHED("no longer watched", true, "no longer watched; it may continue"),
        /** A new token is in place, but nothing proves that it works. */
        IN_PLACE("not proven", false, "a new token is in place, not yet proven by a good sync"),
        /** No new failure was seen, but nothing proves that the failure is over. */
        NOT_SEEN_SINCE("not proven", false, "no failure is seen any more"),
        /** The failure ended while depwatch was not running, or too long ago. */
        UNKNOWN("not proven", false, "how it ended is not known"),

        /** The failure continues as another alert. */
        SUPERSEDED("new advice", false, ""),
        /** The failure continues, and the configuration silences it for a time. */
        SILENCED("silenced", true, ""),
        /** The failure continues: Apple's service or the network fails, and nobody can do anything about it. */
        WAITING("withdrawn", false, ""),
        /** Other tokens fail instead of these. */
        OTHERS_FAIL("withdrawn", false, ""),
        /** The failure continues, and the known facts no longer support the advice. */
        UNSUPPORTED("withdrawn", false, ""),
        /** There was no failure: Jamf Pro states a later expiry. */
        DATE_MOVED("over", true, ""),
        /** There was no failure: depwatch sees the instance again, and may lose sight of it again. */
        NO_LONGER_FOUND("over", false, "");

        private final String phrase;
        private final boolean isFinal;
        private final String words;

        How(String phrase, boolean isFinal, String words) {
            this.phrase = phrase;
            this.isFinal = isFinal;
            this.words = words;
        }

        /** What is said of one token; "" for an end of a whole alert. */
        String words() {
            return words;
        }

        boolean isProof() {
            return this == SYNCED || this == REPLACED;
        }

        /**
         * How a token's own syncs show that its failure is over, whatever its cases say. A token that settles counts,
         * as progress; an end waits for it first. Empty if it still needs something as far as depwatch knows.
         *
         * @param isReplaced whether it was replaced since the alert began: a case is forgotten after an hour
         */
        static Optional<How> bySyncs(TokenHealth health, boolean isReplaced) {
            Recovery recovery = health.recovery();
            boolean isNew = isReplaced || recovery.renewedAt().isPresent();
            return switch (recovery.state()) {
                case FAILS, AWAITS_SYNC -> Optional.empty();
                case AWAITS_FIRST_SYNC, NOT_PROVEN ->
                    // A certificate never syncs.
                    Optional.of(isNew && !health.token().kind().isCertificate() ? IN_PLACE : NOT_SEEN_SINCE);
                case SETTLES, PROVEN -> Optional.of(isNew ? REPLACED : SYNCED);
                case NONE -> health.works() ? Optional.of(isNew ? REPLACED : SYNCED) : Optional.empty();
            };
        }
    }

    /**
     * How the failure ended for one token, or on one instance.
     *
     * @param token empty if the token is not known
     * @param lastSeen the last record of the failure; empty if no case has one
     */
    public record Part(Instance instance, Optional<Token.Key> token, How how, Optional<Instant> lastSeen) {}

    /** The value of the annotation {@code resolved_by}; docs/alertmanager.md lists all of them. */
    public String resolvedBy() {
        How named = how == How.DATE_MOVED ? How.NO_LONGER_FOUND : how;
        return WITHDRAWN.contains(how) ? "withdrawn" : named.name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is proof that every token of the alert works. */
    public boolean isProven() {
        return how.isProof();
    }

    /** Whether the failure is gone, proven or not; false if it continues, or may continue. */
    public boolean isOver() {
        return how != How.SUPERSEDED && !WITHDRAWN.contains(how) && !phrase().equals(How.NO_LONGER_WATCHED.phrase);
    }

    /** Whether a later end of the same alert tells nothing more: how and when a case ended is known for an hour. */
    public boolean outlasts(AlertEnd later) {
        boolean isSame = how == later.how && hows().equals(later.hows());
        return isSame ? next.equals(later.next) && silence.equals(later.silence) : isKnown() && !later.isKnown();
    }

    /** Whether the end of every part is known. */
    private boolean isKnown() {
        return how != How.UNKNOWN && how != How.NO_LONGER_FOUND && how != How.DATE_MOVED;
    }

    /** Whether nothing later can change it. A receiver gets such an end at once. */
    public boolean isFinal() {
        return how.isFinal;
    }

    /** The end in a word or two: "over" unless the failure continues, or may continue. */
    public String phrase() {
        return how != How.SILENCED && hows().contains(How.NO_LONGER_WATCHED)
                ? How.NO_LONGER_WATCHED.phrase
                : how.phrase;
    }

    /** Whether the parts ended in several ways, and not all of them are proven. */
    boolean isMixed() {
        return hows().size() > 1 && !isProven() && hows().stream().noneMatch(ended -> ended.words.isEmpty());
    }

    /** The parts' own ends, each once. */
    Set<How> hows() {
        return parts.stream().map(Part::how).collect(Collectors.toUnmodifiableSet());
    }
}
