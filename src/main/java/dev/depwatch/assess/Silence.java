package dev.depwatch.assess;

import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Until it ends, depwatch notifies no receiver of what it covers. depwatch still assesses and shows it.
 *
 * @param kind empty: all
 * @param tokenId empty: every token of the kind, and failures of the kind that name no token
 * @param lastDay as written in the configuration
 * @param until the first instant after its end
 * @param reason why, in the words of its author
 * @param by who made it; empty if nobody wrote that down
 */
public record Silence(
        Instance instance,
        Optional<TokenKind> kind,
        Optional<String> tokenId,
        LocalDate lastDay,
        Instant until,
        String reason,
        Optional<String> by) {
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
    public record Config(
            String instance,
            Optional<TokenKind> kind,
            Optional<String> token,
            LocalDate until,
            String reason,
            Optional<String> by)
            implements Checked {
        public Config {
            instance = SafeText.name(instance);
        }

        @Override
        public void check(Remarks remarks) {
            token.ifPresent(id -> remarks.notBlank("token", id));
            by.ifPresent(name -> remarks.notBlank("by", name));
            remarks.notBlank("reason", reason);
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

    public boolean covers(Token.Key token) {
        return coversKind(token.instance(), token.kind())
                && tokenId.map(token.id()::equals).orElse(true);
    }

    /** Whether it covers every failure of this kind, whichever token fails. */
    boolean coversAll(Instance where, TokenKind which) {
        return coversKind(where, which) && tokenId.isEmpty();
    }

    /** Whether it covers the whole instance, including monitoring issues. */
    boolean coversAll(Instance where) {
        return instance.equals(where) && kind.isEmpty() && tokenId.isEmpty();
    }

    private boolean coversKind(Instance where, TokenKind which) {
        return instance.equals(where) && kind.map(which::equals).orElse(true);
    }
}
