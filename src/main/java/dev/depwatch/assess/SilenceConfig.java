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
 * A silence in the configuration: what it matches, its end, why, and who made it.
 *
 * @param instance the name of a watched instance
 * @param kind empty: all, or {@code ade} if a token is named: ids of the kinds are alike, and this silences less
 * @param token its id; empty: the whole instance, or all of the kind
 * @param until its last day; required, because people forget a silence without an end
 * @param reason why, for those who wonder
 * @param by who made it; empty: not known
 */
public record SilenceConfig(
        String instance,
        Optional<TokenKind> kind,
        Optional<String> token,
        LocalDate until,
        String reason,
        Optional<String> by)
        implements Checked {
    /** Of the reason, in characters. */
    public static final int MAX_REASON = 200;

    public SilenceConfig {
        instance = SafeText.name(instance);
    }

    @Override
    public void check(Remarks remarks) {
        token.ifPresent(id -> remarks.notBlank("token", id));
        by.ifPresent(name -> remarks.notBlank("by", name));
        remarks.notBlank("reason", reason);
        if (reason.length() > MAX_REASON) {
            remarks.problem(
                    "reason", "found " + reason.length() + " characters; expected a sentence of at most " + MAX_REASON);
        }
    }

    /** Whose tokens it covers; empty: all kinds. */
    public Optional<TokenKind> kindOfTokens() {
        return kind.or(() -> token.map(id -> TokenKind.ADE));
    }

    /** The first instant after the last day. */
    public Instant end(ZoneId zone) {
        return until.plusDays(1).atStartOfDay(zone).toInstant();
    }

    /**
     * The silence that the assessor applies.
     *
     * @param zone in which the last day ends
     */
    public Silence silence(ZoneId zone) {
        return new Silence(new Instance(instance), kindOfTokens(), token, until, end(zone), reason, by);
    }
}
