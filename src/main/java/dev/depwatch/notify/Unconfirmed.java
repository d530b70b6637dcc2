package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tokens whose first failure the next syncs must confirm. One event ends all tokens of an owner or of an
 * organisation, but their syncs show it one after the other: the first message waits for them, so that it names all.
 */
final class Unconfirmed {
    private final Assessment assessment;
    private final List<TokenHealth> tokens;

    Unconfirmed(Assessment assessment) {
        this.assessment = assessment;
        this.tokens = assessment.tokens().stream()
                .filter(health -> health.unconfirmed().isPresent())
                .toList();
    }

    /** @param since when the alert appeared: it waits no longer than a failure needs to be confirmed */
    boolean mayJoin(Alert alert, Instant since, Instant now) {
        if (alert.caseIds().isEmpty() || tokens.isEmpty()) {
            return false;
        }
        List<Token> its = assessment.tokens().stream()
                .map(TokenHealth::token)
                .filter(token -> alert.tokens().contains(token.key()))
                .toList();
        Set<Optional<AppleId>> owners = its.stream().map(Token::owner).collect(Collectors.toSet());
        Set<String> organizations = its.stream().map(Token::organization).collect(Collectors.toSet());
        return tokens.stream()
                .filter(health -> health.unconfirmed()
                        .filter(first -> now.isBefore(since.plus(first.within())))
                        .isPresent())
                .map(TokenHealth::token)
                .filter(token -> !alert.tokens().contains(token.key()))
                .anyMatch(token -> (token.owner().isPresent() && owners.contains(token.owner()))
                        || (!token.organization().isBlank() && organizations.contains(token.organization())));
    }
}
