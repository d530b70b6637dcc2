package dev.depwatch.assess;

import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that keeps depwatch from monitoring completely.
 *
 * @param instance the instance; empty if it concerns an organisation at Apple
 * @param organization the organisation at Apple by its name in the configuration; "" if it concerns an instance
 * @param about which of several things on the instance is wrong, such as the part that cannot be read; "" if there is one
 * @param sentence what is wrong and what to do, for the administrator; holds no secret
 * @param tokens empty if it concerns whatever the instance or the organisation has
 */
public record MonitoringIssue(
        Optional<Instance> instance,
        String organization,
        Kind kind,
        String about,
        String sentence,
        Instant since,
        Set<Token.Key> tokens) {
    /** Who has no host of it cannot restart it. */
    public static final String RESTART = "restart Jamf Pro (in Jamf Cloud, ask Jamf's support)";

    public MonitoringIssue(Instance instance, Kind kind, String about, String sentence, Instant since) {
        this(Optional.of(instance), "", kind, about, sentence, since, Set.of());
    }

    public MonitoringIssue(Instance instance, Kind kind, String sentence, Instant since) {
        this(instance, kind, "", sentence, since);
    }

    /** Apple's API of the organisation cannot be read. */
    public static MonitoringIssue appleNotRead(String organization, String sentence, Instant since) {
        return new MonitoringIssue(Optional.empty(), organization, Kind.APPLE_NOT_READ, "", sentence, since, Set.of());
    }

    /** @param tokens of one instance */
    MonitoringIssue(Kind kind, String about, String sentence, Instant since, List<TokenTimeline> tokens) {
        this(
                Optional.of(tokens.get(0).key().instance()),
                "",
                kind,
                about,
                sentence,
                since,
                tokens.stream().map(TokenTimeline::key).collect(Collectors.toUnmodifiableSet()));
    }

    /** What depwatch cannot see. */
    public enum Kind {
        LOG_NOT_FOLLOWED,
        LAYOUT_NOT_UNDERSTOOD,
        CLOCK_DIFFERS,
        TOKENS_NOT_READ,
        /** Jamf Pro answers, but its newest sync of a token is a day old, or older than the current token. */
        SYNCS_STOPPED,
        /** Jamf Pro reports failing syncs, and the followed log has no record of them. */
        FAILURE_NOT_LOGGED,
        /** Apple has heard from no server of an owner for many syncs, and depwatch knows no reason. */
        CONNECTIONS_STOPPED,
        /** The API is the only source for the instance, and depwatch cannot read it. */
        NOTHING_SEEN,
        /** Apple's own API cannot be read for an organisation. */
        APPLE_NOT_READ,
        /** A date and a notification of Jamf Pro contradict each other. */
        DATES_DIFFER,
        /** The push certificate in place is none that renewed the one before. */
        TOPIC_CHANGED,
        /** Jamf Pro notifies of what depwatch has no rule for, and somebody must look. */
        JAMF_NOTIFIES
    }
}
