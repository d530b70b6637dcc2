package dev.depwatch.assess;

import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What nobody is to be told of for a time.
 *
 * @param instance the name of a watched one
 * @param kind empty: both, or {@code ade} where a token is named: ids of the two kinds are alike, and less is ignored so
 * @param token its id; empty: all of the instance, or of the kind
 * @param until the last day on which it is ignored; there is always one, since what is silenced for good is forgotten
 * @param reason why, for those who wonder
 */
public record IgnoreConfig(
        String instance, Optional<TokenKind> kind, Optional<String> token, LocalDate until, String reason)
        implements Checked {
    private static final int MAX_REASON = 200;

    public IgnoreConfig {
        instance = SafeText.name(instance);
    }

    @Override
    public void check(Remarks remarks) {
        token.ifPresent(id -> remarks.notBlank("token", id));
        remarks.notBlank("reason", reason);
        if (reason.length() > MAX_REASON) {
            remarks.problem(
                    "reason", "found " + reason.length() + " characters; expected a sentence of at most " + MAX_REASON);
        }
    }

    /** The first instant after the last day. */
    public Instant end(ZoneId zone) {
        return until.plusDays(1).atStartOfDay(zone).toInstant();
    }

    /**
     * As it is applied.
     *
     * @param zone in which the last day ends
     */
    public Ignore ignore(ZoneId zone) {
        return new Ignore(
                new Instance(instance), kind.or(() -> token.map(id -> TokenKind.ADE)), token, until, end(zone), reason);
    }
}
