package dev.depwatch.page;

import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import java.util.Comparator;
import java.util.List;

/**
 * How something stands: a mark, and the words beside it, which say the same.
 *
 * @param tone in lower case the CSS class of the mark
 */
record Mark(Tone tone, String words) {
    /** The most urgent first. */
    enum Tone {
        BAD,
        WATCH,
        UNKNOWN,
        GOOD
    }

    static Mark of(Health health) {
        return new Mark(
                switch (health) {
                    case FAILING, EXPIRED -> Tone.BAD;
                    case SUSPECT, AT_RISK, EXPIRING -> Tone.WATCH;
                    case UNKNOWN -> Tone.UNKNOWN;
                    case HEALTHY -> Tone.GOOD;
                },
                Words.of(health));
    }

    static Mark ofWorst(List<TokenHealth> tokens) {
        return of(tokens.stream()
                .map(TokenHealth::health)
                .min(Comparator.naturalOrder())
                .orElse(Health.UNKNOWN));
    }
}
