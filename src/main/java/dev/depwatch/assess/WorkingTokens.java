package dev.depwatch.assess;

import dev.depwatch.token.AppleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The enrolment tokens whose newest sync went well: what still works shows what has not failed. */
final class WorkingTokens {
    /** The newest good sync first. */
    private final Map<String, List<Working>> byOrganization = new HashMap<>();

    private final Map<AppleId, List<Working>> byOwner = new HashMap<>();

    private record Working(TokenTimeline token, Instant lastGood) {}

    WorkingTokens(Stream<TokenTimeline> tokens) {
        tokens.flatMap(token -> token.lastGoodWhileWorking().map(at -> new Working(token, at)).stream())
                .sorted(Comparator.comparing(Working::lastGood).reversed())
                .forEach(this::add);
    }

    private void add(Working works) {
        String organization = works.token().token().organization();
        if (!organization.isBlank()) {
            byOrganization
                    .computeIfAbsent(organization, first -> new ArrayList<>())
                    .add(works);
        }
        works.token()
                .token()
                .owner()
                .ifPresent(owner -> byOwner.computeIfAbsent(owner, first -> new ArrayList<>())
                        .add(works));
    }

    /** Whether another token of the organisation had its last good sync after that moment. */
    boolean hasAnotherOfItsOrganization(TokenTimeline token, Instant moment) {
        return byOrganization.getOrDefault(token.token().organization(), List.of()).stream()
                .takeWhile(other -> other.lastGood().isAfter(moment))
                .anyMatch(other -> other.token() != token);
    }

    /**
     * How many of the owner's other servers have a token whose last good sync came after a moment, and which is known to
     * be older than the failure: a new token works whatever ended the old one.
     */
    int othersOf(AppleId owner, Set<Object> beside, Instant failed, Instant moment) {
        return (int) byOwner.getOrDefault(owner, List.of()).stream()
                .takeWhile(other -> other.lastGood().isAfter(moment))
                .map(Working::token)
                .filter(token -> token.worksSince().isBefore(failed))
                .map(TokenTimeline::server)
                .filter(server -> !beside.contains(server))
                .distinct()
                .count();
    }
}
