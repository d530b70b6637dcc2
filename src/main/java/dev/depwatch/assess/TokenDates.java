package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Findings from a token's own date and state, with or without a case. */
final class TokenDates {
    private TokenDates() {}

    /** The token has expired: renew it, whatever its cases say. */
    static Optional<Finding> over(TokenTimeline token) {
        return token.token()
                .expiry()
                .filter(expiry -> token.isExpired() && !token.kind().isCertificate())
                .map(expiry -> finding(Remedy.REGENERATE, Cause.TOKEN_EXPIRED, token, expiry.at()));
    }

    /** The token ends within the first warning step, or its date has passed since the last reading. */
    static Optional<Finding> soon(TokenTimeline token, Policy policy) {
        return policy.warnsSince(token.token(), token.now())
                .filter(warning -> !token.kind().isCertificate())
                .map(warning -> finding(Remedy.RENEW, Cause.TOKEN_EXPIRED, token, warning));
    }

    /** Jamf Pro itself says that another server has claimed the token. */
    static Optional<Finding> claimedElsewhere(TokenTimeline token) {
        return token.sync()
                .filter(Sync::reportsClaimedElsewhere)
                .map(sync -> finding(
                        Remedy.RECLAIM,
                        Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                        token,
                        token.history().failing().map(Failing::by).orElse(sync.at())));
    }

    private static Finding finding(Remedy remedy, Cause cause, TokenTimeline token, Instant since) {
        return Finding.withoutCase(
                remedy,
                Certainty.CERTAIN,
                cause,
                token.token(),
                since,
                token.inventory().source() == Source.CONFIGURED ? Set.of(Hint.AS_CONFIGURED) : Set.of());
    }
}
