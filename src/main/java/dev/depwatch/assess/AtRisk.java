package dev.depwatch.assess;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.Set;

/**
 * Marks the content tokens of an owner whose ADE tokens are rejected: Apple says that a password change ends them too.
 * They appear within that finding and never alone. Expiry after a year puts no other token at risk.
 */
final class AtRisk {
    private final Set<AppleId> contentOwners;

    AtRisk(AssessmentInput input) {
        this.contentOwners = input.tokens().stream()
                .map(TokenTimeline::token)
                .filter(token -> token.kind() == TokenKind.CONTENT)
                .flatMap(token -> token.owner().stream())
                .collect(toUnmodifiableSet());
    }

    Finding mark(Finding finding) {
        if (!endangersContent(finding)
                || finding.account().filter(contentOwners::contains).isEmpty()) {
            return finding;
        }
        return finding.with(Hint.CONTENT_TOKENS_AT_RISK);
    }

    static Set<AppleId> owners(List<Finding> findings) {
        return findings.stream()
                .filter(AtRisk::endangersContent)
                .flatMap(finding -> finding.account().stream())
                .collect(toUnmodifiableSet());
    }

    private static boolean endangersContent(Finding finding) {
        return finding.remedy() == Remedy.REGENERATE
                && finding.kind() == TokenKind.ADE
                && finding.othersThatWork() == 0
                && finding.cause().canFollowPasswordChange();
    }
}
