package dev.depwatch.status;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one Apple ID owns and what its owner must do. Every known owner is listed, also one whose tokens are all
 * healthy: a rule cannot alert on a series that first appears with the failure.
 *
 * @param tokens all tokens that it downloaded and that are in use
 * @param toRegenerate those that certainly need regenerating, or were just renewed with another account; without
 *     silenced ones
 * @param suspect those that are candidates: one of several on their instance fails; none where all of them are silenced
 * @param personal whether it is not one of the shared accounts; false if no shared accounts are configured
 */
public record OwnedTokens(
        AppleId id, boolean personal, List<TokenHealth> tokens, Set<Token.Key> toRegenerate, Set<Token.Key> suspect) {
    private OwnedTokens(AppleId id, boolean personal) {
        this(id, personal, new ArrayList<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    /** The owners in the order of their names. */
    public static List<OwnedTokens> allOf(Assessment assessment) {
        TreeMap<AppleId, OwnedTokens> accounts = new TreeMap<>(Comparator.naturalOrder());
        for (TokenHealth health : assessment.tokens()) {
            health.token()
                    .owner()
                    .ifPresent(owner -> accounts.computeIfAbsent(
                                    owner, id -> new OwnedTokens(id, health.personalOwner()))
                            .tokens()
                            .add(health));
        }
        for (TokenHealth health : assessment.tokens()) {
            failed(health)
                    .owner()
                    .ifPresent(owner -> accounts.computeIfAbsent(owner, id -> new OwnedTokens(id, isPersonal(health)))
                            .judge(health, assessment));
        }
        return List.copyOf(accounts.values());
    }

    /** The token, or the former one if another account renewed it and nothing proves yet that its failure ended. */
    private static Token failed(TokenHealth health) {
        return health.finding().stream()
                .flatMap(finding -> finding.tokens().stream())
                .filter(token -> token.key().equals(health.token().key()))
                .findFirst()
                .orElse(health.token());
    }

    /** For an owner who has no token any more. */
    private static boolean isPersonal(TokenHealth health) {
        return health.finding().stream().anyMatch(finding -> finding.says(Hint.PERSONAL_OWNER));
    }

    private void judge(TokenHealth health, Assessment assessment) {
        Token.Key key = health.token().key();
        health.finding().ifPresent(finding -> {
            if (finding.certainty() == Certainty.ONE_OF
                    && assessment.silenced(finding).isEmpty()) {
                suspect.add(key);
            } else if (finding.certainty() == Certainty.CERTAIN
                    && finding.remedy() == Remedy.REGENERATE
                    && assessment.silenced(key).isEmpty()) {
                toRegenerate.add(key);
            }
        });
    }
}
